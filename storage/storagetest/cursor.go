package storagetest

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// listForeignCursor continues other queries with one query's cursor. Only the
// size of the page may change between pages.
func listForeignCursor(t *trial) {
	t.listed()
	q := storage.ListQuery{
		Scope: here, Kind: storage.KindAttendee, Limit: 3,
		Where: []storage.Cond{{Field: "status", Op: storage.OpIn, Value: []string{"active", "inactive"}}},
		Order: []storage.Order{{Field: "created_at"}},
	}
	page, err := t.lister().List(t.Context(), q)
	require.NoError(t, err)
	require.NotEmpty(t, page.Next)
	q.After, q.Limit = page.Next, 4
	_, err = t.lister().List(t.Context(), q)
	require.NoError(t, err, "another page size")
	for name, change := range map[string]func(*storage.ListQuery){
		"scope":          func(q *storage.ListQuery) { q.Scope = elsewhere },
		"tenant":         func(q *storage.ListQuery) { q.Scope = abroad },
		"kind":           func(q *storage.ListQuery) { q.Kind, q.Where = storage.KindType, nil },
		"condition gone": func(q *storage.ListQuery) { q.Where = nil },
		"value": func(q *storage.ListQuery) {
			q.Where = []storage.Cond{{Field: "status", Op: storage.OpIn, Value: []string{"active"}}}
		},
		"operator": func(q *storage.ListQuery) {
			q.Where = []storage.Cond{{Field: "status", Op: storage.OpNotIn, Value: []string{"active", "inactive"}}}
		},
		"field": func(q *storage.ListQuery) {
			q.Where = []storage.Cond{{Field: "role", Op: storage.OpIn, Value: []string{"active", "inactive"}}}
		},
		"order":       func(q *storage.ListQuery) { q.Order = []storage.Order{{Field: "updated_at"}} },
		"direction":   func(q *storage.ListQuery) { q.Order = []storage.Order{{Field: "created_at", Desc: true}} },
		"order gone":  func(q *storage.ListQuery) { q.Order = nil },
		"order added": func(q *storage.ListQuery) { q.Order = append(slices.Clone(q.Order), storage.Order{Field: "role"}) },
	} {
		other := q
		change(&other)
		_, err := t.lister().List(t.Context(), other)
		require.ErrorIs(t, err, storage.ErrCursor, "another %s", name)
	}
}

// listDamagedCursor shortens and alters a cursor. The store refuses it, or it
// has become another position in the same list.
func listDamagedCursor(t *trial) {
	c := t.listed()
	known := make(map[storage.ID]bool)
	for _, a := range c.Attendees {
		known[a.ID] = true
	}
	q := storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: 3, Order: []storage.Order{{Field: "role"}, {Field: "created_at"}}}
	page, err := t.lister().List(t.Context(), q)
	require.NoError(t, err)
	damaged := []string{"x", "?", page.Next + page.Next, page.Next + "=", strings.ToLower(page.Next), "e30", "bnVsbA"}
	for i := range page.Next {
		damaged = append(damaged, page.Next[:i], page.Next[:i]+string(page.Next[i]^1)+page.Next[i+1:])
	}
	for _, after := range damaged {
		if after == "" {
			continue // the first page
		}
		q.After = after
		page, err := t.lister().List(t.Context(), q)
		if err != nil {
			require.ErrorIs(t, err, storage.ErrCursor, "cursor %q", after)
			continue
		}
		for _, a := range page.Attendees {
			assert.True(t, known[a.ID], "cursor %q shows a record of another list", after)
		}
	}
}
