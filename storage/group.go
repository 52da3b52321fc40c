package storage

import (
	"encoding/json"
	"log/slog"

	"github.com/google/uuid"
)

// Group is a named set of attendees in one scope.
type Group struct {
	Head
	Name string `json:"name"`
	// UniqueName is the form in which the name is unique.
	UniqueName string `json:"unique_name"`
}

// Ref implements [Entity].
func (g Group) Ref() Ref { return Ref{KindGroup, g.ID, g.Rev} }

// Parent implements [Entity]. A group is a root.
func (Group) Parent() Ref { return Ref{} }

// Membership puts one attendee into one group. Its ID is [MembershipID], so
// that nobody is in a group twice. It hangs from the attendee and cannot
// outlive the group either.
type Membership struct {
	Head
	GroupID    ID `json:"group_id"`
	AttendeeID ID `json:"attendee_id"`
}

// MembershipID returns the ID of the membership of an attendee in a group.
func MembershipID(group, attendee ID) ID { return uuid.NewSHA1(group, attendee[:]) }

// Ref implements [Entity].
func (m Membership) Ref() Ref { return Ref{KindMembership, m.ID, m.Rev} }

// Parent implements [Entity]: a membership hangs from its attendee.
func (m Membership) Parent() Ref { return Ref{Kind: KindAttendee, ID: m.AttendeeID} }

// FormResponse is what an attendee answered to one form, a document that the
// library does not read.
type FormResponse struct {
	Head
	AttendeeID ID              `json:"attendee_id"`
	FormID     string          `json:"form_id"`
	Data       json.RawMessage `json:"data"`
}

// Ref implements [Entity].
func (f FormResponse) Ref() Ref { return Ref{KindFormResponse, f.ID, f.Rev} }

// Parent implements [Entity]: a response hangs from its attendee.
func (f FormResponse) Parent() Ref { return Ref{Kind: KindAttendee, ID: f.AttendeeID} }

// LogValue keeps the answers out of logs.
func (f FormResponse) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", f.ID.String()), slog.String("form_id", f.FormID))
}
