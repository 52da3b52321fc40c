package ruletest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func oneBadgeAt64Scanners_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	var mu sync.Mutex
	got := make(map[string]int)
	for _, err := range atOnce(64, func(int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
		mu.Lock()
		defer mu.Unlock()
		got[v.Reason]++
		return err
	}) {
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"": 1, "already_checked_in": 63}, got)
	require.Len(t, x.checkIns(t), 64, "all were recorded")
	require.Equal(t, int64(1), x.inside(t))
}

func sixtyFourBadgesForTenPlaces_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 10})
	for i := range 64 {
		badge(t, x.people, fmt.Sprint("b", i))
	}
	var mu sync.Mutex
	got := make(map[string]int)
	for _, err := range atOnce(64, func(i int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: fmt.Sprint("b", i)})
		mu.Lock()
		defer mu.Unlock()
		got[v.Reason]++
		return err
	}) {
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"": 10, "zone_full": 54}, got)
	require.Equal(t, int64(10), x.inside(t))
}

func oneScanFrom32Senders_S7(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for _, err := range atOnce(32, func(int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1", Device: "d", Nonce: "1"})
		if err == nil && !v.Granted() {
			err = errors.New(v.Reason)
		}
		return err
	}) {
		require.NoError(t, err, "every sender gets the one answer")
	}
	require.Len(t, x.checkIns(t), 1)
}

// nobodyPassesWhileBeingRevoked: a scan that was decided before a revocation,
// and is written after it, is decided again.
func nobodyPassesWhileBeingRevoked(t *testing.T, open storagetest.Factory) {
	clock := &ticking{now: opening}
	inner := open(t)
	people, err := attendee.New(inner, attendee.Policy{}, batch.WithClock(clock.Now))
	require.NoError(t, err)
	_, c := badge(t, people, "1")
	do[credential.Point](t, people, credential.DefinePoint{Name: "In"})
	between := &meddling{Store: inner, before: func() {
		do[credential.Credential](t, people, credential.Revoke{Credential: credential.ByID(c.ID)})
	}}
	slow, err := attendee.New(between, attendee.Policy{})
	require.NoError(t, err)
	v, err := credential.New(slow).Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
	require.NoError(t, err)
	require.Equal(t, credential.Revoked, credential.Reason(v.Reason))
}

// meddling is a store to which something else is written before the first
// change set.
type meddling struct {
	storage.Store
	once   sync.Once
	before func()
}

func (m *meddling) Apply(ctx context.Context, cs storage.ChangeSet) error {
	m.once.Do(m.before)
	return m.Store.Apply(ctx, cs)
}
