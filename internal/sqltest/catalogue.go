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
	Primary []string // the columns of the primary key, in its order
	Indexes []Index  // without the primary key
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
	Unique  bool
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
	scopes := found["muster_scope"]
	require.Equal(t, []string{"id"}, scopes.Primary)
	require.True(t, slices.ContainsFunc(scopes.Indexes, func(x Index) bool {
		return x.Unique && slices.Equal(x.Columns, []string{"tenant", "event"})
	}), "a scope has one number")
	for _, want := range described(t, e) {
		table := found["muster_"+want.name]
		require.Equal(t, []string{"scope", "id"}, table.Primary, table.Name)
		var unique, indexed []string
		for _, x := range table.Indexes {
			if x.Name != "muster_event_id" { // a relay serves all scopes; it is no key
				require.Equal(t, "scope", x.Columns[0], x.Name)
			}
			for _, c := range x.Columns {
				if c != "scope" && c != "id" && !slices.Contains(indexed, c) {
					indexed = append(indexed, c)
				}
			}
			if x.Unique && len(x.Columns) == 2 {
				unique = append(unique, x.Columns[1])
			}
		}
		var wantIndexed, wantUnique []string
		for _, c := range want.columns {
			if c.indexed {
				wantIndexed = append(wantIndexed, c.name)
			}
			if c.key {
				wantUnique = append(wantUnique, c.name)
			}
		}
		require.ElementsMatch(t, wantIndexed, indexed, table.Name)
		require.ElementsMatch(t, wantUnique, unique, table.Name)
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
	a, r := Changed(Attendee(1))
	a.Rev, a.DeletedAt = 1, Noon
	cs := Puts(a)
	cs.Revisions.Put = []storage.Revision{r}
	cs.Events = []storage.Event{Created(a)}
	cs.Types.Put = []storage.Type{{Head: storage.Head{Scope: Scope, ID: ID(storage.KindType, 1), Rev: 1}, Code: "GUEST"}}
	cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: Scope, ID: ID(storage.KindToken, 1), Rev: 1, CreatedAt: Noon}, Value: "token"}}
	g := Group(1)
	cs.Groups.Put = []storage.Group{g}
	cs.Memberships.Put = []storage.Membership{Membership(g, a)}
	cs.FormResponses.Put = []storage.FormResponse{Response(a)}
	require.NoError(t, st.Apply(t.Context(), cs))
	require.Len(t, count(""), len(tables), "each table has a row")

	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Before: Noon}))
	require.NotEmpty(t, count("attendee_id IS NOT NULL"), "deleted at that time is not before it")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Before: Noon.Add(1000)}))
	require.Empty(t, count("attendee_id IS NOT NULL"), "what hangs from a purged attendee")
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: Scope, Everything: true}))
	require.Empty(t, count(""))
}

// catalogueDependents: what hangs from an attendee or a group keeps it from being deleted, and
// goes in the same set.
func catalogueDependents(t *testing.T, e Engine) {
	st := e.Open(t)
	a, g := Attendee(1), Group(1)
	_, was := Changed(a)
	m, f := Membership(g, a), Response(a)
	cs := Puts(a)
	cs.Groups.Put = []storage.Group{g}
	cs.Revisions.Put, cs.Memberships.Put, cs.FormResponses.Put = []storage.Revision{was}, []storage.Membership{m}, []storage.FormResponse{f}
	require.NoError(t, st.Apply(t.Context(), cs))

	var tables []string
	for _, table := range e.recordTables(t, st) {
		for _, column := range []string{"attendee_id", "group_id"} {
			if !table.has(column) {
				continue
			}
			require.Equal(t, 1, number(t, st.DB, "SELECT COUNT("+column+") FROM "+table.Name), "%s has no row in this test", table.Name)
			var rules []string
			for _, key := range table.Foreign {
				if slices.Contains(key.Columns, column) {
					require.Equal(t, []string{"scope", column}, key.Columns, table.Name)
					rules = append(rules, key.OnDelete)
				}
			}
			require.Equal(t, []string{"RESTRICT"}, rules, "%s.%s", table.Name, column)
			tables = append(tables, table.Name+"."+column)
		}
	}
	require.Len(t, tables, 4)

	gone := storage.ChangeSet{Scope: Scope}
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
