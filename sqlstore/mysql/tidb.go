package mysql

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// TiDB returns the dialect of TiDB 8, for an embedder that opens the database
// itself; [Open] finds out by itself what it talks to. TiDB does not read a set
// from one document: a statement that writes takes 16 records, and a call as
// many statements as it needs for all of them.
func TiDB() sqlstore.Dialect { return tidb{dialect{limit: maxDocument}} }

type tidb struct{ dialect }

// Templates implements sqlstore.Dialect.
func (tidb) Templates() fs.FS { return sub("templates/tidb") }

// rowsAtOnce is how many rows a statement of the templates takes.
const rowsAtOnce = 16

// Pack sends rows in groups of a fixed size, with NULL for those that the last
// of them lacks.
func (tidb) Pack(columns []sqlstore.Column, rows [][]any) ([][]any, error) {
	var lists [][]any
	width := len(columns) + 1
	for i, row := range rows {
		if i%rowsAtOnce == 0 {
			lists = append(lists, make([]any, rowsAtOnce*width))
		}
		into := lists[len(lists)-1][i%rowsAtOnce*width:]
		into[0] = row[0]
		for j, c := range columns {
			v, err := indexable(c, row[j+1])
			if err != nil {
				return nil, err
			}
			if id, ok := v.([]byte); ok {
				v = hex.EncodeToString(id)
			} else if text, ok := v.(string); ok {
				v = []byte(text)
			}
			into[j+1] = v
		}
	}
	return lists, nil
}

// group is how many elements the arrays of a parameter have, one in the other,
// three deep.
const group = 32

// Array writes JSON.
func (d tidb) Array(_ sqlstore.ColumnType, values []any) (any, error) {
	if len(values) > group*group*group {
		return nil, fmt.Errorf("mysql: %w: more than %d names", storage.ErrTooLarge, group*group*group)
	}
	doc := []byte("[")
	for pages := range slices.Chunk(values, group*group) {
		doc = append(doc, '[')
		for page := range slices.Chunk(pages, group) {
			list, err := array(page, d.limit)
			if err != nil {
				return nil, err
			}
			doc = append(append(doc, list...), ',')
		}
		doc = append(doc[:len(doc)-1], ']', ',')
	}
	if len(values) > 0 {
		doc = doc[:len(doc)-1]
	}
	return string(append(doc, ']')), nil
}

// Member implements sqlstore.Dialect. The limits keep the server from taking the
// array apart once for every column that it needs of it.
func (tidb) Member(column string, t sqlstore.ColumnType, param string) string {
	const numbers = "(WITH RECURSIVE x (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM x WHERE i < 31) SELECT i FROM x)"
	pages := "(SELECT JSON_EXTRACT(CAST(" + param + " AS JSON), CONCAT('$[', i, ']')) AS v FROM " + numbers + " a LIMIT 32)"
	page := "(SELECT JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']')) AS v FROM " + pages + " b STRAIGHT_JOIN " + numbers + " n WHERE b.v IS NOT NULL LIMIT 1024)"
	element := "JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']'))"
	value := "JSON_UNQUOTE(" + element + ")"
	switch t {
	case sqlstore.TypeID:
		value = "UNHEX(" + value + ")"
	case sqlstore.TypeText, sqlstore.TypeJSON:
		value = "CAST(" + value + " AS BINARY)"
	default:
		value = "CAST(" + value + " AS SIGNED)"
	}
	return column + " IN (SELECT " + value + " FROM " + page + " b STRAIGHT_JOIN " + numbers + " n WHERE b.v IS NOT NULL AND " + element + " IS NOT NULL)"
}

// Conflict implements sqlstore.Dialect.
func (d tidb) Conflict(err error) bool {
	switch number(err) {
	case writeConflictInLock, schemaChanged, writeConflict:
		return true
	}
	return d.dialect.Conflict(err)
}

// What TiDB says when it did nothing because of others.
const (
	writeConflictInLock = 8002
	schemaChanged       = 8028
	writeConflict       = 9007
)

// Lost implements sqlstore.Networked.
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
	case transactionTooLarge, entryTooLarge:
		return true
	}
	return d.dialect.TooLarge(err)
}

const (
	transactionTooLarge = 8004
	entryTooLarge       = 8025
)
