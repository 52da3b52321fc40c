package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/muster-go/muster/sqlstore"
)

// lock lets one process migrate at a time by a row that says until when it is
// held. It needs nothing of the engine but a table, so that it works on those
// without advisory locks and behind proxies that share connections. The holder
// renews it while it works; one that died is outlived by one lease.
type lock struct {
	options
	d     sqlstore.Dialect
	db    *sql.DB // for renewals, while the connection of the migration is busy
	table string
	// held is until when this holder has it; it tells holders apart as well. There
	// are several while the answer to a renewal is missing: one of them is true.
	held []int64
	stop func()      // ends the renewals
	lost func(error) // ends the migration
}

// errLost says that the lease ran out and somebody else has the lock.
var errLost = errors.New("this process stood still for longer than its lease, and another one migrates")

// SessionLock implements goose's lock.SessionLocker: it waits for the lock for
// as long as ctx lasts.
func (l *lock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	for {
		err := l.try(ctx, conn)
		if err == nil && len(l.held) > 0 {
			l.keep(ctx)
			if err = l.mend(ctx, conn); err != nil {
				err = errors.Join(err, l.SessionUnlock(context.WithoutCancel(ctx), conn))
			}
			return err
		}
		if err != nil && ctx.Err() == nil && !l.d.Conflict(err) {
			return fmt.Errorf("lock: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("lock: %w", errors.Join(ctx.Err(), err))
		case <-time.After(l.poll/2 + rand.N(l.poll)):
		}
	}
}

// try takes the lock if nobody has it. Two that create the table or the row at
// once are a conflict for one of them, who then finds both.
func (l *lock) try(ctx context.Context, conn *sql.Conn) error {
	for _, text := range []string{
		"CREATE TABLE IF NOT EXISTS " + l.table + " (id INTEGER NOT NULL PRIMARY KEY, held_until BIGINT NOT NULL)",
		"INSERT INTO " + l.table + " (id, held_until) SELECT 1, 0 FROM (SELECT COUNT(*) AS n FROM " + l.table + ") c WHERE c.n = 0",
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	now, err := l.now(ctx, conn)
	if err != nil {
		return err
	}
	until := l.until(now)
	taken, err := l.set(ctx, conn, until, "held_until < "+strconv.FormatInt(now, 10))
	if err == nil && taken {
		l.held = []int64{until}
	}
	return err
}

// now is the time in microseconds, by the server's clock where there is one, so
// that it does not matter what the processes' own say. Those that share a file
// share a clock.
func (l *lock) now(ctx context.Context, conn *sql.Conn) (now int64, err error) {
	switch l.d.Name() {
	case "postgres":
		err = conn.QueryRowContext(ctx, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").Scan(&now)
	case "mysql":
		err = conn.QueryRowContext(ctx, "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6))").Scan(&now)
	default:
		now = time.Now().UnixMicro()
	}
	return now, err
}

// until is the end of a lease that begins now, and differs from that of others
// who begin at the same time.
func (l *lock) until(now int64) int64 { return now + l.lease.Microseconds() + rand.Int64N(1000) }

// keep renews the lock until stop is called or ctx ends, or it is lost.
func (l *lock) keep(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	l.stop = func() {
		cancel()
		<-ended
	}
	go func() {
		defer close(ended)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(l.lease / 4):
			}
			if err := l.renew(ctx); errors.Is(err, errLost) {
				l.lost(err)
				return
			}
		}
	}()
}

// renew begins another lease. When it fails the one before is as good as it was:
// a file that the migration is writing takes no other writer, and has no need of
// the lock.
func (l *lock) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.lease/2)
	defer cancel()
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	now, err := l.now(ctx, conn)
	if err != nil {
		return err
	}
	before, until := l.held, l.until(now)
	l.held = append(l.held, until) // it may be this one whatever the answer is
	renewed, err := l.set(ctx, conn, until, among(before))
	if err != nil {
		return err
	}
	l.held = []int64{until}
	if !renewed {
		return errLost
	}
	return nil
}

// mend completes goose's table of versions where one was cut off between making
// it and writing its first row, which is one step only where DDL is part of
// transactions. goose refuses such a table for ever.
func (l *lock) mend(ctx context.Context, conn *sql.Conn) error {
	rows := -1
	versions := l.prefix + "version"
	if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+versions).Scan(&rows); err != nil || rows != 0 {
		return ctx.Err() // goose makes the table
	}
	_, err := conn.ExecContext(ctx, "INSERT INTO "+versions+" (version_id, is_applied) VALUES (0, TRUE)")
	return err
}

// SessionUnlock gives the lock back, unless the lease ran out and somebody else
// has it by now.
func (l *lock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	l.stop()
	_, err := l.set(ctx, conn, 0, among(l.held))
	l.held = nil
	return err
}

// among is the condition that a holder has the lock.
func among(held []int64) string {
	list := make([]string, len(held))
	for i, until := range held {
		list[i] = strconv.FormatInt(until, 10)
	}
	return "held_until IN (" + strings.Join(list, ", ") + ")"
}

func (l *lock) set(ctx context.Context, conn *sql.Conn, until int64, condition string) (bool, error) {
	result, err := conn.ExecContext(ctx, "UPDATE "+l.table+" SET held_until = "+strconv.FormatInt(until, 10)+" WHERE id = 1 AND "+condition)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
