// Package gxp serves the attendees of projects as the GxP API documents them.
// It decodes, calls the library once, and encodes.
package gxp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/live"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// API is the frontend.
type API struct {
	Attendees *attendee.Service
	Tokens    *auth.Tokens
	Numbers   *Numbers
	Live      *live.Hub
}

const (
	Root    = "/api/v1/" // of every path
	project = Root + "projects/{team}/{project}/"
)

// Register adds the frontend's paths.
func (a API) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"GET " + project + "attendees":               a.index,
		"POST " + project + "attendees":              a.create,
		"POST " + project + "attendees/search":       a.search,
		"POST " + project + "attendees/batch":        a.createMany,
		"PATCH " + project + "attendees/batch":       a.updateMany,
		"GET " + project + "attendees/{attendee}":    a.get,
		"PUT " + project + "attendees/{attendee}":    a.update,
		"PATCH " + project + "attendees/{attendee}":  a.update,
		"DELETE " + project + "attendees/{attendee}": a.delete,
		"GET " + project + "attendee-types":          a.types,
		"GET " + project + "events":                  a.stream,

		"GET " + project + "attendees/{attendee}/credentials":                 a.credentials,
		"POST " + project + "attendees/{attendee}/credentials":                a.addCredential,
		"DELETE " + project + "attendees/{attendee}/credentials/{credential}": a.removeCredential,
		"GET " + project + "credential-types":                                 a.credentialTypes,
		"GET " + project + "access-zones":                                     a.zones,
		"GET " + project + "access-points":                                    a.points,
		"POST " + project + "access-points/{point}/scan":                      a.scan,
		"POST " + project + "check-ins/{checkin}/undo":                        a.undo,
	} {
		mux.Handle(pattern, a.within(h))
	}
	mux.HandleFunc(Root, func(w http.ResponseWriter, r *http.Request) {
		Refuse(w, r, wire.Unserved(mux, w, r))
	})
}

// Refuse answers in the API's shape for what no handler was asked about.
func Refuse(w http.ResponseWriter, r *http.Request, err *wire.Error) {
	API{}.fail(call{w: w, r: r}, err)
}

// call is one request to one project.
type call struct {
	w         http.ResponseWriter
	r         *http.Request
	attendees *attendee.Service // in the caller's name
	list      storage.Scope
}

type handler func(call) error

// within finds out who calls, and answers for a handler that fails.
func (a API) within(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := call{w: w, r: r, list: storage.Scope{Tenant: r.PathValue("team"), Event: r.PathValue("project")}}
		caller, err := a.Tokens.Caller(r)
		if err == nil {
			c.attendees, err = caller.Bind(a.Attendees, c.list)
		}
		if err == nil {
			err = h(c)
		}
		if err != nil {
			a.fail(c, err)
		}
	})
}

func (a API) index(c call) error {
	q, err := asked(c.r)
	if err != nil {
		return err
	}
	return a.list(c, q)
}

func (a API) search(c call) error {
	q, err := paged(c.r)
	if err != nil {
		return err
	}
	var s search
	if err := wire.ReadJSON(c.w, c.r, &s); err != nil {
		return err
	}
	if err := s.into(&q); err != nil {
		return err
	}
	return a.list(c, q)
}

func (a API) get(c call) error {
	who, err := c.attendees.Get(c.r.Context(), c.list, refOf(c.r.PathValue("attendee")))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, who)
}

func (a API) create(c call) error {
	var in input
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	if err := unrepeatable(c.r); err != nil {
		return err
	}
	if in.UpdateExisting {
		res, err := c.attendees.Do(c.r.Context(), c.list, attendee.Update{Ref: refOf(existing(in)), Set: in.patch()})
		if err != nil {
			return err
		}
		who, _ := batch.RecordOf[attendee.Attendee](res)
		return c.answer(http.StatusOK, who)
	}
	for attempt := 1; ; attempt++ {
		res, err := c.attendees.Do(c.r.Context(), c.list, in.create(a.Numbers.Draw()))
		if numberTaken(err) && attempt < drawings {
			continue
		}
		if err != nil {
			return err
		}
		who, _ := batch.RecordOf[attendee.Attendee](res)
		return c.answer(http.StatusCreated, who)
	}
}

// unrepeatable refuses a key that would have to make a creation repeatable: the
// numbers would differ the second time, and so would what is sent.
func unrepeatable(r *http.Request) error {
	if r.Header.Get("Idempotency-Key") == "" {
		return nil
	}
	return refuse("Idempotency-Key", "a creation cannot be sent again safely: give each resource an email instead")
}

// drawings is how often a number is drawn for somebody: two processes that draw
// the same one more than once do not do so by chance.
const drawings = 4

// numberTaken reports whether another process has drawn the same number.
func numberTaken(err error) bool {
	e := (*batch.Error)(nil)
	return errors.Is(err, attendee.ErrDuplicateKey) && errors.As(err, &e) && e.Field == storage.KeyExternal.String()
}

// existing is the ID that a creation names, a number or a text.
func existing(in input) string {
	return strings.Trim(string(in.ExistingID), `"`)
}

func (a API) update(c call) error {
	var in input
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	if in.UpdateExisting || in.ExistingID != nil {
		return refuse("_update_existing", "this belongs to a creation")
	}
	version, err := ifMatch(c.r)
	if err != nil {
		return err
	}
	res, err := c.attendees.Do(c.r.Context(), c.list, attendee.Update{
		Ref: refOf(c.r.PathValue("attendee")), Set: in.patch(), IfVersion: version,
	})
	if err != nil {
		return err
	}
	who, _ := batch.RecordOf[attendee.Attendee](res)
	return c.answer(http.StatusOK, who)
}

func (a API) delete(c call) error {
	version, err := ifMatch(c.r)
	if err != nil {
		return err
	}
	_, err = c.attendees.Do(c.r.Context(), c.list, attendee.Delete{Ref: refOf(c.r.PathValue("attendee")), IfVersion: version})
	if err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// ifMatch reads the version that must be there, 0 for any.
func ifMatch(r *http.Request) (int32, error) {
	tag := r.Header.Get("If-Match")
	if tag == "" || tag == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 32)
	if err != nil || n < 1 {
		return 0, refuse("If-Match", "If-Match must be an ETag that was answered")
	}
	return int32(n), nil
}

// answer shows one attendee, with the name of the type where the caller may
// know it.
func (c call) answer(status int, who attendee.Attendee) error {
	var types map[string]attendee.Type
	if who.TypeCode != "" {
		list, err := c.attendees.Types(c.r.Context(), c.list)
		if err != nil && !errors.Is(err, attendee.ErrForbidden) {
			wire.Note(c.w, err) // what was asked for is done: it is answered without the name
		}
		types = byCode(list)
	}
	c.w.Header().Set("ETag", strconv.Quote(strconv.Itoa(int(who.Version))))
	wire.Answer(c.w, status, struct {
		Data output `json:"data"`
	}{shown(who, types)})
	return nil
}

func (a API) types(c call) error {
	list, err := c.attendees.Types(c.r.Context(), c.list)
	if err != nil {
		return err
	}
	out := make([]typeOutput, len(list))
	for i, t := range list {
		out[i] = typeOutput{shownType(t.Code), t.Name}
	}
	wire.Answer(c.w, http.StatusOK, struct {
		Data []typeOutput `json:"data"`
	}{out})
	return nil
}

// many is the answer to a batch: one entry of data for each resource in the
// order in which they were sent, null for one that was rejected.
type many struct {
	Data    []*output           `json:"data"`
	Meta    tally               `json:"meta"`
	Message string              `json:"message,omitempty"`
	Errors  map[string][]string `json:"errors,omitempty"`
}

type tally struct {
	Total     int `json:"total"`
	Succeeded int `json:"succeeded"`
	Failed    int `json:"failed"`
}

func (a API) createMany(c call) error {
	var body struct {
		Resources []input `json:"resources"`
	}
	if err := wire.ReadJSON(c.w, c.r, &body); err != nil {
		return err
	}
	if err := unrepeatable(c.r); err != nil {
		return err
	}
	b := batch.Batch{Scope: c.list}
	for i, in := range body.Resources {
		if in.UpdateExisting || in.ExistingID != nil {
			return refuse("resources."+strconv.Itoa(i), "_update_existing belongs to a single creation")
		}
		b.Commands = append(b.Commands, in.create(a.Numbers.Draw()))
		b.Labels = append(b.Labels, strconv.Itoa(i))
	}
	report, err := c.attendees.Batch(c.r.Context(), b)
	if err != nil {
		return err
	}
	if err := a.redraw(c.r.Context(), c.attendees, body.Resources, &report, c.list); err != nil {
		return err
	}
	return c.answerMany(report)
}

// redraw sends once more those whose number another process has drawn too,
// which next to never are any.
func (a API) redraw(ctx context.Context, attendees *attendee.Service, in []input, report *batch.Report, list storage.Scope) error {
	for attempt := 1; attempt < drawings; attempt++ {
		again := batch.Batch{Scope: list}
		var places []int
		for i, res := range report.Results {
			if numberTaken(res.Err) {
				again.Commands = append(again.Commands, in[i].create(a.Numbers.Draw()))
				again.Labels = append(again.Labels, res.Label)
				places = append(places, i)
			}
		}
		if len(places) == 0 {
			return nil
		}
		second, err := attendees.Batch(ctx, again)
		if err != nil {
			return err
		}
		for k, res := range second.Results {
			report.Results[places[k]] = res
		}
		report.Succeeded, report.Failed = report.Succeeded+second.Succeeded, report.Failed-second.Succeeded
	}
	return nil
}

func (a API) updateMany(c call) error {
	var body struct {
		Resources ordered `json:"resources"`
	}
	if err := wire.ReadJSON(c.w, c.r, &body); err != nil {
		return err
	}
	b := batch.Batch{Scope: c.list, Token: c.r.Header.Get("Idempotency-Key")}
	for _, res := range body.Resources {
		if res.set.UpdateExisting || res.set.ExistingID != nil {
			return refuse("resources."+res.id, "_update_existing belongs to a creation")
		}
		b.Commands = append(b.Commands, attendee.Update{Ref: refOf(res.id), Set: res.set.patch()})
		b.Labels = append(b.Labels, res.id)
	}
	report, err := c.attendees.Batch(c.r.Context(), b)
	if err != nil {
		return err
	}
	return c.answerMany(report)
}

// ordered is an object of patches by ID, in the order in which it was written.
type ordered []resource

type resource struct {
	id  string
	set input
}

// UnmarshalJSON reads the object name by name. No name is there twice, which
// [wire.CheckJSON] has seen to.
func (o *ordered) UnmarshalJSON(data []byte) error {
	var list ordered
	err := wire.EachMember(data, func(name string, value json.RawMessage) error {
		r := resource{id: name}
		err := wire.Decode(value, &r.set)
		list = append(list, r)
		return err
	})
	*o = list
	return err
}

func (c call) answerMany(report batch.Report) error {
	out := many{Data: make([]*output, len(report.Results)), Meta: tally{len(report.Results), report.Succeeded, report.Failed}}
	status := report.HTTPStatus()
	forbidden := report.Failed > 0
	for i, res := range report.Results {
		if res.Err == nil {
			who, _ := batch.RecordOf[attendee.Attendee](res)
			o := shown(who, nil)
			out.Data[i] = &o
			forbidden = false
			continue
		}
		forbidden = forbidden && errors.Is(res.Err, attendee.ErrForbidden)
		if out.Errors == nil {
			out.Errors = make(map[string][]string)
		}
		if prefix := "resources." + res.Label; statusOf(res.Err) >= http.StatusInternalServerError {
			wire.Note(c.w, res.Err)
			out.Errors[prefix] = []string{"internal error"}
		} else {
			explain(out.Errors, prefix+".", res.Err)
		}
	}
	if report.Failed > 0 {
		out.Message = strconv.Itoa(report.Failed) + " of " + strconv.Itoa(len(report.Results)) + " resources were rejected"
	}
	if forbidden {
		status = http.StatusForbidden
	}
	wire.Answer(c.w, status, out)
	return nil
}
