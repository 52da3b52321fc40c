package memstore

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// A sum that does not fit is refused, not wrapped, whichever way it goes.
func TestTotalsThatDoNotFit(t *testing.T) {
	for _, amount := range []int64{math.MaxInt64, math.MinInt64} {
		st := New()
		cs := storage.ChangeSet{Scope: scope}
		cs.Attendees.Put = []storage.Attendee{{Head: storage.Head{Scope: scope, ID: storage.ID{1}, Rev: 1}}}
		for n, share := range []int64{amount, amount / math.MaxInt64} { // the second is 1 or -1
			entry := storage.ID{2, byte(n)}
			head := func(id storage.ID) storage.Head { return storage.Head{Scope: scope, ID: id, Rev: 1} }
			cs.Entries.Put = append(cs.Entries.Put, storage.Entry{Head: head(entry)})
			cs.Associations.Put = append(cs.Associations.Put, storage.Association{
				Head:    head(storage.AssociationID(entry, storage.ID{1})),
				EntryID: entry, AttendeeID: storage.ID{1}, Amount: share, Year: 2025 + int32(n),
			})
		}
		require.NoError(t, st.Apply(t.Context(), cs))
		spent := storage.Query{Scope: scope, Totals: storage.Spending{Attendees: []storage.ID{{1}}, Years: []int32{2025, 2026}}}
		set, err := st.Load(t.Context(), spent)
		require.NoError(t, err)
		require.Len(t, set.Totals, 2, "apart by year")

		second := cs.Associations.Put[1]
		second.Rev, second.Year = 2, 2025
		require.NoError(t, st.Apply(t.Context(), storage.ChangeSet{Scope: scope, Associations: storage.Changes[storage.Association]{Put: []storage.Association{second}}}))
		set, err = st.Load(t.Context(), spent)
		require.ErrorContains(t, err, "does not fit")
		require.Zero(t, set)
	}
}
