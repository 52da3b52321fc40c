package postgres_test

import (
	"context"
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
)

func TestPlans(t *testing.T) { sqltest.Plans(t, engine()) }

var parameter = regexp.MustCompile(`\$([0-9]+)`)

// explain returns the plan that serves a statement whatever its parameters are,
// and the one for these parameters where that is another. The server may come to
// use either.
func explain(t testing.TB, db *sql.DB, text string, args []any) string {
	t.Helper()
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	run := func(text string) {
		_, err := conn.ExecContext(context.WithoutCancel(t.Context()), text)
		require.NoError(t, err, text)
	}
	n := 0
	for _, p := range parameter.FindAllStringSubmatch(text, -1) {
		at, err := strconv.Atoi(p[1])
		require.NoError(t, err)
		n = max(n, at)
	}
	run("PREPARE explained AS " + text)
	defer run("DEALLOCATE explained")
	run("SET plan_cache_mode = force_generic_plan")
	defer run("RESET plan_cache_mode")
	execute := "EXECUTE explained"
	if n > 0 {
		execute += " (NULL" + strings.Repeat(", NULL", n-1) + ")"
	}
	plan := lines(t, conn, "EXPLAIN (COSTS OFF) "+execute)
	if asked := lines(t, conn, "EXPLAIN (COSTS OFF) "+text, args...); parameter.ReplaceAllString(plan, "?") != literals.ReplaceAllString(asked, "?") {
		plan += "as asked:\n" + literals.ReplaceAllString(asked, "?")
	}
	return plan
}

// literals are values in a plan.
var literals = regexp.MustCompile(`'(?:[^']|'')*'::(?:timestamp with time zone|[a-z]+)(?:\[\])?|\$[0-9]+|\b[0-9]+::bigint`)

func lines(t testing.TB, conn *sql.Conn, query string, args ...any) string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), query, args...)
	require.NoError(t, err, query)
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		b.WriteString("  " + line + "\n")
	}
	require.NoError(t, rows.Err())
	return b.String()
}

// checkPlan requires every statement to find its rows by an index: a table is
// never read from end to end, except that of the scopes, of which there are so
// few here that they fill less than a page. A plan that serves any parameters
// has to guess how long a page is: of a list the one that counts is that for the
// page that was asked for, which the server prefers while it is cheaper.
func checkPlan(t testing.TB, name, text, plan string) {
	t.Helper()
	if _, asked, ok := strings.Cut(plan, "as asked:\n"); ok && !strings.HasPrefix(name, "load ") {
		plan = asked
	}
	for line := range strings.Lines(plan) {
		scan := strings.Contains(line, "Seq Scan on muster_") && !strings.Contains(line, "Seq Scan on muster_scope")
		require.False(t, scan, "%s: %s\n%s", name, text, plan)
	}
}

// knownPlans is true of version 15. Later ones name the same plans otherwise, and
// from 17 on seek all elements of an array in one pass over an index, in its order,
// where 15 filters or sorts.
func knownPlans(t testing.TB, db *sql.DB) bool {
	return texts(t, db, "SELECT current_setting('server_version_num')::int / 10000 || ''")[0] == "15"
}

func analyze(t testing.TB, db *sql.DB) {
	_, err := db.ExecContext(t.Context(), "VACUUM ANALYZE")
	require.NoError(t, err)
}

// visits adds up the rows of tables and the entries of indexes that were read.
func visits(t testing.TB, db *sql.DB, fn func()) int64 {
	t.Helper()
	read := func() int64 {
		_, err := db.ExecContext(t.Context(), "SELECT pg_stat_force_next_flush()")
		require.NoError(t, err)
		n := texts(t, db, `SELECT (SELECT COALESCE(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)), 0) FROM pg_stat_user_tables)
			+ (SELECT COALESCE(SUM(idx_tup_read), 0) FROM pg_stat_user_indexes)`)
		sum, err := strconv.ParseInt(n[0], 10, 64)
		require.NoError(t, err)
		return sum
	}
	before := read()
	fn()
	return read() - before
}
