package storagetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// writers is how many goroutines contend in the races.
const writers = 32

// together runs n functions at once and waits for them.
func together(n int, run func(i int)) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			run(i)
		})
	}
	done.Wait()
}

// wins reports whether a racing write succeeded. It may lose by a conflict and
// in no other way.
func (t *trial) wins(err error) bool {
	if err != nil && !errors.Is(err, storage.ErrConflict) {
		t.Errorf("a racing write failed with %v, not with a conflict", err)
	}
	return err == nil
}

func raceInsertSameKey(t *trial) {
	t.oneGetsEach(50, func(k int) storage.Entity { return newAttendee(here, email(fmt.Sprintf("%d@example.com", k))) })
}

// raceInsertSamePresence lets an attendee in at several doors at once: one of
// them is the one by which the attendee is inside.
func raceInsertSamePresence(t *trial) {
	const attendees = 25
	hall, list := newZone(here, "hall"), manyAttendees(here, attendees)
	t.apply(put(hall), put(entities(list)...))
	t.oneGetsEach(attendees, func(k int) storage.Entity {
		c := newPresence(list[k], hall.ID)
		c.UniquePresence = "hall " + list[k].ID.String()
		return c
	})
	t.occupied(here, []storage.ID{hall.ID}, storage.Occupancy{ZoneID: hall.ID, Inside: attendees})
}

// raceInsertSameNonce sends a scan several times at once.
func raceInsertSameNonce(t *trial) {
	t.oneGetsEach(25, func(k int) storage.Entity {
		c := newCheckIn(here)
		c.UniqueNonce = fmt.Sprintf("device-1 %d", k)
		return c
	})
}

// oneGetsEach lets everybody insert a record under each of n keys.
func (t *trial) oneGetsEach(n int, holding func(k int) storage.Entity) {
	t.Helper()
	won := make([]atomic.Int32, n)
	together(writers, func(int) {
		for k := range n {
			if t.wins(t.try(here, put(holding(k)))) {
				won[k].Add(1)
			}
		}
	})
	for k := range n {
		require.EqualValues(t, 1, won[k].Load(), "writers who got key %d", k)
	}
}

// raceInsertSameID is won by one, whatever the keys.
func raceInsertSameID(t *trial) {
	head := newHead(here)
	var won atomic.Int32
	together(writers, func(int) {
		a := newAttendee(here)
		a.Head = head
		if t.wins(t.try(here, put(a))) {
			won.Add(1)
		}
	})
	require.EqualValues(t, 1, won.Load())
}

// raceUpdateSameRecord loses no update: everyone reads, adds one and writes
// back until it succeeds.
func raceUpdateSameRecord(t *trial) {
	const updates = 3
	a := newAttendee(here)
	t.apply(put(a))
	together(writers, func(int) {
		for range updates {
			for tries := 0; ; tries++ {
				set, err := t.store.Load(t.Context(), named(here, a.Ref()))
				if !assert.NoError(t, err) || !assert.Len(t, set.Attendees, 1) || !assert.Less(t, tries, 10_000, "no writer gets on") {
					return
				}
				mine := next(set.Attendees[0])
				mine.Version++
				if t.wins(t.try(here, put(mine))) {
					break
				}
			}
		}
	})
	a.Rev += writers * updates
	a.Version += writers * updates
	t.holds(a)
}

// raceRemoveWhileAdding deletes parents while dependents arrive: never both.
func raceRemoveWhileAdding(t *trial) {
	for range 20 {
		a := newAttendee(here)
		r := newRevision(a)
		t.apply(put(a))
		var added, removed bool
		together(2, func(i int) {
			if i == 0 {
				added = t.wins(t.try(here, put(r)))
			} else {
				removed = t.wins(t.try(here, remove(a)))
			}
		})
		require.NotEqual(t, added, removed, "added and removed")
	}
}

// raceRemoveWhileNaming deletes what records begin to name: never both.
func raceRemoveWhileNaming(t *trial) {
	for _, l := range t.optionalLinks() {
		from := l.from
		for range 10 {
			to := l.to()
			t.apply(put(to))
			naming := l.name(next(from), to.Base().ID)
			var named, removed bool
			together(2, func(i int) {
				if i == 0 {
					named = t.wins(t.try(here, put(naming)))
				} else {
					removed = t.wins(t.try(here, remove(to)))
				}
			})
			require.NotEqual(t, named, removed, "named and removed")
			if named {
				from = naming
			}
		}
	}
}

// raceGuards lets two sets write what the other one guards. Whichever comes
// second finds its guard broken, so that both never succeed.
func raceGuards(t *trial) {
	for range 20 {
		a, b := newAttendee(here), newAttendee(here)
		t.apply(put(a, b))
		var won [2]bool
		together(2, func(i int) {
			if i == 0 {
				won[i] = t.wins(t.try(here, guard(a.Ref()), put(next(b))))
			} else {
				won[i] = t.wins(t.try(here, guard(b.Ref()), put(next(a))))
			}
		})
		require.False(t, won[0] && won[1], "both sets were applied, although each broke the other's guard")
	}
}

// raceReaders sees a set as a whole: an attendee and its twin change in one
// set, and whoever has seen the one change sees the other changed too. They are
// loaded one after the other, because one Load need not be a snapshot.
func raceReaders(t *trial) {
	const rounds = 100
	a, b := newAttendee(here), newAttendee(here)
	t.apply(put(a, b))
	rev := func(e storage.Entity) storage.Rev {
		set, err := t.store.Load(t.Context(), named(here, e.Ref()))
		if !assert.NoError(t, err) || !assert.Len(t, set.Attendees, 1) {
			return 0
		}
		return set.Attendees[0].Rev
	}
	var done atomic.Bool
	refA, refB := a, b
	together(4, func(i int) {
		if i == 0 {
			defer done.Store(true)
			for range rounds {
				a, b = next(a), next(b)
				assert.NoError(t, t.try(here, put(a, b)))
			}
			return
		}
		for !done.Load() {
			seen := rev(refA)
			if !assert.GreaterOrEqual(t, rev(refB), seen, "a part of a set was seen") {
				return
			}
		}
	})
}
