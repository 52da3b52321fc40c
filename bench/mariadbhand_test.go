package bench

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/muster-go/muster/batch"
)

// mariadbList is what fast code looks like by hand for MariaDB, in one of two
// ways: statements of many rows, or of one JSON document.
type mariadbList struct {
	db    *sql.DB
	admin *mariadbAdmin
	way   mariadbWay
}

type mariadbWay interface {
	// find returns the people who have one of the values.
	find(ctx context.Context, tx *sql.Tx, values [keys][]string) (*sql.Rows, error)
	save(ctx context.Context, tx *sql.Tx, inserts, updates []*Person) error
}

// openMariaDB returns it on the table of people, changed by further statements.
func openMariaDB(way mariadbWay, further ...string) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, _ map[string]batch.User) list {
		admin := newMariaDB(tb)
		config, err := driver.ParseDSN(admin.dsn)
		if err != nil {
			tb.Fatal(err)
		}
		config.InterpolateParams = true // one round trip a statement rather than three
		config.Collation = "utf8mb4_bin"
		connector, err := driver.NewConnector(config)
		if err != nil {
			tb.Fatal(err)
		}
		db := sql.OpenDB(connector)
		tb.Cleanup(func() { _ = db.Close() })
		for _, text := range append([]string{mariadbTable}, further...) {
			if _, err := db.Exec(text); err != nil {
				tb.Fatal(err)
			}
		}
		return &mariadbList{db, admin, way}
	}
}

func (l *mariadbList) fill(ctx context.Context, people []*Person) error {
	err := l.atomically(ctx, func(tx *sql.Tx) error {
		for part := range slices.Chunk(startedAll(people), 10*atOnce) {
			if err := l.way.save(ctx, tx, part, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.admin.settle(ctx)
}

func (l *mariadbList) atomically(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (l *mariadbList) upsert(ctx context.Context, items []item) (report, error) {
	rep := make(outcomes, len(items))
	return rep, l.atomically(ctx, func(tx *sql.Tx) error {
		rows, err := l.way.find(ctx, tx, identifiersOf(items))
		if err != nil {
			return err
		}
		people, err := scanMariaDB(rows)
		if err != nil {
			return err
		}
		found := newIndex(len(items))
		for _, p := range people {
			found.put(nil, p)
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
		return l.way.save(ctx, tx, inserts, updates)
	})
}

func scanMariaDB(rows *sql.Rows) (list []*Person, err error) {
	defer rows.Close()
	for rows.Next() {
		p := &Person{EventID: event}
		var code, user, external, email sql.NullString
		var created, updated int64
		if err := rows.Scan(&p.ID, &p.Version, &p.Status, &created, &updated, &code, &user, &external, &email,
			&p.FirstName, &p.LastName, &p.MiddleInitial, &p.Suffix, &p.Title, &p.Company, &p.PreferredName, &p.Mobile, &p.Role, &p.Currency); err != nil {
			return nil, err
		}
		p.Code, p.UserID, p.ExternalID, p.Email = code.String, user.String, external.String, email.String
		p.CreatedAt, p.UpdatedAt = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
		list = append(list, p)
	}
	return list, rows.Err()
}

// cellsOf returns the values of personColumns, the ID as given.
func cellsOf(id any, p *Person) []any {
	null := func(v string) any {
		if v == "" {
			return nil
		}
		return v
	}
	return []any{
		id, p.Version, p.Status, p.CreatedAt.UnixMicro(), p.UpdatedAt.UnixMicro(), null(p.Code), null(p.UserID), null(p.ExternalID), null(p.Email),
		p.FirstName, p.LastName, p.MiddleInitial, p.Suffix, p.Title, p.Company, p.PreferredName, p.Mobile, p.Role, p.Currency,
	}
}

// manyRows finds people by lists of values and saves them by one statement for
// 500 rows.
type manyRows struct{}

func (manyRows) find(ctx context.Context, tx *sql.Tx, values [keys][]string) (*sql.Rows, error) {
	var arms []string
	var args []any
	for k, column := range keyColumns {
		if len(values[k]) == 0 {
			continue
		}
		arms = append(arms, fmt.Sprintf("SELECT %s FROM people WHERE event_id = %d AND %s IN (?%s)", personColumns, event, column, strings.Repeat(", ?", len(values[k])-1)))
		args = append(args, anys(values[k])...)
	}
	return tx.QueryContext(ctx, strings.Join(arms, " UNION ALL "), args...)
}

func (manyRows) save(ctx context.Context, tx *sql.Tx, inserts, updates []*Person) error {
	var set []string
	for _, column := range strings.Split(updatedColumns, ", ") {
		set = append(set, column+" = VALUES("+column+")")
	}
	row := fmt.Sprintf("(%d%s)", event, strings.Repeat(", ?", len(strings.Split(personColumns, ", "))))
	for part := range slices.Chunk(slices.Concat(inserts, updates), atOnce) {
		var args []any
		for _, p := range part {
			args = append(args, cellsOf(p.ID[:], p)...)
		}
		text := "INSERT INTO people (event_id, " + personColumns + ") VALUES " + row + strings.Repeat(", "+row, len(part)-1) +
			" ON DUPLICATE KEY UPDATE " + strings.Join(set, ", ")
		if _, err := tx.ExecContext(ctx, text, args...); err != nil {
			return err
		}
	}
	return nil
}

// jsonTable passes everything as documents, which JSON_TABLE makes rows of.
type jsonTable struct{}

func (jsonTable) find(ctx context.Context, tx *sql.Tx, values [keys][]string) (*sql.Rows, error) {
	var arms []string
	var args []any
	columns := "p." + strings.ReplaceAll(personColumns, ", ", ", p.")
	for k, column := range keyColumns {
		document, err := json.Marshal(values[k])
		if err != nil {
			return nil, err
		}
		arms = append(arms, fmt.Sprintf(`SELECT %s FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(255) CHARACTER SET utf8mb4 PATH '$')) j
			STRAIGHT_JOIN people p FORCE INDEX (%s) ON p.event_id = %d AND p.%s = j.v COLLATE utf8mb4_bin`, columns, column, event, column))
		args = append(args, string(document))
	}
	return tx.QueryContext(ctx, strings.Join(arms, " UNION ALL "), args...)
}

func (jsonTable) save(ctx context.Context, tx *sql.Tx, inserts, updates []*Person) error {
	var columns, values, set []string
	for i, column := range strings.Split(personColumns, ", ") {
		of, value := "VARCHAR(255) CHARACTER SET utf8mb4", "j."+column
		switch column {
		case "id":
			value = "UNHEX(j.id)"
		case "version", "created_at", "updated_at":
			of = "BIGINT"
		}
		columns = append(columns, fmt.Sprintf("%s %s PATH '$[%d]'", column, of, i))
		values = append(values, value)
	}
	for _, column := range strings.Split(updatedColumns, ", ") {
		set = append(set, "p."+column+" = j."+column)
	}
	from := "JSON_TABLE(?, '$[*]' COLUMNS (" + strings.Join(columns, ", ") + ")) j"
	insert := fmt.Sprintf("INSERT INTO people (event_id, %s) SELECT %d, %s FROM %s", personColumns, event, strings.Join(values, ", "), from)
	update := fmt.Sprintf("UPDATE %s STRAIGHT_JOIN people p ON p.id = UNHEX(j.id) AND p.event_id = %d AND p.version = j.version - 1 SET %s", from, event, strings.Join(set, ", "))
	for i, people := range [][]*Person{updates, inserts} {
		text := [...]string{update, insert}[i]
		if len(people) == 0 {
			continue
		}
		rows := make([][]any, len(people))
		for i, p := range people {
			rows[i] = cellsOf(hex.EncodeToString(p.ID[:]), p)
		}
		document, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, text, string(document)); err != nil {
			return err
		}
	}
	return nil
}

func (l *mariadbList) all(ctx context.Context) ([]*Person, error) {
	rows, err := l.db.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM people WHERE event_id = %d", personColumns, event))
	if err != nil {
		return nil, err
	}
	return scanMariaDB(rows)
}

func (l *mariadbList) counted() int64 { return l.admin.counted() }
