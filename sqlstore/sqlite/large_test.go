package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/storage"
)

var (
	active = storage.Cond{Field: "status", Op: storage.OpEq, Value: "active"}
	guests = storage.Cond{Field: "type_code", Op: storage.OpEq, Value: "GUEST"}
	byName = []storage.Order{{Field: "last_name"}}
)

// largeRows is the size of the list that the figures are of.
const largeRows = 100_000

// guest returns attendee n of a large list: one in a thousand is of acme.com.
func guest(n int) storage.Attendee {
	a := sqltest.Attendee(n)
	a.LastName = fmt.Sprintf("Lovelace %d", n*7919%20_011)
	if n%1_000 == 0 {
		a.Email = fmt.Sprintf("acme.%d@acme.com", n)
		a.Unique.Email = a.Email
	}
	return a
}

// BenchmarkLarge prints what single calls cost on a list of 100,000: run it by
// hand, with -bench Large -benchtime 200x.
func BenchmarkLarge(b *testing.B) {
	st := openStore(b)
	for from := 0; from < largeRows; from += 5_000 {
		var list []storage.Attendee
		for i := range 5_000 {
			list = append(list, guest(from+i))
		}
		require.NoError(b, st.Apply(b.Context(), sqltest.Puts(list...)))
	}
	r := openRaw(b, st.DB(), st.Store)
	ctx := b.Context()
	q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Order: byName, Limit: 25}
	list := func(b *testing.B, q storage.ListQuery) storage.Page {
		page, err := st.List(ctx, q)
		require.NoError(b, err)
		return page
	}

	deep := q
	deep.Page = largeRows*9/10/q.Limit + 1
	last := list(b, deep).Attendees[0]
	deep.Page = 0
	var err error
	deep.After, err = q.Cursor(last)
	require.NoError(b, err)
	first := prepared(b, st.DB(), "SELECT "+rawColumns+" FROM muster_attendee WHERE scope = ? ORDER BY last_name_fold, id LIMIT 26")
	after := prepared(b, st.DB(), "SELECT "+rawColumns+" FROM muster_attendee WHERE scope = ? AND (last_name_fold, id) > (?, ?) ORDER BY last_name_fold, id LIMIT 26")
	b.Run("first page by hand and by the store", func(b *testing.B) {
		sideBySide(b, 1, func(int) { list(b, q) }, func(int) {
			rows, err := first.QueryContext(ctx, 1)
			require.Equal(b, 26, scan(b, rows, err))
		})
	})
	b.Run("deep page by hand and by the store", func(b *testing.B) {
		sideBySide(b, 1, func(int) { list(b, deep) }, func(int) {
			rows, err := after.QueryContext(ctx, 1, last.Field("last_name"), last.ID[:])
			require.Equal(b, 26, scan(b, rows, err))
		})
	})
	b.Run("deep page and first", func(b *testing.B) {
		sideBySide(b, 1, func(int) { list(b, deep) }, func(int) { list(b, q) })
	})
	numbered := q
	numbered.Page = largeRows * 9 / 10 / q.Limit
	offset := prepared(b, st.DB(), "SELECT "+rawColumns+" FROM muster_attendee WHERE scope = ? ORDER BY last_name_fold, id LIMIT 26 OFFSET ?")
	b.Run("page by number by hand and by the store", func(b *testing.B) {
		sideBySide(b, 1, func(int) { list(b, numbered) }, func(int) {
			rows, err := offset.QueryContext(ctx, 1, (numbered.Page-1)*q.Limit)
			require.Equal(b, 26, scan(b, rows, err))
		})
	})
	// Everybody is read, and who matches is sorted.
	like := prepared(b, st.DB(), "SELECT "+rawColumns+" FROM muster_attendee WHERE scope = ? AND email LIKE ? AND type_code = ? ORDER BY last_name || '', id LIMIT 26")
	for _, pattern := range []string{"%@acme.com", "acme.%", "%@example.org", "person.1%", "%acme%"} {
		search := q
		search.Where = []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: pattern}}
		b.Run("scan by hand and search of "+pattern, func(b *testing.B) {
			sideBySide(b, 1, func(int) { require.Len(b, list(b, search).Attendees, 25) }, func(int) {
				rows, err := like.QueryContext(ctx, 1, pattern, "GUEST")
				require.Equal(b, 26, scan(b, rows, err))
			})
		})
	}
	total := q
	total.WithTotal = true
	b.Run("total", func(b *testing.B) { sideBySide(b, 1, func(int) { list(b, total) }, func(int) { list(b, q) }) })
	total.Where = []storage.Cond{active}
	b.Run("total filtered", func(b *testing.B) { sideBySide(b, 1, func(int) { list(b, total) }, func(int) { list(b, q) }) })
	custom := q
	custom.Order = []storage.Order{{Field: "custom.seat"}}
	b.Run("by custom field", func(b *testing.B) { sideBySide(b, 1, func(int) { list(b, custom) }, func(int) { list(b, q) }) })
	b.Run("get", func(b *testing.B) {
		sideBySide(b, 1, func(i int) {
			set, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.ID(storage.KindAttendee, i*7919%largeRows)}}})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1)
		}, func(i int) {
			ident := sqltest.ID(storage.KindAttendee, i*7919%largeRows)
			rows, err := r.get.QueryContext(ctx, 1, ident[:])
			require.Equal(b, 1, scan(b, rows, err))
		})
	})
	b.Run("look-up", func(b *testing.B) {
		sideBySide(b, 1, func(i int) {
			keys := []storage.Key{{Name: storage.KeyEmail, Value: guest(i * 7919 % largeRows).Email}}
			set, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{Keys: keys}})
			require.NoError(b, err)
			require.Len(b, set.Attendees, 1)
		}, func(i int) {
			rows, err := r.find.QueryContext(ctx, 1, guest(i*7919%largeRows).Email)
			require.Equal(b, 1, scan(b, rows, err))
		})
	})
	b.Run("scrub", func(b *testing.B) {
		start := time.Now()
		require.NoError(b, st.Scrub(context.Background()))
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms")
	})
}

func prepared(b *testing.B, db *sql.DB, text string) *sql.Stmt {
	st, err := db.Prepare(text)
	require.NoError(b, err)
	return st
}

// BenchmarkUpsertBySize prints whether the cost of an item depends on the size
// of the list or of the set.
func BenchmarkUpsertBySize(b *testing.B) {
	for _, rows := range []int{1_000, 10_000, 100_000} {
		for _, size := range []int{100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("rows=%d/set=%d", rows, size), func(b *testing.B) {
				st := openStore(b)
				fill(b, st, rows)
				round, updated := 0, make(map[int]storage.Attendee)
				var took time.Duration
				for b.Loop() {
					cs := sqltest.Puts()
					for i := range size / 2 {
						n := (round*size*7 + i*13) % rows
						if _, ok := updated[n]; !ok {
							updated[n] = sqltest.Attendee(n)
						}
						if len(cs.Attendees.Put) > 0 && i >= rows/13 && rows < size {
							break // each attendee once a set
						}
						updated[n], _ = sqltest.Changed(updated[n])
						cs.Attendees.Put = append(cs.Attendees.Put, updated[n])
					}
					for i := range size - len(cs.Attendees.Put) {
						cs.Attendees.Put = append(cs.Attendees.Put, sqltest.Attendee(rows+round*size+i))
					}
					start := time.Now()
					require.NoError(b, st.Apply(b.Context(), cs))
					took += time.Since(start)
					round++
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(took.Microseconds())/float64(round*size), "µs/item")
			})
		}
	}
}
