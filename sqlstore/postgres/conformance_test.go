package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestConformance(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storage.Store { return openStore(t, postgres.WithOutbox()) })
}

func TestConformanceJoined(t *testing.T) {
	storagetest.RunJoined(t, func(t testing.TB) storagetest.Joined {
		st := openStore(t, postgres.WithOutbox())
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
