package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	driverpkg "modernc.org/sqlite"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// engine is SQLite as the tests of all dialects need to know it. A data source
// is the path of a file.
func engine() sqltest.Engine {
	return sqltest.Engine{
		Dialect: sqlite.Dialect(),
		Fresh:   func(t testing.TB) string { return filepath.Join(t.TempDir(), "muster.db") },
		Connector: func(path string) (driver.Connector, error) {
			dsn, err := sqlite.DSN(path)
			if err != nil {
				return nil, err
			}
			return driverpkg.NewConnector(dsn)
		},
		Migrate: func(ctx context.Context, db *sql.DB, prefix string, lease time.Duration) error {
			opts := []migrate.Option{migrate.WithTablePrefix(prefix)}
			if lease > 0 {
				opts = append(opts, migrate.WithLease(lease))
			}
			return migrate.Up(ctx, db, sqlite.Dialect(), opts...)
		},
		Catalogue: catalogue,
		Explain:   explain,
		CheckPlan: checkPlan,
		Opened: func(t testing.TB, path string, outbox bool) storage.Store {
			if outbox {
				return openAt(t, path, sqlite.WithOutbox())
			}
			return openAt(t, path)
		},
		RowAtATime: true,
		Small:      raceEnabled,
	}
}

func TestMain(m *testing.M) {
	sqltest.Child(engine())
	os.Exit(m.Run())
}

func TestConformance(t *testing.T) {
	var except []storagetest.Option
	if raceEnabled {
		for _, name := range []string{
			"List/MatchesDefinition", "List/EveryOperator", "List/EveryField", "List/HostileValues", "List/FoldedText", "List/CustomFields",
			"List/Relations", "List/WritesBetweenPages", "Load/EveryRelation", "Size/TenThousand",
		} {
			except = append(except, storagetest.Except(name, "one goroutine and a minute of translated C; it runs without the race detector"))
		}
	}
	sqltest.Conformance(t, engine(), except...)
}

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
func TestWork(t *testing.T)        { sqltest.Work(t, engine()) }
func TestOutbox(t *testing.T)      { sqltest.Outbox(t, engine()) }
func TestMigrations(t *testing.T)  { sqltest.Migrations(t, engine()) }

func TestKill(t *testing.T) {
	sqltest.Kill(t, engine(), func(t testing.TB, st *sqltest.Store) {
		require.Equal(t, []string{"ok"}, texts(t, st.DB, "PRAGMA integrity_check"))
		require.Empty(t, texts(t, st.DB, "SELECT \"table\" FROM pragma_foreign_key_check"))
	})
}

// catalogue reads the tables from SQLite's own.
func catalogue(t testing.TB, db *sql.DB) (list []sqltest.Table) {
	columns := func(index string) []string {
		return texts(t, db, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index)
	}
	for _, name := range texts(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1") {
		table := sqltest.Table{Name: name}
		strict := texts(t, db, `SELECT name FROM pragma_table_info(?) WHERE "notnull"`, name)
		for _, c := range texts(t, db, "SELECT name FROM pragma_table_info(?) ORDER BY cid", name) {
			table.Columns = append(table.Columns, sqltest.TableColumn{Name: c, NotNull: slices.Contains(strict, c)})
		}
		partial := texts(t, db, "SELECT name FROM pragma_index_list(?) WHERE partial", name)
		for _, index := range texts(t, db, "SELECT name FROM pragma_index_list(?) WHERE origin <> 'pk'", name) {
			table.Indexes = append(table.Indexes, sqltest.Index{Name: index, Columns: columns(index), Partial: slices.Contains(partial, index)})
		}
		for _, key := range texts(t, db, "SELECT DISTINCT id FROM pragma_foreign_key_list(?)", name) {
			of := func(what string) []string {
				return texts(t, db, "SELECT "+what+" FROM pragma_foreign_key_list(?) WHERE id = CAST(? AS INTEGER) ORDER BY seq", name, key)
			}
			table.Foreign = append(table.Foreign, sqltest.ForeignKey{Columns: of(`"from"`), Table: of(`"table"`)[0], OnDelete: of("on_delete")[0]})
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
