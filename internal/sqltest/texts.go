package sqltest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// Texts requires patterns and keys to mean what package storage says, whatever
// the engine makes of the characters in them.
func Texts(t *testing.T, e Engine) {
	t.Run("Patterns", func(t *testing.T) { patterns(t, e) })
	t.Run("CustomKeys", func(t *testing.T) { customKeys(t, e) })
}

// patterns mean in SQL what [storage.Cond.Match] says.
func patterns(t *testing.T, e Engine) {
	st := e.Open(t)
	letters := []string{"a", "A", "b", "é", "É", "*", "?", "[", "]", "^", "-", "_", "!", "\\", "'", "\u0301", "\U0010ffff", "\ud7ff", "%"}
	rng := rand.New(rand.NewPCG(1, 2))
	word := func(wild bool) (s string) {
		for range rng.IntN(5) {
			n := len(letters)
			if !wild {
				n--
			}
			s += letters[rng.IntN(n)]
		}
		return s
	}
	var list []storage.Attendee
	for i := range 200 {
		a := Attendee(i)
		a.Role, a.Email, a.Custom = word(false), word(false), map[string]storage.Value{"diet": storage.Text(word(false))}
		list = append(list, a)
	}
	require.NoError(t, st.Apply(t.Context(), Puts(list...)))
	for i := range 900 {
		c := storage.Cond{Field: []string{"role", "email", "custom.diet"}[i%3], Op: storage.OpLike, Value: word(true)}
		requireDefinition(t, st, list, storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: len(list)})
	}
}

// requireDefinition checks that the store lists what [storage.Select] does.
func requireDefinition(t *testing.T, st storage.Lister, all []storage.Attendee, q storage.ListQuery) {
	t.Helper()
	want, err := storage.Select(q, slices.Values(all))
	require.NoError(t, err)
	page, err := st.List(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, idsOf(want.Records), idsOf(page.Attendees), "%+v", q)
	require.Equal(t, want.Next, page.Next, "%+v", q)
	require.Equal(t, want.Total, page.Total, "%+v", q)
}

func idsOf(list []storage.Attendee) (ids []storage.ID) {
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

// customKeys: a custom field is found under its key, whatever JSON, its paths
// and SQL make of the characters in it.
func customKeys(t *testing.T, e Engine) {
	if e.Small {
		t.Skip("one goroutine and half a minute of calls; they are made without the race detector")
	}
	st := e.Open(t)
	keys := []string{
		"seat", "Seat", "$", "$.seat", "$[0]", "[0]", "0", "-1", ".", "a.b", "a", "b", `"`, `""`, `a"b`, `\`, `\"`, `a\`, `\u0061`, "'", "';--", " ", "\t", "\n", "\x01", "\x7f",
		"é", "e\u0301", "ключ", "席", "🪑", "<", ">", "&", "/", "\u2028", "#", "*", "?", "%", "null", "length", "$.\"seat\"", "\ufeff", "\U0010ffff", "toString",
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		key := ""
		for range 1 + rng.IntN(4) {
			key += keys[rng.IntN(len(keys))]
		}
		keys = append(keys, key)
	}
	var list []storage.Attendee
	for i := range 24 {
		a := Attendee(i)
		a.Custom = make(map[string]storage.Value)
		for _, key := range keys {
			switch rng.IntN(6) {
			case 0:
				a.Custom[key] = storage.Text(keys[rng.IntN(len(keys))])
			case 1:
				a.Custom[key] = storage.Int(rng.Int64N(2000) - 1000)
			case 2:
				a.Custom[key] = storage.Bool(i%2 == 0)
			case 3:
				a.Custom[key] = storage.Text("")
			}
		}
		list = append(list, a)
	}
	require.NoError(t, st.Apply(t.Context(), Puts(list...)))
	for _, key := range keys {
		name := storage.CustomPrefix + key
		for _, c := range []storage.Cond{
			{Field: name, Op: storage.OpNotNull},
			{Field: name, Op: storage.OpNull},
			{Field: name, Op: storage.OpEq, Value: storage.Bool(true)},
			{Field: name, Op: storage.OpLt, Value: storage.Int(7)},
			{Field: name, Op: storage.OpNe, Value: key},
			{Field: name, Op: storage.OpNotIn, Value: []string{key, "true"}},
			{Field: name, Op: storage.OpIn, Value: []storage.Value{storage.Bool(false), storage.Text("seat")}},
			{Field: name, Op: storage.OpLike, Value: "%e%"},
		} {
			requireDefinition(t, st, list, storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: len(list), WithTotal: true})
		}
		for _, desc := range []bool{false, true} {
			q := storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Order: []storage.Order{{Field: name, Desc: desc}, {Field: "custom.none"}}, Limit: 9}
			for {
				requireDefinition(t, st, list, q)
				page, err := st.List(t.Context(), q)
				require.NoError(t, err)
				if q.After = page.Next; q.After == "" {
					break
				}
			}
			for q.Page = range 5 {
				requireDefinition(t, st, list, q)
			}
		}
	}
}
