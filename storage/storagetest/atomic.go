package storagetest

import (
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// atomicLastChangeFails makes each kind of change the one that fails, behind
// others that would have been accepted.
func atomicLastChangeFails(t *trial) {
	old := oneOfEach(here)
	t.apply(put(old...))
	kept := newAttendee(here, email("kept@example.com"))
	t.apply(put(kept))

	fresh := func() change {
		f := newFamily(here, newID().String())
		name := f.a.ID.String()
		zone, list, point := newZone(here, name), newCheckList(here, name), newPoint(here, name)
		point.ZoneID, point.ListID = zone.ID, list.ID
		records := append(f.all(), newType(here, name), newToken(here), newCredentialType(here, name), zone, list, point, next(kept))
		return put(records...)
	}
	sameValue, sameNonce, samePresence := newCredential(kept), newCheckIn(here), newCheckIn(here)
	sameValue.UniqueValue = old[8].(storage.Credential).UniqueValue
	sameNonce.UniqueNonce, samePresence.UniquePresence = old[12].(storage.CheckIn).UniqueNonce, old[12].(storage.CheckIn).UniquePresence
	taken := newToken(here)
	taken.Value = old[3].(storage.Token).Value
	for _, fails := range []change{
		put(old[0]),
		put(at(old[1], 3)),
		put(newRevision(newAttendee(here))),
		put(taken),
		put(newGroup(here, old[4].(storage.Group).UniqueName)),
		put(newMembership(newGroup(here, "absent"), kept)),
		put(newMembership(old[4].(storage.Group), newAttendee(here))),
		put(newResponse(newAttendee(here))),
		put(at(old[6], 3)),
		put(sameValue),
		put(sameNonce),
		put(samePresence),
		put(newZone(here, old[9].(storage.Zone).UniqueSlug)),
		put(newCredential(newAttendee(here))),
		put(newAssociation(newEntry(here, "absent"), kept)),
		put(newAssociation(old[13].(storage.Entry), newAttendee(here))),
		put(leadingInto(newPoint(here, "nowhere"), newID())),
		put(at(old[12], 3)),
		put(newAttendee(here, func(a *storage.Attendee) { a.Unique.Code = old[0].(storage.Attendee).Unique.Code })),
		remove(next(old[1])),
		remove(old[0]),
		remove(old[4]),
		remove(old[7]),
		remove(old[9]),
		remove(old[10]),
		remove(old[13]),
		remove(newToken(here)),
		guard(at(old[1], 2).Ref()),
	} {
		t.refused(storage.ErrConflict, fresh(), emit(newEvent(kept)), fails)
	}
	t.apply(fresh())
}

// atomicDeletesUndone fails a set after its deletes and key releases.
func atomicDeletesUndone(t *trial) {
	records := oneOfEach(here)
	a, b := newAttendee(here, email("a@example.com")), newAttendee(here, email("b@example.com"))
	g := records[4]
	t.apply(put(records...), put(a, b))
	changed := next(b)
	email("c@example.com")(&changed)
	t.refused(storage.ErrConflict, remove(a), remove(records...), put(changed), put(at(newToken(here), 5)))
	t.holds(append(records, a, b)...)
	for _, r := range records {
		for _, k := range r.AppendKeys(nil) {
			t.leads(here, k, r)
		}
	}
	t.leads(here, storage.Key{Name: storage.KeyGroupName, Value: "Crew"}, g)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: "a@example.com"}, a)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: "b@example.com"}, b)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: "c@example.com"})
}

func atomicEventsWithRecords(t *trial) {
	a := newAttendee(here)
	first := newEvent(a)
	t.apply(put(a), emit(first))
	t.refused(storage.ErrConflict, put(a), emit(newEvent(a)))
	got := t.events()
	require.Len(t, got, 1)
	sameEvent(t, first, got[0])
}

// atomicEventsAlone keeps events of a set that writes no record.
func atomicEventsAlone(t *trial) {
	e := newEvent(newAttendee(here))
	t.apply(emit(e))
	require.Len(t, t.events(), 1)
}

func atomicEmptySet(t *trial) {
	t.apply()
	t.apply(put(newAttendee(here)))
	t.apply()
}

func sameEvent(t testingT, want, got storage.Event) {
	t.Helper()
	require.True(t, want.At.Equal(got.At), "time of the event: want %v, got %v", want.At, got.At)
	require.True(t, storage.EqualJSON(want.Data, got.Data), "data of the event: want %s, got %s", want.Data, got.Data)
	want.At, want.Data, got.At, got.Data = noon, nil, noon, nil
	require.Equal(t, want, got)
}
