package memstore

import (
	"fmt"

	"github.com/muster-go/muster/storage"
)

// space holds the records of one scope.
type space struct {
	attendees   table[storage.Attendee]
	types       table[storage.Type]
	revisions   table[storage.Revision]
	tokens      table[storage.Token]
	groups      table[storage.Group]
	memberships table[storage.Membership]
	responses   table[storage.FormResponse]
}

// A dependent's first link is its attendee; a membership's second is its group.
const (
	toAttendee = 0
	toGroup    = 1
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
		responses: newTable(link[storage.FormResponse]{field: "attendee_id", to: func(f *storage.FormResponse) storage.ID { return f.AttendeeID }}),
	}
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
	attendees, groups := afterwards(&sp.attendees, cs.Attendees), afterwards(&sp.groups, cs.Groups)
	for _, err := range []error{
		sp.attendees.check(cs.Attendees),
		sp.types.check(cs.Types),
		sp.revisions.check(cs.Revisions),
		sp.tokens.check(cs.Tokens),
		sp.groups.check(cs.Groups),
		sp.memberships.check(cs.Memberships),
		sp.responses.check(cs.FormResponses),
		sp.revisions.checkLink(cs.Revisions, toAttendee, attendees),
		sp.memberships.checkLink(cs.Memberships, toAttendee, attendees),
		sp.memberships.checkLink(cs.Memberships, toGroup, groups),
		sp.responses.checkLink(cs.FormResponses, toAttendee, attendees),
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
}

// hits are the records of every kind that a call has found.
type hits struct{ attendees, types, revisions, groups, memberships, responses found }

func noHits() hits {
	return hits{make(found), make(found), make(found), make(found), make(found), make(found)}
}

// follow adds what the relations name, once: parents, then what hangs from the
// attendees and groups, then groups and types.
func (sp *space) follow(with storage.Relations, h hits) {
	has := func(r storage.Relations) bool { return with&r != 0 }
	if has(storage.WithParents) {
		sp.revisions.owners(h.revisions, toAttendee, h.attendees)
		sp.memberships.owners(h.memberships, toAttendee, h.attendees)
		sp.responses.owners(h.responses, toAttendee, h.attendees)
	}
	if has(storage.WithRevisions) {
		sp.revisions.hanging(h.attendees, toAttendee, h.revisions)
	}
	if has(storage.WithMemberships) {
		sp.memberships.hanging(h.attendees, toAttendee, h.memberships)
	}
	if has(storage.WithFormResponses) {
		sp.responses.hanging(h.attendees, toAttendee, h.responses)
	}
	if has(storage.WithMembers) {
		sp.memberships.hanging(h.groups, toGroup, h.memberships)
	}
	if has(storage.WithGroups) {
		sp.memberships.owners(h.memberships, toGroup, h.groups)
	}
	if has(storage.WithTypes) {
		for id := range h.attendees {
			if t, ok := sp.types.keys[storage.Key{Name: storage.KeyTypeCode, Value: sp.attendees.rows[id].TypeCode}]; ok {
				h.types.add(t)
			}
		}
	}
}

func (sp *space) copies(h hits) storage.Set {
	return storage.Set{
		Attendees:     sp.attendees.copies(h.attendees),
		Types:         sp.types.copies(h.types),
		Revisions:     sp.revisions.copies(h.revisions),
		Groups:        sp.groups.copies(h.groups),
		Memberships:   sp.memberships.copies(h.memberships),
		FormResponses: sp.responses.copies(h.responses),
	}
}
