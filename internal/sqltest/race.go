package sqltest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// patience is a budget that no contention of these tests uses up.
const patience = 5 * time.Minute

// Races has 32 goroutines write the same hundred people, twenty times each. They
// are divided among runners, which know as little of each other as processes
// do. No write fails and none is lost.
func Races(t *testing.T, e Engine) {
	const keys, writers, runners = 100, 32, 4
	rounds := e.rounds(20, 2)
	st := e.Open(t)
	services := make([]*attendee.Service, runners)
	for i := range services {
		var err error
		services[i], err = attendee.New(st, attendee.Policy{}, batch.WithBudget(patience))
		require.NoError(t, err)
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(1, uint64(w)))
			for round := range rounds {
				b := batch.Batch{Scope: Scope}
				for _, k := range rng.Perm(keys) {
					b.Commands = append(b.Commands, attendee.Upsert{
						Ref: attendee.ByEmail(fmt.Sprintf("guest.%d@example.org", k)),
						Set: attendee.Patch{FirstName: patch.Set("Ada"), LastName: patch.To("Lovelace"), Company: patch.Set(fmt.Sprintf("%d of %d", round, w))},
					})
				}
				rep, err := services[w%runners].Batch(t.Context(), b)
				if !assert.NoError(t, err) || !assert.Equal(t, keys, rep.Succeeded, "%+v", rep.Results) {
					return
				}
			}
		})
	}
	wg.Wait()
	n := 0
	for a, err := range storage.All[storage.Attendee](t.Context(), st, storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Limit: keys}) {
		require.NoError(t, err)
		require.EqualValues(t, writers*rounds, a.Version, "no write was lost")
		n++
	}
	require.Equal(t, keys, n, "nobody is there twice")
}

// increment counts one more version of an attendee.
type increment struct{ ID storage.ID }

func (c increment) Needs(n *batch.Needs) { n.Attendees.IDs = append(n.Attendees.IDs, c.ID) }

func (c increment) Plan(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
	a, ok := d.Attendee(c.ID)
	if !ok {
		return batch.Outcome{}, fmt.Errorf("no attendee %s", c.ID)
	}
	a.Version++
	a = d.PutAttendee(a)
	return batch.Outcome{Action: batch.Updated, Subject: a.Ref()}, nil
}

const (
	counterRoutines = 4
	counterRounds   = 150
)

// LostUpdates has four processes of four goroutines each add one to the same
// record, 2,400 times in all. Each of them counts.
func LostUpdates(t *testing.T, e Engine) {
	const processes = 4
	st := e.Open(t)
	require.NoError(t, st.Apply(t.Context(), Puts(Attendee(1))))
	var counters []*exec.Cmd
	for range processes {
		cmd := child(t, "counter", st.DSN)
		require.NoError(t, cmd.Start())
		counters = append(counters, cmd)
	}
	for _, cmd := range counters {
		require.NoError(t, cmd.Wait())
	}
	set, err := st.Load(t.Context(), storage.Query{Scope: Scope, Attendees: storage.Lookup{IDs: []storage.ID{Attendee(1).ID}}})
	require.NoError(t, err)
	require.EqualValues(t, 1+processes*counterRoutines*counterRounds, set.Attendees[0].Version)
	require.EqualValues(t, 1+processes*counterRoutines*counterRounds, set.Attendees[0].Rev)
}

// count is the part of one process in [LostUpdates].
func count(ctx context.Context, e Engine, dsn string) error {
	db, _, err := e.open(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := sqlstore.New(db, e.Dialect)
	if err != nil {
		return err
	}
	runner, err := batch.New(st, batch.WithBudget(patience))
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	failed := make(chan error, counterRoutines)
	for range counterRoutines {
		wg.Go(func() {
			for range counterRounds {
				rep, err := runner.Run(ctx, batch.Batch{Scope: Scope, Mode: batch.Atomic, Commands: []batch.Command{increment{Attendee(1).ID}}})
				if err == nil && rep.Succeeded != 1 {
					err = rep.Results[0].Err
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}
