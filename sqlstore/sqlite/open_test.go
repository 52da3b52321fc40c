package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	driverpkg "modernc.org/sqlite"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
)

// openStore returns an empty store in a file of its own, opened as embedders do.
func openStore(t testing.TB, opts ...sqlite.Option) *sqlite.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "muster.db"), opts...)
}

func openAt(t testing.TB, path string, opts ...sqlite.Option) *sqlite.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st
}

// A path is a path, whatever it looks like.
func TestOpenAnyPath(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"plain.db", "a b.db", "100%.db", "q?mode=memory&x=1.db", "hash#1.db", "%2e%2e.db", "a+b&c=d.db", "file:x.db", "ü.db", "'quoted\".db", ":memory:.db", "-dash.db"} {
		st := openAt(t, filepath.Join(dir, name))
		require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))), name)
		_, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err, "the file has the name that was asked for")
	}
	t.Chdir(dir)
	st := openAt(t, "relative.db")
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.FileExists(t, filepath.Join(dir, "relative.db"))
}

func TestOpenRefusesNoPath(t *testing.T) {
	for _, path := range []string{"", ":memory:", "a\x00b.db"} {
		_, err := sqlite.Open(t.Context(), path)
		require.ErrorContains(t, err, "not the path of a file", "%q", path)
	}
}

func TestOpenRefusesPrefix(t *testing.T) {
	for _, prefix := range []string{"", "1a", "a-b", "A", "a;b", "muster_\x00", strings.Repeat("a", 33)} {
		_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "muster.db"), sqlite.WithTablePrefix(prefix))
		require.ErrorContains(t, err, "prefix", "%q", prefix)
	}
}

// Two stores with different prefixes share a file and nothing else.
func TestTablePrefix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "muster.db")
	one, two := openAt(t, path, sqlite.WithTablePrefix("one_")), openAt(t, path, sqlite.WithTablePrefix("two_"))
	require.NoError(t, one.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.NoError(t, two.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	for _, table := range texts(t, one.DB(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'") {
		require.Regexp(t, "^(one|two)_", table, "every table has its prefix, those of the migrations too")
	}
}

// Every connection of the pool has the settings that the guarantees rest on.
func TestConnectionSettings(t *testing.T) {
	st := openStore(t)
	for range 3 {
		conn, err := st.DB().Conn(t.Context())
		require.NoError(t, err)
		defer conn.Close()
		for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "synchronous": "1"} {
			var got string
			require.NoError(t, conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			require.Equal(t, want, got, pragma)
		}
	}
	full := openStore(t, sqlite.WithFullSync())
	require.Equal(t, []string{"2"}, texts(t, full.DB(), "PRAGMA synchronous"))
}

// A file that is no healthy database is refused with the driver's own error,
// and left as it is.
func TestOpenHostileFiles(t *testing.T) {
	healthy := func(t *testing.T) []byte {
		path := filepath.Join(t.TempDir(), "muster.db")
		st := openAt(t, path)
		require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendees(0, 100)...)))
		_, err := st.DB().ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
		require.NoError(t, err)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		return data
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"another format":  func([]byte) []byte { return []byte(strings.Repeat("not a database. ", 512)) },
		"wrong header":    func(d []byte) []byte { return append([]byte("SQLite format 4\x00"), d[16:]...) },
		"truncated":       func(d []byte) []byte { return d[:len(d)/2] },
		"truncated early": func(d []byte) []byte { return d[:1000] },
		"zeros inside":    func(d []byte) []byte { return append(d[:100:100], make([]byte, len(d)-100)...) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "muster.db")
			data := spoil(healthy(t))
			require.NoError(t, os.WriteFile(path, data, 0o600))
			st, err := sqlite.Open(t.Context(), path)
			if err == nil {
				err = st.Migrate(t.Context())
				require.NoError(t, st.Close())
			}
			require.Error(t, err)
			var theirs *driverpkg.Error
			require.True(t, errors.As(err, &theirs), "%v", err)
			left, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, data, left, "the file was changed")
		})
	}
	t.Run("directory", func(t *testing.T) {
		_, err := sqlite.Open(t.Context(), t.TempDir())
		require.Error(t, err)
	})
	t.Run("missing directory", func(t *testing.T) {
		_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "none", "muster.db"))
		require.Error(t, err)
	})
	t.Run("read-only", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("file modes do not bind root")
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "muster.db")
		require.NoError(t, os.WriteFile(path, healthy(t), 0o400))
		require.NoError(t, os.Chmod(dir, 0o500))
		st, err := sqlite.Open(t.Context(), path)
		if err == nil {
			err = st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1_000)))
			_ = st.Close()
		}
		require.Error(t, err)
	})
}

// A database that a later version of the library has upgraded is left alone.
func TestMigrateNewer(t *testing.T) {
	st := openStore(t)
	_, err := st.DB().ExecContext(t.Context(), "INSERT INTO muster_version (version_id, is_applied) VALUES (9999, 1)")
	require.NoError(t, err)
	before := texts(t, st.DB(), "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
	require.ErrorIs(t, st.Migrate(t.Context()), migrate.ErrNewer)
	require.Equal(t, before, texts(t, st.DB(), "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
}

// A store without its tables says which one is missing.
func TestCheckSchema(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "muster.db"))
	require.NoError(t, err)
	defer st.Close()
	require.ErrorContains(t, st.CheckSchema(t.Context()), "muster_scope")
	require.Error(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.NoError(t, st.Migrate(t.Context()))
	require.NoError(t, st.CheckSchema(t.Context()))
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
}

func TestVersionOrder(t *testing.T) {
	for _, v := range []string{"3.51.2", "3.50.99", "3.9.0", "2.99.99", "3.51"} {
		require.True(t, sqlite.Before(v, "3.51.3"), v)
	}
	for _, v := range []string{"3.51.3", "3.51.10", "3.54.1", "4.0.0"} {
		require.False(t, sqlite.Before(v, "3.51.3"), v)
	}
}

func TestLibcMismatchIsRefused(t *testing.T) {
	dep := func(version string, replace *debug.Module) *debug.BuildInfo {
		return &debug.BuildInfo{Deps: []*debug.Module{{Path: "modernc.org/libc", Version: version, Replace: replace}}}
	}
	require.NoError(t, sqlite.CheckLibcIn(dep(sqlite.LibcVersion, nil)))
	require.NoError(t, sqlite.CheckLibcIn(dep("(devel)", nil)))
	require.NoError(t, sqlite.CheckLibcIn(dep("v0.0.1", &debug.Module{Path: "../libc"})))
	require.NoError(t, sqlite.CheckLibcIn(&debug.BuildInfo{}))
	require.ErrorContains(t, sqlite.CheckLibcIn(dep("v1.78.0", nil)), "put that version into go.mod")
}

// The version that Open insists on is the one that the driver's own go.mod
// names, and the one that this module selects.
func TestLibcVersionIsTheDriversPin(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Skip("needs the go command: ", err)
	}
	data, err := os.ReadFile(strings.TrimSpace(string(out)))
	require.NoError(t, err)
	pin := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(data)
	require.NotNil(t, pin)
	require.Equal(t, string(pin[1]), sqlite.LibcVersion)
	data, err = os.ReadFile("go.mod")
	require.NoError(t, err)
	require.Contains(t, string(data), "modernc.org/libc "+sqlite.LibcVersion)
}
