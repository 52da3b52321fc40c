package mysql_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// openStore returns an empty store in a database of its own.
func openStore(t testing.TB, opts ...mysql.Option) *mysql.Store {
	t.Helper()
	return openAt(t, fresh(t), opts...)
}

func openAt(t testing.TB, dsn string, opts ...mysql.Option) *mysql.Store {
	t.Helper()
	st, err := mysql.Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st
}

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, mysql.WithOutbox()) })
}

// Who forgets Migrate is told by a number that says it.
func TestNotMigrated(t *testing.T) {
	st, err := mysql.Open(t.Context(), strings.Fields(fresh(t))[0])
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	_, err = st.Load(t.Context(), storage.Query{Scope: sqltest.Scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.ID(storage.KindAttendee, 1)}}})
	var failed *sqlstore.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "mysql 1146", failed.Code)
	require.ErrorAs(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))), &failed)
	require.Equal(t, "mysql 1146", failed.Code)
}
