package mysql

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// maxIndexed is the length in bytes of the columns that an index holds. InnoDB
// takes 3,072 for all columns of one.
const maxIndexed = 3000

// document writes rows as a JSON array of arrays, without the scope. IDs are in
// hexadecimal.
//
// It decides what happens to a text that an index cannot hold, because a server
// out of strict mode would cut it off without a word: a key is refused, and so
// is the whole set. A text derived for lists is cut, as documented.
func document(columns []sqlstore.Column, rows [][]any) (string, error) {
	doc := make([]byte, 0, len(rows)*len(columns)*24+2)
	doc = append(doc, '[')
	for i, row := range rows {
		if i > 0 {
			doc = append(doc, ',')
		}
		doc = append(doc, '[')
		for j, c := range columns {
			if j > 0 {
				doc = append(doc, ',')
			}
			v := row[j+1]
			if text, ok := v.(string); ok && c.Indexed && len(text) > maxIndexed {
				if !c.Derived {
					return "", fmt.Errorf("%w: %s is longer than %d bytes", storage.ErrMalformed, c.Name, maxIndexed)
				}
				v = cut(text)
			}
			var err error
			if doc, err = appendValue(doc, v); err != nil {
				return "", err
			}
		}
		doc = append(doc, ']')
	}
	return string(append(doc, ']')), nil
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
func array(values []any) (string, error) {
	doc := make([]byte, 0, len(values)*35+2)
	doc = append(doc, '[')
	for i, v := range values {
		if i > 0 {
			doc = append(doc, ',')
		}
		var err error
		if doc, err = appendValue(doc, v); err != nil {
			return "", err
		}
	}
	return string(append(doc, ']')), nil
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

// appendJSON appends a text as JSON.
func appendJSON(doc []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(text) // a text has a JSON form
			return append(doc, quoted...)
		}
	}
	doc = append(doc, '"')
	doc = append(doc, text...)
	return append(doc, '"')
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
