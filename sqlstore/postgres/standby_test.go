package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
)

func standbys(t *testing.T) *testserver.Standbys {
	t.Helper()
	s, err := testserver.StartStandbys()
	testserver.Missing(t, "standby", err)
	t.Cleanup(func() { require.NoError(t, s.Remove()) })
	return s
}

// A primary with two standbys is killed under those who write, and one of the
// standbys takes over. Afterwards the cluster is as good as before.
func TestStandbys(t *testing.T) {
	s := standbys(t)
	t.Run("PrimaryKilled", func(t *testing.T) {
		unknown, there := primaryKilled(t, s, func(int) error { return nil })
		t.Logf("%d commits without an answer, %d of them there", unknown, there)
	})
	t.Run("Reads", func(t *testing.T) { standbyReads(t, s) })
	e := engine()
	e.Small = true
	e.Fresh = func(t testing.TB) string {
		name := fmt.Sprintf("muster_%d", databases.Add(1))
		onServer(t, s.DSN("postgres"), "CREATE DATABASE "+name)
		t.Cleanup(func() { onServer(t, s.DSN("postgres"), "DROP DATABASE "+name+" WITH (FORCE)") })
		return s.DSN(name)
	}
	t.Run("Races", func(t *testing.T) { sqltest.Races(t, e) })
	t.Run("Outbox", func(t *testing.T) { sqltest.Outbox(t, e) })
}

// The primary is killed when everybody waits for it to answer a commit that a
// standby has.
func TestStandbysHaveWhatNobodyWasTold(t *testing.T) {
	s := standbys(t)
	unknown, there := primaryKilled(t, s, s.Withhold)
	require.EqualValues(t, teams, unknown)
	require.EqualValues(t, teams, there)
}

// members is how many attendees a batch has. They have no key by which a second
// copy of them would be refused.
const (
	members = 5
	teams   = 8 // who write
)

func team(token string) batch.Batch {
	b := batch.Batch{Scope: sqltest.Scope, Mode: batch.Atomic, Token: token}
	for range members {
		b.Commands = append(b.Commands, attendee.Create{New: attendee.Attendee{FirstName: "Ada", LastName: token}})
	}
	return b
}

// Every batch that was acknowledged is there afterwards, and every one that was
// sent again is there once. Nobody is told of a failure, but for commits whose
// answer was lost: how many, and how many of these were there when they were sent
// again. hold is called before the primary is killed.
func primaryKilled(t *testing.T, s *testserver.Standbys, hold func(writers int) error) (lost, there int64) {
	open := func(dsn string) *postgres.Store {
		st, err := postgres.Open(t.Context(), dsn, postgres.WithReconnect(time.Minute))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, st.Close()) })
		return st
	}
	require.NoError(t, open(s.DSN("postgres")).Migrate(t.Context()))

	var written [teams][]string // tokens of acknowledged batches, in order
	var before [teams]int       // how many of these were acknowledged when the primary was killed
	var acknowledged, unknown, replayed atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var wg sync.WaitGroup
	killed := make(chan struct{})
	// Those of one store share its connections; the stores know nothing of each other.
	stores := []*postgres.Store{open(s.DSN("postgres")), open(s.DSN("postgres"))}
	services := make([]*attendee.Service, teams)
	for w := range teams {
		svc, err := attendee.New(stores[w%len(stores)], attendee.Policy{}, batch.WithBudget(time.Minute))
		require.NoError(t, err)
		services[w] = svc
	}
	for w, svc := range services {
		wg.Go(func() {
			for n := 0; before[w] == 0 || n < before[w]+20; n++ {
				token := fmt.Sprintf("team %d %d", w, n)
				for tries := 0; ; tries++ {
					rep, err := svc.Batch(ctx, team(token))
					if errors.Is(err, storage.ErrUnknown) {
						unknown.Add(1)
						continue // the token makes that safe
					}
					if !assert.NoError(t, err, token) || !assert.Equal(t, members, rep.Succeeded, "%s: %+v", token, rep.Results) {
						stop() // the others need not go on
						return
					}
					if rep.Replayed {
						replayed.Add(1)
						assert.Positive(t, tries, "%s was not sent before", token)
					}
					break
				}
				written[w] = append(written[w], token)
				acknowledged.Add(1)
				select {
				case <-killed:
					if before[w] == 0 {
						before[w] = n
					}
				default:
				}
			}
		})
	}
	require.Eventually(t, func() bool { return acknowledged.Load() > 50*teams || ctx.Err() != nil }, time.Minute, time.Millisecond)
	require.NoError(t, hold(teams))
	require.NoError(t, s.Fail())
	close(killed)
	require.NoError(t, s.Promote())
	wg.Wait()
	require.False(t, t.Failed())

	// Long ago, as far as the new primary is concerned.
	for w, svc := range services {
		rep, err := svc.Batch(t.Context(), team(written[w][0]))
		require.NoError(t, err)
		require.True(t, rep.Replayed, "the token came with the batch")
		require.Equal(t, members, rep.Succeeded)
	}
	require.NoError(t, s.CaughtUp())
	for _, dsn := range []string{s.DSN("postgres"), s.Standby().DSN("postgres")} {
		have := make(map[string]int)
		for a, err := range storage.All[storage.Attendee](t.Context(), open(dsn), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 500}) {
			require.NoError(t, err)
			have[a.LastName]++
		}
		for w, tokens := range written {
			require.GreaterOrEqual(t, len(tokens), before[w]+20)
			for _, token := range tokens {
				require.Equal(t, members, have[token], token)
				delete(have, token)
			}
		}
		require.Empty(t, have, "nothing that nobody was told of")
	}
	return unknown.Load(), replayed.Load()
}

// A store on a standby reads and says by the server's code why it does not
// write. Where the address names the primary too, the write goes there.
func standbyReads(t *testing.T, s *testserver.Standbys) {
	primary := openAt(t, s.DSN("postgres"))
	require.NoError(t, primary.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.NoError(t, s.CaughtUp())

	standby, err := postgres.Open(t.Context(), s.Standby().DSN("postgres"), postgres.WithReconnect(100*time.Millisecond))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, standby.Close()) })
	require.NoError(t, standby.CheckSchema(t.Context()))
	require.Len(t, load(t, standby, 1), 1)
	page, err := standby.List(t.Context(), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 3})
	require.NoError(t, err)
	require.Len(t, page.Attendees, 3)
	require.NotEmpty(t, page.Next)

	err = standby.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2)))
	var typed *sqlstore.Error
	require.ErrorAs(t, err, &typed)
	require.Equal(t, "postgres 25006", typed.Code)
	require.NotErrorIs(t, err, storage.ErrUnknown, "nothing was written")
	require.NotErrorIs(t, err, storage.ErrConflict, "it does not help to try again here")
	require.Len(t, load(t, standby, 1), 1, "it still reads")

	// Told of both, it passes over the standby, which it finds first.
	dsn := fmt.Sprintf("host=127.0.0.1,127.0.0.1 port=%s,%s user=postgres dbname=postgres sslmode=disable target_session_attrs=read-write",
		port(s.Standby()), port(s.Primary()))
	both := openAt(t, dsn)
	require.NoError(t, both.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2))))
	require.Equal(t, []string{port(s.Primary())}, texts(t, both.DB(), "SELECT inet_server_port()::text"))
}
