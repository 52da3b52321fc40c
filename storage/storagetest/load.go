package storagetest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

func loadByEveryKey(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "wanted-" + name.String()}
		want := t.holding(here, key)
		t.apply(put(want, t.holding(here, storage.Key{Name: name, Value: "other-" + name.String()})))
		set := t.load(keyed(here, key))
		require.Equal(t, ids([]storage.Entity{want}), ids(all(set)), "records under %s", name)
		t.holds(want)
		// The value under another name of the same kind finds nothing.
		for _, other := range keyNames {
			if other != name && other.Kind() == name.Kind() {
				t.leads(here, storage.Key{Name: other, Value: key.Value})
			}
		}
	}
}

func loadMixedHitsAndMisses(t *trial) {
	list := manyAttendees(here, 10)
	typ, token := newType(here, "STAFF"), newToken(here)
	r, g, h := newRevision(list[0]), newGroup(here, "Crew"), newGroup(here, "Staff")
	m, f := newMembership(g, list[0]), newResponse(list[0])
	t.apply(put(entities(list)...), put(typ, token, r, g, h, m, f), put(newMembership(h, list[0]), newResponse(list[0])))
	q := storage.Query{
		Scope: here,
		Attendees: storage.Lookup{
			IDs: []storage.ID{list[0].ID, newID(), list[1].ID},
			Keys: []storage.Key{
				{Name: storage.KeyEmail, Value: list[2].Unique.Email},
				{Name: storage.KeyEmail, Value: "nobody@example.com"},
				{Name: storage.KeyCode, Value: list[3].Unique.Code},
				{Name: storage.KeyUser, Value: "nobody"},
			},
		},
		Types:     storage.Lookup{IDs: []storage.ID{newID()}, Keys: []storage.Key{{Name: storage.KeyTypeCode, Value: "STAFF"}, {Name: storage.KeyTypeName, Value: "?"}}},
		Revisions: storage.Lookup{IDs: []storage.ID{r.ID, newID()}},
		Tokens:    storage.Lookup{IDs: []storage.ID{token.ID}, Keys: []storage.Key{{Name: storage.KeyToken, Value: "?"}}},

		Groups:        storage.Lookup{IDs: []storage.ID{newID(), h.ID}, Keys: []storage.Key{{Name: storage.KeyGroupName, Value: "?"}, {Name: storage.KeyGroupName, Value: "Crew"}}},
		Memberships:   storage.Lookup{IDs: []storage.ID{newID(), m.ID}},
		FormResponses: storage.Lookup{IDs: []storage.ID{f.ID, newID()}},
	}
	same(t, written(changeSet(here, put(entities(list[:4])...), put(typ, r, token, g, h, m, f))), t.load(q))
}

func loadDuplicatesCollapse(t *trial) {
	a := newAttendee(here, email("ada@example.com"), typed("STAFF"))
	b := newAttendee(here, typed("STAFF"))
	typ, token := newType(here, "STAFF"), newToken(here)
	r, g := newRevision(a), newGroup(here, "Crew")
	m, f := newMembership(g, a), newResponse(a)
	t.apply(put(a, b, typ, token, r, g, m, f))
	twice := func(id storage.ID, keys []storage.Key) storage.Lookup {
		return storage.Lookup{IDs: []storage.ID{id, id}, Keys: slices.Concat(keys, keys)}
	}
	q := storage.Query{
		Scope:     here,
		Attendees: twice(a.ID, a.AppendKeys(nil)),
		Types:     twice(typ.ID, typ.AppendKeys(nil)),
		Revisions: twice(r.ID, nil),
		Tokens:    twice(token.ID, token.AppendKeys(nil)),

		Groups:        twice(g.ID, g.AppendKeys(nil)),
		Memberships:   twice(m.ID, nil),
		FormResponses: twice(f.ID, nil),

		With: everyRelation,
	}
	q.Attendees.IDs = append(q.Attendees.IDs, b.ID)
	same(t, written(changeSet(here, put(a, b, typ, token, r, g, m, f))), t.load(q))
}

// lineage stores two attendees with types and revisions, and some that a query
// for them must not bring along.
func (t *trial) lineage() (list []storage.Attendee, types []storage.Type, revisions []storage.Revision) {
	t.Helper()
	types = []storage.Type{newType(here, "STAFF"), newType(here, "GUEST"), newType(here, "PRESS")}
	list = []storage.Attendee{newAttendee(here, typed("STAFF")), newAttendee(here, typed("GUEST")), newAttendee(here, typed("PRESS"))}
	for _, a := range list {
		revisions = append(revisions, newRevision(a), newRevision(a))
	}
	t.apply(put(entities(types)...), put(entities(list)...), put(entities(revisions)...))
	return list, types, revisions
}

func loadDependents(t *trial) {
	list, _, revisions := t.lineage()
	q := named(here, list[0].Ref(), list[1].Ref())
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: list[:2], Revisions: revisions[:4]}, t.load(q))
	q = keyed(here, list[2].AppendKeys(nil)...)
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: list[2:], Revisions: revisions[4:]}, t.load(q))
}

func loadOwners(t *trial) {
	list, _, revisions := t.lineage()
	q := named(here, revisions[0].Ref(), revisions[1].Ref(), revisions[3].Ref())
	q.With = storage.WithParents
	same(t, storage.Set{
		Attendees: list[:2], Revisions: []storage.Revision{revisions[0], revisions[1], revisions[3]},
	}, t.load(q))
}

func loadTypes(t *trial) {
	list, types, _ := t.lineage()
	untyped, unknown := newAttendee(here), newAttendee(here, typed("NONE"))
	t.apply(put(untyped, unknown))
	q := named(here, list[0].Ref(), list[1].Ref(), untyped.Ref(), unknown.Ref())
	q.With = storage.WithTypes
	same(t, storage.Set{
		Attendees: []storage.Attendee{list[0], list[1], untyped, unknown}, Types: types[:2],
	}, t.load(q))
}

// crowd stores three attendees in three groups, each attendee in another two
// of them, with responses, revisions and types.
func (t *trial) crowd() (list []storage.Attendee, groups []storage.Group, everything storage.Set) {
	t.Helper()
	list, _, _ = t.lineage()
	groups = []storage.Group{newGroup(here, "Crew"), newGroup(here, "Staff"), newGroup(here, "Press")}
	empty := newGroup(here, "Empty")
	t.apply(put(entities(groups)...), put(empty))
	for i, a := range list {
		t.apply(put(newMembership(groups[i], a), newMembership(groups[(i+1)%3], a), newResponse(a), newResponse(a)))
	}
	loner := newAttendee(here)
	t.apply(put(loner))
	return append(list, loner), append(groups, empty), t.content(here)
}

func loadMembers(t *trial) {
	_, groups, everything := t.crowd()
	for _, g := range groups {
		q := keyed(here, g.AppendKeys(nil)...)
		q.With = storage.WithMembers
		got := t.load(q)
		same(t, follow(everything, []storage.Entity{g}, storage.WithMembers), got)
		if g.Name == "Empty" {
			require.Empty(t, got.Memberships)
			continue
		}
		require.Len(t, got.Memberships, 2)
	}
	q := named(here, refs(groups)...)
	q.With = storage.WithMembers
	require.Len(t, t.load(q).Memberships, 6)
}

// loadGroups names attendees and memberships: the groups of an attendee come
// by way of its memberships, and not without them.
func loadGroups(t *trial) {
	list, groups, everything := t.crowd()
	m := newMembership(groups[1], list[0])
	q := named(here, m.Ref())
	q.With = storage.WithGroups
	got := t.load(q)
	same(t, storage.Set{Groups: groups[1:2], Memberships: got.Memberships}, got)
	for _, a := range list {
		q := named(here, a.Ref())
		q.With = storage.WithGroups
		same(t, storage.Set{Attendees: []storage.Attendee{a}}, t.load(q))
		q.With |= storage.WithMemberships
		same(t, follow(everything, []storage.Entity{a}, q.With), t.load(q))
	}
	q = named(here, refs(list)...)
	q.With = storage.WithGroups | storage.WithMemberships
	require.Len(t, t.load(q).Groups, 3)
}

func loadFormResponses(t *trial) {
	list, _, everything := t.crowd()
	q := named(here, list[0].Ref(), list[2].Ref())
	q.With = storage.WithFormResponses
	got := t.load(q)
	require.Len(t, got.FormResponses, 4)
	same(t, follow(everything, entities([]storage.Attendee{list[0], list[2]}), storage.WithFormResponses), got)
	q = named(here, list[3].Ref())
	q.With = storage.WithFormResponses
	same(t, storage.Set{Attendees: list[3:]}, t.load(q))
}

// loadEveryRelation asks for each set of relations, from one record of each
// kind and from all of them.
func loadEveryRelation(t *trial) {
	_, _, everything := t.crowd()
	var starts [][]storage.Entity
	for _, list := range [][]storage.Entity{
		entities(everything.Attendees), entities(everything.Groups), entities(everything.Memberships),
		entities(everything.FormResponses), entities(everything.Revisions),
	} {
		starts = append(starts, list[:1])
	}
	starts = append(starts, slices.Concat(starts...))
	for with := storage.Relations(0); with <= everyRelation; with++ {
		for _, start := range starts {
			q := named(here, refs(start)...)
			q.With = with
			same(t, follow(everything, start, with), t.load(q))
		}
	}
}

// loadRelationsCombine follows relations from what another relation found: a
// parent's type, and its other revisions.
func loadRelationsCombine(t *trial) {
	list, types, revisions := t.lineage()
	q := named(here, revisions[0].Ref())
	q.With = storage.WithParents | storage.WithTypes
	same(t, storage.Set{Attendees: list[:1], Types: types[:1], Revisions: revisions[:1]}, t.load(q))
	q.With |= storage.WithRevisions
	same(t, storage.Set{Attendees: list[:1], Types: types[:1], Revisions: revisions[:2]}, t.load(q))
	g, h := newGroup(here, "Crew"), newGroup(here, "Staff")
	m, n, other := newMembership(g, list[0]), newMembership(h, list[0]), newMembership(g, list[1])
	t.apply(put(g, h, m, n, other))
	// From a membership to its attendee, from there to all memberships and
	// their groups, but not to the others in those groups.
	q = named(here, m.Ref())
	q.With = storage.WithParents | storage.WithMemberships | storage.WithGroups | storage.WithMembers
	same(t, written(changeSet(here, put(list[0], g, h, m, n))), t.load(q))
	// From a group to its members and no further: parents come first.
	q = named(here, g.Ref())
	q.With = storage.WithMembers | storage.WithGroups | storage.WithParents | storage.WithTypes
	same(t, written(changeSet(here, put(g, m, other))), t.load(q))
}

func loadOtherScopeInvisible(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, scope := range []storage.Scope{elsewhere, abroad, {}, {Tenant: here.Tenant + here.Event}} {
		for _, r := range records {
			same(t, storage.Set{}, t.load(named(scope, r.Ref())))
			for _, k := range r.AppendKeys(nil) {
				t.leads(scope, k)
			}
		}
	}
	a, typ := newAttendee(elsewhere, typed("SPEAKER")), newType(elsewhere, "PRESS")
	t.applyIn(elsewhere, put(a, typ))
	q := named(elsewhere, a.Ref())
	q.With = everyRelation
	same(t, storage.Set{Attendees: []storage.Attendee{a}}, t.load(q))
	// What hangs from an equal ID in another scope hangs from another record.
	twin, g := moved(records[0].(storage.Attendee), elsewhere), moved(records[4].(storage.Group), elsewhere)
	t.applyIn(elsewhere, put(twin, g))
	q = named(elsewhere, twin.Ref(), g.Ref())
	q.With = everyRelation
	same(t, storage.Set{Attendees: []storage.Attendee{twin}, Groups: []storage.Group{g}}, t.load(q))
}

func loadNothing(t *trial) {
	t.apply(put(oneOfEach(here)...))
	same(t, storage.Set{}, t.load(storage.Query{Scope: here}))
	same(t, storage.Set{}, t.load(storage.Query{Scope: here, With: everyRelation}))
}

// loadUnstorableKey asks for keys that no record can hold. Encoders which
// replace bad bytes would find the look-alike.
func loadUnstorableKey(t *trial) {
	for _, name := range keyNames {
		t.apply(put(t.holding(here, storage.Key{Name: name, Value: "a\ufffdb"}), t.holding(here, storage.Key{Name: name, Value: "a"})))
		for _, value := range []string{"a\xffb", "a\x00b", "a\x00", "\xc3"} {
			t.leads(here, storage.Key{Name: name, Value: value})
		}
	}
}
