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

	CredentialTypes Lookup
	Credentials     Lookup
	Zones           Lookup
	CheckLists      Lookup
	AccessPoints    Lookup
	CheckIns        Lookup

	Entries      Lookup
	Associations Lookup

	With Relations

	// Occupancies names zones whose attendees inside are to be counted, Totals
	// attendees whose shares are to be added up, and Uses credential types, zones
	// and check lists of which it is to be counted what names them, see [Use];
	// their revisions are not looked at. They are counted as they are stored,
	// whatever else the query names.
	Occupancies []ID
	Totals      Spending
	Uses        []Ref
}

// Lookup names records of one kind by ID or by key. Naming one twice, by the
// same or another identifier, returns it once.
type Lookup struct {
	IDs  []ID
	Keys []Key
}

// Of returns the look-up of one kind, nil when the kind is unknown.
func (q *Query) Of(k Kind) *Lookup {
	switch k {
	case KindAttendee:
		return &q.Attendees
	case KindType:
		return &q.Types
	case KindRevision:
		return &q.Revisions
	case KindToken:
		return &q.Tokens
	case KindGroup:
		return &q.Groups
	case KindMembership:
		return &q.Memberships
	case KindFormResponse:
		return &q.FormResponses
	case KindCredentialType:
		return &q.CredentialTypes
	case KindCredential:
		return &q.Credentials
	case KindZone:
		return &q.Zones
	case KindCheckList:
		return &q.CheckLists
	case KindAccessPoint:
		return &q.AccessPoints
	case KindCheckIn:
		return &q.CheckIns
	case KindEntry:
		return &q.Entries
	case KindAssociation:
		return &q.Associations
	}
	return nil
}

// Empty reports whether the look-up names nothing.
func (l Lookup) Empty() bool { return len(l.IDs) == 0 && len(l.Keys) == 0 }

// Relations are the records to load along with those that a query names. They
// are followed once and in this order: parents, what hangs from the attendees
// found so far, what hangs from the groups and the entries found so far, and
// last the groups, zones, lists, entries and types that records found so far
// name.
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
	// WithCredentials adds the credentials of every attendee found.
	WithCredentials
	// WithCheckIns adds the check-ins of every attendee found.
	WithCheckIns
	// WithPresences adds those check-ins by which the attendees found are inside.
	WithPresences
	// WithAssociations adds the associations of every attendee found.
	WithAssociations
	// WithShares adds the associations of every entry found.
	WithShares
	// WithEntries adds the entry of every association found.
	WithEntries
	// WithPlaces adds the zone and the list of every access point found.
	WithPlaces

	knownRelations = WithPlaces<<1 - 1
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

	CredentialTypes []CredentialType
	Credentials     []Credential
	Zones           []Zone
	CheckLists      []CheckList
	AccessPoints    []AccessPoint
	CheckIns        []CheckIn

	Entries      []Entry
	Associations []Association

	// Occupancies has one element for each zone that was asked about and in
	// which somebody is, Totals one for each attendee, year, currency and number
	// of digits in which there is an association, Uses one for each record that
	// another names. They are no records.
	Occupancies []Occupancy
	Totals      []Total
	Uses        []Use
}

// Len returns the number of records in the set.
func (s Set) Len() int {
	return len(s.Attendees) + len(s.Types) + len(s.Revisions) + len(s.Tokens) +
		len(s.Groups) + len(s.Memberships) + len(s.FormResponses) +
		len(s.CredentialTypes) + len(s.Credentials) + len(s.Zones) + len(s.CheckLists) + len(s.AccessPoints) + len(s.CheckIns) +
		len(s.Entries) + len(s.Associations)
}

// Validate reports what makes the query unfit for any store, as an error that
// wraps [ErrUnsupported]: an unknown relation or key name, a key under the wrong
// kind, or a kind whose uses nothing counts. Every store calls it first.
func (q Query) Validate() error {
	if !validTexts(q.Scope.Tenant, q.Scope.Event) {
		return fmt.Errorf("%w: a scope that is not UTF-8 or holds NUL", ErrUnsupported)
	}
	if extra := q.With &^ knownRelations; extra != 0 {
		return fmt.Errorf("%w: relations %#x", ErrUnsupported, uint32(extra))
	}
	for kind := KindAttendee; kind.Known(); kind++ {
		for _, k := range q.Of(kind).Keys {
			if k.Name.Kind() != kind {
				return fmt.Errorf("%w: key %s of kind %s", ErrUnsupported, k.Name, kind)
			}
		}
	}
	for _, r := range q.Uses {
		switch r.Kind {
		case KindCredentialType, KindZone, KindCheckList:
		default:
			return fmt.Errorf("%w: what names a %s", ErrUnsupported, r.Kind)
		}
	}
	return nil
}
