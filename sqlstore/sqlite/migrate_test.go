package sqlite_test

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	driverpkg "modernc.org/sqlite"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
)

// A migration that is cut off anywhere is taken up by the next one.
func TestMigrateFaults(t *testing.T) {
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := 3 // goose waits seconds before it tries some of them again
			if raceEnabled {
				step = 7
			}
			for k := 0; ; k += step {
				dsn, err := sqlite.DSN(filepath.Join(t.TempDir(), "muster.db"))
				require.NoError(t, err)
				connector, err := driverpkg.NewConnector(dsn)
				require.NoError(t, err)
				p := &probe{Connector: connector}
				db := sql.OpenDB(p)
				up := func(ctx context.Context) error {
					return migrate.Up(ctx, db, sqlite.Dialect(), migrate.WithLease(20*time.Millisecond))
				}
				ctx, cancel := context.WithCancel(t.Context())
				hit := breakCall(p, k, cancel, fault)
				_ = up(ctx)
				cancel()
				p.set(func() { p.before, p.after = nil, nil })

				require.NoError(t, up(t.Context()), "call %d", k+1)
				st, err := sqlstore.New(db, sqlite.Dialect())
				require.NoError(t, err)
				require.NoError(t, st.CheckSchema(t.Context()))
				require.NoError(t, st.Apply(t.Context(), puts(attendee(1))))
				requireIdle(t, db, "after the migration")
				require.NoError(t, db.Close())
				if !hit() {
					break
				}
			}
		})
	}
}

// The migrations are plain SQL for whoever has a tool already.
func TestMigrationsAreFiles(t *testing.T) {
	files, err := sqlstore.Migrations(sqlite.Dialect(), "event_")
	require.NoError(t, err)
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	require.Equal(t, []string{"00001_create.sql"}, names)
	data, err := fs.ReadFile(files, names[0])
	require.NoError(t, err)
	require.Contains(t, string(data), "CREATE TABLE event_attendee (")
	require.NotContains(t, string(data), "{{")
	info, err := fs.Stat(files, names[0])
	require.NoError(t, err)
	require.EqualValues(t, len(data), info.Size())
	_, err = sqlstore.Migrations(sqlite.Dialect(), "Event-")
	require.Error(t, err)
	_, err = fs.ReadFile(files, "none.sql")
	require.ErrorIs(t, err, fs.ErrNotExist)
}
