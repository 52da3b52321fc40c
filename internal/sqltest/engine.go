package sqltest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Engine is a dialect with a database to run it on. What a test does not use may
// be missing; its documentation says what it uses besides the first four fields.
type Engine struct {
	Dialect sqlstore.Dialect

	// Fresh returns the data source name of an empty database of its own, which
	// is gone when the test has ended. It is called from several goroutines.
	Fresh func(t testing.TB) string

	// Connector returns what connects to a data source, set up as the module's
	// own Open does it. It works in a child process too.
	Connector func(dsn string) (driver.Connector, error)

	// Migrate creates or upgrades the tables that have a prefix, as migrate.Up
	// does. A lease of 0 is the usual one.
	Migrate func(ctx context.Context, db *sql.DB, prefix string, lease time.Duration) error

	// Opened returns a migrated store on a data source as the module's own Open
	// makes it, for the suites of package storagetest and the rules. It may be
	// nil: then they run on what [Engine.Open] returns.
	Opened func(t testing.TB, dsn string, outbox bool) storage.Store

	// RowAtATime says that the dialect packs each row by itself.
	RowAtATime bool

	// Small asks for fewer rounds, as -short does: an engine that is compiled
	// into the test takes some fifty times as long under the race detector.
	Small bool
	// Brief asks for fewer rounds of what takes long on a server: kills, cuts,
	// races. See [Brief].
	Brief bool
	// Reuse empties a database for the next test instead of making another, for
	// servers that take longer to make tables than most tests take.
	Reuse bool

	// Server starts a server that a test may kill, on durable storage of its
	// own. It is nil for an engine without one.
	Server func(t testing.TB) Server

	// Address returns where the server of a data source listens for TCP, and
	// Through the data source that reaches the same database by another
	// address. Both are nil for an engine without a network.
	Address func(dsn string) string
	Through func(dsn, address string) string

	// Catalogue reads from the database which tables there are, all of them.
	Catalogue func(t testing.TB, db *sql.DB) []Table

	// Analyze brings the statistics up to date by which the server plans.
	Analyze func(t testing.TB, db *sql.DB)

	// Explain returns the plan of a statement, without what differs from run to
	// run such as costs. It must not execute the statement.
	Explain func(t testing.TB, db *sql.DB, text string, args []any) string

	// CheckPlan fails the test when a plan reads a table from end to end, or is
	// not what the engine promises of the statement that has this name.
	CheckPlan func(t testing.TB, name, text, plan string)

	// KnownPlans reports whether the server plans as the one does whose plans are in
	// testdata. It may be nil: then it does. Plans of another version are checked
	// and not compared.
	KnownPlans func(t testing.TB, db *sql.DB) bool

	// Visits returns how many rows of tables and indexes the engine visited
	// while fn ran. The database has one connection, which fn uses.
	Visits func(t testing.TB, db *sql.DB, fn func()) int64
}

// Server is a database server that a test may kill.
type Server struct {
	DSN string // of an empty database
	// Kill ends the server as kill -9 does, all its processes, and returns when
	// they are gone. Restart starts it again on the same files and returns when
	// it answers.
	Kill, Restart func() error
}

// Store is an empty store with a probe under it.
type Store struct {
	*sqlstore.Store
	DB    *sql.DB
	Probe *Probe
	DSN   string
}

// Open returns an empty store in a database of its own.
func (e Engine) Open(t testing.TB, opts ...sqlstore.Option) *Store {
	t.Helper()
	return e.OpenAt(t, e.Fresh(t), opts...)
}

// OpenAt returns a store on a database that may have others.
func (e Engine) OpenAt(t testing.TB, dsn string, opts ...sqlstore.Option) *Store {
	t.Helper()
	db, p := e.DB(t, dsn)
	st, err := sqlstore.New(db, e.Dialect, opts...)
	require.NoError(t, err)
	require.NoError(t, e.Migrate(t.Context(), db, st.TablePrefix(), 0))
	return &Store{Store: st, DB: db, Probe: p, DSN: dsn}
}

// DB opens a data source with a probe, and no table is made.
func (e Engine) DB(t testing.TB, dsn string) (*sql.DB, *Probe) {
	t.Helper()
	db, p, err := e.open(dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, p
}

// poolSize bounds the connections of a test, of which a server has about a
// hundred for all.
const poolSize = 16

func (e Engine) open(dsn string) (*sql.DB, *Probe, error) {
	c, err := e.Connector(dsn)
	if err != nil {
		return nil, nil, err
	}
	p := &Probe{Connector: c}
	db := sql.OpenDB(p)
	db.SetMaxOpenConns(poolSize)
	db.SetMaxIdleConns(poolSize)
	return db, p, nil
}

// Databases returns the addresses of empty databases that are t's.
func (e Engine) Databases(t testing.TB) func(testing.TB) string {
	if e.Reuse {
		return (&pool{engine: e, owner: t}).take
	}
	return e.Fresh
}

// factory opens stores for the suites that know nothing of SQL, in databases
// that are t's.
func (e Engine) factory(t testing.TB, outbox bool) func(testing.TB) storage.Store {
	fresh := e.Databases(t)
	if e.Opened != nil {
		return func(t testing.TB) storage.Store { return e.Opened(t, fresh(t), outbox) }
	}
	var opts []sqlstore.Option
	if outbox {
		opts = append(opts, sqlstore.WithOutbox())
	}
	return func(t testing.TB) storage.Store { return e.OpenAt(t, fresh(t), opts...).Store }
}

// Brief reports whether a run of the tests is to end within minutes: unless
// MUSTER_TEST_FULL is set.
func Brief() bool { return os.Getenv("MUSTER_TEST_FULL") == "" }

// rounds returns how often to repeat something.
func (e Engine) rounds(full, small int) int {
	if e.Small || e.Brief || testing.Short() {
		return small
	}
	return full
}
