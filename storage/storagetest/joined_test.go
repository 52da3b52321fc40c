package storagetest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// journal gives memstore transactions, to test the joined cases with: one
// writes to a store of its own, and its commit writes again what it wrote.
type journal struct {
	*memstore.Store
	mu  sync.Mutex
	log []storage.ChangeSet
}

func (j *journal) Apply(ctx context.Context, cs storage.ChangeSet) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.Store.Apply(ctx, cs); err != nil {
		return err
	}
	j.log = append(j.log, cs)
	return nil
}

// replayed returns a store of its own with the same content.
func (j *journal) replayed(t testing.TB) *journal {
	t.Helper()
	own := &journal{Store: memstore.New(memstore.WithOutbox())}
	for _, cs := range j.log {
		if err := own.Apply(t.Context(), cs); err != nil {
			t.Fatal(err)
		}
	}
	return own
}

type joinedJournal struct{ *journal }

func (j joinedJournal) Traits() storage.Traits {
	traits := j.journal.Traits()
	traits.Joined = true
	return traits
}

func openJoined(testing.TB) storagetest.Joined {
	outer := &journal{Store: memstore.New(memstore.WithOutbox())}
	return storagetest.Joined{
		Outer: outer,
		Begin: func(t testing.TB) (storage.Store, func() error, func() error) {
			inner := outer.replayed(t)
			known := len(inner.log)
			commit := func() error {
				for _, cs := range inner.log[known:] {
					if err := outer.Apply(t.Context(), cs); err != nil {
						return fmt.Errorf("commit: %w", err)
					}
				}
				return nil
			}
			return joinedJournal{inner}, commit, func() error { return nil }
		},
	}
}

func TestRunJoined(t *testing.T) { storagetest.RunJoined(t, openJoined) }
