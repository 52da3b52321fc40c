package sqlite_test

import (
	"math/rand/v2"
	"slices"
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
		a.Role, a.Email, a.Custom = word(false), word(false), map[string]storage.Value{"diet": storage.Text(word(false))}
		list = append(list, a)
	}
	require.NoError(t, st.Apply(t.Context(), puts(list...)))
	for i := range 900 {
		c := storage.Cond{Field: []string{"role", "email", "custom.diet"}[i%3], Op: storage.OpLike, Value: word(true)}
		requireDefinition(t, st, list, storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: len(list)})
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
