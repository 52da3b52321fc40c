package testserver

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// RequireVariable names the servers, separated by commas, without which tests
// fail rather than skip: "postgres,standby,mariadb,galera".
const RequireVariable = "MUSTER_TEST_REQUIRE"

// Missing ends a test that cannot have its server: it is skipped, or fails when
// [RequireVariable] lists the server. It returns when err is nil.
func Missing(t testing.TB, server string, err error) {
	t.Helper()
	switch {
	case err == nil:
	case required(server):
		t.Fatalf("%s lists %s: %v", RequireVariable, server, err)
	default:
		t.Skipf("no %s: %v", server, err)
	}
}

func required(server string) bool {
	list := strings.Split(os.Getenv(RequireVariable), ",")
	return slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) == server })
}
