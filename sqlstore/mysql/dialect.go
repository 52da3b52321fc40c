package mysql

import (
	"database/sql/driver"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/muster-go/muster/sqlstore"
)

//go:embed templates/*.sql templates/tidb/*.sql migrations/*.sql
var files embed.FS

// Dialect returns the dialect of MySQL and MariaDB, for an embedder that opens
// the database itself and makes the store with sqlstore.New; what its connections
// have to be set to, [New] says. It does not matter what they have for parseTime,
// loc, charset, clientFoundRows and interpolateParams, nor the time zone and the SQL
// mode of the session. It assumes that the server accepts packets of 16 MiB; [Open]
// asks.
func Dialect() sqlstore.Dialect { return dialect{limit: maxDocument} }

type dialect struct {
	limit int // length in bytes of a document
}

func (dialect) Name() string { return "mysql" }

func (dialect) Templates() fs.FS { return sub("templates") }

func (dialect) Migrations() fs.FS { return sub("migrations") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a malformed name
	}
	return f
}

// Pack sends all rows as one document, before the number of their scope. Only
// what does not fit into a packet is divided.
func (d dialect) Pack(columns []sqlstore.Column, rows [][]any) ([][]any, error) {
	docs, err := documents(columns, rows, d.limit)
	if err != nil {
		return nil, err
	}
	lists := make([][]any, len(docs))
	for i, doc := range docs {
		lists[i] = []any{doc, rows[0][0]}
	}
	return lists, nil
}

// Array writes JSON.
func (d dialect) Array(_ sqlstore.ColumnType, values []any) (any, error) {
	return array(values, d.limit)
}

// Value sends texts as bytes, which no character set of the connection changes.
func (dialect) Value(_ sqlstore.ColumnType, v any) any {
	if text, ok := v.(string); ok {
		return []byte(text)
	}
	return v
}

func (dialect) Placeholder(int) string { return "?" }

func (dialect) Member(column string, t sqlstore.ColumnType, param string) string {
	return column + " IN (SELECT " + element(t) + " FROM JSON_TABLE(CONVERT(" + param + " USING utf8mb4), '$[*]' COLUMNS (v " + jsonType(t) + " PATH '$' ERROR ON ERROR)) j)"
}

// Like escapes by a character that the SQL mode does not give a meaning.
func (dialect) Like(text, param, pattern string) (string, any) {
	escaped := strings.NewReplacer("!", "!!", "_", "!_").Replace(pattern)
	return text + " LIKE " + param + " ESCAPE '!'", []byte(escaped)
}

func (dialect) NoIndex(column string) string { return column }

// TextUnder binds a path, in hexadecimal, which no character set changes. In its
// quotes stands the key, so that no character of it is special. MariaDB finds it
// only when it is written there as in the document: in JSON if it has to be
// escaped, otherwise as it is.
func (dialect) TextUnder(column, key, param string) (string, any) {
	path := []byte(`$."` + key + `"`)
	if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
		quoted, _ := json.Marshal(key) // a text has a JSON form
		path = append([]byte("$."), quoted...)
	}
	return "CAST(JSON_UNQUOTE(JSON_EXTRACT(CONVERT(" + column + " USING utf8mb4), CONVERT(UNHEX(" + param + ") USING utf8mb4))) AS BINARY)", hex.EncodeToString(path)
}

func (dialect) RowValues() bool { return false }

func (dialect) OneWriter() bool { return false }

// What servers say when they did nothing because of others.
const (
	recordHasChanged = 1020 // MariaDB, under innodb_snapshot_isolation
	duplicateEntry   = 1062
	lockWaitTimeout  = 1205
	deadlock         = 1213 // also Galera's, when another node was faster
	parentHasRows    = 1451
	parentIsMissing  = 1452
	rolledBack       = 3101 // group replication, when another member was faster
)

// Conflict implements sqlstore.Dialect.
func (dialect) Conflict(err error) bool {
	switch number(err) {
	case recordHasChanged, duplicateEntry, lockWaitTimeout, deadlock, parentHasRows, parentIsMissing, rolledBack:
		return true
	}
	return false
}

// What servers say of a packet that is too large.
const (
	unknownError   = 1105 // of a parameter, and of whatever has no number of its own
	packetTooLarge = 1153
)

// TooLarge implements sqlstore.Dialect.
func (dialect) TooLarge(err error) bool {
	return number(err) == packetTooLarge || ofParameter(err) || errors.Is(err, mysql.ErrPktTooLarge)
}

// ofParameter reports whether a server refused the parameter of a prepared
// statement for its length. Nothing but the text tells this from other unknown
// errors, and it is the same in every language of a server's texts.
func ofParameter(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && e.Number == unknownError && strings.Contains(e.Message, "mysql_send_long_data")
}

// What servers say when they are not at work, or only read.
const (
	tooManyConnections = 1040
	notInCluster       = 1047 // Galera, without a majority
	shuttingDown       = 1053
	errorInCommit      = 1180 // Galera, which lost the majority meanwhile
	readOnlyOption     = 1290
	readOnlyMode       = 1836
	readOnlySession    = 1792
	connectionKilled   = 1927
	noServer           = 9001 // ProxySQL's own, when none of its servers takes connections
)

// Lost implements sqlstore.Networked. Numbers from 2000 to 2999 are those of a
// client: a proxy passes on with them what became of its own connection to the
// server. An unknown error says nothing of what was done; Vitess, for example, says
// it of a server that is gone.
func (dialect) Lost(err error) bool {
	switch n := number(err); n {
	case tooManyConnections, notInCluster, shuttingDown, errorInCommit, readOnlyOption, readOnlyMode, readOnlySession, connectionKilled, noServer:
		return true
	case unknownError:
		return !ofParameter(err)
	default:
		if 2000 <= n && n < 3000 {
			return true
		}
	}
	var broken net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &broken)
}

// SkipLocked implements sqlstore.Networked.
func (dialect) SkipLocked(index string) (hint, end string) {
	return " FORCE INDEX (" + index + ")", " FOR UPDATE SKIP LOCKED"
}

// Code implements sqlstore.Dialect.
func (dialect) Code(err error) string {
	if n := number(err); n != 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// number returns the server's number of an error, 0 when it is not the server's.
func number(err error) int {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return int(e.Number)
	}
	return 0
}

// Taken implements sqlstore.Keyed.
func (dialect) Taken(err error) bool { return number(err) == duplicateEntry }

// CommitStatement implements sqlstore.Committing.
func (dialect) CommitStatement() string { return "COMMIT" }
