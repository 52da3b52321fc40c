package sqlstore

import "io/fs"

// Dialect is everything that differs between database servers. It holds no
// state and no connection. A dialect writes SQL; what is executed, in which
// order and what it means is decided here, once for all of them.
//
// Values reach a dialect in one form, whatever the server: see [ColumnType].
type Dialect interface {
	// Name is "sqlite", "postgres", "mysql" or another name without spaces, for
	// error texts and for the choice of a migration tool's own dialect: the
	// function Up of module migrate knows these three and fails for another one,
	// whose migrations are applied from [Migrations] with a tool of one's own.
	Name() string

	// Templates holds the statement shapes as text/template files, see [Shape].
	// update_same_keys.sql, load_one.sql, claim_event.sql, ack_event.sql,
	// count_inside.sql, count_uses.sql and add_up.sql may be missing, the others
	// may not.
	Templates() fs.FS

	// Migrations holds numbered SQL files in goose's format, in which
	// {{prefix}} stands for the prefix of every table. See [Migrations].
	Migrations() fs.FS

	// Pack turns rows into the parameters of a statement made from a row shape.
	// The statement is executed once for each list that Pack returns, and the
	// rows that it reached are added up: a database in the same process takes a
	// row at a time, a server takes all rows as one document or one array a
	// column. A row starts with the number of its scope, which is the same in
	// every row; the others are the values of columns. Pack may keep the rows.
	Pack(columns []Column, rows [][]any) ([][]any, error)

	// Array returns values as one parameter, of which Member and the list
	// shapes can read the elements.
	Array(t ColumnType, values []any) (any, error)

	// Value returns one value as a parameter of its own.
	Value(t ColumnType, v any) any

	// Placeholder names the parameter at position n, counted from 1.
	Placeholder(n int) string

	// Member is the condition that a column's value is an element of an array
	// parameter.
	Member(column string, t ColumnType, param string) string

	// Like is the condition that a text matches a pattern in which only % is
	// special and everything else is compared byte by byte, together with the
	// parameter that it needs.
	Like(text, param, pattern string) (condition string, arg any)

	// NoIndex is an expression for a column's value by which no index is
	// searched. A server that keeps statistics, and chooses between indexes by
	// them, returns the column itself.
	NoIndex(column string) string

	// TextUnder is the expression for the text under a key of the JSON object
	// in a column, NULL when there is none, compared byte by byte as text
	// columns are, together with the parameter that it needs. The key is any
	// text.
	TextUnder(column, key, param string) (text string, arg any)

	// Conflict reports whether the server refused a statement or a commit, and
	// did nothing, because of what others wrote: a unique or foreign key, a
	// serialization failure, a deadlock, a lock that was not to be had.
	Conflict(err error) bool

	// RowValues reports whether the server seeks (a, b) > (1, 2) in an index on
	// a and b. Otherwise lists spend a statement more on each page.
	RowValues() bool

	// OneWriter reports whether the database admits one writing transaction at
	// a time. A store then lets its own transactions queue up before they begin
	// instead of polling for the lock, and in the order in which they came.
	OneWriter() bool

	// TooLarge reports whether the server refused a statement for its size.
	TooLarge(err error) bool

	// Code returns the server's code for an error, "" when there is none. It
	// stands in error texts in place of the driver's message, which may quote
	// stored values.
	Code(err error) string
}

// Keyed is what a [Dialect] implements that can tell one conflict from the others.
type Keyed interface {
	// Taken reports whether the server refused a row because another has one of
	// its unique keys. Only then is a set tried again with its keys released, see
	// [Store.Apply]; without it, after any conflict.
	Taken(err error) bool
}

// ColumnType is the type of a column, and with it the Go type in which its
// values are handed to a [Dialect]. An empty value is nil for every type.
type ColumnType uint8

// The types of columns.
const (
	TypeID   ColumnType = iota + 1 // []byte of length 16
	TypeText                       // string, never empty
	TypeInt                        // int64
	TypeBool                       // bool
	TypeTime                       // int64, microseconds since 1970 UTC
	TypeJSON                       // string
)

// String is the name of the type, by which templates tell types apart.
func (t ColumnType) String() string {
	return [...]string{"none", "id", "text", "int", "bool", "time", "json"}[min(t, TypeJSON)]
}
