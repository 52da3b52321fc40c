package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	driverpkg "modernc.org/sqlite"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
)

// call is one call that database/sql made to the driver.
type call struct {
	op   string // "prepare", "begin", "exec", "query", "next", "commit", "rollback"
	text string
	args []driver.NamedValue
}

// probe stands between database/sql and the driver. It is safe for concurrent
// use.
type probe struct {
	driver.Connector

	mu sync.Mutex
	// seen collects the calls while it is not nil.
	seen *[]call
	// before and after are asked for an error around each call.
	before, after func(call) error
}

// watch collects the calls made while fn runs.
func (p *probe) watch(fn func()) []call {
	list := []call{}
	p.set(func() { p.seen = &list })
	defer p.set(func() { p.seen = nil })
	fn()
	return list
}

func (p *probe) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// around makes a call, unless before fails, and lets after spoil its answer.
func (p *probe) around(c call, do func() error) error {
	p.mu.Lock()
	if p.seen != nil {
		*p.seen = append(*p.seen, c)
	}
	before, after := p.before, p.after
	p.mu.Unlock()
	if before != nil {
		if err := before(c); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if after != nil {
		return after(c)
	}
	return nil
}

func (p *probe) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &probeConn{c, p}, nil
}

type probeConn struct {
	driver.Conn
	p *probe
}

func (c *probeConn) PrepareContext(ctx context.Context, text string) (st driver.Stmt, err error) {
	made := false
	err = c.p.around(call{op: "prepare", text: text}, func() error {
		st, err = c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		made = err == nil
		return err
	})
	if err != nil {
		if made {
			_ = st.Close()
		}
		return nil, err
	}
	return &probeStmt{st, text, c.p}, nil
}

func (c *probeConn) BeginTx(ctx context.Context, opts driver.TxOptions) (tx driver.Tx, err error) {
	made := false
	err = c.p.around(call{op: "begin"}, func() error {
		tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
		made = err == nil
		return err
	})
	if err != nil {
		if made {
			_ = tx.Rollback()
		}
		return nil, err
	}
	return &probeTx{tx, c.p}, nil
}

func (c *probeConn) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

func (c *probeConn) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

type probeTx struct {
	driver.Tx
	p *probe
}

// Commit undoes the transaction when the failure comes before it: otherwise
// the pool would get a connection with an open transaction.
func (t *probeTx) Commit() error {
	done := false
	err := t.p.around(call{op: "commit"}, func() error {
		done = true
		return t.Tx.Commit()
	})
	if !done {
		_ = t.Tx.Rollback()
	}
	return err
}

func (t *probeTx) Rollback() error {
	return t.p.around(call{op: "rollback"}, t.Tx.Rollback)
}

type probeStmt struct {
	driver.Stmt
	text string
	p    *probe
}

func (s *probeStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.p.around(call{"exec", s.text, args}, func() error {
		r, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
		return err
	})
	return r, err
}

func (s *probeStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	made := false
	err = s.p.around(call{"query", s.text, args}, func() error {
		r, err = s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
		made = err == nil
		return err
	})
	if err != nil {
		if made {
			_ = r.Close()
		}
		return nil, err
	}
	return &probeRows{r, s.text, s.p}, nil
}

type probeRows struct {
	driver.Rows
	text string
	p    *probe
}

func (r *probeRows) Next(dest []driver.Value) error {
	return r.p.around(call{op: "next", text: r.text}, func() error { return r.Rows.Next(dest) })
}

// openProbed returns an empty store with a probe under it.
func openProbed(t testing.TB, opts ...sqlstore.Option) (*sqlstore.Store, *sql.DB, *probe) {
	t.Helper()
	dsn, err := sqlite.DSN(filepath.Join(t.TempDir(), "muster.db"))
	require.NoError(t, err)
	connector, err := driverpkg.NewConnector(dsn)
	require.NoError(t, err)
	p := &probe{Connector: connector}
	db := sql.OpenDB(p)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, migrate.Up(t.Context(), db, sqlite.Dialect()))
	st, err := sqlstore.New(db, sqlite.Dialect(), opts...)
	require.NoError(t, err)
	return st, db, p
}
