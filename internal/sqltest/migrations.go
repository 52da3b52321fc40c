package sqltest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Migrations requires the tables to come into being whoever creates them, at
// once or cut off anywhere, under any prefix.
func Migrations(t *testing.T, e Engine) {
	t.Run("AtOnce", func(t *testing.T) { migratedAtOnce(t, e) })
	t.Run("Slow", func(t *testing.T) { slowMigration(t, e) })
	t.Run("Lost", func(t *testing.T) { lostMigration(t, e) })
	t.Run("Faults", func(t *testing.T) { migrationFaults(t, e) })
	t.Run("Prefix", func(t *testing.T) { migratedPrefixes(t, e) })
	t.Run("Check", func(t *testing.T) { checkedSchema(t, e) })
	t.Run("Keys", func(t *testing.T) { checkedKeys(t, e) })
	t.Run("Files", func(t *testing.T) { migrationFiles(t, e) })
}

// migrateOnSignal is the part of a process that migrates when its input ends.
func migrateOnSignal(ctx context.Context, e Engine, dsn string) error {
	db, _, err := e.open(dsn)
	if err != nil {
		return err
	}
	st, err := sqlstore.New(db, e.Dialect)
	if err != nil {
		return err
	}
	if err := db.PingContext(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	if _, err := io.ReadAll(os.Stdin); err != nil {
		return err
	}
	if err := e.Migrate(ctx, db, st.TablePrefix(), 0); err != nil {
		return err
	}
	return errors.Join(st.CheckSchema(ctx), st.Close(), db.Close())
}

// migratedAtOnce: six processes that start on an empty database at once all get
// a migrated one.
func migratedAtOnce(t *testing.T, e Engine) {
	for range e.rounds(10, 2) {
		dsn := e.Fresh(t)
		var starters []*exec.Cmd
		var signals []io.Closer
		for range 6 {
			cmd := child(t, "migrator", dsn)
			in, err := cmd.StdinPipe()
			require.NoError(t, err)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			line, err := bufio.NewReader(out).ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "ready", strings.TrimSpace(line))
			starters, signals = append(starters, cmd), append(signals, in)
		}
		for _, s := range signals {
			require.NoError(t, s.Close())
		}
		for _, cmd := range starters {
			require.NoError(t, cmd.Wait())
		}
	}
}

// inMigration calls fn once, in the middle of a migration.
func inMigration(p *Probe, fn func()) {
	var once sync.Once
	p.Before(func(c Call) error {
		if strings.Contains(c.Text, "CREATE TABLE") && strings.Contains(c.Text, "muster_membership ") {
			once.Do(fn)
		}
		return nil
	})
}

// slowMigration: a migration that takes longer than the lease is still the only
// one.
func slowMigration(t *testing.T, e Engine) {
	dsn := e.Fresh(t)
	const lease = time.Second // a busy machine may keep a process waiting for a part of that
	slow, p := e.DB(t, dsn)
	begun := make(chan struct{})
	inMigration(p, func() {
		close(begun)
		time.Sleep(3 * lease)
	})
	done := make(chan error)
	go func() { done <- e.Migrate(t.Context(), slow, sqlstore.DefaultTablePrefix, lease) }()
	<-begun
	other, p := e.DB(t, dsn)
	for _, c := range p.Watch(func() { require.NoError(t, e.Migrate(t.Context(), other, sqlstore.DefaultTablePrefix, lease)) }) {
		require.NotContains(t, c.Text, "muster_membership ", "two at once")
	}
	require.NoError(t, <-done)
	RequireIdle(t, slow, "after the migration")
}

// lostMigration: who stood still for so long that somebody else has the lock
// notices and stops.
func lostMigration(t *testing.T, e Engine) {
	if e.Dialect.OneWriter() {
		t.Skip("a migration is a transaction, and nobody else writes meanwhile")
	}
	dsn := e.Fresh(t)
	const lease = time.Second // a busy machine may keep a process waiting for a part of that
	db, p := e.DB(t, dsn)
	other, _ := e.DB(t, dsn)
	held := func(until int64) {
		_, err := other.ExecContext(t.Context(), "UPDATE muster_migration_lock SET held_until = "+strconv.FormatInt(until, 10))
		assert.NoError(t, err)
	}
	inMigration(p, func() {
		held(1 << 60)
		time.Sleep(2 * lease)
	})
	require.ErrorContains(t, e.Migrate(t.Context(), db, sqlstore.DefaultTablePrefix, lease), "another one migrates")
	require.Equal(t, 1, number(t, other, "SELECT COUNT(*) FROM muster_migration_lock WHERE held_until = "+strconv.Itoa(1<<60)), "it is the other's")
	held(0)
	require.NoError(t, e.Migrate(t.Context(), db, sqlstore.DefaultTablePrefix, lease), "it goes on from there")
}

// migrationFaults: a migration that is cut off anywhere is taken up by the next
// one.
func migrationFaults(t *testing.T, e Engine) {
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := e.rounds(3, 7) // goose waits seconds before it tries some of them again
			for k := 0; ; k += step {
				dsn := e.Fresh(t)
				db, p, err := e.open(dsn)
				require.NoError(t, err)
				up := func(ctx context.Context) error {
					return e.Migrate(ctx, db, sqlstore.DefaultTablePrefix, 20*time.Millisecond)
				}
				ctx, cancel := context.WithCancel(t.Context())
				hit := breakCall(p, k, cancel, fault)
				_ = up(ctx)
				cancel()
				p.mend()

				require.NoError(t, up(t.Context()), "call %d", k+1)
				st, err := sqlstore.New(db, e.Dialect)
				require.NoError(t, err)
				require.NoError(t, st.CheckSchema(t.Context()))
				require.NoError(t, st.Apply(t.Context(), Puts(Attendee(1))))
				RequireIdle(t, db, "after the migration")
				require.NoError(t, db.Close())
				if !hit() {
					require.Positive(t, k, "no call was hit")
					break
				}
			}
		})
	}
}

// migratedPrefixes: two stores with different prefixes share a database and
// nothing else.
func migratedPrefixes(t *testing.T, e Engine) {
	dsn := e.Fresh(t)
	one, two := e.OpenAt(t, dsn, sqlstore.WithTablePrefix("one_")), e.OpenAt(t, dsn, sqlstore.WithTablePrefix("two_"))
	require.NoError(t, one.Apply(t.Context(), Puts(Attendee(1))))
	require.NoError(t, two.Apply(t.Context(), Puts(Attendee(1))))
	require.NoError(t, one.Purge(t.Context(), storage.Expiry{Scope: Scope, Everything: true}))
	left, err := two.Load(t.Context(), storage.Query{Scope: Scope, Attendees: storage.Lookup{IDs: []storage.ID{Attendee(1).ID}}})
	require.NoError(t, err)
	require.Len(t, left.Attendees, 1)
	require.NoError(t, one.CheckSchema(t.Context()))
	counts := make(map[string]int)
	for _, table := range e.Catalogue(t, one.DB) {
		require.Regexp(t, "^(one|two)_", table.Name, "every table has its prefix, those of the migrations too")
		counts[table.Name[:4]]++
	}
	require.Equal(t, counts["one_"], counts["two_"])
	require.Greater(t, counts["one_"], 8)
}

// checkedSchema: a store says which table or column is missing.
func checkedSchema(t *testing.T, e Engine) {
	db, _ := e.DB(t, e.Fresh(t))
	st, err := sqlstore.New(db, e.Dialect)
	require.NoError(t, err)
	lacks := func(what ...string) {
		t.Helper()
		err := st.CheckSchema(t.Context())
		for _, text := range append(what, "see Migrate") {
			require.ErrorContains(t, err, text)
		}
	}
	lacks("table muster_scope")
	var failed *sqlstore.Error
	for _, err := range []error{st.CheckSchema(t.Context()), st.Apply(t.Context(), Puts(Attendee(1)))} {
		require.ErrorAs(t, err, &failed)
		require.Contains(t, []string{"sqlite 1", "postgres 42P01", "mysql 1146"}, failed.Code, "what a program sees that does not migrate")
	}
	require.NoError(t, e.Migrate(t.Context(), db, st.TablePrefix(), 0))
	require.NoError(t, st.CheckSchema(t.Context()))
	require.NoError(t, st.Apply(t.Context(), Puts(Attendee(1))))
	require.NoError(t, e.Migrate(t.Context(), db, st.TablePrefix(), 0), "again, with rows")

	gone, end := context.WithCancel(t.Context())
	end()
	err = st.CheckSchema(gone)
	require.ErrorIs(t, err, context.Canceled)
	require.NotContains(t, err.Error(), "see Migrate", "nobody knows")

	exec := func(text string) {
		t.Helper()
		_, err := db.ExecContext(t.Context(), text)
		require.NoError(t, err, text)
	}
	without := func(table, column string) {
		t.Helper()
		exec("ALTER TABLE " + table + " RENAME TO lost")
		lacks("table " + table)
		exec("ALTER TABLE lost RENAME TO " + table)
		exec("ALTER TABLE " + table + " RENAME COLUMN " + column + " TO lost")
		lacks("column " + column + " of table " + table)
		exec("ALTER TABLE " + table + " RENAME COLUMN lost TO " + column)
		require.NoError(t, st.CheckSchema(t.Context()))
	}
	without("muster_scope", "tenant")
	without("muster_event", "claimed_until")
	for _, table := range described(t, e) {
		without("muster_"+table.name, table.columns[len(table.columns)-1].name)
	}
}

var (
	createTable = regexp.MustCompile(`CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(`)
	aKey        = regexp.MustCompile(`(?:UNIQUE|PRIMARY) .*\(((?:scope|tenant), \w+)\)`)
)

// checkedKeys: a store says which unique key is missing, of tables that another
// tool has made from the migrations.
func checkedKeys(t *testing.T, e Engine) {
	files, err := sqlstore.Migrations(e.Dialect, sqlstore.DefaultTablePrefix)
	require.NoError(t, err)
	data, err := fs.ReadFile(files, "00001_create.sql")
	require.NoError(t, err)
	all := string(data)
	require.NoError(t, checkMade(t, e, all))

	var keys [][]int
	for _, at := range aKey.FindAllStringSubmatchIndex(all, -1) {
		// Others need a primary key to refer to.
		if key := all[at[0]:at[1]]; strings.HasPrefix(key, "UNIQUE") || at[0] > strings.Index(all, "claimed_until") {
			keys = append(keys, at)
		}
	}
	require.Len(t, keys, 19)
	step := e.rounds(1, 6)
	for i := 0; i < len(keys); i += step {
		from, to := keys[i][0], keys[i][1]
		columns := all[keys[i][2]:keys[i][3]]
		tables := createTable.FindAllStringSubmatch(all[:from], -1)
		none := strings.NewReplacer("UNIQUE KEY", "KEY", "UNIQUE INDEX", "INDEX").Replace(all[from:to])
		if none == all[from:to] { // a part of CREATE TABLE that no engine knows without its first word
			none = "CHECK (id IS NOT NULL)"
		}
		rest := strings.Replace(all[to:], ", WITHOUT ROWID", "", 1)
		require.EqualError(t, checkMade(t, e, all[:from]+none+rest),
			"sqlstore: table "+tables[len(tables)-1][1]+" has no unique key ("+columns+"), see Migrate")
	}
}

// checkMade makes tables as a tool would that is not Migrate's, and checks them.
func checkMade(t *testing.T, e Engine, migration string) error {
	t.Helper()
	db, _ := e.DB(t, e.Fresh(t))
	for text := range strings.SplitSeq(migration, ";\n") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		_, err := db.ExecContext(t.Context(), text)
		require.NoError(t, err, text)
	}
	st, err := sqlstore.New(db, e.Dialect)
	require.NoError(t, err)
	return st.CheckSchema(t.Context())
}

// migrationFiles: the migrations are plain SQL for whoever has a tool already.
func migrationFiles(t *testing.T, e Engine) {
	files, err := sqlstore.Migrations(e.Dialect, "event_")
	require.NoError(t, err)
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	require.Equal(t, "00001_create.sql", names[0])
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		require.NotContains(t, string(data), "{{")
		require.NotContains(t, string(data), "muster_")
		info, err := fs.Stat(files, name)
		require.NoError(t, err)
		require.EqualValues(t, len(data), info.Size())
	}
	data, err := fs.ReadFile(files, names[0])
	require.NoError(t, err)
	require.Contains(t, string(data), "event_attendee (")
	_, err = sqlstore.Migrations(e.Dialect, "Event-")
	require.Error(t, err)
	_, err = fs.ReadFile(files, "none.sql")
	require.ErrorIs(t, err, fs.ErrNotExist)
}
