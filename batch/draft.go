package batch

import (
	"fmt"

	"github.com/muster-go/muster/storage"
)

// Draft is the working copy that the commands of one batch read and edit. A
// later command sees what the earlier ones did; a command that fails is taken
// back as a whole.
//
// A draft refuses questions that nobody asked: "not found" is an answer only
// if some [Command.Needs] named the identifier. To look up anything else, or
// to write a key that nobody looked for, is a fault of the command that fails
// the batch, because it would create duplicates.
//
// Records come out of a draft by value, but their lists and maps are shared
// with it: replace them, never change them in place.
type Draft struct {
	scope     storage.Scope
	attendees table[storage.Attendee]
	types     table[storage.Type]
	revisions table[storage.Revision]
	tokens    table[storage.Token]

	groups      table[storage.Group]
	memberships table[storage.Membership]
	responses   table[storage.FormResponse]

	loaded storage.Relations
	guards []storage.Ref
	events []storage.Event
	more   []storage.Key // asked by plans
	fault  error         // the first question that nobody asked
}

// NewDraft returns a draft of what n asked for and a store answered with.
func NewDraft(n Needs, have storage.Set) *Draft {
	d := &Draft{
		scope:     n.Scope,
		attendees: newTable(storage.KindAttendee, n.Attendees, have.Attendees),
		types:     newTable(storage.KindType, n.Types, have.Types),
		revisions: newTable(storage.KindRevision, n.Revisions, have.Revisions),
		tokens:    newTable(storage.KindToken, n.Tokens, have.Tokens),

		groups:      newTable(storage.KindGroup, n.Groups, have.Groups),
		memberships: newTable(storage.KindMembership, n.Memberships, have.Memberships),
		responses:   newTable(storage.KindFormResponse, n.FormResponses, have.FormResponses),

		loaded: n.With,
	}
	if n.With&storage.WithTypes != 0 {
		for i := range have.Attendees {
			if code := have.Attendees[i].TypeCode; code != "" {
				d.types.askedKeys[storage.Key{Name: storage.KeyTypeCode, Value: code}] = struct{}{}
			}
		}
	}
	return d
}

// Attendee returns an attendee by ID.
func (d *Draft) Attendee(id storage.ID) (storage.Attendee, bool) {
	a, ok, err := d.attendees.get(id)
	d.fail(err)
	return a, ok
}

// AttendeeByKey returns the attendee who holds a key.
func (d *Draft) AttendeeByKey(k storage.Key) (storage.Attendee, bool) {
	a, ok, err := d.attendees.byKey(k)
	d.fail(err)
	return a, ok
}

// TypeByKey returns the attendee type that holds a key. With
// [storage.WithTypes] the types of the attendees found count as asked for.
func (d *Draft) TypeByKey(k storage.Key) (storage.Type, bool) {
	t, ok, err := d.types.byKey(k)
	d.fail(err)
	return t, ok
}

// Group returns a group by ID.
func (d *Draft) Group(id storage.ID) (storage.Group, bool) {
	g, ok, err := d.groups.get(id)
	d.fail(err)
	return g, ok
}

// GroupByKey returns the group that holds a key.
func (d *Draft) GroupByKey(k storage.Key) (storage.Group, bool) {
	g, ok, err := d.groups.byKey(k)
	d.fail(err)
	return g, ok
}

// Membership returns a membership by ID, see [storage.MembershipID].
func (d *Draft) Membership(id storage.ID) (storage.Membership, bool) {
	m, ok, err := d.memberships.get(id)
	d.fail(err)
	return m, ok
}

// FormResponse returns a form response by ID.
func (d *Draft) FormResponse(id storage.ID) (storage.FormResponse, bool) {
	f, ok, err := d.responses.get(id)
	d.fail(err)
	return f, ok
}

// RevisionsOf returns the superseded versions of an attendee, by ID. It needs
// [storage.WithRevisions].
func (d *Draft) RevisionsOf(attendee storage.ID) []storage.Revision {
	d.needs(storage.WithRevisions)
	return d.revisions.hanging(attendee)
}

// MembershipsOf returns the memberships of an attendee, by ID. It needs
// [storage.WithMemberships].
func (d *Draft) MembershipsOf(attendee storage.ID) []storage.Membership {
	d.needs(storage.WithMemberships)
	return d.memberships.hanging(attendee)
}

// FormResponsesOf returns the form responses of an attendee, by ID. It needs
// [storage.WithFormResponses].
func (d *Draft) FormResponsesOf(attendee storage.ID) []storage.FormResponse {
	d.needs(storage.WithFormResponses)
	return d.responses.hanging(attendee)
}

// MembersOf returns the memberships of a group, by ID. It needs
// [storage.WithMembers].
func (d *Draft) MembersOf(group storage.ID) []storage.Membership {
	d.needs(storage.WithMembers)
	var list []storage.Membership
	for _, x := range d.memberships.rows {
		if x.now != nil && x.now.GroupID == group {
			list = append(list, *x.now)
		}
	}
	byID(list)
	return list
}

// needs faults a plan that looks at what hangs from a record without having
// asked for it.
func (d *Draft) needs(with storage.Relations) {
	if d.loaded&with == 0 {
		d.fail(fmt.Errorf("batch: a plan looked at relations %#x, which no Needs asked for", uint32(with)))
	}
}

// PutAttendee writes an attendee and returns it at the revision at which it
// will be stored. Writing what is there already is no change.
func (d *Draft) PutAttendee(a storage.Attendee) storage.Attendee {
	a.Scope = d.scope
	d.fail(d.attendees.put(&a, &a.Head))
	return a
}

// PutType writes an attendee type, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutType(t storage.Type) storage.Type {
	t.Scope = d.scope
	d.fail(d.types.put(&t, &t.Head))
	return t
}

// PutRevision writes a superseded version of an attendee.
func (d *Draft) PutRevision(r storage.Revision) storage.Revision {
	r.Scope = d.scope
	d.fail(d.revisions.put(&r, &r.Head))
	return r
}

// PutGroup writes a group, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutGroup(g storage.Group) storage.Group {
	g.Scope = d.scope
	d.fail(d.groups.put(&g, &g.Head))
	return g
}

// PutMembership writes a membership and touches its attendee, see [Draft.Touch].
func (d *Draft) PutMembership(m storage.Membership) storage.Membership {
	m.Scope = d.scope
	d.Touch(m.AttendeeID)
	d.fail(d.memberships.put(&m, &m.Head))
	return m
}

// PutFormResponse writes a form response and touches its attendee, see
// [Draft.Touch].
func (d *Draft) PutFormResponse(f storage.FormResponse) storage.FormResponse {
	f.Scope = d.scope
	d.Touch(f.AttendeeID)
	d.fail(d.responses.put(&f, &f.Head))
	return f
}

// Touch moves the storage revision of an attendee whose content stays as it
// is. So whoever plans to delete the attendee meanwhile, and does not know of
// the dependent that is being written, conflicts and plans again.
func (d *Draft) Touch(attendee storage.ID) { d.fail(d.attendees.touch(attendee)) }

// AskMore asks for whoever holds these keys of attendees, for a plan that
// learns only from what was loaded what else it must see. If they were not
// loaded yet, whatever is decided now is thrown away: they are loaded as well,
// and everything is decided again.
func (d *Draft) AskMore(keys ...storage.Key) {
	for _, k := range keys {
		if _, asked := d.attendees.askedKeys[k]; !asked {
			d.attendees.askedKeys[k] = struct{}{}
			d.more = append(d.more, k)
		}
	}
}

// Drawn declares keys that were drawn at random, so that no record can hold
// them and none needs to be asked about. Should one exist all the same, the
// store refuses the change set and the batch is planned again.
func (d *Draft) Drawn(keys ...storage.Key) {
	for _, k := range keys {
		if k.Name.Kind() == storage.KindAttendee {
			d.attendees.askedKeys[k] = struct{}{}
		}
	}
}

// Delete removes records for good. Nothing happens to one that is absent.
func (d *Draft) Delete(refs ...storage.Ref) {
	for _, r := range refs {
		switch r.Kind {
		case storage.KindAttendee:
			d.fail(d.attendees.remove(r.ID))
		case storage.KindType:
			d.fail(d.types.remove(r.ID))
		case storage.KindRevision:
			d.fail(d.revisions.remove(r.ID))
		case storage.KindToken:
			d.fail(d.tokens.remove(r.ID))
		case storage.KindGroup:
			d.fail(d.groups.remove(r.ID))
		case storage.KindMembership:
			d.fail(d.memberships.remove(r.ID))
		case storage.KindFormResponse:
			d.fail(d.responses.remove(r.ID))
		default:
			d.fail(fmt.Errorf("batch: a plan deleted a %s", r.Kind))
		}
	}
}

// Guard makes the decision depend on records that it read without writing
// them: should one have moved on, the batch is planned again.
func (d *Draft) Guard(refs ...storage.Ref) { d.guards = append(d.guards, refs...) }

// Emit adds an event, which is stored in the same atomic step.
func (d *Draft) Emit(e storage.Event) {
	e.Scope = d.scope
	d.events = append(d.events, e)
}

// Changes returns the net effect of all writes, sorted by ID, with the events
// in the order in which they were emitted.
func (d *Draft) Changes() storage.ChangeSet {
	cs := storage.ChangeSet{
		Scope:     d.scope,
		Attendees: d.attendees.changes(),
		Types:     d.types.changes(),
		Revisions: d.revisions.changes(),
		Tokens:    d.tokens.changes(),

		Groups:        d.groups.changes(),
		Memberships:   d.memberships.changes(),
		FormResponses: d.responses.changes(),

		Events: d.events,
	}
	cs.Guards = d.openGuards()
	return cs
}

// openGuards drops guards on what the draft writes, which its revision guards
// already, and repetitions.
func (d *Draft) openGuards() []storage.Ref {
	var open []storage.Ref
	seen := make(map[storage.Ref]struct{}, len(d.guards))
	for _, g := range d.guards {
		if _, again := seen[g]; again || d.written(g) {
			continue
		}
		seen[g] = struct{}{}
		open = append(open, g)
	}
	return open
}

func (d *Draft) written(r storage.Ref) bool {
	switch r.Kind {
	case storage.KindAttendee:
		return d.attendees.written(r.ID)
	case storage.KindType:
		return d.types.written(r.ID)
	case storage.KindRevision:
		return d.revisions.written(r.ID)
	case storage.KindToken:
		return d.tokens.written(r.ID)
	case storage.KindGroup:
		return d.groups.written(r.ID)
	case storage.KindMembership:
		return d.memberships.written(r.ID)
	case storage.KindFormResponse:
		return d.responses.written(r.ID)
	}
	return false
}

func (d *Draft) fail(err error) {
	if d.fault == nil {
		d.fault = err
	}
}

// mark is a point to which a draft can be rewound.
type mark struct {
	attendees, types, revisions, tokens, groups, memberships, responses int
	guards, events                                                      int
}

func (d *Draft) mark() mark {
	return mark{
		len(d.attendees.journal), len(d.types.journal), len(d.revisions.journal), len(d.tokens.journal),
		len(d.groups.journal), len(d.memberships.journal), len(d.responses.journal),
		len(d.guards), len(d.events),
	}
}

func (d *Draft) rewind(m mark) {
	d.attendees.rewind(m.attendees)
	d.types.rewind(m.types)
	d.revisions.rewind(m.revisions)
	d.tokens.rewind(m.tokens)
	d.groups.rewind(m.groups)
	d.memberships.rewind(m.memberships)
	d.responses.rewind(m.responses)
	d.guards, d.events = d.guards[:m.guards], d.events[:m.events]
}
