package storagetest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

var scope = storage.Scope{Tenant: "t", Event: "e"}

func insert() storage.ChangeSet {
	a := storage.Attendee{Head: storage.Head{Scope: scope, ID: uuid.New(), Rev: 1}}
	return storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{a}}}
}

func query(cs storage.ChangeSet) storage.Query {
	return storage.Query{Scope: scope, Attendees: storage.Lookup{IDs: []storage.ID{cs.Attendees.Put[0].ID}}}
}

// TestDecoratorsAreTransparent runs the suite through both, which do nothing
// unless told to.
func TestDecoratorsAreTransparent(t *testing.T) {
	storagetest.Run(t, func(testing.TB) storage.Store {
		counted, _ := storagetest.Counting(memstore.New(memstore.WithOutbox()))
		return storagetest.Faulty(counted)
	})
}

func TestDecoratorsOfferWhatTheStoreOffers(t *testing.T) {
	m := memstore.New()
	for _, s := range []storage.Store{
		struct{ storage.Store }{m},
		struct {
			storage.Store
			storage.Lister
		}{m, m},
		struct {
			storage.Store
			storage.Outbox
		}{m, m},
		struct {
			storage.Store
			storage.Purger
		}{m, m},
		struct {
			storage.Store
			storage.Lister
			storage.Outbox
		}{m, m, m},
		struct {
			storage.Store
			storage.Lister
			storage.Purger
		}{m, m, m},
		struct {
			storage.Store
			storage.Outbox
			storage.Purger
		}{m, m, m},
		m,
	} {
		counted, _ := storagetest.Counting(s)
		for _, decorated := range []storage.Store{counted, storagetest.Faulty(s)} {
			_, want := s.(storage.Lister)
			_, got := decorated.(storage.Lister)
			assert.Equal(t, want, got, "%T: Lister", s)
			_, want = s.(storage.Outbox)
			_, got = decorated.(storage.Outbox)
			assert.Equal(t, want, got, "%T: Outbox", s)
			_, want = s.(storage.Purger)
			_, got = decorated.(storage.Purger)
			assert.Equal(t, want, got, "%T: Purger", s)
		}
	}
}

func TestCounting(t *testing.T) {
	s, calls := storagetest.Counting(memstore.New())
	cs := insert()
	require.NoError(t, s.Apply(t.Context(), cs))
	require.Error(t, s.Apply(t.Context(), cs), "a failed call counts as well")
	_, err := s.Load(t.Context(), query(cs))
	require.NoError(t, err)
	_, err = s.(storage.Lister).List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1})
	require.NoError(t, err)
	require.NoError(t, s.(storage.Purger).Purge(t.Context(), storage.Expiry{Scope: scope, Everything: true}))

	assert.Equal(t, 2, calls.Of(storagetest.CallApply))
	assert.Equal(t, 1, calls.Of(storagetest.CallLoad))
	assert.Equal(t, 1, calls.Of(storagetest.CallList))
	assert.Equal(t, 1, calls.Of(storagetest.CallPurge))
	assert.Zero(t, calls.Of(storagetest.CallAck))
	assert.Equal(t, 5, calls.Total())
	calls.Reset()
	assert.Zero(t, calls.Total())
}

func TestFaulty(t *testing.T) {
	down := errors.New("connection refused")
	for name, test := range map[string]struct {
		fault   storagetest.Fault
		want    []error
		applied bool
	}{
		"conflict":   {storagetest.Fault{Kind: storagetest.FaultConflict}, []error{storage.ErrConflict}, false},
		"too large":  {storagetest.Fault{Kind: storagetest.FaultTooLarge}, []error{storage.ErrTooLarge}, false},
		"error":      {storagetest.Fault{Kind: storagetest.FaultError, Err: down}, []error{down}, false},
		"default":    {storagetest.Fault{Kind: storagetest.FaultError}, []error{storagetest.ErrInjected}, false},
		"lost reply": {storagetest.Fault{Kind: storagetest.FaultLostReply, Err: down}, []error{storage.ErrUnknown, down}, true},
	} {
		t.Run(name, func(t *testing.T) {
			test.fault.On, test.fault.Nth = storagetest.CallApply, 2
			s := storagetest.Faulty(memstore.New(), test.fault)
			first, second := insert(), insert()
			require.NoError(t, s.Apply(t.Context(), first), "the first call passes")
			err := s.Apply(t.Context(), second)
			for _, want := range test.want {
				require.ErrorIs(t, err, want)
			}
			set, err := s.Load(t.Context(), query(second))
			require.NoError(t, err)
			assert.Equal(t, test.applied, set.Len() == 1, "applied")
			require.NoError(t, s.Apply(t.Context(), insert()), "the third call passes")
		})
	}
}

func TestFaultyEveryCall(t *testing.T) {
	s := storagetest.Faulty(memstore.New(), storagetest.Fault{On: storagetest.CallLoad, Kind: storagetest.FaultError, Err: context.DeadlineExceeded})
	for range 3 {
		_, err := s.Load(t.Context(), storage.Query{Scope: scope})
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
}

// TestFaultyLostReplyOfARefusal leaves a refusal as it is: nothing was
// committed whose reply could be lost.
func TestFaultyLostReplyOfARefusal(t *testing.T) {
	s := storagetest.Faulty(memstore.New(), storagetest.Fault{On: storagetest.CallApply, Nth: 2, Kind: storagetest.FaultLostReply})
	cs := insert()
	require.NoError(t, s.Apply(t.Context(), cs))
	err := s.Apply(t.Context(), cs)
	require.ErrorIs(t, err, storage.ErrConflict)
	require.NotErrorIs(t, err, storage.ErrUnknown)
}
