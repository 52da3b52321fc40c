package storagetest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// The whole test file of a store of your own: call it TestConformance, and open
// your store where this one opens memstore.
func Example() {
	_ = func(t *testing.T) {
		storagetest.Run(t, func(testing.TB) storage.Store { return memstore.New() })
	}
}

// Model needs no more than Run does. Seeds are fixed, so that a failure is one
// that you can run again.
func ExampleModel() {
	_ = func(t *testing.T) {
		for seed := range uint64(10) {
			storagetest.Model(t, func(testing.TB) storage.Store { return memstore.New() }, seed, 1_000)
		}
	}
}

// A store that cannot honour one line of the contract says so by name.
func ExampleExcept() {
	_ = func(t *testing.T) {
		storagetest.Run(t, func(testing.TB) storage.Store { return memstore.New() },
			storagetest.Except("Round/LongStrings", "keys are limited to 255 bytes by the engine's index"))
	}
}

// Counting shows that work does not turn into round trips.
func ExampleCounting() {
	ctx := context.Background()
	store, calls := storagetest.Counting(memstore.New())
	cs := storage.ChangeSet{Scope: scope}
	for range 1_000 {
		cs.Attendees.Put = append(cs.Attendees.Put, storage.Attendee{Head: storage.Head{Scope: scope, ID: uuid.New(), Rev: 1}})
	}
	err := store.Apply(ctx, cs)
	fmt.Println(calls.Of(storagetest.CallApply), "call,", calls.Total(), "in all,", err)
	// Output: 1 call, 1 in all, <nil>
}

// Faulty shows what a program does when the reply to a commit gets lost.
func ExampleFaulty() {
	ctx := context.Background()
	store := storagetest.Faulty(memstore.New(),
		storagetest.Fault{On: storagetest.CallApply, Nth: 1, Kind: storagetest.FaultLostReply})
	cs := insert()
	err := store.Apply(ctx, cs)
	fmt.Println("outcome not known:", errors.Is(err, storage.ErrUnknown))
	set, err := store.Load(ctx, query(cs))
	fmt.Println("stored all the same:", set.Len(), err)
	// Output:
	// outcome not known: true
	// stored all the same: 1 <nil>
}

// A store that joins its caller's transaction is shown as one store outside of
// any, and a way to begin one.
func ExampleRunJoined() {
	_ = func(t *testing.T, outer storage.Store, begin func(testing.TB) (s storage.Store, commit, rollback func() error)) {
		storagetest.RunJoined(t, func(testing.TB) storagetest.Joined {
			return storagetest.Joined{Outer: outer, Begin: begin}
		})
	}
}

func ExampleBench() {
	_ = func(b *testing.B) {
		storagetest.Bench(b, func(testing.TB) storage.Store { return memstore.New() })
	}
}
