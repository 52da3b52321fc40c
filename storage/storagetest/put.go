package storagetest

import "github.com/muster-go/muster/storage"

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
	t.apply(put(a, typ, r, token))
	t.holds(a, typ, r, token)
}

func putRevMustFollow(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	t.apply(put(next(records[0]), next(records[1]), next(records[2]), next(records[3])))
	for _, r := range records {
		for _, rev := range []storage.Rev{1, 2, 4, 1000} {
			t.refused(storage.ErrConflict, put(at(r, rev)))
		}
		t.apply(put(at(r, 3)))
	}
}

func putUpdateMissing(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	for _, r := range []storage.Entity{newAttendee(here), newType(here, "STAFF"), newRevision(a), newToken(here)} {
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
	r, typ, token := newRevision(a), newType(here, "STAFF"), newToken(here)
	r.ID, typ.ID, token.ID = a.ID, a.ID, a.ID
	t.apply(put(a, r, typ, token))
	t.holds(a, r, typ, token)
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

func putDependentWithoutParent(t *trial) {
	absent, foreign := newAttendee(here), newAttendee(elsewhere)
	t.applyIn(elsewhere, put(foreign))
	t.refused(storage.ErrConflict, put(newRevision(absent)))
	r := newRevision(foreign)
	r.Scope = here
	t.refused(storage.ErrConflict, put(r))
	a := newAttendee(here)
	t.apply(put(a))
	t.refused(storage.ErrConflict, put(newRevision(a)), remove(a))
}

// putParentWithDependents inserts parent and dependent at once, whichever
// comes first in the set.
func putParentWithDependents(t *trial) {
	a := newAttendee(here)
	r1, r2 := newRevision(a), newRevision(a)
	t.apply(put(r1, r2, a))
	t.holds(a, r1, r2)
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

func deleteParentWithDependents(t *trial) {
	a := newAttendee(here)
	r1, r2 := newRevision(a), newRevision(a)
	t.apply(put(a, r1, r2))
	t.refused(storage.ErrConflict, remove(a))
	t.refused(storage.ErrConflict, remove(a, r1))
	t.refused(storage.ErrConflict, remove(a, r1), put(next(r2)))
	t.apply(remove(a, r1, r2))
	t.lacks(a, r1, r2)
}

// putDependentMoves hangs a dependent from another parent: what counts is
// where it hangs after the set.
func putDependentMoves(t *trial) {
	from, to := newAttendee(here), newAttendee(here)
	r1, r2 := newRevision(from), newRevision(from)
	t.apply(put(from, to, r1, r2))
	r1 = next(r1)
	r1.AttendeeID = to.ID
	t.apply(put(r1))
	q := named(here, to.Ref())
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: []storage.Attendee{to}, Revisions: []storage.Revision{r1}}, t.load(q))
	q = named(here, from.Ref())
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: []storage.Attendee{from}, Revisions: []storage.Revision{r2}}, t.load(q))
	t.refused(storage.ErrConflict, remove(from))
	t.refused(storage.ErrConflict, remove(to))
	r2 = next(r2)
	r2.AttendeeID = to.ID
	t.apply(put(r2), remove(from))
	t.lacks(from)
	t.holds(to, r1, r2)
}
