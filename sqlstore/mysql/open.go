// Package mysql keeps the records of Muster in MySQL 8.0.17, MariaDB 10.6, what
// comes after them, and in clusters that speak their language, with the driver
// go-sql-driver/mysql.
//
//	st, err := mysql.Open(ctx, "muster:secret@tcp(db.example.org)/events")
//	…
//	defer st.Close()
//	err = st.Migrate(ctx)
//
// An embedder that has a pool already passes it to [New].
package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
)

// Store is a [sqlstore.Store] together with its database.
type Store struct {
	*sqlstore.Store
	db    *sql.DB
	owned bool // opened here, and closed with the store
}

// New returns a store on a pool that the caller opened and will close. It does
// not touch the database. Nothing depends on the settings of the pool's
// connections. On a pool of TiDB, make the store with sqlstore.New and [TiDB]
// instead.
func New(db *sql.DB, opts ...sqlstore.Option) (*Store, error) {
	st, err := sqlstore.New(db, Dialect(), opts...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db}, nil
}

// Open returns a store on a pool of its own. The data source name is that of
// go-sql-driver/mysql; for a cluster there is [Connector]. The tables are
// created by [Store.Migrate]. It fails when the server does not answer while
// ctx lasts, or is too old.
func Open(ctx context.Context, dsn string, opts ...sqlstore.Option) (*Store, error) {
	c, err := Connector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	// Opening a connection costs more than most calls; database/sql would keep
	// two. Servers and what is on the way to them close those that are old.
	db.SetMaxIdleConns(maxConns)
	db.SetMaxOpenConns(maxConns)
	db.SetConnMaxIdleTime(maxIdle)
	st, err := open(ctx, db, opts)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return st, nil
}

// What Open sets for a pool. DB lets the caller set something else.
const (
	maxConns = 32
	maxIdle  = 3 * time.Minute
)

func open(ctx context.Context, db *sql.DB, opts []sqlstore.Option) (*Store, error) {
	version, err := versionOf(ctx, db)
	if err != nil {
		return nil, err
	}
	var packet int
	if err := db.QueryRowContext(ctx, "SELECT @@max_allowed_packet").Scan(&packet); err != nil {
		return nil, fmt.Errorf("mysql: open: %w", err)
	}
	known := dialect{limit: min(packet-packet/16, maxDocument)}
	var d sqlstore.Dialect = known
	if strings.Contains(version, "TiDB") {
		d = tidb{known}
	}
	st, err := sqlstore.New(db, d, opts...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db, owned: true}, nil
}

// DB returns the database, for statements of the embedder's own and for
// transactions to pass to In.
func (s *Store) DB() *sql.DB { return s.db }

// Migrate creates the tables or upgrades them to the version that this program
// was built with. Any number of processes may call it at once. It fails with
// migrate.ErrNewer, and changes nothing, when a later version of the library
// has upgraded them further. DDL is not transactional here: when it fails half
// way, calling it again goes on from there.
func (s *Store) Migrate(ctx context.Context) error {
	if _, err := versionOf(ctx, s.db); err != nil {
		return err
	}
	return migrate.Up(ctx, s.db, Dialect(), migrate.WithTablePrefix(s.TablePrefix()))
}

// Close gives up the statements that the store keeps prepared, and closes the
// database if Open opened it. Calls in progress fail then; what was committed
// stays.
func (s *Store) Close() error {
	err := s.Store.Close()
	if s.owned {
		err = errors.Join(err, s.db.Close())
	}
	return err
}

// versionOf returns the server's version, unless it is too old.
func versionOf(ctx context.Context, db *sql.DB) (version string, err error) {
	if err := db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return "", fmt.Errorf("mysql: open: %w", err)
	}
	if !supported(version) {
		return "", fmt.Errorf("mysql: server version %s; MySQL 8.0.17, MariaDB 10.6 or TiDB 8 is needed", version)
	}
	return version, nil
}
