package sqlite_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// Patterns mean in SQL what [storage.Cond.Match] says, whatever SQLite makes
// of the characters in them.
func TestLikeIsTheDefinition(t *testing.T) {
	st := openStore(t)
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
		a := attendee(i)
		a.Role = word(false)
		list = append(list, a)
	}
	require.NoError(t, st.Apply(t.Context(), puts(list...)))
	for range 500 {
		c := storage.Cond{Field: "role", Op: storage.OpLike, Value: word(true)}
		var want, got []storage.ID
		for _, a := range list {
			if c.Match(a.Field("role")) {
				want = append(want, a.ID)
			}
		}
		page, err := st.List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: len(list)})
		require.NoError(t, err)
		for _, a := range page.Attendees {
			got = append(got, a.ID)
		}
		require.Equal(t, want, got, "%q", c.Value)
	}
}
