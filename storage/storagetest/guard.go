package storagetest

import "github.com/muster-go/muster/storage"

func guardHolds(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, r := range records {
		a := newAttendee(here)
		t.apply(guard(r.Ref()), put(a))
		t.holds(a, r) // a guard writes nothing, not even a revision
	}
}

func guardStale(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, r := range records {
		t.apply(put(next(r)))
		t.refused(storage.ErrConflict, guard(r.Ref()), put(newAttendee(here)))
		t.refused(storage.ErrConflict, guard(at(r, 3).Ref()), put(newAttendee(here)))
		t.refused(storage.ErrConflict, guard(at(r, 0).Ref()), put(newAttendee(here)))
		t.apply(guard(next(r).Ref()), put(newAttendee(here)))
	}
}

func guardAbsent(t *trial) {
	for _, r := range oneOfEach(here) {
		t.apply(guard(at(r, 0).Ref()), put(newAttendee(here)))
		t.refused(storage.ErrConflict, guard(r.Ref()), put(newAttendee(here)))
	}
}

func guardOtherScopeIsAbsent(t *trial) {
	a := newAttendee(elsewhere)
	t.applyIn(elsewhere, put(a))
	t.refused(storage.ErrConflict, guard(a.Ref()), put(newAttendee(here)))
	t.apply(guard(at(a, 0).Ref()), put(newAttendee(here)))
}

// guardAmongMany mixes guards that hold with one that does not.
func guardAmongMany(t *trial) {
	list := manyAttendees(here, 20)
	t.apply(put(entities(list)...))
	guards := refs(list)
	t.apply(guard(guards...), guard(storage.Ref{Kind: storage.KindType, ID: newID()}), put(newAttendee(here)))
	guards[7].Rev = 2
	t.refused(storage.ErrConflict, guard(guards...), put(newAttendee(here)))
}

// guardAlone is a set that only asks.
func guardAlone(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	t.apply(guard(a.Ref()))
	t.refused(storage.ErrConflict, guard(at(a, 2).Ref()))
}
