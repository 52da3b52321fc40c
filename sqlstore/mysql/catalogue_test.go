package mysql_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
)

// catalogue reads the tables of a database from the server's own.
func catalogue(t testing.TB, db *sql.DB) (list []sqltest.Table) {
	t.Helper()
	for _, name := range texts(t, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1") {
		table := sqltest.Table{Name: strings.ToLower(name)}
		for _, c := range texts(t, db, "SELECT CONCAT(column_name, ' ', is_nullable) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position", name) {
			column, nullable, _ := strings.Cut(c, " ")
			table.Columns = append(table.Columns, sqltest.TableColumn{Name: column, NotNull: nullable == "NO"})
		}
		const index = "FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? ORDER BY seq_in_index"
		for _, key := range texts(t, db, "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY' ORDER BY 1", name) {
			table.Indexes = append(table.Indexes, sqltest.Index{Name: key, Columns: texts(t, db, "SELECT column_name "+index, name, key)})
		}
		for _, x := range texts(t, db, "SELECT CONCAT(constraint_name, ' ', referenced_table_name, ' ', delete_rule) FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() AND table_name = ? ORDER BY 1", name) {
			parts := strings.SplitN(x, " ", 3)
			columns := texts(t, db, "SELECT column_name FROM information_schema.key_column_usage WHERE constraint_schema = DATABASE() AND table_name = ? AND constraint_name = ? ORDER BY ordinal_position", name, parts[0])
			table.Foreign = append(table.Foreign, sqltest.ForeignKey{Columns: columns, Table: parts[1], OnDelete: parts[2]})
		}
		list = append(list, table)
	}
	return list
}

// texts asks the database for one column of text.
func texts(t testing.TB, db *sql.DB, query string, args ...any) (list []string) {
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
