package sqlite_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/*.golden.sql instead of comparing")

// The SQL is committed, so that it can be read, reviewed and pasted into a
// shell as it will be sent.
func TestGoldenSQL(t *testing.T) {
	const path = "testdata/sqlite.golden.sql"
	var b strings.Builder
	for _, s := range openStore(t).Statements() {
		b.WriteString("-- " + s.Name + "\n" + s.SQL + ";\n\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "run go test -run GoldenSQL -update and read the difference")
}
