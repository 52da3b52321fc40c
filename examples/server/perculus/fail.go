package perculus

import (
	"errors"
	"net/http"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
)

// The codes of the API's table of errors.
const (
	codeInternal     = 10
	codeValidation   = 12
	codeUnauthorized = 14
	codeIncompatible = 15
	codeForbidden    = 17
	codeBadRequest   = 19
	codeNotFound     = 40
	codeTooMany      = 41
	codeConflict     = 50
	codeMailConflict = 51
	codeUserNotFound = 52
)

func isForbidden(err error) bool { return errors.Is(err, attendee.ErrForbidden) }

// fail answers a request that failed as a whole.
func (a API) fail(w http.ResponseWriter, err error) {
	status, why := a.reason(err)
	wire.Advise(w, status, err)
	wire.Answer(w, status, why)
}

// reason gives the HTTP status and the API's code for an error.
func (a API) reason(err error) (int, state) {
	if e, ok := wire.AsError(err); ok {
		switch e.Status {
		case http.StatusUnauthorized:
			return e.Status, state{codeUnauthorized, e.Message}
		case http.StatusForbidden:
			return e.Status, state{codeForbidden, e.Message}
		case http.StatusServiceUnavailable, http.StatusInternalServerError:
			return e.Status, state{codeInternal, e.Message}
		}
		return e.Status, state{codeBadRequest, e.Message}
	}
	var e *batch.Error
	errors.As(err, &e)
	switch {
	case errors.Is(err, attendee.ErrUserNotFound) && a.TableCodes:
		return http.StatusNotFound, state{codeUserNotFound, "User not found"}
	case errors.Is(err, attendee.ErrNotFound) && a.TableCodes:
		return http.StatusNotFound, state{codeNotFound, "Attendee not found"}
	case errors.Is(err, batch.NotFound):
		return http.StatusNotFound, state{codeValidation, "Attendee not found"}
	case errors.Is(err, attendee.ErrDuplicateKey) && e.Field == "email":
		return http.StatusConflict, state{codeMailConflict, err.Error()}
	case errors.Is(err, batch.Duplicate):
		return http.StatusConflict, state{codeConflict, err.Error()}
	case errors.Is(err, batch.Stale):
		return http.StatusConflict, state{codeIncompatible, err.Error()}
	case errors.Is(err, attendee.ErrKeyConflict), errors.Is(err, attendee.ErrImmutableField):
		return http.StatusBadRequest, state{codeIncompatible, err.Error()}
	case errors.Is(err, batch.Restricted):
		return http.StatusForbidden, state{codeForbidden, err.Error()}
	case errors.Is(err, batch.ErrEmpty):
		return http.StatusBadRequest, state{codeBadRequest, err.Error()}
	case errors.Is(err, batch.ErrTooLarge):
		return http.StatusBadRequest, state{codeTooMany, err.Error()}
	case errors.Is(err, batch.Invalid):
		return http.StatusBadRequest, state{codeValidation, err.Error()}
	case wire.TryAgain(err):
		return http.StatusServiceUnavailable, state{codeInternal, "busy: try again later"}
	}
	// The text of any other error is the environment's: not for the caller.
	return http.StatusInternalServerError, state{codeInternal, "internal error"}
}
