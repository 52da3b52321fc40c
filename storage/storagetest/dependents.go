package storagetest

import "github.com/muster-go/muster/storage"

// family is one record of every kind that hangs from others, and what they
// hang from.
type family struct {
	a storage.Attendee
	g storage.Group
	r storage.Revision
	m storage.Membership
	f storage.FormResponse
}

func newFamily(scope storage.Scope, name string) family {
	a, g := newAttendee(scope), newGroup(scope, name)
	return family{a, g, newRevision(a), newMembership(g, a), newResponse(a)}
}

func (f family) dependents() []storage.Entity { return []storage.Entity{f.r, f.m, f.f} }

func (f family) all() []storage.Entity { return append(f.dependents(), f.a, f.g) }

// to hangs the dependents from the owners of another family.
func (f family) to(other family) family {
	f.r.AttendeeID, f.m.AttendeeID, f.f.AttendeeID, f.m.GroupID = other.a.ID, other.a.ID, other.a.ID, other.g.ID
	return f
}

func putDependentWithoutParent(t *trial) {
	absent, foreign := newFamily(here, "Absent"), newFamily(elsewhere, "Foreign")
	t.applyIn(elsewhere, put(foreign.all()...))
	for _, e := range absent.dependents() {
		t.refused(storage.ErrConflict, put(e))
	}
	for _, e := range foreign.dependents() {
		t.refused(storage.ErrConflict, put(moved(e, here)))
	}
	present := newFamily(here, "Present")
	t.apply(put(present.a, present.g))
	for _, e := range present.dependents() {
		t.refused(storage.ErrConflict, put(e), remove(present.a))
	}
	// A membership needs both, whichever is missing.
	t.refused(storage.ErrConflict, put(present.m), remove(present.g))
	for _, g := range []storage.Group{absent.g, foreign.g} {
		t.refused(storage.ErrConflict, put(newMembership(g, present.a)))
	}
	for _, a := range []storage.Attendee{absent.a, moved(foreign.a, here)} {
		t.refused(storage.ErrConflict, put(newMembership(present.g, a)))
	}
	// The kinds may hold equal IDs: an attendee is no group.
	t.refused(storage.ErrConflict, put(newMembership(storage.Group{Head: present.a.Head}, present.a)))
	t.refused(storage.ErrConflict, put(newResponse(storage.Attendee{Head: present.g.Head})))
	t.apply(put(present.dependents()...))
}

// putParentWithDependents inserts parents and dependents at once, whichever
// comes first in the set.
func putParentWithDependents(t *trial) {
	f := newFamily(here, "Crew")
	second := newRevision(f.a)
	t.apply(put(second), put(f.all()...))
	t.holds(append(f.all(), second)...)
	// One of the two is there before.
	g := newGroup(here, "Staff")
	m := newMembership(g, f.a)
	t.apply(put(m, g))
	t.holds(m, g)
}

func deleteParentWithDependents(t *trial) {
	f := newFamily(here, "Crew")
	t.apply(put(f.all()...))
	t.refused(storage.ErrConflict, remove(f.a))
	t.refused(storage.ErrConflict, remove(f.g))
	t.refused(storage.ErrConflict, remove(f.a, f.g))
	for i, stays := range f.dependents() {
		var gone []storage.Entity
		for j, e := range f.dependents() {
			if i != j {
				gone = append(gone, e)
			}
		}
		t.refused(storage.ErrConflict, remove(f.a), remove(gone...))
		t.refused(storage.ErrConflict, remove(f.a), remove(gone...), put(next(stays)))
	}
	t.refused(storage.ErrConflict, remove(f.g, f.r, f.f))
	t.refused(storage.ErrConflict, remove(f.g), put(next(f.m)))
	t.apply(remove(f.g, f.m)) // the attendee stays, with what hangs from it alone
	t.holds(f.a, f.r, f.f)
	t.apply(remove(f.a, f.r, f.f))
	t.lacks(f.all()...)
}

// putDependentMoves hangs dependents from other owners: what counts is where
// they hang after the set.
func putDependentMoves(t *trial) {
	from, to := newFamily(here, "From"), newFamily(here, "To")
	stays := newRevision(from.a)
	t.apply(put(from.all()...), put(to.a, to.g, stays))
	from = from.to(to)
	from.r, from.m, from.f = next(from.r), next(from.m), next(from.f)
	t.apply(put(from.dependents()...))
	q := named(here, to.a.Ref())
	q.With = storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses | storage.WithGroups
	same(t, written(changeSet(here, put(to.a, to.g), put(from.dependents()...))), t.load(q))
	q = named(here, from.a.Ref(), from.g.Ref())
	q.With = storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses | storage.WithMembers
	same(t, written(changeSet(here, put(from.a, from.g, stays))), t.load(q))
	for _, owner := range []storage.Entity{from.a, to.a, to.g} {
		t.refused(storage.ErrConflict, remove(owner))
	}
	stays = next(stays)
	stays.AttendeeID = to.a.ID
	t.apply(put(stays), remove(from.a, from.g))
	t.lacks(from.a, from.g)
	t.holds(append(from.dependents(), to.a, to.g, stays)...)
}
