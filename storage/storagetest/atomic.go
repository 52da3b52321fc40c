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
		a, g := newAttendee(here), newGroup(here, newID().String())
		typ := newType(here, newID().String())
		return put(a, typ, newRevision(a), newToken(here), g, newMembership(g, a), newResponse(a), next(kept))
	}
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
		put(newAttendee(here, func(a *storage.Attendee) { a.Unique.Code = old[0].(storage.Attendee).Unique.Code })),
		remove(next(old[1])),
		remove(old[0]),
		remove(old[4]),
		remove(newToken(here)),
		guard(at(old[1], 2).Ref()),
	} {
		t.refused(storage.ErrConflict, fresh(), emit(newEvent(kept)), fails)
	}
	t.apply(fresh())
}

// atomicDeletesUndone fails a set after its deletes and key releases.
func atomicDeletesUndone(t *trial) {
	a, b := newAttendee(here, email("a@example.com")), newAttendee(here, email("b@example.com"))
	r, typ, g := newRevision(a), newType(here, "STAFF"), newGroup(here, "Crew")
	m, answer := newMembership(g, a), newResponse(a)
	t.apply(put(a, b, r, typ, g, m, answer))
	changed := next(b)
	email("c@example.com")(&changed)
	t.refused(storage.ErrConflict, remove(a, r, typ, g, m, answer), put(changed), put(at(newToken(here), 5)))
	t.holds(a, b, r, typ, g, m, answer)
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
