package memstore_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(testing.TB) storage.Store { return memstore.New(memstore.WithOutbox()) }

func TestConformance(t *testing.T) { storagetest.Run(t, open) }

// TestConformanceWithoutOutbox runs the suite on a store that keeps no events.
// It hides the lists, which are those of TestConformance.
func TestConformanceWithoutOutbox(t *testing.T) {
	storagetest.Run(t, func(testing.TB) storage.Store {
		s := memstore.New()
		return struct {
			storage.Store
			storage.Purger
		}{s, s}
	})
}

func TestModel(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			storagetest.Model(t, open, seed, 2_000)
		})
	}
}

func BenchmarkStore(b *testing.B) { storagetest.Bench(b, open) }

func TestOutboxIsAnOption(t *testing.T) {
	require.True(t, open(t).Traits().Events)
	without := memstore.New()
	require.False(t, without.Traits().Events)
	_, err := without.Pending(t.Context(), storage.Claim{Limit: 1})
	require.ErrorIs(t, err, storage.ErrUnsupported)
	require.ErrorIs(t, without.Ack(t.Context(), storage.ID{1}), storage.ErrUnsupported)
}
