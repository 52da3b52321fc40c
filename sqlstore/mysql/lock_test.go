package mysql_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
)

// impatient returns a store that reports a conflict when it has waited a second
// for what another one holds.
func impatient(t testing.TB, opts ...mysql.Option) *mysql.Store {
	t.Helper()
	if onTiDB() {
		t.Skip("a guard is exclusive there, and there are no gaps")
	}
	return openAt(t, fresh(t)+"?innodb_lock_wait_timeout=1", opts...)
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
	st := impatient(t)
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
	st := impatient(t)
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
