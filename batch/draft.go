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

	credentialTypes table[storage.CredentialType]
	credentials     table[storage.Credential]
	zones           table[storage.Zone]
	checkLists      table[storage.CheckList]
	points          table[storage.AccessPoint]
	checkIns        table[storage.CheckIn]

	entries      table[storage.Entry]
	associations table[storage.Association]

	byKind [kinds]kindTable // the tables above

	inside counts[storage.ID]  // who is inside zones
	uses   counts[storage.Ref] // what names types, zones and lists, by references without revision
	totals []storage.Total

	loaded storage.Relations
	guards []storage.Ref
	events []storage.Event
	more   storage.Query // what plans asked for besides, if asked
	asked  bool
	fault  error // the first question that nobody asked
}

// kinds is one more than the greatest kind.
const kinds = storage.KindAssociation + 1

// NewDraft returns a draft of what n asked for and a store answered with.
func NewDraft(n Needs, have storage.Set) *Draft {
	d := &Draft{scope: n.Scope, loaded: n.With, totals: have.Totals, more: storage.Query{Scope: n.Scope}}
	d.byKind = [kinds]kindTable{
		storage.KindAttendee:       d.attendees.fill(storage.KindAttendee, &n.Attendees, have.Attendees, nil),
		storage.KindType:           d.types.fill(storage.KindType, &n.Types, have.Types, nil),
		storage.KindRevision:       d.revisions.fill(storage.KindRevision, &n.Revisions, have.Revisions, func(r *storage.Revision) [2]storage.ID { return [2]storage.ID{r.AttendeeID} }),
		storage.KindToken:          d.tokens.fill(storage.KindToken, &n.Tokens, have.Tokens, nil),
		storage.KindGroup:          d.groups.fill(storage.KindGroup, &n.Groups, have.Groups, nil),
		storage.KindMembership:     d.memberships.fill(storage.KindMembership, &n.Memberships, have.Memberships, func(r *storage.Membership) [2]storage.ID { return [2]storage.ID{r.AttendeeID, r.GroupID} }),
		storage.KindFormResponse:   d.responses.fill(storage.KindFormResponse, &n.FormResponses, have.FormResponses, func(r *storage.FormResponse) [2]storage.ID { return [2]storage.ID{r.AttendeeID} }),
		storage.KindCredentialType: d.credentialTypes.fill(storage.KindCredentialType, &n.CredentialTypes, have.CredentialTypes, nil),
		storage.KindCredential:     d.credentials.fill(storage.KindCredential, &n.Credentials, have.Credentials, func(r *storage.Credential) [2]storage.ID { return [2]storage.ID{r.AttendeeID} }),
		storage.KindZone:           d.zones.fill(storage.KindZone, &n.Zones, have.Zones, nil),
		storage.KindCheckList:      d.checkLists.fill(storage.KindCheckList, &n.CheckLists, have.CheckLists, nil),
		storage.KindAccessPoint:    d.points.fill(storage.KindAccessPoint, &n.AccessPoints, have.AccessPoints, nil),
		storage.KindCheckIn:        d.checkIns.fill(storage.KindCheckIn, &n.CheckIns, have.CheckIns, func(r *storage.CheckIn) [2]storage.ID { return [2]storage.ID{r.AttendeeID} }),
		storage.KindEntry:          d.entries.fill(storage.KindEntry, &n.Entries, have.Entries, nil),
		storage.KindAssociation:    d.associations.fill(storage.KindAssociation, &n.Associations, have.Associations, func(r *storage.Association) [2]storage.ID { return [2]storage.ID{r.AttendeeID, r.EntryID} }),
	}
	d.count(n, have)
	if n.With&storage.WithTypes != 0 {
		for i := range have.Attendees {
			if code := have.Attendees[i].TypeCode; code != "" {
				d.types.assume(storage.Key{Name: storage.KeyTypeCode, Value: code})
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
	return d.memberships.hanging(group)
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
//
// It writes the record and nothing besides: it moves no version, keeps none and
// tells no event. Who changes a person plans an attendee.Update in the command,
// with Plan of attendee.Rules, which does all of that.
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
	d.Touch(m.Parent())
	d.fail(d.memberships.put(&m, &m.Head))
	return m
}

// PutFormResponse writes a form response and touches its attendee, see
// [Draft.Touch].
func (d *Draft) PutFormResponse(f storage.FormResponse) storage.FormResponse {
	f.Scope = d.scope
	d.Touch(f.Parent())
	d.fail(d.responses.put(&f, &f.Head))
	return f
}

// Touch moves the storage revision of a record whose content stays as it is. So
// whoever plans meanwhile to write it, and does not know of what is being
// written here, conflicts and plans again.
func (d *Draft) Touch(r storage.Ref) {
	if t := d.table(r.Kind); t != nil {
		d.fail(t.touch(r.ID))
	}
}

// AskMore asks for what a plan learns only from what was loaded that it must
// see. If it was not loaded yet, whatever is decided now is thrown away: it is
// loaded as well, and everything is decided again. It reports whether
// everything was loaded; a plan that gets false should return at once.
func (d *Draft) AskMore(q storage.Query) bool {
	complete := true
	for kind := storage.KindAttendee; kind < kinds; kind++ {
		if l := q.Of(kind); !l.Empty() {
			unseen := d.byKind[kind].ask(l)
			complete = complete && unseen.Empty()
			more := d.more.Of(kind)
			more.IDs = append(more.IDs, unseen.IDs...)
			more.Keys = append(more.Keys, unseen.Keys...)
		}
	}
	if unseen := q.With &^ d.loaded; unseen != 0 {
		complete = false
		d.loaded |= unseen
		d.more.With |= unseen
	}
	complete = d.askCounts(q) && complete
	d.asked = d.asked || !complete
	return complete
}

// Drawn declares keys that were drawn at random, so that no record can hold
// them and none needs to be asked about. Should one exist all the same, the
// store refuses the change set and the batch is planned again.
func (d *Draft) Drawn(keys ...storage.Key) {
	for _, k := range keys {
		if t := d.table(k.Name.Kind()); t != nil {
			t.assume(k)
		}
	}
}

// Delete removes records for good. Nothing happens to one that is absent.
func (d *Draft) Delete(refs ...storage.Ref) {
	for _, r := range refs {
		if t := d.table(r.Kind); t != nil {
			d.fail(t.remove(r.ID))
		}
	}
}

// table returns the table of a kind. A kind that there is not is the fault of
// the plan that named it.
func (d *Draft) table(k storage.Kind) kindTable {
	if !k.Known() {
		d.fail(fmt.Errorf("batch: a plan named a %s", k))
		return nil
	}
	return d.byKind[k]
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

		CredentialTypes: d.credentialTypes.changes(),
		Credentials:     d.credentials.changes(),
		Zones:           d.zones.changes(),
		CheckLists:      d.checkLists.changes(),
		AccessPoints:    d.points.changes(),
		CheckIns:        d.checkIns.changes(),

		Entries:      d.entries.changes(),
		Associations: d.associations.changes(),

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
		if _, again := seen[g]; again || d.table(g.Kind) == nil || d.byKind[g.Kind].written(g.ID) {
			continue
		}
		seen[g] = struct{}{}
		open = append(open, g)
	}
	return open
}

func (d *Draft) fail(err error) {
	if d.fault == nil {
		d.fault = err
	}
}

// mark is a point to which a draft can be rewound.
type mark struct {
	steps          [kinds]int
	guards, events int
}

func (d *Draft) mark() mark {
	m := mark{guards: len(d.guards), events: len(d.events)}
	for kind := storage.KindAttendee; kind < kinds; kind++ {
		m.steps[kind] = d.byKind[kind].steps()
	}
	return m
}

func (d *Draft) rewind(m mark) {
	for kind := storage.KindAttendee; kind < kinds; kind++ {
		d.byKind[kind].rewind(m.steps[kind])
	}
	d.guards, d.events = d.guards[:m.guards], d.events[:m.events]
}
