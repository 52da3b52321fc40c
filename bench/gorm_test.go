package bench

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/muster-go/muster/batch"
)

// gormList is GORM, in its bulk idiom or with a transaction around a loop.
type gormList struct {
	db         *gorm.DB
	oneByOne   bool
	statements *atomic.Int64
}

func openGORM(open opener, dialect func(*sql.DB) gorm.Dialector, table string, oneByOne bool) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, _ map[string]batch.User) list {
		conn, n := open(tb)
		if _, err := conn.Exec(table); err != nil {
			tb.Fatal(err)
		}
		db, err := gorm.Open(dialect(conn), &gorm.Config{
			Logger: logger.Discard, SkipDefaultTransaction: true, PrepareStmt: true, TranslateError: true,
		})
		if err != nil {
			tb.Fatal(err)
		}
		return &gormList{db, oneByOne, n}
	}
}

func (l *gormList) fill(ctx context.Context, people []*Person) error {
	return l.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return tx.CreateInBatches(startedAll(people), atOnce).Error
	})
}

func (l *gormList) upsert(ctx context.Context, items []item) (rep report, err error) {
	err = l.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if l.oneByOne {
			rep, err = l.loop(tx, items)
		} else {
			rep, err = l.bulk(tx, items)
		}
		return err
	})
	return rep, err
}

func (l *gormList) bulk(tx *gorm.DB, items []item) (report, error) {
	var rows []*Person
	for k, values := range identifiersOf(items) {
		var found []*Person
		in := clause.IN{Column: keyColumns[k], Values: anys(values)}
		if err := tx.Where("event_id = ?", event).Where(in).Find(&found).Error; err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	rep, changed := decideAll(rows, items)
	return rep, tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true}).CreateInBatches(changed, atOnce).Error
}

func anys(list []string) []any {
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = v
	}
	return values
}

// loop leaves it to the unique keys to reject an item whose identifiers somebody
// else has.
func (l *gormList) loop(tx *gorm.DB, items []item) (report, error) {
	rep := make(outcomes, len(items))
	at := now()
	for i := range items {
		was, is := decide(gormFinder{tx, items[i].by}, &items[i], at)
		var err error
		switch {
		case is == nil:
		case was == nil:
			err = tx.Create(is).Error
		default:
			err = tx.Save(is).Error
		}
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			is, err = nil, nil
		}
		if err != nil {
			return nil, err
		}
		rep[i] = became(was, is)
	}
	return rep, nil
}

// gormFinder looks for the person whom an item names, and for no other.
type gormFinder struct {
	tx *gorm.DB
	by key
}

func (f gormFinder) find(k key, value string) *Person {
	if k != f.by {
		return nil
	}
	var rows []*Person // with Limit, as First makes an error of nobody
	if err := f.tx.Where("event_id = ?", event).Where(clause.Eq{Column: keyColumns[k], Value: value}).Limit(1).Find(&rows).Error; err != nil {
		panic(err) // the tests would not pass
	}
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

func (l *gormList) all(ctx context.Context) (list []*Person, err error) {
	err = l.db.WithContext(ctx).Find(&list).Error
	return list, err
}

func (l *gormList) counted() int64 { return l.statements.Load() }
