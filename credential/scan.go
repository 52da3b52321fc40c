package credential

import (
	"bytes"
	"cmp"
	"strconv"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// ErrNonce rejects a nonce that its device has used for another scan.
var ErrNonce = batch.ErrTokenMismatch

// Scan is somebody who wants to pass an access point. It is always recorded, as
// a [CheckIn] that is granted or denied (G18): a denial is no rejection of the
// item, see [VerdictOf]. Rejected are a point that there is not, an attendee
// named by hand who is not there or is nobody, see [attendee.Somebody], and what
// is malformed: of these there is nothing to record.
//
// An attendee is inside a place at most once. The place is the point's zone, or
// the point itself where there is no zone. An "in" makes the attendee be
// inside, an "out" ends that.
type Scan struct {
	Point PointRef `json:"point"`
	// Value is what the scanner read, or Attendee who is let in by hand: one of
	// them. What nobody has is recorded as a denial, with nobody in it. A value is
	// whose it is when the scan becomes known, also of a scan that is dated before
	// the credential was issued: badges are handed out and used before they are
	// entered here. Who gives a value to somebody else uploads the scans of the
	// first holder before that.
	Value    string       `json:"value,omitempty"`
	Attendee attendee.Ref `json:"attendee,omitzero"`
	// Direction, when it is not the point's, is [WrongDirection].
	Direction Direction `json:"direction,omitempty"`
	// At is when it happened, by the device; now, if nothing is said. The
	// window of the point's list is held against it.
	At time.Time `json:"at,omitzero"`
	// Device is the reader, and Nonce its own number for the scan: sent again,
	// the scan is answered as the first time, and [Replayed] says so. The same
	// nonce for another scan is [ErrNonce]. At most 64 characters each.
	Device string `json:"device,omitempty"`
	Nonce  string `json:"nonce,omitempty"`
	// Force lets the attendee pass against every rule, and marks the check-in:
	// for the host and administrators. An unknown credential stays unknown, and
	// who is inside already is inside by the new check-in alone.
	Force bool `json:"force,omitempty"`
	// Offline says that the attendee has passed, at a door that could not ask.
	// It needs At, Device and Nonce. What the door could not know does not
	// matter then: who was inside, how full the zone was, and that a credential
	// was revoked after At; a check-in against such a rule is marked as forced.
	// What happened at the place later, and is known already, stays as it is:
	// then the scan is recorded and changes nothing about who is inside. No scan
	// counts as later than when it became known.
	Offline bool `json:"offline,omitempty"`
}

// Needs implements [batch.Command].
func (c Scan) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Scan) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Scan) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	n.With |= storage.WithPlaces | storage.WithMemberships | storage.WithPresences
	if c.Offline {
		n.With |= storage.WithCheckIns
	}
	c.Point.needs(n)
	c.Attendee.Needs(n)
	ByValue(c.Value).needs(n, r)
	askKey(&n.CheckIns, nonceKey(c.Device, c.Nonce))
}

// PlanUnder implements [attendee.Ruled].
func (c Scan) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := c.check(r); err != nil {
		return batch.Outcome{}, err
	}
	point, err := c.Point.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	v := visit{point: point, forced: c.Force, passed: c.Offline}
	if v.at, err = instant("at", c.At); err != nil {
		return batch.Outcome{}, err
	}
	if v.at.IsZero() {
		v.at = env.Now
	}
	if v.direction, err = direction(c.Direction, point.Direction); err != nil {
		return batch.Outcome{}, err
	}
	who, badge, unknown := c.identify(d, r)
	if who != nil {
		v.who, v.badge = *who, badge
	}
	nonce := nonceKey(c.Device, c.Nonce)
	if nonce.Value != "" {
		if first, known := d.CheckInByKey(nonce); known {
			return c.again(d, r, first, v)
		}
	}
	if unknown != nil {
		return batch.Outcome{}, unknown
	}
	device, _ := attendee.Text("device", maxDevice, c.Device)
	now := CheckIn{
		AttendeeID: v.who.ID, PointID: point.ID, ZoneID: point.ZoneID, Direction: v.direction,
		At: v.at, Actor: env.Actor, Device: device, UniqueNonce: nonce.Value,
	}
	now.ID, now.CreatedAt, now.UpdatedAt = env.NewID(), env.Now, env.Now
	if who == nil {
		now.Reason = string(NotFound)
		return tell(d, env, r, d.PutCheckIn(now), nil), nil
	}
	if badge != nil {
		now.CredentialID = badge.ID
	}
	if !v.look(d, now) {
		return batch.Outcome{}, nil
	}
	why, against := v.judge()
	if why == "" {
		now.Forced = len(against) > 0
		v.enter(d, env, &now)
	} else {
		now.Reason = string(why)
	}
	return tell(d, env, r, d.PutCheckIn(now), against), nil
}

// check rejects what is malformed or not the actor's to ask.
func (c Scan) check(r attendee.Rules) error {
	if err := r.MayWrite(); err != nil {
		return err
	}
	if c.Force && r.MayAdminister() != nil {
		return &batch.Error{Code: attendee.ErrForbidden, Field: "force"}
	}
	device, bad := attendee.Text("device", maxDevice, c.Device)
	if bad != nil {
		return bad
	}
	nonce, bad := attendee.Text("nonce", maxNonce, c.Nonce)
	if bad != nil {
		return bad
	}
	byHand := c.Attendee != attendee.Ref{}
	for _, bad := range []struct {
		is    bool
		code  batch.Code
		field string
	}{
		{c.Value == "" && !byHand, attendee.ErrRequired, "value"},
		{c.Value != "" && byHand, attendee.ErrInvalidFormat, "value"},
		{c.Offline && c.At.IsZero(), attendee.ErrRequired, "at"},
		{device == "" && (c.Offline || c.Nonce != ""), attendee.ErrRequired, "device"},
		{nonce == "" && (c.Offline || c.Nonce != ""), attendee.ErrRequired, "nonce"},
	} {
		if bad.is {
			return &batch.Error{Code: bad.code, Field: bad.field}
		}
	}
	return nil
}

// identify returns who is there, and by which credential; nobody for what
// cannot be known. A credential of an attendee who does not exist for the actor
// (X32), or who is nobody, is unknown.
func (c Scan) identify(d *batch.Draft, r attendee.Rules) (*attendee.Attendee, *Credential, error) {
	if c.Value == "" {
		a, err := r.See(d, &c.Attendee)
		if err == nil {
			err = attendee.Somebody(a)
		}
		if err != nil {
			return nil, nil, err
		}
		return &a, nil, nil
	}
	badge, ok := ByValue(c.Value).lookup(d, r)
	if !ok {
		return nil, nil, nil
	}
	a, ok := holder(d, badge)
	if !ok || !r.Sees(a) || attendee.Somebody(a) != nil {
		return nil, nil, nil
	}
	return &a, &badge, nil
}

// again answers a scan whose nonce is known: as the first time, if it is the
// same scan as far as can be told. One of an attendee who does not exist for
// the actor is in the way, and not named.
func (c Scan) again(d *batch.Draft, r attendee.Rules, first CheckIn, v visit) (batch.Outcome, error) {
	known := first.AttendeeID != (storage.ID{}) && v.who.ID != (storage.ID{})
	if first.AttendeeID != (storage.ID{}) && first.AttendeeID != v.who.ID {
		if !d.AskMore(storage.Query{Attendees: storage.Lookup{IDs: []storage.ID{first.AttendeeID}}}) {
			return batch.Outcome{}, nil
		}
		if a, ok := d.Attendee(first.AttendeeID); ok && !r.Sees(a) {
			return batch.Outcome{}, &batch.Error{Code: ErrNonce, Field: "nonce"}
		}
	}
	if first.PointID != v.point.ID || known && first.AttendeeID != v.who.ID ||
		c.Direction != "" && first.Direction != v.direction || !c.At.IsZero() && !first.At.Equal(v.at) {
		return batch.Outcome{}, &batch.Error{Code: ErrNonce, Field: "nonce", Existing: first.Ref()}
	}
	return batch.Outcome{Action: batch.Unchanged, Subject: first.Ref(), Record: first, Warnings: []string{Replayed}}, nil
}

// look completes what is known of the visit that now records. It reports
// whether everything was loaded.
func (v *visit) look(d *batch.Draft, now CheckIn) bool {
	var q storage.Query
	if v.point.ZoneID != (storage.ID{}) {
		q.Zones.IDs = []storage.ID{v.point.ZoneID}
	}
	if v.point.ListID != (storage.ID{}) {
		q.CheckLists.IDs = []storage.ID{v.point.ListID}
	}
	if !d.AskMore(q) {
		return false
	}
	if v.point.ZoneID != (storage.ID{}) {
		v.zone, _ = d.Zone(v.point.ZoneID)
	}
	if v.point.ListID != (storage.ID{}) {
		if l, ok := d.CheckList(v.point.ListID); ok {
			v.list = &l
		}
	}
	for _, m := range d.MembershipsOf(v.who.ID) {
		v.groups = append(v.groups, m.GroupID)
	}
	here := storage.Presence(now.ZoneID, now.PointID, v.who.ID)
	for _, c := range d.PresencesOf(v.who.ID) {
		if c.UniquePresence == here {
			v.inside = &c
		}
	}
	v.past = v.passed && later(d, now)
	if v.direction != storage.In || v.zone.Capacity == 0 {
		v.room = func() bool { return true }
		return true
	}
	if !d.AskMore(storage.Query{Occupancies: []storage.ID{v.zone.ID}}) {
		return false
	}
	v.room = func() bool { return d.Occupancy(v.zone.ID) < v.zone.Capacity }
	return true
}

// later reports whether the attendee passed after c, in the same place.
func later(d *batch.Draft, c CheckIn) bool {
	for _, other := range d.CheckInsOf(c.AttendeeID) {
		if counts(other) && samePlace(other, c) && order(other, c) > 0 {
			return true
		}
	}
	return false
}

// counts reports whether a check-in let somebody pass and was not taken back.
func counts(c CheckIn) bool { return c.Granted() && c.RevertedAt.IsZero() }

// order compares when two check-ins happened, and of those of one moment, such
// as the scans of one batch, when they were recorded.
func order(a, b CheckIn) int {
	return cmp.Or(when(a).Compare(when(b)), a.CreatedAt.Compare(b.CreatedAt), bytes.Compare(a.ID[:], b.ID[:]))
}

func samePlace(a, b CheckIn) bool {
	return storage.Presence(a.ZoneID, a.PointID, a.AttendeeID) == storage.Presence(b.ZoneID, b.PointID, b.AttendeeID)
}

// when returns when a check-in happened. A device's clock may run fast, but
// nothing happened after it became known.
func when(c CheckIn) time.Time {
	if c.At.After(c.CreatedAt) {
		return c.CreatedAt
	}
	return c.At
}

// enter changes who is inside, by a visit that is granted, and makes the plan
// depend on what granted it.
func (v visit) enter(d *batch.Draft, env batch.Env, now *CheckIn) {
	d.Guard(v.point.Ref())
	if v.badge != nil {
		d.Guard(v.badge.Ref())
	}
	if v.list != nil {
		d.Guard(v.list.Ref())
		for _, m := range d.MembershipsOf(v.who.ID) {
			d.Guard(m.Ref())
		}
	}
	if v.past {
		return
	}
	if v.inside != nil {
		v.inside.EndedBy, v.inside.UniquePresence, v.inside.UpdatedAt = now.ID, "", env.Now
		d.PutCheckIn(*v.inside)
		now.Ends = v.inside.ID
	}
	if v.direction != storage.In {
		return
	}
	now.UniquePresence = storage.Presence(now.ZoneID, now.PointID, now.AttendeeID)
	switch {
	case v.zone.ID == (storage.ID{}):
	case v.zone.Capacity > 0:
		d.Touch(v.zone.Ref()) // whoever counted before plans again
	default:
		d.Guard(v.zone.Ref()) // nobody counts, and the doors do not wait for each other
	}
}

// tell tells of a check-in that was written.
func tell(d *batch.Draft, env batch.Env, r attendee.Rules, c CheckIn, against []Reason) batch.Outcome {
	about := accessData(c)
	if c.Granted() {
		r.Tell(d, env, EventGranted, c.Ref(), about)
		r.Tell(d, env, EventCheckIn, c.Ref(), about)
	} else {
		r.Tell(d, env, EventDenied, c.Ref(), about)
	}
	out := batch.Outcome{Action: batch.Inserted, Subject: c.Ref(), Record: c}
	for _, rule := range against {
		out.Warnings = append(out.Warnings, string(rule))
	}
	return out
}

func accessData(c CheckIn) AccessData {
	return AccessData{c.AttendeeID, c.CredentialID, c.PointID, c.ZoneID, c.Direction, Reason(c.Reason), c.Forced}
}

// nonceKey returns the key of a scan: the length of the device's name keeps
// "a", "bc" apart from "ab", "c".
func nonceKey(device, nonce string) storage.Key {
	key := storage.Key{Name: storage.KeyNonce}
	device, bad := attendee.Text("device", maxDevice, device)
	if bad != nil || device == "" {
		return key
	}
	if nonce, bad = attendee.Text("nonce", maxNonce, nonce); bad == nil && nonce != "" {
		key.Value = strconv.Itoa(len(device)) + ":" + device + nonce
	}
	return key
}
