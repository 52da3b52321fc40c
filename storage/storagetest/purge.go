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
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here}))
	same(t, storage.Set{}, t.content(here))
	same(t, stay, t.content(elsewhere))
	require.Equal(t, 4, t.content(abroad).Len())
	if events > 0 {
		require.Len(t, t.events(), events-1)
	}
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here}), "of an empty scope")
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
	t.apply(put(alive, old, edge, late, erased, typ, oldToken, newerToken, ofAlive, ofOld, ofErased, ofLate), emit(newEvent(old)))
	events := len(t.events())

	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: here, Before: noon}))
	t.lacks(old, erased, ofOld, ofErased, oldToken)
	t.holds(alive, edge, late, typ, newerToken, ofAlive, ofLate)
	t.holdsIn(elsewhere, other)
	require.Len(t, t.events(), events, "events stay until they are acknowledged")
	require.NoError(t, t.purger().Purge(t.Context(), storage.Expiry{Scope: abroad, Before: noon}), "of an empty scope")
}
