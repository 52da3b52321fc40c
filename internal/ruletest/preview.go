package ruletest

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// previewReportsWhatRunDoes compares, over random batches, the dry run with
// the run: the same results, the same rejections, the same events; and the
// dry run writes nothing.
func previewReportsWhatRunDoes(t *testing.T, open storagetest.Factory) {
	const rounds = 60
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	store, calls := storagetest.Counting(open(t))
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	var ids, start atomic.Uint64
	next := func() storage.ID { return numbered(ids.Add(1)) }
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(people),
		batch.WithClock(func() time.Time { return noon }), batch.WithIDs(next), batch.WithSecrets(next))
	require.NoError(t, err)
	for range rounds {
		b := randomBatch(rng, everybody(t, store))
		noon = noon.Add(time.Second)

		before := everybody(t, store)
		calls.Reset()
		start.Store(ids.Load())
		preview, previewErr := svc.Preview(t.Context(), b)
		require.Zero(t, calls.Of(storagetest.CallApply))
		require.Equal(t, before, everybody(t, store), "a dry run writes nothing")

		ids.Store(start.Load()) // the same IDs for the run
		run, runErr := svc.Batch(t.Context(), b)
		require.Equal(t, previewErr, runErr)
		require.Equal(t, preview, run)

		after := make(map[storage.ID]attendee.Attendee)
		for _, a := range everybody(t, store) {
			after[a.ID] = a
		}
		for _, res := range run.Results {
			if a, ok := batch.RecordOf[attendee.Attendee](res); ok && last(run, res) {
				require.Equal(t, a, after[a.ID], "what was reported is what is stored")
			}
		}
	}
}

// last reports whether no later item of the batch dealt with the same subject.
func last(rep batch.Report, res batch.Result) bool {
	for _, later := range rep.Results[res.Index+1:] {
		if later.Subject.ID == res.Subject.ID {
			return false
		}
	}
	return true
}

func numbered(n uint64) storage.ID {
	var id storage.ID
	for i := range 8 {
		id[15-i] = byte(n >> (8 * i))
	}
	return id
}

// randomBatch mixes every command, with few identifiers, so that they meet.
func randomBatch(rng *rand.Rand, there []attendee.Attendee) batch.Batch {
	address := func() string { return fmt.Sprintf("p%d@example.com", rng.IntN(8)) }
	ref := func() attendee.Ref {
		switch n := rng.IntN(6); {
		case n == 0:
			return attendee.ByUser("44EF7B95-81B0-419D-BB0D-DFBD545F6008")
		case n == 1:
			return attendee.ByExternal(fmt.Sprint("E", rng.IntN(4)))
		case n == 2 && len(there) > 0:
			return attendee.ByCode(there[rng.IntN(len(there))].AttendanceCode)
		case n == 3 && len(there) > 0:
			return attendee.ByAll(attendee.ByID(there[rng.IntN(len(there))].ID), attendee.ByEmail(address()))
		}
		return attendee.ByEmail(address())
	}
	set := func() attendee.Patch {
		p := attendee.Patch{FirstName: patch.Set(fmt.Sprint("F", rng.IntN(3))), LastName: patch.To("L")}
		switch rng.IntN(6) {
		case 0:
			p.Email = patch.Set(address())
		case 1:
			p.Email = patch.Clear[string]()
		case 2:
			p.ExternalID = patch.Set(fmt.Sprint("E", rng.IntN(4)))
		case 3:
			p.LastName = patch.To("")
		}
		return p
	}
	b := batch.Batch{Scope: session, Mode: batch.Mode(rng.IntN(4) / 3), RejectDuplicates: rng.IntN(4) == 0}
	for range 1 + rng.IntN(12) {
		switch rng.IntN(8) {
		case 0:
			b.Commands = append(b.Commands, attendee.Delete{Ref: ref(), IfVersion: int32(rng.IntN(3))})
		case 1:
			b.Commands = append(b.Commands, attendee.Create{New: attendee.Attendee{LastName: "C", Email: address()}})
		case 2:
			b.Commands = append(b.Commands, attendee.Update{Ref: ref(), Set: set(), IfVersion: int32(rng.IntN(3))})
		default:
			b.Commands = append(b.Commands, attendee.Upsert{Ref: ref(), Set: set(), OnConflict: attendee.OnConflict(rng.IntN(3))})
		}
	}
	return b
}
