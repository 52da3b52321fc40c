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
	t.apply(put(a, typ, r, token, g, m, answer))
	t.holds(a, typ, r, token, g, m, answer)
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
	a, g := newAttendee(here), newGroup(here, "Crew")
	t.apply(put(a, g))
	for _, r := range []storage.Entity{
		newAttendee(here), newType(here, "STAFF"), newRevision(a), newToken(here), newGroup(here, "Staff"), newMembership(g, a), newResponse(a),
	} {
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
	a := newAttendee(here)
	g := newGroup(here, "Crew")
	g.ID = a.ID
	list := []storage.Entity{a, newRevision(a), newType(here, "STAFF"), newToken(here), g, newMembership(g, a), newResponse(a)}
	for i, r := range list {
		list[i] = edited(r, func(h *storage.Head) { h.ID = a.ID })
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
