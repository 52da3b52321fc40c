package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strconv"
)

// In returns a copy of the store that reads and writes within tx, a
// transaction of the same database that the caller began and will end. Nothing
// that the copy does is committed before the caller commits. An Apply that
// fails leaves the transaction as it was before that Apply and usable, except
// where the server itself gave the whole transaction up, as MySQL does on a
// deadlock; the next statement then reports it.
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
// a savepoint. With a database that admits one writer at a time, fn must write
// through the store that it is given: a write through the outer one would wait
// for fn to return, and fails instead when it is made with fn's context.
func (s *Store) Tx(ctx context.Context, fn func(ctx context.Context, st *Store, tx *sql.Tx) error) error {
	return s.transact(ctx, false, func(ctx context.Context, st *Store) error { return fn(ctx, st, st.tx) })
}

// atomically calls do with a store bound to a transaction and keeps what it
// did if it returns nil, otherwise nothing.
func (s *Store) atomically(ctx context.Context, do func(ctx context.Context, st *Store) error) (err error) {
	return s.transact(ctx, true, do)
}

// transact is atomically for a do that may be called again when nothing of it
// was kept, or may not.
func (s *Store) transact(ctx context.Context, repeatable bool, do func(ctx context.Context, st *Store) error) (err error) {
	if s.tx != nil {
		return s.nested(ctx, do)
	}
	if s.turn != nil {
		var done func()
		if ctx, done, err = s.queue(ctx); err != nil {
			return err
		}
		defer done()
	}
	begun := false
	return s.again(ctx, func() bool { return repeatable || !begun }, func() error {
		return s.once(ctx, func(ctx context.Context, st *Store) error {
			begun = true
			return do(ctx, st)
		})
	})
}

// once begins a transaction, calls do and commits.
func (s *Store) once(ctx context.Context, do func(ctx context.Context, st *Store) error) error {
	return s.within(ctx, func(ctx context.Context, st *Store) error {
		if err := do(ctx, st); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return s.fail(ctx, "commit", ctx.Err()) // for certain not committed
		}
		if err := st.tx.Commit(); err != nil {
			return s.uncommitted(ctx, err)
		}
		return nil
	})
}

// within calls do with a store bound to a transaction, which is rolled back
// unless do commits it.
func (s *Store) within(ctx context.Context, do func(ctx context.Context, st *Store) error) (err error) {
	tx, release, err := s.begin(ctx)
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
		return s.within(ctx, do)
	})
}

// begin begins a transaction. Call release when it has ended, with the error of
// what was done in it: a server that takes no writes any more still answers, and
// its connection must not be used again.
func (s *Store) begin(ctx context.Context) (tx *sql.Tx, release func(error), err error) {
	if s.net == nil {
		tx, err = s.db.BeginTx(ctx, nil)
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
	if tx, err = conn.BeginTx(ctx, nil); err != nil {
		release(err)
		return nil, nil, err
	}
	return tx, release, nil
}

// nested is atomically within the caller's transaction.
func (s *Store) nested(ctx context.Context, do func(ctx context.Context, st *Store) error) error {
	// A name of its own at each depth: some servers forget a savepoint when
	// another takes its name.
	savepoint := "muster_" + strconv.Itoa(s.depth)
	if _, err := s.tx.ExecContext(ctx, "SAVEPOINT "+savepoint); err != nil {
		return s.fail(ctx, "savepoint", err)
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		// The context may have ended, which must not keep the rows. A failure
		// here means that the transaction is gone, rows and all.
		undo := context.WithoutCancel(ctx)
		if _, err := s.tx.ExecContext(undo, "ROLLBACK TO SAVEPOINT "+savepoint); err == nil {
			_, _ = s.tx.ExecContext(undo, "RELEASE SAVEPOINT "+savepoint)
		}
	}()
	inner := *s
	inner.depth++
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

// writing marks the context of whoever has the turn of a store.
type writing struct{ turn chan struct{} }

// queue waits for the store's turn to write, as long as ctx lasts.
func (s *Store) queue(ctx context.Context) (_ context.Context, done func(), err error) {
	mark := writing{s.turn}
	if ctx.Value(mark) != nil {
		return nil, nil, &Error{Op: "begin within Tx: use the store that it passes"}
	}
	select {
	case <-ctx.Done():
		return nil, nil, s.fail(ctx, "begin", ctx.Err())
	case <-s.turn:
		return context.WithValue(ctx, mark, true), func() { s.turn <- struct{}{} }, nil
	}
}
