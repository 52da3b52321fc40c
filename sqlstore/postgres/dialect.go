package postgres

import (
	"context"
	"database/sql/driver"
	"embed"
	"errors"
	"io"
	"io/fs"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/muster-go/muster/sqlstore"
)

//go:embed templates/*.sql migrations/*.sql
var files embed.FS

// Dialect returns the dialect of PostgreSQL, for sqlstore.Migrations and for a
// migration tool.
func Dialect() sqlstore.Dialect { return dialect{} }

type dialect struct {
	// wrapped says that the pool's driver is not pgx itself, which can be told how
	// to send a statement: one that wraps it may take that for a parameter.
	wrapped bool
}

var (
	_ sqlstore.Networked = dialect{}
	_ sqlstore.Preparing = dialect{}
)

func (dialect) Name() string { return "postgres" }

func (dialect) Templates() fs.FS { return sub("templates") }

func (dialect) Migrations() fs.FS { return sub("migrations") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a malformed name
	}
	return f
}

// Pack makes an array of each column: one statement takes all rows. unnest fills
// up with NULL what is missing at the end of an array, which therefore ends with
// the last value: many columns have none, and cost nothing.
func (dialect) Pack(columns []sqlstore.Column, rows [][]any) ([][]any, error) {
	params := make([]any, 1, len(columns)+1)
	params[0] = rows[0][0]
	for i, c := range columns {
		n := len(rows)
		for n > 0 && rows[n-1][i+1] == nil {
			n--
		}
		gaps := c.Type == sqlstore.TypeText && slices.ContainsFunc(rows[:n], func(row []any) bool { return row[i+1] == nil })
		params = append(params, &array{of: c.Type, len: n, at: func(row int) any { return rows[row][i+1] }, gaps: gaps})
	}
	return [][]any{params}, nil
}

func (dialect) Array(t sqlstore.ColumnType, values []any) (any, error) {
	return &array{of: t, len: len(values), at: func(i int) any { return values[i] }}, nil
}

func (dialect) Value(t sqlstore.ColumnType, v any) any {
	switch v := v.(type) {
	case []byte:
		return (*id)(v)
	case int64:
		if t == sqlstore.TypeTime {
			return time.UnixMicro(v).UTC()
		}
	}
	return v
}

func (dialect) Placeholder(n int) string { return "$" + strconv.Itoa(n) }

func (dialect) Member(column string, t sqlstore.ColumnType, param string) string {
	return column + " = ANY(" + param + "::" + typeNames[t] + "[])"
}

var typeNames = map[sqlstore.ColumnType]string{
	sqlstore.TypeID: "uuid", sqlstore.TypeText: "text", sqlstore.TypeInt: "bigint",
	sqlstore.TypeBool: "boolean", sqlstore.TypeTime: "timestamptz", sqlstore.TypeJSON: "json",
}

func (dialect) Like(text, param, pattern string) (string, any) {
	return text + " LIKE " + param, strings.NewReplacer(`\`, `\\`, "_", `\_`).Replace(pattern)
}

func (dialect) NoIndex(column string) string { return column }

func (dialect) TextUnder(column, key, param string) (string, any) {
	return "(" + column + " ->> " + param + `::text) COLLATE "C"`, key
}

// Conflict implements sqlstore.Dialect.
func (d dialect) Conflict(err error) bool {
	switch d.Code(err) {
	case "23505", "23503", "23001", // unique key, foreign key, its RESTRICT
		"40001", "40P01", "55P03", // serialization, deadlock, lock not to be had
		"42P06", "42P07", "42710": // CREATE … IF NOT EXISTS, where somebody else creates it as well
		return true
	}
	return false
}

func (dialect) RowValues() bool { return true }

func (dialect) OneWriter() bool { return false }

// TooLarge takes class 54, a limit of the server, for too much at once. A text
// that no index can hold is among them: it is refused alone as well.
func (d dialect) TooLarge(err error) bool { return strings.HasPrefix(d.Code(err), "54") }

// Code returns the SQLSTATE, or the setting under which the server was not asked.
func (dialect) Code(err error) string {
	if errors.Is(err, errArrayNulls) {
		return "array_nulls=off"
	}
	if errors.Is(err, pgx.ErrTxCommitRollback) {
		return "25P02" // what the server said before, and COMMIT did not
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Lost implements sqlstore.Networked.
func (d dialect) Lost(err error) bool {
	switch code := d.Code(err); {
	case strings.HasPrefix(code, "08"), // connection
		slices.Contains([]string{
			"57P01", "57P02", "57P03", "57P05", // stopped, crashed, starting, idle for too long
			"25006", "25P03", // a standby, which only reads; a transaction idle for too long
			"53300", // no connection is free
			"40003", // not known whether it was executed
		}, code):
		return true
	case code != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return false
	}
	var refused *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &refused) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// many is from how many elements of an array on a statement is planned anew. It
// takes the server a millisecond.
const many = 1000

// Arguments implements sqlstore.Preparing. pgx prepares every text and keeps it,
// in the way that the connection's settings ask for. A prepared statement is
// given a plan for any parameters, made for arrays of ten elements: while the
// server has no statistics it may compare every row with every element. One that
// looks for many rows is therefore planned for these, without another round trip.
func (d dialect) Arguments(text string, params []any) []any {
	if d.wrapped {
		return params
	}
	planned := !strings.HasPrefix(text, "INSERT")
	gaps := false
	for _, p := range params {
		a, ok := p.(*array)
		if ok && planned && a.len >= many {
			return append([]any{pgx.QueryExecModeCacheDescribe}, params...) // which sends the binary form
		}
		gaps = gaps || ok && a.gaps
	}
	if gaps {
		return append([]any{readsNull{}}, params...)
	}
	return params
}

func (dialect) SkipLocked(string) (hint, end string) { return "", " FOR UPDATE OF e SKIP LOCKED" }

// Taken implements sqlstore.Keyed.
func (d dialect) Taken(err error) bool { return d.Code(err) == "23505" }
