package storagetest

import "github.com/muster-go/muster/storage"

// link is a place in which a record may name another one, or nothing.
type link struct {
	from storage.Entity // names nothing in that place
	to   func() storage.Entity
	name func(from storage.Entity, to storage.ID) storage.Entity
}

func leadingInto(p storage.AccessPoint, zone storage.ID) storage.AccessPoint {
	p.ZoneID = zone
	return p
}

// optionalLinks are all of them, each from a record of its own, which is
// stored.
func (t *trial) optionalLinks() []link {
	t.Helper()
	a := newAttendee(here)
	list := []link{
		{newCredential(a), func() storage.Entity { return newCredentialType(here, newID().String()) }, func(from storage.Entity, to storage.ID) storage.Entity {
			c := from.(storage.Credential)
			c.TypeID = to
			return c
		}},
		{newPoint(here, "door"), func() storage.Entity { return newZone(here, newID().String()) }, func(from storage.Entity, to storage.ID) storage.Entity {
			return leadingInto(from.(storage.AccessPoint), to)
		}},
		{newPoint(here, "desk"), func() storage.Entity { return newCheckList(here, newID().String()) }, func(from storage.Entity, to storage.ID) storage.Entity {
			p := from.(storage.AccessPoint)
			p.ListID = to
			return p
		}},
		{newCheckIn(here), func() storage.Entity { return newAttendee(here) }, func(from storage.Entity, to storage.ID) storage.Entity {
			c := from.(storage.CheckIn)
			c.AttendeeID = to
			return c
		}},
	}
	t.apply(put(a))
	for _, l := range list {
		t.apply(put(l.from))
		t.holds(l.from)
	}
	return list
}

// putOptionalLinks names nothing, which is allowed, and what does not exist,
// which is not.
func putOptionalLinks(t *trial) {
	for _, l := range t.optionalLinks() {
		to := l.to()
		t.applyIn(elsewhere, put(moved(to, elsewhere)))
		fresh := func(to storage.ID) storage.Entity {
			e := edited(l.from, func(h *storage.Head) { h.ID = newID() })
			for _, k := range l.from.AppendKeys(nil) {
				e = rekeyed(e, storage.Key{Name: k.Name, Value: e.Base().ID.String()})
			}
			return l.name(e, to)
		}
		for _, missing := range []storage.ID{newID(), to.Base().ID, l.from.Base().ID} { // nowhere, in another scope, of another kind
			t.refused(storage.ErrConflict, put(l.name(next(l.from), missing)))
			t.refused(storage.ErrConflict, put(fresh(missing)))
		}
		inserted := fresh(to.Base().ID)
		t.apply(put(inserted, to)) // it comes with the set
		from := l.name(next(l.from), to.Base().ID)
		t.apply(put(from))
		t.holds(from, inserted, to)
		t.refused(storage.ErrConflict, put(l.name(next(from), newID())))
		from = l.name(next(from), storage.ID{})
		t.apply(put(from))
		t.holds(from, inserted, to)
		t.apply(remove(inserted))
	}
}

// deleteNamed deletes what a record names, alone and with the record.
func deleteNamed(t *trial) {
	for _, l := range t.optionalLinks() {
		to, other := l.to(), l.to()
		from := l.name(next(l.from), to.Base().ID)
		t.apply(put(from, to, other))
		t.refused(storage.ErrConflict, remove(to))
		t.refused(storage.ErrConflict, remove(to), put(next(from)))
		t.refused(storage.ErrConflict, remove(to, other))
		t.holds(from, to, other)
		from = l.name(next(from), storage.ID{})
		t.apply(remove(to), put(from)) // let go in the same set
		t.holds(from)
		t.lacks(to)
		from = l.name(next(from), other.Base().ID)
		t.apply(put(from))
		t.apply(remove(from, other)) // gone together
		t.lacks(from, other)
	}
}

// putLinkHandedOver exchanges what records name: what counts is what they name
// after the set.
func putLinkHandedOver(t *trial) {
	for _, l := range t.optionalLinks() {
		first, second := l.to(), l.to()
		from := l.name(next(l.from), first.Base().ID)
		t.apply(put(from, first))
		t.refused(storage.ErrConflict, remove(first), put(second))
		from = l.name(next(from), second.Base().ID)
		t.apply(remove(first), put(second, from)) // to one that is new, from one that goes
		t.holds(from, second)
		t.lacks(first)
		// To one that goes, away from one that stays.
		t.apply(put(first))
		t.refused(storage.ErrConflict, remove(first), put(l.name(next(from), first.Base().ID)))
		t.apply(put(l.name(next(from), first.Base().ID)), remove(second))
		t.refused(storage.ErrConflict, remove(first))
	}
}

// putOtherIDs names what does not exist where nothing depends on it, and
// deletes what is named there.
func putOtherIDs(t *trial) {
	absent := func() storage.ID { return newID() }
	a := newAttendee(here)
	scan, item, list := newCheckIn(here), newEntry(here, "item"), newCheckList(here, "Staff")
	scan.AttendeeID, scan.CredentialID, scan.PointID, scan.ZoneID, scan.Ends, scan.EndedBy = a.ID, absent(), absent(), absent(), absent(), absent()
	item.ParentID, item.Items = absent(), []storage.ID{absent(), absent()}
	list.GroupIDs, list.TypeCodes = []storage.ID{absent()}, []string{"NONE"}
	t.apply(put(a, scan, item, list))
	t.holds(scan, item, list)

	credential, point, zone, before, after := newCredential(a), newPoint(here, "door"), newZone(here, "hall"), newCheckIn(here), newCheckIn(here)
	parent, part, g, typ := newEntry(here, "parent"), newEntry(here, "part"), newGroup(here, "Crew"), newType(here, "STAFF")
	there := []storage.Entity{credential, point, zone, before, after, parent, part, g, typ}
	scan, item, list = next(scan), next(item), next(list)
	scan.CredentialID, scan.PointID, scan.ZoneID, scan.Ends, scan.EndedBy = credential.ID, point.ID, zone.ID, before.ID, after.ID
	item.ParentID, item.Items = parent.ID, []storage.ID{part.ID}
	list.GroupIDs, list.TypeCodes = []storage.ID{g.ID}, []string{"STAFF"}
	t.apply(put(scan, item, list), put(there...))
	t.apply(remove(there...))
	t.holds(scan, item, list)
}
