package sqlite

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/muster-go/muster/sqlstore"
)

//go:embed templates/*.sql migrations/*.sql
var files embed.FS

// Dialect returns the dialect of SQLite, for an embedder that opens the
// database itself and makes the store with sqlstore.New. Such a database must
// have foreign keys switched on and a busy timeout, and should be in WAL mode
// with transactions that begin immediate, as [Open] arranges it: otherwise two
// writers can be in each other's way without waiting.
func Dialect() sqlstore.Dialect { return dialect{} }

type dialect struct{}

func (dialect) Name() string { return "sqlite" }

func (dialect) Templates() fs.FS { return sub("templates") }

func (dialect) Migrations() fs.FS { return sub("migrations") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a malformed name
	}
	return f
}

// Pack executes the statement for each row. With a prepared statement in the
// same process that is faster than any statement that takes all rows at once.
func (dialect) Pack(_ []sqlstore.Column, rows [][]any) ([][]any, error) { return rows, nil }

// Array writes JSON, with IDs in hexadecimal.
func (dialect) Array(t sqlstore.ColumnType, values []any) (any, error) {
	if t != sqlstore.TypeID {
		data, err := json.Marshal(values)
		return string(data), err
	}
	list := make([]byte, 0, len(values)*35+2)
	list = append(list, '[')
	for i, v := range values {
		id, ok := v.([]byte)
		if !ok {
			return nil, fmt.Errorf("sqlite: %T is not an ID", v)
		}
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, '"')
		list = hex.AppendEncode(list, id)
		list = append(list, '"')
	}
	return string(append(list, ']')), nil
}

func (dialect) Value(_ sqlstore.ColumnType, v any) any { return v }

func (dialect) Placeholder(n int) string { return "?" + strconv.Itoa(n) }

func (dialect) Member(column string, t sqlstore.ColumnType, param string) string {
	if t == sqlstore.TypeID {
		return column + " IN (SELECT unhex(value) FROM json_each(" + param + "))"
	}
	return column + " IN (SELECT value FROM json_each(" + param + "))"
}

// Like uses GLOB, which compares bytes; LIKE takes a and A for the same.
func (dialect) Like(text, param, pattern string) (string, any) {
	glob := strings.NewReplacer("%", "*", "*", "[*]", "?", "[?]", "[", "[[]").Replace(pattern)
	return text + " GLOB " + param, glob
}

func (dialect) NoIndex(column string) string { return "+" + column }

// TextUnder binds a path. In its quotes stands the key as JSON writes it, so
// that no character of the key is special.
func (dialect) TextUnder(column, key, param string) (string, any) {
	label, err := json.Marshal(key)
	if err != nil {
		panic(err) // a string has a JSON form
	}
	return column + " ->> " + param, "$." + string(label)
}

// Conflict implements sqlstore.Dialect. A database that stayed locked for the
// whole of the busy timeout is a conflict with whoever held the lock.
func (dialect) Conflict(err error) bool {
	code, ok := codeOf(err)
	if !ok {
		return false
	}
	switch code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID,
		lib.SQLITE_CONSTRAINT_FOREIGNKEY, lib.SQLITE_CONSTRAINT_TRIGGER: // RESTRICT reports itself as a trigger
		return true
	}
	return code&0xff == lib.SQLITE_BUSY || code&0xff == lib.SQLITE_LOCKED
}

func (dialect) RowValues() bool { return true }

func (dialect) OneWriter() bool { return true }

func (dialect) TooLarge(err error) bool {
	code, ok := codeOf(err)
	return ok && code&0xff == lib.SQLITE_TOOBIG
}

func (dialect) Code(err error) string {
	if code, ok := codeOf(err); ok {
		return strconv.Itoa(code)
	}
	return ""
}

// Taken implements sqlstore.Keyed.
func (dialect) Taken(err error) bool {
	code, _ := codeOf(err)
	return code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}

func codeOf(err error) (int, bool) {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code(), true
	}
	return 0, false
}
