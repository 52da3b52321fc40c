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
	require.Len(t, recordTables(t, st.DB()), 16)
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
	a := attendee(1)
	a.DeletedAt = noon
	cs := whole(a)
	cs.Events = []storage.Event{created(a)}
	require.NoError(t, st.Apply(t.Context(), cs))
	require.Equal(t, recordTables(t, st.DB()), count(""), "each table has a row")

	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Before: noon}))
	require.NotEmpty(t, count("attendee_id IS NOT NULL"), "deleted at that time is not before it")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Before: noon.Add(1000)}))
	require.Empty(t, count("attendee_id IS NOT NULL"), "what hangs from a purged attendee")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: scope, Everything: true}))
	require.Empty(t, count(""))
}

// Whatever a record names that it cannot be without is a foreign key, with an
// index that finds the record from it. It keeps what is named from being
// deleted, and both go in one set.
func TestCatalogueDependents(t *testing.T) {
	st := openStore(t)
	cs := whole(attendee(1))
	require.NoError(t, st.Apply(t.Context(), cs))

	var keys []string
	for _, table := range recordTables(t, st.DB()) {
		const foreign = `SELECT "from" FROM pragma_foreign_key_list(?) WHERE seq = 1`
		columns := texts(t, st.DB(), foreign, table)
		if slices.Contains(texts(t, st.DB(), "SELECT name FROM pragma_table_info(?)", table), "attendee_id") {
			require.Contains(t, columns, "attendee_id", table)
		}
		for _, column := range columns {
			keys = append(keys, strings.TrimPrefix(table, "muster_")+"."+column)
			require.Len(t, texts(t, st.DB(), "SELECT hex("+column+") FROM "+table+" WHERE "+column+" IS NOT NULL"), 1, "%s.%s has no row in this test", table, column)
			require.Equal(t, []string{"RESTRICT"}, texts(t, st.DB(), `SELECT on_delete FROM pragma_foreign_key_list(?) WHERE "from" = ?`, table, column), table)
			found := texts(t, st.DB(), "SELECT l.name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) c ON c.seqno = 1 AND c.name = ? WHERE l.partial = 0", table, column)
			require.Len(t, found, 1, "an index that begins with %s.%s", table, column)
		}
	}
	require.ElementsMatch(t, []string{
		"revision.attendee_id", "membership.attendee_id", "membership.group_id", "form_response.attendee_id",
		"credential.attendee_id", "credential.type_id", "access_point.zone_id", "access_point.list_id",
		"check_in.attendee_id", "association.attendee_id", "association.entry_id",
	}, keys)

	del := func(change func(*storage.ChangeSet)) error {
		gone := storage.ChangeSet{Scope: scope}
		change(&gone)
		return st.Apply(t.Context(), gone)
	}
	// Each is named by what is still there.
	for _, c := range []struct {
		what   string
		change func(*storage.ChangeSet)
	}{
		{"attendee", func(gone *storage.ChangeSet) { gone.Attendees.Delete = refs(cs.Attendees.Put) }},
		{"group", func(gone *storage.ChangeSet) { gone.Groups.Delete = refs(cs.Groups.Put) }},
		{"credential type", func(gone *storage.ChangeSet) { gone.CredentialTypes.Delete = refs(cs.CredentialTypes.Put) }},
		{"zone", func(gone *storage.ChangeSet) { gone.Zones.Delete = refs(cs.Zones.Put) }},
		{"check list", func(gone *storage.ChangeSet) { gone.CheckLists.Delete = refs(cs.CheckLists.Put) }},
		{"entry", func(gone *storage.ChangeSet) { gone.Entries.Delete = refs(cs.Entries.Put) }},
	} {
		require.ErrorIs(t, del(c.change), storage.ErrConflict, c.what)
	}
	// The attendee and the others go with the last of what names them.
	all := []func(*storage.ChangeSet){
		func(gone *storage.ChangeSet) {
			gone.Attendees.Delete, gone.Groups.Delete, gone.Entries.Delete = refs(cs.Attendees.Put), refs(cs.Groups.Put), refs(cs.Entries.Put)
			gone.CredentialTypes.Delete, gone.Zones.Delete, gone.CheckLists.Delete = refs(cs.CredentialTypes.Put), refs(cs.Zones.Put), refs(cs.CheckLists.Put)
		},
		func(gone *storage.ChangeSet) { gone.Revisions.Delete = refs(cs.Revisions.Put) },
		func(gone *storage.ChangeSet) { gone.Memberships.Delete = refs(cs.Memberships.Put) },
		func(gone *storage.ChangeSet) { gone.FormResponses.Delete = refs(cs.FormResponses.Put) },
		func(gone *storage.ChangeSet) { gone.Credentials.Delete = refs(cs.Credentials.Put) },
		func(gone *storage.ChangeSet) { gone.AccessPoints.Delete = refs(cs.AccessPoints.Put) },
		func(gone *storage.ChangeSet) { gone.CheckIns.Delete = refs(cs.CheckIns.Put) },
		func(gone *storage.ChangeSet) { gone.Associations.Delete = refs(cs.Associations.Put) },
	}
	for left := 1; left < len(all); left++ {
		require.ErrorIs(t, del(func(gone *storage.ChangeSet) {
			for i, change := range all {
				if i != left {
					change(gone)
				}
			}
		}), storage.ErrConflict, "without number %d", left)
	}
	require.NoError(t, del(func(gone *storage.ChangeSet) {
		for _, change := range all {
			change(gone)
		}
	}))
}
