package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
)

// A server that restarts in good order, or after a crash, is not noticed by
// those who write meanwhile, but for commits whose answer was lost.
func TestRestart(t *testing.T) {
	p := ownServer(t)
	st := openAt(t, p.DSN("postgres"), postgres.WithReconnect(time.Minute))
	const writers = 8
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendees(0, writers)...)))
	stop := make(chan struct{})
	var done sync.WaitGroup
	var unknown, known atomic.Int64
	var versions [writers]int64 // acknowledged
	for w := range writers {
		done.Go(func() {
			a := sqltest.Attendee(w)
			for {
				select {
				case <-stop:
					versions[w] = int64(a.Rev)
					return
				default:
				}
				next, _ := sqltest.Changed(a)
				switch err := st.Apply(t.Context(), sqltest.Puts(next)); {
				case err == nil:
					a = next
					known.Add(1)
				case errors.Is(err, storage.ErrUnknown):
					unknown.Add(1)
					found := load(t, st, w)
					if assert.Len(t, found, 1) {
						a = found[0]
					}
				case !assert.NoError(t, err):
					return
				}
			}
		})
	}
	for _, end := range []func() error{p.Stop, p.Kill, p.Stop} {
		before := known.Load()
		require.Eventually(t, func() bool { return known.Load() > before+50 }, time.Minute, time.Millisecond)
		require.NoError(t, end())
		require.NoError(t, p.Restart())
	}
	before := known.Load()
	require.Eventually(t, func() bool { return known.Load() > before+50 }, time.Minute, time.Millisecond)
	close(stop)
	done.Wait()
	for w, rev := range versions {
		require.EqualValues(t, rev, load(t, st, w)[0].Rev)
	}
	t.Logf("%d writes, %d with an unknown outcome", known.Load(), unknown.Load())
}

// lost are the errors of a connection that went away, or leads nowhere.
var lost = []error{
	io.EOF, io.ErrUnexpectedEOF,
	&pgconn.PgError{Code: "57P01"},
	&pgconn.PgError{Code: "57P03"},
	&pgconn.PgError{Code: "25006"},
	&pgconn.PgError{Code: "08006"},
	&pgconn.PgError{Code: "53300"},
}

// failing lets the n-th call to the driver that is named op, and those after it,
// fail for as long as times says.
func failing(p *sqltest.Probe, op string, err error, times int) (failed func() int) {
	var n atomic.Int64
	p.Before(func(c sqltest.Call) error {
		if c.Op == op && n.Add(1) <= int64(times) {
			return err
		}
		return nil
	})
	return func() int { return int(min(n.Load(), int64(times))) }
}

func TestReconnect(t *testing.T) {
	st := engine().Open(t, sqlstore.WithOutbox())
	n := 0
	for _, err := range lost {
		for _, op := range []string{"begin", "exec", "query"} {
			n++
			failed := failing(st.Probe, op, err, 2)
			require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(n))), "%s: %v", op, err)
			require.Equal(t, 2, failed(), "%s: %v", op, err)
			sqltest.RequireIdle(t, st.DB, op)
		}
		failing(st.Probe, "query", err, 2)
		require.Len(t, load(t, st, n), 1)
		failing(st.Probe, "query", err, 2)
		_, failed := st.List(t.Context(), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 1})
		require.NoError(t, failed)
		if err != io.EOF { // that is how drivers end a result
			failing(st.Probe, "next", err, 1)
			require.Len(t, load(t, st, n), 1)
		}
	}
	for _, err := range []error{&pgconn.PgError{Code: "42501"}, &pgconn.PgError{Code: "22001"}, errors.New("other")} {
		failed := failing(st.Probe, "exec", err, 5)
		require.ErrorIs(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1000))), err)
		require.Equal(t, 1, failed(), "what another connection would answer as well is not sent again")
	}
	st.Probe.Before(nil)
	require.Empty(t, load(t, st, 1000))
}

// What must not be repeated is not: a commit without an answer, a function of
// the caller's, a transaction of the caller's.
func TestNoReconnect(t *testing.T) {
	dsn := fresh(t)
	st := engine().OpenAt(t, dsn)
	failed := failing(st.Probe, "commit", io.ErrUnexpectedEOF, 9)
	err := st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1)))
	require.ErrorIs(t, err, storage.ErrUnknown)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 1, failed())

	calls := 0
	apply := func(ctx context.Context, in *sqlstore.Store, _ *sql.Tx) error {
		calls++
		return in.Apply(ctx, sqltest.Puts(sqltest.Attendee(1)))
	}
	failing(st.Probe, "exec", io.ErrUnexpectedEOF, 1)
	require.ErrorIs(t, st.Tx(t.Context(), apply), io.ErrUnexpectedEOF)
	require.Equal(t, 1, calls)
	failing(st.Probe, "begin", io.ErrUnexpectedEOF, 2)
	require.NoError(t, st.Tx(t.Context(), apply), "the function has not been called before it begins")
	require.Equal(t, 2, calls)

	tx, err := st.DB.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	failed = failing(st.Probe, "exec", io.ErrUnexpectedEOF, 9)
	require.ErrorIs(t, st.In(tx).Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2))), io.ErrUnexpectedEOF)
	require.LessOrEqual(t, failed(), 2, "a savepoint and the way back to it")
	st.Probe.Before(nil)
	require.NoError(t, tx.Rollback())

	// A budget of none.
	at, err := sqlstore.New(st.DB, postgres.Dialect(), sqlstore.WithReconnect(0))
	require.NoError(t, err)
	failed = failing(st.Probe, "begin", io.ErrUnexpectedEOF, 9)
	err = at.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2)))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotErrorIs(t, err, storage.ErrUnknown)
	require.Equal(t, 1, failed())

	// A budget that is used up, and a context that ends before it.
	at, err = sqlstore.New(st.DB, postgres.Dialect(), sqlstore.WithReconnect(50*time.Millisecond))
	require.NoError(t, err)
	failed = failing(st.Probe, "begin", io.ErrUnexpectedEOF, 1<<30)
	require.ErrorIs(t, at.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2))), io.ErrUnexpectedEOF)
	require.Greater(t, failed(), 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, st.Apply(ctx, sqltest.Puts(sqltest.Attendee(2))), context.DeadlineExceeded)
	st.Probe.Before(nil)
	require.Len(t, load(t, st, 1), 1)
	require.Empty(t, load(t, st, 2))
}

// An error that the server answered to COMMIT is what happened: nothing.
func TestRefusedCommit(t *testing.T) {
	st := engine().Open(t)
	_, err := st.DB.ExecContext(t.Context(), "CREATE TABLE orders (n integer CHECK (n > 0), UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)")
	require.NoError(t, err)
	insert := func(ctx context.Context, _ *sqlstore.Store, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (1), (1)")
		return err
	}
	err = st.Tx(t.Context(), insert)
	require.ErrorIs(t, err, storage.ErrConflict)
	require.NotErrorIs(t, err, storage.ErrUnknown)
	// A statement failed and the function kept that to itself: COMMIT rolls back.
	err = st.Tx(t.Context(), func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		_, _ = tx.ExecContext(ctx, "INSERT INTO orders VALUES (0)")
		return nil
	})
	require.Error(t, err)
	require.NotErrorIs(t, err, storage.ErrUnknown)
	require.ErrorContains(t, err, "25P02")
	require.Equal(t, []string{"0"}, texts(t, st.DB, "SELECT COUNT(*) FROM orders"))
}

// Every error says what it is by the server's code, and nothing that is stored.
func TestErrorsAreSilent(t *testing.T) {
	st := engine().Open(t)
	a, b := sqltest.Attendee(1), sqltest.Attendee(2)
	b.Unique.Email = a.Unique.Email
	err := st.Apply(t.Context(), sqltest.Puts(a, b))
	require.ErrorIs(t, err, storage.ErrConflict)
	require.ErrorContains(t, err, "postgres 23505")
	require.NotContains(t, err.Error(), a.Unique.Email)
	var server *pgconn.PgError
	require.ErrorAs(t, err, &server, "the driver's own error is there for who wants it")
	require.Contains(t, server.Detail, a.Unique.Email)
}
