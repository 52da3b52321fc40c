package sqlite_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// shapes returns the different statements among calls, with how often each was
// sent if each is set.
func shapes(calls []call, each bool) []string {
	seen := make(map[string]int)
	for _, c := range calls {
		if c.op != "next" {
			seen[c.op+" "+c.text]++
		}
	}
	if !each {
		return slices.Sorted(maps.Keys(seen))
	}
	var list []string
	for _, text := range slices.Sorted(maps.Keys(seen)) {
		list = append(list, fmt.Sprintf("%d × %s", seen[text], text))
	}
	return list
}

// Load sends the same statements, each once, whatever it is asked for. Apply
// sends the same statements; SQLite runs in this process, so each is executed
// once a row.
func TestStatementsDoNotDependOnSize(t *testing.T) {
	st, _, p := openProbed(t, sqlstore.WithOutbox())
	var loads, applies, lists, rest [][]string
	from := 0
	for round, n := range []int{2, 2, 10, 1000} { // the first round prepares; one record has a statement of its own
		cs := storage.ChangeSet{Scope: scope}
		base := attendees(from, 2*n)
		from += 2 * n
		require.NoError(t, st.Apply(t.Context(), puts(base...)))
		for _, a := range base[:n] {
			next, was := changed(a)
			cs.Attendees.Put = append(cs.Attendees.Put, next)
			cs.Revisions.Put = append(cs.Revisions.Put, was)
			cs.Events = append(cs.Events, created(next))
		}
		for _, a := range base[n:] {
			cs.Guards = append(cs.Guards, a.Ref())
		}
		cs.Attendees.Put = append(cs.Attendees.Put, attendees(from, n)...)
		from += n
		apply := p.watch(func() { require.NoError(t, st.Apply(t.Context(), cs)) })

		q := storage.Query{Scope: scope, With: storage.WithRevisions | storage.WithTypes | storage.WithParents}
		for i, a := range base {
			keys := a.AppendKeys(nil)
			q.Attendees.Keys = append(q.Attendees.Keys, keys[i%len(keys)])
			q.Attendees.IDs = append(q.Attendees.IDs, a.ID)
		}
		q.Attendees.Keys = append(q.Attendees.Keys, base[0].AppendKeys(nil)...)
		load := p.watch(func() {
			set, err := st.Load(t.Context(), q)
			require.NoError(t, err)
			require.Len(t, set.Attendees, 2*n)
			require.Len(t, set.Revisions, n)
		})
		list := p.watch(func() {
			page, err := st.List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: n, With: storage.WithRevisions | storage.WithTypes})
			require.NoError(t, err)
			require.Len(t, page.Attendees, n)
		})
		relay := p.watch(func() {
			events, err := st.Pending(t.Context(), storage.Claim{Limit: n, Now: noon, Until: noon.AddDate(0, 0, round+1)})
			require.NoError(t, err)
			require.Len(t, events, n)
			var ids []storage.ID
			for _, e := range events {
				ids = append(ids, e.ID)
			}
			require.NoError(t, st.Ack(t.Context(), ids...))
		})
		if round > 0 {
			applies, loads, lists = append(applies, shapes(apply, false)), append(loads, shapes(load, true)), append(lists, shapes(list, true))
			rest = append(rest, shapes(relay, true))
		}
	}
	for _, rounds := range [][][]string{applies, loads, lists, rest} {
		require.Equal(t, rounds[0], rounds[1], "2 and 10")
		require.Equal(t, rounds[0], rounds[2], "2 and 1000")
	}
	require.LessOrEqual(t, len(applies[0]), 12, "statements of a batch, begin and commit included")
	for _, s := range applies[0] {
		require.NotContains(t, s, "prepare", "a statement that is kept is prepared once")
	}
}

// A relation is one statement, whatever it finds, and none when there is nothing
// to follow it from.
func TestRelationsAreOneStatementEach(t *testing.T) {
	st, _, p := openProbed(t)
	const n = 50
	list, g, e := attendees(0, n), group(1), expense(1)
	cs := whole(list...)
	var ids, members []storage.ID
	for i, a := range list {
		ids, members = append(ids, a.ID), append(members, cs.Memberships.Put[i].ID)
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	const everything = storage.WithTypes | storage.WithRevisions | storage.WithParents | storage.WithMemberships |
		storage.WithFormResponses | storage.WithMembers | storage.WithGroups | storage.WithCredentials | storage.WithCheckIns |
		storage.WithPresences | storage.WithAssociations | storage.WithShares | storage.WithEntries | storage.WithPlaces
	inside, spent := []storage.ID{zone(1).ID, zone(2).ID}, storage.Spending{Attendees: ids, Years: []int32{2025, 2026}}
	for _, c := range []struct {
		name       string
		q          storage.Query
		statements int
		records    int
	}{
		{"attendees alone", storage.Query{Attendees: storage.Lookup{IDs: ids}}, 1, n},
		{"attendees and types", storage.Query{Attendees: storage.Lookup{IDs: ids}, With: storage.WithTypes}, 2, n + 1},
		{"attendees and dependents", storage.Query{Attendees: storage.Lookup{IDs: ids}, With: storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses}, 4, 4 * n},
		{"attendees and everything", storage.Query{Attendees: storage.Lookup{IDs: ids}, With: everything}, 11, 7*n + 3},
		{"attendees and their presences", storage.Query{Attendees: storage.Lookup{IDs: ids}, With: storage.WithPresences}, 2, 2 * n},
		{"members with their attendees", storage.Query{Memberships: storage.Lookup{IDs: members}, With: storage.WithParents}, 2, 2 * n},
		{"a group and its members", storage.Query{Groups: storage.Lookup{Keys: g.AppendKeys(nil)}, With: storage.WithMembers}, 2, n + 1},
		{"a group and everything", storage.Query{Groups: storage.Lookup{IDs: []storage.ID{g.ID}}, With: everything}, 3, n + 1},
		{"an entry and its shares", storage.Query{Entries: storage.Lookup{Keys: e.AppendKeys(nil)}, With: storage.WithShares}, 2, n + 1},
		{"a point and its places", storage.Query{AccessPoints: storage.Lookup{IDs: []storage.ID{cs.AccessPoints.Put[0].ID}}, With: storage.WithPlaces}, 3, 3},
		{"who is inside, and what was spent", storage.Query{Occupancies: inside, Totals: spent}, 2, 0},
		{"nothing there, and everything", storage.Query{Groups: storage.Lookup{IDs: []storage.ID{{1}}}, With: everything}, 1, 0},
	} {
		c.q.Scope = scope
		for _, state := range []string{"first", "prepared"} {
			calls := p.watch(func() {
				set, err := st.Load(t.Context(), c.q)
				require.NoError(t, err)
				require.Equal(t, c.records, set.Len(), c.name)
			})
			queries := slices.DeleteFunc(calls, func(c call) bool { return c.op != "query" })
			require.Len(t, queries, c.statements, "%s, %s", c.name, state)
		}
	}
}

// A purge sends as many statements for ten records as for a thousand.
func TestPurgeDoesNotDependOnSize(t *testing.T) {
	st, _, p := openProbed(t)
	var counts [][]string
	for _, n := range []int{10, 1000} {
		require.NoError(t, st.Apply(t.Context(), puts(attendees(0, n)...)))
		counts = append(counts, shapes(p.watch(func() { require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Everything: true})) }), true))
	}
	// The first of them prepares what both send.
	require.LessOrEqual(t, len(counts[1]), len(counts[0]))
	require.NotEmpty(t, counts[1])
}

// Lists of ever new shapes are answered, and do not fill memory with statements.
func TestListsOfManyShapes(t *testing.T) {
	st, _, p := openProbed(t)
	require.NoError(t, st.Apply(t.Context(), puts(attendee(1))))
	fields := []string{"id", "created_at", "updated_at", "deleted_at", "version", "status", "type_code", "first_name", "last_name"}
	prepares := 0
	for shape := range 300 {
		q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 10}
		for i, f := range fields {
			if shape&(1<<i) != 0 {
				q.Where = append(q.Where, storage.Cond{Field: f, Op: storage.OpNotNull})
			}
		}
		for range 2 {
			calls := p.watch(func() {
				_, err := st.List(t.Context(), q)
				require.NoError(t, err)
			})
			for _, c := range calls {
				if c.op == "prepare" {
					prepares++
				}
			}
		}
	}
	require.Greater(t, prepares, 300, "those that came too late are sent as text")
	a, _ := changed(attendee(1))
	require.NoError(t, st.Apply(t.Context(), puts(a)))
	a, _ = changed(a)
	for _, c := range p.watch(func() { require.NoError(t, st.Apply(t.Context(), puts(a))) }) {
		require.NotEqual(t, "prepare", c.op, "writes are kept prepared all the same")
	}
}
