package sqltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Outbox has relays share the events: each is delivered once while all goes
// well, and at least once whoever dies.
func Outbox(t *testing.T, e Engine) {
	t.Run("Shared", func(t *testing.T) { outboxShared(t, e) })
	t.Run("RelayDies", func(t *testing.T) { outboxRelayDies(t, e) })
	t.Run("RelayIsKilled", func(t *testing.T) { outboxRelayIsKilled(t, e) })
}

const claimed = 20

// events stores n events of attendees from a number on, each in a set with its
// attendee, and returns their IDs.
func (st *Store) events(t testing.TB, from, n int) (ids []storage.ID) {
	cs := Puts(Attendees(from, n)...)
	for _, a := range cs.Attendees.Put {
		cs.Events = append(cs.Events, Created(a))
		ids = append(ids, Created(a).ID)
	}
	err := st.Apply(t.Context(), cs)
	for range 1_000 {
		if !errors.Is(err, storage.ErrConflict) {
			break
		}
		err = st.Apply(t.Context(), cs) // with relays, where what they read matters
	}
	require.NoError(t, err)
	return ids
}

// claim asks for events until nobody else is in the way.
func claim(ctx context.Context, st storage.Outbox, now time.Time) (list []storage.Event, err error) {
	for range 1_000 {
		list, err = st.Pending(ctx, storage.Claim{Limit: claimed, Now: now, Until: now.Add(time.Minute)})
		if !errors.Is(err, storage.ErrConflict) {
			break
		}
	}
	return list, err
}

func eventIDs(list []storage.Event) (ids []storage.ID) {
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	return ids
}

// outboxShared: two relays with pools of their own, while events still come in.
func outboxShared(t *testing.T, e Engine) {
	producer := e.Open(t, sqlstore.WithOutbox())
	sets := e.rounds(20, 4)
	want := producer.events(t, 0, 100) // enough for both to begin with
	var mu sync.Mutex
	var delivered []storage.ID
	shares := make([]int, 2)
	var wg, begun sync.WaitGroup
	begun.Add(len(shares))
	produced := make(chan struct{})
	for relay := range shares {
		st := e.OpenAt(t, producer.DSN, sqlstore.WithOutbox())
		wg.Go(func() {
			started := sync.OnceFunc(begun.Done)
			defer started() // also when it fails
			last := false
			for {
				list, err := claim(t.Context(), st, Noon)
				if !assert.NoError(t, err) {
					return
				}
				if len(list) == 0 {
					if last {
						return
					}
					<-produced
					last = true
					continue
				}
				started()
				begun.Wait() // neither empties the outbox before the other is there
				mu.Lock()
				delivered = append(delivered, eventIDs(list)...)
				shares[relay] += len(list)
				mu.Unlock()
				if !assert.NoError(t, st.Ack(t.Context(), eventIDs(list)...)) {
					return
				}
			}
		})
	}
	for n := range sets {
		want = append(want, producer.events(t, 100+n*50, 50)...)
	}
	close(produced)
	wg.Wait()
	require.ElementsMatch(t, want, delivered, "each event once")
	require.NotContains(t, shares, 0, "a relay got nothing")
	left, err := producer.Pending(t.Context(), storage.Claim{Limit: 1, Now: Noon})
	require.NoError(t, err)
	require.Empty(t, left)
	t.Logf("shares %v", shares)
}

// outboxRelayDies: what a relay claimed and did not acknowledge is another's
// once the lease has ended, and not before.
func outboxRelayDies(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	want := st.events(t, 0, 3*claimed)
	db, _, err := e.open(st.DSN)
	require.NoError(t, err)
	dying, err := sqlstore.New(db, e.Dialect, sqlstore.WithOutbox())
	require.NoError(t, err)
	lost, err := claim(t.Context(), dying, Noon)
	require.NoError(t, err)
	require.Len(t, lost, claimed)
	require.NoError(t, dying.Ack(t.Context(), lost[0].ID, lost[1].ID))
	require.NoError(t, db.Close())

	delivered := []storage.ID{lost[0].ID, lost[1].ID}
	drain := func(now time.Time) {
		t.Helper()
		for {
			list, err := claim(t.Context(), st, now)
			require.NoError(t, err)
			if len(list) == 0 {
				return
			}
			delivered = append(delivered, eventIDs(list)...)
			require.NoError(t, st.Ack(t.Context(), eventIDs(list)...))
		}
	}
	drain(Noon.Add(time.Minute - time.Microsecond))
	require.Len(t, delivered, 2*claimed+2, "the lease has not ended")
	drain(Noon.Add(time.Minute + time.Microsecond))
	require.ElementsMatch(t, want, delivered)
	late := eventIDs(lost)
	require.NoError(t, st.Ack(t.Context(), late...), "a relay that was not dead after all")
}

// relay is the part of a process that claims and acknowledges without end.
func relay(ctx context.Context, e Engine, dsn string) error {
	db, _, err := e.open(dsn)
	if err != nil {
		return err
	}
	st, err := sqlstore.New(db, e.Dialect, sqlstore.WithOutbox())
	if err != nil {
		return err
	}
	for {
		list, err := claim(ctx, st, Noon)
		if err != nil {
			return err
		}
		for _, event := range list {
			fmt.Println(event.ID)
		}
		if err := st.Ack(ctx, eventIDs(list)...); err != nil {
			return err
		}
	}
}

// outboxRelayIsKilled: a relay is killed at work. Another one delivers the rest,
// after the lease; only what was claimed last may be delivered twice.
func outboxRelayIsKilled(t *testing.T, e Engine) {
	for round := range e.rounds(10, 2) {
		st := e.Open(t, sqlstore.WithOutbox())
		want := st.events(t, 0, 200)
		cmd := child(t, "relay", st.DSN)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		delivered := readIDs(t, out, 1+round*7, cmd)
		require.GreaterOrEqual(t, len(delivered), 1+round*7)

		times := make(map[storage.ID]int)
		for _, id := range delivered {
			times[id]++
		}
		for {
			list, err := claim(t.Context(), st, Noon.Add(2*time.Minute))
			require.NoError(t, err)
			if len(list) == 0 {
				break
			}
			for _, id := range eventIDs(list) {
				times[id]++
			}
			require.NoError(t, st.Ack(t.Context(), eventIDs(list)...))
		}
		twice := 0
		for _, id := range want {
			require.Positive(t, times[id], "an event was not delivered")
			if times[id] > 1 {
				twice++
			}
		}
		require.Len(t, times, len(want))
		require.LessOrEqual(t, twice, claimed)
	}
}

// readIDs reads what a relay printed, kills it after so many lines, and reads
// the rest.
func readIDs(t *testing.T, out io.Reader, lines int, cmd *exec.Cmd) (ids []storage.ID) {
	t.Helper()
	for {
		var text string
		if _, err := fmt.Fscanln(out, &text); err != nil {
			_ = cmd.Wait()
			return ids
		}
		var id storage.ID
		if id.UnmarshalText([]byte(text)) != nil {
			continue // the last line may be half
		}
		if ids = append(ids, id); len(ids) == lines {
			require.NoError(t, cmd.Process.Kill())
		}
	}
}
