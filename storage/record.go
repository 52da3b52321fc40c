package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ID identifies one record: 16 bytes, in memory and at rest.
type ID = uuid.UUID

// Rev is the storage revision of a record. 0 means absent; every write of the
// record, a touch included, adds exactly 1. It is not the version that a
// client sees: that is [Attendee.Version], which moves only with the content.
type Rev int64

// Scope is the container in which keys are unique: a session, a project or a
// company list of one tenant. It is comparable and never changes for a record.
type Scope struct{ Tenant, Event string }

// Kind names a stored type. Numbers are stable and never reused.
type Kind uint8

// The kinds that this version of the contract knows.
const (
	KindAttendee Kind = 1
	KindType     Kind = 2
	KindRevision Kind = 3
	KindToken    Kind = 4

	KindGroup        Kind = 5
	KindMembership   Kind = 6
	KindFormResponse Kind = 7

	KindCredentialType Kind = 8
	KindCredential     Kind = 9
	KindZone           Kind = 10
	KindCheckList      Kind = 11
	KindAccessPoint    Kind = 12
	KindCheckIn        Kind = 13

	KindEntry       Kind = 14
	KindAssociation Kind = 15
)

// String returns the kind's name as it stands in events and table names.
func (k Kind) String() string {
	switch k {
	case KindAttendee:
		return "attendee"
	case KindType:
		return "type"
	case KindRevision:
		return "revision"
	case KindToken:
		return "token"
	case KindGroup:
		return "group"
	case KindMembership:
		return "membership"
	case KindFormResponse:
		return "form_response"
	case KindCredentialType:
		return "credential_type"
	case KindCredential:
		return "credential"
	case KindZone:
		return "zone"
	case KindCheckList:
		return "check_list"
	case KindAccessPoint:
		return "access_point"
	case KindCheckIn:
		return "check_in"
	case KindEntry:
		return "entry"
	case KindAssociation:
		return "association"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Known reports whether this version of the contract defines k.
func (k Kind) Known() bool { return k >= KindAttendee && k <= KindAssociation }

// Ref names one revision of one record.
type Ref struct {
	Kind Kind `json:"kind"`
	ID   ID   `json:"id"`
	Rev  Rev  `json:"rev"`
}

// Head is what every record embeds. Times are UTC and exact to the
// microsecond. Scope is left out of JSON: whoever holds a record got it by
// asking for its scope.
type Head struct {
	Scope     Scope     `json:"-"`
	ID        ID        `json:"id"`
	Rev       Rev       `json:"rev"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// Base returns the head, so that code which serves every kind can reach it.
func (h Head) Base() Head { return h }

// Entity is what every record can tell about itself. Code that needs no type
// parameter, such as a report or a toy store, holds records as entities.
type Entity interface {
	Base() Head
	// Ref names the record at its present revision.
	Ref() Ref
	// Parent names the record that this one hangs from; it is zero for roots.
	// Its Rev is always 0: a parent is named, not pinned.
	Parent() Ref
	// AppendKeys appends the alternate identifiers that the record occupies in
	// its scope: the single source of truth for uniqueness. An empty value is
	// not a key, and a deleted record occupies none.
	AppendKeys(dst []Key) []Key
	// Field returns the value of a listable field, see [Fields]: a string, an
	// int64, a time.Time or an ID; nil when the field is empty or unknown.
	Field(name string) any
}

// Record is the closed set of stored types.
type Record interface {
	Attendee | Type | Revision | Token | Group | Membership | FormResponse |
		CredentialType | Credential | Zone | CheckList | AccessPoint | CheckIn | Entry | Association
	Entity
}

// Event tells the outside world what a change set did. It is stored in the
// same atomic step as the records and carries names of changed fields, not
// personal data.
type Event struct {
	ID      ID              `json:"id"`
	Scope   Scope           `json:"-"`
	Type    string          `json:"type"` // "attendee.created", …
	Subject Ref             `json:"subject"`
	At      time.Time       `json:"at"`
	Data    json.RawMessage `json:"data,omitempty"`
}
