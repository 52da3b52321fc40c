package credential

import (
	"slices"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Reason is why a scan was denied. The names are stable.
type Reason string

// The reasons, in the order in which they are looked for: the first that holds
// is told.
const (
	NotFound         Reason = "credential_not_found" // or its attendee does not exist for the actor
	Revoked          Reason = "credential_revoked"
	AttendeeInactive Reason = "attendee_inactive"
	PointInactive    Reason = "point_inactive"
	WrongDirection   Reason = "wrong_direction" // not the point's; or out, for who is not inside
	OutsideWindow    Reason = "outside_window"
	NotInList        Reason = "not_in_list"
	TicketRequired   Reason = "ticket_required" // in, by hand
	AlreadyCheckedIn Reason = "already_checked_in"
	ZoneFull         Reason = "zone_full"
)

// Err returns the reason as an error, and nil for none. It is a [*batch.Error]
// whose code is a sentinel of this package: match it with errors.Is, such as
// [ErrZoneFull]. The code is named as the reason is, but for a full zone:
// capacity_exceeded.
func (r Reason) Err() error {
	if r == "" {
		return nil
	}
	return &batch.Error{Code: r.code()}
}

func (r Reason) code() batch.Code {
	switch r {
	case NotFound:
		return ErrNotFound
	case Revoked:
		return ErrRevoked
	case AttendeeInactive:
		return attendee.ErrInactive
	case PointInactive:
		return ErrPointInactive
	case WrongDirection:
		return ErrWrongDirection
	case OutsideWindow:
		return ErrOutsideWindow
	case NotInList:
		return ErrNotInList
	case TicketRequired:
		return ErrTicketRequired
	case AlreadyCheckedIn:
		return ErrAlreadyCheckedIn
	case ZoneFull:
		return ErrZoneFull
	}
	return batch.Code{Kind: batch.Restricted, Name: string(r)} // of another release
}

// visit is somebody at a point, and what is known about both.
type visit struct {
	who       attendee.Attendee
	groups    []storage.ID
	badge     *Credential // nil for a check-in by hand
	point     Point
	zone      Zone       // zero for none
	list      *CheckList // nil for none
	direction Direction
	at        time.Time

	inside *CheckIn    // by which the attendee is in this place now
	room   func() bool // whether one more may enter the zone
	past   bool        // something happened there later, which is known already
	passed bool        // by a door that could not ask
	forced bool        // by somebody who may
}

// judge returns why the visit is denied, and against which rules it is granted.
// What is past has no part in who is inside now, so that these rules do not
// apply to it.
func (v visit) judge() (why Reason, against []Reason) {
	in, out := v.direction == storage.In, v.direction == storage.Out
	for _, rule := range []struct {
		broken func() bool
		reason Reason
		unseen bool // by a door that could not ask
	}{
		{v.revoked, Revoked, v.badge != nil && v.at.Before(v.badge.RevokedAt)},
		{func() bool { return v.who.Status != storage.StatusActive }, AttendeeInactive, false},
		{func() bool { return !v.point.Active }, PointInactive, false},
		{func() bool { return v.direction != v.point.Direction }, WrongDirection, false},
		{func() bool { return !v.open() }, OutsideWindow, false},
		{func() bool { return !v.listed() }, NotInList, false},
		{func() bool { return in && v.badge == nil && v.zone.RequiresTicket }, TicketRequired, false},
		{func() bool { return in && v.inside != nil && !v.past }, AlreadyCheckedIn, true},
		{func() bool { return out && v.inside == nil && !v.past }, WrongDirection, true},
		{func() bool { return in && v.inside == nil && !v.past && !v.room() }, ZoneFull, true},
	} {
		switch {
		case !rule.broken():
		case v.forced, v.passed && rule.unseen:
			against = append(against, rule.reason)
		default:
			return rule.reason, nil
		}
	}
	return "", against
}

func (v visit) revoked() bool {
	return v.badge != nil && v.badge.Status != storage.CredentialActive
}

// open reports whether the list is open at the time of the visit.
func (v visit) open() bool {
	return v.list == nil ||
		!v.at.Before(v.list.OpensAt) && (v.list.ClosesAt.IsZero() || v.at.Before(v.list.ClosesAt))
}

// listed reports whether the attendee is on the list.
func (v visit) listed() bool {
	if v.list == nil || len(v.list.TypeCodes) == 0 && len(v.list.GroupIDs) == 0 {
		return true
	}
	return v.who.TypeCode != "" && slices.Contains(v.list.TypeCodes, v.who.TypeCode) ||
		slices.ContainsFunc(v.groups, func(g storage.ID) bool { return slices.Contains(v.list.GroupIDs, g) })
}
