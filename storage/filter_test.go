package storage

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	scope  = Scope{Tenant: "tenant", Event: "event"}
	noon   = time.Date(2026, time.March, 1, 12, 0, 0, 123456000, time.UTC)
	first  = uuid.UUID{15: 1}
	second = uuid.UUID{15: 2}
)

func TestLike(t *testing.T) {
	for _, test := range []struct {
		s, pattern string
		want       bool
	}{
		{"", "", true},
		{"a", "", false},
		{"", "%", true},
		{"abc", "%", true},
		{"abc", "%%", true},
		{"abc", "abc", true},
		{"abc", "ABC", false},
		{"abc", "a%", true},
		{"abc", "%c", true},
		{"abc", "%b%", true},
		{"abc", "b%", false},
		{"abc", "%b", false},
		{"abc", "a%c", true},
		{"abc", "a%bc", true},
		{"abc", "a%b%c", true},
		{"abc", "ab%bc", false}, // the b counts once
		{"aba", "a%a", true},
		{"a", "a%a", false},
		{"aab", "%ab", true}, // the first a is not the last
		{"abab", "%ab", true},
		{"xaxbx", "%a%b%", true},
		{"xbxax", "%a%b%", false},
		{"a_c", "a_c", true},
		{"abc", "a_c", false},
		{`a\c`, `a\%`, true},
		{"a%c", `a\%c`, false},
		{"a*c", "a*c", true},
		{"abc", "a*c", false},
		{"a[b]c", "a[b]c", true},
		{"ä", "a\u0308", false},
		{"日本語", "%本%", true},
	} {
		assert.Equal(t, test.want, like(test.s, test.pattern), "%q like %q", test.s, test.pattern)
	}
}

// FuzzLike compares with a regular expression that says the same.
func FuzzLike(f *testing.F) {
	f.Add("abc", "a%c")
	f.Add("a\nb", "a%b")
	f.Add("aXbXc", "%X%X%")
	f.Add("a_b", "a_b")
	f.Fuzz(func(t *testing.T, s, pattern string) {
		if !validText(s) || !validText(pattern) || len(pattern) > 100 {
			return
		}
		parts := strings.Split(pattern, "%")
		for i, p := range parts {
			parts[i] = regexp.QuoteMeta(p)
		}
		definition := regexp.MustCompile(`(?s)\A` + strings.Join(parts, ".*") + `\z`)
		require.Equal(t, definition.MatchString(s), like(s, pattern), "%q like %q", s, pattern)
	})
}

func TestMatch(t *testing.T) {
	for name, test := range map[string]struct {
		low, equal, high any // around the condition's value
		value, list      any // list holds low and equal
	}{
		"text": {"Z", "a", "b", "a", []string{"Z", "a"}},
		"int":  {int64(-1), int64(5), int64(6), int64(5), []int64{-1, 5}},
		"time": {noon.Add(-time.Microsecond), noon.In(time.FixedZone("", 3600)), noon.Add(time.Microsecond), noon, []time.Time{noon.Add(-time.Microsecond), noon}},
		"id":   {uuid.UUID{}, first, second, first, []ID{{}, first}},
	} {
		for op, want := range map[Op][3]bool{
			OpEq: {false, true, false}, OpNe: {true, false, true},
			OpLt: {true, false, false}, OpLe: {true, true, false}, OpGt: {false, false, true}, OpGe: {false, true, true},
			OpIn: {true, true, false}, OpNotIn: {false, false, true},
			OpNull: {false, false, false}, OpNotNull: {true, true, true},
		} {
			c := Cond{Field: "f", Op: op, Value: test.value}
			switch op {
			case OpIn, OpNotIn:
				c.Value = test.list
			case OpNull, OpNotNull:
				c.Value = nil
			}
			assert.Equal(t, want, [3]bool{c.Match(test.low), c.Match(test.equal), c.Match(test.high)}, "%s, operator %d", name, op)
			assert.Equal(t, op == OpNull, c.Match(nil), "%s, operator %d: an empty field", name, op)
		}
	}
	assert.True(t, Cond{Op: OpLike, Value: "a%"}.Match("abc"))
	assert.False(t, Cond{Op: OpLike, Value: "b%"}.Match("abc"))
	assert.False(t, Cond{Op: OpIn, Value: []string{}}.Match("a"), "in nothing")
	assert.True(t, Cond{Op: OpNotIn, Value: []string{}}.Match("a"), "not in nothing")
	assert.False(t, Cond{Op: 99, Value: "a"}.Match("a"), "an operator that Validate refuses")
}

func TestCompare(t *testing.T) {
	at := func(id ID, role string, version int32, created time.Time) Attendee {
		return Attendee{Head: Head{ID: id, CreatedAt: created}, Role: role, Version: version}
	}
	for name, test := range map[string]struct {
		order []Order
		a, b  Attendee
		want  int
	}{
		"by ID when nothing is asked for":  {nil, at(first, "z", 9, noon), at(second, "a", 1, noon), -1},
		"equal":                            {nil, at(first, "a", 1, noon), at(first, "b", 2, noon), 0},
		"text":                             {[]Order{{"role", false}}, at(second, "a", 1, noon), at(first, "b", 1, noon), -1},
		"text, folded":                     {[]Order{{"role", false}}, at(second, "A", 1, noon), at(first, "b", 1, noon), -1},
		"text, equal when folded":          {[]Order{{"role", true}}, at(first, "stra\u00dfe", 1, noon), at(second, "STRASSE", 1, noon), -1},
		"text, by bytes when folded":       {[]Order{{"role", false}}, at(second, "\ufb01", 1, noon), at(first, "\U0001f600", 1, noon), -1},
		"text, descending":                 {[]Order{{"role", true}}, at(first, "a", 1, noon), at(second, "Z", 1, noon), 1},
		"number, not text":                 {[]Order{{"version", false}}, at(second, "", 9, noon), at(first, "", 10, noon), -1},
		"time":                             {[]Order{{"created_at", true}}, at(second, "", 1, noon.Add(1000)), at(first, "", 1, noon), -1},
		"empty last":                       {[]Order{{"role", false}}, at(first, "", 1, noon), at(second, "a", 1, noon), 1},
		"empty last, descending":           {[]Order{{"role", true}}, at(first, "", 1, noon), at(second, "a", 1, noon), 1},
		"no time last":                     {[]Order{{"created_at", true}}, at(first, "", 1, time.Time{}), at(second, "", 1, noon), 1},
		"both empty: by ID":                {[]Order{{"role", true}}, at(first, "", 1, noon), at(second, "", 1, noon), -1},
		"second field":                     {[]Order{{"role", false}, {"version", true}}, at(second, "a", 2, noon), at(first, "a", 1, noon), -1},
		"ties by ID, ascending either way": {[]Order{{"role", true}}, at(first, "a", 1, noon), at(second, "a", 1, noon), -1},
	} {
		q := ListQuery{Order: test.order}
		assert.Equal(t, test.want, q.Compare(test.a, test.b), name)
		assert.Equal(t, -test.want, q.Compare(test.b, test.a), "%s, the other way round", name)
	}
	assert.Panics(t, func() { compare(1.5, 2.5) }, "a type that no field has")
}

func TestListQueryValidate(t *testing.T) {
	valid := ListQuery{Scope: scope, Kind: KindAttendee, Limit: 1}
	for name, change := range map[string]func(*ListQuery){
		"kind 0":          func(q *ListQuery) { q.Kind = 0 },
		"tokens":          func(q *ListQuery) { q.Kind = KindToken },
		"unknown kind":    func(q *ListQuery) { q.Kind = 99 },
		"relation":        func(q *ListQuery) { q.With = 1 << 30 },
		"limit 0":         func(q *ListQuery) { q.Limit = 0 },
		"negative limit":  func(q *ListQuery) { q.Limit = -1 },
		"unknown order":   func(q *ListQuery) { q.Order = []Order{{Field: "shoe"}} },
		"order twice":     func(q *ListQuery) { q.Order = []Order{{Field: "role"}, {Field: "role"}} },
		"unknown field":   func(q *ListQuery) { q.Where = []Cond{{"shoe", OpEq, "x"}} },
		"operator 0":      func(q *ListQuery) { q.Where = []Cond{{"role", 0, "x"}} },
		"operator 12":     func(q *ListQuery) { q.Where = []Cond{{"role", 12, "x"}} },
		"no value":        func(q *ListQuery) { q.Where = []Cond{{"role", OpEq, nil}} },
		"int for text":    func(q *ListQuery) { q.Where = []Cond{{"role", OpLt, int64(1)}} },
		"int for int64":   func(q *ListQuery) { q.Where = []Cond{{"version", OpEq, 1}} },
		"like of int":     func(q *ListQuery) { q.Where = []Cond{{"version", OpLike, "1%"}} },
		"like int":        func(q *ListQuery) { q.Where = []Cond{{"role", OpLike, int64(1)}} },
		"in text":         func(q *ListQuery) { q.Where = []Cond{{"role", OpIn, "x"}} },
		"in other type":   func(q *ListQuery) { q.Where = []Cond{{"role", OpNotIn, []int64{1}}} },
		"in any":          func(q *ListQuery) { q.Where = []Cond{{"role", OpIn, []any{"x"}}} },
		"relation beyond": func(q *ListQuery) { q.With = WithPlaces << 1 },
		"negative page":   func(q *ListQuery) { q.Page = -1 },
		"page and cursor": func(q *ListQuery) { q.Page, q.After = 1, "x" },
		"page too far":    func(q *ListQuery) { q.Page = math.MaxInt32 + 1 },
		"page too large":  func(q *ListQuery) { q.Page, q.Limit = 1, math.MaxInt32+1 },
		"custom of none":  func(q *ListQuery) { q.Order = []Order{{Field: "custom."}} },
		"custom, bad key": func(q *ListQuery) { q.Order = []Order{{Field: "custom.\xff"}} },
		"custom of type":  func(q *ListQuery) { q.Kind, q.Order = KindType, []Order{{Field: "custom.k"}} },
		"custom of int":   func(q *ListQuery) { q.Where = []Cond{{"custom.k", OpEq, int64(1)}} },
		"custom of zero":  func(q *ListQuery) { q.Where = []Cond{{"custom.k", OpEq, Value{}}} },
		"custom in zero":  func(q *ListQuery) { q.Where = []Cond{{"custom.k", OpIn, []Value{{}}}} },
		"custom like":     func(q *ListQuery) { q.Where = []Cond{{"custom.k", OpLike, Text("a%")}} },
		"value for text":  func(q *ListQuery) { q.Where = []Cond{{"role", OpEq, Text("a")}} },
		"null with value": func(q *ListQuery) { q.Where = []Cond{{"role", OpNull, "x"}} },
	} {
		q := valid
		change(&q)
		require.ErrorIs(t, q.Validate(), ErrUnsupported, name)
	}
	require.NoError(t, valid.Validate())
	for kind := KindAttendee; kind.Known(); kind++ {
		for _, f := range Fields(kind) {
			value := map[FieldType]any{TextField: "x", IntField: int64(1), TimeField: noon, IDField: first}[f.Type]
			list := map[FieldType]any{TextField: []string{"x"}, IntField: []int64{1}, TimeField: []time.Time{noon}, IDField: []ID{first}}[f.Type]
			q := ListQuery{Kind: kind, Limit: 1, Order: []Order{{Field: f.Name}}, Where: []Cond{
				{f.Name, OpEq, value}, {f.Name, OpGe, value}, {f.Name, OpIn, list}, {f.Name, OpNull, nil}, {f.Name, OpNotNull, nil},
			}}
			require.NoError(t, q.Validate(), "%s of %s", f.Name, kind)
		}
	}
}

func TestCustomFieldsValidate(t *testing.T) {
	for _, key := range []string{"k", "a b", "a.b", `a"b`, "a'b", "a$[0]", "\u00e9", "custom.", strings.Repeat("x", 300)} {
		field := CustomPrefix + key
		q := ListQuery{Kind: KindAttendee, Limit: 1, Order: []Order{{Field: field}}, Where: []Cond{
			{field, OpEq, "x"},
			{field, OpEq, Text("x")},
			{field, OpLt, Int(1)},
			{field, OpNe, Bool(true)},
			{field, OpLike, "%x"},
			{field, OpIn, []string{"x"}},
			{field, OpNotIn, []Value{Int(1), Text("x")}},
			{field, OpNull, nil},
			{field, OpNotNull, nil},
		}}
		require.NoError(t, q.Validate(), key)
		require.Equal(t, Sortable(Int(7)), Attendee{Custom: map[string]Value{key: Int(7)}}.Field(field))
		require.Nil(t, Attendee{Custom: map[string]Value{key: {}}}.Field(field))
		require.Nil(t, Attendee{}.Field(field))
	}
}

// TestFieldsTellTheirTypes holds Fields and Field together: every listable
// field of a record that has none empty has a value of the type it says.
func TestFieldsTellTheirTypes(t *testing.T) {
	for _, r := range []Entity{
		filled[Attendee](), filled[Type](), filled[Revision](), filled[Group](), filled[Membership](), filled[FormResponse](),
		filled[CredentialType](), filled[Credential](), filled[Zone](), filled[CheckList](), filled[AccessPoint](), filled[CheckIn](), filled[Entry](), filled[Association](),
	} {
		for _, f := range Fields(r.Ref().Kind) {
			assert.Equal(t, f.Type, typeOf(r.Field(f.Name)), "%s of %s", f.Name, r.Ref().Kind)
		}
		assert.Nil(t, r.Field("unknown"))
	}
	for _, r := range []Entity{
		Attendee{},
		Type{},
		Revision{},
		Group{},
		Membership{},
		FormResponse{},
		CredentialType{},
		Credential{},
		Zone{},
		CheckList{},
		AccessPoint{},
		CheckIn{},
		Entry{},
		Association{},
	} {
		for _, f := range Fields(r.Ref().Kind) {
			if f.Name == "owner" {
				assert.Equal(t, "system", r.Field(f.Name), "nobody's is the system's")
			} else if f.Type == TextField || f.Type == TimeField {
				assert.Nil(t, r.Field(f.Name), "empty %s of %s", f.Name, r.Ref().Kind)
			}
		}
	}
	// An ID that a record need not name is empty like any other field.
	for field, r := range map[string]Entity{
		"type_id": Credential{}, "zone_id": AccessPoint{}, "list_id": AccessPoint{}, "attendee_id": CheckIn{}, "credential_id": CheckIn{}, "point_id": CheckIn{},
	} {
		assert.Nil(t, r.Field(field), "%s of %s", field, r.Ref().Kind)
	}
	assert.Nil(t, CheckIn{}.Field("zone_id"))
	for _, secret := range []string{"value", "unique_value", "unique_nonce", "unique_presence"} {
		for _, r := range []Entity{filled[Credential](), filled[CheckIn]()} {
			assert.Nil(t, r.Field(secret), "%s of %s", secret, r.Ref().Kind)
		}
	}
	assert.Empty(t, Fields(KindToken))
	assert.Nil(t, filled[Token]().Field("value"))
}
