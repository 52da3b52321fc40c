package mysql_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/ruletest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// openStore returns an empty store in a database of its own.
func openStore(t testing.TB, opts ...sqlstore.Option) *mysql.Store {
	t.Helper()
	return openAt(t, fresh(t), opts...)
}

func openAt(t testing.TB, dsn string, opts ...sqlstore.Option) *mysql.Store {
	t.Helper()
	st, err := mysql.Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st
}

func TestConformance(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlstore.WithOutbox()) })
}

func TestConformanceWithoutOutbox(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t) })
}

func TestConformanceJoined(t *testing.T) {
	storagetest.RunJoined(t, func(t testing.TB) storagetest.Joined {
		st := openStore(t, sqlstore.WithOutbox())
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

// TestModel runs random change sets against a reference model. A longer run, or
// another one: MUSTER_MODEL_SEEDS=100 go test -run Model.
func TestModel(t *testing.T) {
	seeds := uint64(4)
	if n, err := strconv.ParseUint(os.Getenv("MUSTER_MODEL_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			storagetest.Model(t, func(t testing.TB) storage.Store { return openStore(t, sqlstore.WithOutbox()) }, seed, 300)
		})
	}
}

func TestRules(t *testing.T) {
	ruletest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlstore.WithOutbox()) })
}

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, sqlstore.WithOutbox()) })
}
