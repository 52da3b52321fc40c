package mysql_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// analyze has the server count its rows anew.
func analyze(t testing.TB, db *sql.DB) {
	t.Helper()
	for _, table := range texts(t, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1") {
		rows, err := db.QueryContext(t.Context(), "ANALYZE TABLE "+table)
		require.NoError(t, err)
		require.NoError(t, rows.Close())
	}
}

// explain returns the plan as one line for each table, without the guesses of
// how many rows there are and without the name of the database, for which newer
// servers say *any* where a table is a document.
func explain(t testing.TB, db *sql.DB, text string, args []any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN "+text, args...)
	require.NoError(t, err, text)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	var b strings.Builder
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		require.NoError(t, rows.Scan(into...))
		cell := make(map[string]string)
		for i, name := range names {
			cell[name] = cells[i].String
		}
		b.WriteString(fmt.Sprintf("  %s %s %s", cell["select_type"], cell["table"], cell["type"]))
		for _, name := range []string{"key", "ref", "Extra"} {
			if cell[name] != "" {
				b.WriteString(", " + strings.ToLower(name) + " " + cell[name])
			}
		}
		b.WriteString("\n")
	}
	require.NoError(t, rows.Err())
	return strings.NewReplacer(texts(t, db, "SELECT DATABASE()")[0]+".", "", "*any*.", "").Replace(b.String())
}

// checkPlan: no table of records is read from end to end, neither its rows nor
// one of its indexes. Relays read the index of events until they have enough.
func checkPlan(t testing.TB, name, text, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		fields := strings.Fields(strings.ReplaceAll(line, ",", ""))
		if len(fields) < 3 || fields[1] == "s" || strings.HasSuffix(fields[1], "scope") || strings.HasPrefix(fields[1], "<") {
			continue // scopes are few, and what is in brackets was found by another line
		}
		wholly := fields[2] == "ALL" && !strings.Contains(line, "Table function") || fields[2] == "index" && !strings.HasPrefix(name, "outbox")
		require.False(t, wholly, "%s: %s\n%s", name, text, plan)
	}
}

// visits is how many rows the connection asked the storage engine for.
func visits(t testing.TB, db *sql.DB, fn func()) int64 {
	t.Helper()
	read := func() (sum int64) {
		rows, err := db.QueryContext(t.Context(), "SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'")
		require.NoError(t, err)
		defer rows.Close()
		for rows.Next() {
			var name string
			var n int64
			require.NoError(t, rows.Scan(&name, &n))
			sum += n
		}
		require.NoError(t, rows.Err())
		return sum
	}
	before := read()
	fn()
	return read() - before
}
