package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
)

// handTuned is what the fastest code looks like that we know to write by hand
// for SQLite: one statement finds everybody, then one prepared statement for
// each row, which names the indexed columns only when they change.
type handTuned struct {
	db         *sql.DB
	find       *sql.Stmt
	insert     *sql.Stmt
	update     [1 << (keys - byUser)]*sql.Stmt // by the keys that change
	statements *atomic.Int64
}

const personColumns = "id, version, status, created_at, updated_at, code, user_id, external_id, email, " +
	"first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, currency"

var keyColumns = [keys]string{"code", "user_id", "external_id", "email"}

func openHandTuned(tb testing.TB, _ map[string]batch.User) list {
	db, n := openSQLite(tb)
	if _, err := db.Exec(peopleTable); err != nil {
		tb.Fatal(err)
	}
	prepare := func(text string) *sql.Stmt {
		st, err := db.Prepare(text)
		if err != nil {
			tb.Fatal(err)
		}
		return st
	}
	h := &handTuned{db: db, statements: n}
	var arms []string
	columns := "p." + strings.ReplaceAll(personColumns, ", ", ", p.")
	for k, column := range keyColumns {
		arms = append(arms, fmt.Sprintf("SELECT %s FROM json_each(?%d) j CROSS JOIN people p ON p.event_id = ?1 AND p.%s = j.value", columns, k+2, column))
	}
	h.find = prepare(strings.Join(arms, " UNION ALL "))
	h.insert = prepare("INSERT INTO people (event_id, " + personColumns + ") VALUES (?" + strings.Repeat(", ?", 19) + ")")
	for mask := range h.update {
		text := "UPDATE people SET version = version + 1, updated_at = ?, first_name = ?, last_name = ?, title = ?, company = ?, mobile = ?, role = ?"
		for k := byUser; k < keys; k++ {
			if mask&bit(k) != 0 {
				text += ", " + keyColumns[k] + " = ?"
			}
		}
		h.update[mask] = prepare(text + " WHERE id = ? AND version = ?")
	}
	return h
}

func bit(k key) int { return 1 << (k - byUser) }

func (h *handTuned) fill(ctx context.Context, people []*Person) error {
	return h.atomically(ctx, func(tx *sql.Tx) error {
		insert, at := tx.Stmt(h.insert), now()
		for _, p := range people {
			if err := insertPerson(ctx, insert, started(p, at)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *handTuned) atomically(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (h *handTuned) upsert(ctx context.Context, items []item) (report, error) {
	rep := make(outcomes, len(items))
	return rep, h.atomically(ctx, func(tx *sql.Tx) error {
		found, err := h.resolve(ctx, tx, items)
		if err != nil {
			return err
		}
		insert := tx.Stmt(h.insert)
		var update [len(h.update)]*sql.Stmt
		at := now()
		for i := range items {
			was, is := decide(found, &items[i], at)
			rep[i] = became(was, is)
			switch {
			case is == nil:
				continue
			case was == nil:
				err = insertPerson(ctx, insert, is)
			default:
				mask := changedKeys(was, is)
				if update[mask] == nil {
					update[mask] = tx.Stmt(h.update[mask])
				}
				err = updatePerson(ctx, update[mask], mask, was, is)
			}
			if err != nil {
				return err
			}
			found.put(was, is)
		}
		return nil
	})
}

func changedKeys(was, is *Person) (mask int) {
	for k := byUser; k < keys; k++ {
		if *was.key(k) != *is.key(k) {
			mask |= bit(k)
		}
	}
	return mask
}

// identifiersOf returns whom the items name and whom they might meet.
func identifiersOf(items []item) (values [keys][]string) {
	for k := range values {
		values[k] = make([]string, 0, len(items))
	}
	for i := range items {
		it := &items[i]
		values[it.by] = append(values[it.by], normal(it.by, it.ref))
		for k := byUser; k < keys; k++ {
			if v := it.set.key(k); v != nil && *v != "" {
				values[k] = append(values[k], normal(k, *v))
			}
		}
	}
	return values
}

func (h *handTuned) resolve(ctx context.Context, tx *sql.Tx, items []item) (found *index, err error) {
	args := []any{int64(event)}
	for _, list := range identifiersOf(items) {
		data, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		args = append(args, string(data))
	}
	rows, err := tx.Stmt(h.find).QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found = newIndex(len(items))
	for rows.Next() {
		p, err := scanPerson(rows)
		if err != nil {
			return nil, err
		}
		found.put(nil, p)
	}
	return found, rows.Err()
}

func scanPerson(rows *sql.Rows) (*Person, error) {
	p := &Person{EventID: event}
	var id sql.RawBytes
	var created, updated int64
	if err := rows.Scan(&id, &p.Version, &p.Status, &created, &updated, &p.Code, &p.UserID, &p.ExternalID, &p.Email,
		&p.FirstName, &p.LastName, &p.MiddleInitial, &p.Suffix, &p.Title, &p.Company, &p.PreferredName, &p.Mobile, &p.Role, &p.Currency); err != nil {
		return nil, err
	}
	p.ID = uuid.UUID(id)
	p.CreatedAt, p.UpdatedAt = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	return p, nil
}

func insertPerson(ctx context.Context, st *sql.Stmt, p *Person) error {
	_, err := st.ExecContext(ctx, int64(event), p.ID[:], p.Version, p.Status, p.CreatedAt.UnixMicro(), p.UpdatedAt.UnixMicro(),
		null(p.Code), null(p.UserID), null(p.ExternalID), null(p.Email),
		p.FirstName, p.LastName, p.MiddleInitial, p.Suffix, p.Title, p.Company, p.PreferredName, p.Mobile, p.Role, p.Currency)
	return err
}

// null keeps an empty key from being one.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func updatePerson(ctx context.Context, st *sql.Stmt, mask int, was, is *Person) error {
	args := make([]any, 0, 7+keys+2)
	args = append(args, is.UpdatedAt.UnixMicro(), is.FirstName, is.LastName, is.Title, is.Company, is.Mobile, is.Role)
	for k := byUser; k < keys; k++ {
		if mask&bit(k) != 0 {
			args = append(args, null(*is.key(k)))
		}
	}
	_, err := st.ExecContext(ctx, append(args, is.ID[:], was.Version)...)
	return err
}

func (h *handTuned) all(ctx context.Context) (list []*Person, err error) {
	rows, err := h.db.QueryContext(ctx, "SELECT "+personColumns+" FROM people WHERE event_id = ?", event)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPerson(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

func (h *handTuned) counted() int64 { return h.statements.Load() }
