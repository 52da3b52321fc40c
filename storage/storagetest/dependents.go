package storagetest

import (
	"slices"

	"github.com/muster-go/muster/storage"
)

// family is one record of every kind that hangs from others, and what they
// hang from. A linked one has the records as well that others name of their own
// accord.
type family struct {
	a          storage.Attendee
	g          storage.Group
	e          storage.Entry
	dependents []storage.Entity

	typ  storage.CredentialType
	zone storage.Zone
	list storage.CheckList
}

func newFamily(scope storage.Scope, name string) family {
	f := family{a: newAttendee(scope), g: newGroup(scope, name), e: newEntry(scope, name)}
	scan := newCheckIn(scope)
	scan.AttendeeID = f.a.ID
	f.dependents = []storage.Entity{
		newRevision(f.a), newMembership(f.g, f.a), newResponse(f.a), newCredential(f.a), scan, newAssociation(f.e, f.a),
	}
	return f
}

func (f family) owners() []storage.Entity { return []storage.Entity{f.a, f.g, f.e} }

func (f family) all() []storage.Entity { return append(f.owners(), f.dependents...) }

// hanging tells the dependents that hang from one of some records from the
// others.
func (f family) hanging(from ...storage.Entity) (these, others []storage.Entity) {
	for _, e := range f.dependents {
		if slices.ContainsFunc(from, func(owner storage.Entity) bool { return slices.Contains(owners(e), unpinned(owner.Ref())) }) {
			these = append(these, e)
		} else {
			others = append(others, e)
		}
	}
	return these, others
}

// linked hangs a record from the owners of a family, and has it name what else
// the family has.
func linked(e storage.Entity, f family) storage.Entity {
	switch r := e.(type) {
	case storage.Revision:
		r.AttendeeID = f.a.ID
		return r
	case storage.Membership:
		r.AttendeeID, r.GroupID = f.a.ID, f.g.ID
		return r
	case storage.FormResponse:
		r.AttendeeID = f.a.ID
		return r
	case storage.Credential:
		r.AttendeeID, r.TypeID = f.a.ID, f.typ.ID
		return r
	case storage.AccessPoint:
		r.ZoneID, r.ListID = f.zone.ID, f.list.ID
		return r
	case storage.CheckIn:
		r.AttendeeID = f.a.ID
		return r
	case storage.Association:
		r.AttendeeID, r.EntryID = f.a.ID, f.e.ID
		return r
	}
	return e
}

func putDependentWithoutParent(t *trial) {
	absent, foreign, present := newFamily(here, "Absent"), newFamily(elsewhere, "Foreign"), newFamily(here, "Present")
	t.applyIn(elsewhere, put(foreign.all()...))
	for _, e := range absent.dependents {
		t.refused(storage.ErrConflict, put(e))
	}
	for _, e := range foreign.dependents {
		t.refused(storage.ErrConflict, put(moved(e, here)))
	}
	t.apply(put(present.owners()...))
	// The kinds may hold equal IDs: an attendee is neither a group nor an entry.
	others := family{a: storage.Attendee{Head: present.g.Head}, g: storage.Group{Head: present.e.Head}, e: storage.Entry{Head: present.a.Head}}
	there := refs(present.owners())
	for i := range there {
		there[i] = unpinned(there[i])
	}
	for _, e := range present.dependents {
		for _, owner := range present.owners() {
			if slices.Contains(owners(e), unpinned(owner.Ref())) {
				t.refused(storage.ErrConflict, put(e), remove(owner))
			}
		}
		// It needs all that it hangs from, whichever is missing.
		for _, wrong := range []family{absent, foreign, others, {}} {
			for _, mixed := range []family{{a: wrong.a, g: present.g, e: present.e}, {a: present.a, g: wrong.g, e: wrong.e}} {
				orphan := linked(e, mixed)
				if slices.ContainsFunc(owners(orphan), func(o storage.Ref) bool { return !slices.Contains(there, o) }) {
					t.refused(storage.ErrConflict, put(orphan))
				}
			}
		}
	}
	t.apply(put(present.dependents...))
}

// putParentWithDependents inserts parents and dependents at once, whichever
// comes first in the set.
func putParentWithDependents(t *trial) {
	f := newFamily(here, "Crew")
	second := newRevision(f.a)
	t.apply(put(second), put(f.all()...))
	t.holds(append(f.all(), second)...)
	// One of the two is there before.
	g, e := newGroup(here, "Staff"), newEntry(here, "Staff")
	m, s := newMembership(g, f.a), newAssociation(e, f.a)
	t.apply(put(m, g, s, e))
	t.holds(m, g, s, e)
}

func deleteParentWithDependents(t *trial) {
	f := newFamily(here, "Crew")
	t.apply(put(f.all()...))
	t.refused(storage.ErrConflict, remove(f.owners()...))
	for _, owner := range f.owners() {
		t.refused(storage.ErrConflict, remove(owner))
		these, others := f.hanging(owner)
		t.refused(storage.ErrConflict, remove(owner), remove(others...))
		for i, stays := range these {
			gone := slices.Delete(slices.Clone(these), i, i+1)
			t.refused(storage.ErrConflict, remove(owner), remove(gone...))
			t.refused(storage.ErrConflict, remove(owner), remove(gone...), put(next(stays)))
		}
	}
	these, rest := f.hanging(f.g, f.e)
	t.apply(remove(f.g, f.e), remove(these...)) // the attendee stays, with what hangs from it alone
	t.holds(append(rest, f.a)...)
	t.apply(remove(f.a), remove(rest...))
	t.lacks(f.all()...)
}

// putDependentMoves hangs dependents from other owners: what counts is where
// they hang after the set.
func putDependentMoves(t *trial) {
	from, to := newFamily(here, "From"), newFamily(here, "To")
	stays := newRevision(from.a)
	t.apply(put(from.all()...), put(to.owners()...), put(stays))
	var moves []storage.Entity
	for _, e := range from.dependents {
		moves = append(moves, next(linked(e, to)))
	}
	t.apply(put(moves...))
	q := named(here, to.a.Ref())
	q.With = hangingRelations | storage.WithGroups | storage.WithEntries
	same(t, written(changeSet(here, put(to.owners()...), put(moves...))), t.load(q))
	q = named(here, refs(from.owners())...)
	q.With = hangingRelations | storage.WithMembers | storage.WithShares
	same(t, written(changeSet(here, put(from.owners()...), put(stays))), t.load(q))
	for _, owner := range append(to.owners(), from.a) {
		t.refused(storage.ErrConflict, remove(owner))
	}
	stays = next(stays)
	stays.AttendeeID = to.a.ID
	t.apply(put(stays), remove(from.owners()...))
	t.lacks(from.owners()...)
	t.holds(append(append(to.owners(), moves...), stays)...)
}
