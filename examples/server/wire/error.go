package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/muster-go/muster/batch"
)

// Error is a request that was refused before the library saw it. Each frontend
// writes it in the shape of its own API. The message may quote the request: it
// is for the sender, and not for a log.
type Error struct {
	Status  int
	Field   string // the field to blame, when one is
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Refuse returns an [Error] about no field in particular.
func Refuse(status int, format string, args ...any) *Error {
	return &Error{Status: status, Message: fmt.Sprintf(format, args...)}
}

// AsError returns the [Error] in err's tree.
func AsError(err error) (e *Error, ok bool) {
	ok = errors.As(err, &e)
	return e, ok
}

func badRequest(format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, format, args...)
}

// TryAgain reports whether an error says that the same request may go through
// later: other writers kept winning, or time ran out.
func TryAgain(err error) bool {
	return errors.Is(err, batch.Contended) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// Advise sets the headers that belong to an error, whatever its shape, and
// notes for the log one that is the server's own.
func Advise(w http.ResponseWriter, status int, err error) {
	switch {
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	case status == http.StatusRequestEntityTooLarge:
		w.Header().Set("Connection", "close") // the rest is not read
	}
	if status >= http.StatusInternalServerError {
		Note(w, err)
	}
}

// Note hands an error to whoever logs the request.
func Note(w http.ResponseWriter, err error) {
	if n, ok := w.(interface{ Note(error) }); ok {
		n.Note(err)
	}
}
