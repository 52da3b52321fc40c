package mysql_test

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
)

// named gives the dialect of TiDB files of its own in testdata.
type named struct {
	sqlstore.Dialect
	sqlstore.Networked
}

func (named) Name() string { return "tidb" }

func TestTiDBGoldenSQL(t *testing.T) {
	sqltest.Golden(t, sqltest.Engine{Dialect: named{Dialect: mysql.TiDB()}})
}

// planned is the engine, with a file of its own for the plans of TiDB.
func planned() sqltest.Engine {
	e := engine()
	if onTiDB() {
		e.Dialect = named{e.Dialect, e.Dialect.(sqlstore.Networked)}
	}
	return e
}

// explainTiDB returns the plan as one line for each table, in the order in which
// they are read: whether it is sought in or read from end to end. Which index TiDB
// seeks a list in follows from samples of the rows, and differs from run to run;
// the index of a shape, whose table is t, is named.
func explainTiDB(t testing.TB, db *sql.DB, text string, args []any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN FORMAT = 'brief' "+text, args...)
	require.NoError(t, err, text)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, estimate, task, object, info string
		require.NoError(t, rows.Scan(&id, &estimate, &task, &object, &info))
		if object == "" {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(id, " │├└─"), "(")
		line := "  " + name + " " + object
		if table, _, _ := strings.Cut(object, ","); table != "table:t" && !strings.Contains(name, "FullScan") && !strings.HasPrefix(name, "Foreign") {
			line = "  sought " + table
		}
		if strings.Contains(info, "range: decided by") {
			line += ", by what comes before it"
		}
		lines = append(lines, line+"\n")
	}
	require.NoError(t, rows.Err())
	if len(lines) == 0 {
		return "  nothing\n" // a condition that is never true, or values
	}
	return strings.Join(slices.Compact(lines), "")
}

// checkPlanTiDB: no table of records is read from end to end, neither its rows nor
// one of its indexes. Relays read the index of events until they have enough. What
// the shapes find is sought record by record.
func checkPlanTiDB(t testing.TB, name, text, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		wholly := strings.Contains(line, "TableFullScan") || strings.Contains(line, "IndexFullScan") && !strings.HasPrefix(name, "outbox")
		if wholly && !strings.Contains(line, "table:s") && !strings.Contains(line, "table:muster_scope") {
			t.Fatalf("%s: %s\n%s", name, text, plan)
		}
		if strings.Contains(line, "RangeScan") && strings.Contains(line, "table:t,") && !strings.HasSuffix(line, "by what comes before it\n") {
			t.Fatalf("%s reads a range: %s\n%s", name, text, plan)
		}
	}
}

// taken is what the statements take from a document: five levels of arrays of up
// to 8, and what is in them.
func taken(t *testing.T, doc any) (list []any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(doc.(string)), &list))
	for range 4 {
		var next []any
		for _, v := range list {
			require.LessOrEqual(t, len(v.([]any)), 8)
			next = append(next, v.([]any)...)
		}
		list = next
	}
	return list
}

// Every row and name gets into one document, in order, and into another only
// when there is no room.
func TestTiDBDocuments(t *testing.T) {
	d := mysql.TiDB()
	columns := []sqlstore.Column{{Name: "id", Type: sqlstore.TypeInt, N: 2}, {Name: "text", Type: sqlstore.TypeText, N: 3}}
	for _, n := range []int{1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 100, 511, 512, 513, 1_000, 4_096, 4_097, 32_767, 32_768, 32_769, 70_000} {
		var rows [][]any
		var names []any
		for i := range n {
			rows = append(rows, []any{int64(7), int64(i), nil})
			names = append(names, int64(i))
		}
		lists, err := d.Pack(columns, rows)
		require.NoError(t, err)
		require.Len(t, lists, (n+32_767)/32_768)
		i := 0
		for _, list := range lists {
			require.Equal(t, int64(7), list[0])
			for _, row := range taken(t, list[1]) {
				require.Equal(t, []any{float64(i), []any{}}, row)
				i++
			}
		}
		require.Equal(t, n, i)
		doc, err := d.Array(sqlstore.TypeInt, names)
		if n > 32_768 {
			require.ErrorIs(t, err, storage.ErrTooLarge)
			continue
		}
		require.NoError(t, err)
		for i, name := range taken(t, doc) {
			require.EqualValues(t, i, name)
		}
		require.Len(t, taken(t, doc), n)
	}
	doc, err := d.Array(sqlstore.TypeID, nil)
	require.NoError(t, err)
	require.Empty(t, taken(t, doc))

	const limit = 15 << 20
	wide := func(sizes ...int) [][]any {
		var rows [][]any
		for i, size := range sizes {
			rows = append(rows, []any{int64(7), int64(i), strings.Repeat("x", size)})
		}
		return rows
	}
	lists, err := d.Pack(columns, wide(limit/2, limit/3, limit/3, limit-100, 1))
	require.NoError(t, err)
	var counts []int
	for _, list := range lists {
		require.LessOrEqual(t, len(list[1].(string)), limit)
		counts = append(counts, len(taken(t, list[1])))
	}
	require.Equal(t, []int{2, 1, 2}, counts)
	_, err = d.Pack(columns, wide(1, limit))
	require.ErrorIs(t, err, storage.ErrTooLarge)
	_, err = d.Array(sqlstore.TypeText, []any{strings.Repeat("x", limit/2), strings.Repeat("x", limit/2)})
	require.ErrorIs(t, err, storage.ErrTooLarge)
}

// A pool that is connected to something else than New was told is refused.
func TestOnTiDB(t *testing.T) {
	db := openPool(t, strings.Fields(fresh(t))[0], "")
	right, wrong := []mysql.Option(nil), []mysql.Option{mysql.OnTiDB()}
	if onTiDB() {
		right, wrong = wrong, right
	}
	st, err := mysql.New(db, wrong...)
	require.NoError(t, err)
	require.ErrorContains(t, st.Migrate(t.Context()), "OnTiDB")
	require.Empty(t, texts(t, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"))
	st, err = mysql.New(db, right...)
	require.NoError(t, err)
	require.NoError(t, st.Check(t.Context()))
	require.NoError(t, st.Migrate(t.Context()))
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
}
