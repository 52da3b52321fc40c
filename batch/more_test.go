package batch_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// look is a command that asks for more while it is planned.
type look struct {
	more func(batch.Env) storage.Query
	then func(*batch.Draft, batch.Env) (batch.Outcome, error)
}

func (look) Needs(*batch.Needs) {}

func (c look) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	if !d.AskMore(c.more(env)) {
		return batch.Outcome{}, nil
	}
	return c.then(d, env)
}

func TestAskMoreLoadsAndPlansAgain(t *testing.T) {
	store := memstore.New()
	zone := storage.Zone{Head: storage.Head{Scope: scope, ID: id(1), Rev: 1}, UniqueSlug: "hall"}
	inside := storage.CheckIn{Head: storage.Head{Scope: scope, ID: id(2), Rev: 1}, PointID: id(3), ZoneID: id(1), UniquePresence: "somebody"}
	require.NoError(t, store.Apply(t.Context(), storage.ChangeSet{
		Scope:    scope,
		Zones:    storage.Changes[storage.Zone]{Put: []storage.Zone{zone}},
		CheckIns: storage.Changes[storage.CheckIn]{Put: []storage.CheckIn{inside}},
	}))
	counted, calls := storagetest.Counting(store)
	r, err := batch.New(counted)
	require.NoError(t, err)
	rep, err := r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{look{
		more: func(batch.Env) storage.Query {
			return storage.Query{
				Zones:       storage.Lookup{Keys: []storage.Key{{Name: storage.KeyZone, Value: "hall"}}},
				Occupancies: []storage.ID{id(1)},
			}
		},
		then: func(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
			z, ok := d.ZoneByKey(storage.Key{Name: storage.KeyZone, Value: "hall"})
			require.True(t, ok)
			require.EqualValues(t, 1, d.Occupancy(z.ID))
			d.Touch(z.Ref())
			return batch.Outcome{Action: batch.Updated, Subject: z.Ref()}, nil
		},
	}}})
	require.NoError(t, err)
	require.Equal(t, 1, rep.Succeeded)
	require.Equal(t, 2, calls.Of(storagetest.CallLoad))
	require.Equal(t, 1, calls.Of(storagetest.CallApply))
}

// A zone that the batch itself adds is empty; nobody asks the store about it.
func TestOccupancyOfANewZone(t *testing.T) {
	counted, calls := storagetest.Counting(memstore.New())
	r, err := batch.New(counted)
	require.NoError(t, err)
	var made storage.ID
	add := look{
		more: func(batch.Env) storage.Query { return storage.Query{} },
		then: func(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
			made = env.NewID()
			d.PutZone(storage.Zone{Head: storage.Head{ID: made}})
			return batch.Outcome{Action: batch.Inserted}, nil
		},
	}
	count := look{
		more: func(batch.Env) storage.Query { return storage.Query{Occupancies: []storage.ID{made}} },
		then: func(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
			require.Zero(t, d.Occupancy(made))
			return batch.Outcome{Action: batch.Unchanged}, nil
		},
	}
	rep, err := r.Run(t.Context(), batch.Batch{Scope: scope, Mode: batch.Atomic, Commands: []batch.Command{add, count}})
	require.NoError(t, err)
	require.Equal(t, 2, rep.Succeeded)
	require.Equal(t, 1, calls.Of(storagetest.CallLoad))
}

// A plan that asks for something else every time fails instead of going on for
// ever.
func TestAskMoreEnds(t *testing.T) {
	r, err := batch.New(memstore.New())
	require.NoError(t, err)
	_, err = r.Run(t.Context(), batch.Batch{Scope: scope, Commands: []batch.Command{look{
		more: func(env batch.Env) storage.Query {
			return storage.Query{Attendees: storage.Lookup{IDs: []storage.ID{env.NewID()}}}
		},
	}}})
	require.ErrorContains(t, err, "go on asking")
}
