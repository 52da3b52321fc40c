package storagetest

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// recorder collects what a case reports, instead of failing the test that
// runs the case.
type recorder struct {
	ctx context.Context
	mu  sync.Mutex
	log []string
}

func (r *recorder) Helper() {}

func (r *recorder) Logf(string, ...any) {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, fmt.Sprintf(format, args...))
}

func (r *recorder) FailNow() { runtime.Goexit() }

func (r *recorder) Context() context.Context { return r.ctx }

// failures runs what is meant to fail and returns what it reported.
func failures(t *testing.T, run func(testingT)) []string {
	t.Helper()
	r := &recorder{ctx: t.Context()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(r)
	}()
	<-done
	return r.log
}

// caseFailures runs a named case on a store.
func caseFailures(t *testing.T, name string, s storage.Store) []string {
	t.Helper()
	for _, c := range cases {
		if c.name == name {
			require.True(t, c.needs.metBy(s), "the store does not offer %s", c.needs)
			return failures(t, func(r testingT) {
				trial := newTrial(r, s)
				c.run(trial)
				trial.checkIntegrity()
			})
		}
	}
	require.Fail(t, "no such case", name)
	return nil
}

func TestRecorderStopsTheCase(t *testing.T) {
	log := failures(t, func(r testingT) {
		r.Errorf("first")
		require.NoError(r, storage.ErrConflict)
		r.Errorf("never reached")
	})
	require.Len(t, log, 2)
	assert.Equal(t, "first", log[0])
}

func TestSoundStoreFailsNothing(t *testing.T) {
	for _, name := range []string{"Put/RevMustFollow", "Keys/Swap", "List/LikeIsLiteral", "Outbox/AckOnce"} {
		assert.Empty(t, caseFailures(t, name, memstore.New(memstore.WithOutbox())), name)
	}
}

// TestSoundSaboteursFailNothing keeps the scaffolding of the saboteurs sound:
// what they are caught for is what each of them does wrong.
func TestSoundSaboteursFailNothing(t *testing.T) {
	chooses := func(b *broken) {
		b.chooses(func(c storage.Cond, a storage.Attendee) bool { return folded(c).Match(a.Field(c.Field)) })
	}
	custom := func(b *broken) {
		b.custom(func(a storage.Attendee, key string) storage.Value { return a.Custom[key] }, storage.Sortable)
	}
	for name, sound := range map[string]func(*broken){
		"List/FoldedText": chooses, "List/PageNumbers": chooses, "List/Total": chooses, "List/CustomFields": custom, "List/EveryField": custom,
		"List/Suffix": func(b *broken) { b.patterns(func(s string) string { return s }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, caseFailures(t, name, newBroken(sound)))
		})
	}
}

func TestStoreWithALimit(t *testing.T) {
	limited := func(b *broken) {
		const limit = 3_000
		statesALimit(b, limit)
		b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
			if cs.Len() > limit {
				return storage.ErrTooLarge
			}
			return b.Store.Apply(ctx, cs)
		}
	}
	for _, name := range []string{"Size/MaxChanges", "Size/TenThousand"} {
		assert.Empty(t, caseFailures(t, name, newBroken(limited)), name)
	}
}
