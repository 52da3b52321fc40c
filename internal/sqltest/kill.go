package sqltest

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// setSize is how many attendees a writer that is killed writes at once.
const setSize = 200

// set returns the n-th set of a writer: new attendees with revisions and events.
func set(n int) storage.ChangeSet {
	cs := Puts()
	for i := range setSize {
		a := Attendee(n*setSize + i)
		cs.Attendees.Put = append(cs.Attendees.Put, a)
		_, r := Changed(a)
		cs.Revisions.Put = append(cs.Revisions.Put, r)
		event := Created(a)
		event.Type = "set " + strconv.Itoa(n)
		cs.Events = append(cs.Events, event)
	}
	return cs
}

// people returns the n-th batch of a writer: attendees without any key by which
// a second copy of them would be refused, in a scope of their own.
func people(n int) batch.Batch {
	b := batch.Batch{Scope: storage.Scope{Tenant: "people", Event: strconv.Itoa(n)}, Mode: batch.Atomic, Token: "import"}
	for range setSize {
		b.Commands = append(b.Commands, attendee.Create{New: storage.Attendee{LastName: "Lovelace"}})
	}
	return b
}

// send writes set n and the batch n. It says which of the two was acknowledged.
func send(ctx context.Context, st *sqlstore.Store, svc *attendee.Service, n int) (bySet, byBatch bool, err error) {
	if err := st.Apply(ctx, set(n)); err != nil {
		return false, false, err
	}
	_, err = svc.Batch(ctx, people(n))
	return true, err == nil, err
}

// write is the part of a process that is killed, or whose server is: it writes
// sets and batches, one after the other from a number on, and prints those that
// were acknowledged.
func write(ctx context.Context, e Engine, dsn string) error {
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		return err
	}
	db, _, err := e.open(dsn)
	if err != nil {
		return err
	}
	// It ends with its server, and does not wait for the next one.
	st, err := sqlstore.New(db, e.Dialect, sqlstore.WithOutbox(), sqlstore.WithReconnect(0))
	if err != nil {
		return err
	}
	svc, err := attendee.New(st, attendee.Policy{})
	if err != nil {
		return err
	}
	for ; ; n++ {
		bySet, byBatch, err := send(ctx, st, svc, n)
		if bySet {
			fmt.Println("set", n)
		}
		if byBatch {
			fmt.Println("batch", n)
		}
		if err != nil {
			return err
		}
	}
}

// Kill kills a process in the middle of its writing. Nothing that it was told is
// stored is lost, no set is half there, and a batch that is sent again with its
// token is there once. check, if it is not nil, looks at the database at the
// end.
func Kill(t *testing.T, e Engine, check func(t testing.TB, st *Store)) {
	st := e.Open(t, sqlstore.WithOutbox())
	killed(t, e, st, e.rounds(20, 3), func(cmd *exec.Cmd) { require.NoError(t, cmd.Process.Kill()) }, func() {})
	if check != nil {
		check(t, st)
	}
}

// KillServer does to the server what [Kill] does to its client. It uses Server.
func KillServer(t *testing.T, e Engine) {
	server := e.Server(t)
	st := e.OpenAt(t, server.DSN, sqlstore.WithOutbox())
	killed(t, e, st, e.rounds(50, 8),
		func(*exec.Cmd) { require.NoError(t, server.Kill()) },
		func() { require.NoError(t, server.Restart()) })
}

func killed(t *testing.T, e Engine, st *Store, rounds int, kill func(*exec.Cmd), restart func()) {
	svc, err := attendee.New(st, attendee.Policy{})
	require.NoError(t, err)
	next, acknowledged, unacknowledged := 1, 0, 0
	for round := range rounds {
		cmd := child(t, "writer", st.DSN, strconv.Itoa(next))
		cmd.Stderr = nil // it is meant to fail
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		acks := make(map[string]bool)
		for range 1 + round%4 {
			require.True(t, lines.Scan(), "the writer ended by itself")
			acks[lines.Text()] = true
		}
		time.Sleep(rand.N(20 * time.Millisecond)) // into the next one, anywhere
		kill(cmd)
		for lines.Scan() {
			acks[lines.Text()] = true
		}
		_ = cmd.Wait()
		restart()
		st.DB.SetMaxIdleConns(0) // the server that they led to may be gone
		st.DB.SetMaxIdleConns(poolSize)

		acknowledged += len(acks)
		last := len(acks)/2 + next // the one that the writer was at
		for n := next; n < last; n++ {
			require.True(t, acks[fmt.Sprint("set ", n)] && acks[fmt.Sprint("batch ", n)], "acknowledged out of turn: %v", acks)
			require.True(t, st.holdsSet(t, n), "set %d was acknowledged and is lost", n)
			require.Equal(t, setSize, st.countPeople(t, e, n), "batch %d was acknowledged", n)
		}
		bySet := acks[fmt.Sprint("set ", last)]
		there, was := st.again(t, e, svc, last)
		require.True(t, there || !bySet, "set %d was acknowledged and is lost", last)
		require.True(t, there || !was, "batch %d came after set %d", last, last)
		for _, lost := range []bool{there && !bySet, was} {
			if lost {
				unacknowledged++
			}
		}
		next = last + 1
		require.False(t, st.holdsSet(t, next))
		require.Zero(t, st.countPeople(t, e, next))
	}
	t.Logf("%d kills: %d acknowledged, %d stored without", rounds, acknowledged, unacknowledged)
}

// again writes set n if it is not there, and sends batch n again. It returns
// whether they were there. Then both are there once. It does not matter if the
// server has not noticed yet that somebody who wrote them is gone: who writes
// the same waits for the server to decide.
func (st *Store) again(t *testing.T, e Engine, svc *attendee.Service, n int) (bySet, byBatch bool) {
	t.Helper()
	for tries := 0; !bySet; tries++ {
		err := st.Apply(t.Context(), set(n))
		if err == nil {
			break
		}
		require.ErrorIs(t, err, storage.ErrConflict)
		require.Less(t, tries, 100, "set %d can neither be written nor read", n)
		bySet = st.holdsSet(t, n)
	}
	require.True(t, st.holdsSet(t, n))
	rep, err := svc.Batch(t.Context(), people(n))
	require.NoError(t, err)
	require.Equal(t, setSize, rep.Succeeded)
	require.Equal(t, setSize, st.countPeople(t, e, n), "batch %d after it was sent again", n)
	return bySet, rep.Replayed
}

// holdsSet reports whether set n is there. Half of it is a failure.
func (st *Store) holdsSet(t *testing.T, n int) bool {
	t.Helper()
	q := storage.Query{Scope: Scope, With: storage.WithRevisions}
	for _, a := range set(n).Attendees.Put {
		q.Attendees.IDs = append(q.Attendees.IDs, a.ID)
	}
	found, err := st.Load(t.Context(), q)
	require.NoError(t, err)
	var events int
	text := "SELECT COUNT(*) FROM muster_event WHERE type = 'set " + strconv.Itoa(n) + "'"
	require.NoError(t, st.DB.QueryRowContext(t.Context(), text).Scan(&events))
	got := [3]int{len(found.Attendees), len(found.Revisions), events}
	if got == [3]int{} {
		return false
	}
	require.Equal(t, [3]int{setSize, setSize, setSize}, got, "set %d is half there", n)
	return true
}

// countPeople returns how many attendees of batch n are there, with an event
// each.
func (st *Store) countPeople(t *testing.T, e Engine, n int) int {
	t.Helper()
	b := people(n)
	page, err := st.List(t.Context(), storage.ListQuery{Scope: b.Scope, Kind: storage.KindAttendee, Limit: 2*setSize + 1})
	require.NoError(t, err)
	require.Equal(t, len(page.Attendees), countEvents(t, st.DB, e.Dialect, b.Scope), "events of batch %d", n)
	return len(page.Attendees)
}
