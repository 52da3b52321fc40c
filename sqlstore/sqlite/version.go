package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
)

// minSQLite is the first version without the bug by which a reset of the
// write-ahead log could corrupt the file (sqlite.org/wal.html#walresetbug).
const minSQLite = "3.51.3"

// libcVersion is the modernc.org/libc that modernc.org/sqlite was made with.
// They are two halves of one translation: another libc compiles, and then
// crashes or corrupts memory.
const libcVersion = "v1.79.0"

func checkVersion(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return fmt.Errorf("sqlite: open: %w", err)
	}
	if before(version, minSQLite) {
		return fmt.Errorf("sqlite: version %s of SQLite can corrupt a database in WAL mode; at least %s is needed", version, minSQLite)
	}
	return nil
}

// before compares two versions number by number.
func before(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, _ := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if x != y {
			return x < y
		}
	}
	return len(as) < len(bs)
}

func checkLibc() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	return checkLibcIn(info)
}

// checkLibcIn passes a build that does not say which libc it has, and one that
// replaced it on purpose.
func checkLibcIn(info *debug.BuildInfo) error {
	for _, m := range info.Deps {
		if m.Path == "modernc.org/libc" && m.Replace == nil && m.Version != "(devel)" && m.Version != libcVersion {
			return fmt.Errorf("sqlite: the program has modernc.org/libc %s, but modernc.org/sqlite was made with %s: "+
				"put that version into go.mod", m.Version, libcVersion)
		}
	}
	return nil
}
