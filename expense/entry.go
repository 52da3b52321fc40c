package expense

import (
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// PutEntry makes the expense entry that Entry names say what is said here, or
// adds it. The amount is distributed anew: shares that a person chose stay. An
// entry that is added has the external identifier of Entry, if one is given; by
// an ID nothing is added.
//
// A new date moves the shares to its year. The currency can change only while
// nobody has chosen or approved an amount and the entry neither has items nor is
// one, else it is [attendee.ErrImmutableField]; so is the report owner once there
// is one, and that of an item. Items are their parent's owner's.
type PutEntry struct {
	Entry Ref `json:"entry"`
	// ReportOwner is the account whose report this is; "" keeps who it was, and
	// is the actor for an entry that is added, who must have an account then.
	ReportOwner string      `json:"report_owner,omitempty"`
	Amount      money.Money `json:"amount"`
	SpentOn     time.Time   `json:"spent_on"` // the day, in whatever zone it is given, of the years 1 to 9999
	// Kind is normal or personal; "" keeps what it was, normal for a new one.
	Kind    storage.EntryKind `json:"kind,omitempty"`
	NoShows int64             `json:"no_shows,omitempty"` // who were expected and did not come
}

// Needs implements [batch.Command].
func (c PutEntry) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c PutEntry) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c PutEntry) NeedsUnder(n *batch.Needs, r attendee.Rules) { askSettle(n, r, c.Entry) }

// PlanUnder implements [attendee.Ruled].
func (c PutEntry) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	before, there, err := c.Entry.lookup(d)
	switch {
	case err != nil:
		return batch.Outcome{}, err
	case there && !sees(r, before) && c.Entry.ID == (storage.ID{}): // in the way, and not named
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrDuplicateKey, Field: "external_id", Given: c.Entry.External}
	case there, c.Entry.ID != (storage.ID{}):
		if before, err = c.Entry.find(d, r); err != nil {
			return batch.Outcome{}, err
		}
	}
	e := before
	var f faults
	c.into(&e, there, r, &f)
	if there && e.Currency != before.Currency && (hasChosen(d, e) || e.ParentID != storage.ID{} || len(e.Items) > 0) {
		f.add(attendee.ErrImmutableField, "amount.currency")
	}
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	if e.ReportOwner != before.ReportOwner && !passOn(d, env, e) {
		return batch.Outcome{}, nil
	}
	action := batch.Updated
	switch {
	case !there:
		action = batch.Inserted
		e.ID, e.CreatedAt, e.UpdatedAt = env.NewID(), env.Now, env.Now
		e = d.PutEntry(e)
	case storage.Equal(before, e):
		action = batch.Unchanged
	default:
		e.UpdatedAt = env.Now
		e = d.PutEntry(e)
	}
	if settle(d, env, r, e) && there {
		action = batch.Updated
	}
	return outcome(d, action, e), nil
}

// into says of an entry what the command says.
func (c PutEntry) into(e *storage.Entry, there bool, r attendee.Rules, f *faults) {
	f.amount("amount", c.Amount)
	e.Amount, e.Digits, e.Currency = c.Amount.Minor(), c.Amount.Digits(), c.Amount.Currency()
	if e.SpentOn = day(c.SpentOn); e.SpentOn.IsZero() {
		f.add(attendee.ErrRequired, "spent_on")
	}
	f.year("spent_on", e.SpentOn.Year())
	if c.Entry.External != "" {
		e.ExternalID = f.text("external_id", maxExtID, c.Entry.External)
		e.UniqueExternal = c.Entry.key().Value
		if e.ExternalID == "" {
			f.add(attendee.ErrRequired, "external_id")
		}
	}
	f.limit("no_shows", c.NoShows, maxPeople)
	e.NoShows = c.NoShows
	switch {
	case c.Kind != "" && c.Kind != storage.EntryNormal && c.Kind != storage.EntryPersonal:
		f.add(attendee.ErrInvalidFormat, "kind")
	case e.Kind == storage.EntryItemised && c.Kind != "":
		f.add(attendee.ErrImmutableField, "kind") // as long as it has items
	case c.Kind != "":
		e.Kind = c.Kind
	case !there:
		e.Kind = storage.EntryNormal
	}
	c.owner(e, there, r, f)
}

// owner says whose report it is. An actor who is no administrator has only
// reports of its own.
func (c PutEntry) owner(e *storage.Entry, there bool, r attendee.Rules, f *faults) {
	owner := f.text("report_owner", maxAccount, c.ReportOwner)
	actor, acts := r.Actor()
	switch {
	case owner == "" && there, there && isAccount(owner, e.ReportOwner):
		return
	case there && e.ReportOwner != "", e.ParentID != storage.ID{}:
		f.add(attendee.ErrImmutableField, "report_owner")
	case owner == "" && acts && actor.UserID == "" && !actor.Admin: // it would be everybody's
		f.add(attendee.ErrForbidden, "report_owner")
	case owner == "" && acts:
		e.ReportOwner = actor.UserID
	case acts && !actor.Admin && !isAccount(owner, actor.UserID):
		f.add(attendee.ErrForbidden, "report_owner")
	default:
		e.ReportOwner = owner
	}
}

// passOn gives the items of an entry its report owner. It reports whether
// everything was loaded.
func passOn(d *batch.Draft, env batch.Env, e storage.Entry) bool {
	if !d.AskMore(storage.Query{Entries: storage.Lookup{IDs: e.Items}}) {
		return false
	}
	for _, id := range e.Items {
		if item, ok := d.Entry(id); ok {
			item.ReportOwner, item.UpdatedAt = e.ReportOwner, env.Now
			d.PutEntry(item)
		}
	}
	return true
}

// hasChosen reports whether anybody has chosen or approved a share.
func hasChosen(d *batch.Draft, e storage.Entry) bool {
	for _, a := range d.SharesOf(e.ID) {
		if a.Edited || a.HasApproved {
			return true
		}
	}
	return false
}

// day returns the midnight in UTC of a day.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// RemoveEntry removes an entry, who took part in it, and its items. An item that
// is removed leaves its parent with the others; the last one leaves it without
// items, as [Itemise] does. An entry that there is not is [ErrEntryNotFound].
type RemoveEntry struct {
	Entry Ref `json:"entry"`
}

// Needs implements [batch.Command].
func (c RemoveEntry) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c RemoveEntry) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c RemoveEntry) NeedsUnder(n *batch.Needs, r attendee.Rules) { askSettle(n, r, c.Entry) }

// PlanUnder implements [attendee.Ruled].
func (c RemoveEntry) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, err := c.Entry.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	kin := e.Items
	if e.ParentID != (storage.ID{}) {
		kin = append(kin[:len(kin):len(kin)], e.ParentID)
	}
	if !d.AskMore(storage.Query{Entries: storage.Lookup{IDs: kin}}) {
		return batch.Outcome{}, nil
	}
	removeItems(d, e)
	removeEntry(d, e)
	if e.ParentID != (storage.ID{}) {
		if parent, ok := d.Entry(e.ParentID); ok {
			dropItem(d, env, r, parent, e.ID)
		}
	}
	return batch.Outcome{Action: batch.Deleted, Subject: e.Ref(), Record: e}, nil
}

// removeEntry removes an entry and the parts in it.
func removeEntry(d *batch.Draft, e storage.Entry) {
	for _, a := range d.SharesOf(e.ID) {
		d.Delete(a.Ref())
	}
	d.Delete(e.Ref())
}
