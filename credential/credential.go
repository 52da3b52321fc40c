package credential

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The records of this package live in package storage, so that stores need not
// know the rules.
type (
	Credential = storage.Credential
	Type       = storage.CredentialType
	Medium     = storage.Medium

	Zone      = storage.Zone
	CheckList = storage.CheckList
	Point     = storage.AccessPoint
	Reader    = storage.Reader
	Direction = storage.Direction
	CheckIn   = storage.CheckIn

	Scope = storage.Scope
)

// Lengths in characters.
const (
	maxValue  = 255
	maxReason = 255
	maxName   = 128
	maxSlug   = 64
	maxDevice = 64
	maxNonce  = 64

	maxReaders = 64  // of one point
	maxOnList  = 256 // types of one list, and groups
)

// The events. Those of credentials carry an [attendee.CredentialData], the
// others an [AccessData]; none tells a value.
const (
	EventCreated = "credential.created"
	EventRevoked = attendee.EventCredentialRevoked

	EventGranted  = "access.granted"
	EventDenied   = "access.denied"
	EventCheckIn  = "checkin.created" // beside access.granted
	EventReverted = "checkin.reverted"
)

// AccessData is what the events of doors tell.
type AccessData struct {
	AttendeeID   storage.ID `json:"attendee_id,omitzero"`
	CredentialID storage.ID `json:"credential_id,omitzero"`
	PointID      storage.ID `json:"point_id"`
	ZoneID       storage.ID `json:"zone_id,omitzero"`
	Direction    Direction  `json:"direction"`
	Reason       Reason     `json:"reason,omitempty"`
	Forced       bool       `json:"forced,omitempty"`
}

// The reasons for which an item is rejected, besides those of package attendee.
var (
	ErrNotFound        = batch.NewCode(batch.NotFound, "credential_not_found")
	ErrTypeNotFound    = batch.NewCode(batch.NotFound, "credential_type_not_found")
	ErrZoneNotFound    = batch.NewCode(batch.NotFound, "zone_not_found")
	ErrListNotFound    = batch.NewCode(batch.NotFound, "list_not_found")
	ErrPointNotFound   = batch.NewCode(batch.NotFound, "point_not_found")
	ErrCheckInNotFound = batch.NewCode(batch.NotFound, "checkin_not_found")

	ErrDuplicate = batch.NewCode(batch.Duplicate, "duplicate_credential")

	ErrRevoked = batch.NewCode(batch.Restricted, "credential_revoked")
	ErrDenied  = batch.NewCode(batch.Restricted, "checkin_denied") // there is nothing to undo
)

// The reasons for which a scan is denied, beside [ErrNotFound], [ErrRevoked] and
// [attendee.ErrInactive]. Such a scan is not rejected: match the error of
// [Verdict.Err] or [Reason.Err].
var (
	ErrPointInactive    = batch.NewCode(batch.Restricted, "point_inactive")
	ErrWrongDirection   = batch.NewCode(batch.Restricted, "wrong_direction")
	ErrOutsideWindow    = batch.NewCode(batch.Restricted, "outside_window")
	ErrNotInList        = batch.NewCode(batch.Restricted, "not_in_list")
	ErrTicketRequired   = batch.NewCode(batch.Restricted, "ticket_required")
	ErrAlreadyCheckedIn = batch.NewCode(batch.Restricted, "already_checked_in")
	ErrZoneFull         = batch.NewCode(batch.Restricted, "capacity_exceeded")
)
