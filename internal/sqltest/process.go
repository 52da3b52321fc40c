package sqltest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// childRole names the part that a process plays which a test has started.
const childRole = "MUSTER_TEST_CHILD"

// Child plays its part and exits if the process was started by a test, and
// otherwise returns at once. Call it first thing in TestMain, before a server
// is started. Of the engine it uses Dialect, Connector and Migrate.
func Child(e Engine) {
	role := os.Getenv(childRole)
	if role == "" {
		return
	}
	play := map[string]func(ctx context.Context, e Engine, dsn string) error{
		"counter":  count,
		"migrator": migrateOnSignal,
		"relay":    relay,
		"writer":   write,
	}[role]
	err := fmt.Errorf("no part %q", role)
	if play != nil {
		err = play(context.Background(), e, os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, role+":", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child returns the command that starts the test binary again. It ends with the
// test.
func child(t *testing.T, role, dsn string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, append([]string{dsn}, args...)...)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}
