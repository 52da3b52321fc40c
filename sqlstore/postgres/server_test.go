package postgres_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore/postgres"
)

// server returns the address of the server that this test binary shares: the
// one that the environment names, or one of its own.
var server = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv(testserver.PostgresVariable); dsn != "" {
		return dsn, nil
	}
	p, err := testserver.StartPostgres()
	if err != nil {
		return "", err
	}
	return p.DSN("postgres"), nil
})

var databases atomic.Int64

// fresh returns the address of an empty database of its own. Its settings are
// those that a careless program trips over: an order of texts that is a
// language's, and a zone and a form of dates that nobody expects.
func fresh(t testing.TB) string {
	t.Helper()
	dsn, err := server()
	testserver.Missing(t, "postgres", err)
	return freshAt(t, dsn)
}

func freshAt(t testing.TB, dsn string) string {
	t.Helper()
	name := fmt.Sprintf("muster_%d_%d", os.Getpid(), databases.Add(1))
	onServer(t, dsn,
		"CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"+byLanguage(),
		"ALTER DATABASE "+name+" SET timezone = 'America/St_Johns'",
		"ALTER DATABASE "+name+" SET datestyle = 'German'",
	)
	t.Cleanup(func() { onServer(t, dsn, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	u.Path = "/" + name
	return u.String()
}

// byLanguage makes a database order texts as English does, where the server can.
var byLanguage = sync.OnceValue(func() string {
	dsn, err := server()
	if err != nil {
		return ""
	}
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		return ""
	}
	defer conn.Close(context.Background())
	var can bool
	err = conn.QueryRow(context.Background(), `SELECT current_setting('server_version_num')::int >= 150000
		AND EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i')`).Scan(&can)
	if err != nil || !can {
		return ""
	}
	return " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
})

func onServer(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	require.NoError(t, err)
	defer conn.Close(ctx)
	for _, text := range statements {
		_, err := conn.Exec(ctx, text)
		require.NoError(t, err, text)
	}
}

// openStore returns an empty store in a database of its own.
func openStore(t testing.TB, opts ...postgres.Option) *postgres.Store {
	t.Helper()
	return openAt(t, fresh(t), opts...)
}

func openAt(t testing.TB, dsn string, opts ...postgres.Option) *postgres.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st
}
