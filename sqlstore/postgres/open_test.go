package postgres_test

import (
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
)

// ownServer starts a server that the test may stop.
func ownServer(t testing.TB) *testserver.Postgres {
	t.Helper()
	p, err := testserver.StartPostgres()
	testserver.Missing(t, "postgres", err)
	t.Cleanup(func() { require.NoError(t, p.Remove()) })
	return p
}

func load(t testing.TB, st storage.Store, n int) []storage.Attendee {
	t.Helper()
	set, err := st.Load(t.Context(), storage.Query{Scope: sqltest.Scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.ID(storage.KindAttendee, n)}}})
	require.NoError(t, err)
	return set.Attendees
}

func TestOpenFails(t *testing.T) {
	dsn := fresh(t)
	for name, c := range map[string]struct {
		dsn, says string
		opts      []postgres.Option
	}{
		"address":        {dsn: "postgres://a:b:c", says: "cannot parse"},
		"password":       {dsn: "postgres://user:hunter2@127.0.0.1:1/none?sslmode=nonsense", says: "sslmode"},
		"no server":      {dsn: "postgres://127.0.0.1:1/none?sslmode=disable", says: "connect"},
		"no database":    {dsn: with(t, dsn, map[string]string{"dbname": "none"}), says: "3D000"},
		"schema":         {dsn: dsn, opts: []postgres.Option{postgres.WithSchema(`a"; DROP`)}, says: "schema"},
		"prefix":         {dsn: dsn, opts: []postgres.Option{postgres.WithTablePrefix("A")}, says: "prefix"},
		"read-only host": {dsn: with(t, dsn, map[string]string{"target_session_attrs": "standby"}), says: "standby"},
	} {
		t.Run(name, func(t *testing.T) {
			st, err := postgres.Open(t.Context(), c.dsn, c.opts...)
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "hunter2")
			require.Nil(t, st)
		})
	}
	t.Run("encoding", func(t *testing.T) {
		dsn, err := server()
		require.NoError(t, err)
		onServer(t, dsn, "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
		t.Cleanup(func() { onServer(t, dsn, "DROP DATABASE latin") })
		u, err := url.Parse(dsn)
		require.NoError(t, err)
		u.Path = "/latin"
		_, err = postgres.Open(t.Context(), u.String())
		require.ErrorContains(t, err, "LATIN1")
	})
	t.Run("New with a schema", func(t *testing.T) {
		_, err := postgres.New(nil, postgres.WithSchema("events"))
		require.ErrorContains(t, err, "search_path")
	})
}

// Two schemas of one database share nothing.
func TestSchema(t *testing.T) {
	dsn := fresh(t)
	one, two := openAt(t, dsn, postgres.WithSchema("one")), openAt(t, dsn, postgres.WithSchema("two"))
	require.NoError(t, one.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.NoError(t, two.CheckSchema(t.Context()))
	require.Empty(t, load(t, two, 1))
	require.Len(t, load(t, one, 1), 1)
	plain, err := postgres.Open(t.Context(), dsn)
	require.NoError(t, err)
	defer plain.Close()
	require.Equal(t, []string{"one", "two"}, texts(t, plain.DB(), "SELECT DISTINCT schemaname::text FROM pg_tables WHERE tablename LIKE 'muster%' ORDER BY 1"), "every table is in its schema, those of the migrations too")
	require.Error(t, plain.CheckSchema(t.Context()))
	require.NoError(t, one.Migrate(t.Context()), "again")
}

// A proxy may drop what a connection asks for when it begins. Its tables would
// land wherever the server looks by itself.
func TestSchemaDropped(t *testing.T) {
	dsn := fresh(t)
	u, err := url.Parse(with(t, dsn, map[string]string{"sslmode": "disable"}))
	require.NoError(t, err)
	u.Host = dropping(t, u.Host, "search_path")
	_, err = postgres.Open(t.Context(), u.String(), postgres.WithSchema("one"))
	require.ErrorContains(t, err, "search_path")
	openAt(t, u.String(), postgres.WithTablePrefix("plain_"))
	openAt(t, dsn, postgres.WithSchema("one"))
}

// dropping stands before a server and leaves a parameter out of the message by
// which a connection begins. It returns where it listens.
func dropping(t *testing.T, server, parameter string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	serve := func(client net.Conn) {
		defer client.Close()
		to, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		defer to.Close()
		startup, err := pgproto3.NewBackend(client, client).ReceiveStartupMessage()
		if err != nil {
			return
		}
		if begin, ok := startup.(*pgproto3.StartupMessage); ok {
			delete(begin.Parameters, parameter)
		}
		message, err := startup.Encode(nil)
		if err != nil {
			return
		}
		if _, err = to.Write(message); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(to, client)
			_ = to.Close()
		}()
		_, _ = io.Copy(client, to)
	}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go serve(client)
		}
	}()
	return l.Addr().String()
}

// A unique index is one that keeps every record from having what another has, in
// the schema of the store.
func TestCheckSchema(t *testing.T) {
	dsn := fresh(t)
	other, st := openAt(t, dsn, postgres.WithSchema("other")), openAt(t, dsn, postgres.WithSchema("one"))
	const drop, create = "DROP INDEX IF EXISTS muster_attendee_code", "CREATE UNIQUE INDEX muster_attendee_code ON muster_attendee "
	for text, says := range map[string]string{
		"": "muster_attendee has no unique key (scope, code_key), see Migrate",
		create + "(scope, code_key) WHERE code_key IS NOT NULL AND deleted_at IS NULL": "(scope, code_key)",
		create + "(scope, code_key, id)":                                               "(scope, code_key)",
		create + "(scope, lower(code_key))":                                            "(scope, code_key)",
		create + "(scope) INCLUDE (code_key)":                                          "(scope, code_key)",
		create + "(scope, code_key) INCLUDE (id) WHERE (code_key) IS NOT NULL":         "",
		create + "(scope, code_key)":                                                   "",
	} {
		for _, sent := range []string{drop, text} {
			_, err := st.DB().ExecContext(t.Context(), sent)
			require.NoError(t, err, sent)
		}
		err := st.CheckSchema(t.Context())
		if says == "" {
			require.NoError(t, err, text)
		} else {
			require.ErrorContains(t, err, says, text)
		}
		require.NoError(t, other.CheckSchema(t.Context()))
	}
}

// A pool is the caller's: what the store does not open it does not close.
func TestNew(t *testing.T) {
	dsn := fresh(t)
	pool, err := pgxpool.New(t.Context(), dsn)
	require.NoError(t, err)
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	st, err := postgres.New(db, postgres.WithOutbox(), postgres.WithTablePrefix("list_"))
	require.NoError(t, err)
	require.NoError(t, st.Migrate(t.Context()))
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendees(0, 100)...)))
	require.Same(t, db, st.DB())
	require.NoError(t, st.Close())
	require.Len(t, load(t, st, 7), 1)
	require.Equal(t, []string{"100"}, texts(t, db, "SELECT COUNT(*) FROM list_attendee WHERE last_name IS NOT NULL AND created_at < now()"), "the columns are for everybody to read")
}

// Of several hosts the one that takes writes is found, also when it moves.
func TestHosts(t *testing.T) {
	first, second := ownServer(t), ownServer(t)
	onServer(t, first.DSN("postgres"), "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	dsn := "host=127.0.0.1,127.0.0.1 port=" + port(first) + "," + port(second) +
		" user=postgres dbname=postgres sslmode=disable target_session_attrs=read-write"
	st := openAt(t, dsn)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	at := func() string {
		return texts(t, st.DB(), "SELECT inet_server_port()::text")[0]
	}
	require.Equal(t, port(second), at())

	// The second reads only from now on and its connections stay, as those of a
	// proxy do that leads to a standby.
	onServer(t, first.DSN("postgres"), "ALTER SYSTEM SET default_transaction_read_only = off", "SELECT pg_reload_conf()")
	other := openAt(t, strings.Replace(dsn, port(first)+","+port(second), port(first), 1))
	require.NoError(t, other.Close())
	onServer(t, second.DSN("postgres"), "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	require.Eventually(t, func() bool {
		return texts(t, st.DB(), "SHOW default_transaction_read_only")[0] == "on"
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2))))
	require.Equal(t, port(first), at())

	require.NoError(t, second.Kill())
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(3))))
}

func port(p *testserver.Postgres) string {
	_, port, _ := strings.Cut(p.Address(), ":")
	return port
}

// A text that no index can hold is refused by itself, and leaves nothing behind.
func TestTooLarge(t *testing.T) {
	st := openStore(t)
	a, b := sqltest.Attendee(1), sqltest.Attendee(2)
	b.Unique.Email = incompressible(4000)
	err := st.Apply(t.Context(), sqltest.Puts(a, b))
	require.ErrorIs(t, err, storage.ErrTooLarge)
	require.NotContains(t, err.Error(), b.Unique.Email[:8])
	require.Empty(t, load(t, st, 1))
}

// incompressible returns a text that takes as many bytes as it has.
func incompressible(n int) string {
	rng := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, n)
	for i := range text {
		text[i] = byte('!' + rng.IntN(90))
	}
	return string(text)
}
