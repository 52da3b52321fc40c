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

// CredentialType returns a type of credentials, numbered n.
func CredentialType(n int) storage.CredentialType {
	name := fmt.Sprintf("badge %d", n)
	return storage.CredentialType{Head: storage.Head{Scope: Scope, ID: ID(storage.KindCredentialType, n), Rev: 1, CreatedAt: Noon}, Name: name, UniqueName: name, Medium: storage.QR}
}

// of makes the ID of a record that hangs from an attendee, one of a kind.
func of(a storage.Attendee, kind storage.Kind) storage.ID {
	id := a.ID
	id[0] = byte(kind)
	return id
}

// Credential returns the badge of an attendee.
func Credential(a storage.Attendee, t storage.CredentialType) storage.Credential {
	value := "digest of " + a.AttendanceCode
	return storage.Credential{
		Head:       storage.Head{Scope: a.Scope, ID: of(a, storage.KindCredential), Rev: 1, CreatedAt: Noon},
		AttendeeID: a.ID, TypeID: t.ID, Medium: t.Medium, UniqueValue: value, Status: storage.CredentialActive, IssuedBy: "importer",
	}
}

// Zone returns a zone, numbered n.
func Zone(n int) storage.Zone {
	slug := fmt.Sprintf("hall-%d", n)
	return storage.Zone{Head: storage.Head{Scope: Scope, ID: ID(storage.KindZone, n), Rev: 1, CreatedAt: Noon}, Name: "Hall", Slug: slug, UniqueSlug: slug, Capacity: 100}
}

// CheckList returns a list of who may enter, numbered n.
func CheckList(n int) storage.CheckList {
	name := fmt.Sprintf("list %d", n)
	return storage.CheckList{
		Head: storage.Head{Scope: Scope, ID: ID(storage.KindCheckList, n), Rev: 1, CreatedAt: Noon},
		Name: name, UniqueName: name, TypeCodes: []string{"GUEST"}, GroupIDs: []storage.ID{ID(storage.KindGroup, 1)},
	}
}

// AccessPoint returns a door of a zone, numbered n.
func AccessPoint(n int, z storage.Zone, l storage.CheckList) storage.AccessPoint {
	slug := fmt.Sprintf("door-%d", n)
	return storage.AccessPoint{
		Head: storage.Head{Scope: z.Scope, ID: ID(storage.KindAccessPoint, n), Rev: 1, CreatedAt: Noon},
		Name: "Door", Slug: slug, UniqueSlug: slug, ZoneID: z.ID, ListID: l.ID, Direction: storage.In, Active: true,
		Readers: []storage.Reader{{Identifier: "reader-1", Medium: storage.QR}},
	}
}

// CheckIn returns the one by which an attendee is inside a zone.
func CheckIn(a storage.Attendee, p storage.AccessPoint) storage.CheckIn {
	return storage.CheckIn{
		Head:       storage.Head{Scope: a.Scope, ID: of(a, storage.KindCheckIn), Rev: 1, CreatedAt: Noon},
		AttendeeID: a.ID, CredentialID: of(a, storage.KindCredential), PointID: p.ID, ZoneID: p.ZoneID, Direction: p.Direction,
		At: a.CreatedAt, Device: "reader-1", UniqueNonce: "reader-1/" + a.AttendanceCode,
		UniquePresence: storage.Presence(p.ZoneID, p.ID, a.ID),
	}
}

// Expense returns an entry of a report, numbered n.
func Expense(n int) storage.Entry {
	external := fmt.Sprintf("expense-%d", n)
	return storage.Entry{
		Head:       storage.Head{Scope: Scope, ID: ID(storage.KindEntry, n), Rev: 1, CreatedAt: Noon},
		ExternalID: external, UniqueExternal: external, Kind: storage.EntryNormal, ReportOwner: "user-1",
		SpentOn: Noon.Truncate(24 * time.Hour), Amount: 10_000, Digits: 2, Currency: "GBP",
	}
}

// Association returns the share that an attendee has in an entry.
func Association(e storage.Entry, a storage.Attendee, position int) storage.Association {
	return storage.Association{
		Head:    storage.Head{Scope: a.Scope, ID: storage.AssociationID(e.ID, a.ID), Rev: 1, CreatedAt: Noon},
		EntryID: e.ID, AttendeeID: a.ID, Position: int32(position), Amount: 100, Digits: e.Digits, Currency: e.Currency, Year: int32(e.SpentOn.Year()),
		Custom: map[string]storage.Value{"cost_centre": storage.Int(4711)},
	}
}

// Whole returns a set of attendees with one record of every kind that hangs
// from each of them, and one of every other kind.
func Whole(list ...storage.Attendee) storage.ChangeSet {
	cs := Puts(list...)
	g, ct, z, l, e := Group(1), CredentialType(1), Zone(1), CheckList(1), Expense(1)
	p := AccessPoint(1, z, l)
	cs.Types.Put = []storage.Type{{Head: storage.Head{Scope: Scope, ID: ID(storage.KindType, 1), Rev: 1}, Code: "GUEST", UniqueName: "guest"}}
	cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: Scope, ID: ID(storage.KindToken, 1), Rev: 1, CreatedAt: Noon}, Value: "token"}}
	cs.Groups.Put, cs.CredentialTypes.Put, cs.Zones.Put = []storage.Group{g}, []storage.CredentialType{ct}, []storage.Zone{z}
	cs.CheckLists.Put, cs.AccessPoints.Put, cs.Entries.Put = []storage.CheckList{l}, []storage.AccessPoint{p}, []storage.Entry{e}
	for i, a := range list {
		_, was := Changed(a)
		cs.Revisions.Put = append(cs.Revisions.Put, was)
		cs.Memberships.Put = append(cs.Memberships.Put, Membership(g, a))
		cs.FormResponses.Put = append(cs.FormResponses.Put, Response(a))
		cs.Credentials.Put = append(cs.Credentials.Put, Credential(a, ct))
		cs.CheckIns.Put = append(cs.CheckIns.Put, CheckIn(a, p))
		cs.Associations.Put = append(cs.Associations.Put, Association(e, a, i+1))
	}
	return cs
}

func refs[R storage.Record](list []R) (refs []storage.Ref) {
	for _, r := range list {
		refs = append(refs, r.Ref())
	}
	return refs
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
