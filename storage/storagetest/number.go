package storagetest

import (
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// listPageNumbers asks for every page of lists by its number, and for some
// that come after the last.
func listPageNumbers(t *trial) {
	list := manyAttendees(here, 23)
	for i := range list {
		list[i].LastName, list[i].Role = []string{"Ada", "ada", "Bob", ""}[i%4], []string{"u", "a"}[i%2]
	}
	t.apply(put(entities(list)...))
	for _, q := range []storage.ListQuery{
		{},
		{Order: []storage.Order{{Field: "email", Desc: true}}},
		{Order: []storage.Order{{Field: "last_name"}, {Field: "role", Desc: true}}},
		{Where: []storage.Cond{{Field: "role", Op: storage.OpEq, Value: "U"}}, Order: []storage.Order{{Field: "last_name", Desc: true}}},
		{Where: []storage.Cond{{Field: "role", Op: storage.OpEq, Value: "none"}}},
	} {
		q.Scope, q.Kind = here, storage.KindAttendee
		for _, q.Limit = range []int{1, 5, 23, 100} {
			whole := q
			whole.Page, whole.Limit = 0, len(list)+1
			page, err := t.lister().List(t.Context(), whole)
			require.NoError(t, err)
			for q.Page = 1; q.Page <= len(page.Attendees)/q.Limit+3; q.Page++ {
				numbered(t, page.Attendees, q)
			}
		}
	}
}

// listTotal counts beside pages of every sort, and only when it is asked to.
func listTotal(t *trial) {
	list := manyAttendees(here, 23)
	list[0].Role, list[1].Role = "a", "A"
	t.apply(put(entities(list)...))
	t.applyIn(elsewhere, put(entities(manyAttendees(elsewhere, 3))...))
	total := func(q storage.ListQuery) (storage.Page, int) {
		q.Scope, q.Kind, q.WithTotal = here, storage.KindAttendee, true
		page, err := t.lister().List(t.Context(), q)
		require.NoError(t, err)
		return page, page.Total
	}
	for _, limit := range []int{1, 22, 23, 24} {
		page, n := total(storage.ListQuery{Limit: limit})
		require.Equal(t, 23, n, "of the first page")
		if page.Next != "" {
			_, n = total(storage.ListQuery{Limit: limit, After: page.Next})
			require.Equal(t, 23, n, "of a later page: all records, not those that are left")
		}
		_, n = total(storage.ListQuery{Limit: limit, Page: 99})
		require.Equal(t, 23, n, "of a page behind the last")
	}
	_, n := total(storage.ListQuery{Limit: 1, Where: []storage.Cond{{Field: "role", Op: storage.OpEq, Value: "a"}}})
	require.Equal(t, 2, n, "of a condition")
	_, n = total(storage.ListQuery{Limit: 1, Where: []storage.Cond{{Field: "role", Op: storage.OpEq, Value: "b"}}})
	require.Zero(t, n, "of none")
	page, err := t.lister().List(t.Context(), storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: 5})
	require.NoError(t, err)
	require.Zero(t, page.Total, "not asked for")
	page, err = t.lister().List(t.Context(), storage.ListQuery{Scope: abroad, Kind: storage.KindAttendee, Limit: 5, WithTotal: true})
	require.NoError(t, err)
	require.Zero(t, page.Total, "of an empty scope")
}
