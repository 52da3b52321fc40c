package storagetest

import (
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// listInsertBetweenPages adds records before and behind the position.
func listInsertBetweenPages(t *trial) {
	list := manyAttendees(here, 40)
	t.apply(put(entities(list)...))
	t.seenOnce(list, func(page int) {
		before, behind := newAttendee(here, email("a")), newAttendee(here, email("z"))
		before.Unique.Email += before.ID.String()
		behind.Unique.Email += behind.ID.String()
		if page < 5 {
			t.apply(put(before, behind))
		}
	})
}

// listDeleteBetweenPages removes the record at which each page ended, and one
// that has been seen before.
func listDeleteBetweenPages(t *trial) {
	const limit = 4
	list := manyAttendees(here, 40)
	t.apply(put(entities(list)...))
	var stay []storage.Attendee
	for i, a := range list {
		if i%limit < limit-2 {
			stay = append(stay, a)
		}
	}
	t.seenOnce(stay, func(page int) {
		end := (page + 1) * limit
		require.LessOrEqual(t, end, len(list), "the list does not end")
		t.apply(remove(list[end-1], list[end-2]))
	})
}

// pages walks a list, and fails where it has no end: after more pages than it can
// have whatever is written between them.
func (t *trial) pages(q storage.ListQuery, most int) iter.Seq2[int, storage.Page] {
	return func(yield func(int, storage.Page) bool) {
		t.Helper()
		n := 0
		for page, err := range storage.Pages(t.Context(), t.lister(), q) {
			require.NoError(t, err, "list of %+v", q)
			require.Less(t, n, most, "the list does not end: %+v", q)
			if !yield(n, page) {
				return
			}
			n++
		}
	}
}

// walked returns what a list of at most so many pages has.
func walked[R storage.Record](t *trial, q storage.ListQuery, most int) (list []R) {
	t.Helper()
	for _, page := range t.pages(q, most) {
		list = append(list, storage.Of[R](page.Set)...)
	}
	return list
}

// seenOnce walks a list by e-mail address in pages of four, calls between
// after each page but the last, and requires to see every record of stay once.
func (t *trial) seenOnce(stay []storage.Attendee, between func(page int)) {
	t.Helper()
	seen := make(map[storage.ID]int)
	q := storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "email"}}, Limit: 4}
	for n, page := range t.pages(q, 10*len(stay)) {
		for _, a := range page.Attendees {
			seen[a.ID]++
		}
		if page.Next != "" {
			between(n)
		}
	}
	for i, a := range stay {
		require.Equal(t, 1, seen[a.ID], "times that record %d was seen", i)
	}
}

// listWritesBetweenPages asks random queries and inserts, changes and deletes
// records between the pages. The records that were there all the time are
// seen once, in their order, and none that does not satisfy the conditions.
func listWritesBetweenPages(t *trial) {
	const seed, queries, most = 20260302, 60, 10
	c := t.listed()
	rng := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	var passing []storage.Attendee // come and go
	write := func() {
		a := c.Attendees[rng.IntN(len(c.Attendees))]
		a.ID, a.Unique = newID(), storage.AttendeeKeys{}
		a.Rev = 1
		t.apply(put(a))
		passing = append(passing, a)
		if i := rng.IntN(len(passing)); rng.IntN(2) == 0 {
			t.apply(remove(passing[i]))
			passing = slices.Delete(passing, i, i+1)
		} else {
			changed := next(passing[i])
			changed.LastName, changed.Email = corpusTexts[rng.IntN(len(corpusTexts))], ""
			t.apply(put(changed))
			passing[i] = changed
		}
	}
	for range queries {
		if len(passing) > 0 {
			t.apply(remove(entities(passing)...))
			passing = nil
		}
		q := randomQuery(rng, storage.KindAttendee, c.Attendees)
		q.Limit = 1 + rng.IntN(7)
		whole := q
		whole.Limit = len(c.Attendees)
		want, err := storage.Select(whole, slices.Values(c.Attendees))
		require.NoError(t, err)
		var got []storage.Attendee
		for _, page := range t.pages(q, 2*len(c.Attendees)) {
			for _, a := range page.Attendees {
				if slices.ContainsFunc(c.Attendees, func(b storage.Attendee) bool { return a.ID == b.ID }) {
					got = append(got, a)
				}
			}
			if page.Next != "" && len(passing) < most {
				write()
			}
		}
		requireList(t, want.Records, got, q)
	}
}
