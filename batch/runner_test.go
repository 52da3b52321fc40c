package batch_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// conflicts is a store that refuses its first n writes, or all of them for -1.
func conflicts(n int) (storage.Store, *storagetest.Calls) {
	var script []storagetest.Fault
	for i := range max(n, 0) {
		script = append(script, storagetest.Fault{On: storagetest.CallApply, Nth: i + 1, Kind: storagetest.FaultConflict})
	}
	if n < 0 {
		script = append(script, storagetest.Fault{On: storagetest.CallApply, Kind: storagetest.FaultConflict})
	}
	return storagetest.Counting(storagetest.Faulty(memstore.New(), script...))
}

func TestRunPlansAgainAfterAConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, calls := conflicts(5)
		var stats batch.Stats
		r, err := batch.New(store, batch.WithObserver(func(_ context.Context, s batch.Stats) { stats = s }))
		require.NoError(t, err)
		rep, err := r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}})
		require.NoError(t, err)
		require.Equal(t, 6, rep.Attempts)
		require.Equal(t, 6, calls.Of(storagetest.CallLoad))
		require.Equal(t, 6, stats.Applies)
		require.Equal(t, 1, stats.Succeeded)
		require.Positive(t, stats.Took)
	})
}

func TestRunGivesUpWhenItsBudgetIsSpent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, _ := conflicts(-1)
		r, err := batch.New(store)
		require.NoError(t, err)
		start := time.Now()
		_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}})
		require.ErrorIs(t, err, batch.ErrContended)
		require.ErrorIs(t, err, batch.Contended)
		require.ErrorIs(t, err, storage.ErrConflict)
		require.InDelta(t, batch.DefaultBudget, time.Since(start), float64(time.Second))
	})
}

func TestRunStopsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, _ := conflicts(-1)
		r, err := batch.New(store, batch.WithBudget(time.Hour))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err = r.Run(ctx, batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Second, time.Since(start), "at once, not after the pause")
	})
}

// joined says that it writes in a transaction of the caller's.
type joined struct{ storage.Store }

func (j joined) Traits() storage.Traits {
	t := j.Store.Traits()
	t.Joined = true
	return t
}

func TestRunTriesOnceInTheCallersTransaction(t *testing.T) {
	store, calls := conflicts(-1)
	r, err := batch.New(memstore.New())
	require.NoError(t, err)
	_, err = r.On(joined{store}).Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}})
	require.ErrorIs(t, err, batch.ErrContended)
	require.Equal(t, 1, calls.Of(storagetest.CallApply))
}

func TestRunPassesTheStoresErrorsOn(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, call := range []storagetest.Call{storagetest.CallLoad, storagetest.CallApply} {
		store := storagetest.Faulty(memstore.New(), storagetest.Fault{On: call, Kind: storagetest.FaultError, Err: broken})
		r, err := batch.New(store)
		require.NoError(t, err)
		_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}})
		require.ErrorIs(t, err, broken)
		var e *batch.Error
		require.NotErrorAs(t, err, &e, "the environment's fault is no rejection")
	}
}

type deafDirectory struct{ err error }

func (d deafDirectory) Users(context.Context, storage.Scope, []string) (map[string]batch.User, error) {
	return nil, d.err
}

// host is a command that asks about an account.
type host struct{ probe }

func (host) Needs(n *batch.Needs) { n.User("ann") }

func TestRunFailsWithTheDirectory(t *testing.T) {
	broken := errors.New("no route to host")
	r, err := batch.New(memstore.New(), batch.WithDirectory(deafDirectory{broken}))
	require.NoError(t, err)
	_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{host{}}})
	require.ErrorIs(t, err, broken)
}

// probe plans nothing.
type probe struct{}

func (probe) Needs(*batch.Needs) {}

func (probe) Plan(*batch.Draft, batch.Env) (batch.Outcome, error) {
	return batch.Outcome{Action: batch.Unchanged}, nil
}

// old is a store of a time before the contract.
type old struct{ storage.Store }

func (old) Traits() storage.Traits { return storage.Traits{} }

func TestNewRefusesAStoreItCannotUse(t *testing.T) {
	_, err := batch.New(nil)
	require.ErrorIs(t, err, storage.ErrUnsupported)
	_, err = batch.New(old{memstore.New()})
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

func TestOnRefusesAStoreItCannotUse(t *testing.T) {
	r, err := batch.New(memstore.New())
	require.NoError(t, err)
	b := batch.Batch{Scope: scope, Commands: []batch.Command{seat{New: "a"}}}
	for _, s := range []storage.Store{nil, old{memstore.New()}} {
		bound := r.On(s)
		_, err = bound.Run(t.Context(), b)
		require.ErrorIs(t, err, storage.ErrUnsupported)
		_, err = bound.Preview(t.Context(), b)
		require.ErrorIs(t, err, storage.ErrUnsupported)
		_, err = bound.List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1})
		require.ErrorIs(t, err, storage.ErrUnsupported)
		err = bound.View(t.Context(), scope, func(*batch.Needs) {}, func(*batch.Draft) error { return nil })
		require.ErrorIs(t, err, storage.ErrUnsupported)
		_, err = bound.On(memstore.New()).Run(t.Context(), b)
		require.NoError(t, err)
	}
}

func TestOptionsBelowOneMeanTheDefault(t *testing.T) {
	r, err := batch.New(memstore.New(), batch.WithMaxItems(0), batch.WithBudget(0))
	require.NoError(t, err)
	_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Commands: make([]batch.Command, batch.DefaultMaxItems+1)})
	require.ErrorIs(t, err, batch.ErrTooLarge)
}

// unspeakable has no JSON form, so that a token cannot tell it from another.
type unspeakable struct {
	probe
	Fn func()
}

func TestTokenNeedsCommandsWithAJSONForm(t *testing.T) {
	r, err := batch.New(memstore.New())
	require.NoError(t, err)
	_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Token: "t", Commands: []batch.Command{seat{New: "a"}, unspeakable{Fn: func() {}}}})
	require.ErrorIs(t, err, batch.ErrInvalidBatch)
	require.ErrorContains(t, err, "has no JSON form")
	var e *batch.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "commands", e.Field)
	require.Equal(t, 1, e.Index)
}

func TestRunRefusesWhatIsNoBatch(t *testing.T) {
	store, calls := storagetest.Counting(memstore.New())
	r, err := batch.New(store)
	require.NoError(t, err)
	two := []batch.Command{seat{New: "a"}, seat{New: "b"}}
	for field, b := range map[string]batch.Batch{
		"labels":   {Labels: []string{"a"}, Commands: two},
		"mode":     {Mode: batch.Atomic + 1, Commands: two},
		"commands": {Commands: []batch.Command{two[0], nil}},
	} {
		b.Scope = scope
		_, err = r.Run(t.Context(), b)
		require.ErrorIs(t, err, batch.ErrInvalidBatch, field)
		require.ErrorIs(t, err, batch.Invalid)
		var e *batch.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, field, e.Field)
		if field == "commands" {
			require.Equal(t, 1, e.Index)
		}
	}
	require.Zero(t, calls.Total())
}

// refused is a command that is rejected for Why.
type refused struct{ Why *batch.Error }

func (refused) Needs(*batch.Needs) {}

func (c refused) Plan(*batch.Draft, batch.Env) (batch.Outcome, error) {
	return batch.Outcome{}, c.Why
}

// A report that is returned again has every field of its reasons, but for what a
// token must not keep.
func TestReplayedReasonsAreWhole_S7(t *testing.T) {
	notKept := map[string]string{
		"Given": "may be personal (S4)",
		"Err":   "is of any make, and its text may hold anything",
	}
	why := &batch.Error{
		Code: errTaken, Index: 1, Field: "email", Given: "canary@example.com",
		Existing: storage.Ref{Kind: storage.KindAttendee, ID: id(1), Rev: 2}, Version: 3, Limit: 4, Count: 5, Err: errors.New("canary"),
	}
	r, err := batch.New(memstore.New())
	require.NoError(t, err)
	b := batch.Batch{Scope: scope, Token: "t", Commands: []batch.Command{seat{New: "a"}, refused{why}}}
	_, err = r.Run(t.Context(), b)
	require.NoError(t, err)
	rep, err := r.Run(t.Context(), b)
	require.NoError(t, err)
	require.True(t, rep.Replayed)
	var again *batch.Error
	require.ErrorAs(t, rep.Results[1].Err, &again)
	was, is := reflect.ValueOf(*why), reflect.ValueOf(*again)
	for i := range was.NumField() {
		name := was.Type().Field(i).Name
		require.False(t, was.Field(i).IsZero(), "this test does not fill %s", name)
		if _, left := notKept[name]; left {
			require.True(t, is.Field(i).IsZero(), name)
			continue
		}
		require.Equal(t, was.Field(i).Interface(), is.Field(i).Interface(), name)
	}
}
