package mysql_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driverpkg "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage/storagetest"
)

// server is the one that all tests share, each in a database of its own: its
// addresses, of which a cluster has several.
var server = sync.OnceValues(func() (func(database string) []string, error) {
	var configs []*driverpkg.Config
	for _, dsn := range strings.Fields(os.Getenv(testserver.MariaDBVariable)) {
		cfg, err := driverpkg.ParseDSN(dsn)
		if err != nil {
			return nil, err
		}
		configs = append(configs, cfg)
	}
	if len(configs) > 0 {
		return func(database string) (list []string) {
			for _, cfg := range configs {
				of := cfg.Clone()
				of.DBName = database
				list = append(list, of.FormatDSN())
			}
			return list
		}, nil
	}
	m, err := testserver.StartMariaDB()
	if err != nil {
		return nil, err
	}
	return func(database string) []string { return []string{m.DSN(database)} }, nil
})

var databases atomic.Int64

// fresh returns the data source name of an empty database, gone with the test:
// those of all nodes of a cluster, each time with another one first.
func fresh(t testing.TB) string {
	t.Helper()
	nodes, err := server()
	testserver.Missing(t, "mariadb", err)
	return freshAt(t, nodes)
}

func freshAt(t testing.TB, nodes func(database string) []string) string {
	t.Helper()
	n := int(databases.Add(1))
	name := fmt.Sprintf("muster_test_%d_%d", os.Getpid(), n)
	admin, err := sql.Open("mysql", nodes("")[0])
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close()) })
	_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name)
		require.NoError(t, err)
	})
	list := nodes(name)
	for _, dsn := range list { // the other nodes of a cluster hear of it later
		require.Eventually(t, func() bool {
			db, err := sql.Open("mysql", dsn)
			require.NoError(t, err)
			defer db.Close()
			return db.PingContext(t.Context()) == nil
		}, time.Minute, 10*time.Millisecond)
	}
	from := n % len(list)
	return strings.Join(append(list[from:len(list):len(list)], list[:from]...), " ")
}

// tidbVariable says that the server of testserver.MariaDBVariable is TiDB.
const tidbVariable = "MUSTER_TEST_TIDB"

func onTiDB() bool { return os.Getenv(tidbVariable) != "" }

// spread connects to each node in turn, so that writers of one pool meet in the
// cluster. [mysql.Connector] stays with one.
type spread struct {
	nodes []driver.Connector
	next  atomic.Uint64
}

func (s *spread) Connect(ctx context.Context) (driver.Conn, error) {
	return s.nodes[s.next.Add(1)%uint64(len(s.nodes))].Connect(ctx)
}

func (s *spread) Driver() driver.Driver { return s.nodes[0].Driver() }

// spreading stands before the nodes over which to spread, also in what a test
// tells a process that it starts.
const spreading = "spread "

// spreadOver connects to the nodes that a text names, with spaces between them.
func spreadOver(dsns string) (driver.Connector, error) {
	s := &spread{}
	for dsn := range strings.FieldsSeq(dsns) {
		c, err := mysql.Connector(dsn)
		if err != nil {
			return nil, err
		}
		s.nodes = append(s.nodes, c)
	}
	return s, nil
}

// engine is MariaDB as the tests of all dialects need to know it.
func engine() sqltest.Engine {
	d := mysql.Dialect()
	if onTiDB() {
		d = mysql.TiDB()
	}
	e := sqltest.Engine{
		Dialect: d,
		Fresh:   fresh,
		Reuse:   true,
		Brief:   sqltest.Brief(),
		Connector: func(dsns string) (driver.Connector, error) {
			if list, ok := strings.CutPrefix(dsns, spreading); ok {
				return spreadOver(list)
			}
			return mysql.Connector(strings.Fields(dsns)...)
		},
		Migrate: func(ctx context.Context, db *sql.DB, prefix string, lease time.Duration) error {
			opts := []migrate.Option{migrate.WithTablePrefix(prefix)}
			if lease > 0 {
				opts = append(opts, migrate.WithLease(lease))
			}
			return migrate.Up(ctx, db, d, opts...)
		},
		Catalogue: catalogue,
		Analyze:   analyze,
		Explain:   explain,
		CheckPlan: checkPlan,
		Visits:    visits,
		Server:    killable,
		Address: func(dsn string) string {
			cfg, err := driverpkg.ParseDSN(dsn)
			if err != nil {
				return ""
			}
			return cfg.Addr
		},
		Through: func(dsn, address string) string {
			cfg, err := driverpkg.ParseDSN(dsn)
			if err != nil {
				return ""
			}
			cfg.Addr = address
			return cfg.FormatDSN()
		},
	}
	if onTiDB() {
		e.Explain, e.CheckPlan = explainTiDB, checkPlanTiDB
		e.Visits = nil // a session does not tell
		e.Connector = spreadOver
	}
	return e
}

// killable starts a server for one test.
func killable(t testing.TB) sqltest.Server {
	t.Helper()
	m, err := testserver.StartMariaDB()
	testserver.Missing(t, "mariadb", err)
	t.Cleanup(func() { require.NoError(t, m.Remove()) })
	admin, err := sql.Open("mysql", m.DSN(""))
	require.NoError(t, err)
	defer admin.Close()
	_, err = admin.ExecContext(t.Context(), "CREATE DATABASE muster")
	require.NoError(t, err)
	return sqltest.Server{DSN: m.DSN("muster"), Kill: m.Kill, Restart: m.Restart}
}

func TestMain(m *testing.M) {
	sqltest.Child(engine())
	os.Exit(m.Run())
}

// excepted are the cases that a server does not pass by its nature.
func excepted() (list []storagetest.Option) {
	if onTiDB() {
		list = append(list, storagetest.Except("Outbox/RelaysShare", "TiDB does not pass over locked rows: a relay that comes too late gets a conflict and asks again"))
	}
	return list
}

func TestConformance(t *testing.T) { sqltest.Conformance(t, engine(), excepted()...) }

func TestModel(t *testing.T)       { sqltest.Model(t, engine()) }
func TestRules(t *testing.T)       { sqltest.Rules(t, engine()) }
func TestJoined(t *testing.T)      { sqltest.Joined(t, engine()) }
func TestGoldenSQL(t *testing.T)   { sqltest.Golden(t, sqltest.Engine{Dialect: mysql.Dialect()}) }
func TestCounts(t *testing.T)      { sqltest.Counts(t, engine()) }
func TestRaces(t *testing.T)       { sqltest.Races(t, engine()) }
func TestLostUpdates(t *testing.T) { sqltest.LostUpdates(t, engine()) }
func TestTexts(t *testing.T)       { sqltest.Texts(t, engine()) }
func TestCatalogue(t *testing.T)   { sqltest.Catalogue(t, engine()) }
func TestPlans(t *testing.T)       { sqltest.Plans(t, planned()) }
func TestWork(t *testing.T)        { sqltest.Work(t, engine()) }
func TestFaults(t *testing.T)      { sqltest.Faults(t, engine()) }
func TestOutbox(t *testing.T)      { sqltest.Outbox(t, engine()) }
func TestMigrations(t *testing.T)  { sqltest.Migrations(t, engine()) }
func TestKill(t *testing.T)        { sqltest.Kill(t, engine(), nil) }
func TestKillServer(t *testing.T)  { sqltest.KillServer(t, engine()) }
func TestCuts(t *testing.T)        { sqltest.Cuts(t, engine()) }
