package sqltest

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync"
)

// Call is one call that database/sql made to the driver.
type Call struct {
	Op   string // "prepare", "begin", "exec", "query", "next", "commit", "rollback"
	Text string
	Args []driver.NamedValue
}

// Values returns the parameters, for a statement that is sent once more.
func (c Call) Values() (list []any) {
	for _, a := range c.Args {
		list = append(list, a.Value)
	}
	return list
}

// Probe stands between database/sql and a driver. It is safe for concurrent
// use.
type Probe struct {
	driver.Connector

	mu sync.Mutex
	// seen collects the calls while it is not nil.
	seen *[]Call
	// before and after are asked for an error around each call.
	before, after func(Call) error
}

// Watch collects the calls made while fn runs.
func (p *Probe) Watch(fn func()) []Call {
	list := []Call{}
	p.set(func() { p.seen = &list })
	defer p.set(func() { p.seen = nil })
	fn()
	return list
}

// Before has fn called before every call; an error of it stands for the call.
// nil ends that.
func (p *Probe) Before(fn func(Call) error) { p.set(func() { p.before = fn }) }

func (p *Probe) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// around makes a call, unless before fails, and lets after spoil its answer. A
// call that the driver leaves to another one is not seen.
func (p *Probe) around(c Call, do func() error) error {
	p.mu.Lock()
	before, after := p.before, p.after
	p.mu.Unlock()
	if before != nil {
		if err := before(c); err != nil {
			return err
		}
	}
	err := do()
	if errors.Is(err, driver.ErrSkip) {
		return err
	}
	p.mu.Lock()
	if p.seen != nil {
		*p.seen = append(*p.seen, c)
	}
	p.mu.Unlock()
	if err != nil || after == nil {
		return err
	}
	return after(c)
}

// Connect implements [driver.Connector].
func (p *Probe) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &probeConn{c, p}, nil
}

// Close implements [io.Closer].
func (p *Probe) Close() error {
	if c, ok := p.Connector.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// probeConn offers everything that a connection may offer, and answers for what
// the driver's does not as database/sql would.
type probeConn struct {
	driver.Conn
	p *Probe
}

func (c *probeConn) PrepareContext(ctx context.Context, text string) (st driver.Stmt, err error) {
	made := false
	err = c.p.around(Call{Op: "prepare", Text: text}, func() error {
		if with, ok := c.Conn.(driver.ConnPrepareContext); ok {
			st, err = with.PrepareContext(ctx, text)
		} else {
			st, err = c.Conn.Prepare(text)
		}
		made = err == nil
		return err
	})
	if err != nil {
		if made {
			_ = st.Close()
		}
		return nil, err
	}
	return &probeStmt{st, text, c}, nil
}

func (c *probeConn) BeginTx(ctx context.Context, opts driver.TxOptions) (tx driver.Tx, err error) {
	made := false
	err = c.p.around(Call{Op: "begin"}, func() error {
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

func (c *probeConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (r driver.Result, err error) {
	with, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	err = c.p.around(Call{"exec", text, args}, func() error {
		r, err = with.ExecContext(ctx, text, args)
		return err
	})
	return r, err
}

func (c *probeConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	with, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	return c.query(text, args, func() (driver.Rows, error) { return with.QueryContext(ctx, text, args) })
}

func (c *probeConn) query(text string, args []driver.NamedValue, do func() (driver.Rows, error)) (r driver.Rows, err error) {
	made := false
	err = c.p.around(Call{"query", text, args}, func() error {
		r, err = do()
		made = err == nil
		return err
	})
	if err != nil {
		if made {
			_ = r.Close()
		}
		return nil, err
	}
	return &probeRows{r, text, c.p}, nil
}

func (c *probeConn) CheckNamedValue(v *driver.NamedValue) error {
	if with, ok := c.Conn.(driver.NamedValueChecker); ok {
		return with.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *probeConn) Ping(ctx context.Context) error {
	if with, ok := c.Conn.(driver.Pinger); ok {
		return with.Ping(ctx)
	}
	return nil
}

func (c *probeConn) ResetSession(ctx context.Context) error {
	if with, ok := c.Conn.(driver.SessionResetter); ok {
		return with.ResetSession(ctx)
	}
	return nil
}

func (c *probeConn) IsValid() bool {
	with, ok := c.Conn.(driver.Validator)
	return !ok || with.IsValid()
}

type probeTx struct {
	driver.Tx
	p *Probe
}

// Commit undoes the transaction when the failure comes before it: otherwise
// the pool would get a connection with an open transaction.
func (t *probeTx) Commit() error {
	done := false
	err := t.p.around(Call{Op: "commit"}, func() error {
		done = true
		return t.Tx.Commit()
	})
	if !done {
		_ = t.Tx.Rollback()
	}
	return err
}

func (t *probeTx) Rollback() error {
	return t.p.around(Call{Op: "rollback"}, t.Tx.Rollback)
}

type probeStmt struct {
	driver.Stmt
	text string
	c    *probeConn
}

func (s *probeStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.c.p.around(Call{"exec", s.text, args}, func() error {
		r, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
		return err
	})
	return r, err
}

func (s *probeStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.c.query(s.text, args, func() (driver.Rows, error) {
		return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	})
}

func (s *probeStmt) CheckNamedValue(v *driver.NamedValue) error {
	if with, ok := s.Stmt.(driver.NamedValueChecker); ok {
		return with.CheckNamedValue(v)
	}
	return s.c.CheckNamedValue(v)
}

type probeRows struct {
	driver.Rows
	text string
	p    *Probe
}

func (r *probeRows) Next(dest []driver.Value) error {
	return r.p.around(Call{Op: "next", Text: r.text}, func() error { return r.Rows.Next(dest) })
}
