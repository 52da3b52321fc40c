package storage

import (
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cursorQuery sorts by fields of every type, one of them empty.
func cursorQuery() ListQuery {
	return ListQuery{
		Scope: scope, Kind: KindAttendee, Limit: 10,
		Where: []Cond{{"status", OpIn, []string{"active", "inactive"}}, {"created_at", OpLt, noon}},
		Order: []Order{{Field: "role"}, {Field: "version", Desc: true}, {Field: "created_at"}, {Field: "external_id"}, {Field: "id"}},
	}
}

func cursorRecord() Attendee {
	return Attendee{Head: Head{ID: first, CreatedAt: noon}, Version: 3, Role: "ü\"\u2028"}
}

func TestCursorRoundTrip(t *testing.T) {
	q := cursorQuery()
	_, ok, err := q.Position()
	require.NoError(t, err)
	require.False(t, ok, "the first page has no position")

	q.After, err = q.Cursor(cursorRecord())
	require.NoError(t, err)
	p, ok, err := q.Position()
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, Position{Values: []any{"ü\"\u2028", int64(3), noon, nil, first}, ID: first}, p)

	assert.False(t, q.compare(p, q.position(cursorRecord())) < 0, "the record itself")
	later := cursorRecord()
	later.ID = second
	assert.True(t, q.compare(p, q.position(later)) < 0, "a later ID")
	later.Version = 2
	assert.True(t, q.compare(p, q.position(later)) < 0, "a lower version, descending")
	later.Version = 4
	assert.False(t, q.compare(p, q.position(later)) < 0, "a higher version, descending")
	later.Role = ""
	assert.True(t, q.compare(p, q.position(later)) < 0, "an empty field")
}

func TestCursorPageSizeMayChange(t *testing.T) {
	q := cursorQuery()
	after, err := q.Cursor(cursorRecord())
	require.NoError(t, err)
	q.After, q.Limit, q.With = after, 99, WithTypes
	_, ok, err := q.Position()
	require.NoError(t, err)
	require.True(t, ok)
}

func TestCursorOfAnotherQuery(t *testing.T) {
	after, err := cursorQuery().Cursor(cursorRecord())
	require.NoError(t, err)
	for name, change := range map[string]func(*ListQuery){
		"tenant":           func(q *ListQuery) { q.Scope.Tenant = "other" },
		"event":            func(q *ListQuery) { q.Scope.Event = "other" },
		"shifted scope":    func(q *ListQuery) { q.Scope = Scope{Tenant: "tenante", Event: "vent"} },
		"kind":             func(q *ListQuery) { q.Kind = KindType },
		"fewer conditions": func(q *ListQuery) { q.Where = q.Where[:1] },
		"field":            func(q *ListQuery) { q.Where[0].Field = "role" },
		"operator":         func(q *ListQuery) { q.Where[0].Op = OpNotIn },
		"value":            func(q *ListQuery) { q.Where[0].Value = []string{"active"} },
		"joined values":    func(q *ListQuery) { q.Where[0].Value = []string{`active" "inactive`} },
		"time":             func(q *ListQuery) { q.Where[1].Value = noon.Add(time.Microsecond) },
		"type of value":    func(q *ListQuery) { q.Where[1] = Cond{"created_at", OpNotNull, nil} },
		"order":            func(q *ListQuery) { q.Order[0].Field = "type_code" },
		"direction":        func(q *ListQuery) { q.Order[1].Desc = false },
		"fewer orders":     func(q *ListQuery) { q.Order = q.Order[:4] },
	} {
		q := cursorQuery()
		change(&q)
		q.After = after
		_, _, err := q.Position()
		require.ErrorIs(t, err, ErrCursor, name)
	}
}

// TestCursorDamaged flips every bit and cuts at every place. What can still be
// read is a position in the same list, which its reader could have asked for.
func TestCursorDamaged(t *testing.T) {
	q := cursorQuery()
	after, err := q.Cursor(cursorRecord())
	require.NoError(t, err)
	raw, err := base64.RawURLEncoding.DecodeString(after)
	require.NoError(t, err)

	damaged := []string{"a", "=", " ", after + "A", after + after, after + "=", "bnVsbA", "e30", "W10"}
	for i := 1; i < len(after); i++ {
		damaged = append(damaged, after[:i])
	}
	for i := range len(after) * 8 {
		text := []byte(after)
		text[i/8] ^= 1 << (i % 8)
		damaged = append(damaged, string(text))
	}
	for i := range len(raw) * 8 {
		data := slices.Clone(raw)
		data[i/8] ^= 1 << (i % 8)
		damaged = append(damaged, base64.RawURLEncoding.EncodeToString(data))
	}
	for _, q.After = range damaged {
		requirePosition(t, q)
	}
}

// requirePosition requires a cursor to be refused or to be a position of q.
func requirePosition(t *testing.T, q ListQuery) {
	t.Helper()
	p, ok, err := q.Position()
	if err != nil {
		require.ErrorIs(t, err, ErrCursor)
		return
	}
	require.Equal(t, q.After != "", ok)
	if !ok {
		return
	}
	require.Len(t, p.Values, len(q.Order))
	require.NotEqual(t, ID{}, p.ID)
	for i, v := range p.Values {
		if v != nil {
			require.Equal(t, fieldType(q.Kind, q.Order[i].Field), typeOf(v), "value %d of cursor %q", i, q.After)
		}
	}
	q.compare(p, q.position(cursorRecord())) // does not panic
}

func TestCursorOfAFieldThatIsNone(t *testing.T) {
	q := ListQuery{Scope: scope, Kind: KindToken, Order: []Order{{Field: "value"}}}
	after, err := q.Cursor(Token{Head: Head{ID: first}, Value: "x"})
	require.NoError(t, err)
	q.After = after
	_, _, err = q.Position()
	require.NoError(t, err, "an empty value reads as empty")
	_, err = decodeField(0, []byte(`"x"`))
	require.ErrorIs(t, err, ErrCursor)
}

func FuzzCursor(f *testing.F) {
	after, err := cursorQuery().Cursor(cursorRecord())
	require.NoError(f, err)
	f.Add(after)
	f.Add("e30")
	f.Add("")
	f.Fuzz(func(t *testing.T, after string) {
		q := cursorQuery()
		q.After = after
		requirePosition(t, q)
	})
}
