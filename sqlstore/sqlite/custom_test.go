package sqlite_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// A custom field is found under its key, whatever JSON, its paths and SQL make
// of the characters in it.
func TestCustomKeys(t *testing.T) {
	if raceEnabled {
		t.Skip("one goroutine and half a minute of translated C; it runs without the race detector")
	}
	st := openStore(t)
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
		a := attendee(i)
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
	require.NoError(t, st.Apply(t.Context(), puts(list...)))
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
			requireDefinition(t, st, list, storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: len(list), WithTotal: true})
		}
		for _, desc := range []bool{false, true} {
			q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Order: []storage.Order{{Field: name, Desc: desc}, {Field: "custom.none"}}, Limit: 9}
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
