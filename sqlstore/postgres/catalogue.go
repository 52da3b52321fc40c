package postgres

import "github.com/muster-go/muster/sqlstore"

var _ sqlstore.Catalogued = dialect{}

// UniqueKeys implements sqlstore.Catalogued. The table is the one that the
// statements find by their search path.
func (dialect) UniqueKeys() string {
	return `SELECT x.indexrelid::text, COALESCE(a.attname::text, '')
FROM pg_index x
CROSS JOIN unnest(x.indkey::int2[]) WITH ORDINALITY AS k (attnum, n)
LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
LEFT JOIN pg_attribute l ON l.attrelid = x.indrelid AND l.attnum = x.indkey[x.indnkeyatts - 1]
WHERE x.indrelid = to_regclass($1::text) AND x.indisunique AND x.indisvalid AND k.n <= x.indnkeyatts
  AND (x.indpred IS NULL OR pg_get_expr(x.indpred, x.indrelid) = '(' || l.attname::text || ' IS NOT NULL)')
ORDER BY x.indexrelid, k.n`
}
