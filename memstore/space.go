package memstore

import (
	"fmt"

	"github.com/muster-go/muster/storage"
)

// space holds the records of one scope.
type space struct {
	attendees       table[storage.Attendee]
	types           table[storage.Type]
	revisions       table[storage.Revision]
	tokens          table[storage.Token]
	groups          table[storage.Group]
	memberships     table[storage.Membership]
	responses       table[storage.FormResponse]
	credentialTypes table[storage.CredentialType]
	credentials     table[storage.Credential]
	zones           table[storage.Zone]
	lists           table[storage.CheckList]
	points          table[storage.AccessPoint]
	checkIns        table[storage.CheckIn]
	entries         table[storage.Entry]
	associations    table[storage.Association]
}

// The links of each kind, in the order of newSpace. The first one of whatever
// hangs from attendees is its attendee.
const (
	toAttendee = 0

	toGroup          = 1 // of a membership
	toEntry          = 1 // of an association
	toCredentialType = 1 // of a credential

	toZone = 0 // of an access point
	toList = 1

	presentAttendee = 1 // of a check-in by which somebody is inside
	presentZone     = 2
)

func newSpace() *space {
	return &space{
		attendees: newTable[storage.Attendee](),
		types:     newTable[storage.Type](),
		revisions: newTable(link[storage.Revision]{field: "attendee_id", to: func(r *storage.Revision) storage.ID { return r.AttendeeID }}),
		tokens:    newTable[storage.Token](),
		groups:    newTable[storage.Group](),
		memberships: newTable(
			link[storage.Membership]{field: "attendee_id", to: func(m *storage.Membership) storage.ID { return m.AttendeeID }},
			link[storage.Membership]{field: "group_id", to: func(m *storage.Membership) storage.ID { return m.GroupID }},
		),
		responses:       newTable(link[storage.FormResponse]{field: "attendee_id", to: func(f *storage.FormResponse) storage.ID { return f.AttendeeID }}),
		credentialTypes: newTable[storage.CredentialType](),
		credentials: newTable(
			link[storage.Credential]{field: "attendee_id", to: func(c *storage.Credential) storage.ID { return c.AttendeeID }},
			link[storage.Credential]{field: "type_id", to: func(c *storage.Credential) storage.ID { return c.TypeID }, optional: true},
		),
		zones: newTable[storage.Zone](),
		lists: newTable[storage.CheckList](),
		points: newTable(
			link[storage.AccessPoint]{field: "zone_id", to: func(p *storage.AccessPoint) storage.ID { return p.ZoneID }, optional: true},
			link[storage.AccessPoint]{field: "list_id", to: func(p *storage.AccessPoint) storage.ID { return p.ListID }, optional: true},
		),
		checkIns: newTable(
			link[storage.CheckIn]{field: "attendee_id", to: func(c *storage.CheckIn) storage.ID { return c.AttendeeID }, optional: true},
			link[storage.CheckIn]{to: func(c *storage.CheckIn) storage.ID { return whileInside(c, c.AttendeeID) }, optional: true},
			link[storage.CheckIn]{to: func(c *storage.CheckIn) storage.ID { return whileInside(c, c.ZoneID) }, optional: true},
		),
		entries: newTable[storage.Entry](),
		associations: newTable(
			link[storage.Association]{field: "attendee_id", to: func(a *storage.Association) storage.ID { return a.AttendeeID }},
			link[storage.Association]{field: "entry_id", to: func(a *storage.Association) storage.ID { return a.EntryID }},
		),
	}
}

// whileInside returns an ID that a check-in names if somebody is inside by it.
func whileInside(c *storage.CheckIn, id storage.ID) storage.ID {
	if c.Inside() {
		return id
	}
	return storage.ID{}
}

func (sp *space) rev(r storage.Ref) storage.Rev {
	switch r.Kind {
	case storage.KindAttendee:
		return sp.attendees.rev(r.ID)
	case storage.KindType:
		return sp.types.rev(r.ID)
	case storage.KindRevision:
		return sp.revisions.rev(r.ID)
	case storage.KindToken:
		return sp.tokens.rev(r.ID)
	case storage.KindGroup:
		return sp.groups.rev(r.ID)
	case storage.KindMembership:
		return sp.memberships.rev(r.ID)
	case storage.KindFormResponse:
		return sp.responses.rev(r.ID)
	case storage.KindCredentialType:
		return sp.credentialTypes.rev(r.ID)
	case storage.KindCredential:
		return sp.credentials.rev(r.ID)
	case storage.KindZone:
		return sp.zones.rev(r.ID)
	case storage.KindCheckList:
		return sp.lists.rev(r.ID)
	case storage.KindAccessPoint:
		return sp.points.rev(r.ID)
	case storage.KindCheckIn:
		return sp.checkIns.rev(r.ID)
	case storage.KindEntry:
		return sp.entries.rev(r.ID)
	case storage.KindAssociation:
		return sp.associations.rev(r.ID)
	}
	return -1
}

// check reports whether cs was planned against the present state.
func (sp *space) check(cs storage.ChangeSet) error {
	for _, g := range cs.Guards {
		if sp.rev(g) != g.Rev {
			return fmt.Errorf("%w: guard on %s %s", storage.ErrConflict, g.Kind, g.ID)
		}
	}
	attendees, groups, entries := afterwards(&sp.attendees, cs.Attendees), afterwards(&sp.groups, cs.Groups), afterwards(&sp.entries, cs.Entries)
	credentialTypes, zones, lists := afterwards(&sp.credentialTypes, cs.CredentialTypes), afterwards(&sp.zones, cs.Zones), afterwards(&sp.lists, cs.CheckLists)
	for _, err := range []error{
		sp.attendees.check(cs.Attendees),
		sp.types.check(cs.Types),
		sp.revisions.check(cs.Revisions),
		sp.tokens.check(cs.Tokens),
		sp.groups.check(cs.Groups),
		sp.memberships.check(cs.Memberships),
		sp.responses.check(cs.FormResponses),
		sp.credentialTypes.check(cs.CredentialTypes),
		sp.credentials.check(cs.Credentials),
		sp.zones.check(cs.Zones),
		sp.lists.check(cs.CheckLists),
		sp.points.check(cs.AccessPoints),
		sp.checkIns.check(cs.CheckIns),
		sp.entries.check(cs.Entries),
		sp.associations.check(cs.Associations),
		sp.revisions.checkLink(cs.Revisions, toAttendee, attendees),
		sp.memberships.checkLink(cs.Memberships, toAttendee, attendees),
		sp.memberships.checkLink(cs.Memberships, toGroup, groups),
		sp.responses.checkLink(cs.FormResponses, toAttendee, attendees),
		sp.credentials.checkLink(cs.Credentials, toAttendee, attendees),
		sp.credentials.checkLink(cs.Credentials, toCredentialType, credentialTypes),
		sp.points.checkLink(cs.AccessPoints, toZone, zones),
		sp.points.checkLink(cs.AccessPoints, toList, lists),
		sp.checkIns.checkLink(cs.CheckIns, toAttendee, attendees),
		sp.associations.checkLink(cs.Associations, toAttendee, attendees),
		sp.associations.checkLink(cs.Associations, toEntry, entries),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// write makes the changes, which check has passed.
func (sp *space) write(cs storage.ChangeSet) {
	sp.attendees.write(cs.Attendees)
	sp.types.write(cs.Types)
	sp.revisions.write(cs.Revisions)
	sp.tokens.write(cs.Tokens)
	sp.groups.write(cs.Groups)
	sp.memberships.write(cs.Memberships)
	sp.responses.write(cs.FormResponses)
	sp.credentialTypes.write(cs.CredentialTypes)
	sp.credentials.write(cs.Credentials)
	sp.zones.write(cs.Zones)
	sp.lists.write(cs.CheckLists)
	sp.points.write(cs.AccessPoints)
	sp.checkIns.write(cs.CheckIns)
	sp.entries.write(cs.Entries)
	sp.associations.write(cs.Associations)
}

// hits are the records of every kind that a call has found.
type hits struct {
	attendees, types, revisions, tokens, groups, memberships, responses found
	credentialTypes, credentials, zones, lists, points, checkIns        found
	entries, associations                                               found
}

// find notes the records that a query names.
func (sp *space) find(q storage.Query) *hits {
	return &hits{
		attendees:       sp.attendees.find(q.Attendees),
		types:           sp.types.find(q.Types),
		revisions:       sp.revisions.find(q.Revisions),
		tokens:          sp.tokens.find(q.Tokens),
		groups:          sp.groups.find(q.Groups),
		memberships:     sp.memberships.find(q.Memberships),
		responses:       sp.responses.find(q.FormResponses),
		credentialTypes: sp.credentialTypes.find(q.CredentialTypes),
		credentials:     sp.credentials.find(q.Credentials),
		zones:           sp.zones.find(q.Zones),
		lists:           sp.lists.find(q.CheckLists),
		points:          sp.points.find(q.AccessPoints),
		checkIns:        sp.checkIns.find(q.CheckIns),
		entries:         sp.entries.find(q.Entries),
		associations:    sp.associations.find(q.Associations),
	}
}

// follow adds what the relations name, once and in the order of
// [storage.Relations].
func (sp *space) follow(with storage.Relations, h *hits) {
	has := func(r storage.Relations) bool { return with&r != 0 }
	if has(storage.WithParents) {
		sp.revisions.owners(h.revisions, toAttendee, &h.attendees)
		sp.memberships.owners(h.memberships, toAttendee, &h.attendees)
		sp.responses.owners(h.responses, toAttendee, &h.attendees)
		sp.credentials.owners(h.credentials, toAttendee, &h.attendees)
		sp.checkIns.owners(h.checkIns, toAttendee, &h.attendees)
		sp.associations.owners(h.associations, toAttendee, &h.attendees)
	}
	if has(storage.WithRevisions) {
		sp.revisions.hanging(h.attendees, toAttendee, &h.revisions)
	}
	if has(storage.WithMemberships) {
		sp.memberships.hanging(h.attendees, toAttendee, &h.memberships)
	}
	if has(storage.WithFormResponses) {
		sp.responses.hanging(h.attendees, toAttendee, &h.responses)
	}
	if has(storage.WithCredentials) {
		sp.credentials.hanging(h.attendees, toAttendee, &h.credentials)
	}
	if has(storage.WithCheckIns) {
		sp.checkIns.hanging(h.attendees, toAttendee, &h.checkIns)
	}
	if has(storage.WithPresences) {
		sp.checkIns.hanging(h.attendees, presentAttendee, &h.checkIns)
	}
	if has(storage.WithAssociations) {
		sp.associations.hanging(h.attendees, toAttendee, &h.associations)
	}
	if has(storage.WithMembers) {
		sp.memberships.hanging(h.groups, toGroup, &h.memberships)
	}
	if has(storage.WithShares) {
		sp.associations.hanging(h.entries, toEntry, &h.associations)
	}
	if has(storage.WithGroups) {
		sp.memberships.owners(h.memberships, toGroup, &h.groups)
	}
	if has(storage.WithPlaces) {
		sp.points.owners(h.points, toZone, &h.zones)
		sp.points.owners(h.points, toList, &h.lists)
	}
	if has(storage.WithEntries) {
		sp.associations.owners(h.associations, toEntry, &h.entries)
	}
	if has(storage.WithTypes) {
		for id := range h.attendees {
			if t, ok := sp.types.keys[storage.Key{Name: storage.KeyTypeCode, Value: sp.attendees.rows[id].TypeCode}]; ok {
				h.types.add(t)
			}
		}
	}
}

func (sp *space) copies(h *hits) storage.Set {
	return storage.Set{
		Attendees:       sp.attendees.copies(h.attendees),
		Types:           sp.types.copies(h.types),
		Revisions:       sp.revisions.copies(h.revisions),
		Tokens:          sp.tokens.copies(h.tokens),
		Groups:          sp.groups.copies(h.groups),
		Memberships:     sp.memberships.copies(h.memberships),
		FormResponses:   sp.responses.copies(h.responses),
		CredentialTypes: sp.credentialTypes.copies(h.credentialTypes),
		Credentials:     sp.credentials.copies(h.credentials),
		Zones:           sp.zones.copies(h.zones),
		CheckLists:      sp.lists.copies(h.lists),
		AccessPoints:    sp.points.copies(h.points),
		CheckIns:        sp.checkIns.copies(h.checkIns),
		Entries:         sp.entries.copies(h.entries),
		Associations:    sp.associations.copies(h.associations),
	}
}
