package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
)

// unnestList is what fast code looks like by hand for PostgreSQL: an array for
// each column, one statement that finds everybody, one that inserts, one that
// updates.
type unnestList struct {
	db                   *sql.DB
	find, insert, update string
	statements           *atomic.Int64
}

// personTypes are those of personColumns.
var personTypes = "uuid bigint text timestamptz timestamptz" + strings.Repeat(" text", 14)

// updatedColumns are those that an update of somebody writes.
const updatedColumns = "version, updated_at, user_id, external_id, email, first_name, last_name, title, company, mobile, role"

// openUnnest returns it on the table of people, changed by further statements.
func openUnnest(further ...string) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, _ map[string]batch.User) list {
		db, n := openPostgres(tb)
		for _, text := range append([]string{postgresTable}, further...) {
			if _, err := db.Exec(text); err != nil {
				tb.Fatal(err)
			}
		}
		return newUnnest(db, n)
	}
}

func newUnnest(db *sql.DB, n *atomic.Int64) *unnestList {
	u := &unnestList{db: db, statements: n}
	var arms []string
	for k, column := range keyColumns {
		arms = append(arms, fmt.Sprintf("SELECT %s FROM people WHERE event_id = $1 AND %s = ANY($%d)", personColumns, column, k+2))
	}
	u.find = strings.Join(arms, " UNION ALL ")
	var arrays []string
	for i, t := range strings.Fields(personTypes) {
		arrays = append(arrays, fmt.Sprintf("$%d::%s[]", i+2, t))
	}
	from := " FROM unnest(" + strings.Join(arrays, ", ") + ") AS v (" + personColumns + ")"
	u.insert = "INSERT INTO people (event_id, " + personColumns + ") SELECT $1::bigint, v.*" + from
	var set []string
	for _, column := range strings.Split(updatedColumns, ", ") {
		set = append(set, column+" = v."+column)
	}
	u.update = "UPDATE people p SET " + strings.Join(set, ", ") + from + " WHERE p.event_id = $1 AND p.id = v.id AND p.version = v.version - 1"
	return u
}

func (u *unnestList) fill(ctx context.Context, people []*Person) error {
	err := u.atomically(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, u.insert, arraysOf(startedAll(people))...)
		return err
	})
	if err != nil {
		return err
	}
	return settled(u.db)(ctx)
}

func (u *unnestList) atomically(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := u.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (u *unnestList) upsert(ctx context.Context, items []item) (report, error) {
	rep := make(outcomes, len(items))
	return rep, u.atomically(ctx, func(tx *sql.Tx) error {
		found, err := u.resolve(ctx, tx, items)
		if err != nil {
			return err
		}
		var inserts, updates []*Person
		at := now()
		for i := range items {
			was, is := decide(found, &items[i], at)
			rep[i] = became(was, is)
			switch {
			case is == nil:
				continue
			case was == nil:
				inserts = append(inserts, is)
			default:
				updates = append(updates, is)
			}
			found.put(was, is)
		}
		if _, err := tx.ExecContext(ctx, u.update, arraysOf(updates)...); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, u.insert, arraysOf(inserts)...)
		return err
	})
}

func (u *unnestList) resolve(ctx context.Context, tx *sql.Tx, items []item) (*index, error) {
	args := []any{int64(event)}
	for _, values := range identifiersOf(items) {
		args = append(args, values)
	}
	rows, err := tx.QueryContext(ctx, u.find, args...)
	if err != nil {
		return nil, err
	}
	list, err := scanPeople(rows)
	found := newIndex(len(items))
	for _, p := range list {
		found.put(nil, p)
	}
	return found, err
}

func scanPeople(rows *sql.Rows) (list []*Person, err error) {
	defer rows.Close()
	for rows.Next() {
		p := &Person{EventID: event}
		var code, user, external, email sql.NullString
		if err := rows.Scan(&p.ID, &p.Version, &p.Status, &p.CreatedAt, &p.UpdatedAt, &code, &user, &external, &email,
			&p.FirstName, &p.LastName, &p.MiddleInitial, &p.Suffix, &p.Title, &p.Company, &p.PreferredName, &p.Mobile, &p.Role, &p.Currency); err != nil {
			return nil, err
		}
		p.Code, p.UserID, p.ExternalID, p.Email = code.String, user.String, external.String, email.String
		p.CreatedAt, p.UpdatedAt = p.CreatedAt.UTC(), p.UpdatedAt.UTC()
		list = append(list, p)
	}
	return list, rows.Err()
}

// arraysOf returns the parameters of a statement for people: the event and an
// array for each of personColumns.
func arraysOf(people []*Person) []any {
	n := len(people)
	ids, versions := make([]uuid.UUID, n), make([]int64, n)
	created, updated := make([]time.Time, n), make([]time.Time, n)
	var keyed [keys][]*string
	for k := range keyed {
		keyed[k] = make([]*string, n)
	}
	texts := make([][]string, 11)
	for i := range texts {
		texts[i] = make([]string, n)
	}
	for i, p := range people {
		ids[i], versions[i], created[i], updated[i] = p.ID, p.Version, p.CreatedAt, p.UpdatedAt
		for k := range keys {
			if v := p.key(k); *v != "" { // an empty key is none
				keyed[k][i] = v
			}
		}
		for j, text := range [...]string{
			p.Status, p.FirstName, p.LastName, p.MiddleInitial, p.Suffix, p.Title, p.Company, p.PreferredName, p.Mobile, p.Role, p.Currency,
		} {
			texts[j][i] = text
		}
	}
	args := []any{int64(event), ids, versions, texts[0], created, updated, keyed[byCode], keyed[byUser], keyed[byExternal], keyed[byEmail]}
	for _, t := range texts[1:] {
		args = append(args, t)
	}
	return args
}

func (u *unnestList) all(ctx context.Context) ([]*Person, error) {
	rows, err := u.db.QueryContext(ctx, "SELECT "+personColumns+" FROM people WHERE event_id = $1", event)
	if err != nil {
		return nil, err
	}
	return scanPeople(rows)
}

func (u *unnestList) counted() int64 { return u.statements.Load() }
