package storagetest

import (
	"slices"
	"sync"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// emitted stores n events, in any order, and returns them in the order of
// their IDs.
func (t *trial) emitted(n int) []storage.Event {
	t.Helper()
	a := newAttendee(here)
	list := make([]storage.Event, n)
	for i := range list {
		list[i] = newEvent(a)
	}
	slices.Reverse(list)
	t.apply(put(a), emit(list[n/2:]...))
	t.apply(emit(list[:n/2]...))
	slices.Reverse(list)
	return list
}

func (t *trial) pending(c storage.Claim) []storage.ID {
	t.Helper()
	list, err := t.outbox().Pending(t.Context(), c)
	require.NoError(t, err)
	got := make([]storage.ID, 0, len(list))
	for _, e := range list {
		got = append(got, e.ID)
	}
	return got
}

func eventIDs(list []storage.Event) []storage.ID {
	got := make([]storage.ID, 0, len(list))
	for _, e := range list {
		got = append(got, e.ID)
	}
	return got
}

func outboxAckOnce(t *trial) {
	want := eventIDs(t.emitted(5))
	require.Equal(t, want, t.pending(storage.Claim{Limit: 10, Now: noon}), "looked at")
	require.NoError(t, t.outbox().Ack(t.Context(), want[0], want[2]))
	want = []storage.ID{want[1], want[3], want[4]}
	require.Equal(t, want, t.pending(storage.Claim{Limit: 10, Now: noon}), "after two were acknowledged")
	require.NoError(t, t.outbox().Ack(t.Context(), want[0], want[0], newID()), "twice, and one unknown")
	require.NoError(t, t.outbox().Ack(t.Context(), want[0]), "again")
	require.NoError(t, t.outbox().Ack(t.Context()), "none")
	require.NoError(t, t.outbox().Ack(t.Context(), want[1:]...))
	require.Empty(t, t.pending(storage.Claim{Limit: 10, Now: noon}))
}

func outboxClaimExcludes(t *trial) {
	want := eventIDs(t.emitted(6))
	until := noon.Add(time.Minute)
	claim := storage.Claim{Limit: 2, Now: noon, Until: until}
	require.Equal(t, want[:2], t.pending(claim))
	require.Equal(t, want[2:4], t.pending(claim), "claimed by another")
	require.Equal(t, want[4:], t.pending(claim))
	require.Empty(t, t.pending(claim), "all are claimed")
	claim.Now = until.Add(-time.Microsecond)
	require.Empty(t, t.pending(claim), "just before the claims end")
	require.NoError(t, t.outbox().Ack(t.Context(), want[0]))
	claim = storage.Claim{Limit: 10, Now: until.Add(time.Microsecond), Until: until.Add(time.Hour)}
	require.Equal(t, want[1:], t.pending(claim), "the claims have ended")
}

// outboxLookClaimsNothing asks without a time until which to hold.
func outboxLookClaimsNothing(t *trial) {
	want := eventIDs(t.emitted(3))
	look, claim := storage.Claim{Limit: 10, Now: noon}, storage.Claim{Limit: 10, Now: noon, Until: noon.Add(time.Minute)}
	require.Equal(t, want, t.pending(look))
	require.Equal(t, want, t.pending(claim), "after a look")
	require.Equal(t, want, t.pending(look), "claimed events show as well")
	require.Empty(t, t.pending(claim))
}

func outboxInOrder(t *trial) {
	want := eventIDs(t.emitted(20))
	require.Equal(t, want, t.pending(storage.Claim{Limit: 100, Now: noon}))
	require.Equal(t, want[:7], t.pending(storage.Claim{Limit: 7, Now: noon}))
}

func outboxEveryField(t *trial) {
	a := newAttendee(here)
	e := (&filler{prefix: "text"}).event(a.Ref())
	bare := storage.Event{ID: newID(), Scope: here, Type: "bare", Subject: a.Ref()}
	t.apply(put(a), emit(e, bare))
	got := t.events()
	require.Len(t, got, 2)
	slices.SortFunc(got, func(x, _ storage.Event) int {
		if x.ID == e.ID {
			return -1
		}
		return 1
	})
	sameEvent(t, e, got[0])
	sameEvent(t, bare, got[1])
}

func outboxAllScopes(t *trial) {
	var want []storage.ID
	for _, scope := range []storage.Scope{here, elsewhere, abroad} {
		e := newEvent(newAttendee(scope))
		t.applyIn(scope, emit(e))
		want = append(want, e.ID)
	}
	require.Equal(t, want, t.pending(storage.Claim{Limit: 10, Now: noon}))
}

// outboxRelaysShare lets relays claim at once: each event goes to one.
func outboxRelaysShare(t *trial) {
	want := eventIDs(t.emitted(60))
	var mu sync.Mutex
	var got []storage.ID
	together(4, func(int) {
		for range want { // each claim finds one or is the last
			list, err := t.outbox().Pending(t.Context(), storage.Claim{Limit: 5, Now: noon, Until: noon.Add(time.Minute)})
			if !assert.NoError(t, err) || len(list) == 0 {
				return
			}
			mu.Lock()
			got = append(got, eventIDs(list)...)
			mu.Unlock()
		}
	})
	require.ElementsMatch(t, want, got)
}
