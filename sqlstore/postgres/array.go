package postgres

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/muster-go/muster/sqlstore"
)

// array is a parameter of many values. It reads them where they are: pgx encodes
// it in the binary form, and whatever else stands between sqlstore and the server
// gets its text.
type array struct {
	of  sqlstore.ColumnType
	len int
	at  func(i int) any
	// gaps says that some texts are empty, which in an array's text is NULL without
	// quotes: the server may be told to take that for a word, see readsNull.
	gaps bool
}

// Dimensions implements [pgtype.ArrayGetter].
func (a *array) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(a.len), LowerBound: 1}}
}

// Index implements [pgtype.ArrayGetter].
func (a *array) Index(i int) any {
	v := a.at(i)
	if n, ok := v.(int64); ok && a.of == sqlstore.TypeTime {
		return micros(n)
	}
	if b, ok := v.([]byte); ok {
		return (*id)(b)
	}
	return v
}

// IndexType implements [pgtype.ArrayGetter].
func (a *array) IndexType() any {
	switch a.of {
	case sqlstore.TypeID:
		return &id{}
	case sqlstore.TypeInt:
		return int64(0)
	case sqlstore.TypeBool:
		return false
	case sqlstore.TypeTime:
		return micros(0)
	}
	return ""
}

// Value implements [driver.Valuer].
func (a *array) Value() (driver.Value, error) {
	text := []byte{'{'}
	for i := range a.len {
		if i > 0 {
			text = append(text, ',')
		}
		switch v := a.Index(i).(type) {
		case nil:
			text = append(text, "NULL"...)
		case string:
			text = appendQuoted(text, v)
		case int64:
			text = strconv.AppendInt(text, v, 10)
		case bool:
			text = strconv.AppendBool(text, v)
		case micros:
			text = appendQuoted(text, v.text())
		case *id:
			text = hex.AppendEncode(text, v[:])
		default:
			return nil, fmt.Errorf("postgres: %T in an array", v)
		}
	}
	return string(append(text, '}')), nil
}

func appendQuoted(text []byte, s string) []byte {
	text = append(text, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			text = append(text, '\\')
		}
		text = append(text, s[i])
	}
	return append(text, '"')
}

// errArrayNulls says that the server would store "NULL" in place of nothing.
var errArrayNulls = errors.New("array_nulls is off, and arrays are sent as text")

// readsNull keeps texts with gaps from a connection that sends arrays as text to
// a server with array_nulls=off. Arrays of other types fail there by themselves.
// Each connection of a pool is asked when it first sends some, as they may differ;
// those that send the binary form are not.
type readsNull struct{}

// RewriteQuery implements [pgx.QueryRewriter]. It changes nothing.
func (readsNull) RewriteQuery(ctx context.Context, conn *pgx.Conn, text string, args []any) (string, []any, error) {
	const asked = "github.com/muster-go/muster array_nulls"
	data := conn.PgConn().CustomData()
	reads, ok := data[asked].(bool)
	if !ok {
		reads = true
		if sendsText(conn.Config().DefaultQueryExecMode) {
			var setting string
			if err := conn.QueryRow(ctx, "SHOW array_nulls").Scan(&setting); err != nil {
				return "", nil, err
			}
			reads = setting == "on"
		}
		data[asked] = reads
	}
	if !reads {
		return "", nil, errArrayNulls
	}
	return text, args, nil
}

// sendsText reports whether pgx sends parameters as text in this mode.
func sendsText(mode pgx.QueryExecMode) bool {
	return mode == pgx.QueryExecModeExec || mode == pgx.QueryExecModeSimpleProtocol
}

// id is a UUID.
type id [16]byte

// UUIDValue implements [pgtype.UUIDValuer].
func (v *id) UUIDValue() (pgtype.UUID, error) { return pgtype.UUID{Bytes: *v, Valid: true}, nil }

// Value implements [driver.Valuer].
func (v *id) Value() (driver.Value, error) { return hex.EncodeToString(v[:]), nil }

// micros is a time, in microseconds since 1970 UTC.
type micros int64

// TimestamptzValue implements [pgtype.TimestamptzValuer].
func (v micros) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: time.UnixMicro(int64(v)).UTC(), Valid: true}, nil
}

// text is the time as the server reads it, whatever its DateStyle is. Years
// before the first are counted from it and marked.
func (v micros) text() string {
	t := time.UnixMicro(int64(v)).UTC()
	year, era := t.Year(), ""
	if year < 1 {
		year, era = 1-year, " BC"
	}
	return fmt.Sprintf("%04d-%s+00%s", year, t.Format("01-02 15:04:05.000000"), era)
}
