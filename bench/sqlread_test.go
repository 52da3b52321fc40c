package bench

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/muster-go/muster/storage"
)

// sqlReader reads the tables of Muster with the driver and prepared statements.
// It knows the number of the scope. A page reads one row more than it returns, to
// know whether there are more, as Muster's do.
type sqlReader struct {
	byID, byEmail, first, after, count, like *sql.Stmt
	dialect
}

// dialect is what distinguishes the engines.
type dialect struct {
	parameter string // the first of a statement
	beyond    string // seeks what comes after a name and an ID
	id        func(storage.ID) any
	position  func(name, id any) []any // the parameters of beyond
	scan      func(*sql.Rows) ([]storage.Attendee, error)
}

func readSQLite(tb testing.TB, m *musterList, _ int) reader {
	return readSQL(tb, m.db, dialect{"?", "(last_name_fold, id) > (?, ?)", bytes, once, scanMicros})
}

func readPostgres(tb testing.TB, m *musterList, _ int) reader {
	return readSQL(tb, m.db, dialect{"$1", "(last_name_fold, id) > ($1, $2)", uuidOf, once, scanTimes})
}

// readMariaDB compares no pairs, for which the server seeks no index.
func readMariaDB(tb testing.TB, m *musterList, _ int) reader {
	return readSQL(tb, m.db, dialect{"?", "last_name_fold >= ? AND (last_name_fold > ? OR id > ?)", bytes, twice, scanMicros})
}

func bytes(id storage.ID) any  { return id[:] }
func uuidOf(id storage.ID) any { return [16]byte(id) } // saves pgx the detour over its text

func once(name, id any) []any  { return []any{name, id} }
func twice(name, id any) []any { return []any{name, name, id} }

// readColumns are all that a record is made of.
const readColumns = "id, rev, version, created_at, updated_at, deleted_at, custom, status, updated_by, attendance_code, user_id, external_id, email, " +
	"code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, " +
	"role, type_code, currency, owner_user_id, owner_name"

func readSQL(tb testing.TB, db *sql.DB, d dialect) reader {
	prepare := func(what, where string) *sql.Stmt {
		st, err := db.Prepare("SELECT " + what + " FROM muster_attendee WHERE scope = 1" + where)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = st.Close() })
		return st
	}
	page := fmt.Sprintf("last_name_fold, id LIMIT %d", aPage+1)
	return &sqlReader{
		byID: prepare(readColumns, " AND id = "+d.parameter), byEmail: prepare(readColumns, " AND email_key = "+d.parameter),
		first: prepare(readColumns, " ORDER BY "+page), after: prepare(readColumns, " AND "+d.beyond+" ORDER BY "+page),
		count: prepare("COUNT(*)", ""),
		// No index holds the columns without a fold.
		like:    prepare(readColumns, " AND email LIKE "+d.parameter+fmt.Sprintf(" ORDER BY last_name, id LIMIT %d", aPage+1)),
		dialect: d,
	}
}

func (*sqlReader) name() string { return "raw driver" }

func (r *sqlReader) query(st *sql.Stmt, args ...any) ([]storage.Attendee, error) {
	rows, err := st.Query(args...)
	if err != nil {
		return nil, err
	}
	list, err := r.scan(rows)
	return list[:min(len(list), aPage)], err
}

func (r *sqlReader) get(id storage.ID) ([]storage.Attendee, error) { return r.query(r.byID, r.id(id)) }

func (r *sqlReader) find(email string) ([]storage.Attendee, error) { return r.query(r.byEmail, email) }

func (r *sqlReader) search(pattern string) ([]storage.Attendee, error) {
	return r.query(r.like, pattern)
}

func (r *sqlReader) page(at position) ([]storage.Attendee, error) {
	if at.last == nil {
		return r.query(r.first)
	}
	return r.query(r.after, r.position(at.last.Field("last_name"), r.id(at.last.ID))...)
}

func (r *sqlReader) total() (list []storage.Attendee, n int, err error) {
	if err := r.count.QueryRow().Scan(&n); err != nil {
		return nil, 0, err
	}
	list, err = r.query(r.first)
	return list, n, err
}

func scanTimes(rows *sql.Rows) ([]storage.Attendee, error) {
	return scanAttendees(rows, time.Time.UTC)
}

func scanMicros(rows *sql.Rows) ([]storage.Attendee, error) {
	return scanAttendees(rows, func(n int64) time.Time { return time.UnixMicro(n).UTC() })
}

// scanAttendees reads and closes rows, as one would for this one table.
func scanAttendees[T any](rows *sql.Rows, instant func(T) time.Time) (list []storage.Attendee, err error) {
	defer rows.Close()
	var (
		a                         storage.Attendee
		created, updated, deleted sql.Null[T]
		custom                    sql.RawBytes
		status                    sql.NullString
		texts                     [23]sql.NullString
	)
	fields := [len(texts)]*string{
		&a.UpdatedBy, &a.AttendanceCode, &a.UserID, &a.ExternalID, &a.Email,
		&a.Unique.Code, &a.Unique.User, &a.Unique.External, &a.Unique.Email, &a.Unique.Match,
		&a.FirstName, &a.LastName, &a.MiddleInitial, &a.Suffix, &a.Title, &a.Company, &a.PreferredName, &a.Mobile,
		&a.Role, &a.TypeCode, &a.Currency, &a.Owner.UserID, &a.Owner.Name,
	}
	cells := []any{&a.ID, &a.Rev, &a.Version, &created, &updated, &deleted, &custom, &status}
	for i := range texts {
		cells = append(cells, &texts[i])
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return nil, err
		}
		a.Scope, a.Status = expo, storage.Status(status.String)
		a.CreatedAt, a.UpdatedAt, a.DeletedAt = time.Time{}, time.Time{}, time.Time{}
		for _, t := range []struct {
			from sql.Null[T]
			to   *time.Time
		}{{created, &a.CreatedAt}, {updated, &a.UpdatedAt}, {deleted, &a.DeletedAt}} {
			if t.from.Valid {
				*t.to = instant(t.from.V)
			}
		}
		for i, field := range fields {
			*field = texts[i].String
		}
		a.Custom = nil
		if custom != nil {
			if err := json.Unmarshal(custom, &a.Custom); err != nil {
				return nil, err
			}
		}
		list = append(list, a)
	}
	return list, rows.Err()
}
