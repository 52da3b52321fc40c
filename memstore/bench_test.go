package memstore

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// crowd is how many attendees the benchmarks hold in one scope.
const crowd = 100_000

func crowded(t testing.TB, n int) *Store {
	t.Helper()
	s := New()
	cs := storage.ChangeSet{Scope: scope}
	for i := range n {
		cs.Attendees.Put = append(cs.Attendees.Put, numbered(i))
	}
	require.NoError(t, s.Apply(t.Context(), cs))
	return s
}

// numbered has an ID that does not sort as its address does, a name that a
// hundred others have, and an address of which one in a thousand is acme's.
func numbered(i int) storage.Attendee {
	domain := "example.com"
	if i%1000 == 7 {
		domain = "acme.com"
	}
	return storage.Attendee{
		Head:   storage.Head{Scope: scope, ID: uuid.UUID{byte(i), byte(i >> 8), byte(i >> 16), 15: 1}, Rev: 1, CreatedAt: noon, UpdatedAt: noon},
		Status: storage.StatusActive, Email: fmt.Sprintf("person-%06d@%s", i, domain),
		LastName: fmt.Sprintf("Name %d", i/100), FirstName: fmt.Sprintf("First %d", i%97), Role: "u",
	}
}

func by(fields ...string) (list []storage.Order) {
	for _, f := range fields {
		list = append(list, storage.Order{Field: f})
	}
	return list
}

// BenchmarkPage lists 50 of 100,000 attendees: at the start and at row 90,000,
// by a cursor and by a number, where an index gives the order and where none does.
func BenchmarkPage(b *testing.B) {
	s := crowded(b, crowd)
	active := []storage.Cond{{Field: "status", Op: storage.OpEq, Value: "active"}}
	for _, c := range []struct {
		name string
		q    storage.ListQuery
	}{
		{"ByID", storage.ListQuery{}},
		{"ByEmail", storage.ListQuery{Order: by("email")}},
		{"ByEmailDescending", storage.ListQuery{Order: []storage.Order{{Field: "email", Desc: true}}}},
		{"ByName", storage.ListQuery{Order: by("last_name", "first_name"), Where: active}},
		{"ByRoleUnindexed", storage.ListQuery{Order: by("role", "email")}},
	} {
		c.q.Scope, c.q.Kind, c.q.Limit = scope, storage.KindAttendee, 50
		b.Run(c.name+"/First", func(b *testing.B) { page(b, s, c.q, 50) })
		deep := c.q
		deep.Page = 1_800
		at, err := s.List(b.Context(), deep)
		require.NoError(b, err)
		deep.Page, deep.After = 0, at.Next
		b.Run(c.name+"/Row90000", func(b *testing.B) { page(b, s, deep, 50) })
		deep.Page, deep.After = 1_801, ""
		b.Run(c.name+"/Page1801", func(b *testing.B) { page(b, s, deep, 50) })
	}
	b.Run("MakesTheIndex", func(b *testing.B) {
		for b.Loop() {
			s.spaces[scope].attendees.orders = new(orders)
			if _, err := s.List(b.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 50, Order: by("email")}); err != nil {
				b.Fatal(err)
			}
		}
	})
	q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 50, WithTotal: true}
	b.Run("Total", func(b *testing.B) { page(b, s, q, 50) })
	q.Where = active
	b.Run("TotalOfCondition", func(b *testing.B) { page(b, s, q, 50) })
}

// BenchmarkSearch looks for one address in a thousand, and for one name.
func BenchmarkSearch(b *testing.B) {
	s := crowded(b, crowd)
	for _, c := range []struct {
		name, field string
		op          storage.Op
		value       any
		found       int
	}{
		{"Suffix", "email", storage.OpLike, "%@acme.com", 100},
		{"SuffixScan", "email", storage.OpLike, "%@acme.co%", 100}, // no index helps
		{"Prefix", "email", storage.OpLike, "person-0123%", 100},
		{"Equal", "last_name", storage.OpEq, "name 5", 100},
		{"In", "email", storage.OpIn, []string{"person-000001@example.com", "PERSON-000002@example.com", "nobody"}, 2},
	} {
		q := storage.ListQuery{
			Scope: scope, Kind: storage.KindAttendee, Limit: 100, Order: by("last_name", "first_name"),
			Where: []storage.Cond{{Field: c.field, Op: c.op, Value: c.value}},
		}
		b.Run(c.name, func(b *testing.B) { page(b, s, q, c.found) })
	}
}

// page measures one list, after one that made what indexes it uses.
func page(b *testing.B, s *Store, q storage.ListQuery, want int) {
	b.Helper()
	_, err := s.List(b.Context(), q)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		p, err := s.List(b.Context(), q)
		if err != nil || len(p.Attendees) != want {
			b.Fatalf("%d of %d: %v", len(p.Attendees), want, err)
		}
	}
}

// BenchmarkUpsert changes a thousand of 100,000 attendees before any list was
// asked for, and after lists that made four indexes.
func BenchmarkUpsert(b *testing.B) {
	s := crowded(b, crowd)
	b.Run("BeforeAnyList", func(b *testing.B) { upsert(b, s) })
	for _, field := range []string{"id", "email", "last_name", "updated_at"} {
		_, err := s.List(b.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1, Order: by(field)})
		require.NoError(b, err)
	}
	b.Run("AfterLists", func(b *testing.B) { upsert(b, s) })
}

func upsert(b *testing.B, s *Store) {
	b.Helper()
	const items = 1_000
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		cs := storage.ChangeSet{Scope: scope}
		for i := range items {
			a := *s.spaces[scope].attendees.rows[numbered(i).ID]
			a.Rev++
			a.UpdatedAt = a.UpdatedAt.Add(1000)
			if i%10 == 0 {
				a.LastName = fmt.Sprint("Moved ", n)
			}
			cs.Attendees.Put = append(cs.Attendees.Put, a)
		}
		if err := s.Apply(b.Context(), cs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/items, "ns/item")
}
