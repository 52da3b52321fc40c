package storagetest

import (
	"context"
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

func contextCancelled(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	t.endedWith(ctx, a, context.Canceled)
}

func contextDeadline(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	ctx, cancel := context.WithDeadline(t.Context(), noon.AddDate(-20, 0, 0))
	defer cancel()
	t.endedWith(ctx, a, context.DeadlineExceeded)
}

// endedWith calls every method that the store offers with a context that has
// ended. a is stored at its first revision.
func (t *trial) endedWith(ctx context.Context, a storage.Attendee, want error) {
	t.Helper()
	_, err := t.store.Load(ctx, named(here, a.Ref()))
	require.ErrorIs(t, err, want, "Load")
	require.ErrorIs(t, t.store.Apply(ctx, changeSet(here, put(next(a)), emit(newEvent(a)))), want, "Apply")
	if l, ok := t.store.(storage.Lister); ok {
		_, err = l.List(ctx, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Limit: 1})
		require.ErrorIs(t, err, want, "List")
	}
	if t.store.Traits().Events {
		_, err = t.outbox().Pending(ctx, storage.Claim{Limit: 1})
		require.ErrorIs(t, err, want, "Pending")
		require.ErrorIs(t, t.outbox().Ack(ctx, newID()), want, "Ack")
	}
	if p, ok := t.store.(storage.Purger); ok {
		require.ErrorIs(t, p.Purge(ctx, storage.Expiry{Scope: here, Everything: true}), want, "Purge")
	}
	t.holds(a)
	require.Empty(t, t.events())
	t.apply(put(next(a)))
}

// contextCutOff ends the context while a set is being applied. However far it
// came, all of it is there or nothing; and what a call reported as applied is.
func contextCutOff(t *trial) {
	for range 20 {
		list := manyAttendees(here, 200)
		for i := range list {
			list[i].Unique.Email = "" // each round brings the same addresses
		}
		cs := changeSet(here, put(entities(list)...), put(newRevision(list[0])))
		t.note(cs)
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		err := t.store.Apply(ctx, cs)
		cancel()
		n := len(t.load(named(here, refs(list)...)).Attendees)
		switch {
		case err == nil || errors.Is(err, storage.ErrUnknown) && n > 0:
			require.Len(t, list, n, "records of a set that was applied")
		default:
			require.ErrorIs(t, err, context.Canceled)
			require.Zero(t, n, "records of a set that was not applied")
		}
	}
}
