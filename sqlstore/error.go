package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/muster-go/muster/storage"
)

// Error is every failure of the database. Its text names the operation, the
// class and the server's code, and never a stored value. The driver's error
// and the class, one of package storage's errors or the context's, are found
// with errors.Is and errors.As.
type Error struct {
	Op      string // "insert attendee", "commit", …
	Code    string // the server's code, "" when the driver gave none
	classes []error
	cause   error
	// counted says that a statement reached fewer rows than it named. Otherwise
	// a conflict is what the server made of a unique or foreign key.
	counted bool
	// over says that the server gave up the caller's transaction as well.
	over bool
}

// Error implements error. It names the operation, the classes and the server's
// code, and not the driver's words.
func (e *Error) Error() string {
	text := "sqlstore: " + e.Op
	if len(e.classes) == 0 {
		text += ": failed"
	}
	for _, c := range e.classes {
		text += ": " + c.Error()
	}
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	return text
}

// Unwrap returns the classes and the driver's own error.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return e.classes
	}
	return append(e.classes[:len(e.classes):len(e.classes)], e.cause)
}

// fail wraps what the driver answered to op.
func (s *Store) fail(ctx context.Context, op string, err error) *Error {
	e := &Error{Op: op, cause: err}
	if code := s.d.Code(err); code != "" {
		e.Code = s.d.Name() + " " + code
	}
	if ctx.Err() != nil {
		e.classes = append(e.classes, ctx.Err())
	}
	return e
}

// refused wraps what the driver answered to a write that did nothing.
func (s *Store) refused(ctx context.Context, op string, err error) *Error {
	e := s.fail(ctx, op, err)
	switch {
	case len(e.classes) > 0:
	case s.d.TooLarge(err):
		e.classes = append(e.classes, storage.ErrTooLarge)
	case s.d.Conflict(err):
		e.classes = append(e.classes, storage.ErrConflict)
	}
	return e
}

// missed is the conflict of a statement that did not reach every row.
func missed(op string) *Error {
	return &Error{Op: op, classes: []error{storage.ErrConflict}, counted: true}
}

// uncommitted wraps what the driver answered to COMMIT. Unless the server says
// that it did nothing, it may have done everything: the answer was lost.
func (s *Store) uncommitted(ctx context.Context, err error) *Error {
	e := s.refused(ctx, "commit", err)
	certain := errors.Is(err, sql.ErrTxDone) || s.d.Conflict(err) || s.d.TooLarge(err)
	// A server that answers and stays has done what it says.
	answered := s.net != nil && e.Code != "" && !s.net.Lost(err)
	if !certain && !answered {
		e.classes = append(e.classes, storage.ErrUnknown)
	}
	return e
}

// ready returns the first reason not to start.
func ready(ctx context.Context, invalid error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return invalid
}
