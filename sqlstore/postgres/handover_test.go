package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/storage"
)

// A set is tried again with its keys released when a key was taken, and not when
// a lock was not to be had: that would only wait for it twice.
func TestOnlyKeysAreHandedOver(t *testing.T) {
	e := engine()
	dsn := fresh(t)
	st := e.OpenAt(t, dsn)
	a, b := sqltest.Attendee(1), sqltest.Attendee(2)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(a, b)))
	hasty := e.OpenAt(t, with(t, dsn, map[string]string{"lock_timeout": "100ms"}))
	begun := func(cs storage.ChangeSet) (n int, err error) {
		for _, c := range hasty.Probe.Watch(func() { err = hasty.Apply(t.Context(), cs) }) {
			if c.Op == "begin" {
				n++
			}
		}
		return n, err
	}

	holder, err := st.DB.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	nextA, _ := sqltest.Changed(a)
	require.NoError(t, st.In(holder).Apply(t.Context(), sqltest.Puts(nextA)))
	n, err := begun(sqltest.Puts(nextA))
	require.ErrorIs(t, err, storage.ErrConflict)
	require.Equal(t, 1, n)
	require.NoError(t, holder.Rollback())

	nextB, _ := sqltest.Changed(b)
	nextA.Unique, nextB.Unique = nextB.Unique, nextA.Unique
	n, err = begun(sqltest.Puts(nextA, nextB))
	require.NoError(t, err)
	require.Equal(t, 2, n)
}
