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
