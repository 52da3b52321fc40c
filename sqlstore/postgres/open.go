// Package postgres keeps the records of Muster in a PostgreSQL database, of
// version 13 or later, with the driver pgx.
//
//	st, err := postgres.Open(ctx, "postgres://muster@db.example.org/events")
//	…
//	defer st.Close()
//	err = st.Migrate(ctx)
//
// Any number of processes may share a database.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
)

// Store is a [sqlstore.Store] together with its database.
type Store struct {
	*sqlstore.Store
	db     *sql.DB
	opened bool
	schema string
	// wrapped says that the driver is told nothing, see [New].
	wrapped bool
}

// Option configures [Open] and [New].
type Option func(*options)

type options struct {
	schema string
	store  []sqlstore.Option
}

// WithSchema puts the tables into a schema of their own, which [Store.Migrate]
// creates: every connection has it as its search path, and nothing else. It is
// for [Open], which fails unless the name is [a-z_][a-z0-9_]{0,62}, and when a
// proxy on the way keeps the search path from the server: set it there, with ALTER
// ROLE … IN DATABASE …, and leave the option out. The connections of [New] are the
// caller's, who sets search_path, and New refuses the option.
func WithSchema(name string) Option { return func(o *options) { o.schema = name } }

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

// Connections of a pool that [Open] makes. Opening one costs the server a process
// and more than most calls; database/sql would keep two and open as many as there
// are calls, and a server takes about a hundred in all. [sql.DB] has setters.
const maxConnections = 20

// Open connects to a database that exists. Call [Store.Migrate] before anything
// else: while there are no tables every call fails, with a [*sqlstore.Error] whose
// code is the server's, 42P01. The address is a URL or a list of key=value, as libpq
// reads them, environment variables included. It may name several hosts; with
// target_session_attrs=read-write the one that takes writes is found, also after
// another has taken over.
//
// The pool opens at most 20 connections and keeps them; for another number open
// one yourself and call [New].
//
// It fails when no server answers, or the database is not there. Texts must be
// UTF-8: it fails for a database with another encoding. With the modes exec and
// simple_protocol of pgx it fails where array_nulls is off.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	o := collect(opts)
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if o.schema != "" {
		if !regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`).MatchString(o.schema) {
			return nil, fmt.Errorf("postgres: schema %q is not [a-z_][a-z0-9_]{0,62}", o.schema)
		}
		config.RuntimeParams["search_path"] = o.schema
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	st, err := open(ctx, db, o, sendsText(config.DefaultQueryExecMode))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	st.opened, st.schema = true, o.schema
	return st, nil
}

func open(ctx context.Context, db *sql.DB, o options, text bool) (*Store, error) {
	var encoding, nulls, path string
	err := db.QueryRowContext(ctx, "SELECT current_setting('server_encoding'), current_setting('array_nulls'), current_setting('search_path')").Scan(&encoding, &nulls, &path)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	if encoding != "UTF8" {
		return nil, fmt.Errorf("postgres: the database has the encoding %s, and must have UTF8", encoding)
	}
	if text && nulls != "on" {
		return nil, fmt.Errorf("postgres: %w: set it to on, or use another default_query_exec_mode", errArrayNulls)
	}
	if o.schema != "" && path != o.schema {
		return nil, fmt.Errorf("postgres: search_path is %q and not schema %q: it did not reach the server; a proxy may have dropped it, as PgBouncer does with ignore_startup_parameters", path, o.schema)
	}
	return newStore(db, o)
}

// New returns a store on a pool that the caller opened with pgx, from
// [stdlib.OpenDB], [stdlib.OpenDBFromPool] or the driver name "pgx", and will
// close. It does not touch the database, whose encoding must be UTF-8. It fails
// when the prefix is malformed.
//
// In pgx's modes exec and simple_protocol the setting array_nulls must be on, as it
// is unless somebody set it: where a connection finds it off, a write of records
// with empty texts fails and writes nothing. Through a driver that wraps pgx it
// must be on in every mode, which [Store.Migrate] looks at and nobody else.
//
// A statement that looks for 1,000 rows or more is sent as pgx's mode
// cache_describe does it, whatever mode the pool is set to: prepared, it would
// keep a plan that was good for a few. That works through proxies that share
// connections. A driver that wraps pgx, to trace it say, is not told so; there,
// ANALYZE the tables after a first large import.
func New(db *sql.DB, opts ...Option) (*Store, error) {
	o := collect(opts)
	if o.schema != "" {
		return nil, errors.New("postgres: WithSchema is for Open: set search_path where the pool is made")
	}
	return newStore(db, o)
}

func newStore(db *sql.DB, o options) (*Store, error) {
	_, bare := db.Driver().(*stdlib.Driver)
	st, err := sqlstore.New(db, dialect{wrapped: !bare}, o.store...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db, wrapped: !bare}, nil
}

func collect(opts []Option) (o options) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// DB returns the database, for statements of the embedder's own and for
// transactions to pass to In.
func (s *Store) DB() *sql.DB { return s.db }

// Migrate creates the tables or upgrades them to the version that this program
// was built with. Any number of processes may call it at once. It fails with
// migrate.ErrNewer, and changes nothing, when a later version of the library
// has upgraded them further.
func (s *Store) Migrate(ctx context.Context) error {
	if s.wrapped {
		var nulls string
		if err := s.db.QueryRowContext(ctx, "SHOW array_nulls").Scan(&nulls); err != nil {
			return fmt.Errorf("postgres: migrate: %w", err)
		}
		if nulls != "on" {
			return fmt.Errorf("postgres: migrate: %w", errArrayNulls)
		}
	}
	if err := s.createSchema(ctx); err != nil {
		return fmt.Errorf("postgres: create schema: %w", err)
	}
	return migrate.Up(ctx, s.db, Dialect(), migrate.WithTablePrefix(s.TablePrefix()))
}

// createSchema creates the schema if it is not there. It looks first: creating
// needs a right that looking does not.
func (s *Store) createSchema(ctx context.Context) error {
	if s.schema == "" {
		return nil
	}
	var there bool
	for {
		err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", s.schema).Scan(&there)
		if err != nil || there {
			return err
		}
		_, err = s.db.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{s.schema}.Sanitize())
		if err != nil && !Dialect().Conflict(err) { // somebody else was faster
			return err
		}
	}
}

// Close closes the database if [Open] opened it. Calls in progress fail; what
// was committed stays.
func (s *Store) Close() error {
	err := s.Store.Close()
	if s.opened {
		err = errors.Join(err, s.db.Close())
	}
	return err
}
