package expense

import (
	"slices"
	"strconv"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// SetAll makes a list the attendees of an entry, in this order: who is not on it
// has no part any more, and what the list does not say of those who have one
// stays as it was (C57). It adds no attendee. Either all of it holds or nothing.
//
// An entry that there is not is [ErrEntryNotFound], and more than [MaxAssociations]
// are [ErrTooManyAssociations]. Somebody who is on the list twice is
// [batch.ErrDuplicateItem]; else each is refused as by [Associate], in the field
// associations.0.amount for example, all reasons at once.
type SetAll struct {
	Entry        Ref        `json:"entry"`
	Associations []Attended `json:"associations"`
	// NoShows counts those who were expected and did not come; nil keeps the
	// number (C55).
	NoShows *int64 `json:"no_shows,omitempty"`
}

// Attended is an attendee on the list of an entry.
type Attended struct {
	Attendee attendee.Ref `json:"attendee"`
	Part
}

// Needs implements [batch.Command].
func (c SetAll) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c SetAll) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c SetAll) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	askSettle(n, r, c.Entry)
	if len(c.Associations) > MaxAssociations {
		return // it is refused
	}
	for i := range c.Associations {
		c.Associations[i].Attendee.Needs(n)
		c.Associations[i].Part.needs(n)
	}
}

// PlanUnder implements [attendee.Ruled].
func (c SetAll) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, err := c.Entry.find(d, r)
	switch {
	case err != nil:
		return batch.Outcome{}, err
	case len(c.Associations) > MaxAssociations:
		return batch.Outcome{}, &batch.Error{Code: ErrTooManyAssociations, Field: "associations", Limit: MaxAssociations}
	}
	was, before := parts(d, e), e
	var f faults
	list := c.list(d, env, r, e, &f)
	if c.NoShows != nil {
		f.limit("no_shows", *c.NoShows, maxPeople)
		e.NoShows = *c.NoShows
	}
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	listed := make(map[storage.ID]bool, len(list))
	for _, x := range list {
		listed[x.ID] = true
	}
	for _, x := range was {
		if !listed[x.ID] && isNoShows(x) == 0 {
			d.Delete(x.Ref())
			d.Touch(e.Ref())
		}
	}
	for _, x := range list {
		old, there := d.Share(e.ID, x.AttendeeID)
		put(d, env, old, there, x)
	}
	if e.NoShows != before.NoShows {
		e.UpdatedAt = env.Now
		e = d.PutEntry(e)
	}
	settle(d, env, r, e)
	action := batch.Updated
	if e.NoShows == before.NoShows && slices.EqualFunc(was, parts(d, e), storage.Equal[storage.Association]) {
		action = batch.Unchanged
	}
	return outcome(d, action, e), nil
}

// list returns the parts that the command says, in its order.
func (c SetAll) list(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry, all *faults) []storage.Association {
	list := make([]storage.Association, 0, len(c.Associations))
	seen := make(map[storage.ID]bool, len(c.Associations))
	for i := range c.Associations {
		var f faults
		in := &c.Associations[i]
		a, err := party(d, r, e, &in.Attendee)
		if err == nil && seen[a.ID] {
			err = &batch.Error{Code: batch.ErrDuplicateItem, Field: "attendee", Existing: a.Ref()}
		}
		x, there := storage.Association{}, false
		if err == nil {
			seen[a.ID] = true
			if x, there = d.Share(e.ID, a.ID); !there {
				x = newPart(env, e, a.ID, i+1)
				if a.Status != storage.StatusActive {
					err = &batch.Error{Code: attendee.ErrInactive, Field: "attendee", Existing: a.Ref()}
				}
			}
		}
		if err == nil {
			x.Position = int32(i + 1)
			in.Part.into(&x, d, e, a, &f)
			list = append(list, x)
		}
		all.under("associations."+strconv.Itoa(i)+".", append(f, batch.Reasons(err)...))
	}
	return list
}

// under adds the reasons to refuse one element of a list.
func (f *faults) under(prefix string, reasons []*batch.Error) {
	for _, e := range reasons {
		named := *e
		named.Field = prefix + e.Field
		*f = append(*f, &named)
	}
}
