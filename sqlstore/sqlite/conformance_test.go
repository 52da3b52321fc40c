package sqlite_test

import (
	"path/filepath"
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
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}

func TestConformanceWithoutOutbox(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t) })
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
