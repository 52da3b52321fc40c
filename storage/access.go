package storage

import (
	"log/slog"
	"time"
)

// Zone is a place that attendees enter and leave.
type Zone struct {
	Head
	Name string `json:"name"`
	// Slug names the zone in addresses; UniqueSlug is the form in which it is
	// unique.
	Slug       string `json:"slug"`
	UniqueSlug string `json:"unique_slug"`
	// Capacity is how many may be inside at a time; 0 for no limit.
	Capacity int64 `json:"capacity,omitempty"`
	// RequiresTicket lets nobody in without a credential.
	RequiresTicket bool `json:"requires_ticket"`
}

// Ref implements [Entity].
func (z Zone) Ref() Ref { return Ref{KindZone, z.ID, z.Rev} }

// Parent implements [Entity]. A zone is a root.
func (Zone) Parent() Ref { return Ref{} }

// Occupancy is how many attendees are inside a zone: it is counted, not kept.
type Occupancy struct {
	ZoneID ID    `json:"zone_id"`
	Inside int64 `json:"inside"`
}

// Use is how many records name one that is not removed before them: the
// credentials of a type, the access points of a zone, those that have a check
// list. It is counted, not kept.
type Use struct {
	Kind  Kind  `json:"kind"` // of what is named
	ID    ID    `json:"id"`
	Count int64 `json:"count"`
}

// CheckList says who may pass an access point, and when.
type CheckList struct {
	Head
	// Name is for display; UniqueName is the form in which it is unique.
	Name       string `json:"name"`
	UniqueName string `json:"unique_name"`
	// On the list is who is of one of these types or in one of these groups;
	// everybody, if there are neither.
	TypeCodes []string `json:"type_codes,omitempty"`
	GroupIDs  []ID     `json:"group_ids,omitempty"`
	// OpensAt and ClosesAt bound the window; a zero time leaves it open.
	OpensAt  time.Time `json:"opens_at,omitzero"`
	ClosesAt time.Time `json:"closes_at,omitzero"`
}

// Ref implements [Entity].
func (l CheckList) Ref() Ref { return Ref{KindCheckList, l.ID, l.Rev} }

// Parent implements [Entity]. A list is a root.
func (CheckList) Parent() Ref { return Ref{} }

// Direction is the way in which an access point is passed.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// AccessPoint is a door or a desk at which credentials are scanned.
type AccessPoint struct {
	Head
	Name string `json:"name"`
	// Slug names the point in addresses; UniqueSlug is the form in which it is
	// unique.
	Slug       string    `json:"slug"`
	UniqueSlug string    `json:"unique_slug"`
	ZoneID     ID        `json:"zone_id,omitzero"` // what it leads into or out of, if anything
	ListID     ID        `json:"list_id,omitzero"` // who may pass; everybody without one
	Direction  Direction `json:"direction"`
	Active     bool      `json:"active"`
	Readers    []Reader  `json:"readers,omitempty"`
}

// Reader is a device at an access point.
type Reader struct {
	Identifier string `json:"identifier"`
	Medium     Medium `json:"type"`
}

// Ref implements [Entity].
func (p AccessPoint) Ref() Ref { return Ref{KindAccessPoint, p.ID, p.Rev} }

// Parent implements [Entity]. An access point is a root, but neither its zone
// nor its list can be removed before it.
func (AccessPoint) Parent() Ref { return Ref{} }

// CheckIn is one scan at an access point and what became of it, granted or
// denied. It stays when its credential, its point or its zone goes. It hangs
// from its attendee, unless nobody was recognised.
type CheckIn struct {
	Head
	AttendeeID   ID        `json:"attendee_id,omitzero"`
	CredentialID ID        `json:"credential_id,omitzero"`
	PointID      ID        `json:"point_id"`
	ZoneID       ID        `json:"zone_id,omitzero"`
	Direction    Direction `json:"direction"`
	// Reason is why it was denied, "" when it was granted.
	Reason string `json:"reason,omitempty"`
	// At is when it happened by the device's clock; CreatedAt is when it
	// became known.
	At     time.Time `json:"at,omitzero"`
	Actor  string    `json:"actor,omitempty"`
	Device string    `json:"device,omitempty"`
	// UniqueNonce is the device and its own number for the scan, so that a scan
	// that is sent again is known; "" for none.
	UniqueNonce string `json:"unique_nonce,omitempty"`
	// Forced says that somebody let the attendee pass against the rules.
	Forced bool `json:"forced"`
	// EndedBy is the scan that led out again of where this one led in, and Ends
	// the one that this one ended.
	EndedBy    ID        `json:"ended_by,omitzero"`
	Ends       ID        `json:"ends,omitzero"`
	RevertedAt time.Time `json:"reverted_at,omitzero"`
	RevertedBy string    `json:"reverted_by,omitempty"`
	// UniquePresence is the place and the attendee while this check-in is the
	// one by which the attendee is inside, so that nobody is inside twice.
	UniquePresence string `json:"unique_presence,omitempty"`
}

// Presence returns the text that is unique for an attendee inside a zone, or
// where there is no zone behind a point.
func Presence(zone, point, attendee ID) string {
	if zone == (ID{}) {
		zone = point
	}
	return zone.String() + "/" + attendee.String()
}

// Granted reports whether the attendee could pass.
func (c CheckIn) Granted() bool { return c.Reason == "" }

// Inside reports whether the attendee is inside by this check-in.
func (c CheckIn) Inside() bool { return c.UniquePresence != "" }

// Ref implements [Entity].
func (c CheckIn) Ref() Ref { return Ref{KindCheckIn, c.ID, c.Rev} }

// Parent implements [Entity]: a check-in hangs from its attendee, and from
// nothing when nobody was recognised.
func (c CheckIn) Parent() Ref {
	if c.AttendeeID == (ID{}) {
		return Ref{}
	}
	return Ref{Kind: KindAttendee, ID: c.AttendeeID}
}

// LogValue shows what happened and not to whom, beyond the ID.
func (c CheckIn) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", c.ID.String()),
		slog.String("point_id", c.PointID.String()),
		slog.String("reason", c.Reason),
	)
}
