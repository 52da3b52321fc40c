package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
)

// engine is PostgreSQL as the tests of all dialects need to know it.
func engine() sqltest.Engine {
	return sqltest.Engine{
		Dialect: postgres.Dialect(),
		Fresh:   fresh,
		Reuse:   true,
		Brief:   sqltest.Brief(),
		Connector: func(dsn string) (driver.Connector, error) {
			config, err := pgx.ParseConfig(dsn)
			if err != nil {
				return nil, err
			}
			return stdlib.GetConnector(*config), nil
		},
		Migrate: func(ctx context.Context, db *sql.DB, prefix string, lease time.Duration) error {
			opts := []migrate.Option{migrate.WithTablePrefix(prefix)}
			if lease > 0 {
				opts = append(opts, migrate.WithLease(lease))
			}
			return migrate.Up(ctx, db, postgres.Dialect(), opts...)
		},
		Opened: func(t testing.TB, dsn string, outbox bool) storage.Store {
			var opts []postgres.Option
			if outbox {
				opts = append(opts, postgres.WithOutbox())
			}
			return openAt(t, dsn, opts...)
		},
		Server: func(t testing.TB) sqltest.Server {
			p, err := testserver.StartPostgres()
			testserver.Missing(t, "postgres", err)
			t.Cleanup(func() { require.NoError(t, p.Remove()) })
			return sqltest.Server{DSN: p.DSN("postgres"), Kill: p.Kill, Restart: p.Restart}
		},
		Address: func(dsn string) string {
			u, _ := url.Parse(dsn)
			return u.Host
		},
		Through: func(dsn, address string) string {
			u, _ := url.Parse(dsn)
			u.Host = address
			return u.String()
		},
		Catalogue:  catalogue,
		Analyze:    analyze,
		Explain:    explain,
		CheckPlan:  checkPlan,
		KnownPlans: knownPlans,
		Visits:     visits,
	}
}

func TestMain(m *testing.M) {
	sqltest.Child(engine())
	os.Exit(m.Run())
}

func TestConformance(t *testing.T) { sqltest.Conformance(t, engine()) }
func TestModel(t *testing.T)       { sqltest.Model(t, engine()) }
func TestRules(t *testing.T)       { sqltest.Rules(t, engine()) }
func TestJoined(t *testing.T)      { sqltest.Joined(t, engine()) }
func TestGoldenSQL(t *testing.T)   { sqltest.Golden(t, engine()) }
func TestCounts(t *testing.T)      { sqltest.Counts(t, engine()) }
func TestRaces(t *testing.T)       { sqltest.Races(t, engine()) }
func TestLostUpdates(t *testing.T) { sqltest.LostUpdates(t, engine()) }
func TestTexts(t *testing.T)       { sqltest.Texts(t, engine()) }
func TestCatalogue(t *testing.T)   { sqltest.Catalogue(t, engine()) }
func TestFaults(t *testing.T)      { sqltest.Faults(t, engine()) }
func TestMigrations(t *testing.T)  { sqltest.Migrations(t, engine()) }
func TestWork(t *testing.T)        { sqltest.Work(t, engine()) }
func TestOutbox(t *testing.T)      { sqltest.Outbox(t, engine()) }
func TestCuts(t *testing.T)        { sqltest.Cuts(t, engine()) }
func TestKill(t *testing.T)        { sqltest.Kill(t, engine(), intact) }
func TestKillServer(t *testing.T)  { sqltest.KillServer(t, engine()) }

// intact looks for an index that does not know its rows.
func intact(t testing.TB, st *sqltest.Store) {
	for _, name := range texts(t, st.DB, "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE relname LIKE 'muster\\_%'") {
		_, err := st.DB.ExecContext(t.Context(), "REINDEX INDEX "+name)
		require.NoError(t, err, "a unique index cannot be built when there are duplicates")
	}
}

// catalogue reads the tables from PostgreSQL's own.
func catalogue(t testing.TB, db *sql.DB) (list []sqltest.Table) {
	for _, name := range texts(t, db, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1") {
		table := sqltest.Table{Name: name}
		for _, c := range texts(t, db, "SELECT attname || ' ' || attnotnull FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", name) {
			column, notNull, _ := strings.Cut(c, " ")
			table.Columns = append(table.Columns, sqltest.TableColumn{Name: column, NotNull: notNull == "true"})
		}
		for _, x := range texts(t, db, `SELECT concat_ws(' ', x.indexrelid::regclass, (x.indpred IS NOT NULL)::text, string_agg(a.attname, ',' ORDER BY k.n))
			FROM pg_index x CROSS JOIN unnest(x.indkey::int2[]) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
			WHERE x.indrelid = $1::regclass AND NOT x.indisprimary GROUP BY x.indexrelid, x.indpred IS NOT NULL ORDER BY 1`, name) {
			f := strings.Fields(x)
			table.Indexes = append(table.Indexes, sqltest.Index{Name: f[0], Columns: strings.Split(f[2], ","), Partial: f[1] == "true"})
		}
		for _, x := range texts(t, db, `SELECT concat_ws(' ', c.confrelid::regclass, c.confdeltype, string_agg(a.attname, ',' ORDER BY k.n))
			FROM pg_constraint c CROSS JOIN unnest(c.conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
			WHERE c.contype = 'f' AND c.conrelid = $1::regclass GROUP BY c.oid, c.confrelid, c.confdeltype ORDER BY 1`, name) {
			f := strings.Fields(x)
			does := map[string]string{"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}[f[1]]
			table.Foreign = append(table.Foreign, sqltest.ForeignKey{Columns: strings.Split(f[2], ","), Table: f[0], OnDelete: does})
		}
		list = append(list, table)
	}
	return list
}

// texts asks the database for one column of text.
func texts(t testing.TB, db *sql.DB, query string, args ...any) (list []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		list = append(list, s)
	}
	require.NoError(t, rows.Err())
	return list
}
