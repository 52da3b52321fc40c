package sqlstore

import (
	"context"
	"database/sql"
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
// a savepoint.
func (s *Store) Tx(ctx context.Context, fn func(ctx context.Context, st *Store, tx *sql.Tx) error) error {
	return s.atomically(ctx, func(st *Store) error { return fn(ctx, st, st.tx) })
}

// atomically calls do with a store bound to a transaction and keeps what it
// did if it returns nil, otherwise nothing.
func (s *Store) atomically(ctx context.Context, do func(st *Store) error) (err error) {
	if s.tx != nil {
		return s.nested(ctx, do)
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.refused(ctx, "begin", err)
	}
	// Without effect after Commit; it also serves a panic in do.
	defer func() { _ = tx.Rollback() }()
	if err := do(s.In(tx)); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return s.fail(ctx, "commit", ctx.Err()) // for certain not committed
	}
	if err := tx.Commit(); err != nil {
		return s.uncommitted(ctx, err)
	}
	return nil
}

// nested is atomically within the caller's transaction.
func (s *Store) nested(ctx context.Context, do func(st *Store) error) error {
	if _, err := s.tx.ExecContext(ctx, "SAVEPOINT muster"); err != nil {
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
		if _, err := s.tx.ExecContext(undo, "ROLLBACK TO SAVEPOINT muster"); err == nil {
			_, _ = s.tx.ExecContext(undo, "RELEASE SAVEPOINT muster")
		}
	}()
	if err := do(s); err != nil {
		return err
	}
	if _, err := s.tx.ExecContext(ctx, "RELEASE SAVEPOINT muster"); err != nil {
		return s.refused(ctx, "release", err)
	}
	kept = true
	return nil
}
