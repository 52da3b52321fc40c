package sqltest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
)

var update = flag.Bool("update", false, "write the golden files of testdata instead of comparing")

// Golden compares the statements of a dialect with testdata/<name>.golden.sql.
// They are committed, so that they can be read, reviewed and pasted into a shell
// as they will be sent.
func Golden(t *testing.T, e Engine) {
	st, err := sqlstore.New(nil, e.Dialect)
	require.NoError(t, err)
	var b strings.Builder
	for _, s := range st.Statements() {
		b.WriteString("-- " + s.Name + "\n" + s.SQL + ";\n\n")
	}
	golden(t, e.Dialect.Name()+".golden.sql", b.String())
}

// golden compares a text with a file of testdata, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run go test -run %s -update and read the difference", t.Name())
}
