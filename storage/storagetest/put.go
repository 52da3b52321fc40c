package storagetest

import (
	"time"

	"github.com/muster-go/muster/storage"
)

func putInsertReadBack(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	t.holds(records...)
}

func putUpdateReadBack(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	a := next(records[0].(storage.Attendee))
	a.FirstName, a.Status, a.Version = "Augusta", storage.StatusInactive, 2
	typ := next(records[1].(storage.Type))
	typ.Name, typ.Active, typ.Required = "Speakers", false, []string{"company"}
	r := next(records[2].(storage.Revision))
	r.Changed = append(r.Changed, "company")
	token := next(records[3].(storage.Token))
	token.Digest = "another digest"
	g := next(records[4].(storage.Group))
	g.Name, g.UniqueName = "Night crew", "night crew"
	m := next(records[5].(storage.Membership))
	m.UpdatedAt = noon.Add(time.Hour)
	answer := next(records[6].(storage.FormResponse))
	answer.FormID, answer.Data = "travel", []byte(`{"by":["train"]}`)
	badge := next(records[7].(storage.CredentialType))
	badge.Name, badge.UniqueName, badge.Medium, badge.Hashed = "Wristband", "wristband", storage.RFID, true
	credential := next(records[8].(storage.Credential))
	credential.Status, credential.RevokedAt, credential.RevokedBy, credential.Reason, credential.UniqueValue = storage.CredentialRevoked, noon, "desk", "lost", ""
	zone := next(records[9].(storage.Zone))
	zone.Name, zone.Slug, zone.UniqueSlug, zone.Capacity, zone.RequiresTicket = "Great hall", "great-hall", "great-hall", 300, true
	list := next(records[10].(storage.CheckList))
	list.Name, list.TypeCodes, list.GroupIDs, list.OpensAt = "Crew", []string{"STAFF"}, []storage.ID{g.ID}, noon
	point := next(records[11].(storage.AccessPoint))
	point.ListID, point.Direction, point.Active, point.Readers = storage.ID{}, storage.Out, false, []storage.Reader{{Identifier: "r1", Medium: storage.NFC}}
	scan := ended(records[12].(storage.CheckIn))
	e := next(records[13].(storage.Entry))
	e.Kind, e.Items, e.Amount, e.NoShows = storage.EntryItemised, []storage.ID{newID()}, 12_000, 2
	part := next(records[14].(storage.Association))
	part.Amount, part.Approved, part.HasApproved, part.Custom = -1, 7, true, map[string]storage.Value{"seat": storage.Text("12")}
	changed := []storage.Entity{a, typ, r, token, g, m, answer, badge, credential, zone, list, point, scan, e, part}
	t.apply(put(changed...))
	t.holds(changed...)
}

func putRevMustFollow(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, r := range records {
		t.apply(put(next(r)))
	}
	for _, r := range records {
		for _, rev := range []storage.Rev{1, 2, 4, 1000} {
			t.refused(storage.ErrConflict, put(at(r, rev)))
		}
		t.apply(put(at(r, 3)))
	}
}

func putUpdateMissing(t *trial) {
	f := newFamily(here, "Crew")
	t.apply(put(f.owners()...))
	for _, r := range append(f.dependents,
		newAttendee(here), newType(here, "STAFF"), newToken(here), newGroup(here, "Staff"), newCredentialType(here, "Badge"),
		newZone(here, "hall"), newCheckList(here, "Staff"), newPoint(here, "door"), newEntry(here, "other"),
	) {
		t.refused(storage.ErrConflict, put(next(r)))
	}
}

func putInsertExisting(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	other := newAttendee(here)
	other.ID = a.ID
	t.refused(storage.ErrConflict, put(other))
	t.holds(a)
}

// putAfterDelete inserts a record again under the ID of a deleted one: absent
// is absent, whatever was there before.
func putAfterDelete(t *trial) {
	for _, r := range oneOfEach(here)[:2] {
		t.apply(put(r))
		t.apply(remove(r))
		t.refused(storage.ErrConflict, put(next(r)))
		t.apply(put(r))
		t.holds(r)
	}
}

func putEqualIDsAcrossKinds(t *trial) {
	list := oneOfEach(here)
	id := list[0].Base().ID
	f := family{
		a: storage.Attendee{Head: storage.Head{ID: id}}, g: storage.Group{Head: storage.Head{ID: id}}, e: storage.Entry{Head: storage.Head{ID: id}},
		typ: storage.CredentialType{Head: storage.Head{ID: id}}, zone: storage.Zone{Head: storage.Head{ID: id}}, list: storage.CheckList{Head: storage.Head{ID: id}},
	}
	for i, r := range list {
		list[i] = linked(edited(r, func(h *storage.Head) { h.ID = id }), f)
	}
	t.apply(put(list...))
	t.holds(list...)
}

func putOtherScopeIsAbsent(t *trial) {
	for _, r := range oneOfEach(here) {
		t.apply(put(r))
	}
	for _, scope := range []storage.Scope{elsewhere, abroad} {
		for _, r := range oneOfEach(here) {
			t.refusedIn(scope, storage.ErrConflict, put(moved(next(r), scope)))
			t.refusedIn(scope, storage.ErrConflict, remove(r))
		}
	}
}

func putSameIDInTwoScopes(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	var twins []storage.Entity
	for _, r := range records {
		if rev, ok := r.(storage.Revision); ok {
			rev.Was.Scope = elsewhere
			r = rev
		}
		twins = append(twins, moved(r, elsewhere))
	}
	t.applyIn(elsewhere, put(twins...))
	t.applyIn(elsewhere, put(next(twins[0])))
	t.holds(records...)
	t.holdsIn(elsewhere, twins[1:]...)
}

func deleteReadBack(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	t.apply(remove(records...))
	t.lacks(records...)
}

func deleteStaleRev(t *trial) {
	for _, r := range oneOfEach(here) {
		t.apply(put(r))
		t.apply(put(next(r)))
		t.refused(storage.ErrConflict, remove(r))
		t.refused(storage.ErrConflict, remove(at(r, 3)))
		t.holds(next(r))
	}
}

func deleteMissing(t *trial) {
	t.apply(put(newAttendee(here)))
	for _, r := range oneOfEach(here) {
		t.refused(storage.ErrConflict, remove(r))
	}
}
