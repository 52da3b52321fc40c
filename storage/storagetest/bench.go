package storagetest

import (
	"runtime"
	"strconv"
	"testing"

	"github.com/muster-go/muster/storage"
)

// benchItems is the size of a batch in [Bench].
const benchItems = 1_000

// Bench measures a store by itself, without a service above it: inserts,
// updates and loads of a thousand records at a time, one record by its ID, and
// the first page of a list. Beside the time it reports items/s and allocs/item,
// of which the second does not depend on the machine.
func Bench(b *testing.B, open Factory) {
	b.Run("Insert1000", func(b *testing.B) {
		m := &measured{B: b, store: open(b)}
		for i := 0; b.Loop(); i++ {
			m.pause()
			scope := benchScope(i)
			cs := changeSet(scope, put(entities(manyAttendees(scope, benchItems))...))
			m.resume()
			m.apply(cs)
		}
		m.report(benchItems)
	})
	b.Run("Update1000", func(b *testing.B) {
		m := &measured{B: b, store: open(b)}
		list := m.filled()
		for b.Loop() {
			m.pause()
			for i := range list {
				list[i] = next(list[i])
				list[i].Company = "moved " + strconv.FormatInt(int64(list[i].Rev), 10)
			}
			cs := changeSet(here, put(entities(list)...))
			m.resume()
			m.apply(cs)
		}
		m.report(benchItems)
	})
	b.Run("Load1000ByKey", func(b *testing.B) {
		m := &measured{B: b, store: open(b)}
		q := storage.Query{Scope: here}
		for _, a := range m.filled() {
			q.Attendees.Keys = append(q.Attendees.Keys, storage.Key{Name: storage.KeyEmail, Value: a.Unique.Email})
		}
		m.loads(q, benchItems)
	})
	b.Run("Get", func(b *testing.B) {
		m := &measured{B: b, store: open(b)}
		m.loads(named(here, m.filled()[benchItems/2].Ref()), 1)
	})
	b.Run("FirstPage", func(b *testing.B) {
		m := &measured{B: b, store: open(b)}
		l, ok := m.store.(storage.Lister)
		if !ok {
			b.Skip("the store does not offer storage.Lister")
		}
		m.filled()
		const limit = 50
		q := storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "email"}}, Limit: limit}
		m.start()
		for b.Loop() {
			page, err := l.List(b.Context(), q)
			if err != nil || len(page.Attendees) != limit {
				b.Fatalf("%d records of %d: %v", len(page.Attendees), limit, err)
			}
		}
		m.report(limit)
	})
}

// benchScope keeps the size of the scope the same for every insert.
func benchScope(i int) storage.Scope {
	return storage.Scope{Tenant: here.Tenant, Event: "event-" + strconv.Itoa(i)}
}

// measured counts the allocations of the store apart from those of the
// benchmark.
type measured struct {
	*testing.B
	store  storage.Store
	allocs uint64
	since  uint64
}

// filled stores a thousand attendees.
func (m *measured) filled() []storage.Attendee {
	m.Helper()
	list := manyAttendees(here, benchItems)
	m.apply(changeSet(here, put(entities(list)...)))
	return list
}

func (m *measured) apply(cs storage.ChangeSet) {
	m.Helper()
	if err := m.store.Apply(m.Context(), cs); err != nil {
		m.Fatal(err)
	}
}

func (m *measured) loads(q storage.Query, items int) {
	m.Helper()
	m.start()
	for m.Loop() {
		set, err := m.store.Load(m.Context(), q)
		if err != nil || set.Len() != items {
			m.Fatalf("%d records of %d: %v", set.Len(), items, err)
		}
	}
	m.report(items)
}

func (m *measured) start() { m.since = mallocs() }

func (m *measured) resume() {
	m.start()
	m.StartTimer()
}

func (m *measured) pause() {
	m.StopTimer()
	m.stop()
}

func (m *measured) stop() {
	if m.since > 0 {
		m.allocs += mallocs() - m.since
		m.since = 0
	}
}

func (m *measured) report(items int) {
	m.stop()
	total := float64(m.N) * float64(items)
	m.ReportMetric(total/m.Elapsed().Seconds(), "items/s")
	m.ReportMetric(float64(m.allocs)/total, "allocs/item")
}

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}
