package credential

import (
	"slices"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Undo takes a check-in back that was granted by mistake. The check-in stays,
// marked; who is inside by it is not any more. Whether the attendee is inside then
// follows from what is left, in whatever order check-ins are taken back: by the
// last that happened in the place, if that was an "in". The zone's capacity is not
// asked, because the attendee has been there all along.
//
// A check-in that is taken back already is unchanged; one that was denied is
// [ErrDenied]: there is nothing to take back.
type Undo struct {
	ID storage.ID `json:"id"`
}

// Needs implements [batch.Command].
func (c Undo) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Undo) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Undo) NeedsUnder(n *batch.Needs, _ attendee.Rules) {
	n.With |= storage.WithParents | storage.WithCheckIns
	n.CheckIns.IDs = append(n.CheckIns.IDs, c.ID)
}

// PlanUnder implements [attendee.Ruled].
func (c Undo) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	was, ok := d.CheckIn(c.ID)
	var who attendee.Attendee
	if ok && was.AttendeeID != (storage.ID{}) {
		if !d.AskMore(storage.Query{Attendees: storage.Lookup{IDs: []storage.ID{was.AttendeeID}}}) {
			return batch.Outcome{}, nil
		}
		who, ok = d.Attendee(was.AttendeeID)
		ok = ok && r.Sees(who)
	}
	switch {
	case !ok:
		return batch.Outcome{}, &batch.Error{Code: ErrCheckInNotFound, Field: "id"}
	case !was.Granted():
		return batch.Outcome{}, &batch.Error{Code: ErrDenied, Field: "id", Existing: was.Ref()}
	case !was.RevertedAt.IsZero():
		return batch.Outcome{Action: batch.Unchanged, Subject: was.Ref(), Record: was}, nil
	}
	now := was
	now.RevertedAt, now.RevertedBy, now.UpdatedAt, now.UniquePresence = env.Now, env.Actor, env.Now, ""
	now = d.PutCheckIn(now)
	goBack(d, env, who, now)
	r.Tell(d, env, EventReverted, now.Ref(), accessData(now))
	return batch.Outcome{Action: batch.Updated, Subject: now.Ref(), Record: now}, nil
}

// goBack makes an attendee be inside again by what happened last in the place of a
// check-in that is taken back, if that was an "in" which nothing has ended that
// still counts.
func goBack(d *batch.Draft, env batch.Env, who attendee.Attendee, undone CheckIn) {
	if who.Status != storage.StatusActive && who.Status != storage.StatusInactive {
		return
	}
	var last CheckIn
	all := d.CheckInsOf(undone.AttendeeID)
	for _, c := range all {
		switch {
		case !samePlace(c, undone):
		case c.Inside():
			return
		case counts(c) && (last.ID == storage.ID{} || order(c, last) > 0):
			last = c
		}
	}
	ended := slices.ContainsFunc(all, func(c CheckIn) bool { return c.ID == last.EndedBy && counts(c) })
	if last.Direction != storage.In || ended { // there may be none
		return
	}
	last.EndedBy, last.UpdatedAt = storage.ID{}, env.Now
	last.UniquePresence = storage.Presence(last.ZoneID, last.PointID, last.AttendeeID)
	d.PutCheckIn(last)
}
