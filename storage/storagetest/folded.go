package storagetest

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// equalTexts are texts of which those in one line are the same to a list, and
// those in different lines are not. It is written out here, apart from the
// definition in package storage.
var equalTexts = [][]string{
	{"Stra\u00dfe", "STRASSE", "strasse", "STRA\u1e9eE", "Stra\u017f\u017fe"},
	{"\u00c9cole", "\u00e9cole", "E\u0301cole", "e\u0301COLE"},
	{"ecole", "ECOLE"},
	{"\u0130", "i\u0307", "I\u0307"},
	{"i", "I"},
	{"\u0131"},
	{"\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"},
	{"\u212b", "\u00e5", "A\u030a"},
	{"\u212a", "k", "K"},
	{"\ufb01n", "fin", "FIN"},
	{"\uff21", "\uff41"}, // wide letters, which are not "a"
	{"a", "A"},
	{"\u2460"}, // a circled 1
	{"1"},
	{"\u0434\u0430", "\u0414\u0410"},
	{"\U0001d49c"},
	{"\U00010400", "\U00010428"},
	{"a b"},
	{"a  b"},
	{"a b "},
}

// foldedFields are fields of every kind whose texts are folded, with how to
// make a record that holds one.
func (t *trial) foldedFields() map[string]func(string) storage.Entity {
	owner := newAttendee(here, func(a *storage.Attendee) { a.LastName = "" })
	t.apply(put(owner))
	attendee := func(set func(*storage.Attendee, string)) func(string) storage.Entity {
		return func(s string) storage.Entity {
			return newAttendee(here, func(a *storage.Attendee) {
				a.LastName = ""
				set(a, s)
			})
		}
	}
	return map[string]func(string) storage.Entity{
		"last_name":   attendee(func(a *storage.Attendee, s string) { a.LastName = s }),
		"email":       attendee(func(a *storage.Attendee, s string) { a.Email = s }),
		"company":     attendee(func(a *storage.Attendee, s string) { a.Company = s }),
		"custom.town": attendee(func(a *storage.Attendee, s string) { a.Custom = map[string]storage.Value{"town": storage.Text(s)} }),
		"code":        func(s string) storage.Entity { return newType(here, s) },
		"name": func(s string) storage.Entity {
			g := newGroup(here, s)
			g.UniqueName = g.ID.String()
			return g
		},
		"slug": func(s string) storage.Entity {
			z := newZone(here, s)
			z.UniqueSlug = z.ID.String()
			return z
		},
		"device": func(s string) storage.Entity {
			c := newCheckIn(here)
			c.Reason, c.Device = "", s
			return c
		},
		"reason": func(s string) storage.Entity {
			c := newCheckIn(here)
			c.Reason = s
			return c
		},
		"report_owner": func(s string) storage.Entity {
			e := newEntry(here, "")
			e.ReportOwner = s
			return e
		},
		"external_id": func(s string) storage.Entity {
			e := newEntry(here, s)
			e.UniqueExternal = e.ID.String()
			return e
		},
		"form_id": func(s string) storage.Entity {
			f := newResponse(owner)
			f.FormID = s
			return f
		},
	}
}

// found returns the IDs of all records of a kind that satisfy conditions.
func (t *trial) found(kind storage.Kind, where ...storage.Cond) []storage.ID {
	t.Helper()
	page, err := t.lister().List(t.Context(), storage.ListQuery{Scope: here, Kind: kind, Where: where, Limit: 10_000})
	require.NoError(t, err)
	return ids(all(page.Set))
}

// listFoldedText compares texts by every operator in all the ways in which they
// may be written.
func listFoldedText(t *trial) {
	for field, holding := range t.foldedFields() {
		var lines [][]storage.Entity
		for _, texts := range equalTexts {
			var line []storage.Entity
			for _, s := range texts {
				line = append(line, holding(s))
			}
			lines = append(lines, line)
			t.apply(put(line...))
		}
		everyone, kind := slices.Concat(lines...), lines[0][0].Ref().Kind
		for i, texts := range equalTexts {
			want := ids(lines[i])
			for j, s := range texts {
				cond := func(op storage.Op, v any) []storage.ID {
					return t.found(kind, storage.Cond{Field: field, Op: op, Value: v})
				}
				require.Equal(t, want, cond(storage.OpEq, s), "%s = %q", field, s)
				require.Equal(t, want, cond(storage.OpIn, []string{"nowhere", s}), "%s in %q", field, s)
				require.Equal(t, want, cond(storage.OpLike, s), "%s like %q", field, s)
				require.Equal(t, len(everyone)-len(want), len(cond(storage.OpNe, s)), "%s <> %q", field, s)
				require.Equal(t, len(everyone)-len(want), len(cond(storage.OpNotIn, []string{s})), "%s not in %q", field, s)
				less, more := cond(storage.OpLt, s), cond(storage.OpGt, s)
				require.Equal(t, len(everyone), len(less)+len(want)+len(more), "%s < %q, and >", field, s)
				require.Equal(t, len(less)+len(want), len(cond(storage.OpLe, s)), "%s <= %q", field, s)
				require.Equal(t, len(more)+len(want), len(cond(storage.OpGe, s)), "%s >= %q", field, s)
				for _, r := range lines[i] {
					require.NotContains(t, less, r.Base().ID, "%s < %q", field, s)
					require.NotContains(t, more, r.Base().ID, "%s > %q", field, s)
				}
				whole := t.found(kind, storage.Cond{Field: field, Op: storage.OpEq, Value: s}, storage.Cond{Field: "id", Op: storage.OpEq, Value: lines[i][j].Base().ID})
				require.Equal(t, ids(lines[i][j:j+1]), whole, "%q is kept as it is", s)
			}
		}
		t.foldedOrder(field, holding)
	}
}

// foldedOrder sorts texts whose order without folding, or by the rules of a
// language, would be another one.
func (t *trial) foldedOrder(field string, holding func(string) storage.Entity) {
	t.Helper()
	sorted := []string{"ordered Alpha", "ordered beta", "ordered Gamma", "ordered stra\u00dfe 1", "ordered STRASSE 2", "ordered Zoe", "ordered \u00c9clair", "ordered \u00e9t\u00e9", "ordered \ufb02at"}
	slices.SortFunc(sorted, func(a, b string) int { return strings.Compare(storage.Fold(a), storage.Fold(b)) })
	require.Equal(t, "ordered Alpha", sorted[0])
	var want []storage.ID
	records := make([]storage.Entity, len(sorted))
	for i, s := range sorted {
		records[i] = holding(s)
		want = append(want, records[i].Base().ID)
	}
	slices.Reverse(records)
	t.apply(put(records...))
	for _, desc := range []bool{false, true} {
		var got []storage.ID
		q := storage.ListQuery{
			Scope: here, Kind: records[0].Ref().Kind, Limit: 2, Order: []storage.Order{{Field: field, Desc: desc}},
			Where: []storage.Cond{{Field: field, Op: storage.OpLike, Value: "ORDERED%"}},
		}
		for _, page := range t.pages(q, 2*len(sorted)) {
			for _, r := range all(page.Set) {
				got = append(got, r.Base().ID)
			}
		}
		require.Equal(t, want, got, "by %s, descending %t", field, desc)
		slices.Reverse(want)
	}
}

// addresses are what List/Prefix and List/Suffix look through.
var addresses = []string{
	"ada@acme.com", "Bob@ACME.com", "carol@acme.com.example", "dan@notacme.com", "eve@acme.org", "acme.com", "@acme.com",
	"fay@acme_com", "gus@acme%com", "hal@sub.acme.com", "\u00e9va@acme.com", "E\u0301va@b\u00fccher.example", "ida@B\u00dcCHER.example", "jo@stra\u00dfe.example", "kai@STRASSE.example", "",
}

// addressesAt returns the addresses in these places of the list.
func addressesAt(places ...int) []string {
	list := []string{}
	for _, i := range places {
		list = append(list, addresses[i])
	}
	return list
}

func listPrefix(t *trial) {
	t.matches(map[string][]string{
		"ada%": addressesAt(0), "ADA@%": addressesAt(0), "b%": addressesAt(1), "acme%": addressesAt(5), "@%": addressesAt(6), "\u00c9VA@%": addressesAt(10, 11), "e%": addressesAt(4), "e\u0301%": addressesAt(10, 11),
		"jo@STRASSE%": addressesAt(13), "fay@acme_%": addressesAt(7), "gus@acme%com%": addressesAt(8), "nobody%": addressesAt(), "ada@acme.com%": addressesAt(0), "ada@acme.comx%": addressesAt(),
		"%%ada%": addressesAt(0), "kai@stra%": addressesAt(14), "kai@stras\u017f%": addressesAt(14),
	})
}

func listSuffix(t *trial) {
	t.matches(map[string][]string{
		"%@acme.com": addressesAt(0, 1, 6, 10), "%@ACME.COM": addressesAt(0, 1, 6, 10), "%acme.com": addressesAt(0, 1, 3, 5, 6, 9, 10), "%.acme.com": addressesAt(9),
		"%@acme_com": addressesAt(7), "%com": addressesAt(0, 1, 3, 5, 6, 7, 8, 9, 10), "%B\u00fccher.Example": addressesAt(11, 12), "%bu\u0308cher.example": addressesAt(11, 12),
		"%ucher.example": addressesAt(), "%\u00fccher.example": addressesAt(11, 12), "%SSE.example": addressesAt(13, 14), "%\u00dfe.example": addressesAt(13, 14),
		"%xada@acme.com": addressesAt(), "%ada@acme.com": addressesAt(0), "%%@acme.org": addressesAt(4), "%\u0301va@acme.com": addressesAt(), "%nowhere": addressesAt(),
		"%a%@acme.com": addressesAt(0, 10), "%@%.com": addressesAt(0, 1, 3, 6, 9, 10),
	})
}

// matches requires each pattern to find these addresses, whatever the order
// and other conditions.
func (t *trial) matches(patterns map[string][]string) {
	t.Helper()
	for _, address := range addresses {
		t.apply(put(newAttendee(here, func(a *storage.Attendee) { a.Email, a.Company = address, address })))
	}
	for pattern, want := range patterns {
		for _, field := range []string{"email", "company"} {
			for _, order := range [][]storage.Order{nil, {{Field: field}}, {{Field: "email", Desc: true}}, {{Field: "last_name"}, {Field: field}}} {
				got := []string{}
				q := storage.ListQuery{
					Scope: here, Kind: storage.KindAttendee, Order: order, Limit: 3,
					Where: []storage.Cond{{Field: field, Op: storage.OpLike, Value: pattern}, {Field: "status", Op: storage.OpEq, Value: "active"}},
				}
				for _, a := range walked[storage.Attendee](t, q, 2*len(addresses)) {
					got = append(got, a.Email)
				}
				require.ElementsMatch(t, want, got, "%s like %q, by %v", field, pattern, order)
			}
		}
	}
}
