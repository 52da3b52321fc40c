// Package sqlite keeps the records of Muster in an SQLite database file, with
// the driver modernc.org/sqlite, which needs no C compiler.
//
//	st, err := sqlite.Open(ctx, "event.db")
//	…
//	defer st.Close()
//	err = st.Migrate(ctx)
//
// Several processes of one machine may share a file. A file on a network
// drive corrupts sooner or later: SQLite's locks do not reach that far.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
)

// Store is a [sqlstore.Store] together with the database that it opened.
type Store struct {
	*sqlstore.Store
	db *sql.DB
}

// Option configures [Open].
type Option func(*options)

type options struct {
	busy        time.Duration
	synchronous string
	store       []sqlstore.Option
}

// WithBusyTimeout sets how long a call waits for another writer before it
// fails with [storage.ErrConflict], 5 seconds unless set. A context that ends
// earlier ends the wait.
func WithBusyTimeout(d time.Duration) Option { return func(o *options) { o.busy = d } }

// WithFullSync makes every commit wait until the disk has it. Without it a
// power failure may undo the last commits, each of them whole; a program that
// crashes or is killed loses nothing either way.
func WithFullSync() Option { return func(o *options) { o.synchronous = "FULL" } }

// WithTablePrefix is [sqlstore.WithTablePrefix].
func WithTablePrefix(prefix string) Option {
	return func(o *options) { o.store = append(o.store, sqlstore.WithTablePrefix(prefix)) }
}

// WithOutbox is [sqlstore.WithOutbox].
func WithOutbox() Option {
	return func(o *options) { o.store = append(o.store, sqlstore.WithOutbox()) }
}

// Open opens the database file at path and creates it if there is none. Call
// [Store.Migrate] before anything else: while there are no tables every call
// fails, with a [*sqlstore.Error] whose code is SQLite's, 1. A path may hold any
// character but NUL; it is never read as a URI. The special names of SQLite are
// refused, because each connection would have a database of its own: for a list
// that need not outlive the process there is package memstore.
//
// It fails when the file is not a database or cannot be written, and when the
// program was linked with an SQLite or a modernc.org/libc that is known to
// corrupt data. Nothing in the file has been changed then. It fails, too, when the
// prefix of [WithTablePrefix] is malformed.
func Open(ctx context.Context, path string, opts ...Option) (*Store, error) {
	if path == "" || path == ":memory:" || strings.IndexByte(path, 0) >= 0 {
		return nil, fmt.Errorf("sqlite: %q is not the path of a file; package memstore keeps records in memory", path)
	}
	if err := checkLibc(); err != nil {
		return nil, err
	}
	o := options{busy: 5 * time.Second, synchronous: "NORMAL"}
	for _, opt := range opts {
		opt(&o)
	}
	dsn, err := o.dsn(path)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	db := sql.OpenDB(connector)
	// Opening a connection and preparing its statements costs more than most
	// calls; database/sql would keep two.
	db.SetMaxIdleConns(maxIdle)
	st, err := open(ctx, db, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return st, nil
}

func open(ctx context.Context, db *sql.DB, o options) (*Store, error) {
	if err := checkVersion(ctx, db); err != nil {
		return nil, err
	}
	st, err := sqlstore.New(db, Dialect(), o.store...)
	if err != nil {
		return nil, err
	}
	return &Store{Store: st, db: db}, nil
}

// dsn returns the connection string. Settings that every connection needs
// belong here: database/sql opens connections whenever it likes.
func (o options) dsn(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("sqlite: %w", err)
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // a drive letter
	}
	v := url.Values{
		"_busy_timeout": {strconv.FormatInt(o.busy.Milliseconds(), 10)},
		"_journal_mode": {"WAL"},
		"_synchronous":  {o.synchronous},
		"_foreign_keys": {"on"},
		// A transaction that begins as a reader cannot become a writer once
		// somebody else has written.
		"_txlock": {"immediate"},
		"_dqs":    {"0"},
		"_pragma": {
			// What is deleted is overwritten, see Scrub. It costs nothing that
			// can be measured.
			"secure_delete(on)",
			"cache_size(-" + strconv.Itoa(cacheKiB) + ")",
			"wal_autocheckpoint(" + strconv.Itoa(walPages) + ")",
		},
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: v.Encode()}
	return u.String(), nil
}

// walPages is the length of the log, in pages of 4 KiB, after which a commit
// moves it into the database. A batch of a thousand records fills a few
// thousand pages; with SQLite's 1,000 every batch would pay for moving them.
const walPages = 16384

// cacheKiB is how much of the file a connection may keep in memory. A batch of a
// thousand records fits in; with SQLite's 2,000 its pages would be written to
// the log and read again before it is over.
const cacheKiB = 16384

const maxIdle = 8

// DB returns the database, for statements of the embedder's own and for
// transactions to pass to In.
func (s *Store) DB() *sql.DB { return s.db }

// Migrate creates the tables or upgrades them to the version that this program
// was built with. Any number of processes may call it at once. It fails with
// migrate.ErrNewer, and changes nothing, when a later version of the library
// has upgraded them further.
func (s *Store) Migrate(ctx context.Context) error {
	return migrate.Up(ctx, s.db, Dialect(), migrate.WithTablePrefix(s.TablePrefix()))
}

// Close closes the database. Calls in progress fail; what was committed stays.
func (s *Store) Close() error { return errors.Join(s.Store.Close(), s.db.Close()) }
