package expense

import (
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// OpeningBalance says what was spent on an attendee in a calendar year before
// records began (C27). There is one for each currency: another amount replaces
// it, and an amount of nothing removes it. It counts in totals, is no expense of
// [Service.Get] or [Service.List], and keeps nobody from being deleted. For the
// host and administrators, else [attendee.ErrForbidden].
//
// Nobody is [attendee.ErrNotFound], and who is nobody [attendee.ErrTypeReserved]. A
// currency that is not said is [attendee.ErrRequired]; a malformed amount, or a year
// that is none, is [attendee.ErrInvalidFormat], and too large an amount
// [attendee.ErrTooLong].
type OpeningBalance struct {
	Attendee attendee.Ref `json:"attendee"`
	Year     int          `json:"year"`
	Amount   money.Money  `json:"amount"` // the currency is required, of nothing too
}

// Needs implements [batch.Command].
func (c OpeningBalance) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c OpeningBalance) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled]. Which entry it is shows only when the
// attendee is known.
func (c OpeningBalance) NeedsUnder(n *batch.Needs, _ attendee.Rules) {
	n.With |= storage.WithAssociations | storage.WithShares | storage.WithEntries
	c.Attendee.Needs(n)
	if id, only := c.Attendee.ID(); only {
		n.Entries.IDs = append(n.Entries.IDs, c.entry(id))
	}
}

func (c OpeningBalance) entry(a storage.ID) storage.ID {
	return attendee.OpeningID(a, int32(c.Year), c.Amount.Currency())
}

// PlanUnder implements [attendee.Ruled].
func (c OpeningBalance) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	var f faults
	f.amount("amount", c.Amount)
	f.year("year", c.Year)
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	a, err := r.See(d, &c.Attendee)
	if err == nil {
		err = attendee.Somebody(a)
	}
	if err != nil {
		return batch.Outcome{}, err
	}
	id := c.entry(a.ID)
	if !d.AskMore(storage.Query{Entries: storage.Lookup{IDs: []storage.ID{id}}}) {
		return batch.Outcome{}, nil
	}
	before, there := d.Entry(id)
	switch {
	case !there && c.Amount.Sign() == 0:
		return batch.Outcome{Action: batch.Unchanged, Subject: a.Ref(), Record: a}, nil
	case c.Amount.Sign() == 0:
		removeEntry(d, before)
		return batch.Outcome{Action: batch.Deleted, Subject: before.Ref(), Record: before}, nil
	}
	return c.put(d, env, a, before, there), nil
}

func (c OpeningBalance) put(d *batch.Draft, env batch.Env, a attendee.Attendee, before storage.Entry, there bool) batch.Outcome {
	e := before
	e.Kind, e.SpentOn = storage.EntryOpening, time.Date(c.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
	e.Amount, e.Digits, e.Currency = c.Amount.Minor(), c.Amount.Digits(), c.Amount.Currency()
	action := batch.Updated
	switch {
	case !there:
		action = batch.Inserted
		e.Head = storage.Head{ID: c.entry(a.ID), CreatedAt: env.Now}
	case storage.Equal(before, e):
		return outcome(d, batch.Unchanged, before)
	}
	e.UpdatedAt = env.Now
	e = d.PutEntry(e)
	x, had := d.Share(e.ID, a.ID)
	if !had {
		x = newPart(env, e, a.ID, 1)
	}
	x.Amount, x.Digits, x.Edited, x.UpdatedAt = e.Amount, e.Digits, true, env.Now
	d.PutAssociation(x)
	return outcome(d, action, e)
}
