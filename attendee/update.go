package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Update changes what Set mentions of the attendee whom Ref names, and nothing
// else (P9, X4). Nobody is [ErrNotFound]; a patch that changes nothing is
// unchanged and makes no version (X19).
type Update struct {
	Ref Ref   `json:"ref"`
	Set Patch `json:"set"`
	// IfVersion, when not 0, is the version that must be there; another one
	// is [ErrVersionConflict] (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Update) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Update) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Update) needs(n *batch.Needs, r rules) {
	r.needsFields(n)
	n.With |= storage.WithTypes
	c.Ref.Needs(n)
	c.Set.needsRivals(n)
	c.Set.needsType(n)
}

func (c Update) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	a, err := r.find(d, &c.Ref)
	if err != nil {
		return batch.Outcome{}, err
	}
	return r.update(d, env, a, c.Set, c.IfVersion)
}

// update applies a patch to an attendee who is there.
func (r rules) update(d *batch.Draft, env batch.Env, before Attendee, p Patch, ifVersion int32) (batch.Outcome, error) {
	if err := writable(before, ifVersion); err != nil {
		return batch.Outcome{}, err
	}
	after := before
	if r.share && !before.Owner.System() {
		if !r.owns(before) {
			return batch.Outcome{}, &batch.Error{Code: ErrForbidden, Field: "owner"}
		}
		after.Owner = Owner{}
	}
	t, err := r.retype(d, p, &after)
	if err != nil {
		return batch.Outcome{}, err
	}
	m := merger{policy: r.policy, defs: r.definitions(d, t)}
	retyped := before.TypeCode != "" && after.TypeCode != before.TypeCode
	if code, ok := p.Currency.Get(); ok && code != before.Currency {
		m.reject(ErrImmutableField, "currency")
	}
	m.merge(p, &after)
	if retyped {
		m.reread(p, &after)
	}
	m.stillComplete(t, before, after)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	if storage.Equal(before, after) {
		return batch.Outcome{Action: batch.Unchanged, Subject: before.Ref(), Record: before, Warnings: m.warnings}, nil
	}
	r.rematch(d, t, &after)
	if err := r.rivals(d, before, after); err != nil {
		return batch.Outcome{}, err
	}
	after = r.supersede(d, env, before, after, EventUpdated)
	return batch.Outcome{Action: batch.Updated, Subject: after.Ref(), Record: after, Warnings: m.warnings}, nil
}

// writable rejects a write of an attendee who has moved on, or whom the
// library does not write.
func writable(a Attendee, ifVersion int32) error {
	if isReserved(a.TypeCode) {
		return &batch.Error{Code: ErrTypeReserved, Field: "type_code", Existing: a.Ref()}
	}
	if ifVersion != 0 && ifVersion != a.Version {
		return &batch.Error{Code: ErrVersionConflict, Existing: a.Ref(), Version: a.Version}
	}
	return nil
}

// retype returns the type that the attendee has, or is given if it has none
// yet: a type does not change (C13), unless the policy says otherwise.
func (r rules) retype(d *batch.Draft, p Patch, a *Attendee) (Type, error) {
	code, set := p.TypeCode.Get()
	switch {
	case !set || canonicalType(code) == a.TypeCode && (a.TypeCode != "" || blank(code)):
		return typeOf(d, *a), nil
	case a.TypeCode != "" && (!r.policy.TypesMayChange || blank(code)):
		return Type{}, &batch.Error{Code: ErrImmutableField, Field: "type_code"}
	}
	t, err := assignType(d, code)
	a.TypeCode = t.Code
	return t, err
}

// stillComplete rejects an update that empties what must not be empty. What
// was missing before, because the type has come to require it since, does not
// hold up a change of something else.
func (m *merger) stillComplete(t Type, before, after Attendee) {
	for _, name := range t.Required {
		if empty(after, name) && (!empty(before, name) || before.TypeCode != after.TypeCode) {
			m.requireOnce(name)
		}
	}
}
