package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/muster-go/muster/storage"
)

// Scrub takes out of the files what was overwritten, deleted or purged before:
// when it returns nil, no byte of it is left in the database file nor in those
// beside it that end in -wal and -shm. Call it after attendees were erased, once
// for many of them: it writes the whole file anew, which needs room for a
// second copy and about as long as copying takes.
//
// Writers of this store wait for it; what others read and write it waits for,
// as long as the busy timeout. It fails with an error that wraps
// [storage.ErrConflict] when one of them did not finish, and with one that wraps
// ctx.Err() when ctx ended. No record is lost by a failure, but traces may be
// left: call it again. It never reaches copies that were made elsewhere, such as
// backups and snapshots, nor what a disk keeps of blocks that it has replaced.
func (s *Store) Scrub(ctx context.Context) error {
	return s.Alone(ctx, func(ctx context.Context) error {
		// Every connection overwrites what it deletes. That misses what was
		// left where rows were moved from one page to another.
		if _, err := s.db.ExecContext(ctx, "VACUUM"); err != nil {
			return scrubbed(ctx, err)
		}
		var busy, pages, moved sql.NullInt64
		err := s.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
		if err == nil && busy.Int64 != 0 {
			return fmt.Errorf("sqlite: scrub: the log is in use: %w", storage.ErrConflict)
		}
		return scrubbed(ctx, err)
	})
}

func scrubbed(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("sqlite: scrub: %w", ctx.Err())
	case Dialect().Conflict(err):
		return fmt.Errorf("sqlite: scrub: %w: %w", storage.ErrConflict, err)
	}
	return fmt.Errorf("sqlite: scrub: %w", err)
}
