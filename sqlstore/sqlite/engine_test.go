package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"os"
	"path/filepath"
	"testing"
	"time"

	driverpkg "modernc.org/sqlite"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
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
		RowAtATime: true,
		Small:      raceEnabled,
	}
}

func TestMain(m *testing.M) {
	playOld()
	sqltest.Child(engine())
	os.Exit(m.Run())
}

func TestCounts(t *testing.T)      { sqltest.Counts(t, engine()) }
func TestGoldenSQL(t *testing.T)   { sqltest.Golden(t, engine()) }
func TestRaces(t *testing.T)       { sqltest.Races(t, engine()) }
func TestLostUpdates(t *testing.T) { sqltest.LostUpdates(t, engine()) }
