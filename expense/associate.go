package expense

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Associate gives an attendee a part in an entry, or changes the one that it
// has. By account it may also be an employee whom nobody has added: the library
// does, from the directory (C29).
//
// For many attendees of one entry use [SetAll] or [Post]: each Associate
// distributes the amount once more.
//
// An entry that there is not is [ErrEntryNotFound], nobody [attendee.ErrNotFound], an
// account that the directory does not know [attendee.ErrUserNotFound], and who is
// nobody [attendee.ErrTypeReserved]. A new part is not for somebody inactive
// ([attendee.ErrInactive]), nor the 501st ([ErrTooManyAssociations]). An amount may be
// [ErrAmountLocked] or [ErrCurrencyMismatch], a version
// [attendee.ErrVersionNotFound], a custom field [attendee.ErrUnknownField]; what is
// else malformed is [attendee.ErrInvalidFormat] or [attendee.ErrTooLong].
type Associate struct {
	Entry    Ref          `json:"entry"`
	Attendee attendee.Ref `json:"attendee"`
	Part
}

// Change changes an attendee's part in an entry, and fails with
// [ErrAssociationNotFound] if there is none, else as [Associate] does. An attendee
// who is gone is named by ID.
type Change struct {
	Entry    Ref          `json:"entry"`
	Attendee attendee.Ref `json:"attendee"`
	Part
}

// Remove takes an attendee out of an entry. What was theirs is distributed among
// the others (C61). An attendee who is gone is named by ID. Who has no part is
// [ErrAssociationNotFound], nobody [attendee.ErrNotFound], and an entry that there is
// not [ErrEntryNotFound].
type Remove struct {
	Entry    Ref          `json:"entry"`
	Attendee attendee.Ref `json:"attendee"`
}

// Needs implements [batch.Command].
func (c Associate) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Associate) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Associate) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	askSettle(n, r, c.Entry)
	r.AskEmployee(n, c.Attendee)
	c.Part.needs(n)
}

// PlanUnder implements [attendee.Ruled].
func (c Associate) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, err := c.Entry.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	a, err := c.party(d, env, r, e)
	if err != nil {
		return batch.Outcome{}, err
	}
	return change(d, env, r, e, a, c.Part)
}

// party finds the attendee, or makes the employee.
func (c Associate) party(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry) (attendee.Attendee, error) {
	if id, only := c.Attendee.ID(); only {
		if _, has := d.Share(e.ID, id); has {
			return party(d, r, e, &c.Attendee)
		}
	}
	a, err := r.Employee(d, env, &c.Attendee)
	if err == nil {
		err = attendee.Somebody(a)
	}
	return a, err
}

// Needs implements [batch.Command].
func (c Change) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Change) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Change) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	askSettle(n, r, c.Entry)
	c.Attendee.Needs(n)
	c.Part.needs(n)
}

// PlanUnder implements [attendee.Ruled].
func (c Change) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, a, err := taking(d, r, c.Entry, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	return change(d, env, r, e, a, c.Part)
}

// Needs implements [batch.Command].
func (c Remove) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Remove) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Remove) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	askSettle(n, r, c.Entry)
	c.Attendee.Needs(n)
}

// PlanUnder implements [attendee.Ruled].
func (c Remove) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, a, err := taking(d, r, c.Entry, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	gone, _ := d.Share(e.ID, a.ID)
	d.Delete(gone.Ref())
	d.Touch(e.Ref())
	settle(d, env, r, e)
	return batch.Outcome{Action: batch.Deleted, Subject: gone.Ref(), Record: gone}, nil
}

// taking resolves an entry, and an attendee who has a part in it.
func taking(d *batch.Draft, r attendee.Rules, entry Ref, ref *attendee.Ref) (storage.Entry, attendee.Attendee, error) {
	e, err := entry.find(d, r)
	if err != nil {
		return e, attendee.Attendee{}, err
	}
	a, err := party(d, r, e, ref)
	if err != nil {
		return e, a, err
	}
	if _, has := d.Share(e.ID, a.ID); !has {
		return e, a, &batch.Error{Code: ErrAssociationNotFound, Field: "attendee", Existing: a.Ref()}
	}
	return e, a, nil
}

// change applies what is said of a part, and distributes.
func change(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry, a attendee.Attendee, p Part) (batch.Outcome, error) {
	x, there, err := partOf(d, env, e, a)
	if err != nil {
		return batch.Outcome{}, err
	}
	var f faults
	before := x
	p.into(&x, d, e, a, &f)
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	action := put(d, env, before, there, x)
	if settle(d, env, r, e) && action == batch.Unchanged {
		action = batch.Updated
	}
	x, _ = d.Share(e.ID, a.ID)
	return batch.Outcome{Action: action, Subject: x.Ref(), Record: x}, nil
}
