package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/muster-go/muster/sqlstore"
)

// lock lets one process migrate at a time by a row that says until when it is
// held. It needs nothing of the engine but a table, so that it works on those
// without advisory locks and behind proxies that share connections. A holder
// that died is outlived by one lease.
type lock struct {
	options
	d     sqlstore.Dialect
	table string
	held  int64 // until when this holder has it; it tells holders apart as well
}

// SessionLock implements goose's lock.SessionLocker: it waits for the lock for
// as long as ctx lasts.
func (l *lock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	for {
		err := l.try(ctx, conn)
		if err == nil && l.held != 0 {
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
	now := time.Now()
	until := now.Add(l.lease).UnixMicro() + rand.Int64N(1000)
	for _, text := range []string{
		"CREATE TABLE IF NOT EXISTS " + l.table + " (id INTEGER NOT NULL PRIMARY KEY, held_until BIGINT NOT NULL)",
		"INSERT INTO " + l.table + " (id, held_until) SELECT 1, 0 FROM (SELECT COUNT(*) AS n FROM " + l.table + ") c WHERE c.n = 0",
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	taken, err := l.set(ctx, conn, until, "held_until < ", now.UnixMicro())
	if err == nil && taken {
		l.held = until
	}
	return err
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
	held := l.held
	l.held = 0
	_, err := l.set(ctx, conn, 0, "held_until = ", held)
	return err
}

func (l *lock) set(ctx context.Context, conn *sql.Conn, until int64, condition string, than int64) (bool, error) {
	result, err := conn.ExecContext(ctx, "UPDATE "+l.table+" SET held_until = "+strconv.FormatInt(until, 10)+
		" WHERE id = 1 AND "+condition+strconv.FormatInt(than, 10))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
