package mysql_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, sqlstore.WithOutbox()) })
}
