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

func credentialType(n int) storage.CredentialType {
	name := fmt.Sprintf("badge %d", n)
	return storage.CredentialType{Head: storage.Head{Scope: scope, ID: id(storage.KindCredentialType, n), Rev: 1, CreatedAt: noon}, Name: name, UniqueName: name, Medium: storage.QR}
}

// of makes the ID of a record that hangs from an attendee, one of a kind.
func of(a storage.Attendee, kind storage.Kind) storage.ID {
	id := a.ID
	id[0] = byte(kind)
	return id
}

func credential(a storage.Attendee, t storage.CredentialType) storage.Credential {
	value := "digest of " + a.AttendanceCode
	return storage.Credential{
		Head:       storage.Head{Scope: a.Scope, ID: of(a, storage.KindCredential), Rev: 1, CreatedAt: noon},
		AttendeeID: a.ID, TypeID: t.ID, Medium: t.Medium, UniqueValue: value, Status: storage.CredentialActive, IssuedBy: "importer",
	}
}

func zone(n int) storage.Zone {
	slug := fmt.Sprintf("hall-%d", n)
	return storage.Zone{Head: storage.Head{Scope: scope, ID: id(storage.KindZone, n), Rev: 1, CreatedAt: noon}, Name: "Hall", Slug: slug, UniqueSlug: slug, Capacity: 100}
}

func checkList(n int) storage.CheckList {
	name := fmt.Sprintf("list %d", n)
	return storage.CheckList{
		Head: storage.Head{Scope: scope, ID: id(storage.KindCheckList, n), Rev: 1, CreatedAt: noon},
		Name: name, UniqueName: name, TypeCodes: []string{"GUEST"}, GroupIDs: []storage.ID{id(storage.KindGroup, 1)},
	}
}

func accessPoint(n int, z storage.Zone, l storage.CheckList) storage.AccessPoint {
	slug := fmt.Sprintf("door-%d", n)
	return storage.AccessPoint{
		Head: storage.Head{Scope: z.Scope, ID: id(storage.KindAccessPoint, n), Rev: 1, CreatedAt: noon},
		Name: "Door", Slug: slug, UniqueSlug: slug, ZoneID: z.ID, ListID: l.ID, Direction: storage.In, Active: true,
		Readers: []storage.Reader{{Identifier: "reader-1", Medium: storage.QR}},
	}
}

// checkIn is the one by which an attendee is inside a zone.
func checkIn(a storage.Attendee, p storage.AccessPoint) storage.CheckIn {
	return storage.CheckIn{
		Head:       storage.Head{Scope: a.Scope, ID: of(a, storage.KindCheckIn), Rev: 1, CreatedAt: noon},
		AttendeeID: a.ID, CredentialID: of(a, storage.KindCredential), PointID: p.ID, ZoneID: p.ZoneID, Direction: p.Direction,
		At: a.CreatedAt, Device: "reader-1", UniqueNonce: "reader-1/" + a.AttendanceCode,
		UniquePresence: storage.Presence(p.ZoneID, p.ID, a.ID),
	}
}

func expense(n int) storage.Entry {
	external := fmt.Sprintf("expense-%d", n)
	return storage.Entry{
		Head:       storage.Head{Scope: scope, ID: id(storage.KindEntry, n), Rev: 1, CreatedAt: noon},
		ExternalID: external, UniqueExternal: external, Kind: storage.EntryNormal, ReportOwner: "user-1",
		SpentOn: noon.Truncate(24 * time.Hour), Amount: 10_000, Digits: 2, Currency: "GBP",
	}
}

func association(e storage.Entry, a storage.Attendee, position int) storage.Association {
	return storage.Association{
		Head:    storage.Head{Scope: a.Scope, ID: storage.AssociationID(e.ID, a.ID), Rev: 1, CreatedAt: noon},
		EntryID: e.ID, AttendeeID: a.ID, Position: int32(position), Amount: 100, Digits: e.Digits, Currency: e.Currency, Year: int32(e.SpentOn.Year()),
		Custom: map[string]storage.Value{"cost_centre": storage.Int(4711)},
	}
}

// whole returns a set of attendees with one record of every kind that hangs
// from each of them, and one of every other kind.
func whole(list ...storage.Attendee) storage.ChangeSet {
	cs := puts(list...)
	g, ct, z, l, e := group(1), credentialType(1), zone(1), checkList(1), expense(1)
	p := accessPoint(1, z, l)
	cs.Types.Put = []storage.Type{{Head: storage.Head{Scope: scope, ID: id(storage.KindType, 1), Rev: 1}, Code: "GUEST", UniqueName: "guest"}}
	cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: scope, ID: id(storage.KindToken, 1), Rev: 1, CreatedAt: noon}, Value: "token"}}
	cs.Groups.Put, cs.CredentialTypes.Put, cs.Zones.Put = []storage.Group{g}, []storage.CredentialType{ct}, []storage.Zone{z}
	cs.CheckLists.Put, cs.AccessPoints.Put, cs.Entries.Put = []storage.CheckList{l}, []storage.AccessPoint{p}, []storage.Entry{e}
	for i, a := range list {
		_, was := changed(a)
		cs.Revisions.Put = append(cs.Revisions.Put, was)
		cs.Memberships.Put = append(cs.Memberships.Put, membership(g, a))
		cs.FormResponses.Put = append(cs.FormResponses.Put, response(a))
		cs.Credentials.Put = append(cs.Credentials.Put, credential(a, ct))
		cs.CheckIns.Put = append(cs.CheckIns.Put, checkIn(a, p))
		cs.Associations.Put = append(cs.Associations.Put, association(e, a, i+1))
	}
	return cs
}

func refs[R storage.Record](list []R) (refs []storage.Ref) {
	for _, r := range list {
		refs = append(refs, r.Ref())
	}
	return refs
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
