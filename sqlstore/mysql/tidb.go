package mysql

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// TiDB returns the dialect of TiDB 8, for sqlstore.New; a [Store] of this package is
// made on it by [New] with [OnTiDB], and by [Open], which finds out by itself what it
// talks to. A statement takes up to
// 32,768 rows or names, and as many bytes as a packet of the server; what is
// written is divided, and a look-up of more names is too large.
func TiDB() sqlstore.Dialect { return tidb{dialect{limit: maxDocument}} }

type tidb struct{ dialect }

// Templates implements sqlstore.Dialect.
func (tidb) Templates() fs.FS { return sub("templates/tidb") }

// Pack sends all rows as one document, after the number of their scope. Only what
// does not fit into a packet is divided, or what a document has no room for.
func (d tidb) Pack(columns []sqlstore.Column, rows [][]any) ([][]any, error) {
	docs, err := d.nested(len(rows), func(doc []byte, i int) ([]byte, error) { return appendRow(doc, columns, rows[i]) })
	if err != nil {
		return nil, err
	}
	lists := make([][]any, len(docs))
	for i, doc := range docs {
		lists[i] = []any{rows[0][0], doc}
	}
	return lists, nil
}

// appendRow appends a row as a JSON array, with an empty array for what is empty,
// since a JSON null would be read as a text.
func appendRow(doc []byte, columns []sqlstore.Column, row []any) (_ []byte, err error) {
	doc = append(doc, '[')
	for i, c := range columns {
		v, err := indexable(c, row[i+1])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			doc = append(doc, ',')
		}
		if v == nil {
			doc = append(doc, "[]"...)
		} else if doc, err = appendValue(doc, v); err != nil {
			return nil, err
		}
	}
	return append(doc, ']'), nil
}

// Array writes JSON.
func (d tidb) Array(_ sqlstore.ColumnType, values []any) (any, error) {
	docs, err := d.nested(len(values), func(doc []byte, i int) ([]byte, error) { return appendValue(doc, values[i]) })
	if err != nil {
		return nil, err
	}
	if len(docs) > 1 {
		return nil, fmt.Errorf("mysql: %w: more than %d names, or too long for a packet", storage.ErrTooLarge, most)
	}
	return docs[0], nil
}

// A document has as many levels of arrays, of up to group elements each.
const (
	levels = 5
	group  = 8
	most   = 32_768 // group to the power of levels
)

// nested writes n elements, each of which appends itself, as JSON documents: as
// one, unless there is no room for all of them.
func (d tidb) nested(n int, element func(doc []byte, i int) ([]byte, error)) (docs []string, err error) {
	var flat []byte
	ends := make([]int, 0, min(n, most)) // of the elements in flat
	for i := range n {
		start := len(flat)
		if flat, err = element(flat, i); err != nil {
			return nil, err
		}
		if len(flat)-start+brackets*levels > d.limit {
			return nil, fmt.Errorf("mysql: %w: one record is longer than a packet", storage.ErrTooLarge)
		}
		if len(ends) == most || len(flat)+brackets*(len(ends)+levels) > d.limit {
			docs = append(docs, string(nest(nil, flat, 0, ends, levels)))
			flat, ends = append(flat[:0], flat[start:]...), ends[:0]
		}
		ends = append(ends, len(flat))
	}
	return append(docs, string(nest(nil, flat, 0, ends, levels))), nil
}

// brackets is more than what nest adds to an element.
const brackets = 5

// nest appends the elements of flat, of which the first begins at start. Nearer
// the root the arrays are as long as they can be with group elements below each:
// the server copies an array once for each element that it might have.
func nest(doc, flat []byte, start int, ends []int, levels int) []byte {
	doc = append(doc, '[')
	if levels == 1 {
		for _, end := range ends {
			doc = append(append(doc, flat[start:end]...), ',')
			start = end
		}
	} else if len(ends) > 0 {
		parts := min(group, (len(ends)+group-1)/group)
		for part := range slices.Chunk(ends, (len(ends)+parts-1)/parts) {
			doc = append(nest(doc, flat, start, part, levels-1), ',')
			start = part[len(part)-1]
		}
	}
	if len(ends) > 0 {
		doc = doc[:len(doc)-1]
	}
	return append(doc, ']')
}

// Member implements sqlstore.Dialect, as the templates do it.
func (tidb) Member(column string, t sqlstore.ColumnType, param string) string {
	const (
		numbers = "(SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7)"
		there   = " WHERE JSON_TYPE(b.v) IS NOT NULL"
	)
	elements, where, limit := "(SELECT CAST("+param+" AS JSON) AS v LIMIT 1)", "", 1
	for range levels {
		limit *= group
		elements = "(SELECT JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']')) AS v FROM " + elements + " b STRAIGHT_JOIN " + numbers + " n" + where + " LIMIT " + strconv.Itoa(limit) + ")"
		where = there
	}
	value := "JSON_UNQUOTE(b.v)"
	switch t {
	case sqlstore.TypeID:
		value = "UNHEX(" + value + ")"
	case sqlstore.TypeText, sqlstore.TypeJSON:
		value = "CAST(" + value + " AS BINARY)"
	default:
		value = "CAST(" + value + " AS SIGNED)"
	}
	return column + " IN (SELECT " + value + " FROM " + elements + " b" + there + ")"
}

// Conflict implements sqlstore.Dialect.
func (d tidb) Conflict(err error) bool {
	switch number(err) {
	case writeConflictInLock, writeConflictInServer, safeToRetry, schemaChanged, locksUnresolved, writeConflict:
		return true
	}
	return d.dialect.Conflict(err)
}

// What TiDB says when it did nothing because of others.
const (
	writeConflictInLock   = 8002
	writeConflictInServer = 8005
	safeToRetry           = 8022
	schemaChanged         = 8028
	locksUnresolved       = 9004
	writeConflict         = 9007
)

// Lost implements sqlstore.Networked. TiDB says 1105 to whatever has no number of
// its own in its server: a region without a leader, a storage node or a PD that
// does not answer, but also faults of its own that come again. Nothing but the
// text tells them apart, the SQL state being the same, so that a fault that comes
// again is repeated until the budget of WithReconnect ends; TiDB's own import tool
// repeats every 1105, too.
func (d tidb) Lost(err error) bool {
	switch number(err) {
	case schemaOutOfDate, resultUndetermined, noPlacement, storageTimeout, storageBusy, regionUnavailable, unknownError:
		return true
	}
	return d.dialect.Lost(err)
}

// What TiDB says when a part of its cluster does not answer. Of a commit it is
// not known then whether it was done.
const (
	schemaOutOfDate    = 8027
	resultUndetermined = 8501
	noPlacement        = 9001
	storageTimeout     = 9002
	storageBusy        = 9003
	regionUnavailable  = 9005
)

// TooLarge implements sqlstore.Dialect.
func (d tidb) TooLarge(err error) bool {
	switch number(err) {
	case unknownError:
		return false
	case transactionTooLarge, entryTooLarge, queryMemory, serverMemory:
		return true
	}
	return d.dialect.TooLarge(err)
}

// What TiDB says of a statement that takes more than its share: the last two when
// it needs the most of all memory, of a session or of the server.
const (
	transactionTooLarge = 8004
	entryTooLarge       = 8025
	queryMemory         = 8175
	serverMemory        = 8176
)
