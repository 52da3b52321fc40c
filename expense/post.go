package expense

import (
	"errors"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Post adds or updates one attendee and gives it a part in an entry: one element
// of the Concur request (C47). [Service.Post] makes a batch of many. Posts do
// not distribute the entry's amount: end a batch of your own with
// [Redistribute].
//
// The attendee is the one with the external ID in Set, or with Attendee the one
// with that ID, whose external ID it is from then on (C3). Who is not there is
// added, and belongs to the owner of the report (C4).
//
// Of somebody who is there (C5), a shared attendee is updated only with
// SystemOwner, which turns a private one into a shared one; without it only an
// attendee of the report's owner is. Any other is [ErrOwnerMismatch]: nothing is
// updated, and nobody gets a part.
//
// The record of the result is the attendee.
type Post struct {
	Entry    Ref        `json:"entry"`
	Attendee storage.ID `json:"attendee,omitzero"`
	PostItem
}

// PostItem is what a request says of one attendee.
type PostItem struct {
	// Set must have a type, a last name, an external ID and a currency; the
	// type may require more. The currency of somebody who is there stays.
	Set attendee.Patch `json:"set"`
	// SystemOwner asks that the attendee be shared. To leave it out means no.
	SystemOwner bool `json:"system_owner,omitempty"`
	// KeepExisting leaves somebody who is there as they are, and gives them a
	// part all the same (C6).
	KeepExisting bool                 `json:"keep_existing,omitempty"`
	OnDuplicate  attendee.OnDuplicate `json:"on_duplicate,omitempty"`
	Amount       *money.Money         `json:"amount,omitempty"`
	// Unnamed counts those who came along and are not named (X11).
	Unnamed *int64 `json:"unnamed,omitempty"`
}

// Needs implements [batch.Command].
func (c Post) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Post) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Post) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	c.Entry.needs(n)
	r.Ask(n, attendee.Upsert{Ref: c.ref(), Set: c.Set})
}

// PlanUnder implements [attendee.Ruled].
func (c Post) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, err := c.Entry.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	if err := c.complete(); err != nil {
		return batch.Outcome{}, err
	}
	out, err := c.person(d, env, r, e)
	if err != nil {
		return batch.Outcome{}, err
	}
	a, ok := out.Record.(attendee.Attendee)
	if !ok { // more must be loaded first
		return out, nil
	}
	if err := attendee.Somebody(a); err != nil {
		return batch.Outcome{}, err
	}
	x, there, err := partOf(d, env, e, a)
	if err != nil {
		return batch.Outcome{}, err
	}
	var f faults
	before := x
	Part{Amount: c.Amount, Unnamed: c.Unnamed}.into(&x, d, e, a, &f)
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	if put(d, env, before, there, x) != batch.Unchanged && out.Action == batch.Unchanged {
		out.Action = batch.Updated
	}
	a, _ = d.Attendee(a.ID) // touched by a new part
	out.Subject, out.Record = a.Ref(), a
	return out, nil
}

// complete rejects an item without what every one must have.
func (c Post) complete() error {
	var f faults
	code, _ := c.Set.TypeCode.Get()
	name, _ := c.Set.LastName.Get()
	external, _ := c.Set.ExternalID.Get()
	currency, _ := c.Set.Currency.Get()
	for _, x := range []struct{ field, text string }{
		{"type_code", code}, {"last_name", name}, {"external_id", external}, {"currency", currency},
	} {
		if strings.TrimSpace(x.text) == "" {
			f.add(attendee.ErrRequired, x.field)
		}
	}
	if strings.TrimSpace(currency) != "" && !money.IsCurrency(strings.TrimSpace(currency)) {
		f.add(attendee.ErrInvalidFormat, "currency")
	}
	return f.join()
}

// ref names the attendee whom the item means (C3).
func (c Post) ref() attendee.Ref {
	if c.Attendee != (storage.ID{}) {
		return attendee.ByID(c.Attendee)
	}
	external, _ := c.Set.ExternalID.Get()
	return attendee.ByExternal(external)
}

// person adds or updates the attendee.
func (c Post) person(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry) (batch.Outcome, error) {
	ref, rules := c.ref(), r.OwnedBy(e.ReportOwner)
	if c.SystemOwner {
		rules = r.Sharing()
	}
	a, err := attendee.Resolve(d, ref)
	switch {
	case errors.Is(err, attendee.ErrNotFound) && c.Attendee == storage.ID{}:
		return rules.Plan(d, env, attendee.Upsert{Ref: ref, Set: c.Set, OnDuplicate: c.OnDuplicate})
	case err != nil:
		return batch.Outcome{}, err
	case !r.Sees(a) && c.Attendee != storage.ID{}:
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
	case !r.Sees(a):
		return batch.Outcome{}, &batch.Error{Code: ErrOwnerMismatch, Field: "system_owner"} // by somebody who is not named
	case c.KeepExisting:
		return batch.Outcome{Action: batch.Unchanged, Subject: a.Ref(), Record: a}, nil
	case !c.mayUpdate(r, e, a):
		return batch.Outcome{}, &batch.Error{Code: ErrOwnerMismatch, Field: "system_owner", Existing: a.Ref()}
	}
	set := c.Set
	set.Currency = patch.Value[string]{} // that of the expense
	return rules.Plan(d, env, attendee.Update{Ref: attendee.ByID(a.ID), Set: set})
}

// mayUpdate reports whether the item may update an attendee who is there (C5).
func (c Post) mayUpdate(r attendee.Rules, e storage.Entry, a attendee.Attendee) bool {
	if !c.SystemOwner {
		return !a.Owner.System() && isAccount(a.Owner.UserID, e.ReportOwner)
	}
	actor, acts := r.Actor()
	return !acts || actor.Admin || a.Owner.System() || isAccount(a.Owner.UserID, actor.UserID)
}

// PostRequest is one Concur request: attendees for one entry.
type PostRequest struct {
	// Attendee is the ID in the path, for an attendee without an external ID:
	// then there is exactly one item (C47).
	Attendee storage.ID
	Items    []PostItem
	Mode     batch.Mode
	Token    string   // see [batch.Batch]
	Labels   []string // nil or one for each item
}

// batch returns the batch of a request: a post for each item, and at its end one
// distribution, so that n items do not cost n of them.
func (q PostRequest) batch(scope attendee.Scope, entry Ref) batch.Batch {
	b := batch.Batch{Scope: scope, Mode: q.Mode, Token: q.Token}
	for _, it := range q.Items {
		b.Commands = append(b.Commands, Post{Entry: entry, Attendee: q.Attendee, PostItem: it})
	}
	b.Commands = append(b.Commands, distribution{Redistribute{entry}, q.Mode == batch.Atomic})
	if q.Labels != nil {
		b.Labels = append(q.Labels[:len(q.Labels):len(q.Labels)], "")
	}
	return b
}

// distribution ends a request. Where nothing came of the items it must not count
// as a success, or their token would be used up; its rejection is nobody's to
// see. In an atomic batch it would be everybody's.
type distribution struct {
	Redistribute
	Atomic bool `json:"atomic"`
}

// Plan implements [batch.Command].
func (c distribution) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// PlanUnder implements [attendee.Ruled].
func (c distribution) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	out, err := c.Redistribute.PlanUnder(d, env, r)
	if err == nil && out.Action == batch.Unchanged && !c.Atomic {
		err = &batch.Error{Code: ErrAssociationNotFound, Field: "items"}
	}
	return out, err
}
