package mysql_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
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
	e.Fresh = func(t testing.TB) string { return freshAt(t, g.DSNs) }
	return e
}

func TestGaleraConformance(t *testing.T) {
	e := galeraEngine(t)
	storagetest.Run(t, func(t testing.TB) storage.Store { return e.Open(t, sqlstore.WithOutbox()).Store })
}

func TestGaleraRaces(t *testing.T)       { sqltest.Races(t, galeraEngine(t)) }
func TestGaleraLostUpdates(t *testing.T) { sqltest.LostUpdates(t, galeraEngine(t)) }
func TestGaleraOutbox(t *testing.T)      { sqltest.Outbox(t, galeraEngine(t)) }

func TestGaleraNodeKilled(t *testing.T) {
	g, err := galera()
	testserver.Missing(t, "galera", err)
	outlive(t, strings.Fields(freshAt(t, g.DSNs)), func() error { return g.Kill(0) }, func() error { return g.Restart(0) })
}

// killVariable holds a shell command that kills a part of the cluster of
// testserver.MariaDBVariable.
const killVariable = "MUSTER_TEST_KILL"

func TestNodeKilled(t *testing.T) {
	command := os.Getenv(killVariable)
	if command == "" {
		t.Skipf("%s holds no command", killVariable)
	}
	nodes := strings.Fields(fresh(t))
	outlive(t, nodes, func() error { return exec.Command("sh", "-c", command).Run() }, func() error { return nil })
}

// outlive kills a node of a cluster under eight writers: each batch that was
// acknowledged is there afterwards, and each that was tried again is there once.
func outlive(t *testing.T, nodes []string, kill, restart func() error) {
	t.Helper()
	open := func(from int) *sqlstore.Store {
		list := append(nodes[from:len(nodes):len(nodes)], nodes[:from]...)
		c, err := mysql.Connector(list...)
		require.NoError(t, err)
		db := sql.OpenDB(c)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		st, err := sqlstore.New(db, engine().Dialect, sqlstore.WithReconnect(time.Minute))
		require.NoError(t, err)
		return st
	}
	c, err := mysql.Connector(nodes...)
	require.NoError(t, err)
	db := sql.OpenDB(c)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, engine().Migrate(t.Context(), db, sqlstore.DefaultTablePrefix, 0))

	const writers, people = 8, 5
	// Each node has writers; those of the victim go on with another one.
	var wg sync.WaitGroup
	var written [writers][]string // tokens of acknowledged batches
	var unknown, longest atomic.Int64
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
				begun := time.Now()
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
				took := int64(time.Since(begun))
				for was := longest.Load(); was < took && !longest.CompareAndSwap(was, took); was = longest.Load() {
				}
			}
		})
	}
	time.Sleep(2 * time.Second) // all of them are at work
	assert.NoError(t, kill())
	close(killed)
	wg.Wait()
	require.NoError(t, restart())

	batches := 0
	for from := range nodes { // one that is gone stands for the next
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
	t.Logf("%d batches, %d commits without an answer, the longest batch took %s", batches/len(nodes), unknown.Load(), time.Duration(longest.Load()))
}
