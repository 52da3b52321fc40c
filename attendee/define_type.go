package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// DefineType creates the attendee type with this code, or replaces what is
// said about it. A type that was made inactive stays so (C41). The reserved
// codes are refused as [ErrTypeReserved], and a name that another type has as
// [ErrDuplicateKey]. A field that cannot be defined is [ErrInvalidFormat], whose
// Err says why.
type DefineType struct {
	Code     string     `json:"code"`               // at most 8 characters, whatever their case; never changes
	Name     string     `json:"name"`               // at most 40 characters, unique in the scope
	Fields   []FieldDef `json:"fields,omitempty"`   // the custom fields of its attendees
	Required []string   `json:"required,omitempty"` // fields that may not be empty: "email", "custom.badge"
	// DuplicateFields are those by which two attendees are taken for the same
	// person when all of them are equal; with SearchAcrossTypes also among
	// other types that compare the same fields (C36).
	DuplicateFields   []string `json:"duplicate_fields,omitempty"`
	SearchAcrossTypes bool     `json:"search_across_types,omitempty"`

	Public   bool `json:"public,omitempty"`   // new attendees belong to the system, not to who makes them (X21)
	Inactive bool `json:"inactive,omitempty"` // no new attendees, for good
	Closed   bool `json:"closed,omitempty"`   // no new attendees through the library

	// What screens and expenses make of the type; the rules of this package
	// do not depend on it.
	NoManualEntry     bool  `json:"no_manual_entry,omitempty"`
	AllowCountEditing bool  `json:"allow_count_editing,omitempty"`
	System            bool  `json:"system,omitempty"`
	YearlyLimit       int64 `json:"yearly_limit,omitempty"` // in the smallest unit of the currency; 0 for none
}

// Needs implements [batch.Command].
func (c DefineType) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c DefineType) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c DefineType) keys() (code, name storage.Key) {
	tidied, err := tidy(c.Name)
	if err != nil {
		tidied = ""
	}
	return typeKey(canonicalType(c.Code)), typeNameKey(tidied)
}

func (c DefineType) needs(n *batch.Needs, r rules) {
	r.needsFields(n)
	code, name := c.keys()
	n.Types.Keys = append(n.Types.Keys, code, name)
}

func (c DefineType) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	code, name := c.keys()
	if isReserved(code.Value) {
		return batch.Outcome{}, &batch.Error{Code: ErrTypeReserved, Field: "code"}
	}
	t, exists := d.TypeByKey(code)
	if exists && !t.Active && !c.Inactive {
		return batch.Outcome{}, &batch.Error{Code: ErrTypeClosed, Field: "inactive", Existing: t.Ref()}
	}
	t.Code, t.Name, t.UniqueName = code.Value, c.Name, name.Value
	t.Fields, t.Required = c.Fields, c.Required
	t.DuplicateFields, t.SearchAcrossTypes = c.DuplicateFields, c.SearchAcrossTypes
	t.Public, t.Active, t.PermitAdds = c.Public, !c.Inactive, !c.Closed
	t.AllowManual, t.AllowCountEditing = !c.NoManualEntry, c.AllowCountEditing
	t.System, t.YearlyLimit = c.System, c.YearlyLimit
	if err := r.checkType(d, t); err != nil {
		return batch.Outcome{}, err
	}
	t.Name, _ = tidy(c.Name) // checked above
	if other, held := d.TypeByKey(name); held && other.Code != code.Value {
		return batch.Outcome{}, &batch.Error{Code: ErrDuplicateKey, Field: "name", Given: c.Name, Existing: other.Ref()}
	}
	return putType(d, env, t)
}

// putType writes a type that is new or has changed.
func putType(d *batch.Draft, env batch.Env, t Type) (batch.Outcome, error) {
	old, exists := d.TypeByKey(typeKey(t.Code))
	action := batch.Updated
	switch {
	case !exists:
		t.ID, t.CreatedAt = env.NewID(), env.Now
		action = batch.Inserted
	case storage.Equal(t, old):
		return batch.Outcome{Action: batch.Unchanged, Subject: old.Ref(), Record: old}, nil
	}
	t.UpdatedAt = env.Now
	t = d.PutType(t)
	return batch.Outcome{Action: action, Subject: t.Ref(), Record: t}, nil
}
