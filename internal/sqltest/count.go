package sqltest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Counts requires the number of statements not to depend on how many records a
// call names. An engine that takes a row at a time executes a statement that
// writes once a row; it sends the same ones all the same.
func Counts(t *testing.T, e Engine) {
	t.Run("Size", func(t *testing.T) { countsBySize(t, e) })
	t.Run("Relations", func(t *testing.T) { countsOfRelations(t, e) })
	t.Run("Purge", func(t *testing.T) { countsOfPurge(t, e) })
	t.Run("Shapes", func(t *testing.T) { countsOfShapes(t, e) })
}

// pageLength is what a list may say in its text: a server plans by it.
var pageLength = regexp.MustCompile(` LIMIT [0-9]+$`)

// Shapes returns the different statements among calls, with how often each was
// sent if each is set.
func Shapes(calls []Call, each bool) []string {
	seen := make(map[string]int)
	for _, c := range calls {
		if c.Op != "next" {
			seen[c.Op+" "+pageLength.ReplaceAllString(c.Text, " LIMIT n")]++
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

// batchStatements is the most that a batch of updates and inserts with history,
// guards and events may send, begin and commit included.
const batchStatements = 12

// countsBySize makes the same calls for more and more records. The first round
// prepares. A record alone may have statements of its own, as long as they are
// no more.
func countsBySize(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	sizes := []int{1, 2, 1, 2, 10, 100, 1_000, 10_000}
	switch {
	case e.Small:
		sizes = sizes[:6]
	case testing.Short():
		sizes = sizes[:7]
	}
	rounds := make([]map[string][]Call, len(sizes))
	from := 0
	for i, n := range sizes {
		rounds[i] = sized(t, st, from, n, i)
		from += 5 * n
	}
	for name, first := range rounds[3] {
		each := !e.RowAtATime || name == "Load" || name == "List" || name == "Outbox"
		for i, n := range sizes {
			switch {
			case i < 2:
				continue
			case n == 1:
				require.Len(t, Shapes(rounds[i][name], false), len(Shapes(first, false)), "%s of 1 and of 2", name)
				if each {
					require.Len(t, executed(rounds[i][name]), len(executed(first)), "%s of 1 and of 2", name)
				}
			default:
				require.Equal(t, Shapes(first, each), Shapes(rounds[i][name], each), "%s of 2 and of %d", name, n)
			}
		}
		t.Logf("%s: %d statements", name, len(Shapes(first, false)))
		for _, s := range Shapes(first, false) {
			if name == "Outbox" || name == "Apply, deletes" { // they send some statements as text
				break
			}
			require.NotContains(t, s, "prepare ", "%s: a statement that is kept is prepared once", name)
		}
	}
	require.LessOrEqual(t, len(Shapes(rounds[3]["Apply"], false)), batchStatements)
}

func executed(calls []Call) []Call {
	return slices.DeleteFunc(slices.Clone(calls), func(c Call) bool { return c.Op == "next" })
}

// sized makes every call for n records that nobody wrote before, and returns
// what each of them sent.
func sized(t *testing.T, st *Store, from, n, round int) map[string][]Call {
	sent := make(map[string][]Call)
	apply := func(name string, cs storage.ChangeSet) {
		sent[name] = st.Probe.Watch(func() { require.NoError(t, st.Apply(t.Context(), cs), name) })
	}
	base := Attendees(from, 2*n)
	apply("Apply, inserts", Puts(base...))

	cs := storage.ChangeSet{Scope: Scope}
	for i, a := range base[:n] {
		next, was := Changed(a)
		base[i] = next
		cs.Attendees.Put = append(cs.Attendees.Put, next)
		cs.Revisions.Put = append(cs.Revisions.Put, was)
		cs.Events = append(cs.Events, Created(next))
	}
	for _, a := range base[n:] {
		cs.Guards = append(cs.Guards, a.Ref())
	}
	cs.Attendees.Put = append(cs.Attendees.Put, Attendees(from+2*n, n)...)
	apply("Apply", cs)

	q := storage.Query{Scope: Scope, With: storage.WithRevisions | storage.WithTypes | storage.WithParents}
	for i, a := range base {
		keys := a.AppendKeys(nil)
		q.Attendees.Keys = append(q.Attendees.Keys, keys[i%len(keys)])
		q.Attendees.IDs = append(q.Attendees.IDs, a.ID)
	}
	q.Attendees.Keys = append(q.Attendees.Keys, base[0].AppendKeys(nil)...)
	sent["Load"] = st.Probe.Watch(func() {
		set, err := st.Load(t.Context(), q)
		require.NoError(t, err)
		require.Len(t, set.Attendees, 2*n)
		require.Len(t, set.Revisions, n)
	})
	sent["List"] = st.Probe.Watch(func() {
		page, err := st.List(t.Context(), storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Limit: n, With: storage.WithRevisions | storage.WithTypes})
		require.NoError(t, err)
		require.Len(t, page.Attendees, n)
	})
	sent["Outbox"] = st.Probe.Watch(func() {
		events, err := st.Pending(t.Context(), storage.Claim{Limit: n, Now: Noon, Until: Noon.AddDate(0, 0, round+1)})
		require.NoError(t, err)
		require.Len(t, events, n)
		var ids []storage.ID
		for _, e := range events {
			ids = append(ids, e.ID)
		}
		require.NoError(t, st.Ack(t.Context(), ids...))
	})

	cs = storage.ChangeSet{Scope: Scope}
	for _, a := range base[n:] {
		next, _ := Changed(a)
		cs.Attendees.Put = append(cs.Attendees.Put, next)
	}
	apply("Apply, updates", cs)
	var gone []storage.Ref
	for _, a := range cs.Attendees.Put {
		gone = append(gone, a.Ref())
	}
	apply("Apply, deletes", storage.ChangeSet{Scope: Scope, Attendees: storage.Changes[storage.Attendee]{Delete: gone}})
	return sent
}

// countsOfRelations: a relation is one statement, whatever it finds, and none
// when there is nothing to follow it from.
func countsOfRelations(t *testing.T, e Engine) {
	st := e.Open(t)
	const n = 50
	list, g, entry := Attendees(0, n), Group(1), Expense(1)
	cs := Whole(list...)
	var ids, members []storage.ID
	for i, a := range list {
		ids, members = append(ids, a.ID), append(members, cs.Memberships.Put[i].ID)
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	const everything = storage.WithTypes | storage.WithRevisions | storage.WithParents | storage.WithMemberships |
		storage.WithFormResponses | storage.WithMembers | storage.WithGroups | storage.WithCredentials | storage.WithCheckIns |
		storage.WithPresences | storage.WithAssociations | storage.WithShares | storage.WithEntries | storage.WithPlaces
	inside, spent := []storage.ID{Zone(1).ID, Zone(2).ID}, storage.Spending{Attendees: ids, Years: []int32{2025, 2026}}
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
		{"an entry and its shares", storage.Query{Entries: storage.Lookup{Keys: entry.AppendKeys(nil)}, With: storage.WithShares}, 2, n + 1},
		{"a point and its places", storage.Query{AccessPoints: storage.Lookup{IDs: []storage.ID{cs.AccessPoints.Put[0].ID}}, With: storage.WithPlaces}, 3, 3},
		{"who is inside, and what was spent", storage.Query{Occupancies: inside, Totals: spent}, 2, 0},
		{"what names a type, zones and a list", storage.Query{Uses: append(refs(cs.Zones.Put), append(refs(cs.CredentialTypes.Put), refs(cs.CheckLists.Put)...)...)}, 3, 0},
		{"what names a zone", storage.Query{Uses: refs(cs.Zones.Put)}, 1, 0},
		{"nothing there, and everything", storage.Query{Groups: storage.Lookup{IDs: []storage.ID{{1}}}, With: everything}, 1, 0},
	} {
		c.q.Scope = Scope
		for _, state := range []string{"first", "prepared"} {
			calls := st.Probe.Watch(func() {
				set, err := st.Load(t.Context(), c.q)
				require.NoError(t, err)
				require.Equal(t, c.records, set.Len(), c.name)
			})
			queries := slices.DeleteFunc(calls, func(c Call) bool { return c.Op != "query" })
			require.Len(t, queries, c.statements, "%s, %s", c.name, state)
		}
	}
}

// countsOfPurge: a purge sends as many statements for ten records as for a
// thousand.
func countsOfPurge(t *testing.T, e Engine) {
	st := e.Open(t)
	var counts [][]string
	for _, n := range []int{1, 10, 1_000} { // the first of them prepares
		require.NoError(t, st.Apply(t.Context(), Puts(Attendees(0, n)...)))
		counts = append(counts, Shapes(st.Probe.Watch(func() {
			require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Everything: true}))
		}), true))
	}
	require.Equal(t, counts[1], counts[2])
	require.LessOrEqual(t, len(counts[1]), len(counts[0]))
	require.NotEmpty(t, counts[1])
}

// countsOfShapes: lists of ever new shapes are answered, and do not fill memory
// with statements.
func countsOfShapes(t *testing.T, e Engine) {
	st := e.Open(t)
	require.NoError(t, st.Apply(t.Context(), Puts(Attendee(1))))
	fields := []string{"id", "created_at", "updated_at", "deleted_at", "version", "status", "type_code", "first_name", "last_name"}
	kept := make(map[string]int) // the lists, by how often they were prepared
	for shape := range 300 {
		q := storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Limit: 10}
		for i, f := range fields {
			if shape&(1<<i) != 0 {
				q.Where = append(q.Where, storage.Cond{Field: f, Op: storage.OpNotNull})
			}
		}
		late := 0
		for range 2 {
			for _, c := range st.Probe.Watch(func() {
				_, err := st.List(t.Context(), q)
				require.NoError(t, err)
			}) {
				if c.Op == "prepare" {
					kept[c.Text]++
				}
				if c.Op == "query" && kept[c.Text] != 1 {
					late++
				}
			}
		}
		if shape == 299 {
			require.Positive(t, late, "those that came too late are sent as text")
		}
	}
	require.Less(t, len(slices.DeleteFunc(slices.Collect(maps.Values(kept)), func(n int) bool { return n != 1 })), 300)
	a, _ := Changed(Attendee(1))
	require.NoError(t, st.Apply(t.Context(), Puts(a)))
	a, _ = Changed(a)
	for _, c := range st.Probe.Watch(func() { require.NoError(t, st.Apply(t.Context(), Puts(a))) }) {
		require.NotEqual(t, "prepare", c.Op, "writes are kept prepared all the same")
	}
}
