package storage

import (
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// EntryKind is the kind of an expense entry.
type EntryKind string

// The kinds of expense entries.
const (
	EntryNormal   EntryKind = "normal"
	EntryPersonal EntryKind = "personal" // paid by its owner: amounts are locked
	EntryItemised EntryKind = "itemised" // the parent of items: amounts are locked
	// EntryOpening is no expense: it holds what was spent on one attendee in a
	// year before records began.
	EntryOpening EntryKind = "opening"
)

// Entry is one expense of a report, as far as its attendees are concerned.
type Entry struct {
	Head
	// ExternalID is the entry's identifier in the expense system; UniqueExternal
	// is the form in which it is unique.
	ExternalID     string    `json:"external_id,omitempty"`
	UniqueExternal string    `json:"unique_external,omitempty"`
	Kind           EntryKind `json:"kind"`
	ParentID       ID        `json:"parent_id,omitzero"` // the entry that this one is an item of
	Items          []ID      `json:"items,omitempty"`    // its own items
	ReportOwner    string    `json:"report_owner,omitempty"`
	SpentOn        time.Time `json:"spent_on,omitzero"` // a day, as midnight UTC
	// Amount is in units of 10^-Digits of the currency.
	Amount   int64  `json:"amount"`
	Digits   int32  `json:"digits"`
	Currency string `json:"currency"` // ISO 4217
	NoShows  int64  `json:"no_shows,omitempty"`
}

// Ref implements [Entity].
func (e Entry) Ref() Ref { return Ref{KindEntry, e.ID, e.Rev} }

// Parent implements [Entity]. An entry is a root.
func (Entry) Parent() Ref { return Ref{} }

// LogValue shows what an entry is and not what was spent, or by whom.
func (e Entry) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.ID.String()), slog.String("kind", string(e.Kind)))
}

// Association is an attendee's part in an entry. Its ID is [AssociationID], so
// that nobody has two parts in one. It hangs from the attendee and cannot
// outlive the entry either.
type Association struct {
	Head
	EntryID    ID `json:"entry_id"`
	AttendeeID ID `json:"attendee_id"`
	// Position is where it stands among the entry's associations, from 1 on.
	Position int32 `json:"position"`
	// Version is the attendee's version that the association shows for good; 0
	// for whichever is the latest.
	Version int32 `json:"version,omitempty"`
	// Amount is the share, in units of 10^-Digits of the currency. Digits,
	// currency and year are the entry's, kept here so that shares can be added
	// up by themselves.
	Amount   int64  `json:"amount"`
	Digits   int32  `json:"digits"`
	Currency string `json:"currency"`
	Year     int32  `json:"year"`
	// Approved is what was approved of the amount, if HasApproved.
	Approved    int64 `json:"approved,omitempty"`
	HasApproved bool  `json:"has_approved"`
	// Edited says that a person chose the amount, so that nothing moves it.
	Edited bool `json:"edited"`
	// Unnamed counts those who came along and are not named.
	Unnamed int64 `json:"unnamed,omitempty"`
	// Travelling is "yes", "no", or "" when nobody said.
	Travelling string           `json:"travelling,omitempty"`
	Custom     map[string]Value `json:"custom,omitempty"`
}

// AssociationID returns the ID of an attendee's part in an entry.
func AssociationID(entry, attendee ID) ID { return uuid.NewSHA1(entry, attendee[:]) }

// Ref implements [Entity].
func (a Association) Ref() Ref { return Ref{KindAssociation, a.ID, a.Rev} }

// Parent implements [Entity]: an association hangs from its attendee.
func (a Association) Parent() Ref { return Ref{Kind: KindAttendee, ID: a.AttendeeID} }

// AssociatedCount is how many people the part stands for: the attendee, and
// those who came along and are not named.
func (a Association) AssociatedCount() int64 { return 1 + a.Unnamed }

// LogValue shows that there is a part, and not of what size.
func (a Association) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", a.ID.String()), slog.String("entry_id", a.EntryID.String()))
}

// Total is what was spent on one attendee in one calendar year and currency: it
// is added up, not kept.
type Total struct {
	AttendeeID ID     `json:"attendee_id"`
	Year       int32  `json:"year"`
	Currency   string `json:"currency"`
	Digits     int32  `json:"digits"`
	Amount     int64  `json:"amount"` // in units of 10^-Digits
}

// Spending asks for the totals of attendees in calendar years.
type Spending struct {
	Attendees []ID
	Years     []int32
}
