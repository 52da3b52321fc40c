package storagetest

import (
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// lists requires the pages of a list, put together, to be what [storage.Select]
// makes of the records, every page but the last to be full, and the last one
// to say so. If q asks for a total, it requires that, and a page by its number.
func lists[R storage.Record](t *trial, records []R, q storage.ListQuery) {
	t.Helper()
	whole := q
	whole.Limit = len(records) + 1
	selected, err := storage.Select(whole, slices.Values(records))
	require.NoError(t, err)
	want := selected.Records
	var got []R
	for page, err := range storage.Pages(t.Context(), t.lister(), q) {
		require.NoError(t, err, "list of %+v", q)
		part := storage.Of[R](page.Set)
		if page.Next != "" {
			require.Len(t, part, q.Limit, "a page that is not the last")
		} else if len(got) > 0 {
			require.NotEmpty(t, part, "the last page")
		}
		if len(got) == 0 && (q.WithTotal || page.Total != 0) {
			require.Equal(t, selected.Total, page.Total, "total of %+v", q)
		}
		got = append(got, part...)
		require.LessOrEqual(t, len(got), len(want), "the list does not end")
	}
	requireList(t, want, got, q)
	if q.WithTotal {
		q.Page = 1 + len(want)/q.Limit/2
		numbered(t, want, q)
	}
}

func requireList[R storage.Record](t *trial, want, got []R, q storage.ListQuery) {
	t.Helper()
	if !slices.EqualFunc(want, got, storage.Equal) {
		require.Equal(t, text(want), text(got), "list of %+v", q)
	}
}

// numbered requires a page by its number to be that part of the whole list,
// and to go on from there.
func numbered[R storage.Record](t *trial, whole []R, q storage.ListQuery) {
	t.Helper()
	page, err := t.lister().List(t.Context(), q)
	require.NoError(t, err)
	from := min((q.Page-1)*q.Limit, len(whole))
	to := min(from+q.Limit, len(whole))
	requireList(t, whole[from:to], storage.Of[R](page.Set), q)
	require.Equal(t, to < len(whole), page.Next != "", "whether page %d has a next one", q.Page)
	if q.WithTotal {
		require.Equal(t, len(whole), page.Total, "total on page %d", q.Page)
	}
	if page.Next == "" {
		return
	}
	q.Page, q.After = 0, page.Next
	page, err = t.lister().List(t.Context(), q)
	require.NoError(t, err)
	requireList(t, whole[to:min(to+q.Limit, len(whole))], storage.Of[R](page.Set), q)
}

// listed stores the corpus and returns it.
func (t *trial) listed() storage.Set {
	t.Helper()
	c := newCorpus()
	t.apply(put(all(c)...))
	other := newFamily(elsewhere, "A")
	t.applyIn(elsewhere, put(newType(elsewhere, "A")), put(other.all()...))
	return c
}

// listEveryOperator compares every field by every operator with values that
// are there, and with some that are not.
func listEveryOperator(t *trial) {
	c := t.listed()
	for _, k := range listedKinds {
		k.everyOperator(t, c)
	}
}

func (k kindOf[R]) everyOperator(t *trial, s storage.Set) {
	t.Helper()
	kind, records := k.kind, storage.Of[R](s)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, f := range listFields(kind) {
		pool := fieldValues(records, f)
		for op := storage.OpEq; op <= storage.OpNotNull; op++ {
			for range 4 {
				cond, ok := randomCond(rng, f, op, pool)
				if !ok {
					break
				}
				lists(t, records, storage.ListQuery{Scope: here, Kind: kind, Where: []storage.Cond{cond}, Limit: 100})
			}
		}
	}
}

// listEveryField filters by every value of every field, and sorts by every
// field both ways.
func listEveryField(t *trial) {
	c := t.listed()
	for _, k := range listedKinds {
		k.everyField(t, c)
	}
}

func (k kindOf[R]) everyField(t *trial, s storage.Set) {
	t.Helper()
	kind, records := k.kind, storage.Of[R](s)
	for _, f := range listFields(kind) {
		for _, v := range fieldValues(records, f) {
			lists(t, records, storage.ListQuery{
				Scope: here, Kind: kind, Where: []storage.Cond{{Field: f.Name, Op: storage.OpEq, Value: v}}, Limit: 100,
			})
		}
		for _, desc := range []bool{false, true} {
			lists(t, records, storage.ListQuery{Scope: here, Kind: kind, Order: []storage.Order{{Field: f.Name, Desc: desc}}, Limit: 7})
		}
	}
}

func listPagesCoverOnce(t *trial) {
	list := manyAttendees(here, 100)
	t.apply(put(entities(list)...))
	for _, limit := range []int{1, 3, 10, 50, 99, 100, 101, 1000} {
		lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: limit})
		lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: limit, Order: []storage.Order{{Field: "email", Desc: true}}})
	}
	lists(t, []storage.Type{}, storage.ListQuery{Scope: here, Kind: storage.KindType, Limit: 10})
}

// listStableOrder sorts by a field in which all records are equal.
func listStableOrder(t *trial) {
	list := manyAttendees(here, 30)
	for i := range list {
		list[i].Role = "u"
	}
	t.apply(put(entities(list)...))
	for _, desc := range []bool{false, true} {
		for _, field := range []string{"role", "created_at", "user_id"} {
			lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Order: []storage.Order{{Field: field, Desc: desc}}, Limit: 7})
		}
	}
}

func listEmptyLast(t *trial) {
	a, b, none := newAttendee(here), newAttendee(here), newAttendee(here)
	a.Role, b.Role = "a", "b"
	a.CreatedAt, b.CreatedAt, none.CreatedAt = noon.AddDate(-1000, 0, 0), noon, none.DeletedAt
	t.apply(put(none, a, b))
	for _, field := range []string{"role", "created_at"} {
		for desc, want := range map[bool][]storage.ID{false: {a.ID, b.ID, none.ID}, true: {b.ID, a.ID, none.ID}} {
			var got []storage.ID
			q := storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Order: []storage.Order{{Field: field, Desc: desc}}, Limit: 1}
			for _, r := range walked[storage.Attendee](t, q, len(want)) {
				got = append(got, r.ID)
			}
			require.Equal(t, want, got, "by %s, descending %t", field, desc)
		}
	}
}

// listLikeIsLiteral looks for texts that are patterns elsewhere. What matches
// is written out here, apart from the definition in package storage.
// Case and Unicode form make no difference to it.
func listLikeIsLiteral(t *trial) {
	texts := []string{"ab", "a_b", "axb", "a%b", `a\b`, `a\%b`, `a\_b`, "a*b", "a?b", "a[x]b", "A_B", "axxb", "a_b ", "äb", "a\u0308b"}
	for _, s := range texts {
		t.apply(put(newAttendee(here, func(a *storage.Attendee) { a.Role = s })))
	}
	t.apply(put(newAttendee(here))) // an empty field matches nothing
	for pattern, want := range map[string][]string{
		"a_b":   {"a_b", "A_B"},
		"a_b%":  {"a_b", "A_B", "a_b "},
		"%_%":   {"a_b", `a\_b`, "A_B", "a_b "},
		"a?b":   {"a?b"},
		"a*b":   {"a*b"},
		"a[x]b": {"a[x]b"},
		`a\%b`:  {`a\b`, `a\%b`, `a\_b`},
		`%\_%`:  {`a\_b`},
		`a\b`:   {`a\b`},
		"A%":    texts[:13:13],
		"ä%":    {"äb", "a\u0308b"},
		"a\u0308%": {
			"äb", "a\u0308b",
		},
		"a%%b":  {"ab", "a_b", "axb", "a%b", `a\b`, `a\%b`, `a\_b`, "a*b", "a?b", "a[x]b", "A_B", "axxb"},
		"A%X%B": {"axb", "a[x]b", "axxb"},
		"a%xb":  {"axb", "axxb"},
		"%":     texts,
		"":      {},
		"b":     {},
		"%b_%":  {},
		"ab%ab": {},
	} {
		got := []string{}
		q := storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{{Field: "role", Op: storage.OpLike, Value: pattern}}, Limit: 4}
		for _, r := range walked[storage.Attendee](t, q, len(texts)) {
			got = append(got, r.Role)
		}
		require.ElementsMatch(t, want, got, "like %q", pattern)
	}
}

// listManyValues compares with more values than a statement has parameters on
// some engines.
func listManyValues(t *trial) {
	list := manyAttendees(here, 20)
	t.apply(put(entities(list)...))
	wanted := []string{list[3].Unique.Email, ""}
	for range 2_000 {
		wanted = append(wanted, newID().String())
	}
	wanted = append(wanted, list[11].Unique.Email)
	for _, op := range []storage.Op{storage.OpIn, storage.OpNotIn} {
		lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{{Field: "email", Op: op, Value: wanted}}, Limit: 3})
	}
}

// listUnstorableText compares with texts that no record can hold. Encoders
// which replace bad bytes would find the look-alike.
func listUnstorableText(t *trial) {
	list := []storage.Attendee{newAttendee(here, func(a *storage.Attendee) { a.Role = "a\ufffd" }), newAttendee(here, func(a *storage.Attendee) { a.Role = "a" })}
	t.apply(put(entities(list)...))
	for _, bad := range []string{"a\xff", "a\x00", "\x00"} {
		for _, c := range []storage.Cond{
			{Field: "role", Op: storage.OpEq, Value: bad},
			{Field: "role", Op: storage.OpNe, Value: bad},
			{Field: "role", Op: storage.OpLike, Value: bad + "%"},
			{Field: "role", Op: storage.OpIn, Value: []string{bad, "a"}},
			{Field: "role", Op: storage.OpNotIn, Value: []string{bad, "a"}},
		} {
			lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: 1})
		}
	}
}

// listRelations lists every kind with each set of relations: what they add
// hangs from the page and from nothing else, and none adds to its kind.
func listRelations(t *trial) {
	_, _, everything := t.crowd()
	for i, with := range relationSets() {
		for _, k := range listedKinds {
			// A page of one leaves out something that every relation could add
			// again.
			k.listBeside(t, everything, with, 1+i%2)
		}
	}
}

// listBeside requires a page of a list to bring along what the relations add,
// out of all the records of the scope.
func (k kindOf[R]) listBeside(t *trial, everything storage.Set, with storage.Relations, limit int) {
	t.Helper()
	page, err := t.lister().List(t.Context(), storage.ListQuery{Scope: here, Kind: k.kind, With: with, Limit: limit})
	require.NoError(t, err)
	want := byID(storage.Of[R](everything))[:limit]
	require.Equal(t, refs(want), refs(storage.Of[R](page.Set)), "list of %s with %#x", k.kind, uint32(with))
	same(t, beside(everything, entities(want), k.kind, with), page.Set)
}

func listOtherScopeInvisible(t *trial) {
	c := t.listed()
	for _, scope := range []storage.Scope{abroad, {}, {Tenant: here.Tenant}} {
		page, err := t.lister().List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1000})
		require.NoError(t, err)
		require.Zero(t, page.Len())
		require.Empty(t, page.Next)
	}
	lists(t, c.Attendees, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: 1000})
}
