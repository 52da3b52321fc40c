package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// journal gives memstore transactions, to test the joined cases with: one
// writes to a store of its own, and its commit writes again what it wrote.
type journal struct {
	*memstore.Store
	mu  sync.Mutex
	log []storage.ChangeSet
}

func newJournal() *journal { return &journal{Store: memstore.New(memstore.WithOutbox())} }

func (j *journal) Apply(ctx context.Context, cs storage.ChangeSet) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.Store.Apply(ctx, cs); err != nil {
		return err
	}
	j.log = append(j.log, cs)
	return nil
}

// replay writes again what another journal holds from its nth entry on.
func (j *journal) replay(ctx context.Context, other *journal, n int) error {
	for _, cs := range other.log[n:] {
		if err := j.Apply(ctx, cs); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	return nil
}

// joinedJournal is a transaction. Its hooks are for saboteurs.
type joinedJournal struct {
	*journal
	outer  *journal
	apply  func(context.Context, storage.ChangeSet) error
	joined bool
}

func (j *joinedJournal) Apply(ctx context.Context, cs storage.ChangeSet) error {
	return j.apply(ctx, cs)
}

func (j *joinedJournal) Traits() storage.Traits {
	traits := j.journal.Traits()
	traits.Joined = j.joined
	return traits
}

func openJournal(sabotage func(*joinedJournal)) Joined {
	outer := newJournal()
	return Joined{
		Outer: outer,
		Begin: func(t testing.TB) (storage.Store, func() error, func() error) {
			inner := &joinedJournal{journal: newJournal(), outer: outer, joined: true}
			inner.apply = inner.journal.Apply
			sabotage(inner)
			known := len(outer.log)
			if err := inner.replay(t.Context(), outer, 0); err != nil {
				t.Fatal(err)
			}
			commit := func() error { return outer.replay(t.Context(), inner.journal, known) }
			return inner, commit, func() error { return nil }
		},
	}
}

func TestRunJoined(t *testing.T) {
	RunJoined(t, func(testing.TB) Joined { return openJournal(func(*joinedJournal) {}) })
}

var joinedSaboteurs = []struct {
	name     string
	sabotage func(*joinedJournal)
	fails    []string
}{
	{"does not say so", func(j *joinedJournal) { j.joined = false }, []string{"Joined/TraitsSayJoined"}},
	{"commits by itself", commitsByItself, []string{"Joined/RollbackDropsAll"}},
	{"keeps the first set only", keepsTheFirst, []string{"Joined/TwoAppliesOneCommit"}},
	{"is aborted by a conflict", abortedByConflict, []string{"Joined/ConflictKeepsOuter", "Joined/EveryConflictKeepsOuter"}},
	{"rolls all back on a conflict", rollsBackOnConflict, []string{"Joined/ConflictKeepsOuter", "Joined/EveryConflictKeepsOuter"}},
	{"keeps half of a refused set", keepsHalf, []string{"Joined/ConflictKeepsOuter", "Joined/EveryConflictKeepsOuter"}},
	{"keeps the events of a refused set", keepsRefusedEvents, []string{"Joined/ConflictKeepsOuter"}},
}

func TestEveryJoinedSaboteurIsCaught(t *testing.T) {
	for _, s := range joinedSaboteurs {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range s.fails {
				for _, c := range joinedCases {
					if c.name == name {
						log := failures(t, func(r testingT) { runJoined(t, r, openJournal(s.sabotage), c) })
						assert.NotEmpty(t, log, "%s passes", name)
					}
				}
			}
		})
	}
}

func commitsByItself(j *joinedJournal) {
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		return errors.Join(j.journal.Apply(ctx, cs), j.outer.Apply(ctx, cs))
	}
}

func keepsTheFirst(j *joinedJournal) {
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := j.journal.Apply(ctx, cs)
		j.log = j.log[:min(1, len(j.log))]
		return err
	}
}

func abortedByConflict(j *joinedJournal) {
	var aborted error
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if aborted != nil {
			return errors.New("current transaction is aborted")
		}
		aborted = j.journal.Apply(ctx, cs)
		return aborted
	}
}

func rollsBackOnConflict(j *joinedJournal) {
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := j.journal.Apply(ctx, cs)
		if err != nil {
			j.journal = newJournal()
		}
		return err
	}
}

func keepsHalf(j *joinedJournal) {
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := j.journal.Apply(ctx, cs)
		if err != nil {
			half := storage.ChangeSet{Scope: cs.Scope, Attendees: storage.Changes[storage.Attendee]{Put: cs.Attendees.Put}}
			_ = j.journal.Apply(ctx, half)
		}
		return err
	}
}

func keepsRefusedEvents(j *joinedJournal) {
	j.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := j.journal.Apply(ctx, cs)
		if err != nil {
			_ = j.journal.Apply(ctx, storage.ChangeSet{Scope: cs.Scope, Events: cs.Events})
		}
		return err
	}
}
