package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// with adds settings to an address.
func with(t testing.TB, dsn string, settings map[string]string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	q := u.Query()
	for k, v := range settings {
		q.Set(k, v)
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return u.String()
}

// The pool is the embedder's, whose settings may be any: those for a proxy that
// shares connections, and isolation levels that refuse what the default allows.
func TestSettings(t *testing.T) {
	// Without preparing, pgx reads times as text, in the ISO form alone.
	for name, settings := range map[string]map[string]string{
		"cache_describe":  {"default_query_exec_mode": "cache_describe"},
		"describe_exec":   {"default_query_exec_mode": "describe_exec"},
		"exec":            {"default_query_exec_mode": "exec", "datestyle": "ISO"},
		"simple_protocol": {"default_query_exec_mode": "simple_protocol", "datestyle": "ISO"},
		"repeatable read": {"default_transaction_isolation": "repeatable read"},
		"serializable":    {"default_transaction_isolation": "serializable"},
		"untidy":          {"bytea_output": "escape", "intervalstyle": "sql_standard", "extra_float_digits": "0", "standard_conforming_strings": "off", "array_nulls": "off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := func(t testing.TB) storage.Store {
				dsn := fresh(t)
				openAt(t, dsn)
				db, err := sql.Open("pgx", with(t, dsn, settings))
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, db.Close()) })
				st, err := postgres.New(db, postgres.WithOutbox())
				require.NoError(t, err)
				return st
			}
			storagetest.Model(t, open, 7, 100)
			require.NoError(t, open(t).Apply(t.Context(), sqltest.Puts(sqltest.Attendees(0, 1000)...)))
		})
	}
}

// Decisions rest on revisions and on what statements reach: under the isolation
// levels that refuse what READ COMMITTED lets through, writers get conflicts
// instead, and relays too.
func TestIsolation(t *testing.T) {
	late := storagetest.Except("Outbox/RelaysShare", "a relay that comes too late gets a conflict and asks again, as those of Outbox do")
	var many *regexp.Regexp
	if sqltest.Brief() {
		many = regexp.MustCompile("/(Race|Outbox|Guard|Atomic|Purge)/")
	}
	for _, level := range []string{"repeatable read", "serializable"} {
		t.Run(level, func(t *testing.T) {
			t.Parallel()
			e := engine()
			e.Brief = true
			e.Fresh = func(t testing.TB) string {
				return with(t, fresh(t), map[string]string{"default_transaction_isolation": level})
			}
			t.Run("Contract", func(t *testing.T) {
				if level == "serializable" {
					t.Skip("with much else going on the server has conflicts for a lone writer, too, whom the suite does not let try again")
				}
				databases := e.Databases(t)
				storagetest.Run(t, func(t testing.TB) storage.Store {
					if many != nil && !many.MatchString(t.Name()) {
						t.Skip("of one writer, who has no conflicts; it runs with MUSTER_TEST_FULL=1")
					}
					return openAt(t, databases(t), postgres.WithOutbox())
				}, late)
			})
			t.Run("Races", func(t *testing.T) { sqltest.Races(t, e) })
			t.Run("LostUpdates", func(t *testing.T) { sqltest.LostUpdates(t, e) })
			t.Run("Outbox", func(t *testing.T) { sqltest.Outbox(t, e) })
		})
	}
}

// With array_nulls=off the server takes NULL in the text of an array for a word.
// Where pgx sends arrays as text nothing is written then, rather than that word
// in place of an empty text.
func TestArrayNulls(t *testing.T) {
	for _, mode := range []string{"exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			dsn := fresh(t)
			reader := openAt(t, dsn)
			sent := with(t, dsn, map[string]string{"default_query_exec_mode": mode, "datestyle": "ISO"})
			db, err := sql.Open("pgx", sent)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			st, err := postgres.New(db)
			require.NoError(t, err)
			require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))

			// A pool may have connections with it and without.
			on, err := db.Conn(t.Context())
			require.NoError(t, err)
			u, err := url.Parse(dsn)
			require.NoError(t, err)
			onServer(t, dsn, "ALTER DATABASE "+u.Path[1:]+" SET array_nulls = off")
			one, two := sqltest.Attendee(2), sqltest.Attendee(3)
			two.Title, two.Unique.Code = "Dr.", "CODE" // a text after one that is empty
			for range 2 {                              // asked, and remembered
				err = st.Apply(t.Context(), sqltest.Puts(one, two))
				require.EqualError(t, err, "sqlstore: insert attendee: failed (postgres array_nulls=off)")
			}
			require.Empty(t, load(t, reader, 2))
			require.Equal(t, []storage.Attendee{sqltest.Attendee(1)}, load(t, st, 1), "it reads")
			require.NoError(t, on.Close())
			_, err = postgres.Open(t.Context(), sent)
			require.ErrorContains(t, err, "array_nulls")
			st, err = postgres.Open(t.Context(), dsn)
			require.NoError(t, err, "in the binary form nothing has to be read")
			require.NoError(t, st.Apply(t.Context(), sqltest.Puts(one, two)))
			require.Equal(t, []storage.Attendee{one}, load(t, st, 2))
			require.NoError(t, st.Close())
		})
	}
	t.Run("wrapped", func(t *testing.T) {
		config, err := pgx.ParseConfig(with(t, fresh(t), map[string]string{"array_nulls": "off"}))
		require.NoError(t, err)
		db := sql.OpenDB(tracer{stdlib.GetConnector(*config)})
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		st, err := postgres.New(db)
		require.NoError(t, err)
		require.ErrorContains(t, st.Migrate(t.Context()), "array_nulls")
	})
}

// A driver that traces what goes through it may offer no more than database/sql
// asks for: the parameters then are what database/sql makes of them.
func TestWrappedDriver(t *testing.T) {
	dsn := fresh(t)
	openAt(t, dsn)
	config, err := pgx.ParseConfig(dsn)
	require.NoError(t, err)
	db := sql.OpenDB(tracer{stdlib.GetConnector(*config)})
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	st, err := postgres.New(db)
	require.NoError(t, err)
	cs := sqltest.Puts(sqltest.Attendees(0, 1000)...)
	require.NoError(t, st.Apply(t.Context(), cs))
	q := storage.Query{Scope: sqltest.Scope}
	for _, a := range cs.Attendees.Put {
		q.Attendees.IDs = append(q.Attendees.IDs, a.ID)
	}
	set, err := st.Load(t.Context(), q)
	require.NoError(t, err)
	require.ElementsMatch(t, cs.Attendees.Put, set.Attendees)
}

type tracer struct{ driver.Connector }

func (tracer) Driver() driver.Driver { return nil }

func (tr tracer) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := tr.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &tracedConn{c.(*stdlib.Conn)}, nil
}

// tracedConn has none of what a connection may offer besides these.
type tracedConn struct{ to *stdlib.Conn }

func (c *tracedConn) Prepare(text string) (driver.Stmt, error) { return c.to.Prepare(text) }
func (c *tracedConn) Begin() (driver.Tx, error)                { return c.to.Begin() }
func (c *tracedConn) Close() error                             { return c.to.Close() }

func (c *tracedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.to.BeginTx(ctx, opts)
}

func (c *tracedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	return c.to.ExecContext(ctx, text, args)
}

func (c *tracedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	return c.to.QueryContext(ctx, text, args)
}
