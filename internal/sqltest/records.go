package sqltest

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/muster-go/muster/storage"
)

// Scope is where the records of this file are.
var Scope = storage.Scope{Tenant: "acme", Event: "summit"}

// Noon is when they were made.
var Noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// ID makes IDs that grow, as those of version 7 do.
func ID(kind storage.Kind, n int) (id storage.ID) {
	id[0], id[6], id[8] = byte(kind), 0x70, 0x80
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}

// Attendee returns a typical attendee, numbered n, at revision 1.
func Attendee(n int) storage.Attendee {
	code, user := fmt.Sprintf("code-%07d", n), fmt.Sprintf("user-%07d", n)
	external, email := fmt.Sprintf("ext-%07d", n), fmt.Sprintf("person.%d@example.org", n)
	return storage.Attendee{
		Head:           storage.Head{Scope: Scope, ID: ID(storage.KindAttendee, n), Rev: 1, CreatedAt: Noon.Add(time.Duration(n) * time.Millisecond), UpdatedAt: Noon},
		Status:         storage.StatusActive,
		Version:        1,
		UpdatedBy:      "importer",
		AttendanceCode: code, UserID: user, ExternalID: external, Email: email,
		Unique:    storage.AttendeeKeys{Code: code, User: user, External: external, Email: email},
		FirstName: "Ada", LastName: fmt.Sprintf("Lovelace %d", n%1000), Company: "Analytical Engines", Mobile: "+441234567890",
		Role: "u", TypeCode: "GUEST", Currency: "GBP",
		Custom: map[string]storage.Value{"seat": storage.Int(int64(n)), "diet": storage.Text("vegan")},
	}
}

// Changed returns the next version of an attendee and the revision that keeps
// the one before.
func Changed(a storage.Attendee) (storage.Attendee, storage.Revision) {
	r := storage.Revision{
		Head:       storage.Head{Scope: a.Scope, ID: a.ID, Rev: 1, CreatedAt: Noon},
		AttendeeID: a.ID, Version: a.Version, Changed: []string{"company"}, Was: a,
	}
	r.ID[0], r.ID[4] = byte(storage.KindRevision), byte(a.Version)
	a.Rev++
	a.Version++
	a.UpdatedAt = a.UpdatedAt.Add(time.Second)
	a.Company = fmt.Sprintf("Company %d", a.Version)
	return a, r
}

// Group returns a group, numbered n.
func Group(n int) storage.Group {
	name := fmt.Sprintf("group %d", n)
	return storage.Group{Head: storage.Head{Scope: Scope, ID: ID(storage.KindGroup, n), Rev: 1, CreatedAt: Noon}, Name: name, UniqueName: name}
}

// Membership puts an attendee into a group.
func Membership(g storage.Group, a storage.Attendee) storage.Membership {
	head := storage.Head{Scope: a.Scope, ID: storage.MembershipID(g.ID, a.ID), Rev: 1, CreatedAt: Noon}
	return storage.Membership{Head: head, GroupID: g.ID, AttendeeID: a.ID}
}

// Response returns the answers of an attendee to one form.
func Response(a storage.Attendee) storage.FormResponse {
	f := storage.FormResponse{Head: storage.Head{Scope: a.Scope, ID: a.ID, Rev: 1, CreatedAt: Noon}, AttendeeID: a.ID, FormID: "Diet", Data: []byte(`{"vegan": true}`)}
	f.ID[0] = byte(storage.KindFormResponse)
	return f
}

// Created returns the event of an attendee, one for each version.
func Created(a storage.Attendee) storage.Event {
	e := storage.Event{ID: a.ID, Scope: a.Scope, Type: "attendee.created", Subject: a.Ref(), At: Noon, Data: []byte(`["first_name","last_name","email"]`)}
	e.ID[0], e.ID[4] = 9, byte(a.Version)
	return e
}

// Attendees returns n attendees, numbered on from one.
func Attendees(from, n int) (list []storage.Attendee) {
	for i := range n {
		list = append(list, Attendee(from+i))
	}
	return list
}

// Puts returns the set that writes attendees.
func Puts(list ...storage.Attendee) storage.ChangeSet {
	return storage.ChangeSet{Scope: Scope, Attendees: storage.Changes[storage.Attendee]{Put: list}}
}
