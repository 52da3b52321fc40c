package storagetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

func purgeScope(t *trial) {
	for _, scope := range []storage.Scope{here, elsewhere, abroad} {
		records := oneOfEach(scope)
		t.applyIn(scope, put(records...), emit(newEvent(records[0])))
	}
	stay := t.content(elsewhere)
	events := len(t.events())
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here, Everything: true}))
	same(t, storage.Set{}, t.content(here))
	same(t, stay, t.content(elsewhere))
	require.Equal(t, len(everyKind), t.content(abroad).Len())
	if events > 0 {
		require.Len(t, t.events(), events-1)
	}
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here, Everything: true}), "of an empty scope")
	t.apply(put(oneOfEach(here)...)) // every key is free again
}

func purgeBefore(t *trial) {
	gone := func(when time.Time) storage.Attendee {
		return newAttendee(here, func(a *storage.Attendee) {
			a.Status, a.DeletedAt, a.Unique = storage.StatusDeleted, when, storage.AttendeeKeys{}
			a.CreatedAt, a.UpdatedAt = noon.AddDate(-1, 0, 0), when
		})
	}
	alive, old, edge, late := newAttendee(here), gone(noon.Add(-time.Microsecond)), gone(noon), gone(noon.Add(time.Microsecond))
	alive.CreatedAt, alive.UpdatedAt = noon.AddDate(-10, 0, 0), noon.AddDate(-10, 0, 0)
	erased := gone(noon.AddDate(0, 0, -1))
	erased.Status = storage.StatusErased
	typ, oldToken, newerToken := newType(here, "STAFF"), newToken(here), newToken(here)
	typ.CreatedAt, oldToken.CreatedAt = alive.CreatedAt, noon.Add(-time.Microsecond)
	other := moved(gone(noon.AddDate(-1, 0, 0)), elsewhere)
	t.applyIn(elsewhere, put(other))
	ofAlive, ofOld, ofErased, ofLate := newRevision(alive), newRevision(old), newRevision(erased), newRevision(late)
	ofAlive.CreatedAt = alive.CreatedAt
	crew, left := newGroup(here, "Crew"), newGroup(here, "Left alone")
	crew.CreatedAt = alive.CreatedAt
	aliveIn, oldIn, erasedIn, leftIn := newMembership(crew, alive), newMembership(crew, old), newMembership(crew, erased), newMembership(left, old)
	aliveSays, oldSays, lateSays := newResponse(alive), newResponse(old), newResponse(late)
	aliveIn.CreatedAt, aliveSays.CreatedAt = alive.CreatedAt, alive.CreatedAt
	t.apply(put(alive, old, edge, late, erased, typ, oldToken, newerToken, ofAlive, ofOld, ofErased, ofLate), emit(newEvent(old)))
	t.apply(put(crew, left, aliveIn, oldIn, erasedIn, leftIn, aliveSays, oldSays, lateSays))
	// Of whom is purged nothing stays, whatever it is; what hangs from nobody, or
	// from nobody who is purged, stays.
	var goes, stays []storage.Entity
	badge, hall, e := newCredentialType(here, "Badge"), newZone(here, "hall"), newEntry(here, "entry")
	for _, owner := range []storage.Attendee{old, alive} {
		credential, scan := newCredential(owner), newPresence(owner, hall.ID)
		credential.TypeID, scan.CredentialID = badge.ID, credential.ID
		goes, stays = stays, []storage.Entity{credential, scan, newAssociation(e, owner)}
	}
	alone := newEntry(here, "alone")
	goes = append(goes, newAssociation(alone, old))
	denied, point, list := newCheckIn(here), newPoint(here, "door"), newCheckList(here, "Staff")
	denied.CredentialID, point.ZoneID, point.ListID = goes[0].Base().ID, hall.ID, list.ID
	stays = append(stays, badge, hall, e, alone, denied, point, list)
	for i, r := range stays {
		stays[i] = edited(r, func(h *storage.Head) { h.CreatedAt = alive.CreatedAt })
	}
	t.apply(put(goes...), put(stays...))
	t.occupied(here, []storage.ID{hall.ID}, storage.Occupancy{ZoneID: hall.ID, Inside: 2})
	events := len(t.events())

	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here, Before: noon}))
	t.lacks(goes...)
	t.holds(stays...)
	t.occupied(here, []storage.ID{hall.ID}, storage.Occupancy{ZoneID: hall.ID, Inside: 1})
	t.spent(here, storage.Spending{Attendees: []storage.ID{old.ID}, Years: []int32{2026}})
	t.lacks(old, erased, ofOld, ofErased, oldToken, oldIn, erasedIn, leftIn, oldSays)
	t.holds(alive, edge, late, typ, newerToken, ofAlive, ofLate, crew, left, aliveIn, aliveSays, lateSays)
	t.holdsIn(elsewhere, other)
	require.Len(t, t.events(), events, "events stay until they are acknowledged")
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: abroad, Before: noon}), "of an empty scope")
}

// purgeSaysWhat refuses a purge that leaves out what it removes.
func purgeSaysWhat(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	for _, p := range []storage.Expiry{{Scope: here}, {Scope: here, Before: noon, Everything: true}} {
		require.ErrorIs(t, t.purger().Purge(t.Context(), p), storage.ErrUnsupported, "%+v", p)
	}
	t.holds(a)
}
