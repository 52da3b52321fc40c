package storagetest

import (
	"fmt"
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

func newEvent(subject storage.Entity) storage.Event {
	return storage.Event{
		ID: newID(), Scope: subject.Base().Scope, Type: subject.Ref().Kind.String() + ".created",
		Subject: subject.Ref(), At: noon, Data: []byte(`{"fields":["first_name"]}`),
	}
}

// oneOfEach returns a new record of every kind, parents first.
func oneOfEach(scope storage.Scope) []storage.Entity {
	a, g := newAttendee(scope), newGroup(scope, "Crew")
	return []storage.Entity{a, newType(scope, "SPEAKER"), newRevision(a), newToken(scope), g, newMembership(g, a), newResponse(a)}
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
	var out any
	switch r := any(e).(type) {
	case storage.Attendee:
		edit(&r.Head)
		out = r
	case storage.Type:
		edit(&r.Head)
		out = r
	case storage.Revision:
		edit(&r.Head)
		out = r
	case storage.Token:
		edit(&r.Head)
		out = r
	case storage.Group:
		edit(&r.Head)
		out = r
	case storage.Membership:
		edit(&r.Head)
		out = r
	case storage.FormResponse:
		edit(&r.Head)
		out = r
	}
	return out.(E)
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
			switch r := r.(type) {
			case storage.Attendee:
				cs.Attendees.Put = append(cs.Attendees.Put, r)
			case storage.Type:
				cs.Types.Put = append(cs.Types.Put, r)
			case storage.Revision:
				cs.Revisions.Put = append(cs.Revisions.Put, r)
			case storage.Token:
				cs.Tokens.Put = append(cs.Tokens.Put, r)
			case storage.Group:
				cs.Groups.Put = append(cs.Groups.Put, r)
			case storage.Membership:
				cs.Memberships.Put = append(cs.Memberships.Put, r)
			case storage.FormResponse:
				cs.FormResponses.Put = append(cs.FormResponses.Put, r)
			}
		}
	}
}

// remove deletes records at the revision that they show.
func remove(records ...storage.Entity) change {
	return func(cs *storage.ChangeSet) {
		for _, r := range records {
			list := deletesOf(cs, r.Ref().Kind)
			*list = append(*list, r.Ref())
		}
	}
}

// deletesOf returns the place of one kind's deletes in a change set.
func deletesOf(cs *storage.ChangeSet, k storage.Kind) *[]storage.Ref {
	switch k {
	case storage.KindAttendee:
		return &cs.Attendees.Delete
	case storage.KindType:
		return &cs.Types.Delete
	case storage.KindRevision:
		return &cs.Revisions.Delete
	case storage.KindGroup:
		return &cs.Groups.Delete
	case storage.KindMembership:
		return &cs.Memberships.Delete
	case storage.KindFormResponse:
		return &cs.FormResponses.Delete
	}
	return &cs.Tokens.Delete
}

// kinds are all that this version of the contract knows.
var kinds = []storage.Kind{
	storage.KindAttendee, storage.KindType, storage.KindRevision, storage.KindToken,
	storage.KindGroup, storage.KindMembership, storage.KindFormResponse,
}

// deletes returns the deletes of every kind.
func deletes(cs storage.ChangeSet) []storage.Ref {
	var list []storage.Ref
	for _, k := range kinds {
		list = append(list, *deletesOf(&cs, k)...)
	}
	return list
}

// written returns the records that a change set puts.
func written(cs storage.ChangeSet) storage.Set {
	return storage.Set{
		Attendees: cs.Attendees.Put, Types: cs.Types.Put, Revisions: cs.Revisions.Put, Tokens: cs.Tokens.Put,
		Groups: cs.Groups.Put, Memberships: cs.Memberships.Put, FormResponses: cs.FormResponses.Put,
	}
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
		l := lookup(&q, r.Kind)
		l.IDs = append(l.IDs, r.ID)
	}
	return q
}

// keyed asks for records by their keys.
func keyed(scope storage.Scope, keys ...storage.Key) storage.Query {
	q := storage.Query{Scope: scope}
	for _, k := range keys {
		l := lookup(&q, k.Name.Kind())
		l.Keys = append(l.Keys, k)
	}
	return q
}

func lookup(q *storage.Query, k storage.Kind) *storage.Lookup {
	switch k {
	case storage.KindAttendee:
		return &q.Attendees
	case storage.KindType:
		return &q.Types
	case storage.KindRevision:
		return &q.Revisions
	case storage.KindGroup:
		return &q.Groups
	case storage.KindMembership:
		return &q.Memberships
	case storage.KindFormResponse:
		return &q.FormResponses
	}
	return &q.Tokens
}

// all returns the records of a set without their types.
func all(s storage.Set) []storage.Entity {
	list := entities(s.Attendees)
	list = append(list, entities(s.Types)...)
	list = append(list, entities(s.Revisions)...)
	list = append(list, entities(s.Tokens)...)
	list = append(list, entities(s.Groups)...)
	list = append(list, entities(s.Memberships)...)
	return append(list, entities(s.FormResponses)...)
}

// owners names what a record hangs from: nothing, an attendee, or an attendee
// and a group.
func owners(e storage.Entity) []storage.Ref {
	var list []storage.Ref
	if parent := e.Parent(); parent.Kind != 0 {
		list = append(list, parent)
	}
	if m, ok := e.(storage.Membership); ok {
		list = append(list, storage.Ref{Kind: storage.KindGroup, ID: m.GroupID})
	}
	return list
}
