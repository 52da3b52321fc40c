package bench

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"modernc.org/sqlite"
)

// openSQLite opens a new database file with the settings of Muster's own
// sqlite.Open, for every contestant alike. The counter counts what is sent:
// statements, begin and commit.
func openSQLite(tb testing.TB) (*sql.DB, *atomic.Int64) {
	tb.Helper()
	settings := url.Values{
		"_busy_timeout": {"5000"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"NORMAL"},
		"_foreign_keys": {"on"},
		"_txlock":       {"immediate"},
		"_dqs":          {"0"},
		"_pragma":       {"secure_delete(on)", "cache_size(-16384)", "wal_autocheckpoint(16384)"},
	}
	file := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(tb.TempDir(), "bench.db")), RawQuery: settings.Encode()}
	connector, err := sqlite.NewConnector(file.String())
	if err != nil {
		tb.Fatal(err)
	}
	n := new(atomic.Int64)
	db := sql.OpenDB(countingConnector{connector, n})
	tb.Cleanup(func() { _ = db.Close() })
	return db, n
}

// peopleTable is the table of a program that writes its SQL itself: IDs of 16
// bytes, times as microseconds.
const peopleTable = `CREATE TABLE people (
	id BLOB NOT NULL PRIMARY KEY, event_id INTEGER NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL,
	created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
	code TEXT, user_id TEXT, external_id TEXT, email TEXT,` + fieldsAndKeys

// modelTable is the same as bun and GORM would have it of the struct: IDs and
// times as they write them.
const modelTable = `CREATE TABLE people (
	id TEXT NOT NULL PRIMARY KEY, event_id INTEGER NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL,
	created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL,
	code TEXT, user_id TEXT, external_id TEXT, email TEXT,` + fieldsAndKeys

const fieldsAndKeys = `
	first_name TEXT, last_name TEXT, middle_initial TEXT, suffix TEXT, title TEXT, company TEXT,
	preferred_name TEXT, mobile TEXT, role TEXT, currency TEXT,
	UNIQUE (event_id, code), UNIQUE (event_id, user_id), UNIQUE (event_id, external_id), UNIQUE (event_id, email)
)`

type countingConnector struct {
	driver.Connector
	n *atomic.Int64
}

func (c countingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return countingConn{conn.(sqliteConn), c.n}, nil
}

// sqliteConn and sqliteStmt are all that database/sql makes use of in the
// driver, so that the decorators hide nothing.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type countingConn struct {
	sqliteConn
	n *atomic.Int64
}

func (c countingConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	c.n.Add(1)
	tx, err := c.sqliteConn.BeginTx(ctx, opts)
	return countingTx{tx, c.n}, err
}

func (c countingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.n.Add(1)
	return c.sqliteConn.ExecContext(ctx, text, args)
}

func (c countingConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.n.Add(1)
	return c.sqliteConn.QueryContext(ctx, text, args)
}

func (c countingConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	st, err := c.sqliteConn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return countingStmt{st.(sqliteStmt), c.n}, nil
}

type countingStmt struct {
	sqliteStmt
	n *atomic.Int64
}

func (s countingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.n.Add(1)
	return s.sqliteStmt.ExecContext(ctx, args)
}

func (s countingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.n.Add(1)
	return s.sqliteStmt.QueryContext(ctx, args)
}

type countingTx struct {
	driver.Tx
	n *atomic.Int64
}

func (t countingTx) Commit() error {
	t.n.Add(1)
	return t.Tx.Commit()
}
