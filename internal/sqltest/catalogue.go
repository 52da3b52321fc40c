package sqltest

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Catalogue compares what the database says of its tables with what package
// sqlstore takes them for. It uses Catalogue of the engine.
func Catalogue(t *testing.T, e Engine) {
	t.Run("Columns", func(t *testing.T) { catalogueColumns(t, e) })
	t.Run("Keys", func(t *testing.T) { catalogueKeys(t, e) })
	t.Run("Fields", func(t *testing.T) { catalogueFields(t, e) })
	t.Run("Purge", func(t *testing.T) { cataloguePurge(t, e) })
	t.Run("Dependents", func(t *testing.T) { catalogueDependents(t, e) })
}

// Table is one table as the database describes it. Names are in lower case.
type Table struct {
	Name    string
	Columns []TableColumn
	Indexes []Index // without the primary key
	Foreign []ForeignKey
}

// TableColumn is one column of a [Table].
type TableColumn struct {
	Name    string
	NotNull bool
}

// Index is one index of a [Table].
type Index struct {
	Name    string
	Columns []string // those that are searched, in order
	Partial bool     // holds some rows only
}

// ForeignKey is one foreign key of a [Table].
type ForeignKey struct {
	Columns  []string
	Table    string // that it points to
	OnDelete string // "RESTRICT", "NO ACTION", "CASCADE", …
}

func (t Table) has(column string) bool {
	return slices.ContainsFunc(t.Columns, func(c TableColumn) bool { return c.Name == column })
}

// recordTables are the tables that hold rows of scopes, by name.
func (e Engine) recordTables(t *testing.T, st *Store) (list []Table) {
	for _, table := range e.Catalogue(t, st.DB) {
		if table.has("scope") {
			list = append(list, table)
		}
	}
	slices.SortFunc(list, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// uniqueKeys returns the columns of each unique key of a table.
func uniqueKeys(t *testing.T, e Engine, db *sql.DB, table string) (list []string) {
	t.Helper()
	d, ok := e.Dialect.(sqlstore.Catalogued)
	require.True(t, ok)
	rows, err := db.QueryContext(t.Context(), d.UniqueKeys(), e.Dialect.Value(sqlstore.TypeText, table))
	require.NoError(t, err)
	defer rows.Close()
	last := ""
	for rows.Next() {
		var key, column string
		require.NoError(t, rows.Scan(&key, &column))
		if len(list) > 0 && key == last {
			list[len(list)-1] += ", " + column
		} else {
			list, last = append(list, column), key
		}
	}
	require.NoError(t, rows.Err())
	return list
}

// number asks the database for one.
func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&n), query)
	return n
}

// catalogueColumns: the tables have the columns that the statements name and no
// others, and those are NOT NULL that are never empty.
func catalogueColumns(t *testing.T, e Engine) {
	st := e.Open(t)
	found := make(map[string]Table)
	for _, table := range e.recordTables(t, st) {
		found[table.Name] = table
	}
	tables := described(t, e)
	require.Len(t, found, len(tables))
	for _, want := range tables {
		columns := []TableColumn{{"scope", true}}
		for _, c := range want.columns {
			columns = append(columns, TableColumn{c.name, c.notNull})
		}
		if want.name == "event" {
			columns = append(columns, TableColumn{"claimed_until", false})
		}
		require.ElementsMatch(t, columns, found["muster_"+want.name].Columns, want.name)
	}
	require.NoError(t, st.CheckSchema(t.Context()))
}

// catalogueKeys: every key leads with the scope, and what the update that leaves
// keys alone compares is what indexes hold.
func catalogueKeys(t *testing.T, e Engine) {
	st := e.Open(t)
	found := make(map[string]Table)
	for _, table := range e.Catalogue(t, st.DB) {
		found[table.Name] = table
	}
	require.ElementsMatch(t, []string{"id", "tenant, event"}, uniqueKeys(t, e, st.DB, "muster_scope"), "a scope has one number")
	for _, want := range described(t, e) {
		table := found["muster_"+want.name]
		var indexed []string
		for _, x := range table.Indexes {
			if x.Name != "muster_event_id" { // a relay serves all scopes; it is no key
				require.Equal(t, "scope", x.Columns[0], x.Name)
			}
			for _, c := range x.Columns {
				if c != "scope" && c != "id" && !slices.Contains(indexed, c) {
					indexed = append(indexed, c)
				}
			}
		}
		var wantIndexed []string
		wantUnique := []string{"scope, id"}
		for _, c := range want.columns {
			if c.indexed {
				wantIndexed = append(wantIndexed, c.name)
			}
			if c.key {
				wantUnique = append(wantUnique, "scope, "+c.name)
			}
		}
		require.ElementsMatch(t, wantIndexed, indexed, table.Name)
		require.ElementsMatch(t, wantUnique, uniqueKeys(t, e, st.DB, table.Name), table.Name)
		for _, key := range table.Foreign {
			require.Equal(t, "scope", key.Columns[0], table.Name)
		}
	}
}

// catalogueFields: every listable field is a column, and so is any custom field.
func catalogueFields(t *testing.T, e Engine) {
	st := e.Open(t)
	for k := storage.KindAttendee; k.Known(); k++ {
		fields := storage.Fields(k)
		if k == storage.KindAttendee {
			fields = append(fields, storage.FieldInfo{Name: "custom.seat"})
		}
		for _, f := range fields {
			for _, desc := range []bool{false, true} {
				q := storage.ListQuery{Scope: Scope, Kind: k, Limit: 1, Where: []storage.Cond{{Field: f.Name, Op: storage.OpNotNull}}, Order: []storage.Order{{Field: f.Name, Desc: desc}}}
				_, err := st.List(t.Context(), q)
				require.NoError(t, err, "%s of %s", f.Name, k)
			}
		}
	}
}

// cataloguePurge: a purge reaches every table that the database knows, today's and tomorrow's.
func cataloguePurge(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	tables := e.recordTables(t, st)
	count := func(where string) (left []string) {
		for _, table := range tables {
			query := "SELECT COUNT(*) FROM " + table.Name
			if where != "" && !table.has(strings.Fields(where)[0]) {
				continue
			}
			if where != "" {
				query += " WHERE " + where
			}
			if number(t, st.DB, query) > 0 {
				left = append(left, table.Name)
			}
		}
		return left
	}
	a := Attendee(1)
	a.DeletedAt = Noon
	cs := Whole(a)
	cs.Events = []storage.Event{Created(a)}
	require.NoError(t, st.Apply(t.Context(), cs))
	require.Len(t, count(""), len(tables), "each table has a row")

	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Before: Noon}))
	require.NotEmpty(t, count("attendee_id IS NOT NULL"), "deleted at that time is not before it")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Before: Noon.Add(1000)}))
	require.Empty(t, count("attendee_id IS NOT NULL"), "what hangs from a purged attendee")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Everything: true}))
	require.Empty(t, count(""))
}

// catalogueDependents: whatever a record names that it cannot be without is a
// foreign key, with an index that finds the record from it. It keeps what is
// named from being deleted, and both go in one set.
func catalogueDependents(t *testing.T, e Engine) {
	st := e.Open(t)
	cs := Whole(Attendee(1))
	require.NoError(t, st.Apply(t.Context(), cs))

	var keys []string
	for _, table := range e.recordTables(t, st) {
		named := make(map[string]bool)
		for _, key := range table.Foreign {
			require.Len(t, key.Columns, 2, table.Name)
			require.Equal(t, "scope", key.Columns[0], table.Name)
			require.Equal(t, "RESTRICT", key.OnDelete, table.Name)
			column := key.Columns[1]
			named[column] = true
			keys = append(keys, strings.TrimPrefix(table.Name, "muster_")+"."+column+" "+strings.TrimPrefix(key.Table, "muster_"))
			require.Equal(t, 1, number(t, st.DB, "SELECT COUNT("+column+") FROM "+table.Name), "%s.%s has no row in this test", table.Name, column)
			found := slices.DeleteFunc(slices.Clone(table.Indexes), func(x Index) bool {
				return x.Partial || !slices.Equal(x.Columns[:min(2, len(x.Columns))], []string{"scope", column})
			})
			require.Len(t, found, 1, "an index that begins with %s.%s", table.Name, column)
		}
		require.Equal(t, table.has("attendee_id"), named["attendee_id"], table.Name)
	}
	require.ElementsMatch(t, []string{
		"revision.attendee_id attendee", "membership.attendee_id attendee", "membership.group_id group", "form_response.attendee_id attendee",
		"credential.attendee_id attendee", "credential.type_id credential_type", "access_point.zone_id zone", "access_point.list_id check_list",
		"check_in.attendee_id attendee", "association.attendee_id attendee", "association.entry_id entry",
	}, keys)

	del := func(change func(*storage.ChangeSet)) error {
		gone := storage.ChangeSet{Scope: Scope}
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
