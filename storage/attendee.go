package storage

import (
	"log/slog"
	"time"
)

// Status is the state of an attendee's life.
type Status string

// The states of an attendee.
const (
	StatusActive   Status = "active"
	StatusInactive Status = "inactive" // hidden from new use, keys still held
	StatusDeleted  Status = "deleted"  // a tombstone: no keys, found only on request
	StatusErased   Status = "erased"   // a tombstone without personal data
)

// Attendee is a person on the list of one scope.
type Attendee struct {
	Head
	Status Status `json:"status"`
	// Version starts at 1 and moves by 1 with every effective change.
	Version   int32     `json:"version"`
	UpdatedBy string    `json:"updated_by,omitempty"` // who made this version
	DeletedAt time.Time `json:"deleted_at,omitzero"`

	// The identifiers as they were given, for display. AttendanceCode is a
	// bearer secret: whoever knows it can join.
	AttendanceCode string `json:"attendance_code,omitempty"`
	UserID         string `json:"user_id,omitempty"`
	ExternalID     string `json:"external_id,omitempty"`
	Email          string `json:"email,omitempty"`
	// Unique holds the same identifiers as they are compared.
	Unique AttendeeKeys `json:"unique"`

	FirstName     string `json:"first_name,omitempty"`
	LastName      string `json:"last_name,omitempty"`
	MiddleInitial string `json:"middle_initial,omitempty"`
	Suffix        string `json:"suffix,omitempty"`
	Title         string `json:"title,omitempty"`
	Company       string `json:"company,omitempty"`
	PreferredName string `json:"preferred_name,omitempty"`
	Mobile        string `json:"mobile,omitempty"`

	Role     string `json:"role,omitempty"`      // rights in the event: "u", "e", "a", …
	TypeCode string `json:"type_code,omitempty"` // category, see [Type]
	Currency string `json:"currency,omitempty"`  // ISO 4217
	Owner    Owner  `json:"owner,omitzero"`

	Custom map[string]Value `json:"custom,omitempty"`
}

// AttendeeKeys are the identifiers of an attendee in the form in which they
// are unique. The planner writes them; an empty one is not a key. A deleted
// attendee has none, which frees its identifiers at once.
type AttendeeKeys struct {
	Code     string `json:"code,omitempty"`
	User     string `json:"user,omitempty"`
	External string `json:"external,omitempty"`
	Email    string `json:"email,omitempty"`
	Match    string `json:"match,omitempty"`
}

// Owner says whose attendee this is. The zero Owner is the system: the
// attendee is shared. Otherwise it belongs to one user and is private.
type Owner struct {
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name,omitempty"` // "last, first"
}

// System reports whether the attendee is shared.
func (o Owner) System() bool { return o.UserID == "" }

// Ref implements [Entity].
func (a Attendee) Ref() Ref { return Ref{KindAttendee, a.ID, a.Rev} }

// Parent implements [Entity]. An attendee is a root.
func (Attendee) Parent() Ref { return Ref{} }

// LogValue keeps personal data and the bearer code out of logs: it shows the
// ID, the version and the status.
func (a Attendee) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", a.ID.String()),
		slog.Int("version", int(a.Version)),
		slog.String("status", string(a.Status)),
	)
}
