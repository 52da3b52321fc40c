package testserver

import (
	"testing"

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
		require.Error(t, answers(m.port))
		require.NoError(t, m.Restart())
	}
	require.NoError(t, m.Remove())
	require.Error(t, answers(m.port))
	require.NoDirExists(t, m.home.dir)
}
