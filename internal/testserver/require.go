package testserver

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// RequireVariable names the servers, separated by commas, without which tests
// fail rather than skip: "postgres,standby,mariadb,galera".
const RequireVariable = "MUSTER_TEST_REQUIRE"

// Missing ends a test that cannot have its server. It is skipped when a program is
// not installed, which is [exec.ErrNotFound], unless [RequireVariable] lists the
// server; whatever else kept the server from starting fails the test. It returns
// when err is nil.
func Missing(t testing.TB, server string, err error) {
	t.Helper()
	switch {
	case err == nil:
	case required(server):
		t.Fatalf("%s lists %s: %v", RequireVariable, server, err)
	case errors.Is(err, exec.ErrNotFound):
		t.Skipf("no %s: %v", server, err)
	default:
		t.Fatalf("%s does not start: %v", server, err)
	}
}

func required(server string) bool {
	list := strings.Split(os.Getenv(RequireVariable), ",")
	return slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) == server })
}
