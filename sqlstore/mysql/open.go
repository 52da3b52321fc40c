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
	tidb  bool
}

// Option configures [Open], [OpenCluster] and [New].
type Option func(*options)

type options struct {
	tidb  bool
	store []sqlstore.Option
}

// OnTiDB says that the pool of [New] is connected to TiDB, see [TiDB]. [Open] finds
// that out by itself.
func OnTiDB() Option { return func(o *options) { o.tidb = true } }

// WithTablePrefix is [sqlstore.WithTablePrefix].
func WithTablePrefix(prefix string) Option {
	return func(o *options) { o.store = append(o.store, sqlstore.WithTablePrefix(prefix)) }
}

// WithOutbox is [sqlstore.WithOutbox].
func WithOutbox() Option {
	return func(o *options) { o.store = append(o.store, sqlstore.WithOutbox()) }
}

// WithReconnect is [sqlstore.WithReconnect].
func WithReconnect(budget time.Duration) Option {
	return func(o *options) { o.store = append(o.store, sqlstore.WithReconnect(budget)) }
}

func collect(opts []Option) (o options) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// New returns a store on a pool that the caller opened and will close. It does
// not touch the database, which is MySQL 8.0.17, MariaDB 10.6 or later, or TiDB 8
// with [OnTiDB], and takes packets of 16 MiB. Call [Store.Migrate] before anything
// else, or [Store.Check] where another tool makes the tables: without them every
// call fails with a *[sqlstore.Error] of the code "mysql 1146". New fails when the
// prefix is malformed.
//
// Of the settings of the pool's connections, these have to be what servers have
// unless they are told otherwise, since no statement fails by them and what it does
// is something else: autocommit, foreign_key_checks, unique_checks and
// completion_type; sql_select_limit, which would cut lists off; max_sort_length, of
// 1,024 or more; and an isolation level other than READ UNCOMMITTED. Migrate and
// Check look at one connection, so let all of a pool have the same settings.
// With sql_safe_updates or a small max_join_size, statements fail, with the codes
// "mysql 1175" and "mysql 1104". The time zone, the character set, the SQL mode and
// the parameters of the driver may be anything. A pool that is made from a
// [Connector] has what it needs.
func New(db *sql.DB, opts ...Option) (*Store, error) {
	o := collect(opts)
	d := Dialect()
	if o.tidb {
		d = TiDB()
	}
	st, err := sqlstore.New(db, d, o.store...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db, tidb: o.tidb}, nil
}

// Open returns a store on a pool of its own, of at most 32 connections unless the
// caller has [Store.DB] take more. A data source name is that of
// go-sql-driver/mysql; for a cluster there is [OpenCluster]. Open asks the
// server what it is, how large its packets may be, and for what [Store.Check] looks
// at. Call [Store.Migrate], which makes the tables, before anything else: without
// them every call fails with a *[sqlstore.Error] of the code "mysql 1146".
//
// It fails when no server answers while ctx lasts, when it is too old, when the data
// source name sets what Check refuses, and when the table prefix is malformed.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	return OpenCluster(ctx, []string{dsn}, opts...)
}

// OpenCluster is [Open] for a cluster of several nodes, see [Connector]. A call
// goes on with another node when one does not answer, or takes no writes any more,
// for as long as [WithReconnect] says.
func OpenCluster(ctx context.Context, dsns []string, opts ...Option) (*Store, error) {
	c, err := Connector(dsns...)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	// Opening a connection costs more than most calls; database/sql would keep
	// two. Servers and what is on the way to them close those that are old.
	db.SetMaxIdleConns(maxConns)
	db.SetMaxOpenConns(maxConns)
	db.SetConnMaxIdleTime(maxIdle)
	st, err := open(ctx, db, collect(opts))
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

func open(ctx context.Context, db *sql.DB, o options) (*Store, error) {
	version, packet, err := ask(ctx, db)
	if err != nil {
		return nil, err
	}
	if err := checkSettings(ctx, db); err != nil {
		return nil, err
	}
	known := dialect{limit: min(packet-packet/16, maxDocument)}
	var d sqlstore.Dialect = known
	o.tidb = isTiDB(version)
	if o.tidb {
		d = tidb{known}
	}
	st, err := sqlstore.New(db, d, o.store...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db, owned: true, tidb: o.tidb}, nil
}

// DB returns the database, for statements of the embedder's own and for
// transactions to pass to In.
func (s *Store) DB() *sql.DB { return s.db }

// Check reports why the store cannot be relied on: the server is too old, it is
// TiDB and [New] was not told so, or one connection of the pool has a setting that
// changes what statements do without a word, see New. [Store.Migrate] begins with
// it; it is for programs whose tables another tool makes.
func (s *Store) Check(ctx context.Context) error {
	version, _, err := ask(ctx, s.db)
	if err != nil {
		return err
	}
	switch has := isTiDB(version); {
	case has && !s.tidb:
		return fmt.Errorf("mysql: server version %s; New needs OnTiDB for it", version)
	case s.tidb && !has:
		return fmt.Errorf("mysql: server version %s; OnTiDB is not for it", version)
	}
	return checkSettings(ctx, s.db)
}

// Migrate creates the tables or upgrades them to the version that this program
// was built with. Any number of processes may call it at once. It fails, and changes
// nothing, when [Store.Check] does, and with migrate.ErrNewer when a later version of
// the library has upgraded them further. DDL is not transactional here: when it fails
// half way, calling it again goes on from there.
func (s *Store) Migrate(ctx context.Context) error {
	if err := s.Check(ctx); err != nil {
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

// ask returns the server's version, unless it is too old, and the length of the
// packets that it takes.
func ask(ctx context.Context, db *sql.DB) (version string, packet int, err error) {
	// Its own limit stands in for sql_select_limit.
	if err := db.QueryRowContext(ctx, "SELECT VERSION(), @@max_allowed_packet LIMIT 1").Scan(&version, &packet); err != nil {
		return "", 0, fmt.Errorf("mysql: version of the server: %w", err)
	}
	if !supported(version) {
		return "", 0, fmt.Errorf("mysql: server version %s; MySQL 8.0.17, MariaDB 10.6 or TiDB 8 is needed", version)
	}
	return version, packet, nil
}

func isTiDB(version string) bool { return strings.Contains(version, "TiDB") }
