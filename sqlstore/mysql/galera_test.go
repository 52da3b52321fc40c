package mysql_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
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
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

var galera = sync.OnceValues(testserver.StartGalera)

// galeraEngine is the cluster, of which every pool begins with another node.
func galeraEngine(t testing.TB) sqltest.Engine {
	t.Helper()
	g, err := galera()
	testserver.Missing(t, "galera", err)
	e := engine()
	var turn atomic.Int64
	e.Fresh = func(t testing.TB) string {
		one := freshAt(t, func(database string) string { return g.DSNs(database)[0] })
		name := one[strings.LastIndex(one, "/")+1:]
		list := g.DSNs(name)
		from := int(turn.Add(1)) % len(list)
		return strings.Join(append(list[from:len(list):len(list)], list[:from]...), " ")
	}
	return e
}

func TestGaleraConformance(t *testing.T) {
	e := galeraEngine(t)
	storagetest.Run(t, func(t testing.TB) storage.Store { return e.Open(t, sqlstore.WithOutbox()).Store })
}

func TestGaleraRaces(t *testing.T)       { sqltest.Races(t, galeraEngine(t)) }
func TestGaleraLostUpdates(t *testing.T) { sqltest.LostUpdates(t, galeraEngine(t)) }
func TestGaleraOutbox(t *testing.T)      { sqltest.Outbox(t, galeraEngine(t)) }

// One node of three is killed under eight writers: each batch that was
// acknowledged is there afterwards, and each that was tried again is there once.
func TestGaleraNodeKilled(t *testing.T) {
	g, err := galera()
	testserver.Missing(t, "galera", err)
	dsn := freshAt(t, func(database string) string { return g.DSNs(database)[0] })
	nodes := g.DSNs(dsn[strings.LastIndex(dsn, "/")+1:])
	open := func(from int) *mysql.Store {
		list := append(nodes[from:len(nodes):len(nodes)], nodes[:from]...)
		c, err := mysql.Connector(list...)
		require.NoError(t, err)
		db := sql.OpenDB(c)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		st, err := mysql.New(db, sqlstore.WithReconnect(30*time.Second))
		require.NoError(t, err)
		return st
	}
	require.NoError(t, open(0).Migrate(t.Context()))

	const writers, people = 8, 5
	const victim = 1
	// Each node has writers; those of the victim go on with another.
	var wg sync.WaitGroup
	var written [writers][]string // tokens of acknowledged batches
	var unknown atomic.Int64
	killed := make(chan struct{})
	for w := range writers {
		st := open(w % len(nodes))
		svc, err := attendee.New(st, attendee.Policy{}, batch.WithBudget(time.Minute))
		require.NoError(t, err)
		wg.Go(func() {
			after := 0
			for n := 0; after < 20; n++ {
				select {
				case <-killed:
					after++
				default:
				}
				token := fmt.Sprintf("batch-%d-%d", w, n)
				b := batch.Batch{Scope: sqltest.Scope, Mode: batch.Atomic, Token: token}
				for i := range people {
					b.Commands = append(b.Commands, attendee.Create{
						New: attendee.Attendee{Email: fmt.Sprintf("%s.%d@example.org", token, i), FirstName: "Ada", LastName: token},
					})
				}
				for {
					rep, err := svc.Batch(t.Context(), b)
					if errors.Is(err, storage.ErrUnknown) {
						unknown.Add(1)
						continue // the token makes that safe
					}
					if !assert.NoError(t, err, token) || !assert.Equal(t, people, rep.Succeeded, "%s: %+v", token, rep.Results) {
						return
					}
					break
				}
				written[w] = append(written[w], token)
			}
		})
	}
	time.Sleep(2 * time.Second) // all of them are at work
	assert.NoError(t, g.Kill(victim))
	close(killed)
	wg.Wait()
	require.NoError(t, g.Restart(victim))

	batches := 0
	for _, from := range []int{0, 2} {
		have := make(map[string]int)
		for a, err := range storage.All[storage.Attendee](t.Context(), open(from), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 500}) {
			require.NoError(t, err)
			have[a.LastName]++
		}
		for _, tokens := range written {
			for _, token := range tokens {
				require.Equal(t, people, have[token], "%s at node %d", token, from)
				delete(have, token)
				batches++
			}
		}
		require.Empty(t, have, "nothing that nobody was told of")
	}
	t.Logf("%d batches, %d commits without an answer", batches/2, unknown.Load())
}
