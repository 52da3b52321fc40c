package sqlite_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// openStore returns an empty store in a file of its own.
func openStore(t testing.TB, opts ...sqlite.Option) *sqlite.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "muster.db"), opts...)
}

func openAt(t testing.TB, path string, opts ...sqlite.Option) *sqlite.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st
}

func TestConformance(t *testing.T) {
	var except []storagetest.Option
	if raceEnabled {
		for _, name := range []string{
			"List/MatchesDefinition", "List/EveryOperator", "List/EveryField", "List/HostileValues", "List/FoldedText", "Size/TenThousand",
		} {
			except = append(except, storagetest.Except(name, "one goroutine and a minute of translated C; it runs without the race detector"))
		}
	}
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) }, except...)
}

func TestConformanceWithoutOutbox(t *testing.T) {
	if raceEnabled {
		t.Skip("TestConformance runs the same code, and more of it")
	}
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t) })
}

// TestModel runs random change sets against a reference model. A longer run, or
// another one: MUSTER_MODEL_SEEDS=100 go test -run Model.
func TestModel(t *testing.T) {
	seeds := uint64(4)
	if n, err := strconv.ParseUint(os.Getenv("MUSTER_MODEL_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	steps := 300
	if raceEnabled {
		seeds, steps = 1, 40
	}
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			storagetest.Model(t, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) }, seed, steps)
		})
	}
}

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}

func TestConformanceJoined(t *testing.T) {
	storagetest.RunJoined(t, func(t testing.TB) storagetest.Joined {
		st := openStore(t, sqlite.WithOutbox())
		return storagetest.Joined{
			Outer: st,
			Begin: func(t testing.TB) (storage.Store, func() error, func() error) {
				tx, err := st.DB().BeginTx(t.Context(), nil)
				require.NoError(t, err)
				return st.In(tx), tx.Commit, tx.Rollback
			},
		}
	})
}
