package sqltest

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
)

// describedTable is one table as package sqlstore knows it.
type describedTable struct {
	name    string // without prefix
	columns []describedColumn
}

// describedColumn has the traits of a column that a database can show.
type describedColumn struct {
	name                  string
	notNull, indexed, key bool
}

// describing is a dialect whose statements say what the columns are, in place
// of SQL. It is how the tests learn what package sqlstore takes the tables for.
type describing struct{ sqlstore.Dialect }

func (describing) Templates() fs.FS {
	described := `{{range .Columns}}{{.Name}} {{.NotNull}} {{.Indexed}} {{ne .Key 0}}{{"\n"}}{{end}}`
	files := fstest.MapFS{"insert.sql": {Data: []byte(described)}}
	for _, name := range []string{"update.sql", "release.sql", "delete.sql", "revs.sql", "load.sql"} {
		files[name] = &fstest.MapFile{Data: []byte(name)}
	}
	return files
}

// described returns the tables of records, parents first, and that of events.
func described(t testing.TB, e Engine) (list []describedTable) {
	t.Helper()
	st, err := sqlstore.New(nil, describing{e.Dialect})
	require.NoError(t, err)
	for _, s := range st.Statements() {
		name, ok := strings.CutPrefix(s.Name, "insert ")
		if !ok {
			continue
		}
		table := describedTable{name: name}
		for line := range strings.Lines(s.SQL) {
			traits := strings.Fields(line)
			require.Len(t, traits, 4)
			table.columns = append(table.columns, describedColumn{traits[0], traits[1] == "true", traits[2] == "true", traits[3] == "true"})
		}
		list = append(list, table)
	}
	require.NotEmpty(t, list)
	return list
}
