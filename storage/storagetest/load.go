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
	wanted, others := oneOfEach(here), oneOfEach(here)
	for i, r := range others {
		for _, k := range r.AppendKeys(nil) {
			others[i] = rekeyed(others[i], storage.Key{Name: k.Name, Value: "other " + k.Value})
		}
	}
	t.apply(put(entities(list)...), put(wanted...), put(others...))
	q := storage.Query{
		Scope: here,
		Attendees: storage.Lookup{
			IDs: []storage.ID{list[0].ID, list[1].ID},
			Keys: []storage.Key{
				{Name: storage.KeyEmail, Value: list[2].Unique.Email},
				{Name: storage.KeyEmail, Value: "nobody@example.com"},
				{Name: storage.KeyCode, Value: list[3].Unique.Code},
				{Name: storage.KeyUser, Value: "nobody"},
			},
		},
	}
	for i, r := range wanted {
		l := q.Of(r.Ref().Kind)
		l.IDs = append(l.IDs, newID())
		for _, name := range keyNames {
			if name.Kind() == r.Ref().Kind {
				l.Keys = append(l.Keys, storage.Key{Name: name, Value: "?"})
			}
		}
		if keys := r.AppendKeys(nil); len(keys) > 0 && i%2 == 0 {
			l.Keys = append(l.Keys, keys[0])
		} else {
			l.IDs = append(l.IDs, r.Base().ID)
		}
	}
	same(t, written(changeSet(here, put(entities(list[:4])...), put(wanted...))), t.load(q))
}

func loadDuplicatesCollapse(t *trial) {
	records := append(oneOfEach(here), newAttendee(here, typed("SPEAKER")))
	t.apply(put(records...))
	q := storage.Query{Scope: here, With: everyRelation}
	for _, r := range records {
		l := q.Of(r.Ref().Kind)
		l.IDs = append(l.IDs, r.Base().ID, r.Base().ID)
		l.Keys = append(l.Keys, slices.Concat(r.AppendKeys(nil), r.AppendKeys(nil))...)
	}
	same(t, written(changeSet(here, put(records...))), t.load(q))
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
// of them, with responses, revisions and types; with two credentials each, with
// a zone that they are in and one that they have left, and with parts in two of
// three entries each. Of every kind something hangs from nobody.
func (t *trial) crowd() (list []storage.Attendee, groups []storage.Group, everything storage.Set) {
	t.Helper()
	list, _, _ = t.lineage()
	groups = []storage.Group{newGroup(here, "Crew"), newGroup(here, "Staff"), newGroup(here, "Press")}
	empty := newGroup(here, "Empty")
	t.apply(put(entities(groups)...), put(empty))
	zones := []storage.Zone{newZone(here, "hall"), newZone(here, "lounge"), newZone(here, "roof")}
	lists := []storage.CheckList{newCheckList(here, "Staff"), newCheckList(here, "All"), newCheckList(here, "None")}
	entries := []storage.Entry{newEntry(here, "dinner"), newEntry(here, "taxi"), newEntry(here, "hotel")}
	badge := newCredentialType(here, "Badge")
	t.apply(put(entities(zones)...), put(entities(lists)...), put(entities(entries)...), put(badge, newCredentialType(here, "Wristband"), newEntry(here, "lunch")))
	for i, a := range list {
		t.apply(put(newMembership(groups[i], a), newMembership(groups[(i+1)%3], a), newResponse(a), newResponse(a)))
		first, second := newCredential(a), newCredential(a)
		first.TypeID = badge.ID
		left := newPresence(a, zones[(i+1)%3].ID)
		left.UniquePresence, left.EndedBy = "", newID()
		denied := newCheckIn(here)
		denied.AttendeeID = a.ID
		t.apply(put(first, second, newPresence(a, zones[i].ID), left, denied))
		t.apply(put(newAssociation(entries[i], a), newAssociation(entries[(i+1)%3], a)))
	}
	door, desk, gate := newPoint(here, "door"), newPoint(here, "desk"), newPoint(here, "gate")
	door.ZoneID, door.ListID, desk.ListID, gate.ZoneID = zones[0].ID, lists[0].ID, lists[1].ID, zones[1].ID
	loner, unknown := newAttendee(here), newPresence(storage.Attendee{Head: storage.Head{Scope: here}}, zones[2].ID) // inside, and nobody knows who
	t.apply(put(loner, door, desk, gate, newPoint(here, "nowhere"), newCheckIn(here), unknown))
	return append(list, loner), append(groups, empty), t.content(here)
}

// adding requires a relation to add n records to those found, which are those
// that the definition adds.
func (t *trial) adding(n int, everything storage.Set, found []storage.Entity, with storage.Relations) storage.Set {
	t.Helper()
	q := named(here, refs(found)...)
	q.With = with
	got := t.load(q)
	require.Equal(t, len(found)+n, got.Len(), "records found with %#x", uint32(with))
	same(t, follow(everything, found, with), got)
	return got
}

func loadCredentials(t *trial) {
	list, _, everything := t.crowd()
	t.adding(2, everything, entities(list[:1]), storage.WithCredentials)
	t.adding(4, everything, entities(list[1:]), storage.WithCredentials)
	t.adding(0, everything, entities(list[3:]), storage.WithCredentials)
	t.adding(0, everything, entities(everything.CredentialTypes), everyRelation)
	t.adding(1, everything, entities(everything.Credentials[:1]), storage.WithParents)
}

// loadCheckIns adds scans of every sort, and of nobody's only what is named.
func loadCheckIns(t *trial) {
	list, _, everything := t.crowd()
	t.adding(3, everything, entities(list[:1]), storage.WithCheckIns)
	t.adding(3, everything, entities(list[:1]), storage.WithCheckIns|storage.WithPresences)
	t.adding(9, everything, entities(list), storage.WithCheckIns)
	t.adding(0, everything, entities(everything.Zones), everyRelation)
	t.adding(0, everything, entities(everything.Credentials), storage.WithCheckIns)
	got := t.adding(3, everything, entities(everything.CheckIns), storage.WithParents)
	require.Len(t, got.Attendees, 3)
}

// loadPresences adds those scans by which somebody is inside, and follows them
// when they begin and end.
func loadPresences(t *trial) {
	list, _, everything := t.crowd()
	for _, a := range list[:3] {
		got := t.adding(1, everything, []storage.Entity{a}, storage.WithPresences)
		require.True(t, got.CheckIns[0].Inside())
	}
	t.adding(3, everything, entities(list), storage.WithPresences)
	open := t.adding(1, everything, entities(list[:1]), storage.WithPresences).CheckIns[0]
	open = ended(open)
	t.apply(put(open))
	t.adding(0, t.content(here), entities(list[:1]), storage.WithPresences)
	open = next(open)
	open.UniquePresence = "again"
	t.apply(put(open, newPresence(list[0], newID())))
	t.adding(2, t.content(here), entities(list[:1]), storage.WithPresences)
	// What was named is there all the same.
	denied := newCheckIn(here)
	t.apply(put(denied))
	t.adding(0, t.content(here), []storage.Entity{denied}, storage.WithPresences|storage.WithParents)
}

func loadAssociations(t *trial) {
	list, _, everything := t.crowd()
	t.adding(2, everything, entities(list[:1]), storage.WithAssociations)
	t.adding(6, everything, entities(list), storage.WithAssociations)
	t.adding(0, everything, entities(everything.Entries), storage.WithAssociations)
	t.adding(1, everything, entities(everything.Associations[:1]), storage.WithParents)
}

// loadShares adds who has a part in an entry; the attendees do not come along.
func loadShares(t *trial) {
	list, _, everything := t.crowd()
	for _, e := range everything.Entries {
		n := 2
		if e.ExternalID == "lunch" {
			n = 0
		}
		t.adding(n, everything, []storage.Entity{e}, storage.WithShares)
		t.adding(n, everything, []storage.Entity{e}, storage.WithShares|storage.WithParents|storage.WithEntries|storage.WithAssociations)
	}
	t.adding(6, everything, entities(everything.Entries), storage.WithShares)
	t.adding(0, everything, entities(list), storage.WithShares)
}

// loadEntries adds the entries of associations, which come by way of the
// attendee or are named, and not the other parts in them.
func loadEntries(t *trial) {
	list, _, everything := t.crowd()
	t.adding(1, everything, entities(everything.Associations[:1]), storage.WithEntries)
	t.adding(3, everything, entities(everything.Associations), storage.WithEntries)
	t.adding(0, everything, entities(list), storage.WithEntries)
	t.adding(4, everything, entities(list[:1]), storage.WithEntries|storage.WithAssociations)
	t.adding(4, everything, entities(list[:1]), storage.WithEntries|storage.WithAssociations|storage.WithShares)
}

// loadPlaces adds the zone and the list of access points, as far as they have
// one.
func loadPlaces(t *trial) {
	_, _, everything := t.crowd()
	adds := map[string]int{"door": 2, "desk": 1, "gate": 1, "nowhere": 0}
	for _, p := range everything.AccessPoints {
		t.adding(adds[p.Slug], everything, []storage.Entity{p}, storage.WithPlaces)
		t.adding(0, everything, []storage.Entity{p}, everyRelation&^storage.WithPlaces)
	}
	t.adding(4, everything, entities(everything.AccessPoints), storage.WithPlaces)
	t.adding(0, everything, append(entities(everything.Zones), entities(everything.CheckIns)...), storage.WithPlaces)
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
	for _, k := range everyKind {
		if list := k.of(everything); len(list) > 0 {
			starts = append(starts, list[:1])
		}
	}
	starts = append(starts, slices.Concat(starts...))
	for _, with := range relationSets() {
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
	// The same by way of entries: from a part to its attendee, from there to all
	// parts and their entries; from an entry to the parts in it and no further.
	dinner, taxi := newEntry(here, "dinner"), newEntry(here, "taxi")
	p, s, others := newAssociation(dinner, list[0]), newAssociation(taxi, list[0]), newAssociation(dinner, list[1])
	t.apply(put(dinner, taxi, p, s, others))
	q = named(here, p.Ref())
	q.With = storage.WithParents | storage.WithAssociations | storage.WithEntries | storage.WithShares
	same(t, written(changeSet(here, put(list[0], dinner, taxi, p, s))), t.load(q))
	q = named(here, dinner.Ref())
	q.With = storage.WithShares | storage.WithEntries | storage.WithParents | storage.WithTypes
	same(t, written(changeSet(here, put(dinner, p, others))), t.load(q))
	// From a scan to its attendee, and from there to where that is now.
	hall := newZone(here, "hall")
	scan, open := newCheckIn(here), newPresence(list[0], hall.ID)
	scan.AttendeeID = list[0].ID
	t.apply(put(hall, scan, open))
	q = named(here, scan.Ref())
	q.With = storage.WithParents | storage.WithPresences | storage.WithCredentials | storage.WithPlaces
	same(t, written(changeSet(here, put(list[0], scan, open))), t.load(q))
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
	var twins []storage.Entity
	for _, i := range []int{0, 4, 9, 13} { // an attendee, a group, a zone and an entry
		twins = append(twins, moved(records[i], elsewhere))
	}
	t.applyIn(elsewhere, put(twins...))
	q = named(elsewhere, refs(twins)...)
	q.With = everyRelation
	same(t, written(changeSet(elsewhere, put(twins...))), t.load(q))
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
