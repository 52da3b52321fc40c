// Package concurv4 serves the attendees of a company as the Concur API 4
// documents them. It decodes, calls the library, and encodes.
package concurv4

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/directory"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// API is the frontend.
type API struct {
	Attendees *attendee.Service
	Tokens    *auth.Tokens
	Accounts  directory.Accounts
	List      storage.Scope // the company's, which no path names
}

const (
	Root   = "/v4/" // of every path
	people = Root + "attendees"

	defaultLimit = 25
	maxNamed     = 10 // IDs, or external IDs, of one request
)

// Register adds the frontend's paths.
func (a API) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"GET " + people:           a.index,
		"POST " + people:          a.create,
		"GET " + people + "/{id}": a.get,
		"PUT " + people + "/{id}": a.update,
	} {
		mux.Handle(pattern, a.within(h))
	}
	mux.HandleFunc(Root, func(w http.ResponseWriter, r *http.Request) {
		Refuse(w, r, wire.Unserved(mux, w, r))
	})
}

// Refuse answers in the API's shape for what no handler was asked about.
func Refuse(w http.ResponseWriter, r *http.Request, err *wire.Error) { fail(w, r, err) }

// call is one request.
type call struct {
	w         http.ResponseWriter
	r         *http.Request
	attendees *attendee.Service // in the caller's name
	user      string            // userId: whose attendees are meant; "" for nobody's in particular
}

type handler func(call) error

// within finds out who calls, and answers for a handler that fails. Only an
// administrator may name a user.
func (a API) within(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := a.serve(h, w, r)
		if err != nil {
			fail(w, r, err)
		}
	})
}

func (a API) serve(h handler, w http.ResponseWriter, r *http.Request) error {
	caller, err := a.Tokens.Caller(r)
	if err != nil {
		return err
	}
	c := call{w: w, r: r}
	if c.attendees, err = caller.Bind(a.Attendees, a.List); err != nil {
		return err
	}
	if c.user, err = one(r, "userId"); err != nil {
		return err
	}
	if c.user != "" && !caller.Host && !caller.Actor.Admin {
		return &wire.Error{Status: http.StatusForbidden, Field: "userId", Message: "userId is for administrators"}
	}
	c.user = attendee.Identifier(c.user)
	return h(c)
}

// one reads a parameter that may be given once, "" if it is not. One that is
// given and says nothing is refused: it would be taken for none, and what it was
// to leave out would be there.
func one(r *http.Request, name string) (string, error) {
	values := r.URL.Query()[name]
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1:
		return "", refuse(name, name+" is given several times")
	case blank(values[0]):
		return "", refuse(name, name+" is given and is no text")
	}
	return values[0], nil
}

// blank reports whether a text is none that the library tells from nothing.
func blank(text string) bool { return attendee.Identifier(text) == "" }

func refuse(field, message string) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Field: field, Message: message}
}

// several reads a parameter that holds up to ten texts, separated by commas.
func several(r *http.Request, name string) ([]string, error) {
	text, err := one(r, name)
	if err != nil || text == "" {
		return nil, err
	}
	list := strings.Split(text, ",")
	if slices.ContainsFunc(list, blank) {
		return nil, refuse(name, name+" has a comma too many")
	}
	if len(list) > maxNamed {
		return nil, refuse(name, name+" holds more than "+strconv.Itoa(maxNamed)+" values")
	}
	return list, nil
}

// known refuses parameters that the endpoint does not have, which would be
// taken for a filter that filters nothing, and a query that cannot be read, of
// which something would be left out.
func known(r *http.Request, names ...string) error {
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return wire.Refuse(http.StatusBadRequest, "the query cannot be read")
	}
	for name := range r.URL.Query() {
		found := name == "userId"
		for _, n := range names {
			found = found || n == name
		}
		if !found {
			return refuse(name, "there is no such parameter here: userId, "+strings.Join(names, ", "))
		}
	}
	return nil
}

func (a API) index(c call) error {
	if c.r.URL.Query().Has("id") {
		return a.named(c)
	}
	if err := known(c.r, "attendeeTypeCode", "externalId", "offset", "limit"); err != nil {
		return err
	}
	q := attendee.Query{Include: attendee.IncludeTypes}
	code, err := one(c.r, "attendeeTypeCode")
	if err != nil {
		return err
	}
	if code != "" {
		q.Where = append(q.Where, attendee.Filter{Field: "type_code", Op: attendee.Equal, Value: code})
	}
	ids, err := several(c.r, "externalId")
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		q.Where = append(q.Where, attendee.Filter{Field: "external_id", Op: attendee.In, Value: ids})
	}
	if c.user != "" {
		q.Where = append(q.Where, attendee.Filter{Field: "owner", Op: attendee.Equal, Value: c.user})
	}
	if q.Limit, err = wire.Number(c.r, "limit", defaultLimit, 1, attendee.MaxLimit); err != nil {
		return err
	}
	if q.After, err = one(c.r, "offset"); err != nil {
		return err
	}
	page, err := c.attendees.List(c.r.Context(), a.List, q)
	if err != nil {
		return err
	}
	out, err := a.items(c, page.Attendees, page.Types)
	if err != nil {
		return err
	}
	if page.Next != "" {
		values := c.r.URL.Query()
		values.Set("offset", page.Next)
		out.NextPage = base(c.r) + people + "?" + values.Encode()
	}
	wire.Answer(c.w, http.StatusOK, out)
	return nil
}

// named answers with the attendees whose IDs are given: 200 for all of them, 206
// for some, 404 for none.
func (a API) named(c call) error {
	if err := known(c.r, "id"); err != nil {
		return err
	}
	ids, err := several(c.r, "id")
	if err != nil {
		return err
	}
	var refs []attendee.Ref
	asked := make(map[storage.ID]bool)
	for _, text := range ids {
		id, err := parseID(text)
		if err != nil {
			return refuse("id", "id is a UUID, or several with commas between them")
		}
		if !asked[id] {
			asked[id] = true
			refs = append(refs, attendee.ByID(id))
		}
	}
	found, _, err := c.attendees.GetMany(c.r.Context(), a.List, refs...)
	if err != nil {
		return err
	}
	var mine []attendee.Attendee
	for _, who := range found {
		if c.user == "" || who.Owner.UserID == c.user {
			mine = append(mine, who)
		}
	}
	switch {
	case len(mine) == 0:
		return &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
	case len(mine) < len(refs):
		return a.answer(c, http.StatusPartialContent, mine)
	}
	return a.answer(c, http.StatusOK, mine)
}

func (a API) get(c call) error {
	if err := known(c.r, "versionNumber"); err != nil {
		return err
	}
	id, err := parseID(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	version, err := wire.Number(c.r, "versionNumber", 0, 1, math.MaxInt32)
	if err != nil {
		return err
	}
	var who attendee.Attendee
	if version == 0 {
		who, err = c.attendees.Get(c.r.Context(), a.List, attendee.ByID(id))
	} else {
		who, err = c.attendees.Version(c.r.Context(), a.List, attendee.ByID(id), int32(version))
	}
	switch {
	case err != nil:
		return err
	case c.user != "" && who.Owner.UserID != c.user:
		return &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
	}
	return a.answer(c, http.StatusOK, []attendee.Attendee{who})
}

// parseID reads an attendee's ID. What is none is nobody's.
func parseID(text string) (storage.ID, error) {
	if id, err := uuid.Parse(text); err == nil && len(text) == 36 && id != uuid.Nil {
		return id, nil
	}
	return storage.ID{}, &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
}

func (a API) create(c call) error {
	if err := known(c.r); err != nil {
		return err
	}
	var in input
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	who := in.attendee()
	if c.user != "" {
		who.Owner = attendee.Owner{UserID: c.user, Name: a.Accounts.Name(c.user)}
	}
	res, err := c.attendees.Do(c.r.Context(), a.List, attendee.Create{New: who, Required: []string{"type_code"}})
	if err != nil {
		return err
	}
	id := res.Subject.ID
	wire.Answer(c.w, http.StatusOK, struct {
		ID  storage.ID `json:"id"`
		URI string     `json:"uri"`
	}{id, uri(c.r, id)})
	return nil
}

// update changes what is given. An administrator who names a user writes what
// that user may write.
func (a API) update(c call) error {
	if err := known(c.r); err != nil {
		return err
	}
	id, err := parseID(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	var in input
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	attendees := c.attendees
	if c.user != "" {
		attendees = attendees.As(attendee.Actor{UserID: c.user, Write: true})
	}
	if _, err := attendees.Do(c.r.Context(), a.List, attendee.Update{Ref: attendee.ByID(id), Set: in.Patch}); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// answer shows attendees, whose types are looked up for their custom fields.
func (a API) answer(c call, status int, list []attendee.Attendee) error {
	types, err := c.attendees.Types(c.r.Context(), a.List)
	if err != nil {
		return err
	}
	out, err := a.items(c, list, types)
	if err != nil {
		return err
	}
	wire.Answer(c.w, status, out)
	return nil
}

// items shows attendees with what was spent on them, which is one more read for
// all of them together.
func (a API) items(c call, list []attendee.Attendee, types []attendee.Type) (collection, error) {
	out := collection{Items: []output{}}
	if len(list) == 0 {
		return out, nil
	}
	spent, err := a.spent(c.r.Context(), c.attendees, list)
	if err != nil {
		return out, err
	}
	kinds := kindsOf(types)
	for _, who := range list {
		out.Items = append(out.Items, a.shown(c.r, who, kinds[who.TypeCode], spent[who.ID]))
	}
	return out, nil
}

func (a API) spent(ctx context.Context, attendees *attendee.Service, list []attendee.Attendee) (map[storage.ID]expense.Spending, error) {
	ids := make([]storage.ID, len(list))
	for i, who := range list {
		ids[i] = who.ID
	}
	all, err := expense.New(attendees).Totals(ctx, a.List, time.Now(), ids...)
	if err != nil {
		return nil, err
	}
	spent := make(map[storage.ID]expense.Spending, len(all))
	for _, s := range all {
		spent[s.AttendeeID] = s
	}
	return spent, nil
}

// base is the server as the caller knows it.
func base(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

func uri(r *http.Request, id storage.ID) string { return base(r) + people + "/" + id.String() }
