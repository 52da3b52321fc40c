package sqlstore

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/muster-go/muster/storage"
)

// cell is the place of one column in one record: it reads what the driver
// hands over, in any of the types that drivers use for it, and gives the value
// to write, nil when the place is empty.
type cell interface {
	sql.Scanner
	value() (any, error)
	columnType() ColumnType
}

// Each cell is the record's own field under another type, so that reading and
// writing a row copies nothing.
type (
	idCell          storage.ID
	textCell        string
	intCell         int64
	int32Cell       int32
	kindCell        uint8
	boolCell        bool
	timeCell        time.Time
	customCell      map[string]storage.Value
	listCell[T any] []T
	rawCell         json.RawMessage
	wasCell         storage.Attendee
)

func (c *idCell) columnType() ColumnType { return TypeID }

func (c *idCell) value() (any, error) {
	if *c == (idCell{}) {
		return nil, nil
	}
	return c[:], nil
}

func (c *idCell) Scan(src any) error {
	*c = idCell{}
	switch v := src.(type) {
	case nil:
		return nil
	case []byte:
		if len(v) == len(c) {
			copy(c[:], v)
			return nil
		}
		return (*storage.ID)(c).UnmarshalText(v)
	case [16]byte:
		*c = v
		return nil
	case string:
		return (*storage.ID)(c).UnmarshalText([]byte(v))
	}
	return misread("ID", src)
}

func (c *textCell) columnType() ColumnType { return TypeText }

func (c *textCell) value() (any, error) {
	if *c == "" {
		return nil, nil
	}
	return string(*c), nil
}

func (c *textCell) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*c = ""
	case string:
		*c = textCell(v)
	case []byte:
		*c = textCell(v)
	default:
		return misread("text", src)
	}
	return nil
}

func (c *intCell) columnType() ColumnType { return TypeInt }
func (c *intCell) value() (any, error)    { return int64(*c), nil }
func (c *intCell) Scan(src any) error     { return scanInt((*int64)(c), src) }

func (c *int32Cell) columnType() ColumnType { return TypeInt }
func (c *int32Cell) value() (any, error)    { return int64(*c), nil }

func (c *int32Cell) Scan(src any) error {
	var n int64
	err := scanInt(&n, src)
	*c = int32Cell(n)
	return err
}

func (c *kindCell) columnType() ColumnType { return TypeInt }
func (c *kindCell) value() (any, error)    { return int64(*c), nil }

func (c *kindCell) Scan(src any) error {
	var n int64
	err := scanInt(&n, src)
	*c = kindCell(n)
	return err
}

func (c *boolCell) columnType() ColumnType { return TypeBool }
func (c *boolCell) value() (any, error)    { return bool(*c), nil }

func (c *boolCell) Scan(src any) error {
	if b, ok := src.(bool); ok {
		*c = boolCell(b)
		return nil
	}
	var n int64
	err := scanInt(&n, src)
	*c = n != 0
	return err
}

func (c *timeCell) columnType() ColumnType { return TypeTime }

func (c *timeCell) value() (any, error) {
	if t := time.Time(*c); !t.IsZero() {
		return t.UnixMicro(), nil
	}
	return nil, nil
}

func (c *timeCell) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*c = timeCell{}
		return nil
	case time.Time:
		*c = timeCell(v.UTC())
		return nil
	}
	var micro int64
	err := scanInt(&micro, src)
	*c = timeCell(time.UnixMicro(micro).UTC())
	return err
}

func (c *customCell) columnType() ColumnType { return TypeJSON }
func (c *customCell) value() (any, error)    { return encodeJSON(len(*c) == 0, *c) }
func (c *customCell) Scan(src any) error     { return decodeJSON(c, src) }

func (c *listCell[T]) columnType() ColumnType { return TypeJSON }
func (c *listCell[T]) value() (any, error)    { return encodeJSON(len(*c) == 0, *c) }
func (c *listCell[T]) Scan(src any) error     { return decodeJSON(c, src) }

func (c *wasCell) columnType() ColumnType { return TypeJSON }

func (c *wasCell) value() (any, error) {
	a := (*storage.Attendee)(c)
	return encodeJSON(false, snapshot{a, micros(a.CreatedAt), micros(a.UpdatedAt), micros(a.DeletedAt)})
}

func (c *wasCell) Scan(src any) error {
	var s snapshot
	if err := decodeJSON(&s, src); err != nil || s.Attendee == nil {
		return err
	}
	*c = wasCell(*s.Attendee)
	c.CreatedAt, c.UpdatedAt, c.DeletedAt = instant(s.CreatedAt), instant(s.UpdatedAt), instant(s.DeletedAt)
	return nil
}

// snapshot is an attendee as JSON. Its own fields stand in for those of the
// attendee with the same names: times are microseconds, as in every column,
// because JSON's form of a time ends with the year 9999.
type snapshot struct {
	*storage.Attendee
	CreatedAt *int64 `json:"created_at,omitempty"`
	UpdatedAt *int64 `json:"updated_at,omitempty"`
	DeletedAt *int64 `json:"deleted_at,omitempty"`
}

func micros(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	n := t.UnixMicro()
	return &n
}

func instant(micro *int64) time.Time {
	if micro == nil {
		return time.Time{}
	}
	return time.UnixMicro(*micro).UTC()
}

func (c *rawCell) columnType() ColumnType { return TypeJSON }

func (c *rawCell) value() (any, error) {
	if len(*c) == 0 {
		return nil, nil
	}
	return string(*c), nil
}

func (c *rawCell) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*c = nil
	case string:
		*c = rawCell(v)
	case []byte:
		*c = append(rawCell(nil), v...)
	default:
		return misread("JSON", src)
	}
	return nil
}

func scanInt(dst *int64, src any) (err error) {
	switch v := src.(type) {
	case int64:
		*dst = v
	case []byte:
		*dst, err = strconv.ParseInt(string(v), 10, 64)
	case string:
		*dst, err = strconv.ParseInt(v, 10, 64)
	default:
		err = misread("whole number", src)
	}
	return err
}

func encodeJSON(empty bool, v any) (any, error) {
	if empty {
		return nil, nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}

// appendJSON appends a text as JSON.
func appendJSON(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(text) // a text has a JSON form
			return append(dst, quoted...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

// decodeJSON replaces *dst, so that nothing of the row before it is left.
func decodeJSON[T any](dst *T, src any) error {
	var none T
	*dst = none
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), dst)
	case []byte:
		return json.Unmarshal(v, dst)
	}
	return misread("JSON", src)
}

// misread names types only: the value stays out of error texts.
func misread(want string, src any) error {
	return fmt.Errorf("sqlstore: the driver hands over %T for %s", src, want)
}

// scanAll reads the records of one kind from rows and closes them.
func scanAll[R any](rows *sql.Rows, k *kind[R], scope storage.Scope) (list []R, err error) {
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	var r R
	cells := make([]any, 0, len(k.columns))
	for _, c := range k.columns {
		if !c.Derived {
			cells = append(cells, c.cell(&r))
		}
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return nil, err
		}
		k.scoped(&r, scope)
		list = append(list, r)
	}
	return list, rows.Err()
}
