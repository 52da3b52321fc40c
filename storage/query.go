package storage

import "fmt"

// Query names the records that a plan needs to see.
type Query struct {
	Scope     Scope
	Attendees Lookup
	Types     Lookup
	Revisions Lookup
	Tokens    Lookup

	Groups        Lookup
	Memberships   Lookup
	FormResponses Lookup

	With Relations
}

// Lookup names records of one kind by ID or by key. Naming one twice, by the
// same or another identifier, returns it once.
type Lookup struct {
	IDs  []ID
	Keys []Key
}

// Empty reports whether the look-up names nothing.
func (l Lookup) Empty() bool { return len(l.IDs) == 0 && len(l.Keys) == 0 }

// Relations are the records to load along with those that a query names. They
// are followed once: parents first, then what hangs from the attendees and the
// groups found so far, then groups and types.
type Relations uint32

// The relations that this version of the contract knows.
const (
	// WithTypes adds the type of every attendee found.
	WithTypes Relations = 1 << iota
	// WithRevisions adds the superseded versions of every attendee found.
	WithRevisions
	// WithParents adds the attendee of every dependent found.
	WithParents
	// WithMemberships adds the memberships of every attendee found.
	WithMemberships
	// WithFormResponses adds the form responses of every attendee found.
	WithFormResponses
	// WithMembers adds the memberships of every group found.
	WithMembers
	// WithGroups adds the group of every membership found.
	WithGroups

	knownRelations = WithGroups<<1 - 1
)

// Set holds records of every kind, each at most once, in no order.
type Set struct {
	Attendees []Attendee
	Types     []Type
	Revisions []Revision
	Tokens    []Token

	Groups        []Group
	Memberships   []Membership
	FormResponses []FormResponse
}

// Len returns the number of records in the set.
func (s Set) Len() int {
	return len(s.Attendees) + len(s.Types) + len(s.Revisions) + len(s.Tokens) +
		len(s.Groups) + len(s.Memberships) + len(s.FormResponses)
}

// Validate reports what makes the query unfit for any store, as an error that
// wraps [ErrUnsupported]: an unknown relation or key name, or a key under the
// wrong kind. Every store calls it first.
func (q Query) Validate() error {
	if !validTexts(q.Scope.Tenant, q.Scope.Event) {
		return fmt.Errorf("%w: a scope that is not UTF-8 or holds NUL", ErrUnsupported)
	}
	if extra := q.With &^ knownRelations; extra != 0 {
		return fmt.Errorf("%w: relations %#x", ErrUnsupported, uint32(extra))
	}
	for _, l := range []struct {
		kind Kind
		keys []Key
	}{
		{KindAttendee, q.Attendees.Keys},
		{KindType, q.Types.Keys},
		{KindRevision, q.Revisions.Keys},
		{KindToken, q.Tokens.Keys},
		{KindGroup, q.Groups.Keys},
		{KindMembership, q.Memberships.Keys},
		{KindFormResponse, q.FormResponses.Keys},
	} {
		for _, k := range l.keys {
			if k.Name.Kind() != l.kind {
				return fmt.Errorf("%w: key %s of kind %s", ErrUnsupported, k.Name, l.kind)
			}
		}
	}
	return nil
}
