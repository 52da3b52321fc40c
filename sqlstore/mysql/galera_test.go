package mysql_test

import (
	"context"
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

	driver "github.com/go-sql-driver/mysql"
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
	storagetest.Run(t, func(t testing.TB) storage.Store { return e.Open(t, sqlstore.WithOutbox()).Store }, exceptLong()...)
}

// galeraSpread is the cluster, to whose nodes the connections of a pool go in
// turn. A node answers when it has what the others committed before.
func galeraSpread(t testing.TB) sqltest.Engine {
	e := galeraEngine(t)
	fresh := e.Fresh
	e.Fresh = func(t testing.TB) string {
		list := strings.Fields(fresh(t))
		for i, dsn := range list {
			config, err := driver.ParseDSN(dsn)
			require.NoError(t, err)
			config.Params = map[string]string{"wsrep_sync_wait": "15"}
			list[i] = config.FormatDSN()
		}
		return spreading + strings.Join(list, " ")
	}
	return e
}

func TestGaleraRaces(t *testing.T)       { sqltest.Races(t, galeraSpread(t)) }
func TestGaleraLostUpdates(t *testing.T) { sqltest.LostUpdates(t, galeraSpread(t)) }
func TestGaleraOutbox(t *testing.T)      { sqltest.Outbox(t, galeraSpread(t)) }

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
		st, err := sqlstore.New(openNodes(t, list...), engine().Dialect, sqlstore.WithReconnect(time.Minute))
		require.NoError(t, err)
		return st
	}
	require.NoError(t, engine().Migrate(t.Context(), openNodes(t, nodes...), sqlstore.DefaultTablePrefix, 0))

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

// A node that is cut off from its cluster goes on answering, and does nothing:
// calls leave it, also reads, and whatever connections to it are idle.
func TestGaleraNodeCutOff(t *testing.T) {
	g, err := galera()
	testserver.Missing(t, "galera", err)
	nodes := strings.Fields(freshAt(t, g.DSNs))
	st, err := mysql.OpenCluster(t.Context(), nodes, mysql.WithReconnect(time.Minute), mysql.WithOutbox())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	cs := sqltest.Puts(sqltest.Attendees(0, 10)...)
	cs.Events = append(cs.Events, sqltest.Created(cs.Attendees.Put[0]))
	require.NoError(t, st.Apply(t.Context(), cs))
	var wg sync.WaitGroup
	for range 4 { // as many idle connections, to the first node
		wg.Go(func() {
			_, err := st.DB().ExecContext(t.Context(), "DO SLEEP(0.2)")
			assert.NoError(t, err)
		})
	}
	wg.Wait()

	node := openNodes(t, nodes[0])
	status := func() (text string) {
		var name string
		require.NoError(t, node.QueryRowContext(t.Context(), "SHOW STATUS LIKE 'wsrep_cluster_status'").Scan(&name, &text))
		return text
	}
	isolate := func(to string, until func(string) bool) {
		_, err := node.ExecContext(context.WithoutCancel(t.Context()), "SET GLOBAL wsrep_provider_options = 'gmcast.isolate="+to+"'")
		require.NoError(t, err)
		require.Eventually(t, func() bool { return until(status()) }, time.Minute, 50*time.Millisecond)
	}
	isolate("1", func(s string) bool { return s != "Primary" })
	defer isolate("0", func(s string) bool { return s == "Primary" })

	set, err := st.Load(t.Context(), storage.Query{Scope: sqltest.Scope, Attendees: storage.Lookup{IDs: []storage.ID{cs.Attendees.Put[0].ID}}})
	require.NoError(t, err)
	require.Len(t, set.Attendees, 1)
	page, err := st.List(t.Context(), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 100})
	require.NoError(t, err)
	require.Len(t, page.Attendees, 10)
	events, err := st.Pending(t.Context(), storage.Claim{Limit: 10, Now: sqltest.Noon})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendees(10, 10)...)))
}

// openNodes returns a pool of connections to the first of several nodes that
// lets them in.
func openNodes(t testing.TB, nodes ...string) *sql.DB {
	t.Helper()
	c, err := mysql.Connector(nodes...)
	require.NoError(t, err)
	db := sql.OpenDB(c)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
