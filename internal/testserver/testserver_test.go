package testserver

import (
	"bufio"
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
		require.Error(t, answers(p.port))
		require.NoError(t, p.Restart())
	}
	require.NoError(t, p.Remove())
	require.Error(t, answers(p.port))
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

func TestRequired(t *testing.T) {
	t.Setenv(RequireVariable, "postgres, mariadb")
	require.True(t, required("postgres"))
	require.True(t, required("mariadb"))
	require.False(t, required("galera"))
	t.Setenv(RequireVariable, "")
	require.False(t, required("postgres"))
}
