package gxp

import (
	"errors"
	"net/http"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// failure is the API's shape of an error.
type failure struct {
	Message string              `json:"message"`
	Errors  map[string][]string `json:"errors"`
	// Duplicate names who, or which credential, is in the way, where the caller may know.
	Duplicate *duplicate `json:"duplicate,omitempty"`
}

type duplicate struct {
	ID any `json:"id"`
}

// fail answers a request that failed as a whole.
func (a API) fail(c call, err error) {
	status := statusOf(err)
	wire.Advise(c.w, status, err)
	out := failure{Message: messageOf(status, err), Errors: make(map[string][]string)}
	if e, ok := wire.AsError(err); ok {
		out.Message = e.Message
		if e.Field != "" {
			out.Errors[theirs(e.Field)] = []string{e.Message}
		}
	} else if status < http.StatusInternalServerError {
		explain(out.Errors, "", err)
	}
	for _, e := range batch.Reasons(err) {
		if errors.Is(e, credential.ErrDuplicate) && e.Existing.ID != (storage.ID{}) {
			out.Duplicate = &duplicate{e.Existing.ID.String()}
		}
	}
	if existing := inTheWay(err); existing != (storage.ID{}) && c.attendees != nil {
		// One more read, for the number that the caller knows the other one by.
		if other, err := c.attendees.Get(c.r.Context(), c.list, attendee.ByID(existing)); err == nil {
			out.Duplicate = &duplicate{idOf(other)}
		}
	}
	wire.Answer(c.w, status, out)
}

// explain adds the reasons of an error by field.
func explain(to map[string][]string, prefix string, err error) {
	for _, e := range batch.Reasons(err) {
		field := theirs(e.Field)
		if errors.Is(e, credential.ErrTypeNotFound) {
			field = "credential_type_id"
		}
		if field == "" {
			field = "attendee"
		}
		to[prefix+field] = append(to[prefix+field], e.Error())
	}
}

func inTheWay(err error) storage.ID {
	for _, e := range batch.Reasons(err) {
		if errors.Is(e, batch.Duplicate) && e.Existing.Kind == storage.KindAttendee {
			return e.Existing.ID
		}
	}
	return storage.ID{}
}

// notFound are the messages about what is not there, besides attendees.
var notFound = map[batch.Code]string{
	credential.ErrNotFound:        "Credential not found",
	credential.ErrPointNotFound:   "Access point not found",
	credential.ErrCheckInNotFound: "Check-in not found",
}

func messageOf(status int, err error) string {
	for code, message := range notFound {
		if errors.Is(err, code) {
			return message
		}
	}
	switch status {
	case http.StatusBadRequest:
		return "Validation failed"
	case http.StatusForbidden:
		return "Forbidden"
	case http.StatusNotFound:
		return "Attendee not found"
	case http.StatusConflict:
		return "Duplicate entry"
	case http.StatusPreconditionFailed:
		return "The attendee has changed"
	case http.StatusUnprocessableEntity:
		return "Invalid data"
	case http.StatusServiceUnavailable:
		return "Busy: try again later"
	}
	return "Internal error"
}

// statusOf gives the API's status for an error. Of several reasons a malformed
// field counts most.
func statusOf(err error) int {
	if e, ok := wire.AsError(err); ok {
		return e.Status
	}
	for _, e := range batch.Reasons(err) {
		if statusOfOne(e) == http.StatusBadRequest {
			return http.StatusBadRequest
		}
	}
	return statusOfOne(err)
}

func statusOfOne(err error) int {
	switch {
	case wire.TryAgain(err):
		return http.StatusServiceUnavailable
	case errors.Is(err, attendee.ErrInvalidCustom), errors.Is(err, attendee.ErrUnknownField),
		errors.Is(err, attendee.ErrTypeNotFound), errors.Is(err, credential.ErrTypeNotFound), errors.Is(err, attendee.ErrImmutableField),
		errors.Is(err, batch.ErrTokenMismatch):
		return http.StatusUnprocessableEntity
	case errors.Is(err, batch.Invalid):
		return http.StatusBadRequest
	case errors.Is(err, batch.NotFound):
		return http.StatusNotFound
	case errors.Is(err, batch.Duplicate), errors.Is(err, batch.Ambiguous):
		return http.StatusConflict
	case errors.Is(err, batch.Stale):
		return http.StatusPreconditionFailed
	case errors.Is(err, batch.Restricted):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
