package expense

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Redistribute distributes an entry's amount among its attendees, see
// [Distribute]. Every command of this package does so for itself, except
// [Post], of which many make one request.
type Redistribute struct {
	Entry Ref `json:"entry"`
}

// Needs implements [batch.Command].
func (c Redistribute) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Redistribute) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Redistribute) NeedsUnder(n *batch.Needs, r attendee.Rules) { askSettle(n, r, c.Entry) }

// PlanUnder implements [attendee.Ruled].
func (c Redistribute) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	e, err := c.Entry.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	action := batch.Unchanged
	if settle(d, env, r, e) {
		action = batch.Updated
	}
	return outcome(d, action, e), nil
}

// outcome tells what became of an entry.
func outcome(d *batch.Draft, action batch.Action, e storage.Entry) batch.Outcome {
	if now, ok := d.Entry(e.ID); ok {
		e = now // touched by its parts
	}
	return batch.Outcome{Action: action, Subject: e.Ref(), Record: e}
}

// askSettle asks for the entry and for what [settle] must see.
func askSettle(n *batch.Needs, r attendee.Rules, refs ...Ref) {
	for _, ref := range refs {
		ref.needs(n)
	}
	if r.Policy().NoShowsShare {
		r.AskNoShows(n)
	}
}

// parts returns the parts in an entry, in their order.
func parts(d *batch.Draft, e storage.Entry) []storage.Association {
	list := d.SharesOf(e.ID)
	inOrder(list)
	return list
}

// inOrder sorts the parts in one entry. Those who did not come are the last.
func inOrder(list []storage.Association) {
	if len(list) == 0 {
		return
	}
	nobody := attendee.NoShowsID(list[0].Scope) // a digest: once, not for every comparison
	slices.SortFunc(list, func(a, b storage.Association) int {
		switch {
		case a.AttendeeID == b.AttendeeID:
			return 0
		case a.AttendeeID == nobody:
			return 1
		case b.AttendeeID == nobody:
			return -1
		}
		return cmp.Or(
			cmp.Compare(a.Position, b.Position),
			a.CreatedAt.Compare(b.CreatedAt),
			bytes.Compare(a.ID[:], b.ID[:]),
		)
	})
}

// isNoShows tells, as a number, the part of those who did not come from the
// others, whom it follows.
func isNoShows(a storage.Association) int {
	if a.AttendeeID == attendee.NoShowsID(a.Scope) {
		return 1
	}
	return 0
}

// settle makes the parts in an entry agree with it: their number in the order,
// its year and currency, the part of those who did not come, and the shares. It
// reports whether anything changed.
func settle(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry) (changed bool) {
	before := parts(d, e)
	list := noShows(d, env, r, e, slices.Clone(before)) // all of them, but for the last
	amounts := amountsOf(e, list)
	for i, a := range list {
		a.Position, a.Amount = int32(i+1), amounts[i]
		a.Digits, a.Currency, a.Year = e.Digits, e.Currency, int32(e.SpentOn.Year())
		if e.Kind == storage.EntryItemised {
			a.Edited = false
		}
		if i == len(before) || !storage.Equal(before[i], a) {
			a.UpdatedAt = env.Now
			d.PutAssociation(a)
			changed = true
		}
	}
	if len(before) > len(list) { // the part of no-shows is not wanted any more
		d.Delete(storage.Ref{Kind: storage.KindAssociation, ID: storage.AssociationID(e.ID, attendee.NoShowsID(e.Scope))})
		d.Touch(e.Ref())
		changed = true
	}
	return changed
}

// noShows returns the parts with that of those who did not come, if they have a
// share, as the last (X28).
func noShows(d *batch.Draft, env batch.Env, r attendee.Rules, e storage.Entry, list []storage.Association) []storage.Association {
	n := len(list)
	there := n > 0 && isNoShows(list[n-1]) == 1
	switch wanted := r.Policy().NoShowsShare && e.NoShows > 0 && e.Kind != storage.EntryItemised; {
	case there && !wanted:
		return list[:n-1]
	case wanted && !there:
		id := r.NoShows(d, env, e.Scope).ID
		list = append(list, newPart(env, e, id, 0))
		n++
	case !wanted:
		return list
	}
	list[n-1].Unnamed = e.NoShows - 1
	return list
}

// newPart returns the part of somebody who had none.
func newPart(env batch.Env, e storage.Entry, attendeeID storage.ID, position int) storage.Association {
	return storage.Association{
		Head:    storage.Head{Scope: e.Scope, ID: storage.AssociationID(e.ID, attendeeID), CreatedAt: env.Now, UpdatedAt: env.Now},
		EntryID: e.ID, AttendeeID: attendeeID, Position: int32(position),
		Digits: e.Digits, Currency: e.Currency, Year: int32(e.SpentOn.Year()),
	}
}

// amountsOf distributes the entry's amount. What remains goes to the last
// person, so that those who did not come are the first to be looked at. The
// parent of items has given its amount to them.
func amountsOf(e storage.Entry, list []storage.Association) []int64 {
	if e.Kind == storage.EntryItemised {
		return make([]int64, len(list))
	}
	people := list
	shares := make([]Share, 0, len(list))
	if n := len(list); n > 0 && isNoShows(list[n-1]) == 1 {
		people = list[:n-1]
		shares = append(shares, Share{Weight: e.NoShows})
	}
	for _, a := range people {
		shares = append(shares, Share{Amount: a.Amount, Edited: a.Edited})
	}
	amounts := Distribute(e.Amount, shares)
	first := len(list) - len(people)
	return append(amounts[first:], amounts[:first]...)
}
