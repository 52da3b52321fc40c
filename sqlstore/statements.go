package sqlstore

import (
	"context"
	"database/sql"
	"sync"
)

// maxPrepared is when lists, which make a new statement for every combination
// of conditions, are no longer kept prepared. Nothing is evicted: what comes
// too late is sent as text. All other statements are few and always kept.
const maxPrepared = 256

// statements keeps prepared statements for the life of a store. database/sql
// prepares each again on every connection that comes to use it.
type statements struct {
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

func (c *statements) get(text string) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byText[text]
}

func (c *statements) full() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byText) >= maxPrepared
}

// prepare returns a statement and keeps it. It takes a connection of its own
// for the moment, so it must not be called by who holds one: with a pool of one
// connection it would wait for itself.
func (c *statements) prepare(ctx context.Context, db *sql.DB, text string) (*sql.Stmt, error) {
	if st := c.get(text); st != nil {
		return st, nil
	}
	st, err := db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if first := c.byText[text]; first != nil {
		return first, st.Close() // another goroutine was faster
	}
	c.byText[text] = st
	return st, nil
}

func (c *statements) close() (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for text, st := range c.byText {
		if e := st.Close(); err == nil {
			err = e
		}
		delete(c.byText, text)
	}
	return err
}

// query runs a statement that returns rows.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s.asText() {
		if s.tx != nil {
			return s.tx.QueryContext(ctx, text, s.driver.Arguments(text, args)...)
		}
		return s.db.QueryContext(ctx, text, s.driver.Arguments(text, args)...)
	}
	if s.tx == nil {
		st, err := s.prepared.prepare(ctx, s.db, text)
		if err != nil {
			return nil, err
		}
		return st.QueryContext(ctx, args...)
	}
	if st := s.prepared.get(text); st != nil {
		bound := s.tx.StmtContext(ctx, st)
		defer bound.Close()
		return bound.QueryContext(ctx, args...)
	}
	return s.tx.QueryContext(ctx, text, args...)
}

// queryList is query for a statement that may never be sent again.
func (s *Store) queryList(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s.tx == nil && s.prepared.get(text) == nil && s.prepared.full() {
		return s.db.QueryContext(ctx, text, args...)
	}
	return s.query(ctx, text, args...)
}

// exec runs a statement once for every list of parameters, in the store's
// transaction, and returns how many rows each of them reached; together they
// hold that many rows.
func (s *Store) exec(ctx context.Context, text string, lists [][]any, rows int) (reached []int64, err error) {
	send, end, err := s.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := end(); err == nil {
			err = e
		}
	}()
	reached = make([]int64, len(lists))
	waiting := ctx
	for i, args := range lists {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result, err := send(waiting, args...)
		if err != nil {
			return nil, err
		}
		if reached[i], err = result.RowsAffected(); err != nil {
			return nil, err
		}
		if s.net == nil && len(lists) == rows {
			// A row at a time, in this process: the first execution may have
			// waited for a lock, the others take microseconds. Looking at the
			// context between them spares the driver a goroutine for each.
			waiting = context.WithoutCancel(ctx)
		}
	}
	return reached, nil
}

// statement returns what executes a statement in the store's transaction. Call
// end when that is over.
func (s *Store) statement(ctx context.Context, text string) (send func(context.Context, ...any) (sql.Result, error), end func() error, err error) {
	if s.asText() {
		return func(ctx context.Context, args ...any) (sql.Result, error) {
			return s.tx.ExecContext(ctx, text, s.driver.Arguments(text, args)...)
		}, func() error { return nil }, nil
	}
	st := s.prepared.get(text)
	if st != nil {
		st = s.tx.StmtContext(ctx, st)
	} else if st, err = s.tx.PrepareContext(ctx, text); err != nil {
		return nil, nil, err
	}
	return st.ExecContext, st.Close, nil
}

// asText reports whether statements are prepared by the driver.
func (s *Store) asText() bool { return s.driver != nil }
