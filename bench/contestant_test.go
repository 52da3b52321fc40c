package bench

import (
	"context"
	"database/sql"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/muster-go/muster/batch"
)

// contestant is one way of keeping a list of people.
type contestant struct {
	name string
	open func(tb testing.TB, accounts map[string]batch.User) list
}

// list is an open list of people.
type list interface {
	// fill stores people who are not there yet, apart from the clock.
	fill(ctx context.Context, people []*Person) error
	// upsert does one batch as a whole and reports on each item, in order.
	upsert(ctx context.Context, items []item) (report, error)
	// all returns everybody.
	all(ctx context.Context) ([]*Person, error)
	// counted returns how many statements, or calls of the store, there were.
	counted() int64
}

// report tells what became of each item. Looking at it is no part of the work.
type report interface {
	items() int
	at(i int) outcome
}

type outcomes []outcome

func (o outcomes) items() int       { return len(o) }
func (o outcomes) at(i int) outcome { return o[i] }

// opener opens a new database; the counter counts what is sent to it.
type opener func(tb testing.TB) (*sql.DB, *atomic.Int64)

// engine is where the rows are. byHand reads those that Muster has, n attendees,
// without it. The first of the contestants is what the others are measured by.
type engine struct {
	name        string
	byHand      func(tb testing.TB, m *musterList, n int) reader
	contestants []contestant
}

var engines = []engine{
	{"memory", readMaps, []contestant{
		{"plain maps", openMaps},
		{"Muster lean", openMusterMemory(lean)},
		{"Muster full", openMusterMemory(full)},
		{"go-memdb", openMemdb},
	}},
	{"SQLite", readSQLite, []contestant{
		{"hand-tuned", openHandTuned},
		{"Muster lean", openMusterSQLite(lean)},
		{"Muster full", openMusterSQLite(full)},
		{"bun bulk", openBun(openSQLite, sqlitedialect.New(), modelTable)},
		{"GORM bulk", openGORM(openSQLite, newGORMSQLite, modelTable, false)},
		{"GORM one by one", openGORM(openSQLite, newGORMSQLite, modelTable, true)},
	}},
	{"PostgreSQL", readPostgres, []contestant{
		{"unnest by hand", openUnnest()},
		{"unnest by hand, with lists", openUnnest(postgresLists...)},
		{"Muster lean", openMusterPostgres(lean)},
		{"Muster full", openMusterPostgres(full)},
		{"bun bulk", openBun(openPostgres, pgdialect.New(), postgresTable)},
		{"GORM bulk", openGORM(openPostgres, newGORMPostgres, postgresTable, false)},
	}},
	{"MariaDB", readMariaDB, []contestant{
		{"many rows by hand", openMariaDB(manyRows{})},
		{"many rows by hand, with lists", openMariaDB(manyRows{}, mariadbLists)},
		{"JSON_TABLE by hand", openMariaDB(jsonTable{})},
		{"Muster lean", openMusterMariaDB(lean)},
		{"Muster full", openMusterMariaDB(full)},
	}},
}
