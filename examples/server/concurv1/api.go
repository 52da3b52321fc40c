// Package concurv1 serves the attendees of expense entries as the Concur API 1.1
// documents them. It decodes, calls the library once, and encodes.
package concurv1

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// API is the frontend.
type API struct {
	Attendees *attendee.Service
	Tokens    *auth.Tokens
	List      storage.Scope // the company's, which no path names
}

const (
	Root  = "/api/expense/expensereport/v1.1/" // of every path of the API
	entry = Root + "report/{report}/entry/{entry}/"
)

// Register adds the frontend's paths. The documentation prints the first of them
// once with a slip, as entry{entryId}; its examples have entry/{entryId}.
func (a API) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"POST " + entry + "Attendees":            a.post,
		"POST " + entry + "Attendees/{attendee}": a.post,
		"GET " + entry + "Attendees/{attendee}":  a.details,
		"GET " + Own + "{entry}":                 a.getEntry,
		"PUT " + Own + "{entry}":                 a.putEntry,
	} {
		mux.Handle(pattern, a.within(h))
	}
	for _, path := range []string{Root, Own} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			Refuse(w, r, wire.Unserved(mux, w, r))
		})
	}
}

// Refuse answers in the API's shape for what no handler was asked about.
func Refuse(w http.ResponseWriter, _ *http.Request, err *wire.Error) { fail(w, err) }

// call is one request.
type call struct {
	w        http.ResponseWriter
	r        *http.Request
	expenses *expense.Service // in the caller's name
}

type handler func(call) error

// within finds out who calls, and answers for a handler that fails.
func (a API) within(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := a.Tokens.Caller(r)
		if err == nil {
			var attendees *attendee.Service
			if attendees, err = caller.Bind(a.Attendees, a.List); err == nil {
				err = h(call{w, r, expense.New(attendees)})
			}
		}
		if err != nil {
			fail(w, err)
		}
	})
}

// post gives attendees a part in an entry. The library has entries and no
// reports: whose report it is, the entry says, and the report in the path is
// echoed and not looked at.
func (a API) post(c call) error {
	doc, err := wire.ReadXML(c.w, c.r, space, request)
	if err != nil {
		return err
	}
	var q expense.PostRequest
	if id := c.r.PathValue("attendee"); id != "" {
		if q.Attendee, err = parseID(id); err != nil {
			return err
		}
		if len(doc.Children) > 1 { // those that cannot be read count too
			return wire.Refuse(http.StatusBadRequest, "an update is of one attendee")
		}
	}
	wrong := make(map[int]string)
	for i, n := range doc.Children {
		it, why := item(n)
		if why != "" {
			wrong[i] = why
			continue
		}
		q.Items = append(q.Items, it)
	}
	var report batch.Report
	if len(q.Items) > 0 || len(doc.Children) == 0 {
		if report, err = c.expenses.Post(c.r.Context(), a.List, expense.ByExternal(c.r.PathValue("entry")), q); err != nil {
			return err
		}
		if err := common(report); err != nil {
			return err
		}
	}
	wire.AnswerXML(c.w, http.StatusOK, c.result(report, wrong, len(doc.Children)))
	return nil
}

// parseID reads an attendee's ID of a path. What is none is nobody's.
func parseID(text string) (storage.ID, error) {
	if id, err := uuid.Parse(text); err == nil && len(text) == 36 && id != uuid.Nil {
		return id, nil
	}
	return storage.ID{}, &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
}

// common returns why no item can have gone through: the entry is not there, or
// not the caller's to write.
func common(report batch.Report) error {
	for _, code := range []error{expense.ErrEntryNotFound, attendee.ErrForbidden} {
		all := len(report.Results) > 0
		for _, res := range report.Results {
			all = all && errors.Is(res.Err, code)
		}
		if all {
			return report.Results[0].Err
		}
	}
	return nil
}

// details sends whoever follows an Attendee-Details-Url on to the attendee as
// version 4 shows it: the documentation of 1.1 prints no answer.
func (a API) details(c call) error {
	id, err := parseID(c.r.PathValue("attendee"))
	if err != nil {
		return err
	}
	http.Redirect(c.w, c.r, "/v4/attendees/"+id.String(), http.StatusSeeOther)
	return nil
}

// detailsURL is the address of an attendee of the entry.
func (c call) detailsURL(id storage.ID) string {
	u := url.URL{Scheme: "http", Host: c.r.Host}
	if c.r.TLS != nil {
		u.Scheme = "https"
	}
	path := strings.NewReplacer("{report}", url.PathEscape(c.r.PathValue("report")), "{entry}", url.PathEscape(c.r.PathValue("entry"))).Replace(entry)
	return u.String() + path + "Attendees/" + id.String()
}
