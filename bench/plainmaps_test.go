package bench

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
)

// plainMaps is the floor: a map of rows, a map for each key, and a lock.
type plainMaps struct {
	mu   sync.RWMutex
	rows map[uuid.UUID]*Person
	keys *index
}

func openMaps(testing.TB, map[string]batch.User) list {
	return &plainMaps{rows: make(map[uuid.UUID]*Person), keys: newIndex(0)}
}

func (m *plainMaps) fill(_ context.Context, people []*Person) error {
	at := now()
	for _, p := range people {
		m.put(nil, started(p, at))
	}
	return nil
}

func (m *plainMaps) put(was, is *Person) {
	m.rows[is.ID] = is
	m.keys.put(was, is)
}

func (m *plainMaps) upsert(_ context.Context, items []item) (report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := now()
	rep := make(outcomes, len(items))
	for i := range items {
		was, is := decide(m.keys, &items[i], at)
		rep[i] = became(was, is)
		if is != nil {
			m.put(was, is)
		}
	}
	return rep, nil
}

func became(was, is *Person) outcome {
	switch {
	case is == nil:
		return outcome{action: rejected}
	case was == nil:
		return outcome{inserted, is}
	}
	return outcome{updated, is}
}

func (m *plainMaps) all(context.Context) ([]*Person, error) {
	return slices.Collect(maps.Values(m.rows)), nil
}

func (m *plainMaps) counted() int64 { return 0 }
