package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// Whoever waits for another writer stops waiting when the context ends.
func TestCancelWhileLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "muster.db")
	st, holder := openAt(t, path, sqlite.WithOutbox()), openAt(t, path)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	for name, do := range map[string]func(context.Context) error{
		"Apply": func(ctx context.Context) error { return st.Apply(ctx, sqltest.Puts(sqltest.Attendee(2))) },
		"Purge": func(ctx context.Context) error { return st.Purge(ctx, storage.Expiry{Scope: scope, Everything: true}) },
		"Ack":   func(ctx context.Context) error { return st.Ack(ctx, storage.ID{1}) },
		"Pending": func(ctx context.Context) error {
			_, err := st.Pending(ctx, storage.Claim{Limit: 1, Now: sqltest.Noon, Until: sqltest.Noon})
			return err
		},
		"Tx": func(ctx context.Context) error {
			return st.Tx(ctx, func(context.Context, *sqlstore.Store, *sql.Tx) error { return nil })
		},
		"Migrate": func(ctx context.Context) error { return st.Migrate(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			lock, err := holder.DB().BeginTx(t.Context(), nil)
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			start := time.Now()
			err = do(ctx)
			took := time.Since(start)
			if name == "Migrate" && err == nil { // nothing to do needs no lock
				require.NoError(t, lock.Rollback())
				return
			}
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, storage.ErrConflict)
			require.Less(t, took, 500*time.Millisecond, "the busy timeout is 5 s")

			set, err := st.Load(t.Context(), storage.Query{Scope: scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.Attendee(1).ID}}})
			require.NoError(t, err, "a writer keeps no reader waiting")
			require.Len(t, set.Attendees, 1)
			require.NoError(t, lock.Rollback())
			sqltest.RequireIdle(t, st.DB(), name)
			require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Before: sqltest.Noon.AddDate(-1, 0, 0)}), "the next write works")
		})
	}
}

// A writer that was in the way for the whole of the busy timeout is a conflict.
func TestBusyIsAConflict(t *testing.T) {
	path := filepath.Join(t.TempDir(), "muster.db")
	st, holder := openAt(t, path, sqlite.WithBusyTimeout(time.Millisecond)), openAt(t, path)
	lock, err := holder.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.ErrorIs(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))), storage.ErrConflict)
	require.NoError(t, lock.Rollback())
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
}

// A context that ends in the middle of a large set leaves nothing behind and
// does not wait for the rest.
func TestCancelInTheMiddle(t *testing.T) {
	st := engine().Open(t)
	ctx, cancel := context.WithCancel(t.Context())
	executed := 0
	st.Probe.Before(func(c sqltest.Call) error {
		if c.Op == "exec" && len(c.Args) > 20 {
			if executed++; executed == 500 {
				cancel()
			}
		}
		return nil
	})
	err := st.Apply(ctx, sqltest.Puts(sqltest.Attendees(0, 1_000)...))
	require.ErrorIs(t, err, context.Canceled)
	require.LessOrEqual(t, executed, 501)
	sqltest.RequireIdle(t, st.DB, "after the cancelled call")
	page, err := st.List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1})
	require.NoError(t, err)
	require.Empty(t, page.Attendees)
}

// Writers of one process queue up: each waits for those before it, and for
// nobody longer than its context lasts.
func TestWritersQueue(t *testing.T) {
	st := openStore(t, sqlite.WithBusyTimeout(time.Millisecond))
	err := st.Tx(t.Context(), func(ctx context.Context, _ *sqlstore.Store, _ *sql.Tx) error {
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, st.Apply(short, sqltest.Puts(sqltest.Attendee(1))), context.DeadlineExceeded)
		require.ErrorContains(t, st.Apply(ctx, sqltest.Puts(sqltest.Attendee(1))), "use the store that it passes")
		return nil
	})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			for i := range 5 {
				assert.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(n*5+i))), "no writer gives up")
			}
		})
	}
	wg.Wait()
}
