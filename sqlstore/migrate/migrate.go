// Package migrate creates and upgrades the tables of package sqlstore with
// goose. It is a module of its own, so that only who uses it downloads goose;
// who has a migration tool already feeds that from sqlstore.Migrations.
package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/muster-go/muster/sqlstore"
)

// ErrNewer says that the database was upgraded by a later version of the
// library. Nothing was changed. Match with errors.Is.
var ErrNewer = errors.New("migrate: the schema is newer than this program")

// Option configures [Up].
type Option func(*options)

type options struct {
	prefix string
	lease  time.Duration
	poll   time.Duration
}

// WithTablePrefix replaces the prefix of every table, which must be the one
// that the store is made with.
func WithTablePrefix(prefix string) Option { return func(o *options) { o.prefix = prefix } }

// WithLease sets for how long a process that stopped in the middle keeps
// others from migrating, one minute unless set. A process that works renews its
// lease, for which the pool must admit a second connection: with a pool of one,
// the lease must be longer than the longest single migration takes. Time is the
// server's; where nodes of a cluster have clocks of their own, the lease must be
// longer than they differ.
func WithLease(d time.Duration) Option { return func(o *options) { o.lease = d } }

// Up brings the schema to the version that this program was built with and
// does nothing when it is there already. Any number of processes may call it
// at once: one of them works, the others wait for it, as long as ctx lasts. It
// fails with [ErrNewer] when the database is ahead, and with an error that
// wraps ctx.Err() when ctx ended; what was migrated until then stays. A process
// that stood still until its lease was over, and finds another one at work, stops
// and fails.
func Up(ctx context.Context, db *sql.DB, d sqlstore.Dialect, opts ...Option) error {
	o := options{prefix: sqlstore.DefaultTablePrefix, lease: time.Minute, poll: 20 * time.Millisecond}
	for _, opt := range opts {
		opt(&o)
	}
	files, err := sqlstore.Migrations(d, o.prefix)
	if err != nil {
		return err
	}
	dialect, err := gooseDialect(d)
	if err != nil {
		return err
	}
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	p, err := goose.NewProvider(dialect, db, files,
		goose.WithTableName(o.prefix+"version"),
		goose.WithDisableGlobalRegistry(true),
		goose.WithSessionLocker(&lock{d: d, db: db, table: o.prefix + "migration_lock", lost: lost, options: o}),
	)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return up(ctx, p)
}

// up migrates step by step: each takes the lock and a lease of its own.
func up(ctx context.Context, p *goose.Provider) error {
	for {
		_, err := p.UpByOne(ctx)
		switch {
		case errors.Is(err, goose.ErrNoNextVersion):
			return checkNotNewer(ctx, p)
		case err != nil && errors.Is(context.Cause(ctx), errLost):
			return fmt.Errorf("migrate: %w", errLost) // the driver says no more than that it was stopped
		case err != nil && ctx.Err() != nil:
			return fmt.Errorf("migrate: %w", errors.Join(ctx.Err(), err))
		case err != nil:
			return fmt.Errorf("migrate: %w", err)
		}
	}
}

func checkNotNewer(ctx context.Context, p *goose.Provider) error {
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if current > target {
		return fmt.Errorf("%w: it is at version %d, the program at %d", ErrNewer, current, target)
	}
	return nil
}

func gooseDialect(d sqlstore.Dialect) (goose.Dialect, error) {
	switch d.Name() {
	case "sqlite":
		return goose.DialectSQLite3, nil
	case "postgres":
		return goose.DialectPostgres, nil
	case "mysql":
		return goose.DialectMySQL, nil
	}
	return "", fmt.Errorf("migrate: no goose dialect for %q", d.Name())
}
