package mysql_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
)

// impatient returns a store that reports a conflict when it has waited a second
// for what another one holds.
func impatient(t testing.TB, dsn string, opts ...mysql.Option) *mysql.Store {
	t.Helper()
	if onTiDB() {
		t.Skip("a guard is exclusive there, and there are no gaps")
	}
	return openAt(t, dsn+"?innodb_lock_wait_timeout=1", opts...)
}

// hold applies a change set in a transaction that stays open until end is called,
// and is then committed.
func hold(t testing.TB, st *mysql.Store, cs storage.ChangeSet) (end func()) {
	t.Helper()
	tx, err := st.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	require.NoError(t, st.In(tx).Apply(t.Context(), cs))
	return func() { require.NoError(t, tx.Commit()) }
}

// guarding is a set that adds an attendee and guards a record.
func guarding(n int, ref storage.Ref) storage.ChangeSet {
	cs := sqltest.Puts(sqltest.Attendee(n))
	cs.Guards = []storage.Ref{ref}
	return cs
}

// Two who guard a record do not wait for each other, and who changes it waits for
// both of them.
func TestGuardsShare(t *testing.T) {
	st := impatient(t, fresh(t))
	z := sqltest.Zone(1)
	require.NoError(t, st.Apply(t.Context(), storage.ChangeSet{Scope: z.Scope, Zones: storage.Changes[storage.Zone]{Put: []storage.Zone{z}}}))
	end := hold(t, st, guarding(1, z.Ref()))
	require.NoError(t, st.Apply(t.Context(), guarding(2, z.Ref())), "another guard")

	next := z
	next.Rev++
	change := storage.ChangeSet{Scope: z.Scope, Zones: storage.Changes[storage.Zone]{Put: []storage.Zone{next}}}
	require.ErrorIs(t, st.Apply(t.Context(), change), storage.ErrConflict, "a writer, while the guard is held")
	end()
	require.NoError(t, st.Apply(t.Context(), change))
	require.ErrorIs(t, st.Apply(t.Context(), guarding(3, z.Ref())), storage.ErrConflict, "a guard of what was changed")
}

// Two who each guard what the other one writes: one of them conflicts, and nobody
// waits for ever.
func TestGuardsOfEachOther(t *testing.T) {
	st := impatient(t, fresh(t))
	x, y := sqltest.Zone(1), sqltest.Zone(2)
	zones := func(list ...storage.Zone) storage.ChangeSet {
		return storage.ChangeSet{Scope: x.Scope, Zones: storage.Changes[storage.Zone]{Put: list}}
	}
	require.NoError(t, st.Apply(t.Context(), zones(x, y)))
	for range 20 {
		errs := make(chan error, 2)
		next := []storage.Zone{x, y}
		for i := range next {
			next[i].Rev++
		}
		for i, other := range []storage.Zone{y, x} {
			cs := zones(next[i])
			cs.Guards = []storage.Ref{other.Ref()}
			go func() { errs <- st.Apply(t.Context(), cs) }()
		}
		done := 0
		for range 2 {
			if err := <-errs; err == nil {
				done++
			} else {
				require.ErrorIs(t, err, storage.ErrConflict)
			}
		}
		require.LessOrEqual(t, done, 1, "each would have seen what the other one changed")
		set, err := st.Load(t.Context(), storage.Query{Scope: x.Scope, Zones: storage.Lookup{IDs: []storage.ID{x.ID, y.ID}}})
		require.NoError(t, err)
		for _, z := range set.Zones {
			if z.ID == x.ID {
				x = z
			} else {
				y = z
			}
		}
	}
}

// pause has a call of the store's own go on until it is about to commit, and leaves
// it there until end is called, which returns what the call returned.
func pause(t testing.TB, st *sqltest.Store, call func() error) (end func() error) {
	t.Helper()
	reached, release, returned := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	once := sync.OnceFunc(func() { close(reached) })
	st.Probe.Before(func(c sqltest.Call) error {
		if c.Op == "commit" || c.Text == "COMMIT" {
			once()
			<-release
		}
		return nil
	})
	go func() { returned <- call() }()
	free := sync.OnceFunc(func() { close(release) })
	t.Cleanup(free)
	select {
	case <-reached:
	case err := <-returned:
		require.NoError(t, err)
		require.Fail(t, "it has not come to a commit")
	}
	return func() error {
		free()
		defer st.Probe.Before(nil)
		return <-returned
	}
}

// A relay that is about to have events keeps nobody from writing others, which get
// into the gaps between and after those that it has.
func TestClaimHoldsNoGaps(t *testing.T) {
	dsn := fresh(t)
	writer := impatient(t, dsn, mysql.WithOutbox())
	relay := engine().OpenAt(t, dsn, sqlstore.WithOutbox())
	event := func(n int) storage.ChangeSet { // in a scope of its own
		a := sqltest.Attendee(n)
		a.Scope.Event = fmt.Sprint(n)
		cs := storage.ChangeSet{Scope: a.Scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{a}}}
		cs.Events = append(cs.Events, sqltest.Created(a))
		return cs
	}
	for _, n := range []int{10, 20, 30} {
		require.NoError(t, writer.Apply(t.Context(), event(n)))
	}
	var list []storage.Event
	end := pause(t, relay, func() (err error) {
		list, err = relay.Pending(t.Context(), storage.Claim{Limit: 10, Now: sqltest.Noon, Until: sqltest.Noon.Add(time.Minute)})
		return err
	})
	for _, n := range []int{5, 15, 40} {
		require.NoError(t, writer.Apply(t.Context(), event(n)), "an event before, between and after those of the relay")
	}
	require.NoError(t, end())
	require.Len(t, list, 3)
}

// A purge that finds nothing to remove keeps nobody from writing in its scope.
func TestPurgeHoldsNobody(t *testing.T) {
	dsn := fresh(t)
	writer := impatient(t, dsn)
	purger := engine().OpenAt(t, dsn)
	list := sqltest.Attendees(1, 5)
	require.NoError(t, writer.Apply(t.Context(), sqltest.Puts(list...)))
	end := pause(t, purger, func() error {
		return purger.Purge(t.Context(), storage.Expiry{Scope: sqltest.Scope, Before: sqltest.Noon.Add(-time.Hour)})
	})
	next, before := sqltest.Changed(list[2])
	cs := sqltest.Puts(next, sqltest.Attendee(9))
	cs.Revisions.Put = []storage.Revision{before}
	cs.FormResponses.Put = []storage.FormResponse{sqltest.Response(list[0])}
	cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: sqltest.Scope, ID: sqltest.ID(storage.KindToken, 1), Rev: 1, CreatedAt: sqltest.Noon}, Value: "token"}}
	require.NoError(t, writer.Apply(t.Context(), cs))
	require.NoError(t, writer.Apply(t.Context(), storage.ChangeSet{Scope: sqltest.Scope, Attendees: storage.Changes[storage.Attendee]{Delete: []storage.Ref{list[3].Ref()}}}))
	require.NoError(t, end())
}
