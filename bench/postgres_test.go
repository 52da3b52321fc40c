package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/muster-go/muster/internal/testserver"
)

// postgresServer is the server of all contestants: one of its own, whose work is
// counted with theirs, or the one that the environment names.
var postgresServer = sync.OnceValues(func() (s struct {
	dsn  string
	time func() time.Duration
}, err error,
) {
	s.time = func() time.Duration { return 0 }
	if s.dsn = os.Getenv(testserver.PostgresVariable); s.dsn != "" {
		return s, nil
	}
	p, err := testserver.StartPostgres()
	if err == nil {
		s.dsn, s.time = p.DSN("postgres"), p.ProcessTime
	}
	return s, err
})

var postgresDatabases atomic.Int64

// newPostgres makes a database and returns its address.
func newPostgres(tb testing.TB) string {
	tb.Helper()
	server, err := postgresServer()
	testserver.Missing(tb, "postgres", err)
	admin, err := sql.Open("pgx", server.dsn)
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("bench_%d_%d", os.Getpid(), postgresDatabases.Add(1))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		tb.Fatal(err)
	}
	u, err := url.Parse(server.dsn)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	tb.Cleanup(func() {
		_, _ = admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		_ = admin.Close()
	})
	return u.String()
}

// openPostgres makes a database and opens it. The counter counts what is sent:
// statements, begin and commit.
func openPostgres(tb testing.TB) (*sql.DB, *atomic.Int64) {
	tb.Helper()
	config, err := pgx.ParseConfig(newPostgres(tb))
	if err != nil {
		tb.Fatal(err)
	}
	n := new(atomic.Int64)
	config.Tracer = countingTracer{n}
	db := stdlib.OpenDB(*config)
	tb.Cleanup(func() { _ = db.Close() })
	return db, n
}

type countingTracer struct{ n *atomic.Int64 }

func (t countingTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	t.n.Add(1)
	return ctx
}

func (countingTracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// settled brings statistics up to date and writes out what fill has changed, so
// that it is not part of what is measured.
func settled(db *sql.DB) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, text := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
			if _, err := db.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		return nil
	}
}

// postgresTable is the table of a program that knows what it does: IDs of 16
// bytes, texts in the order of their bytes, room in the pages for updates.
const postgresTable = `CREATE TABLE people (
	id uuid NOT NULL PRIMARY KEY, event_id bigint NOT NULL, version bigint NOT NULL, status text COLLATE "C" NOT NULL,
	created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
	code text COLLATE "C", user_id text COLLATE "C", external_id text COLLATE "C", email text COLLATE "C",
	first_name text COLLATE "C", last_name text COLLATE "C", middle_initial text COLLATE "C", suffix text COLLATE "C", title text COLLATE "C", company text COLLATE "C",
	preferred_name text COLLATE "C", mobile text COLLATE "C", role text COLLATE "C", currency text COLLATE "C",
	UNIQUE (event_id, code), UNIQUE (event_id, user_id), UNIQUE (event_id, external_id), UNIQUE (event_id, email)
) WITH (fillfactor = 85)`

// postgresLists are what such a program adds to find people by the beginning and
// the end of an address and to page through them by name, address and time as
// quickly as Muster does.
var postgresLists = []string{
	`ALTER TABLE people
		ADD last_name_fold text COLLATE "C" GENERATED ALWAYS AS (lower(last_name)) STORED,
		ADD email_fold text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
		ADD email_reversed text COLLATE "C" GENERATED ALWAYS AS (reverse(lower(email))) STORED`,
	"CREATE INDEX ON people (event_id, created_at, id)",
	"CREATE INDEX ON people (event_id, last_name_fold, id)",
	"CREATE INDEX ON people (event_id, email_fold, id)",
	"CREATE INDEX ON people (event_id, email_reversed)",
}
