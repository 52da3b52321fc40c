package storagetest

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// sortedNumbers are numbers from the least to the greatest, those of one line
// equal.
var sortedNumbers = [][]string{
	{"-1e400"},
	{"-1e30", "-1000000000000000000000000000000", "-1.0E+30"},
	{"-123456789012345678901234567890"},
	{"-123456789012345678901234567889"},
	{"-10", "-1e1", "-10.0"},
	{"-9"},
	{"-2.5"},
	{"-2.49"},
	{"-1"},
	{"-0.1"},
	{"-1e-7"},
	{"0", "-0", "0.000", "0e9"},
	{"1e-400"},
	{"1e-7", "0.0000001"},
	{"0.05"},
	{"0.1", "1e-1", "0.10"},
	{"1"},
	{"1.000000000000000000000000000001"},
	{"2"},
	{"9"},
	{"10", "1E1"},
	{"11"},
	{"100"},
	{"9007199254740992"},
	{"9007199254740993"},
	{"123456789012345678901234567889"},
	{"123456789012345678901234567890"},
	{"1e30"},
	{"1e400", "10e399"},
}

// customKeys are keys that a query language might read as something else. They
// differ as bytes do: keys are not folded.
var customKeys = []string{
	"plain", "Plain", "two words", "a.b", "a..b", ".a", "a.", "$", "$.a", "$[0]", "a[0]", "a[*]", "[]", "*", "**", "?", "??", "?(@)", "@", "@.a", "#", "#-1", ":a", "%", "_", "%s",
	`"`, `""`, `a"b`, `\"`, `\`, `\\`, `'`, `''`, `a'b`, `';--`, "`", "{}", "{a}", "[a,b]", "/a/b", "~0", "~1", "-1", "0", "1", "null", "true", "a->b", "a->>'b'",
	"\u00e9", "e\u0301", "\u00c9", "\u4e2d", "\U0001f600", "\u200b", "\u2028", "a\nb", "\t", " ", " a", "a ", "custom.", "custom.plain", "\\u0061", strings.Repeat("k", 200),
}

func (t *trial) customs(where ...storage.Cond) []storage.ID {
	t.Helper()
	return t.found(storage.KindAttendee, where...)
}

func listCustomFields(t *trial) {
	t.customNumbers()
	t.customScalars()
	t.customKeys()
}

// customNumbers compares numbers as numbers, however they are written and
// however long they are.
func (t *trial) customNumbers() {
	t.Helper()
	const field = "custom.n"
	var lines [][]storage.Entity
	for _, texts := range sortedNumbers {
		var line []storage.Entity
		for _, v := range numbers(texts...) {
			line = append(line, newAttendee(here, func(a *storage.Attendee) { a.Custom = map[string]storage.Value{"n": v} }))
		}
		lines = append(lines, line)
		t.apply(put(line...))
	}
	for i, texts := range sortedNumbers {
		for _, v := range numbers(texts...) {
			for op, want := range map[storage.Op][][]storage.Entity{
				storage.OpEq: lines[i : i+1], storage.OpLt: lines[:i], storage.OpLe: lines[:i+1], storage.OpGt: lines[i+1:], storage.OpGe: lines[i:],
				storage.OpNe: slices.Concat(lines[:i], lines[i+1:]),
			} {
				require.Equal(t, ids(slices.Concat(want...)), t.customs(storage.Cond{Field: field, Op: op, Value: v}), "operator %d, %s", op, v)
			}
			require.Equal(t, ids(lines[i]), t.customs(storage.Cond{Field: field, Op: storage.OpIn, Value: []storage.Value{storage.Text("x"), v}}), "in %s", v)
		}
	}
	for _, desc := range []bool{false, true} {
		n, last := 0, -1
		q := storage.ListQuery{
			Scope: here, Kind: storage.KindAttendee, Limit: 5, Order: []storage.Order{{Field: field, Desc: desc}},
			Where: []storage.Cond{{Field: field, Op: storage.OpNotNull}},
		}
		for _, a := range walked[storage.Attendee](t, q, len(slices.Concat(sortedNumbers...))) {
			line := slices.IndexFunc(sortedNumbers, func(texts []string) bool { return slices.Contains(texts, a.Custom["n"].String()) })
			if desc {
				line = len(sortedNumbers) - 1 - line
			}
			require.GreaterOrEqual(t, line, last, "%s, descending %t", a.Custom["n"], desc)
			last = line
			n++
		}
		require.Equal(t, len(slices.Concat(lines...)), n)
	}
}

// customScalars tells texts, truth values and missing fields apart.
func (t *trial) customScalars() {
	t.Helper()
	const field = "custom.s"
	holding := func(v storage.Value) storage.Attendee {
		return newAttendee(here, func(a *storage.Attendee) {
			if !v.IsZero() {
				a.Custom = map[string]storage.Value{"s": v}
			}
		})
	}
	yes, no, ten, text, same := holding(storage.Bool(true)), holding(storage.Bool(false)), holding(storage.Int(10)), holding(storage.Text("Stra\u00dfe")), holding(storage.Text("STRASSE"))
	textTen, empty, none := holding(storage.Text("10")), holding(storage.Text("")), holding(storage.Value{})
	t.apply(put(yes, no, ten, text, same, textTen, empty, none))
	mine := storage.Cond{Field: "id", Op: storage.OpIn, Value: []storage.ID{yes.ID, no.ID, ten.ID, text.ID, same.ID, textTen.ID, empty.ID, none.ID}}
	for _, test := range []struct {
		op    storage.Op
		value any
		want  []storage.Entity
	}{
		{storage.OpEq, storage.Bool(true), []storage.Entity{yes}},
		{storage.OpNe, storage.Bool(true), []storage.Entity{no, ten, text, same, textTen}},
		{storage.OpEq, storage.Bool(false), []storage.Entity{no}},
		{storage.OpEq, storage.Int(10), []storage.Entity{ten}},
		{storage.OpEq, storage.Text("10"), []storage.Entity{textTen}},
		{storage.OpEq, "10", []storage.Entity{textTen}},
		{storage.OpEq, "strasse", []storage.Entity{text, same}},
		{storage.OpEq, storage.Text("Strasse"), []storage.Entity{text, same}},
		{storage.OpLike, "STRA%", []storage.Entity{text, same}},
		{storage.OpLike, "%SSE", []storage.Entity{text, same}},
		{storage.OpIn, []storage.Value{storage.Bool(true), storage.Int(10), storage.Text("none")}, []storage.Entity{yes, ten}},
		{storage.OpIn, []string{"strasse", "10"}, []storage.Entity{text, same, textTen}},
		{storage.OpNotIn, []storage.Value{storage.Bool(true), storage.Int(10)}, []storage.Entity{no, text, same, textTen}},
		{storage.OpNull, nil, []storage.Entity{empty, none}},
		{storage.OpNotNull, nil, []storage.Entity{yes, no, ten, text, same, textTen}},
		{storage.OpEq, "", nil},
	} {
		require.Equal(t, ids(test.want), t.customs(mine, storage.Cond{Field: field, Op: test.op, Value: test.value}), "operator %d, %v", test.op, test.value)
	}
	lists(t, []storage.Attendee{yes, no, ten, text, same, textTen, empty, none}, storage.ListQuery{
		Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{mine}, Limit: 2, WithTotal: true,
		Order: []storage.Order{{Field: field, Desc: true}, {Field: "custom.missing"}},
	})
}

// customKeys filters and sorts by keys of every sort: each finds the record
// that holds it and no other.
func (t *trial) customKeys() {
	t.Helper()
	list := make([]storage.Attendee, len(customKeys))
	for i, key := range customKeys {
		list[i] = newAttendee(here, func(a *storage.Attendee) {
			a.Role, a.Custom = "keys", map[string]storage.Value{key: storage.Text("Held")}
		})
	}
	t.apply(put(entities(list)...))
	mine := storage.Cond{Field: "role", Op: storage.OpEq, Value: "keys"}
	for i, key := range customKeys {
		field := storage.CustomPrefix + key
		for _, c := range []storage.Cond{
			{Field: field, Op: storage.OpEq, Value: "HELD"},
			{Field: field, Op: storage.OpNotNull},
			{Field: field, Op: storage.OpIn, Value: []string{"held"}},
			{Field: field, Op: storage.OpLike, Value: "h%d"},
		} {
			require.Equal(t, []storage.ID{list[i].ID}, t.customs(mine, c), "key %q, operator %d", key, c.Op)
		}
		require.Len(t, t.customs(mine, storage.Cond{Field: field, Op: storage.OpNull}), len(list)-1, "without key %q", key)
		lists(t, list, storage.ListQuery{
			Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{mine}, Order: []storage.Order{{Field: field}}, Limit: 20,
		})
	}
}
