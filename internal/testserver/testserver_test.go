package testserver

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const childRole = "MUSTER_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childRole) == "" {
		os.Exit(m.Run())
	}
	p, err := StartPostgres()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(p.home.dir)
	fmt.Println(p.Address())
	select {} // until it is killed
}

func startPostgres(t *testing.T) *Postgres {
	t.Helper()
	p, err := StartPostgres()
	Missing(t, "postgres", err)
	t.Cleanup(func() { _ = p.Remove() })
	return p
}

// A server that was killed or stopped comes back at the same address.
func TestPostgresRestarts(t *testing.T) {
	p := startPostgres(t)
	for _, end := range []func() error{p.Kill, p.Stop} {
		require.NoError(t, answers(p.port))
		require.NoError(t, end())
		// What a killed server started may outlive it for a moment.
		require.Eventually(t, func() bool { return answers(p.port) != nil }, time.Minute, 10*time.Millisecond)
		require.NoError(t, p.Restart())
	}
	require.NoError(t, p.Remove())
	require.Eventually(t, func() bool { return answers(p.port) != nil }, time.Minute, 10*time.Millisecond)
	require.NoDirExists(t, p.home.dir)
}

// Nothing is left of a server whose test was killed.
func TestPostgresGoesWithItsTest(t *testing.T) {
	_, err := find([]string{"/usr/lib/postgresql/15/bin"}, "postgres", "initdb")
	Missing(t, "postgres", err)
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childRole+"=postgres")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	dir := lines.Text()
	require.True(t, lines.Scan(), dir)
	require.FileExists(t, filepath.Join(dir, "server.pid"))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err)
	}, 30*time.Second, 20*time.Millisecond)
}

// outcome is a test that notes how it ends.
type outcome struct {
	testing.TB
	how string
}

func (o *outcome) Helper()               {}
func (o *outcome) Skipf(string, ...any)  { o.how = "skipped" }
func (o *outcome) Fatalf(string, ...any) { o.how = "failed" }

// Only what is not installed skips a test. A server that does not start may be
// what the test is about.
func TestMissing(t *testing.T) {
	t.Setenv(RequireVariable, "galera")
	notFound := fmt.Errorf("mariadbd: %w", exec.ErrNotFound)
	for _, c := range []struct {
		server string
		err    error
		how    string
	}{
		{"mariadb", nil, ""},
		{"mariadb", notFound, "skipped"},
		{"mariadb", errors.Join(notFound, nil), "skipped"},
		{"mariadb", errors.New("mariadb-install-db: exit status 1"), "failed"},
		{"mariadb", os.ErrNotExist, "failed"},
		{"galera", notFound, "failed"},
	} {
		o := &outcome{TB: t}
		Missing(o, c.server, c.err)
		require.Equal(t, c.how, o.how, "%s: %v", c.server, c.err)
	}
}

// A program that is there and fails is not one that is missing, and one that is
// missing is.
func TestNotInstalled(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755)) // for the account of the server
	script := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755))
	}
	script("mariadbd", "exit 1")
	script("mariadb-install-db", `echo "$@"; exit 1`)
	_, err := StartMariaDB()
	require.ErrorContains(t, err, "mariadb-install-db: exit status 1")
	require.NotErrorIs(t, err, exec.ErrNotFound)
	require.Regexp(t, `--tmpdir=\S*/muster-`, err.Error(), "what others at work do not empty")

	script("postgres", "exit 1")
	script("initdb", "exit 1")
	_, err = StartPostgres()
	require.ErrorContains(t, err, "initdb: exit status 1")
	require.NotErrorIs(t, err, exec.ErrNotFound)
	require.ErrorIs(t, (&Standbys{}).tools(dir), exec.ErrNotFound)
}

func TestRequired(t *testing.T) {
	t.Setenv(RequireVariable, "postgres, mariadb")
	require.True(t, required("postgres"))
	require.True(t, required("mariadb"))
	require.False(t, required("galera"))
	t.Setenv(RequireVariable, "")
	require.False(t, required("postgres"))
}
