package concurv4

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

type (
	failure struct {
		ErrorID          storage.ID   `json:"errorId"`
		Message          string       `json:"errorMessage"`
		HTTPStatus       string       `json:"httpStatus"`
		Path             string       `json:"path"`
		Timestamp        time.Time    `json:"timestamp"`
		ValidationErrors []validation `json:"validationErrors,omitempty"`
	}
	// validation is one reason. Its id is the library's code, and its source
	// the field to blame.
	validation struct {
		ID      string `json:"id"`
		Message string `json:"message"`
		Source  string `json:"source"`
	}
)

// fail answers a request that failed.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	out := failure{
		ErrorID: uuid.New(), Message: messageOf(status), HTTPStatus: strconv.Itoa(status) + " " + http.StatusText(status),
		Path: r.URL.RequestURI(), Timestamp: time.Now().UTC(),
	}
	wire.Advise(w, status, err)
	if e, ok := wire.AsError(err); ok {
		out.Message = e.Message
		if e.Field != "" {
			out.ValidationErrors = []validation{{attendee.ErrInvalidFormat.Name, e.Message, e.Field}}
		}
	} else if status < http.StatusInternalServerError {
		for _, e := range batch.Reasons(err) {
			out.ValidationErrors = append(out.ValidationErrors, validation{e.Code.Name, sentence(e), theirs(e.Field)})
		}
	}
	wire.Answer(w, status, out)
}

func messageOf(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return "The request is not valid"
	case http.StatusForbidden:
		return "Forbidden"
	case http.StatusNotFound:
		return "The attendee is not found"
	case http.StatusConflict:
		return "An attendee like this is there already"
	case http.StatusServiceUnavailable:
		return "Busy: try again later"
	}
	return "Internal error"
}

// sentence says a reason in the API's words.
func sentence(e *batch.Error) string {
	own := *e
	own.Field = theirs(e.Field)
	if errors.Is(e, attendee.ErrTypeReserved) {
		return "attendees of this type are neither created nor updated"
	}
	return own.Error()
}

var fieldNames = map[string]string{
	"type_code": "attendeeTypeCode", "currency": "currencyCode", "external_id": "externalId",
	"first_name": "firstName", "last_name": "lastName", "middle_initial": "middleInitial",
	"after": "offset", "version": "versionNumber", "owner": "userId",
}

// theirs returns a field's name in the API.
func theirs(name string) string {
	if known, ok := fieldNames[name]; ok {
		return known
	}
	return strings.TrimPrefix(name, storage.CustomPrefix)
}

func statusOf(err error) int {
	if e, ok := wire.AsError(err); ok {
		return e.Status
	}
	switch {
	case wire.TryAgain(err):
		return http.StatusServiceUnavailable
	case errors.Is(err, batch.Invalid), errors.Is(err, attendee.ErrTypeNotFound),
		errors.Is(err, attendee.ErrTypeReserved), errors.Is(err, attendee.ErrImmutableField):
		return http.StatusBadRequest
	case errors.Is(err, batch.NotFound):
		return http.StatusNotFound
	case errors.Is(err, batch.Duplicate), errors.Is(err, batch.Ambiguous), errors.Is(err, batch.Stale):
		return http.StatusConflict
	case errors.Is(err, batch.Restricted):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
