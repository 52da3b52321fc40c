package storagetest

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// occupancies counts who is inside of zones, out of all the records of a scope:
// the definition that stores are held to.
func occupancies(everything storage.Set, zones []storage.ID) []storage.Occupancy {
	var list []storage.Occupancy
	for _, zone := range slices.Compact(sorted(slices.Clone(zones))) {
		o := storage.Occupancy{ZoneID: zone}
		for _, c := range everything.CheckIns {
			if c.ZoneID == zone && zone != (storage.ID{}) && c.Inside() {
				o.Inside++
			}
		}
		if o.Inside > 0 {
			list = append(list, o)
		}
	}
	return list
}

// totals adds up what was spent on attendees, out of all the records of a
// scope: the definition that stores are held to.
func totals(everything storage.Set, s storage.Spending) []storage.Total {
	var list []storage.Total
	for _, a := range everything.Associations {
		if !slices.Contains(s.Attendees, a.AttendeeID) || !slices.Contains(s.Years, a.Year) {
			continue
		}
		part := storage.Total{AttendeeID: a.AttendeeID, Year: a.Year, Currency: a.Currency, Digits: a.Digits}
		i := slices.IndexFunc(list, func(t storage.Total) bool {
			t.Amount = 0
			return t == part
		})
		if i < 0 {
			i, list = len(list), append(list, part)
		}
		list[i].Amount += a.Amount
	}
	return list
}

// uses counts what names credential types, zones and check lists, out of all the
// records of a scope: the definition that stores are held to.
func uses(everything storage.Set, refs []storage.Ref) []storage.Use {
	named := make(map[storage.Ref]int64)
	for _, c := range everything.Credentials {
		named[storage.Ref{Kind: storage.KindCredentialType, ID: c.TypeID}]++
	}
	for _, p := range everything.AccessPoints {
		named[storage.Ref{Kind: storage.KindZone, ID: p.ZoneID}]++
		named[storage.Ref{Kind: storage.KindCheckList, ID: p.ListID}]++
	}
	var list []storage.Use
	for _, r := range refs {
		r = unpinned(r)
		if n := named[r]; n > 0 && r.ID != (storage.ID{}) {
			list = append(list, storage.Use{Kind: r.Kind, ID: r.ID, Count: n})
		}
		delete(named, r)
	}
	return list
}

// nameable are the records of a set of which uses are counted.
func nameable(set storage.Set) (refs []storage.Ref) {
	for _, t := range set.CredentialTypes {
		refs = append(refs, t.Ref())
	}
	for _, z := range set.Zones {
		refs = append(refs, z.Ref())
	}
	for _, l := range set.CheckLists {
		refs = append(refs, l.Ref())
	}
	return refs
}

// counted are the counts that the records of a scope say.
func counted(everything storage.Set, q storage.Query) storage.Set {
	return storage.Set{Occupancies: occupancies(everything, q.Occupancies), Totals: totals(everything, q.Totals), Uses: uses(everything, q.Uses)}
}

// sameCounts reports whether two sets hold the same counts, each once, in any
// order.
func sameCounts(t testingT, want, got storage.Set) bool {
	t.Helper()
	byZone := func(a, b storage.Occupancy) int { return bytes.Compare(a.ZoneID[:], b.ZoneID[:]) }
	inOrder := func(a, b storage.Total) int {
		return cmp.Or(bytes.Compare(a.AttendeeID[:], b.AttendeeID[:]), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Digits, b.Digits))
	}
	byName := func(a, b storage.Use) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.ID[:], b.ID[:]))
	}
	return assert.Equal(t, slices.SortedFunc(slices.Values(want.Occupancies), byZone), slices.SortedFunc(slices.Values(got.Occupancies), byZone), "occupancies") &&
		assert.Equal(t, slices.SortedFunc(slices.Values(want.Totals), inOrder), slices.SortedFunc(slices.Values(got.Totals), inOrder), "totals") &&
		assert.Equal(t, slices.SortedFunc(slices.Values(want.Uses), byName), slices.SortedFunc(slices.Values(got.Uses), byName), "uses")
}

// occupied requires the zones to be occupied as given, and nothing else to be
// in the answer.
func (t *trial) occupied(scope storage.Scope, zones []storage.ID, want ...storage.Occupancy) {
	t.Helper()
	same(t, storage.Set{Occupancies: want}, t.load(storage.Query{Scope: scope, Occupancies: zones}))
}

func loadOccupancies(t *trial) {
	a, b := newAttendee(here), newAttendee(here)
	hall, lounge, empty, left, unkept := newZone(here, "hall"), newZone(here, "lounge"), newZone(here, "empty"), newZone(here, "left"), newID()
	t.apply(put(a, b, hall, lounge, empty, left))
	t.apply(put(newPresence(a, hall.ID), newPresence(b, hall.ID), newPresence(b, hall.ID), newPresence(a, lounge.ID)))
	t.apply(put(newPresence(a, unkept), newPresence(a, storage.ID{}))) // of a zone that is not kept, and of none
	// Scans by which nobody is inside: denied, ended, led out, taken back.
	denied, out := newCheckIn(here), newPresence(a, hall.ID)
	denied.ZoneID = hall.ID
	out.Direction, out.UniquePresence, out.Ends = storage.Out, "", newID()
	reverted := newPresence(b, left.ID)
	reverted.RevertedAt, reverted.RevertedBy, reverted.UniquePresence = noon, "desk", ""
	gone := newPresence(a, left.ID)
	gone.EndedBy, gone.UniquePresence = out.ID, ""
	t.apply(put(denied, out, reverted, gone))
	twin := moved(a, elsewhere)
	t.applyIn(elsewhere, put(twin, newPresence(twin, hall.ID), newPresence(twin, empty.ID)))

	inHall, inLounge := storage.Occupancy{ZoneID: hall.ID, Inside: 3}, storage.Occupancy{ZoneID: lounge.ID, Inside: 1}
	t.occupied(here, []storage.ID{hall.ID}, inHall)
	t.occupied(here, []storage.ID{lounge.ID, hall.ID, lounge.ID, empty.ID, hall.ID, left.ID, newID(), hall.ID}, inHall, inLounge)
	t.occupied(here, []storage.ID{empty.ID, left.ID, newID()})
	t.occupied(here, []storage.ID{unkept, {}}, storage.Occupancy{ZoneID: unkept, Inside: 1})
	t.occupied(here, []storage.ID{})
	t.occupied(elsewhere, []storage.ID{hall.ID, empty.ID, lounge.ID}, storage.Occupancy{ZoneID: hall.ID, Inside: 1}, storage.Occupancy{ZoneID: empty.ID, Inside: 1})
	t.occupied(abroad, []storage.ID{hall.ID, empty.ID, lounge.ID})

	// It makes no difference what else is asked for.
	q := named(here, hall.Ref(), a.Ref())
	q.With, q.Occupancies = storage.WithPresences, []storage.ID{hall.ID}
	want := follow(t.content(here), []storage.Entity{hall, a}, storage.WithPresences)
	want.Occupancies = []storage.Occupancy{inHall}
	same(t, want, t.load(q))
}

// loadOccupanciesFollow changes who is inside in every way.
func loadOccupanciesFollow(t *trial) {
	a := newAttendee(here)
	hall, lounge := newZone(here, "hall"), newZone(here, "lounge")
	first, second, third := newPresence(a, hall.ID), newPresence(a, hall.ID), newPresence(a, hall.ID)
	inside := func(inHall, inLounge int64) {
		t.Helper()
		var want []storage.Occupancy
		for _, o := range []storage.Occupancy{{ZoneID: hall.ID, Inside: inHall}, {ZoneID: lounge.ID, Inside: inLounge}} {
			if o.Inside > 0 {
				want = append(want, o)
			}
		}
		t.occupied(here, []storage.ID{hall.ID, lounge.ID}, want...)
	}
	inside(0, 0)
	t.apply(put(a, hall, lounge, first, second, third))
	inside(3, 0)
	t.apply(put(next(first))) // a touch
	inside(3, 0)
	first = next(first)
	t.refused(storage.ErrConflict, put(ended(first)), put(at(second, 7)))
	inside(3, 0)
	t.apply(put(ended(first), newPresence(a, lounge.ID))) // from one to the other in one set
	inside(2, 1)
	second = next(second)
	second.ZoneID = lounge.ID
	t.apply(put(second))
	inside(1, 2)
	t.apply(remove(third))
	inside(0, 2)
	t.apply(remove(hall, lounge)) // the check-ins stay
	inside(0, 2)
	t.apply(put(ended(second)))
	inside(0, 1)
	again := ended(first)
	again = next(again)
	again.UniquePresence = "again" // taken back: inside once more
	t.apply(put(again))
	inside(1, 1)
}

// spent requires the totals to be as given, and nothing else to be in the
// answer.
func (t *trial) spent(scope storage.Scope, s storage.Spending, want ...storage.Total) {
	t.Helper()
	same(t, storage.Set{Totals: want}, t.load(storage.Query{Scope: scope, Totals: s}))
}

// share returns a part of a in an entry of its own.
func (t *trial) share(a storage.Attendee, year int32, currency string, digits int32, amount int64) storage.Association {
	t.Helper()
	e := newEntry(a.Scope, newID().String())
	s := newAssociation(e, a)
	s.Year, s.Currency, s.Digits, s.Amount = year, currency, digits, amount
	t.applyIn(a.Scope, put(e, s))
	return s
}

func loadTotals(t *trial) {
	a, b, spendsNothing := newAttendee(here), newAttendee(here), newAttendee(here)
	t.apply(put(a, b, spendsNothing))
	for _, amount := range []int64{1, 2000, -300, 0} {
		t.share(a, 2026, "EUR", 2, amount)
	}
	t.share(a, 2026, "EUR", 3, 7)
	t.share(a, 2026, "eur", 2, 11) // texts are compared as bytes
	t.share(a, 2026, "JPY", 0, 13)
	t.share(a, 2025, "EUR", 2, 17)
	t.share(a, 2024, "EUR", 2, 400)
	t.share(a, 2024, "EUR", 2, -400)
	t.share(b, 2026, "EUR", 2, -19)
	approved := t.share(b, 2026, "EUR", 2, 23)
	approved = next(approved)
	approved.Approved, approved.HasApproved, approved.Unnamed, approved.Edited = 5, true, 3, true
	t.apply(put(approved)) // none of which makes a difference
	twin := moved(a, elsewhere)
	t.applyIn(elsewhere, put(twin))
	t.share(twin, 2026, "EUR", 2, 29)

	total := func(of storage.Attendee, year int32, currency string, digits int32, amount int64) storage.Total {
		return storage.Total{AttendeeID: of.ID, Year: year, Currency: currency, Digits: digits, Amount: amount}
	}
	of := func(list ...storage.Attendee) []storage.ID { return ids(entities(list)) }
	in2026 := []storage.Total{total(a, 2026, "EUR", 2, 1701), total(a, 2026, "EUR", 3, 7), total(a, 2026, "eur", 2, 11), total(a, 2026, "JPY", 0, 13)}
	t.spent(here, storage.Spending{Attendees: of(a), Years: []int32{2026}}, in2026...)
	t.spent(here, storage.Spending{Attendees: of(a), Years: []int32{2025}}, total(a, 2025, "EUR", 2, 17))
	t.spent(here, storage.Spending{Attendees: of(a), Years: []int32{2024}}, total(a, 2024, "EUR", 2, 0)) // there are some
	t.spent(here, storage.Spending{Attendees: of(b), Years: []int32{2025, 2026}}, total(b, 2026, "EUR", 2, 4))
	t.spent(here, storage.Spending{
		Attendees: append(of(b, a, b, spendsNothing, a), newID(), storage.ID{}), Years: []int32{2026, 2025, 2026, 1999, 2025, 0, -1},
	}, append(in2026, total(a, 2025, "EUR", 2, 17), total(b, 2026, "EUR", 2, 4))...)
	t.spent(here, storage.Spending{Attendees: of(spendsNothing), Years: []int32{2026}})
	t.spent(here, storage.Spending{Attendees: of(a)})
	t.spent(here, storage.Spending{Years: []int32{2026}})
	t.spent(elsewhere, storage.Spending{Attendees: of(a, b), Years: []int32{2024, 2025, 2026}}, total(a, 2026, "EUR", 2, 29))
	t.spent(abroad, storage.Spending{Attendees: of(a, b), Years: []int32{2026}})

	// It makes no difference what else is asked for.
	q := named(here, b.Ref())
	q.With, q.Totals = storage.WithAssociations|storage.WithEntries, storage.Spending{Attendees: of(a), Years: []int32{2025}}
	want := follow(t.content(here), []storage.Entity{b}, q.With)
	want.Totals = []storage.Total{total(a, 2025, "EUR", 2, 17)}
	same(t, want, t.load(q))
}

// loadTotalsExact adds up what a floating-point number does not hold.
func loadTotalsExact(t *trial) {
	for _, amounts := range [][]int64{
		{1<<53 + 1},
		{1 << 53, 1, -1 << 52},
		{1 << 62, 1<<62 - 1},
		{-1 << 62, -1 << 62},
		{math.MaxInt64, -math.MaxInt64},
		{3_000_000_000, 3_000_000_000, -1_500_000},
	} {
		a := newAttendee(here)
		t.apply(put(a))
		want := storage.Total{AttendeeID: a.ID, Year: 2026, Currency: "EUR", Digits: 2}
		for _, amount := range amounts {
			t.share(a, 2026, "EUR", 2, amount)
			want.Amount += amount
		}
		t.spent(here, storage.Spending{Attendees: []storage.ID{a.ID}, Years: []int32{2026}}, want)
	}
	// Years of every size.
	a := newAttendee(here)
	t.apply(put(a))
	for _, year := range []int32{math.MinInt32, -1, 0, 1, math.MaxInt32} {
		t.share(a, year, "EUR", math.MaxInt32, int64(year))
		t.spent(here, storage.Spending{Attendees: []storage.ID{a.ID}, Years: []int32{year}},
			storage.Total{AttendeeID: a.ID, Year: year, Currency: "EUR", Digits: math.MaxInt32, Amount: int64(year)})
	}
}

// loadTotalsTooLarge adds up more than 64 bits hold, which is an error, and no
// more of one than the question that asks for it.
func loadTotalsTooLarge(t *trial) {
	for _, amount := range []int64{math.MaxInt64, math.MinInt64} {
		a := newAttendee(here)
		t.apply(put(a))
		large, one := t.share(a, 2026, "EUR", 2, amount), t.share(a, 2026, "EUR", 2, max(min(amount, 1), -1))
		t.share(a, 2025, "EUR", 2, 7)
		this := storage.Query{Scope: here, Totals: storage.Spending{Attendees: []storage.ID{a.ID}, Years: []int32{2025, 2026}}}
		_, err := t.store.Load(t.Context(), this)
		require.Error(t, err)
		require.NotContains(t, spelled(err), fmt.Sprint(amount))
		t.spent(here, storage.Spending{Attendees: []storage.ID{a.ID}, Years: []int32{2025}},
			storage.Total{AttendeeID: a.ID, Year: 2025, Currency: "EUR", Digits: 2, Amount: 7})
		t.holds(a, large, one)
		t.apply(remove(one))
		t.spent(here, storage.Spending{Attendees: []storage.ID{a.ID}, Years: []int32{2026}},
			storage.Total{AttendeeID: a.ID, Year: 2026, Currency: "EUR", Digits: 2, Amount: amount})
	}
}

// loadTotalsFollow changes parts in every way.
func loadTotalsFollow(t *trial) {
	a, b := newAttendee(here), newAttendee(here)
	t.apply(put(a, b))
	first, second, third := t.share(a, 2026, "EUR", 2, 100), t.share(a, 2026, "EUR", 2, 200), t.share(a, 2026, "EUR", 2, 400)
	everybody := storage.Spending{Attendees: []storage.ID{a.ID, b.ID}, Years: []int32{2025, 2026}}
	total := func(of storage.Attendee, year int32, currency string, digits int32, amount int64) storage.Total {
		return storage.Total{AttendeeID: of.ID, Year: year, Currency: currency, Digits: digits, Amount: amount}
	}
	t.spent(here, everybody, total(a, 2026, "EUR", 2, 700))
	first = next(first)
	first.Amount = -100
	t.refused(storage.ErrConflict, put(first), put(at(second, 7)))
	t.spent(here, everybody, total(a, 2026, "EUR", 2, 700))
	t.apply(put(first))
	t.spent(here, everybody, total(a, 2026, "EUR", 2, 500))
	first, second = next(first), next(second)
	first.Currency, second.Year = "USD", 2025
	t.apply(put(first, second))
	t.spent(here, everybody, total(a, 2026, "USD", 2, -100), total(a, 2025, "EUR", 2, 200), total(a, 2026, "EUR", 2, 400))
	third, second = next(third), next(second)
	third.AttendeeID, second.Digits = b.ID, 3
	t.apply(put(third, second))
	t.spent(here, everybody, total(a, 2026, "USD", 2, -100), total(a, 2025, "EUR", 3, 200), total(b, 2026, "EUR", 2, 400))
	t.apply(remove(second, third))
	t.spent(here, everybody, total(a, 2026, "USD", 2, -100))
	entry := t.load(named(here, storage.Ref{Kind: storage.KindEntry, ID: first.EntryID})).Entries[0]
	require.Equal(t, "EUR", entry.Currency, "what the entry says makes no difference")
	t.apply(remove(first, entry))
	t.spent(here, everybody)
}

// used requires what is asked about to be named as given, and nothing else to be
// in the answer.
func (t *trial) used(scope storage.Scope, refs []storage.Ref, want ...storage.Use) {
	t.Helper()
	same(t, storage.Set{Uses: want}, t.load(storage.Query{Scope: scope, Uses: refs}))
}

// useOf is how often something is named.
func useOf(e storage.Entity, n int64) storage.Use {
	return storage.Use{Kind: e.Ref().Kind, ID: e.Ref().ID, Count: n}
}

func loadUses(t *trial) {
	a := newAttendee(here)
	badge, band, hall, lounge := newCredentialType(here, "badge"), newCredentialType(here, "band"), newZone(here, "hall"), newZone(here, "lounge")
	staff, press := newCheckList(here, "staff"), newCheckList(here, "press")
	lounge.ID, press.ID = badge.ID, badge.ID // of another kind with the same ID
	t.apply(put(a, badge, band, hall, lounge, staff, press))
	credential := func(typ storage.ID) storage.Credential {
		c := newCredential(a)
		c.TypeID = typ
		return c
	}
	point := func(slug string, zone, list storage.ID) storage.AccessPoint {
		p := newPoint(here, slug)
		p.ZoneID, p.ListID = zone, list
		return p
	}
	revoked := credential(badge.ID)
	revoked.Status, revoked.UniqueValue = storage.CredentialRevoked, ""
	t.apply(put(
		credential(badge.ID), credential(badge.ID), revoked, credential(storage.ID{}),
		point("a", hall.ID, staff.ID), point("b", hall.ID, storage.ID{}), point("c", lounge.ID, staff.ID), point("d", storage.ID{}, storage.ID{}),
	))
	t.apply(put(newPresence(a, hall.ID))) // what happened in a zone names it and does not keep it
	twin, there := moved(a, elsewhere), moved(badge, elsewhere)
	abroad2 := newCredential(twin)
	abroad2.TypeID = there.ID
	t.applyIn(elsewhere, put(twin, there, abroad2))

	t.used(here, []storage.Ref{badge.Ref()}, useOf(badge, 3))
	t.used(here, []storage.Ref{hall.Ref()}, useOf(hall, 2))
	t.used(here, []storage.Ref{staff.Ref()}, useOf(staff, 2))
	t.used(here, []storage.Ref{band.Ref(), press.Ref(), {Kind: storage.KindZone, ID: newID()}, {Kind: storage.KindCredentialType}, {Kind: storage.KindZone}, {Kind: storage.KindCheckList}})
	all := []storage.Ref{lounge.Ref(), badge.Ref(), press.Ref(), hall.Ref(), badge.Ref(), at(badge, 7).Ref(), staff.Ref(), band.Ref(), hall.Ref()}
	t.used(here, all, useOf(badge, 3), useOf(hall, 2), useOf(lounge, 1), useOf(staff, 2))
	t.used(here, []storage.Ref{})
	t.used(elsewhere, all, useOf(there, 1))
	t.used(abroad, all)

	// It makes no difference what else is asked for.
	q := named(here, hall.Ref(), a.Ref())
	q.With, q.Uses = storage.WithCredentials, []storage.Ref{hall.Ref(), badge.Ref()}
	want := follow(t.content(here), []storage.Entity{hall, a}, storage.WithCredentials)
	want.Uses = []storage.Use{useOf(hall, 2), useOf(badge, 3)}
	same(t, want, t.load(q))
}

// loadUsesFollow changes what names others in every way.
func loadUsesFollow(t *trial) {
	a, badge, band := newAttendee(here), newCredentialType(here, "badge"), newCredentialType(here, "band")
	hall, lounge, staff := newZone(here, "hall"), newZone(here, "lounge"), newCheckList(here, "staff")
	card, door, gate := newCredential(a), newPoint(here, "door"), newPoint(here, "gate")
	gate.ZoneID = hall.ID
	card.TypeID, door.ZoneID, door.ListID = badge.ID, hall.ID, staff.ID
	ask := func(want ...storage.Use) {
		t.Helper()
		t.used(here, []storage.Ref{badge.Ref(), band.Ref(), hall.Ref(), lounge.Ref(), staff.Ref()}, want...)
	}
	ask()
	t.apply(put(a, badge, band, hall, lounge, staff, card, door, gate))
	ask(useOf(badge, 1), useOf(hall, 2), useOf(staff, 1))
	card, door = next(card), next(door)
	card.TypeID, door.ZoneID, door.ListID = band.ID, lounge.ID, storage.ID{}
	t.refused(storage.ErrConflict, put(card, door), put(at(hall, 7)))
	ask(useOf(badge, 1), useOf(hall, 2), useOf(staff, 1))
	t.apply(put(card, door))
	ask(useOf(band, 1), useOf(hall, 1), useOf(lounge, 1))
	t.apply(remove(badge, hall, staff, gate))
	ask(useOf(band, 1), useOf(lounge, 1))
	t.apply(remove(card, door))
	ask()
}

// checkCounts requires the counts to be what the records themselves say.
func (t *trial) checkCounts(scope storage.Scope, set storage.Set) {
	t.Helper()
	if set.Len() > relationsWalked {
		return
	}
	q := storage.Query{Scope: scope}
	for _, z := range set.Zones {
		q.Occupancies = append(q.Occupancies, z.ID)
	}
	for _, c := range set.CheckIns {
		q.Occupancies = append(q.Occupancies, c.ZoneID)
	}
	for _, a := range set.Attendees {
		q.Totals.Attendees = append(q.Totals.Attendees, a.ID)
	}
	for _, a := range set.Associations {
		q.Totals.Years = append(q.Totals.Years, a.Year)
	}
	q.Uses = nameable(set)
	same(t, counted(set, q), t.load(q))
}
