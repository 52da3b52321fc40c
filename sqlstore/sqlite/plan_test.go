package sqlite_test

import (
	"database/sql"
	"database/sql/driver"
	"os"
	"regexp"
	"slices"
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
	// by is what has to find the rows: an index and what it is asked.
	by string
	// sorts says that the rows found have to be sorted: no index has the order.
	sorts bool
	kind  storage.Kind
	page  int
	total bool
}{
	{name: "by id"},
	{name: "by id, filtered", where: []storage.Cond{active, {Field: "owner", Op: storage.OpEq, Value: "system"}}},
	{name: "by creation", order: []storage.Order{{Field: "created_at"}}, by: "attendee_created_at"},
	{name: "newest first", order: []storage.Order{{Field: "created_at", Desc: true}}, by: "attendee_created_at", sorts: true},
	{name: "created since", where: []storage.Cond{{Field: "created_at", Op: storage.OpGe, Value: noon}}, order: []storage.Order{{Field: "created_at"}}, by: "attendee_created_at"},
	{name: "by last name", order: byName, by: "attendee_last_name_fold"},
	{name: "by last name, filtered", where: []storage.Cond{active, guests}, order: byName, by: "attendee_last_name_fold"},
	{name: "by last name, page 2", order: byName, by: "COVERING INDEX muster_attendee_last_name_fold", page: 2},
	{name: "by last name, filtered, page 2", where: []storage.Cond{active, guests}, order: byName, by: "attendee_last_name_fold", page: 2},
	{name: "by last name and first name", order: []storage.Order{{Field: "last_name"}, {Field: "first_name"}}, by: "attendee_last_name_fold", sorts: true},
	{name: "by last name, last first", order: []storage.Order{{Field: "last_name", Desc: true}}, by: "attendee_last_name_fold", sorts: true},
	{name: "last name prefix, by last name", where: []storage.Cond{{Field: "last_name", Op: storage.OpLike, Value: "love%"}}, order: byName, by: "AND last_name_fold<?)"},
	{name: "with total", total: true},
	{name: "with total, filtered", where: []storage.Cond{active}, order: byName, total: true},
	{name: "one e-mail", where: []storage.Cond{{Field: "email", Op: storage.OpEq, Value: "ada@example.org"}}, by: "email_fold=?"},
	{name: "e-mails", where: []storage.Cond{{Field: "email", Op: storage.OpIn, Value: []string{"ada@example.org"}}}, sorts: true},
	{name: "e-mail prefix", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "ada%"}}, by: "email_fold>? AND email_fold<?", sorts: true},
	{name: "e-mail prefix, by last name", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "ada%"}}, order: byName, by: "email_fold>? AND email_fold<?", sorts: true},
	{name: "e-mail suffix", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%@example.org"}}, by: "email_reversed>? AND email_reversed<?", sorts: true},
	{name: "e-mail suffix, by last name", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "%@example.org"}}, order: byName, by: "email_reversed>? AND email_reversed<?", sorts: true},
	{name: "e-mail suffix, by last name, page 2, with total", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "%@example.org"}}, order: byName, by: "email_reversed>? AND email_reversed<?", sorts: true, page: 2, total: true},
	{name: "anywhere in the e-mail", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%exam%"}}, sorts: true},
	{name: "some by last name", where: []storage.Cond{{Field: "id", Op: storage.OpIn, Value: []storage.ID{id(storage.KindAttendee, 1), id(storage.KindAttendee, 2)}}}, order: byName, by: "id=?", sorts: true},
	{name: "by e-mail", order: []storage.Order{{Field: "email"}}, by: "attendee_email_fold"},
	{name: "by type and creation", order: []storage.Order{{Field: "type_code"}, {Field: "created_at"}}, sorts: true},
	{name: "by a custom field", where: []storage.Cond{{Field: "custom.diet", Op: storage.OpEq, Value: "vegan"}}, order: []storage.Order{{Field: "custom.seat"}}, sorts: true},
	{name: "types by name", kind: storage.KindType, order: []storage.Order{{Field: "name"}}, sorts: true},
	{name: "groups by name", kind: storage.KindGroup, order: []storage.Order{{Field: "name"}}, sorts: true},
	{name: "members of one", kind: storage.KindMembership, where: []storage.Cond{{Field: "group_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "membership_group"},
	{name: "memberships of one", kind: storage.KindMembership, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "membership_attendee"},
	{name: "responses of one", kind: storage.KindFormResponse, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "form_response_attendee"},
	{name: "responses to one form", kind: storage.KindFormResponse, where: []storage.Cond{{Field: "form_id", Op: storage.OpEq, Value: "diet"}}},
	{name: "revisions of one", kind: storage.KindRevision, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "version"}}, by: "revision_attendee", sorts: true},
	{name: "credentials of one", kind: storage.KindCredential, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "credential_attendee"},
	{name: "credentials of a type", kind: storage.KindCredential, where: []storage.Cond{{Field: "type_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "credential_of_type"},
	{name: "zones by name", kind: storage.KindZone, order: []storage.Order{{Field: "name"}}, sorts: true},
	{name: "check lists by name", kind: storage.KindCheckList, order: []storage.Order{{Field: "name"}}, sorts: true},
	{name: "points of a zone", kind: storage.KindAccessPoint, where: []storage.Cond{{Field: "zone_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "access_point_zone"},
	{name: "points with a list", kind: storage.KindAccessPoint, where: []storage.Cond{{Field: "list_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "access_point_list"},
	{name: "check-ins of one", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "check_in_attendee"},
	{name: "check-ins of one by time", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "at"}}, by: "check_in_attendee", sorts: true},
	{name: "latest check-ins of one", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "at", Desc: true}}, by: "check_in_attendee", sorts: true},
	{name: "check-ins by time", kind: storage.KindCheckIn, order: []storage.Order{{Field: "at"}}, by: "check_in_at"},
	{name: "check-ins since", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "at", Op: storage.OpGe, Value: noon}}, order: []storage.Order{{Field: "at"}}, by: "check_in_at"},
	{name: "latest denied", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "reason", Op: storage.OpNotNull}}, order: []storage.Order{{Field: "at", Desc: true}}, by: "check_in_at", sorts: true},
	{name: "entries of a report's owner", kind: storage.KindEntry, where: []storage.Cond{{Field: "report_owner", Op: storage.OpEq, Value: "user-1"}}},
	{name: "shares of one", kind: storage.KindAssociation, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "association_attendee"},
	{name: "shares of an entry", kind: storage.KindAssociation, where: []storage.Cond{{Field: "entry_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "position"}}, by: "association_entry", sorts: true},
	{name: "shares of an entry by id", kind: storage.KindAssociation, where: []storage.Cond{{Field: "entry_id", Op: storage.OpEq, Value: storage.ID{1}}}, by: "association_entry"},
}

var (
	active = storage.Cond{Field: "status", Op: storage.OpEq, Value: "active"}
	guests = storage.Cond{Field: "type_code", Op: storage.OpEq, Value: "GUEST"}
	byName = []storage.Order{{Field: "last_name"}}
)

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
		q := storage.ListQuery{Scope: scope, Kind: max(shape.kind, storage.KindAttendee), Where: shape.where, Order: shape.order, Limit: 1, Page: shape.page, WithTotal: shape.total}
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
				require.Contains(t, plan, shape.by, "%s, %s: %s", shape.name, page, c.text)
				if !shape.sorts {
					require.NotContains(t, plan, "TEMP B-TREE", "%s, %s: %s", shape.name, page, c.text)
				}
				b.WriteString("-- list " + shape.name + ", " + page + ": " + condition(c.text) + "\n" + plan + "\n")
			}
			if q.After = next; next == "" || q.Page > 0 {
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

// A pattern that many satisfy does not find the records: the order does, and
// the page is full at once.
func TestPlansOfCommonPatterns(t *testing.T) {
	st, db, p := openProbed(t)
	require.NoError(t, st.Apply(t.Context(), puts(attendees(1, 1_100)...)))
	for _, pattern := range []string{"%@example.org", "person.%", "person%example.org"} {
		q := storage.ListQuery{
			Scope: scope, Kind: storage.KindAttendee, Order: byName, Limit: 10,
			Where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: pattern}},
		}
		for range 2 {
			var next string
			calls := p.watch(func() {
				page, err := st.List(t.Context(), q)
				require.NoError(t, err)
				require.Len(t, page.Attendees, q.Limit)
				next = page.Next
			})
			calls = slices.DeleteFunc(calls, func(c call) bool { return c.op != "query" })
			last := calls[len(calls)-1]
			plan := explain(t, db, last.text, values(last.args)...)
			require.Contains(t, plan, "attendee_last_name_fold", pattern)
			require.NotContains(t, plan, "TEMP B-TREE", pattern)
			q.After = next
		}
	}
}

// Every field can be sorted by without reading other scopes.
func TestPlansOfEveryField(t *testing.T) {
	st, db, p := openProbed(t)
	require.NoError(t, st.Apply(t.Context(), puts(attendees(1, 3)...)))
	for k := storage.KindAttendee; k.Known(); k++ {
		for _, f := range storage.Fields(k) {
			for _, desc := range []bool{false, true} {
				q := storage.ListQuery{Scope: scope, Kind: k, Order: []storage.Order{{Field: f.Name, Desc: desc}}, Limit: 1, WithTotal: true}
				for _, q.Page = range []int{0, 2} {
					for _, c := range p.watch(func() {
						_, err := st.List(t.Context(), q)
						require.NoError(t, err)
					}) {
						if c.op == "query" {
							requireSearch(t, f.Name, explain(t, db, c.text, values(c.args)...))
						}
					}
				}
			}
		}
	}
}

func requireSearch(t *testing.T, name, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		inner := line == "SCAN p" || line == "SCAN few" // what a statement within the statement found
		scan := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "VIRTUAL TABLE") && line != "SCAN CONSTANT ROW" && !inner
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
