package attendee

import (
	"strings"

	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Create adds an attendee, and is rejected as [ErrDuplicateKey] when somebody
// already has one of its identifiers (X2). A last name is required (X3). The
// attendance code is issued unless New brings one from another system.
//
// What the library decides may not be set in New: the ID, the revision, the
// version, the status, the times and the compared form of the identifiers.
type Create struct {
	New Attendee `json:"new"`
	// Required are the fields that may not be empty, besides those that the
	// type requires: "first_name", "custom.badge" (X3).
	Required    []string    `json:"required,omitempty"`
	OnDuplicate OnDuplicate `json:"on_duplicate,omitempty"`
}

// Needs implements [batch.Command].
func (c Create) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Create) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Create) needs(n *batch.Needs, r rules) {
	r.needsFields(n)
	p := patchOf(c.New)
	p.needsRivals(n)
	p.needsType(n)
	askKey(n, storage.KeyCode, identifierKey(c.New.AttendanceCode))
}

func (c Create) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	if err := c.decided(); err != nil {
		return batch.Outcome{}, err
	}
	m := merger{required: c.Required}
	a := Attendee{Owner: c.New.Owner}
	m.text("attendance_code", maxCode, c.New.AttendanceCode, &a.AttendanceCode)
	a.Unique.Code = identifierKey(a.AttendanceCode)
	if m.text("owner.user_id", maxUserID, a.Owner.UserID, &a.Owner.UserID) {
		a.Owner.UserID = identifierKey(a.Owner.UserID)
	}
	m.text("owner.name", maxOwnerName, a.Owner.Name, &a.Owner.Name)
	return r.insert(d, env, &m, a, patchOf(c.New), c.OnDuplicate)
}

// decided rejects what is not the caller's to say.
func (c Create) decided() error {
	n := c.New
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"id", n.ID != storage.ID{}},
		{"rev", n.Rev != 0},
		{"version", n.Version != 0},
		{"status", n.Status != ""},
		{"created_at", !n.CreatedAt.IsZero()},
		{"updated_at", !n.UpdatedAt.IsZero()},
		{"updated_by", n.UpdatedBy != ""},
		{"deleted_at", !n.DeletedAt.IsZero()},
		{"unique", n.Unique != storage.AttendeeKeys{}},
		{"preferred_name", n.PreferredName != ""}, // for employees only (C15)
	} {
		if f.set {
			return &batch.Error{Code: ErrImmutableField, Field: f.name}
		}
	}
	return nil
}

// insert adds the attendee that p makes of a. It is the one way into the list.
func (r rules) insert(d *batch.Draft, env batch.Env, m *merger, a Attendee, p Patch, onDuplicate OnDuplicate) (batch.Outcome, error) {
	var t Type
	if code, _ := p.TypeCode.Get(); !blank(code) {
		var err error
		if t, err = assignType(d, code); err != nil {
			return batch.Outcome{}, err
		}
		a.TypeCode = t.Code
	}
	a.Role, a.Currency = r.policy.DefaultRole, r.policy.DefaultCurrency
	if code, _ := p.Currency.Get(); !blank(code) {
		if a.Currency = strings.TrimSpace(code); !money.IsCurrency(a.Currency) {
			m.reject(ErrInvalidFormat, "currency")
		}
	}
	m.policy, m.defs = r.policy, r.definitions(d, t)
	m.merge(p, &a)
	m.complete(t, a)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	owner, err := r.owner(a.Owner, t)
	if err != nil {
		return batch.Outcome{}, err
	}
	a.Owner = owner
	if err := r.rivals(d, Attendee{}, a); err != nil {
		return batch.Outcome{}, err
	}
	twin, err := r.twin(d, t, &a, onDuplicate)
	if err != nil {
		return batch.Outcome{}, err
	}
	if twin != nil {
		return batch.Outcome{Action: batch.Unchanged, Subject: twin.Ref(), Record: *twin}, nil
	}
	if a.AttendanceCode == "" {
		a.AttendanceCode = env.NewSecret().String()
		a.Unique.Code = a.AttendanceCode
		d.Drawn(storage.Key{Name: storage.KeyCode, Value: a.Unique.Code})
	}
	a = r.begin(d, env, a)
	return batch.Outcome{Action: batch.Inserted, Subject: a.Ref(), Record: a, Warnings: m.warnings}, nil
}

// patchOf says of a new record what a patch could have said.
func patchOf(a Attendee) Patch {
	p := Patch{
		UserID: given(a.UserID), ExternalID: given(a.ExternalID), Email: given(a.Email),
		FirstName: given(a.FirstName), MiddleInitial: given(a.MiddleInitial), Suffix: given(a.Suffix),
		Title: given(a.Title), Company: given(a.Company), Mobile: given(a.Mobile),
		LastName: named(a.LastName), Role: named(a.Role), TypeCode: named(a.TypeCode), Currency: named(a.Currency),
	}
	if len(a.Custom) > 0 {
		p.Custom = make(map[string]patch.Field[storage.Value], len(a.Custom))
		for key, v := range a.Custom {
			p.Custom[key] = patch.Set(v)
		}
	}
	return p
}

func given(s string) patch.Field[string] {
	if s == "" {
		return patch.Field[string]{}
	}
	return patch.Set(s)
}

func named(s string) patch.Value[string] {
	if s == "" {
		return patch.Value[string]{}
	}
	return patch.To(s)
}
