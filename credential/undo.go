package credential

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Undo takes a check-in back that was granted by mistake. The check-in stays,
// marked; who is inside by it is not any more. Who was inside before is inside
// again, unless something happened at the place since; the zone's capacity is
// not asked, because the attendee has been there all along.
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
		return batch.Outcome{}, &batch.Error{Code: ErrCheckIn, Field: "id"}
	case !was.Granted():
		return batch.Outcome{}, &batch.Error{Code: ErrDenied, Field: "id", Existing: was.Ref()}
	case !was.RevertedAt.IsZero():
		return batch.Outcome{Action: batch.Unchanged, Subject: was.Ref(), Record: was}, nil
	}
	now := was
	now.RevertedAt, now.RevertedBy, now.UpdatedAt, now.UniquePresence = env.Now, env.Actor, env.Now, ""
	now = d.PutCheckIn(now)
	if now.Ends != (storage.ID{}) {
		if !d.AskMore(storage.Query{CheckIns: storage.Lookup{IDs: []storage.ID{now.Ends}}}) {
			return batch.Outcome{}, nil
		}
		if before, ok := d.CheckIn(now.Ends); ok && before.EndedBy == now.ID && returns(d, who, before, now) {
			before.EndedBy, before.UpdatedAt = storage.ID{}, env.Now
			before.UniquePresence = storage.Presence(before.ZoneID, before.PointID, before.AttendeeID)
			d.PutCheckIn(before)
		}
	}
	r.Tell(d, env, EventReverted, now.Ref(), accessData(now))
	return batch.Outcome{Action: batch.Updated, Subject: now.Ref(), Record: now}, nil
}

// returns reports whether an attendee is inside again by a check-in, because
// the one that ended it is taken back.
func returns(d *batch.Draft, who attendee.Attendee, before, undone CheckIn) bool {
	if who.Status != storage.StatusActive && who.Status != storage.StatusInactive || !before.RevertedAt.IsZero() {
		return false
	}
	for _, c := range d.PresencesOf(before.AttendeeID) {
		if samePlace(c, before) {
			return false
		}
	}
	return !later(d, undone)
}
