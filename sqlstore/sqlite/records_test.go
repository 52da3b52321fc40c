package sqlite_test

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/muster-go/muster/storage"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// id makes IDs that grow, as those of version 7 do.
func id(kind storage.Kind, n int) (id storage.ID) {
	id[0], id[6], id[8] = byte(kind), 0x70, 0x80
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}

// attendee returns a typical attendee, numbered n, at revision 1.
func attendee(n int) storage.Attendee {
	code, user := fmt.Sprintf("code-%07d", n), fmt.Sprintf("user-%07d", n)
	external, email := fmt.Sprintf("ext-%07d", n), fmt.Sprintf("person.%d@example.org", n)
	return storage.Attendee{
		Head:           storage.Head{Scope: scope, ID: id(storage.KindAttendee, n), Rev: 1, CreatedAt: noon.Add(time.Duration(n) * time.Millisecond), UpdatedAt: noon},
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

// changed returns the next version of an attendee and the revision that keeps
// the one before.
func changed(a storage.Attendee) (storage.Attendee, storage.Revision) {
	r := storage.Revision{
		Head:       storage.Head{Scope: a.Scope, ID: a.ID, Rev: 1, CreatedAt: noon},
		AttendeeID: a.ID, Version: a.Version, Changed: []string{"company"}, Was: a,
	}
	r.ID[0], r.ID[4] = byte(storage.KindRevision), byte(a.Version)
	a.Rev++
	a.Version++
	a.UpdatedAt = a.UpdatedAt.Add(time.Second)
	a.Company = fmt.Sprintf("Company %d", a.Version)
	return a, r
}

func group(n int) storage.Group {
	name := fmt.Sprintf("group %d", n)
	return storage.Group{Head: storage.Head{Scope: scope, ID: id(storage.KindGroup, n), Rev: 1, CreatedAt: noon}, Name: name, UniqueName: name}
}

func membership(g storage.Group, a storage.Attendee) storage.Membership {
	head := storage.Head{Scope: a.Scope, ID: storage.MembershipID(g.ID, a.ID), Rev: 1, CreatedAt: noon}
	return storage.Membership{Head: head, GroupID: g.ID, AttendeeID: a.ID}
}

// response returns the answers of an attendee to one form.
func response(a storage.Attendee) storage.FormResponse {
	f := storage.FormResponse{Head: storage.Head{Scope: a.Scope, ID: a.ID, Rev: 1, CreatedAt: noon}, AttendeeID: a.ID, FormID: "Diet", Data: []byte(`{"vegan": true}`)}
	f.ID[0] = byte(storage.KindFormResponse)
	return f
}

func created(a storage.Attendee) storage.Event {
	e := storage.Event{ID: a.ID, Scope: a.Scope, Type: "attendee.created", Subject: a.Ref(), At: noon, Data: []byte(`["first_name","last_name","email"]`)}
	e.ID[0], e.ID[4] = 9, byte(a.Version)
	return e
}

func attendees(from, n int) (list []storage.Attendee) {
	for i := range n {
		list = append(list, attendee(from+i))
	}
	return list
}

func puts(list ...storage.Attendee) storage.ChangeSet {
	return storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: list}}
}
