package sqlite_test

import (
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// bulk is a dialect as a server on the network needs it: all rows of a
// statement go in one document, and many transactions may write. It runs the
// whole suite, so that what SQLite itself does not need of package sqlstore is
// tested too.
type bulk struct{ sqlstore.Dialect }

func (bulk) OneWriter() bool { return false }

func (bulk) RowValues() bool { return false }

func (bulk) NoIndex(column string) string { return column }

func (b bulk) Templates() fs.FS {
	load, err := fs.ReadFile(b.Dialect.Templates(), "load.sql")
	if err != nil {
		panic(err)
	}
	revs, err := fs.ReadFile(b.Dialect.Templates(), "revs.sql")
	if err != nil {
		panic(err)
	}
	refs := "WITH v AS MATERIALIZED (SELECT unhex(value ->> 0) AS id, value ->> 1 AS rev FROM json_each(?2))\n"
	rows := `WITH v AS MATERIALIZED (SELECT {{range $i, $c := .Columns}}{{if $i}}, {{end}}{{if $c.IsID}}unhex(value ->> {{$i}}){{else}}value ->> {{$i}}{{end}} AS {{$c.Name}}{{end}} FROM json_each(?2))` + "\n"
	return fstest.MapFS{
		"load.sql":    {Data: load},
		"revs.sql":    {Data: revs},
		"insert.sql":  {Data: []byte(rows + `INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}}) SELECT ?1, {{list "v.$name" .Columns}} FROM v WHERE true ON CONFLICT DO NOTHING`)},
		"update.sql":  {Data: []byte(rows + `UPDATE {{.Table}} AS t SET {{list "$name = v.$name" .Values}} FROM v WHERE t.scope = ?1 AND t.id = v.id AND t.rev = v.rev - 1`)},
		"release.sql": {Data: []byte(refs + `UPDATE {{.Table}} AS t SET {{list "$name = NULL" .Keys}} FROM v WHERE t.scope = ?1 AND t.id = v.id AND t.rev = v.rev`)},
		"delete.sql":  {Data: []byte(refs + `DELETE FROM {{.Table}} WHERE scope = ?1 AND (id, rev) IN (SELECT id, rev FROM v)`)},
	}
}

// Pack makes one document of all rows, without the scope.
func (bulk) Pack(columns []sqlstore.Column, rows [][]any) ([][]any, error) {
	list := make([][]any, len(rows))
	for i, row := range rows {
		list[i] = make([]any, len(columns))
		for k, c := range columns {
			list[i][k] = row[k+1]
			if id, ok := row[k+1].([]byte); ok && c.IsID() {
				list[i][k] = hex.EncodeToString(id)
			}
		}
	}
	data, err := json.Marshal(list)
	return [][]any{{rows[0][0], string(data)}}, err
}

// bulkEngine is SQLite behind such a dialect.
func bulkEngine() sqltest.Engine {
	e := engine()
	e.Dialect, e.RowAtATime, e.Opened = bulk{sqlite.Dialect()}, false, nil
	return e
}

func TestBulkDialect(t *testing.T) {
	if raceEnabled {
		t.Skip("TestConformance watches the same code for races")
	}
	small := bulkEngine()
	small.Small = true
	t.Run("Conformance", func(t *testing.T) { sqltest.Conformance(t, small) })
	t.Run("Model", func(t *testing.T) { sqltest.Model(t, bulkEngine()) })
}

// With such a dialect a batch is the same few executions, whatever its size.
func TestBulkDialectCounts(t *testing.T) {
	if raceEnabled {
		t.Skip("one goroutine; it counts without the race detector")
	}
	small := bulkEngine()
	small.Small = true // SQLite takes its time to join ten thousand rows of a document
	sqltest.Counts(t, small)

	st := bulkEngine().Open(t, sqlstore.WithOutbox())
	var counts []int
	from := 0
	for _, n := range []int{1, 1, 10, 1000} { // the first of them prepares
		base := sqltest.Attendees(from, n)
		from += n
		require.NoError(t, st.Apply(t.Context(), sqltest.Puts(base...)))
		cs := storage.ChangeSet{Scope: scope}
		for _, a := range base {
			next, was := sqltest.Changed(a)
			cs.Attendees.Put = append(cs.Attendees.Put, next)
			cs.Revisions.Put = append(cs.Revisions.Put, was)
			cs.Events = append(cs.Events, sqltest.Created(next))
		}
		cs.Attendees.Put = append(cs.Attendees.Put, sqltest.Attendees(from, n)...)
		from += n
		executed := 0
		for _, c := range st.Probe.Watch(func() { require.NoError(t, st.Apply(t.Context(), cs)) }) {
			if c.Op != "next" {
				executed++
			}
		}
		counts = append(counts, executed)
	}
	require.Equal(t, []int{7, 7, 7}, counts[1:], "begin, scope, update, insert, insert revision, insert event, commit")
}
