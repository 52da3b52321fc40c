package attendee

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

const (
	maxFormID       = 64
	maxResponse     = 16 << 10 // bytes
	maxResponseDeep = 32       // nested lists and objects
)

// The events of form responses. Their subject is the response, and their data
// a [ResponseData].
const (
	EventResponseCreated = "form.response.created"
	EventResponseRemoved = "form.response.removed"
)

// ResponseData is what an event tells about a form response: no answer.
type ResponseData struct {
	FormID     string     `json:"form_id"`
	AttendeeID storage.ID `json:"attendee_id"`
}

// AddResponse keeps what an attendee answered to a form: a JSON document that
// the library does not read, of at most 16 KiB, 32 levels deep. It goes with
// the attendee (G8).
//
// Nobody is [ErrNotFound], and an empty FormID [ErrRequired]. Data that is no JSON
// is [ErrInvalidFormat], what is too large or too deep [ErrTooLong], and a text that
// cannot be kept, in it or in FormID, [ErrInvalidText].
type AddResponse struct {
	Attendee Ref             `json:"attendee"`
	FormID   string          `json:"form_id"` // at most 64 characters
	Data     json.RawMessage `json:"data"`
}

// MarshalJSON identifies the command for an idempotency token, whatever Data is.
func (c AddResponse) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Attendee Ref    `json:"attendee"`
		FormID   string `json:"form_id"`
		Data     []byte `json:"data"`
	}{c.Attendee, c.FormID, c.Data})
}

// RemoveResponse removes a form response for good. One that there is not, or whose
// attendee the actor may not write, is [ErrResponseNotFound].
type RemoveResponse struct {
	ID storage.ID `json:"id"`
}

// Needs implements [batch.Command].
func (c AddResponse) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c AddResponse) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c AddResponse) needs(n *batch.Needs, _ rules) { c.Attendee.Needs(n) }

func (c AddResponse) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	a, err := r.find(d, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	var m merger
	f := FormResponse{AttendeeID: a.ID, Data: c.Data}
	if m.text("form_id", maxFormID, c.FormID, &f.FormID) && f.FormID == "" {
		m.reject(ErrRequired, "form_id")
	}
	m.document("data", c.Data)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	f.ID, f.CreatedAt, f.UpdatedAt = env.NewID(), env.Now, env.Now
	f = d.PutFormResponse(f)
	r.tell(d, env, EventResponseCreated, f.Ref(), ResponseData{f.FormID, a.ID})
	return batch.Outcome{Action: batch.Inserted, Subject: f.Ref(), Record: f}, nil
}

// document rejects what is no JSON document that every store can keep.
func (m *merger) document(field string, doc json.RawMessage) {
	if len(doc) > maxResponse {
		m.errs = append(m.errs, &batch.Error{Code: ErrTooLong, Field: field, Limit: maxResponse})
		return
	}
	if !utf8.Valid(doc) {
		m.reject(ErrInvalidText, field)
		return
	}
	if !json.Valid(doc) {
		m.reject(ErrInvalidFormat, field)
		return
	}
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	for deep := 0; ; {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		switch t := token.(type) {
		case json.Delim:
			if deep++; t == ']' || t == '}' {
				deep -= 2
			}
			if deep > maxResponseDeep {
				m.errs = append(m.errs, &batch.Error{Code: ErrTooLong, Field: field, Limit: maxResponseDeep})
				return
			}
		case string:
			if _, err := tidy(t); err != nil {
				m.reject(ErrInvalidText, field)
				return
			}
		}
		if err != nil {
			m.reject(ErrInvalidFormat, field)
			return
		}
	}
}

// Needs implements [batch.Command].
func (c RemoveResponse) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c RemoveResponse) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c RemoveResponse) needs(n *batch.Needs, _ rules) {
	n.With |= storage.WithParents
	n.FormResponses.IDs = append(n.FormResponses.IDs, c.ID)
}

func (c RemoveResponse) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	f, ok := d.FormResponse(c.ID)
	if ok {
		a, there := d.Attendee(f.AttendeeID)
		ok = there && r.writes(a)
	}
	if !ok {
		return batch.Outcome{}, &batch.Error{Code: ErrResponseNotFound, Field: "id"}
	}
	r.discard(d, env, f)
	return batch.Outcome{Action: batch.Deleted, Subject: f.Ref(), Record: f}, nil
}

// discard removes a form response.
func (r rules) discard(d *batch.Draft, env batch.Env, f FormResponse) {
	d.Delete(f.Ref())
	r.tell(d, env, EventResponseRemoved, f.Ref(), ResponseData{f.FormID, f.AttendeeID})
}
