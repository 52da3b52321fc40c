package sqltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

const (
	workFew, workMany = 200, 20_000 // attendees in the scope
	keysFew, keysMany = 10, 1_000   // records that a call names
)

// Work counts the rows that the engine visits: a hundred times as many rows in
// the tables do not matter to who names records, and a hundred times as many
// names cost about a hundred times as much. It uses Visits and Analyze, and is
// skipped without Visits.
func Work(t *testing.T, e Engine) {
	if e.Visits == nil {
		t.Skip("the engine does not tell how many rows it visits; Plans shows that it reads no table from end to end")
	}
	st := e.Open(t, sqlstore.WithOutbox())
	st.DB.SetMaxOpenConns(1)
	grow := func(from, to int) {
		for from < to {
			n := min(2_000, to-from)
			cs := Puts(Attendees(from, n)...)
			for _, a := range cs.Attendees.Put {
				_, r := Changed(a)
				cs.Revisions.Put = append(cs.Revisions.Put, r)
				cs.Events = append(cs.Events, Created(a))
			}
			require.NoError(t, st.Apply(t.Context(), cs))
			from += n
		}
		if e.Analyze != nil {
			e.Analyze(t, st.DB)
		}
	}
	round := 0
	measure := func(keys int) map[string]int64 {
		round++
		visits := make(map[string]int64)
		for _, c := range workCalls(t, st, keys, round) {
			visits[c.name] = e.Visits(t, st.DB, c.call)
		}
		return visits
	}
	grow(0, workFew)
	small := measure(keysFew)
	grow(workFew, workMany)
	large, wide := measure(keysFew), measure(keysMany)
	for name := range small {
		t.Logf("%s: %d rows for %d of %d, %d for %d of %d, %d for %d of %d", name,
			small[name], keysFew, workFew, large[name], keysFew, workMany, wide[name], keysMany, workMany)
		require.Positive(t, small[name], "%s: the engine counts nothing", name)
		require.LessOrEqual(t, large[name], 3*small[name]+workFew, "%s depends on how many rows there are", name)
		// To read a table once for a thousand names is an engine's good right.
		require.LessOrEqual(t, wide[name], 3*(keysMany/keysFew)*large[name]+3*workMany, "%s costs more than the names are", name)
	}
}

type workCall struct {
	name string
	call func()
}

// workCalls are the calls that name n records. All of these are attendees of
// the first 200 or, when there are more of them, of the first n.
func workCalls(t *testing.T, st *Store, n, round int) []workCall {
	t.Helper()
	ids := storage.Query{Scope: Scope}
	keys := storage.Query{Scope: Scope}
	with := storage.Query{Scope: Scope, With: storage.WithRevisions}
	for i := range n {
		a := Attendee(i)
		all := a.AppendKeys(nil)
		ids.Attendees.IDs = append(ids.Attendees.IDs, a.ID)
		keys.Attendees.Keys = append(keys.Attendees.Keys, all[i%len(all)])
		with.Attendees.IDs = append(with.Attendees.IDs, a.ID)
	}
	set, err := st.Load(t.Context(), ids)
	require.NoError(t, err)
	var updates, inserts, removes, guards storage.ChangeSet
	for _, cs := range []*storage.ChangeSet{&updates, &inserts, &removes, &guards} {
		cs.Scope = Scope
	}
	for _, a := range set.Attendees {
		guards.Guards = append(guards.Guards, a.Ref())
		next, _ := Changed(a)
		updates.Attendees.Put = append(updates.Attendees.Put, next)
	}
	inserts.Attendees.Put = Attendees(round*1_000_000, n)
	for _, a := range inserts.Attendees.Put {
		removes.Attendees.Delete = append(removes.Attendees.Delete, a.Ref())
	}
	load := func(q storage.Query) func() {
		return func() {
			set, err := st.Load(t.Context(), q)
			require.NoError(t, err)
			require.Len(t, set.Attendees, n)
		}
	}
	apply := func(cs storage.ChangeSet) func() {
		return func() { require.NoError(t, st.Apply(t.Context(), cs)) }
	}
	list := func(q storage.ListQuery) func() {
		q.Scope, q.Kind, q.Limit = Scope, storage.KindAttendee, n
		return func() {
			page, err := st.List(t.Context(), q)
			require.NoError(t, err)
			require.NotEmpty(t, page.Attendees)
		}
	}
	deep := storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "created_at"}}}
	deep.After, err = deep.Cursor(Attendee(workFew / 2))
	require.NoError(t, err)
	relayed := Noon.AddDate(0, 0, round)
	return []workCall{
		{"load by ID", load(ids)},
		{"load by key", load(keys)},
		{"load with revisions", load(with)},
		{"guard", apply(guards)},
		{"update", apply(updates)},
		{"insert and delete", func() {
			apply(inserts)()
			apply(removes)()
		}},
		{"first page", list(storage.ListQuery{})},
		{"first page by creation", list(storage.ListQuery{Order: deep.Order})},
		{"next page by creation", list(deep)},
		{"relay", func() {
			events, err := st.Pending(t.Context(), storage.Claim{Limit: n, Now: relayed, Until: relayed.AddDate(0, 0, 1)})
			require.NoError(t, err)
			require.NotEmpty(t, events)
			require.NoError(t, st.Ack(t.Context(), eventIDs(events)...))
		}},
	}
}
