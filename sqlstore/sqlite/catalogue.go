package sqlite

import "github.com/muster-go/muster/sqlstore"

var _ sqlstore.Catalogued = dialect{}

// UniqueKeys implements sqlstore.Catalogued. A primary key that is the number of
// the row has no index. Which rows an index on some of them holds SQLite tells
// only as text: it is taken for those that have a value.
func (dialect) UniqueKeys() string {
	return `SELECT k, c FROM (
    SELECT '' AS k, name AS c, pk AS n FROM pragma_table_info(?1) WHERE pk > 0
    UNION ALL
    SELECT x.name, COALESCE(i.name, ''), i.seqno
    FROM pragma_index_list(?1) x CROSS JOIN pragma_index_info(x.name) i
    WHERE x."unique" AND x.origin <> 'pk'
) ORDER BY k, n`
}
