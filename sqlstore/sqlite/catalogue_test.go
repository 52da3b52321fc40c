package sqlite_test

import (
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// column asks the database for one column of text.
func texts(t *testing.T, db *sql.DB, query string, args ...any) (list []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		list = append(list, s)
	}
	require.NoError(t, rows.Err())
	return list
}

// recordTables are the tables that hold rows of scopes.
func recordTables(t *testing.T, db *sql.DB) []string {
	return texts(t, db, `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'scope' WHERE m.type = 'table' ORDER BY 1`)
}

// The tables have the columns that the statements name and no others.
func TestCatalogueColumns(t *testing.T) {
	st := openStore(t)
	sqlOf := make(map[string]string)
	for _, s := range st.Statements() {
		sqlOf[s.Name] = s.SQL
	}
	inserted := regexp.MustCompile(`\((scope, [^)]*)\)`)
	for _, name := range recordTables(t, st.DB()) {
		want := strings.Split(inserted.FindStringSubmatch(sqlOf["insert "+strings.TrimPrefix(name, "muster_")])[1], ", ")
		if name == "muster_event" {
			want = append(want, "claimed_until")
		}
		require.ElementsMatch(t, want, texts(t, st.DB(), "SELECT name FROM pragma_table_info(?)", name), name)
	}
	require.NoError(t, st.CheckSchema(t.Context()))
	require.Len(t, recordTables(t, st.DB()), 8)
}

// Every key leads with the scope, and what the update that leaves keys alone
// compares is what indexes hold.
func TestCatalogueIndexes(t *testing.T) {
	st := openStore(t)
	compared := regexp.MustCompile(`(\w+) IS \?`)
	for _, table := range recordTables(t, st.DB()) {
		indexed := make(map[string]bool)
		for _, index := range texts(t, st.DB(), "SELECT name FROM pragma_index_list(?) WHERE origin <> 'pk'", table) {
			columns := texts(t, st.DB(), "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index)
			if index != "muster_event_id" { // a relay serves all scopes; it is no key
				require.Equal(t, "scope", columns[0], index)
			}
			for _, c := range columns {
				indexed[c] = c != "scope" && c != "id"
			}
		}
		for _, index := range texts(t, st.DB(), "SELECT name FROM pragma_index_list(?) WHERE origin = 'pk'", table) {
			require.Equal(t, []string{"scope", "id"}, texts(t, st.DB(), "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index))
		}
		var want, got []string
		for c, ok := range indexed {
			if ok {
				want = append(want, c)
			}
		}
		for _, s := range st.Statements() {
			if s.Name == "update "+strings.TrimPrefix(table, "muster_")+", same keys" {
				for _, m := range compared.FindAllStringSubmatch(s.SQL, -1) {
					got = append(got, m[1])
				}
			}
		}
		require.ElementsMatch(t, want, got, table)
		for _, c := range texts(t, st.DB(), `SELECT "from" FROM pragma_foreign_key_list(?) WHERE seq = 0`, table) {
			require.Equal(t, "scope", c, table)
		}
	}
}

// Every listable field is a column, and so is any custom field.
func TestCatalogueFields(t *testing.T) {
	st := openStore(t)
	for k := storage.KindAttendee; k.Known(); k++ {
		fields := storage.Fields(k)
		if k == storage.KindAttendee {
			fields = append(fields, storage.FieldInfo{Name: "custom.seat"})
		}
		for _, f := range fields {
			for _, desc := range []bool{false, true} {
				q := storage.ListQuery{Scope: scope, Kind: k, Limit: 1, Where: []storage.Cond{{Field: f.Name, Op: storage.OpNotNull}}, Order: []storage.Order{{Field: f.Name, Desc: desc}}}
				_, err := st.List(t.Context(), q)
				require.NoError(t, err, "%s of %s", f.Name, k)
			}
		}
	}
}

// A purge reaches every table that the database knows, today's and tomorrow's.
func TestCataloguePurge(t *testing.T) {
	st := openStore(t, sqlite.WithOutbox())
	count := func(where string) (left []string) {
		for _, table := range recordTables(t, st.DB()) {
			if where != "" && !slices.Contains(texts(t, st.DB(), "SELECT name FROM pragma_table_info(?)", table), strings.Fields(where)[0]) {
				continue
			}
			query := "SELECT '" + table + "' FROM " + table
			if where != "" {
				query += " WHERE " + where
			}
			left = append(left, texts(t, st.DB(), query+" LIMIT 1")...)
		}
		return left
	}
	a, r := changed(attendee(1))
	a.Rev, a.DeletedAt = 1, noon
	cs := puts(a)
	cs.Revisions.Put = []storage.Revision{r}
	cs.Events = []storage.Event{created(a)}
	cs.Types.Put = []storage.Type{{Head: storage.Head{Scope: scope, ID: id(storage.KindType, 1), Rev: 1}, Code: "GUEST"}}
	cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: scope, ID: id(storage.KindToken, 1), Rev: 1, CreatedAt: noon}, Value: "token"}}
	g := group(1)
	cs.Groups.Put = []storage.Group{g}
	cs.Memberships.Put = []storage.Membership{membership(g, a)}
	cs.FormResponses.Put = []storage.FormResponse{response(a)}
	require.NoError(t, st.Apply(t.Context(), cs))
	require.Equal(t, recordTables(t, st.DB()), count(""), "each table has a row")

	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Before: noon}))
	require.NotEmpty(t, count("attendee_id IS NOT NULL"), "deleted at that time is not before it")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Before: noon.Add(1000)}))
	require.Empty(t, count("attendee_id IS NOT NULL"), "what hangs from a purged attendee")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Everything: true}))
	require.Empty(t, count(""))
}

// Whatever hangs from an attendee or a group keeps it from being deleted, and
// goes in the same set.
func TestCatalogueDependents(t *testing.T) {
	st := openStore(t)
	a, g := attendee(1), group(1)
	_, was := changed(a)
	m, f := membership(g, a), response(a)
	cs := puts(a)
	cs.Groups.Put = []storage.Group{g}
	cs.Revisions.Put, cs.Memberships.Put, cs.FormResponses.Put = []storage.Revision{was}, []storage.Membership{m}, []storage.FormResponse{f}
	require.NoError(t, st.Apply(t.Context(), cs))

	var tables []string
	for _, table := range recordTables(t, st.DB()) {
		for _, column := range []string{"attendee_id", "group_id"} {
			if !slices.Contains(texts(t, st.DB(), "SELECT name FROM pragma_table_info(?)", table), column) {
				continue
			}
			require.Len(t, texts(t, st.DB(), "SELECT * FROM (SELECT "+column+" FROM "+table+")"), 1, "%s has no row in this test", table)
			rule := `SELECT on_delete FROM pragma_foreign_key_list(?) WHERE "from" = ?`
			require.Equal(t, []string{"RESTRICT"}, texts(t, st.DB(), rule, table, column), table)
			tables = append(tables, table+"."+column)
		}
	}
	require.Len(t, tables, 4)

	gone := storage.ChangeSet{Scope: scope}
	gone.Attendees.Delete, gone.Groups.Delete = []storage.Ref{a.Ref()}, []storage.Ref{g.Ref()}
	for _, leave := range []func(){
		func() { gone.Revisions.Delete = []storage.Ref{was.Ref()} },
		func() { gone.Memberships.Delete = []storage.Ref{m.Ref()} },
		func() { gone.FormResponses.Delete = []storage.Ref{f.Ref()} },
	} {
		require.ErrorIs(t, st.Apply(t.Context(), gone), storage.ErrConflict)
		leave()
	}
	require.NoError(t, st.Apply(t.Context(), gone))
}
