package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// In returns a copy of the store that reads and writes within tx, a
// transaction of the same database that the caller began and will end. Nothing
// that the copy does is committed before the caller commits. An Apply that
// fails leaves the transaction as it was before that Apply and usable. Where the
// server gave the whole transaction up, as MySQL does on a deadlock and SQLite
// when a context ends, tx is rolled back: whatever is sent by it from then on,
// the caller's own statements too, fails with [sql.ErrTxDone]. A transaction that
// one of the caller's own statements cost is for the caller to roll back: a
// server may take what follows for statements without a transaction.
//
// The copy is as safe for concurrent use as tx is: not.
func (s *Store) In(tx *sql.Tx) *Store {
	bound := *s
	bound.tx = tx
	return &bound
}

// Tx begins a transaction, calls fn with the transaction and a store bound to
// it, and commits when fn returns nil. When fn returns an error or panics,
// everything is rolled back and the error is returned as it is. A failure to
// commit is a [storage.ErrConflict] when the server says that nothing
// happened, and a [storage.ErrUnknown] when it does not say.
//
// On a store that is already bound, fn runs in the caller's transaction within
// a savepoint. fn must write through the store that it is given: a write through
// the outer one, with fn's context, fails. It would be another transaction, which
// stays when fn's is rolled back, and waits for fn to return where a database
// admits one writer at a time.
func (s *Store) Tx(ctx context.Context, fn func(ctx context.Context, st *Store, tx *sql.Tx) error) error {
	return s.transact(ctx, nil, false, func(ctx context.Context, st *Store) error { return fn(ctx, st, st.tx) })
}

// atomically calls do with a store bound to a transaction and keeps what it
// did if it returns nil, otherwise nothing.
func (s *Store) atomically(ctx context.Context, do func(ctx context.Context, st *Store) error) (err error) {
	return s.transact(ctx, nil, true, do)
}

// looking is atomically for a do that looks for its rows by more than their keys.
// Where others write at the same time it sees what was committed before each
// statement: under a stricter level some servers lock the gaps between all rows
// that they looked at, against writers of whichever scope.
func (s *Store) looking(ctx context.Context, do func(ctx context.Context, st *Store) error) (err error) {
	if s.net == nil {
		return s.atomically(ctx, do)
	}
	return s.transact(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, true, do)
}

// writing marks the context of what a store does in a transaction of its own.
type writing struct{ of *statements }

// transact is atomically for a do that may be called again when nothing of it
// was kept, or may not.
func (s *Store) transact(ctx context.Context, opts *sql.TxOptions, repeatable bool, do func(ctx context.Context, st *Store) error) (err error) {
	if s.tx != nil {
		return s.nested(ctx, do)
	}
	ctx, done, err := s.queue(ctx)
	if err != nil {
		return err
	}
	defer done()
	begun := false
	return s.again(ctx, func() bool { return repeatable || !begun }, func() error {
		return s.once(ctx, opts, func(ctx context.Context, st *Store) error {
			begun = true
			return do(ctx, st)
		})
	})
}

// once begins a transaction, calls do and commits.
func (s *Store) once(ctx context.Context, opts *sql.TxOptions, do func(ctx context.Context, st *Store) error) error {
	return s.within(ctx, opts, func(ctx context.Context, st *Store) error {
		if err := do(ctx, st); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return s.fail(ctx, "commit", ctx.Err()) // for certain not committed
		}
		if err := st.commit(ctx); err != nil {
			return s.uncommitted(ctx, err)
		}
		return nil
	})
}

// commit ends the store's transaction. Where the driver would wait for the answer
// whatever becomes of ctx, it is sent as a statement; what the driver itself sends
// then ends nothing.
func (s *Store) commit(ctx context.Context) error {
	c, ok := s.d.(Committing)
	if !ok {
		return s.tx.Commit()
	}
	if _, err := s.tx.ExecContext(ctx, c.CommitStatement()); err != nil {
		return err
	}
	_ = s.tx.Commit()
	return nil
}

// within calls do with a store bound to a transaction, which is rolled back
// unless do commits it.
func (s *Store) within(ctx context.Context, opts *sql.TxOptions, do func(ctx context.Context, st *Store) error) (err error) {
	tx, release, err := s.begin(ctx, opts)
	if err != nil {
		return s.refused(ctx, "begin", err)
	}
	// Rollback is without effect after Commit; it also serves a panic in do.
	defer func() {
		_ = tx.Rollback()
		release(err)
	}()
	return do(ctx, s.In(tx))
}

// read calls do, which changes nothing. When that fails for want of a connection,
// do is called again in transactions: a server may answer and take no statements,
// and only where a connection is held can it be closed.
func (s *Store) read(ctx context.Context, do func(ctx context.Context, st *Store) error) error {
	first := true
	return s.again(ctx, nil, func() error {
		if first {
			first = false
			return do(ctx, s)
		}
		return s.within(ctx, nil, do)
	})
}

// begin begins a transaction. Call release when it has ended, with the error of
// what was done in it: a server that takes no writes any more still answers, and
// its connection must not be used again.
func (s *Store) begin(ctx context.Context, opts *sql.TxOptions) (tx *sql.Tx, release func(error), err error) {
	if s.net == nil {
		tx, err = s.db.BeginTx(ctx, opts)
		return tx, func(error) {}, err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	release = func(err error) {
		if s.lost(err) {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool closes it
		}
		_ = conn.Close()
	}
	if tx, err = conn.BeginTx(ctx, opts); err != nil {
		release(err)
		return nil, nil, err
	}
	return tx, release, nil
}

// nested is atomically within the caller's transaction.
func (s *Store) nested(ctx context.Context, do func(ctx context.Context, st *Store) error) (err error) {
	inner := *s
	// Some servers forget a savepoint when another takes its name, and stores that
	// are bound to one transaction may be at work one within the other. The address
	// of what lives as long as the savepoint is nobody else's meanwhile.
	savepoint := fmt.Sprintf("muster_%p", &inner)
	if _, err := s.tx.ExecContext(ctx, "SAVEPOINT "+savepoint); err != nil {
		return s.fail(ctx, "savepoint", err)
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		// The context may have ended, which must not keep the rows.
		undo := context.WithoutCancel(ctx)
		if _, err := s.tx.ExecContext(undo, "ROLLBACK TO SAVEPOINT "+savepoint); err == nil {
			_, _ = s.tx.ExecContext(undo, "RELEASE SAVEPOINT "+savepoint)
			return
		}
		// The transaction is gone, rows and all, and some servers would keep what
		// is sent from now on, each statement by itself.
		_ = s.tx.Rollback()
		if failed := (*Error)(nil); errors.As(err, &failed) {
			failed.over = true
		}
	}()
	if err := do(ctx, &inner); err != nil {
		return err
	}
	if _, err := s.tx.ExecContext(ctx, "RELEASE SAVEPOINT "+savepoint); err != nil {
		return s.refused(ctx, "release", err)
	}
	kept = true
	return nil
}

// Alone calls fn while no other writer of this store is at work, if the database
// admits only one at a time anyway, and returns what fn returns. It is for
// statements that no transaction may hold, such as those that tidy the file up;
// fn must not write through the store. It fails with an error that wraps
// ctx.Err() when ctx ended before the store's turn came.
func (s *Store) Alone(ctx context.Context, fn func(ctx context.Context) error) error {
	if s.turn == nil || s.tx != nil {
		return fn(ctx)
	}
	ctx, done, err := s.queue(ctx)
	if err != nil {
		return err
	}
	defer done()
	return fn(ctx)
}

// queue waits for the store's turn to write, if writers take turns, as long as
// ctx lasts, and marks the context of what is written.
func (s *Store) queue(ctx context.Context) (_ context.Context, done func(), err error) {
	mark := writing{s.prepared}
	if ctx.Value(mark) != nil {
		return nil, nil, &Error{Op: "begin within Tx: use the store that it passes"}
	}
	done = func() {}
	if s.turn != nil {
		select {
		case <-ctx.Done():
			return nil, nil, s.fail(ctx, "begin", ctx.Err())
		case <-s.turn:
			done = func() { s.turn <- struct{}{} }
		}
	}
	return context.WithValue(ctx, mark, true), done, nil
}
