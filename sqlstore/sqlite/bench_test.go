package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// raw does by hand, with prepared statements and nothing else, what the store
// does. It writes the same tables.
type raw struct {
	db                                               *sql.DB
	insert, update, revision, event, get, find, page *sql.Stmt
}

func openRaw(b *testing.B, db *sql.DB, st *sqlstore.Store) *raw {
	texts := make(map[string]string)
	for _, s := range st.Statements() {
		texts[s.Name] = s.SQL
	}
	prepare := func(text string) *sql.Stmt {
		s, err := db.Prepare(text)
		require.NoError(b, err)
		return s
	}
	return &raw{
		db:     db,
		insert: prepare(texts["insert attendee"]), update: prepare(texts["update attendee, same keys"]),
		revision: prepare(texts["insert revision"]), event: prepare(texts["insert event"]),
		get:  prepare("SELECT " + rawColumns + " FROM muster_attendee WHERE scope = ? AND id = ?"),
		find: prepare("SELECT " + rawColumns + " FROM muster_attendee WHERE scope = ? AND email_key = ?"),
		page: prepare("SELECT " + rawColumns + " FROM muster_attendee WHERE scope = ? AND id > ? ORDER BY id LIMIT ?"),
	}
}

const rawColumns = "id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom"

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func lower(s string) any { return null(strings.ToLower(s)) }

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func nullTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func (r *raw) put(tx *sql.Tx, st *sql.Stmt, list []storage.Attendee) error {
	s := tx.Stmt(st)
	for i := range list {
		a := &list[i]
		custom, err := json.Marshal(a.Custom)
		if err != nil {
			return err
		}
		result, err := s.Exec(int64(1), a.ID[:], int64(a.Rev), nullTime(a.CreatedAt), nullTime(a.UpdatedAt), null(string(a.Status)), int64(a.Version),
			null(a.UpdatedBy), nullTime(a.DeletedAt), null(a.AttendanceCode), null(a.UserID), null(a.ExternalID), null(a.Email),
			null(a.Unique.Code), null(a.Unique.User), null(a.Unique.External), null(a.Unique.Email), null(a.Unique.Match),
			null(a.FirstName), null(a.LastName), null(a.MiddleInitial), null(a.Suffix), null(a.Title), null(a.Company), null(a.PreferredName), null(a.Mobile),
			null(a.Role), null(a.TypeCode), null(a.Currency), null(a.Owner.UserID), null(a.Owner.Name), string(custom),
			lower(string(a.Status)), lower(a.TypeCode), lower(a.Owner.UserID), lower(a.FirstName), lower(a.LastName), lower(a.Company),
			lower(a.Email), lower(backwards(a.Email)), string(custom))
		if err != nil {
			return err
		}
		if n, _ := result.RowsAffected(); n != 1 {
			return fmt.Errorf("%d rows", n)
		}
	}
	return nil
}

func (r *raw) apply(cs storage.ChangeSet) error {
	tx, err := r.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	inserts, updates := cs.Attendees.Put, cs.Attendees.Put
	for i, a := range cs.Attendees.Put {
		if a.Rev == 1 {
			updates, inserts = cs.Attendees.Put[:i], cs.Attendees.Put[i:]
			break
		}
		inserts = nil
	}
	if inserts != nil && len(inserts) == len(cs.Attendees.Put) {
		updates = nil
	}
	if err := r.put(tx, r.update, updates); err != nil {
		return err
	}
	if err := r.put(tx, r.insert, inserts); err != nil {
		return err
	}
	s := tx.Stmt(r.revision)
	for i := range cs.Revisions.Put {
		v := &cs.Revisions.Put[i]
		was, err := json.Marshal(v.Was)
		if err != nil {
			return err
		}
		changed, err := json.Marshal(v.Changed)
		if err != nil {
			return err
		}
		if _, err := s.Exec(int64(1), v.ID[:], int64(v.Rev), nullTime(v.CreatedAt), nullTime(v.UpdatedAt), v.AttendeeID[:], int64(v.Version), string(changed), string(was)); err != nil {
			return err
		}
	}
	s = tx.Stmt(r.event)
	for i := range cs.Events {
		e := &cs.Events[i]
		if _, err := s.Exec(int64(1), e.ID[:], e.Type, int64(e.Subject.Kind), e.Subject.ID[:], int64(e.Subject.Rev), nullTime(e.At), string(e.Data)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}

// rows is how many attendees a benchmark starts with, and how many it writes
// in one set, unless MUSTER_BENCH_ROWS says otherwise.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("MUSTER_BENCH_ROWS")); err == nil {
		return n
	}
	return 20_000
}

// fill stores attendees 0 to n-1.
func fill(b testing.TB, st storage.Store, n int) {
	for from := 0; from < n; from += 5_000 {
		require.NoError(b, st.Apply(context.Background(), sqltest.Puts(sqltest.Attendees(from, min(5_000, n-from))...)))
	}
}

// sideBySide runs two ways of one task in turns and reports their cost an item
// and the ratio.
func sideBySide(b *testing.B, items int, ours, theirs func(round int)) {
	var a, z time.Duration
	round := 0
	for b.Loop() {
		start := time.Now()
		ours(round)
		middle := time.Now()
		theirs(round)
		a, z = a+middle.Sub(start), z+time.Since(middle)
		round++
	}
	n := float64(round * items)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(a.Nanoseconds())/n/1000, "store-µs/item")
	b.ReportMetric(float64(z.Nanoseconds())/n/1000, "raw-µs/item")
	b.ReportMetric(float64(a)/float64(z), "ratio")
}

// BenchmarkUpsert writes sets that are half inserts and half updates.
func BenchmarkUpsert(b *testing.B) {
	for _, history := range []bool{false, true} {
		for _, size := range []int{1, 100, 1_000} {
			b.Run(fmt.Sprintf("history=%t/set=%d", history, size), func(b *testing.B) {
				ours := openStore(b, sqlite.WithOutbox())
				fill(b, ours, benchRows())
				theirs := openStore(b, sqlite.WithOutbox())
				fill(b, theirs, benchRows())
				r := openRaw(b, theirs.DB(), theirs.Store)
				version := make(map[int]storage.Attendee)
				set := func(round int) storage.ChangeSet {
					cs := storage.ChangeSet{Scope: scope}
					for i := range (size + 1) / 2 {
						n := (round*size*7 + i*13) % benchRows()
						a, ok := version[n]
						if !ok {
							a = sqltest.Attendee(n)
						}
						a, rev := sqltest.Changed(a)
						version[n] = a
						cs.Attendees.Put = append(cs.Attendees.Put, a)
						if history {
							cs.Revisions.Put = append(cs.Revisions.Put, rev)
							cs.Events = append(cs.Events, sqltest.Created(a))
						}
					}
					for i := range size / 2 {
						a := sqltest.Attendee(benchRows() + round*size + i)
						cs.Attendees.Put = append(cs.Attendees.Put, a)
						if history {
							cs.Events = append(cs.Events, sqltest.Created(a))
						}
					}
					return cs
				}
				var sets []storage.ChangeSet
				at := func(round int) storage.ChangeSet {
					b.StopTimer()
					defer b.StartTimer()
					for len(sets) <= round {
						sets = append(sets, set(len(sets)))
					}
					return sets[round]
				}
				var a, z time.Duration
				rounds := 0
				for b.Loop() {
					cs := at(rounds)
					start := time.Now()
					require.NoError(b, ours.Apply(b.Context(), cs))
					middle := time.Now()
					require.NoError(b, r.apply(cs))
					a, z = a+middle.Sub(start), z+time.Since(middle)
					rounds++
				}
				report(b, rounds*size, a, z)
			})
		}
	}
}

func report(b *testing.B, items int, ours, theirs time.Duration) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(ours.Microseconds())/float64(items), "store-µs/item")
	b.ReportMetric(float64(theirs.Microseconds())/float64(items), "raw-µs/item")
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}

// scan reads attendees as one would by hand.
func scan(b *testing.B, rows *sql.Rows, err error) int {
	require.NoError(b, err)
	defer rows.Close()
	var list []storage.Attendee
	for rows.Next() {
		var a storage.Attendee
		var ident []byte
		var created, updated, deleted sql.NullInt64
		var t [25]sql.NullString
		require.NoError(b, rows.Scan(&ident, &a.Rev, &created, &updated, &t[0], &a.Version, &t[1], &deleted, &t[2], &t[3], &t[4], &t[5], &t[6], &t[7], &t[8],
			&t[9], &t[10], &t[11], &t[12], &t[13], &t[14], &t[15], &t[16], &t[17], &t[18], &t[19], &t[20], &t[21], &t[22], &t[23], &t[24]))
		require.NoError(b, json.Unmarshal([]byte(t[24].String), &a.Custom))
		copy(a.ID[:], ident)
		a.CreatedAt, a.UpdatedAt = time.UnixMicro(created.Int64).UTC(), time.UnixMicro(updated.Int64).UTC()
		a.Email, a.FirstName, a.LastName = t[5].String, t[11].String, t[12].String
		list = append(list, a)
	}
	return len(list)
}

func BenchmarkRead(b *testing.B) {
	st := openStore(b)
	rows := benchRows()
	fill(b, st, rows)
	r := openRaw(b, st.DB(), st.Store)
	ctx := b.Context()
	b.Run("get", func(b *testing.B) {
		sideBySide(b, 1, func(i int) {
			set, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.ID(storage.KindAttendee, i%rows)}}})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1)
		}, func(i int) {
			ident := sqltest.ID(storage.KindAttendee, i%rows)
			found, err := r.get.QueryContext(ctx, 1, ident[:])
			require.Equal(b, 1, scan(b, found, err))
		})
	})
	b.Run("look-up", func(b *testing.B) {
		sideBySide(b, 1, func(i int) {
			set, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyEmail, Value: sqltest.Attendee(i % rows).Email}}}})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1)
		}, func(i int) {
			found, err := r.find.QueryContext(ctx, 1, sqltest.Attendee(i%rows).Email)
			require.Equal(b, 1, scan(b, found, err))
		})
	})
	b.Run("load=1000", func(b *testing.B) {
		sideBySide(b, 1000, func(i int) {
			var l storage.Lookup
			for n := range 1000 {
				l.IDs = append(l.IDs, sqltest.ID(storage.KindAttendee, (i*31+n*7)%rows))
			}
			set, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: l})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1000)
		}, func(i int) {
			for n := range 1000 {
				ident := sqltest.ID(storage.KindAttendee, (i*31+n*7)%rows)
				found, err := r.get.QueryContext(ctx, 1, ident[:])
				require.Equal(b, 1, scan(b, found, err))
			}
		})
	})
	for _, p := range []struct {
		name  string
		at    int
		order []storage.Order
	}{
		{"first", 0, nil},
		{"deep", rows * 9 / 10, nil},
		{"first by creation", 0, []storage.Order{{Field: "created_at"}}},
		{"deep by creation", rows * 9 / 10, []storage.Order{{Field: "created_at"}}},
	} {
		b.Run("page="+p.name, func(b *testing.B) {
			q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Order: p.order, Limit: 25}
			from := storage.ID{}
			if p.at > 0 {
				var err error
				q.After, err = q.Cursor(sqltest.Attendee(p.at))
				require.NoError(b, err)
				from = sqltest.ID(storage.KindAttendee, p.at)
			}
			sideBySide(b, 1, func(int) {
				page, err := st.List(ctx, q)
				require.NoError(b, err)
				require.Len(b, page.Attendees, 25)
			}, func(int) {
				found, err := r.page.QueryContext(ctx, 1, from[:], 26)
				require.Equal(b, 26, scan(b, found, err))
			})
		})
	}
}
