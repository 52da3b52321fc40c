package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/muster-go/muster/internal/testserver"
)

// mariadbServer is the server of all contestants: one of its own, whose work is
// counted with theirs, or the one that the environment names.
var mariadbServer = sync.OnceValues(func() (s struct {
	dsn  string
	time func() time.Duration
}, err error,
) {
	s.time = func() time.Duration { return 0 }
	if s.dsn = os.Getenv(testserver.MariaDBVariable); s.dsn != "" {
		return s, nil
	}
	m, err := testserver.StartMariaDB()
	if err == nil {
		s.dsn, s.time = m.DSN(""), m.ProcessTime
	}
	return s, err
})

var mariadbDatabases atomic.Int64

// mariadbAdmin is a pool on a new database that is not what is measured: it
// asks the server how many statements there were.
type mariadbAdmin struct {
	*sql.DB
	dsn   string // of the database
	asked int64
}

func newMariaDB(tb testing.TB) *mariadbAdmin {
	tb.Helper()
	server, err := mariadbServer()
	testserver.Missing(tb, "mariadb", err)
	config, err := driver.ParseDSN(server.dsn)
	if err != nil {
		tb.Fatal(err)
	}
	admin, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		tb.Fatal(err)
	}
	config.DBName = fmt.Sprintf("bench_%d_%d", os.Getpid(), mariadbDatabases.Add(1))
	if _, err := admin.Exec("CREATE DATABASE " + config.DBName); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_, _ = admin.Exec("DROP DATABASE " + config.DBName)
		_ = admin.Close()
	})
	return &mariadbAdmin{DB: admin, dsn: config.FormatDSN()}
}

// counted returns how many statements the server got but for these questions.
func (a *mariadbAdmin) counted() int64 {
	a.asked++
	var name string
	var n int64
	if err := a.QueryRow("SHOW GLOBAL STATUS LIKE 'Questions'").Scan(&name, &n); err != nil {
		panic(err) // the tests would not pass
	}
	return n - a.asked
}

// settle brings statistics up to date.
func (a *mariadbAdmin) settle(ctx context.Context) error {
	config, err := driver.ParseDSN(a.dsn)
	if err != nil {
		return err
	}
	var tables sql.NullString
	err = a.QueryRowContext(ctx, "SELECT GROUP_CONCAT(CONCAT(table_schema, '.', table_name)) FROM information_schema.tables WHERE table_schema = ?", config.DBName).Scan(&tables)
	if err == nil {
		_, err = a.ExecContext(ctx, "ANALYZE TABLE "+tables.String)
	}
	return err
}

// mariadbTable is the table of a program that knows what it does: IDs of 16
// bytes, times as microseconds, texts in the order of their bytes.
const mariadbTable = `CREATE TABLE people (
	id BINARY(16) NOT NULL PRIMARY KEY, event_id BIGINT NOT NULL, version BIGINT NOT NULL, status VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
	code VARCHAR(255), user_id VARCHAR(255), external_id VARCHAR(255), email VARCHAR(255),
	first_name VARCHAR(255), last_name VARCHAR(255), middle_initial VARCHAR(255), suffix VARCHAR(255), title VARCHAR(255), company VARCHAR(255),
	preferred_name VARCHAR(255), mobile VARCHAR(255), role VARCHAR(255), currency VARCHAR(255),
	UNIQUE KEY code (event_id, code), UNIQUE KEY user_id (event_id, user_id), UNIQUE KEY external_id (event_id, external_id), UNIQUE KEY email (event_id, email)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`

// mariadbLists is what such a program adds to find people by the beginning and
// the end of an address and to page through them by name, address and time as
// quickly as Muster does.
const mariadbLists = `ALTER TABLE people
	ADD last_name_fold VARCHAR(255) AS (LOWER(last_name)) STORED,
	ADD email_fold VARCHAR(255) AS (LOWER(email)) STORED,
	ADD email_reversed VARCHAR(255) AS (REVERSE(LOWER(email))) STORED,
	ADD KEY created_at (event_id, created_at, id),
	ADD KEY last_name_fold (event_id, last_name_fold, id),
	ADD KEY email_fold (event_id, email_fold, id),
	ADD KEY email_reversed (event_id, email_reversed, id)`
