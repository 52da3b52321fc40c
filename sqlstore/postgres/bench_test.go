package postgres_test

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// BenchmarkStore is what every store is measured by.
func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t) })
}

var benchRows = flag.Int("rows", 100_000, "attendees in the table of BenchmarkRead")

// sideBySide runs two ways of one task in turns and reports the medians of what
// they take, and the ratio. What else the machine does disturbs both alike.
func sideBySide(b *testing.B, ours, theirs func(round int)) {
	var lists [2][]time.Duration
	round := 0
	for b.Loop() {
		for i, do := range []func(int){ours, theirs} {
			start := time.Now()
			do(round)
			lists[i] = append(lists[i], time.Since(start))
		}
		round++
	}
	var medians [2]float64
	for i := range lists {
		slices.Sort(lists[i])
		medians[i] = float64(lists[i][len(lists[i])/2].Nanoseconds()) / 1000
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(medians[0], "store-µs")
	b.ReportMetric(medians[1], "raw-µs")
	b.ReportMetric(medians[0]/medians[1], "ratio")
}

// readColumns are what the raw driver reads: all that a record is made of.
const readColumns = "id, rev, created_at, updated_at, version, deleted_at, custom, status, updated_by, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, " +
	"first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name"

// scan reads attendees as one would by hand.
func scan(b *testing.B, rows *sql.Rows, err error) int {
	require.NoError(b, err)
	defer rows.Close()
	n := 0
	for rows.Next() {
		var a storage.Attendee
		var created, updated, deleted sql.NullTime
		var custom []byte
		var t [24]sql.NullString
		cells := []any{&a.ID, &a.Rev, &created, &updated, &a.Version, &deleted, &custom}
		for i := range t {
			cells = append(cells, &t[i])
		}
		require.NoError(b, rows.Scan(cells...))
		if custom != nil {
			require.NoError(b, json.Unmarshal(custom, &a.Custom))
		}
		a.CreatedAt, a.UpdatedAt, a.Email, a.LastName = created.Time.UTC(), updated.Time.UTC(), t[5].String, t[12].String
		n++
	}
	require.NoError(b, rows.Err())
	return n
}

// BenchmarkRead compares reading through the store with the raw driver, and a
// deep page with the first one.
func BenchmarkRead(b *testing.B) {
	st := openStore(b)
	db, ctx, rows := st.DB(), b.Context(), *benchRows
	person := func(n int) storage.Attendee {
		a := sqltest.Attendee(n)
		a.LastName = fmt.Sprintf("%s %06d", a.LastName, n)
		if n%2000 == 0 {
			a.Email = fmt.Sprintf("ada.%d@acme.com", n)
			a.Unique.Email = a.Email
		}
		return a
	}
	for from := 0; from < rows; from += 5_000 {
		cs := sqltest.Puts()
		for n := from; n < min(from+5_000, rows); n++ {
			cs.Attendees.Put = append(cs.Attendees.Put, person(n))
		}
		require.NoError(b, st.Apply(ctx, cs))
	}
	_, err := db.ExecContext(ctx, "VACUUM ANALYZE")
	require.NoError(b, err)
	raw := func(where string, args ...any) int {
		found, err := db.QueryContext(ctx, "SELECT "+readColumns+" FROM muster_attendee WHERE scope = 1 AND "+where, args...)
		return scan(b, found, err)
	}
	b.Run("get", func(b *testing.B) {
		sideBySide(b, func(i int) {
			require.Len(b, load(b, st, i*7919%rows), 1)
		}, func(i int) {
			require.Equal(b, 1, raw("id = $1", sqltest.ID(storage.KindAttendee, i*7919%rows)))
		})
	})
	b.Run("look-up", func(b *testing.B) {
		sideBySide(b, func(i int) {
			set, err := st.Load(ctx, storage.Query{Scope: sqltest.Scope, Attendees: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyEmail, Value: person(i * 7919 % rows).Unique.Email}}}})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1)
		}, func(i int) {
			require.Equal(b, 1, raw("email_key = $1", person(i*7919%rows).Unique.Email))
		})
	})
	first := storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "last_name"}}, Limit: 25}
	list := func(q storage.ListQuery) {
		page, err := st.List(ctx, q)
		require.NoError(b, err)
		require.Len(b, page.Attendees, 25)
	}
	b.Run("first page", func(b *testing.B) {
		sideBySide(b, func(int) { list(first) }, func(int) {
			require.Equal(b, 26, raw("last_name_fold IS NOT NULL ORDER BY last_name_fold, id LIMIT 26"))
		})
	})
	b.Run("deep page to the first", func(b *testing.B) {
		deep := first
		var err error
		deep.After, err = deep.Cursor(person(rows * 9 / 10))
		require.NoError(b, err)
		sideBySide(b, func(int) { list(deep) }, func(int) { list(first) })
	})
	b.Run("suffix to a scan", func(b *testing.B) {
		q := first
		q.Where = []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%@acme.com"}}
		sideBySide(b, func(int) { list(q) }, func(int) {
			require.Equal(b, 26, raw("email_fold LIKE '%@acme.com' ORDER BY last_name_fold, id LIMIT 26"))
		})
	})
	b.Run("load 1000 to one by one", func(b *testing.B) {
		const keys = 1000
		sideBySide(b, func(i int) {
			var l storage.Lookup
			for n := range keys {
				l.IDs = append(l.IDs, sqltest.ID(storage.KindAttendee, (i+n)*7919%rows))
			}
			set, err := st.Load(ctx, storage.Query{Scope: sqltest.Scope, Attendees: l})
			require.NoError(b, err)
			require.Len(b, set.Attendees, keys)
		}, func(i int) {
			for n := range keys {
				require.Equal(b, 1, raw("id = $1", sqltest.ID(storage.KindAttendee, (i+n)*7919%rows)))
			}
		})
	})
}
