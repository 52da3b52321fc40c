package relay

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// events returns a store whose outbox holds as many events.
func events(t *testing.T, n int) *memstore.Store {
	t.Helper()
	st := memstore.New(memstore.WithOutbox())
	attendees, err := attendee.New(st, attendee.Policy{})
	require.NoError(t, err)
	for range n {
		_, err := attendees.Create(t.Context(), storage.Scope{Tenant: "t", Event: "e"}, attendee.Attendee{LastName: "X"})
		require.NoError(t, err)
	}
	return st
}

func left(t *testing.T, st storage.Outbox) int {
	t.Helper()
	list, err := st.Pending(context.WithoutCancel(t.Context()), storage.Claim{Limit: 1000})
	require.NoError(t, err)
	return len(list)
}

// run relays until done says so.
func run(t *testing.T, r *Relay, done <-chan struct{}) {
	t.Helper()
	r.FirstPause = 1
	r.Start()
	ctx, cancel := context.WithCancel(t.Context())
	var under sync.WaitGroup
	under.Go(func() { r.Run(ctx) })
	<-done
	cancel()
	under.Wait()
}

func TestEveryEventIsPublishedInOrderAndTakenOut(t *testing.T) {
	st := events(t, 250) // more than one claim
	var told []storage.Event
	done := make(chan struct{})
	run(t, &Relay{Outbox: st, Log: slog.New(slog.DiscardHandler), Publish: func(list []storage.Event) {
		told = append(told, list...)
		if len(told) == 250 && len(list) > 0 {
			close(done)
		}
	}}, done)
	require.Len(t, told, 250)
	for i := 1; i < len(told); i++ {
		require.Less(t, told[i-1].ID.String(), told[i].ID.String())
	}
	require.Zero(t, left(t, st))
}

func TestAnEventThatNobodyTakesIsGivenUp(t *testing.T) {
	st := events(t, 3)
	var mu sync.Mutex
	tries := make(map[storage.ID]int)
	var log strings.Builder
	done := make(chan struct{})
	r := &Relay{
		Outbox: st, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Deliver: func(_ context.Context, e storage.Event) error {
			mu.Lock()
			defer mu.Unlock()
			tries[e.ID]++
			return errors.New("no")
		},
	}
	published := 0
	r.Publish = func(list []storage.Event) { published += len(list) }
	go func() {
		defer close(done)
		for left(t, st) > 0 {
			time.Sleep(time.Millisecond)
		}
	}()
	run(t, r, done)
	require.Equal(t, 3, published, "once, however often it is tried")
	require.Len(t, tries, 3)
	for _, n := range tries {
		require.Equal(t, attempts, n)
	}
	require.Equal(t, 3, strings.Count(log.String(), "given up"))
}

func TestWhatIsNotTakenStays(t *testing.T) {
	st := events(t, 3)
	done := make(chan struct{})
	var once sync.Once
	run(t, &Relay{
		Outbox: st, Publish: func([]storage.Event) {}, Log: slog.New(slog.DiscardHandler),
		Deliver: func(ctx context.Context, _ storage.Event) error {
			once.Do(func() { close(done) })
			<-ctx.Done() // a receiver that does not answer
			return ctx.Err()
		},
	}, done)
	require.Equal(t, 3, left(t, st))
}

// until closes a channel when the outbox is empty.
func until(t *testing.T, st storage.Outbox) <-chan struct{} {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for left(t, st) > 0 {
			time.Sleep(time.Millisecond)
		}
	}()
	return done
}

func TestEventsAreDeliveredInOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails bool
	}{{"nothing fails", false}, {"one fails", true}} {
		t.Run(c.name, func(t *testing.T) {
			st := events(t, 250)
			all, err := st.Pending(t.Context(), storage.Claim{Limit: 250})
			require.NoError(t, err)
			bad := storage.ID{}
			if c.fails {
				bad = all[100].ID
			}
			var mu sync.Mutex
			var taken []string
			failures := 3
			r := &Relay{
				Outbox: st, Publish: func([]storage.Event) {}, Log: slog.New(slog.DiscardHandler),
				Deliver: func(_ context.Context, e storage.Event) error {
					mu.Lock()
					defer mu.Unlock()
					if e.ID == bad {
						if failures--; failures >= 0 {
							return errors.New("no")
						}
						return nil
					}
					taken = append(taken, e.ID.String())
					return nil
				},
			}
			run(t, r, until(t, st))
			require.IsIncreasing(t, taken, "those that did not fail")
			want := 250
			if c.fails {
				want, failures = 249, failures+1
				require.Zero(t, failures, "and it was taken in the end")
			}
			require.Len(t, taken, want)
		})
	}
}

// A receiver that does not answer keeps nobody from listening, however much
// waits for it, and nothing of that is lost when it answers again.
func TestListenersWaitForNoReceiver(t *testing.T) {
	const n = 350
	st := events(t, n)
	var mu sync.Mutex
	told, taken := make(map[storage.ID]int), make(map[storage.ID]int)
	answer := make(chan struct{})
	var heard sync.Once
	r := &Relay{
		Outbox: st, Log: slog.New(slog.DiscardHandler), room: 100, lease: 300 * time.Millisecond,
		Publish: func(list []storage.Event) {
			for _, e := range list {
				told[e.ID]++
			}
			if len(told) == n {
				heard.Do(func() { close(answer) }) // it was hanging until now
			}
		},
		Deliver: func(ctx context.Context, e storage.Event) error {
			select {
			case <-answer:
			case <-ctx.Done():
				return ctx.Err()
			}
			mu.Lock()
			defer mu.Unlock()
			taken[e.ID]++
			return nil
		},
	}
	run(t, r, until(t, st))
	require.Len(t, told, n)
	require.Len(t, taken, n)
	for id := range told {
		require.Equal(t, 1, told[id])
		require.Equal(t, 1, taken[id])
	}
	require.Zero(t, r.here)
	require.Empty(t, r.open)
}

// Whoever waits for a receiver that has gone for good is given up in the end,
// tried or not: twelve attempts of each would take too long.
func TestEventsAreGivenUpByAge(t *testing.T) {
	st := events(t, 200)
	var mu sync.Mutex
	tries := make(map[storage.ID]int)
	var log strings.Builder
	r := &Relay{
		Outbox: st, Publish: func([]storage.Event) {}, Log: slog.New(slog.NewTextHandler(&log, nil)), Patience: 100 * time.Millisecond,
		Deliver: func(_ context.Context, e storage.Event) error {
			mu.Lock()
			tries[e.ID]++
			mu.Unlock()
			time.Sleep(50 * time.Millisecond) // until it has waited for long enough
			return errors.New("no answer")
		},
	}
	run(t, r, until(t, st))
	require.Equal(t, 200, strings.Count(log.String(), "given up"))
	require.Less(t, len(tries), 200, "not each was tried")
	require.Empty(t, r.open)
}

// A receiver that is slow and takes what it is sent is waited for.
func TestEventsAreNotGivenUpWhileOthersAreTaken(t *testing.T) {
	st := events(t, 50)
	taken := 0
	r := &Relay{
		Outbox: st, Publish: func([]storage.Event) {}, Log: slog.New(slog.DiscardHandler), Patience: time.Nanosecond,
		Deliver: func(context.Context, storage.Event) error {
			taken++
			return nil
		},
	}
	r.taken = time.Now().Add(time.Hour) // the last one was taken just now
	run(t, r, until(t, st))
	require.Equal(t, 50, taken)
}
