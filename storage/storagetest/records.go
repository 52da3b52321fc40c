package storagetest

import (
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/storage"
)

// The scopes in which the cases work. They differ in one half each, so that a
// store which forgets a half mixes them up.
var (
	here      = storage.Scope{Tenant: "tenant-1", Event: "event-1"}
	elsewhere = storage.Scope{Tenant: "tenant-1", Event: "event-2"}
	abroad    = storage.Scope{Tenant: "tenant-2", Event: "event-1"}
)

// noon is when the records were made; it has microseconds to lose.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 123456000, time.UTC)

func newID() storage.ID { return uuid.Must(uuid.NewV7()) }

func newHead(scope storage.Scope) storage.Head {
	return storage.Head{Scope: scope, ID: newID(), Rev: 1, CreatedAt: noon, UpdatedAt: noon}
}

func newAttendee(scope storage.Scope, edits ...func(*storage.Attendee)) storage.Attendee {
	head := newHead(scope)
	code := "code-" + head.ID.String()
	a := storage.Attendee{
		Head: head, Status: storage.StatusActive, Version: 1,
		AttendanceCode: code, Unique: storage.AttendeeKeys{Code: code},
		FirstName: "Ada", LastName: "Lovelace",
	}
	for _, edit := range edits {
		edit(&a)
	}
	return a
}

func newType(scope storage.Scope, code string) storage.Type {
	return storage.Type{Head: newHead(scope), Code: code, Name: code + " name", UniqueName: code + " name", Active: true}
}

// newRevision keeps a as it is, as the planner does before it changes a.
func newRevision(a storage.Attendee) storage.Revision {
	return storage.Revision{
		Head: newHead(a.Scope), AttendeeID: a.ID, Version: a.Version,
		Changed: []string{"first_name"}, Was: storage.Clone(a),
	}
}

func newToken(scope storage.Scope) storage.Token {
	head := newHead(scope)
	return storage.Token{Head: head, Value: "token-" + head.ID.String(), Digest: "digest", Report: []byte(`{"ok":true}`)}
}

func newGroup(scope storage.Scope, name string) storage.Group {
	return storage.Group{Head: newHead(scope), Name: name, UniqueName: name}
}

func newMembership(g storage.Group, a storage.Attendee) storage.Membership {
	head := newHead(a.Scope)
	head.ID = storage.MembershipID(g.ID, a.ID)
	return storage.Membership{Head: head, GroupID: g.ID, AttendeeID: a.ID}
}

func newResponse(a storage.Attendee) storage.FormResponse {
	return storage.FormResponse{Head: newHead(a.Scope), AttendeeID: a.ID, FormID: "diet", Data: []byte(`{"vegan":true}`)}
}

func newCredentialType(scope storage.Scope, name string) storage.CredentialType {
	return storage.CredentialType{Head: newHead(scope), Name: name, UniqueName: name, Medium: storage.QR}
}

// newCredential returns a credential of a that has no type.
func newCredential(a storage.Attendee) storage.Credential {
	head := newHead(a.Scope)
	value := "value-" + head.ID.String()
	return storage.Credential{
		Head: head, AttendeeID: a.ID, Medium: storage.QR, Value: value, UniqueValue: "digest of " + value, Status: storage.CredentialActive,
	}
}

func newZone(scope storage.Scope, slug string) storage.Zone {
	return storage.Zone{Head: newHead(scope), Name: slug + " name", Slug: slug, UniqueSlug: slug}
}

func newCheckList(scope storage.Scope, name string) storage.CheckList {
	return storage.CheckList{Head: newHead(scope), Name: name, UniqueName: name}
}

// newPoint returns an access point that leads nowhere and that everybody may
// pass.
func newPoint(scope storage.Scope, slug string) storage.AccessPoint {
	return storage.AccessPoint{Head: newHead(scope), Name: slug + " name", Slug: slug, UniqueSlug: slug, Direction: storage.In, Active: true}
}

// newCheckIn returns a scan by which nobody was recognised.
func newCheckIn(scope storage.Scope) storage.CheckIn {
	return storage.CheckIn{Head: newHead(scope), PointID: newID(), Direction: storage.In, Reason: "unknown", At: noon}
}

// newPresence returns a scan by which a is inside a zone.
func newPresence(a storage.Attendee, zone storage.ID) storage.CheckIn {
	c := newCheckIn(a.Scope)
	c.AttendeeID, c.ZoneID, c.Reason = a.ID, zone, ""
	c.UniqueNonce, c.UniquePresence = "nonce-"+c.ID.String(), "zone "+zone.String()+" "+c.ID.String()
	return c
}

// ended returns the next write of a presence, when the attendee has left.
func ended(c storage.CheckIn) storage.CheckIn {
	c = next(c)
	c.EndedBy, c.UniquePresence = newID(), ""
	return c
}

func newEntry(scope storage.Scope, external string) storage.Entry {
	return storage.Entry{
		Head: newHead(scope), ExternalID: external, UniqueExternal: external, Kind: storage.EntryNormal,
		SpentOn: time.Date(2026, time.February, 3, 0, 0, 0, 0, time.UTC), Amount: 9000, Digits: 2, Currency: "EUR",
	}
}

func newAssociation(e storage.Entry, a storage.Attendee) storage.Association {
	head := newHead(a.Scope)
	head.ID = storage.AssociationID(e.ID, a.ID)
	return storage.Association{
		Head: head, EntryID: e.ID, AttendeeID: a.ID, Position: 1, Amount: 4500, Digits: 2, Currency: "EUR", Year: 2026,
	}
}

func newEvent(subject storage.Entity) storage.Event {
	return storage.Event{
		ID: newID(), Scope: subject.Base().Scope, Type: subject.Ref().Kind.String() + ".created",
		Subject: subject.Ref(), At: noon, Data: []byte(`{"fields":["first_name"]}`),
	}
}

// oneOfEach returns a new record of every kind, parents first.
func oneOfEach(scope storage.Scope) []storage.Entity {
	a, g := newAttendee(scope), newGroup(scope, "Crew")
	typ, zone, list := newCredentialType(scope, "Badge"), newZone(scope, "hall"), newCheckList(scope, "Staff")
	credential, point, e := newCredential(a), newPoint(scope, "door"), newEntry(scope, "entry-1")
	credential.TypeID, point.ZoneID, point.ListID = typ.ID, zone.ID, list.ID
	scan := newPresence(a, zone.ID)
	scan.CredentialID, scan.PointID = credential.ID, point.ID
	return []storage.Entity{
		a, newType(scope, "SPEAKER"), newRevision(a), newToken(scope), g, newMembership(g, a), newResponse(a),
		typ, credential, zone, list, point, scan, e, newAssociation(e, a),
	}
}

// manyAttendees returns n attendees with e-mail addresses that sort by number.
func manyAttendees(scope storage.Scope, n int) []storage.Attendee {
	list := make([]storage.Attendee, n)
	for i := range list {
		list[i] = newAttendee(scope, email(fmt.Sprintf("person-%06d@example.com", i)))
	}
	return list
}

func entities[R storage.Record](records []R) []storage.Entity {
	list := make([]storage.Entity, len(records))
	for i, r := range records {
		list[i] = r
	}
	return list
}

func refs[E storage.Entity](records []E) []storage.Ref {
	list := make([]storage.Ref, len(records))
	for i, r := range records {
		list[i] = r.Ref()
	}
	return list
}

func email(address string) func(*storage.Attendee) {
	return func(a *storage.Attendee) { a.Email, a.Unique.Email = address, address }
}

func typed(code string) func(*storage.Attendee) {
	return func(a *storage.Attendee) { a.TypeCode = code }
}

// next returns the record as its next write, at one revision more.
func next[E storage.Entity](e E) E { return at(e, e.Base().Rev+1) }

func at[E storage.Entity](e E, rev storage.Rev) E {
	return edited(e, func(h *storage.Head) { h.Rev = rev })
}

func moved[E storage.Entity](e E, scope storage.Scope) E {
	return edited(e, func(h *storage.Head) { h.Scope = scope })
}

func edited[E storage.Entity](e E, edit func(*storage.Head)) E {
	r := reflect.New(reflect.TypeOf(e)).Elem()
	r.Set(reflect.ValueOf(e))
	edit(r.FieldByName("Head").Addr().Interface().(*storage.Head))
	return r.Interface().(E)
}

// change is one part of a change set, so that a case reads as the list of what
// it changes.
type change func(*storage.ChangeSet)

func changeSet(scope storage.Scope, changes ...change) storage.ChangeSet {
	cs := storage.ChangeSet{Scope: scope}
	for _, c := range changes {
		c(&cs)
	}
	return cs
}

func put(records ...storage.Entity) change {
	return func(cs *storage.ChangeSet) {
		for _, r := range records {
			kindNumbered(r.Ref().Kind).put(cs, r)
		}
	}
}

// remove deletes records at the revision that they show.
func remove(records ...storage.Entity) change {
	return func(cs *storage.ChangeSet) {
		for _, r := range records {
			list := kindNumbered(r.Ref().Kind).deletes(cs)
			*list = append(*list, r.Ref())
		}
	}
}

// deletes returns the deletes of every kind.
func deletes(cs storage.ChangeSet) []storage.Ref {
	var list []storage.Ref
	for _, k := range everyKind {
		list = append(list, *k.deletes(&cs)...)
	}
	return list
}

// written returns the records that a change set puts.
func written(cs storage.ChangeSet) (s storage.Set) {
	for _, k := range everyKind {
		k.written(cs, &s)
	}
	return s
}

func guard(refs ...storage.Ref) change {
	return func(cs *storage.ChangeSet) { cs.Guards = append(cs.Guards, refs...) }
}

func emit(events ...storage.Event) change {
	return func(cs *storage.ChangeSet) { cs.Events = append(cs.Events, events...) }
}

// named asks for records by their IDs.
func named(scope storage.Scope, refs ...storage.Ref) storage.Query {
	q := storage.Query{Scope: scope}
	for _, r := range refs {
		l := q.Of(r.Kind)
		l.IDs = append(l.IDs, r.ID)
	}
	return q
}

// keyed asks for records by their keys.
func keyed(scope storage.Scope, keys ...storage.Key) storage.Query {
	q := storage.Query{Scope: scope}
	for _, k := range keys {
		l := q.Of(k.Name.Kind())
		l.Keys = append(l.Keys, k)
	}
	return q
}

// all returns the records of a set without their types.
func all(s storage.Set) []storage.Entity {
	list := make([]storage.Entity, 0, s.Len())
	for _, k := range everyKind {
		list = append(list, k.of(s)...)
	}
	return list
}

// owners names the records without which a record cannot be: what it hangs
// from, and what else it names of its own accord.
func owners(e storage.Entity) []storage.Ref {
	var list []storage.Ref
	add := func(kind storage.Kind, id storage.ID) { list = append(list, storage.Ref{Kind: kind, ID: id}) }
	maybe := func(kind storage.Kind, id storage.ID) {
		if id != (storage.ID{}) {
			add(kind, id)
		}
	}
	switch r := e.(type) {
	case storage.Revision:
		add(storage.KindAttendee, r.AttendeeID)
	case storage.Membership:
		add(storage.KindAttendee, r.AttendeeID)
		add(storage.KindGroup, r.GroupID)
	case storage.FormResponse:
		add(storage.KindAttendee, r.AttendeeID)
	case storage.Credential:
		add(storage.KindAttendee, r.AttendeeID)
		maybe(storage.KindCredentialType, r.TypeID)
	case storage.AccessPoint:
		maybe(storage.KindZone, r.ZoneID)
		maybe(storage.KindCheckList, r.ListID)
	case storage.CheckIn:
		maybe(storage.KindAttendee, r.AttendeeID)
	case storage.Association:
		add(storage.KindAttendee, r.AttendeeID)
		add(storage.KindEntry, r.EntryID)
	}
	return list
}
