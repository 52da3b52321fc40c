package sqlite_test

import (
	"database/sql"
	"database/sql/driver"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// listShapes are the lists that screens, exports and feeds ask for.
var listShapes = []struct {
	name  string
	where []storage.Cond
	order []storage.Order
	// sorts says that the rows found have to be sorted: no index has the order.
	sorts bool
	kind  storage.Kind
}{
	{name: "by id"},
	{name: "by id, filtered", where: []storage.Cond{{Field: "status", Op: storage.OpEq, Value: "active"}, {Field: "owner", Op: storage.OpNull}}},
	{name: "by creation", order: []storage.Order{{Field: "created_at"}}},
	{name: "newest first", order: []storage.Order{{Field: "created_at", Desc: true}}, sorts: true},
	{name: "created since", where: []storage.Cond{{Field: "created_at", Op: storage.OpGe, Value: noon}}, order: []storage.Order{{Field: "created_at"}}},
	{name: "one e-mail", where: []storage.Cond{{Field: "email", Op: storage.OpEq, Value: "ada@example.org"}}},
	{name: "e-mails", where: []storage.Cond{{Field: "email", Op: storage.OpIn, Value: []string{"ada@example.org"}}}, sorts: true},
	{name: "e-mail prefix", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "ada%"}}, sorts: true},
	{name: "by e-mail", order: []storage.Order{{Field: "email"}}, sorts: true},
	{name: "by type and creation", order: []storage.Order{{Field: "type_code"}, {Field: "created_at"}}, sorts: true},
	{name: "types by name", kind: storage.KindType, order: []storage.Order{{Field: "name"}}, sorts: true},
	{name: "revisions of one", kind: storage.KindRevision, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "version"}}, sorts: true},
}

// Every statement finds its rows by an index, the one that the committed plan
// names. A table is never read from end to end.
func TestPlans(t *testing.T) {
	st, db, p := openProbed(t)
	require.NoError(t, st.Apply(t.Context(), puts(attendees(1, 3)...)))
	var b strings.Builder
	for _, s := range st.Statements() {
		plan := explain(t, db, s.SQL, make([]any, parameters(s.SQL))...)
		requireSearch(t, s.Name, plan)
		b.WriteString("-- " + s.Name + "\n" + plan + "\n")
	}
	for _, shape := range listShapes {
		q := storage.ListQuery{Scope: scope, Kind: max(shape.kind, storage.KindAttendee), Where: shape.where, Order: shape.order, Limit: 1}
		for _, page := range []string{"first page", "next page"} {
			var next string
			calls := p.watch(func() {
				found, err := st.List(t.Context(), q)
				require.NoError(t, err)
				next = found.Next
			})
			for _, c := range calls {
				if c.op != "query" {
					continue
				}
				plan := explain(t, db, c.text, values(c.args)...)
				requireSearch(t, shape.name, plan)
				if !shape.sorts {
					require.NotContains(t, plan, "TEMP B-TREE", "%s, %s: %s", shape.name, page, c.text)
				}
				b.WriteString("-- list " + shape.name + ", " + page + ": " + condition(c.text) + "\n" + plan + "\n")
			}
			if q.After = next; next == "" {
				break
			}
		}
	}
	const path = "testdata/sqlite.plans.txt"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "run go test -run Plans -update and read the difference")
}

func requireSearch(t *testing.T, name, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		scan := strings.Contains(line, "SCAN") && !strings.Contains(line, "VIRTUAL TABLE") && !strings.Contains(line, "SCAN CONSTANT ROW")
		require.False(t, scan, "%s reads a table from end to end:\n%s", name, plan)
	}
}

func explain(t *testing.T, db *sql.DB, text string, args ...any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	require.NoError(t, err, text)
	defer rows.Close()
	depth := map[int]int{}
	var b strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
		depth[id] = depth[parent] + 1
		b.WriteString(strings.Repeat("  ", depth[id]) + detail + "\n")
	}
	require.NoError(t, rows.Err())
	return b.String()
}

var parameter = regexp.MustCompile(`\?([0-9]*)`)

// parameters returns the highest number of a parameter: one without a number
// follows on the highest so far.
func parameters(text string) (highest int) {
	for _, p := range parameter.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(p[1])
		if err != nil {
			n = highest + 1
		}
		highest = max(highest, n)
	}
	return highest
}

func values(args []driver.NamedValue) (list []any) {
	for _, a := range args {
		list = append(list, a.Value)
	}
	return list
}

// condition is what tells the statements of a list apart.
func condition(text string) string {
	_, after, _ := strings.Cut(text, "event = ?2)")
	return strings.TrimPrefix(after, " ")
}
