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

// BenchmarkIndex makes the index that the first list by an order needs.
func BenchmarkIndex(b *testing.B) {
	s := crowded(b, crowd)
	for b.Loop() {
		s.spaces[scope].attendees.orders = new(orders)
		if _, err := s.List(b.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 50, Order: by("email")}); err != nil {
			b.Fatal(err)
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
