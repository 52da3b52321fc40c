package mysql

import "github.com/muster-go/muster/sqlstore"

var (
	_ sqlstore.Catalogued = dialect{}
	_ sqlstore.Catalogued = tidb{}
)

// UniqueKeys implements sqlstore.Catalogued. A key on the beginnings of texts is
// not the same.
func (dialect) UniqueKeys() string {
	return `SELECT index_name, CASE WHEN sub_part IS NULL THEN COALESCE(column_name, '') ELSE '' END
FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0
ORDER BY index_name, seq_in_index`
}
