package mysql

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// maxIndexed is the length in bytes of the columns that an index holds. InnoDB
// takes 3,072 for all columns of one.
const maxIndexed = 3000

// maxDocument is the length in bytes of the longest document, below the packets
// that servers take unless they are told otherwise: 16 MiB in MariaDB.
const maxDocument = 15 << 20

// documents writes rows as JSON arrays of arrays, without the scope, and begins
// a new one where a document would get longer than limit. IDs are in hexadecimal.
// Columns are in the order of [sqlstore.WideLast], as the template "rows" has them. A
// document is what the driver is called with: no other copy of it is made.
func documents(columns []sqlstore.Column, rows [][]any, limit int) (list [][]byte, err error) {
	ordered := sqlstore.WideLast(columns)
	first := columns[0].N // of the columns, whose value is behind that of the scope
	doc := make([]byte, 0, min(limit, len(rows)*len(columns)*24+2))
	doc = append(doc, '[')
	for _, row := range rows {
		start := len(doc)
		doc = append(doc, '[')
		for i, c := range ordered {
			if i > 0 {
				doc = append(doc, ',')
			}
			v, err := indexable(c, row[c.N-first+1])
			if err != nil {
				return nil, err
			}
			if doc, err = appendValue(doc, v); err != nil {
				return nil, err
			}
		}
		doc = append(doc, ']', ',')
		if len(doc) <= limit {
			continue
		}
		if len(doc)-start >= limit {
			return nil, fmt.Errorf("mysql: %w: one record is longer than a packet", storage.ErrTooLarge)
		}
		rest := append(append(make([]byte, 0, cap(doc)), '['), doc[start:]...)
		list = append(list, ended(doc[:start]))
		doc = rest
	}
	return append(list, ended(doc)), nil
}

// ended ends a document of at least one element, each with a comma after it.
func ended(doc []byte) []byte {
	doc[len(doc)-1] = ']'
	return doc
}

// indexable decides what happens to a text that an index cannot hold, because a
// server out of strict mode would cut it off without a word: a key is refused,
// and with it the whole set. A text derived for lists is cut.
func indexable(c sqlstore.Column, v any) (any, error) {
	text, ok := v.(string)
	switch {
	case !ok || !c.Indexed || len(text) <= maxIndexed:
		return v, nil
	case c.Derived:
		return cut(text), nil
	}
	return nil, fmt.Errorf("%w: %s is longer than %d bytes", storage.ErrMalformed, c.Name, maxIndexed)
}

// cut returns the longest start of a text that an index holds.
func cut(text string) string {
	end := maxIndexed
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// array writes values as a JSON array.
func array(values []any, limit int) ([]byte, error) {
	doc := make([]byte, 0, len(values)*35+2)
	doc = append(doc, '[')
	for i, v := range values {
		if i > 0 {
			doc = append(doc, ',')
		}
		var err error
		if doc, err = appendValue(doc, v); err != nil {
			return nil, err
		}
	}
	if len(doc) >= limit {
		return nil, fmt.Errorf("mysql: %w: so many names are longer than a packet", storage.ErrTooLarge)
	}
	return append(doc, ']'), nil
}

func appendValue(doc []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(doc, "null"...), nil
	case []byte:
		doc = append(doc, '"')
		doc = hex.AppendEncode(doc, v)
		return append(doc, '"'), nil
	case string:
		return appendJSON(doc, v), nil
	case int64:
		return strconv.AppendInt(doc, v, 10), nil
	case bool:
		if v {
			return append(doc, '1'), nil
		}
		return append(doc, '0'), nil
	}
	return nil, fmt.Errorf("mysql: no column holds %T", v)
}

// appendJSON appends a text as JSON in ASCII, which means the same in every
// character set that a connection may have.
func appendJSON(doc []byte, text string) []byte {
	doc = append(doc, '"')
	for i, r := range text {
		switch {
		case r == '"' || r == '\\':
			doc = append(doc, '\\', byte(r))
		case ' ' <= r && r < utf8.RuneSelf:
			doc = append(doc, text[i])
		case r <= 0xFFFF:
			doc = appendUnit(doc, r)
		default:
			high, low := utf16.EncodeRune(r)
			doc = appendUnit(appendUnit(doc, high), low)
		}
	}
	return append(doc, '"')
}

// appendUnit appends one unit of UTF-16.
func appendUnit(doc []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(doc, '\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}

// jsonType is the type as which JSON_TABLE reads a value.
func jsonType(t sqlstore.ColumnType) string {
	switch t {
	case sqlstore.TypeID:
		return "CHAR(32)"
	case sqlstore.TypeInt, sqlstore.TypeTime, sqlstore.TypeBool:
		return "BIGINT"
	}
	return "LONGTEXT CHARACTER SET utf8mb4"
}

// element is the value of a column of JSON_TABLE named v.
func element(t sqlstore.ColumnType) string {
	if t == sqlstore.TypeID {
		return "UNHEX(v)"
	}
	return "v"
}
