package bench

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/muster-go/muster/batch"
)

// bunList is uptrace/bun in its bulk idiom: a select for each key, one
// statement that inserts or updates several rows.
type bunList struct {
	db         *bun.DB
	statements *atomic.Int64
}

func openBun(open opener, d schema.Dialect, table string) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, _ map[string]batch.User) list {
		db, n := open(tb)
		if _, err := db.Exec(table); err != nil {
			tb.Fatal(err)
		}
		return &bunList{bun.NewDB(db, d), n}
	}
}

// atOnce is how many rows a statement of bun and GORM takes; more of them are
// no faster, and SQLite takes no more than 32,766 parameters.
const atOnce = 500

func (l *bunList) fill(ctx context.Context, people []*Person) error {
	rows := startedAll(people)
	return l.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for part := range slices.Chunk(rows, atOnce) {
			if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func startedAll(people []*Person) []*Person {
	at := now()
	rows := make([]*Person, len(people))
	for i, p := range people {
		rows[i] = started(p, at)
	}
	return rows
}

func (l *bunList) upsert(ctx context.Context, items []item) (report, error) {
	var rep outcomes
	return rep, l.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		var rows []*Person
		for k, values := range identifiersOf(items) { // a select for each key: SQLite would scan the table for them in one
			var found []*Person
			q := tx.NewSelect().Model(&found).Where("event_id = ?", event).Where("? IN (?)", bun.Ident(keyColumns[k]), bun.List(values))
			if err := q.Scan(ctx); err != nil {
				return err
			}
			rows = append(rows, found...)
		}
		var changed []*Person
		rep, changed = decideAll(rows, items)
		for part := range slices.Chunk(changed, atOnce) {
			if err := l.save(ctx, tx, part); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *bunList) save(ctx context.Context, tx bun.Tx, rows []*Person) error {
	q := tx.NewInsert().Model(&rows).On("CONFLICT (id) DO UPDATE")
	for _, column := range []string{
		"version", "updated_at", "user_id", "external_id", "email", "first_name", "last_name", "title", "company", "mobile", "role",
	} {
		q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
	}
	_, err := q.Exec(ctx)
	return err
}

// decideAll decides on items where rows are those whom they name. It returns
// the rows to write.
func decideAll(rows []*Person, items []item) (rep outcomes, changed []*Person) {
	found := newIndex(len(items))
	for _, p := range rows {
		found.put(nil, p)
	}
	at := now()
	rep = make(outcomes, len(items))
	changed = make([]*Person, 0, len(items))
	for i := range items {
		was, is := decide(found, &items[i], at)
		rep[i] = became(was, is)
		if is != nil {
			found.put(was, is)
			changed = append(changed, is)
		}
	}
	return rep, changed
}

func (l *bunList) all(ctx context.Context) (list []*Person, err error) {
	err = l.db.NewSelect().Model(&list).Scan(ctx)
	return list, err
}

func (l *bunList) counted() int64 { return l.statements.Load() }
