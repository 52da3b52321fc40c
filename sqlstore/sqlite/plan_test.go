package sqlite_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
)

func TestPlans(t *testing.T) {
	if raceEnabled {
		t.Skip("one goroutine; plans are the same without the race detector")
	}
	sqltest.Plans(t, engine())
}

// lists are what finds the records of a list: part of a line of its plan that
// names an index and what it is asked. sorts says that the records found have to
// be sorted: no index has the order.
var lists = map[string]struct {
	by    string
	sorts bool
}{
	"by creation":                    {by: "attendee_created_at"},
	"newest first":                   {by: "attendee_created_at", sorts: true},
	"created since":                  {by: "attendee_created_at"},
	"by last name":                   {by: "attendee_last_name_fold"},
	"by last name, filtered":         {by: "attendee_last_name_fold"},
	"by last name, page 2":           {by: "COVERING INDEX muster_attendee_last_name_fold"},
	"by last name, filtered, page 2": {by: "attendee_last_name_fold"},
	"by last name and first name":    {by: "attendee_last_name_fold", sorts: true},
	"by last name, last first":       {by: "attendee_last_name_fold", sorts: true},
	"last name prefix, by last name": {by: "AND last_name_fold<?)"},
	"one e-mail":                     {by: "email_fold=?"},
	"e-mails":                        {sorts: true},
	"e-mail prefix":                  {by: "email_fold>? AND email_fold<?", sorts: true},
	"e-mail prefix, by last name":    {by: "email_fold>? AND email_fold<?", sorts: true},
	"e-mail suffix":                  {by: "email_reversed>? AND email_reversed<?", sorts: true},
	"e-mail suffix, by last name":    {by: "email_reversed>? AND email_reversed<?", sorts: true},
	"e-mail suffix, by last name, page 2, with total": {by: "email_reversed>? AND email_reversed<?", sorts: true},
	"anywhere in the e-mail":                          {sorts: true},
	"by e-mail":                                       {by: "attendee_email_fold"},
	"by type and creation":                            {sorts: true},
	"by a custom field":                               {sorts: true},
	"types by name":                                   {sorts: true},
	"groups by name":                                  {sorts: true},
	"members of one":                                  {by: "membership_group"},
	"memberships of one":                              {by: "membership_attendee"},
	"responses of one":                                {by: "form_response_attendee"},
	"revisions of one":                                {by: "revision_attendee", sorts: true},
	"some by last name":                               {by: "id=?", sorts: true},
	"credentials of one":                              {by: "credential_attendee"},
	"credentials of a type":                           {by: "credential_of_type"},
	"zones by name":                                   {sorts: true},
	"check lists by name":                             {sorts: true},
	"points of a zone":                                {by: "access_point_zone"},
	"points with a list":                              {by: "access_point_list"},
	"check-ins of one":                                {by: "check_in_attendee"},
	"check-ins of one by time":                        {by: "check_in_attendee", sorts: true},
	"latest check-ins of one":                         {by: "check_in_attendee", sorts: true},
	"check-ins by time":                               {by: "check_in_at"},
	"check-ins since":                                 {by: "check_in_at"},
	"latest denied":                                   {by: "check_in_at", sorts: true},
	"shares of one":                                   {by: "association_attendee"},
	"shares of an entry":                              {by: "association_entry", sorts: true},
	"shares of an entry by id":                        {by: "association_entry"},
}

// explain returns a plan as the tree that it is.
func explain(t testing.TB, db *sql.DB, text string, args []any) string {
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

// checkPlan requires every statement to find its rows by an index. A table is
// never read from end to end, but for the outbox, which is read in the order of
// its index until there are enough.
func checkPlan(t testing.TB, name, text, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		inner := line == "SCAN p" || line == "SCAN few" // what a statement within the statement found
		scan := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "VIRTUAL TABLE") && line != "SCAN CONSTANT ROW" && !inner
		inOrder := strings.HasPrefix(name, "outbox, ") && line == "SCAN e USING INDEX muster_event_id"
		require.False(t, scan && !inOrder, "%s reads a table from end to end:\n%s", name, plan)
	}
	if strings.HasPrefix(name, "common ") {
		require.Contains(t, plan, "attendee_last_name_fold", "%s: %s", name, text)
		require.NotContains(t, plan, "TEMP B-TREE", "%s: %s", name, text)
	}
	list, ok := strings.CutPrefix(name, "list ")
	if !ok {
		return
	}
	list = list[:strings.LastIndex(list, ", ")] // without the page
	require.Contains(t, plan, lists[list].by, "%s: %s", name, text)
	if !lists[list].sorts {
		require.NotContains(t, plan, "TEMP B-TREE", "%s: %s", name, text)
	}
}
