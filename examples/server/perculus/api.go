// Package perculus serves the attendees of sessions as the Perculus API
// documents them: a batch that updates and inserts, reads, a search, a delete.
// It decodes, calls the library once, and encodes.
package perculus

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/directory"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// API is the frontend.
type API struct {
	Attendees *attendee.Service
	Tokens    *auth.Tokens
	Accounts  directory.Accounts
	Tenant    string // whose sessions these are: the paths do not say
	// TableCodes answers with the documented table of error codes. The
	// documentation's own example answers 12 for whoever is not there.
	TableCodes bool
}

// Root begins every path.
const Root = "/api/groups/xapi/"

// Register adds the frontend's paths.
func (a API) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"POST " + Root + "session/{session}/attendee/batch":   a.batch,
		"POST " + Root + "session/{session}/attendee/search":  a.search,
		"GET " + Root + "session/{session}/attendee/{key}":    a.get,
		"DELETE " + Root + "session/{session}/attendee/{key}": a.delete,
	} {
		mux.Handle(pattern, a.within(h))
	}
	mux.HandleFunc(Root, func(w http.ResponseWriter, r *http.Request) {
		Refuse(w, r, wire.Unserved(mux, w, r))
	})
}

// Refuse answers in the API's shape for what no handler was asked about.
func Refuse(w http.ResponseWriter, _ *http.Request, err *wire.Error) { API{}.fail(w, err) }

// call is one request to one session.
type call struct {
	w         http.ResponseWriter
	r         *http.Request
	attendees *attendee.Service // in the caller's name
	session   storage.Scope
}

type handler func(call) error

// within finds out who calls, and answers for a handler that fails.
func (a API) within(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.serve(w, r, h); err != nil {
			a.fail(w, err)
		}
	})
}

func (a API) serve(w http.ResponseWriter, r *http.Request, h handler) error {
	caller, err := a.Tokens.Caller(r)
	if err != nil {
		return err
	}
	session := storage.Scope{Tenant: a.Tenant, Event: sessionID(r.PathValue("session"))}
	attendees, err := caller.Bind(a.Attendees, session)
	if err != nil {
		return err
	}
	return h(call{w, r, attendees, session})
}

// sessionID returns the name of a session's list: a GUID is the same in any
// case.
func sessionID(s string) string {
	if id, err := uuid.Parse(s); err == nil && len(s) == 36 {
		return id.String()
	}
	return s
}

func (a API) batch(c call) error {
	var items []item
	if err := readItems(c, &items); err != nil {
		return err
	}
	report, err := c.attendees.Batch(c.r.Context(), batch.Batch{
		Scope: c.session, Commands: commands(items), Token: c.r.Header.Get("Idempotency-Key"),
	})
	if err != nil {
		return err
	}
	status := report.HTTPStatus()
	if onlyForbidden(report) {
		status = http.StatusForbidden
	}
	wire.Answer(c.w, status, a.answer(c, items, report))
	return nil
}

// onlyForbidden reports whether the caller may not write at all.
func onlyForbidden(r batch.Report) bool {
	for _, res := range r.Results {
		if !isForbidden(res.Err) {
			return false
		}
	}
	return true
}

func (a API) get(c call) error {
	found, err := c.attendees.Get(c.r.Context(), c.session, named(c.r.PathValue("key")))
	if err != nil {
		return err
	}
	wire.Answer(c.w, http.StatusOK, a.shown(found, ""))
	return nil
}

func (a API) delete(c call) error {
	if _, err := c.attendees.Delete(c.r.Context(), c.session, named(c.r.PathValue("key"))); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// named tells what the last part of a path names: an address, or either of the
// two GUIDs. Should these belong to two attendees, the library says so.
func named(key string) attendee.Ref {
	if strings.Contains(key, "@") {
		return attendee.ByEmail(key)
	}
	return attendee.ByAll(attendee.ByCode(key), attendee.ByUser(key))
}
