package bench

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/muster-go/muster/storage"
)

// mapsReader is a map of attendees, one for their addresses, and a lock. They
// have no order.
type mapsReader struct {
	mu      sync.RWMutex
	rows    map[storage.ID]*storage.Attendee
	byEmail map[string]*storage.Attendee
}

// readMaps returns it with n attendees of its own.
func readMaps(_ testing.TB, _ *musterList, n int) reader {
	m := &mapsReader{rows: make(map[storage.ID]*storage.Attendee), byEmail: make(map[string]*storage.Attendee)}
	for i := range n {
		a := visitor(i)
		m.rows[a.ID], m.byEmail[a.Unique.Email] = &a, &a
	}
	return m
}

func (*mapsReader) name() string { return "plain maps" }

func (m *mapsReader) get(id storage.ID) ([]storage.Attendee, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return copied(m.rows[id])
}

func (m *mapsReader) find(email string) ([]storage.Attendee, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return copied(m.byEmail[email])
}

func (m *mapsReader) search(pattern string) ([]storage.Attendee, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	head, tail, _ := strings.Cut(pattern, "%")
	var found []*storage.Attendee
	for _, a := range m.rows {
		if strings.HasPrefix(a.Unique.Email, head) && strings.HasSuffix(a.Unique.Email, tail) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b *storage.Attendee) int {
		return cmp.Or(cmp.Compare(a.LastName, b.LastName), cmp.Compare(string(a.ID[:]), string(b.ID[:])))
	})
	return copied(found[:min(len(found), aPage)]...)
}

// copied returns copies, nil being nobody. What they point to is never changed.
func copied(found ...*storage.Attendee) (list []storage.Attendee, err error) {
	for _, a := range found {
		if a != nil {
			list = append(list, *a)
		}
	}
	return list, nil
}
