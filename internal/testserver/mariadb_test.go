package testserver

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server that was killed or stopped comes back at the same address.
func TestMariaDBRestarts(t *testing.T) {
	m, err := StartMariaDB()
	Missing(t, "mariadb", err)
	t.Cleanup(func() { _ = m.Remove() })
	for _, end := range []func() error{m.Kill, m.Stop} {
		require.NoError(t, answers(m.port))
		require.NoError(t, end())
		require.Eventually(t, func() bool { return answers(m.port) != nil }, time.Minute, 10*time.Millisecond)
		require.NoError(t, m.Restart())
	}
	require.NoError(t, m.Remove())
	require.Eventually(t, func() bool { return answers(m.port) != nil }, time.Minute, 10*time.Millisecond)
	require.NoDirExists(t, m.home.dir)
}
