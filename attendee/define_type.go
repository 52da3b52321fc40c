package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// DefineType creates the attendee type with this code, or replaces what is
// said about it. A type that was made inactive stays so (C41). The reserved
// codes are refused as [ErrTypeReserved], and a name that another type has as
// [ErrDuplicateKey].
type DefineType struct {
	Code     string     // at most 8 characters, whatever their case; never changes
	Name     string     // at most 40 characters, unique in the scope
	Fields   []FieldDef // the custom fields of its attendees
	Required []string   // fields that may not be empty: "email", "custom.badge"
	Public   bool       // new attendees belong to the system, not to who makes them (X21)
	Inactive bool       // no new attendees, for good
	Closed   bool       // no new attendees through the library
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
	return typeKey(canonicalType(c.Code)), storage.Key{Name: storage.KeyTypeName, Value: storage.Fold(tidied)}
}

func (c DefineType) needs(n *batch.Needs, _ rules) {
	code, name := c.keys()
	n.Types.Keys = append(n.Types.Keys, code, name)
}

func (c DefineType) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	code, name := c.keys()
	if err := r.policy.checkType(Type{Code: code.Value, Name: c.Name, Fields: c.Fields, Required: c.Required}); err != nil {
		return batch.Outcome{}, err
	}
	if other, held := d.TypeByKey(name); held && other.Code != code.Value {
		return batch.Outcome{}, &batch.Error{Code: ErrDuplicateKey, Field: "name", Existing: other.Ref()}
	}
	old, exists := d.TypeByKey(code)
	if exists && !old.Active && !c.Inactive {
		return batch.Outcome{}, &batch.Error{Code: ErrTypeClosed, Field: "inactive", Existing: old.Ref()}
	}
	t := old
	if !exists {
		t.ID, t.CreatedAt, t.UpdatedAt = env.NewID(), env.Now, env.Now
	}
	t.Code, t.UniqueName = code.Value, name.Value
	t.Name, _ = tidy(c.Name)
	t.Fields, t.Required = c.Fields, c.Required
	t.Public, t.Active, t.PermitAdds = c.Public, !c.Inactive, !c.Closed
	action := batch.Inserted
	if exists {
		if storage.Equal(t, old) {
			return batch.Outcome{Action: batch.Unchanged, Subject: old.Ref(), Record: old}, nil
		}
		t.UpdatedAt = env.Now
		action = batch.Updated
	}
	t = d.PutType(t)
	return batch.Outcome{Action: action, Subject: t.Ref(), Record: t}, nil
}
