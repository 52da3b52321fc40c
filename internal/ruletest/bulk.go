package ruletest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// guests returns upserts of n guests by address.
func guests(n int, role string) []batch.Command {
	list := make([]batch.Command, n)
	for i := range list {
		list[i] = attendee.Upsert{Ref: attendee.ByEmail(fmt.Sprintf("guest%d@example.com", i)), Set: attendee.Patch{
			FirstName: patch.Set("Guest"), LastName: patch.To(fmt.Sprint(i)), Role: patch.To(role),
		}}
	}
	return list
}

// everybody returns all attendees of the session, tombstones included.
func everybody(t *testing.T, store storage.Store) []attendee.Attendee {
	t.Helper()
	var all []attendee.Attendee
	q := storage.ListQuery{Scope: session, Kind: storage.KindAttendee, Limit: 500}
	for a, err := range storage.All[attendee.Attendee](t.Context(), store.(storage.Lister), q) {
		require.NoError(t, err)
		all = append(all, a)
	}
	return all
}

func thousandUpsertsAreOneLoadAndOneApply_P4(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	var seen batch.Stats
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithObserver(statsInto(&seen)))
	require.NoError(t, err)
	for _, step := range []struct {
		role   string
		action batch.Action
		applys int
	}{{"u", batch.Inserted, 1}, {"e", batch.Updated, 1}, {"e", batch.Unchanged, 0}} {
		calls.Reset()
		rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(1000, step.role)})
		require.NoError(t, err)
		require.Equal(t, 1000, rep.Succeeded)
		for _, res := range rep.Results {
			require.Equal(t, step.action, res.Action)
		}
		require.Equal(t, 1, calls.Of(storagetest.CallLoad))
		require.Equal(t, step.applys, calls.Of(storagetest.CallApply))
		require.Equal(t, 1+step.applys, calls.Total())
		require.Equal(t, batch.Stats{Items: 1000, Succeeded: 1000, Loads: 1, Applies: step.applys, Attempts: 1}, withoutTime(seen))
	}
	require.Len(t, everybody(t, store), 1000)
}

func batchLimits_X8_X34(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithMaxItems(3))
	require.NoError(t, err)
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session})
	rejected(t, err, batch.ErrEmpty, "")
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(4, "u")})
	require.Equal(t, 3, rejected(t, err, batch.ErrTooLarge, "").Limit)
	require.Zero(t, calls.Total(), "refused before anything is read")
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(3, "u")})
	require.NoError(t, err)

	whole, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	_, err = whole.Preview(t.Context(), batch.Batch{Scope: session, Commands: guests(1001, "u")})
	require.Equal(t, 1000, rejected(t, err, batch.ErrTooLarge, "").Limit)
}

// badItems are items that are rejected, each for a reason of its own, where
// two guests a and b are there.
func badItems(a, b attendee.Attendee) map[batch.Code]batch.Command {
	set := func(p attendee.Patch) batch.Command { return attendee.Update{Ref: attendee.ByID(a.ID), Set: p} }
	custom := map[string]patch.Field[storage.Value]{"nope": patch.Set(storage.Text("canary"))}
	return map[batch.Code]batch.Command{
		attendee.ErrDuplicateKey:    set(attendee.Patch{Email: patch.Set(b.Email)}),
		attendee.ErrKeyConflict:     attendee.Update{Ref: attendee.ByAll(attendee.ByID(a.ID), attendee.ByEmail(b.Email))},
		attendee.ErrTooLong:         set(attendee.Patch{FirstName: patch.Set(fmt.Sprintf("canary%0100d", 1))}),
		attendee.ErrInvalidFormat:   set(attendee.Patch{Email: patch.Set("canary at example.com")}),
		attendee.ErrUnknownField:    set(attendee.Patch{Custom: custom}),
		attendee.ErrInvalidText:     set(attendee.Patch{Title: patch.Set("canary\xff")}),
		attendee.ErrVersionConflict: attendee.Update{Ref: attendee.ByID(a.ID), IfVersion: 7},
		attendee.ErrNotFound:        attendee.Update{Ref: attendee.ByEmail("canary@nowhere.example")},
		attendee.ErrUserNotFound:    attendee.Upsert{Ref: attendee.ByUser("canary")},
		attendee.ErrTypeNotFound:    set(attendee.Patch{TypeCode: patch.To("canary")}),
		attendee.ErrTypeReserved:    set(attendee.Patch{TypeCode: patch.To("SYSEMP")}),
		attendee.ErrRequired:        set(attendee.Patch{LastName: patch.To("")}),
		attendee.ErrImmutableField:  set(attendee.Patch{Currency: patch.To("EUR")}),
	}
}

func badItemsDoNotHoldUpTheOthers_X9(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(people))
	require.NoError(t, err)
	a, b := guest(t, svc, "canary.a@example.com"), guest(t, svc, "canary.b@example.com")
	good := guests(1, "u")[0]
	var codes []batch.Code
	commands := []batch.Command{good}
	labels := []string{"row 1"}
	for code, bad := range badItems(a, b) {
		codes = append(codes, code)
		commands = append(commands, bad)
		labels = append(labels, "row "+code.Name)
	}

	before := everybody(t, store)
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: commands})
	require.ErrorIs(t, err, batch.ErrRejected)
	require.Equal(t, 400, rep.HTTPStatus())
	require.Equal(t, before, everybody(t, store), "atomic: nothing is written")
	require.NotContains(t, err.Error(), "canary")

	rep, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: commands, Labels: labels})
	require.NoError(t, err)
	require.Equal(t, 1, rep.Succeeded)
	require.Equal(t, len(codes), rep.Failed)
	require.Equal(t, 207, rep.HTTPStatus())
	for i, code := range codes {
		res := rep.Results[i+1]
		require.ErrorIs(t, res.Err, code)
		var e *batch.Error
		require.ErrorAs(t, res.Err, &e)
		require.Equal(t, i+1, e.Index)
		require.Equal(t, "row "+code.Name, res.Label, "X7: the caller's own name comes back")
		require.NotContains(t, e.Error(), "canary")
	}
	require.Len(t, everybody(t, store), len(before)+1)

	rep, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: commands[1:]})
	require.NoError(t, err)
	require.Equal(t, 400, rep.HTTPStatus(), "P13: all failed")
}

func badNamesOfABatch(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	long := fmt.Sprintf("%0300d", 1)
	for _, c := range []struct {
		code  batch.Code
		field string
		b     batch.Batch
	}{
		{batch.ErrInvalidScope, "scope.tenant", batch.Batch{Scope: attendee.Scope{Tenant: "a\x00"}}},
		{batch.ErrInvalidScope, "scope.event", batch.Batch{Scope: attendee.Scope{Event: long}}},
		{batch.ErrInvalidActor, "actor", batch.Batch{Scope: session, Actor: "\xff"}},
		{batch.ErrInvalidToken, "token", batch.Batch{Scope: session, Token: long}},
	} {
		c.b.Commands = guests(1, "u")
		_, err := svc.Batch(t.Context(), c.b)
		rejected(t, err, c.code, c.field)
	}
	who, credentials, expenses := attendee.ByEmail("a@example.org"), credential.New(svc), expense.New(svc)
	for field, scope := range map[string]attendee.Scope{
		"scope.tenant": {Tenant: "a\xff", Event: "e"}, "scope.event": {Tenant: "t", Event: "a\x00"},
	} {
		for name, read := range map[string]func() error{
			"Get":     func() error { _, err := svc.Get(t.Context(), scope, who); return err },
			"GetMany": func() error { _, _, err := svc.GetMany(t.Context(), scope); return err },
			"History": func() error { _, err := svc.History(t.Context(), scope, who); return err },
			"List":    func() error { _, err := svc.List(t.Context(), scope, attendee.Query{}); return err },
			"Types":   func() error { _, err := svc.Types(t.Context(), scope); return err },
			"Records": func() error {
				_, err := svc.Records(t.Context(), scope, storage.KindGroup, attendee.Query{})
				return err
			},
			"Groups":      func() error { _, err := svc.Groups(t.Context(), scope, who); return err },
			"Update":      func() error { _, err := svc.Update(t.Context(), scope, who, attendee.Patch{}); return err },
			"Zones":       func() error { _, err := credentials.Zones(t.Context(), scope); return err },
			"Lookup":      func() error { _, err := credentials.Lookup(t.Context(), scope, "x"); return err },
			"expense Get": func() error { _, err := expenses.Get(t.Context(), scope, expense.ByExternal("x")); return err },
			"Preview": func() error {
				_, err := svc.Preview(t.Context(), batch.Batch{Scope: scope, Commands: guests(1, "u")})
				return err
			},
			"All": func() (err error) {
				for _, err = range svc.All(t.Context(), scope, attendee.Query{}) {
					break
				}
				return err
			},
			"AllGroups": func() (err error) {
				for _, err = range svc.AllGroups(t.Context(), scope) {
					break
				}
				return err
			},
		} {
			t.Run(name, func(t *testing.T) { rejected(t, read(), batch.ErrInvalidScope, field) })
		}
	}
}

func sameAddressesFrom32Writers_X1(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			commands := guests(100, fmt.Sprint("r", w))
			rng := rand.New(rand.NewPCG(1, uint64(w)))
			rng.Shuffle(len(commands), func(i, j int) { commands[i], commands[j] = commands[j], commands[i] })
			for len(commands) > 0 { // in batches of ten, so that writers interleave
				rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: commands[:10]})
				if assert.NoError(t, err) {
					assert.Equal(t, 10, rep.Succeeded)
				}
				commands = commands[10:]
			}
		})
	}
	wg.Wait()
	all := everybody(t, store)
	require.Len(t, all, 100)
	for _, a := range all {
		require.Equal(t, int32(32), a.Version, "no write was lost")
	}
}

func tokenMakesARetrySafe_S7(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(people))
	require.NoError(t, err)
	b := batch.Batch{Scope: session, Token: "import-1", Commands: append(guests(3, "u"), attendee.Upsert{Ref: attendee.ByUser("nobody")}), Labels: []string{"a", "b", "c", "d"}}
	first, err := svc.Batch(t.Context(), b)
	require.NoError(t, err)
	require.False(t, first.Replayed)

	// Somebody else changes an attendee; the retry must not change it back.
	changed, err := svc.Update(t.Context(), session, attendee.ByEmail("guest0@example.com"), attendee.Patch{Role: patch.To("a")})
	require.NoError(t, err)
	calls.Reset()
	again, err := svc.Batch(t.Context(), b)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Zero(t, calls.Of(storagetest.CallApply))
	require.Equal(t, first.Succeeded, again.Succeeded)
	for i := range first.Results {
		require.Equal(t, first.Results[i].Action, again.Results[i].Action)
		require.Equal(t, first.Results[i].Subject, again.Results[i].Subject)
		require.Equal(t, first.Results[i].Label, again.Results[i].Label)
	}
	require.ErrorIs(t, again.Results[3].Err, attendee.ErrUserNotFound)
	require.Equal(t, 3, again.Results[3].Err.(*batch.Error).Index)
	now, _ := batch.RecordOf[attendee.Attendee](again.Results[0])
	require.Equal(t, changed, now, "the subject as it is now")

	preview, err := svc.Preview(t.Context(), b)
	require.NoError(t, err)
	require.True(t, preview.Replayed)

	other := b
	other.Commands = guests(3, "e")
	other.Labels = nil
	_, err = svc.Batch(t.Context(), other)
	rejected(t, err, batch.ErrTokenMismatch, "token")
	other = b
	other.Actor = "somebody else"
	_, err = svc.Batch(t.Context(), other)
	rejected(t, err, batch.ErrTokenMismatch, "token")
	other = b
	other.Scope.Event = "another session"
	rep, err := svc.Batch(t.Context(), other)
	require.NoError(t, err)
	require.False(t, rep.Replayed, "a token belongs to its scope")
}

func tokenKeepsNothingPersonal_S4(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(people))
	require.NoError(t, err)
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{
		attendee.Upsert{Ref: attendee.ByEmail("canary@example.com"), Set: attendee.Patch{FirstName: patch.Set("canary"), LastName: patch.To("canary")}},
		attendee.Upsert{Ref: attendee.ByUser("canary")},
	}})
	require.NoError(t, err)
	set, err := store.Load(t.Context(), storage.Query{Scope: session, Tokens: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyToken, Value: "t"}}}})
	require.NoError(t, err)
	require.Len(t, set.Tokens, 1)
	require.NotContains(t, string(set.Tokens[0].Report), "canary")
}

func tokenOfARejectedBatchIsFree_S7(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	_, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{attendee.Upsert{Ref: attendee.ByUser("nobody")}}})
	require.NoError(t, err)
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t", Commands: guests(1, "u")})
	require.NoError(t, err)
	require.Equal(t, batch.Inserted, rep.Results[0].Action)

	// A batch that changed nothing was a success: it is remembered.
	rep, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t2", Commands: guests(1, "u")})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, rep.Results[0].Action)
	_, err = svc.Update(t.Context(), session, attendee.ByEmail("guest0@example.com"), attendee.Patch{Role: patch.To("a")})
	require.NoError(t, err)
	rep, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t2", Commands: guests(1, "u")})
	require.NoError(t, err)
	require.True(t, rep.Replayed)
}

func oneTokenFrom32Senders_S7(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	create := func(i int) batch.Command {
		return attendee.Create{New: attendee.Attendee{LastName: fmt.Sprint("no key ", i)}} // twice is two people
	}
	reports := make([]batch.Report, 32)
	var wg sync.WaitGroup
	for w := range reports {
		wg.Go(func() {
			var err error
			reports[w], err = svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "once", Commands: []batch.Command{create(1), create(2)}})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	require.Len(t, everybody(t, store), 2)
	ran := 0
	for _, rep := range reports {
		if !rep.Replayed {
			ran++
		}
		require.Equal(t, reports[0].Results[0].Subject, rep.Results[0].Subject)
	}
	require.Equal(t, 1, ran)
}

func lostReplyAndRetry_R5(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	faulty := storagetest.Faulty(inner, storagetest.Fault{On: storagetest.CallApply, Nth: 1, Kind: storagetest.FaultLostReply})
	svc, err := attendee.New(faulty, attendee.Policy{})
	require.NoError(t, err)
	b := batch.Batch{Scope: session, Token: "once", Commands: []batch.Command{attendee.Create{New: attendee.Attendee{LastName: "X"}}}}
	_, err = svc.Batch(t.Context(), b)
	require.ErrorIs(t, err, storage.ErrUnknown, "not retried by itself: it may have been written")
	rep, err := svc.Batch(t.Context(), b)
	require.NoError(t, err)
	require.True(t, rep.Replayed)
	require.Len(t, everybody(t, inner), 1)
}

func largeChangeSetsAreSplit(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	small := limited{inner, 10}
	svc, err := attendee.New(small, attendee.Policy{WithoutEvents: true})
	require.NoError(t, err)
	commands := append(guests(40, "u"), attendee.Update{Ref: attendee.ByEmail("nobody@example.com")})
	labels := make([]string, len(commands))
	for i := range labels {
		labels[i] = fmt.Sprint("row ", i)
	}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: commands, Labels: labels})
	require.NoError(t, err)
	require.Equal(t, 40, rep.Succeeded)
	require.Equal(t, 1, rep.Failed)
	for i, res := range rep.Results {
		require.Equal(t, i, res.Index)
		require.Equal(t, labels[i], res.Label)
	}
	require.Equal(t, 40, rep.Results[40].Err.(*batch.Error).Index)
	require.Len(t, everybody(t, inner), 40)

	for name, b := range map[string]batch.Batch{
		"atomic":     {Mode: batch.Atomic},
		"token":      {Token: "t"},
		"duplicates": {RejectDuplicates: true},
	} {
		b.Scope, b.Commands = session, guests(40, "e")
		_, err := svc.Batch(t.Context(), b)
		require.ErrorIs(t, err, batch.ErrTooLarge, name)
		require.ErrorIs(t, err, storage.ErrTooLarge, name)
	}
	none, err := attendee.New(limited{inner, 1}, attendee.Policy{})
	require.NoError(t, err)
	rep, err = none.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(2, "a")})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[1].Err, batch.ErrTooLarge, "one item that does not fit holds up no other")
	require.Equal(t, 1, rep.Results[1].Err.(*batch.Error).Index)
}

// largeLoadsAreSplit: a batch that names more than the store looks for in one
// step goes in parts too.
func largeLoadsAreSplit(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	svc, err := attendee.New(fewNames{inner, 10}, attendee.Policy{WithoutEvents: true})
	require.NoError(t, err)
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(40, "u")})
	require.NoError(t, err)
	require.Equal(t, 40, rep.Succeeded)
	require.Len(t, everybody(t, inner), 40)
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: guests(40, "e")})
	require.ErrorIs(t, err, batch.ErrTooLarge)
	require.Len(t, everybody(t, inner), 40)
}

// fewNames is a store that looks for few names at a time.
type fewNames struct {
	storage.Store
	most int
}

func (n fewNames) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	if len(q.Attendees.Keys) > n.most {
		return storage.Set{}, fmt.Errorf("%w: %d names", storage.ErrTooLarge, len(q.Attendees.Keys))
	}
	return n.Store.Load(ctx, q)
}

// limited is a store that takes few changes at a time.
type limited struct {
	storage.Store
	max int
}

func (l limited) Traits() storage.Traits {
	t := l.Store.Traits()
	t.MaxChanges = l.max
	return t
}

func directoryIsAskedOnce(t *testing.T, open storagetest.Factory) {
	asked := &counted{Directory: people}
	svc, err := attendee.New(open(t), attendee.Policy{}, batch.WithDirectory(asked))
	require.NoError(t, err)
	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: append(seedBatch(), seedBatch()...)})
	require.NoError(t, err)
	require.Equal(t, [][]string{{
		"44ef7b95-81b0-419d-bb0d-dfbd545f6008", "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80", "7fd2b7ab-dfbe-4b35-a217-ec11791a4a8x",
	}}, asked.calls, "each account once, GUIDs in lower case")
}
