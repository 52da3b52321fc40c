package memstore

import (
	"fmt"
	"slices"

	"github.com/muster-go/muster/storage"
)

// table holds the records of one kind in one scope. A stored record is never
// changed in place: a write replaces the pointer.
type table[R storage.Record] struct {
	rows map[storage.ID]*R
	keys map[storage.Key]storage.ID

	was, now []storage.Key // scratch for writers, who hold the lock
}

func newTable[R storage.Record]() table[R] {
	return table[R]{rows: make(map[storage.ID]*R), keys: make(map[storage.Key]storage.ID)}
}

// found is a set of IDs.
type found map[storage.ID]struct{}

func (f found) add(id storage.ID) { f[id] = struct{}{} }

func (t *table[R]) find(l storage.Lookup) found {
	f := make(found, len(l.IDs))
	for _, id := range l.IDs {
		if t.rows[id] != nil {
			f.add(id)
		}
	}
	for _, k := range l.Keys {
		if id, ok := t.keys[k]; ok {
			f.add(id)
		}
	}
	return f
}

func (t *table[R]) copies(f found) []R {
	if len(f) == 0 {
		return nil
	}
	list := make([]R, 0, len(f))
	for id := range f {
		if r := t.rows[id]; r != nil {
			list = append(list, storage.Clone(*r))
		}
	}
	return list
}

func (t *table[R]) list(q storage.ListQuery) ([]R, string, error) {
	page, next, err := storage.Select(q, func(yield func(R) bool) {
		for _, r := range t.rows {
			if !yield(*r) {
				return
			}
		}
	})
	for i := range page {
		page[i] = storage.Clone(page[i])
	}
	return slices.Clip(page), next, err
}

func (t *table[R]) rev(id storage.ID) storage.Rev {
	if r := t.rows[id]; r != nil {
		return (*r).Base().Rev
	}
	return 0
}

// check reports whether every change finds the revision that it expects, and
// every key its holder would have to itself afterwards.
func (t *table[R]) check(c storage.Changes[R]) error {
	for _, ref := range c.Delete {
		if t.rev(ref.ID) != ref.Rev {
			return fmt.Errorf("%w: %s %s", storage.ErrConflict, ref.Kind, ref.ID)
		}
	}
	claimed := make(map[storage.Key]storage.ID, len(c.Put))
	for i := range c.Put {
		h := c.Put[i].Base()
		if t.rev(h.ID) != h.Rev-1 {
			return fmt.Errorf("%w: %s", storage.ErrConflict, h.ID)
		}
		t.now = c.Put[i].AppendKeys(t.now[:0])
		for _, k := range t.now {
			if _, taken := claimed[k]; taken {
				return fmt.Errorf("%w: two records with one %s", storage.ErrConflict, k.Name)
			}
			claimed[k] = h.ID
		}
	}
	var written found
	for k, id := range claimed {
		holder, held := t.keys[k]
		if !held || holder == id {
			continue
		}
		if written == nil {
			written = writes(c)
		}
		// A holder that this set writes has given the key up: had it kept the
		// key, the key would be claimed twice.
		if _, ok := written[holder]; !ok {
			return fmt.Errorf("%w: %s is taken", storage.ErrConflict, k.Name)
		}
	}
	return nil
}

func writes[R storage.Record](c storage.Changes[R]) found {
	f := make(found, len(c.Put)+len(c.Delete))
	for i := range c.Put {
		f.add(c.Put[i].Base().ID)
	}
	for _, r := range c.Delete {
		f.add(r.ID)
	}
	return f
}

// write makes the changes, which check has passed. All keys are released
// before any is taken.
func (t *table[R]) write(c storage.Changes[R]) {
	for _, ref := range c.Delete {
		t.remove(ref.ID)
	}
	for i := range c.Put {
		if old := t.rows[c.Put[i].Base().ID]; old != nil {
			t.was, t.now = (*old).AppendKeys(t.was[:0]), c.Put[i].AppendKeys(t.now[:0])
			if !slices.Equal(t.was, t.now) {
				t.release(t.was)
			}
		}
	}
	for i := range c.Put {
		r := storage.Clone(c.Put[i])
		id := r.Base().ID
		t.rows[id] = &r
		t.now = r.AppendKeys(t.now[:0])
		for _, k := range t.now {
			t.keys[k] = id
		}
	}
}

func (t *table[R]) remove(id storage.ID) {
	if old := t.rows[id]; old != nil {
		t.was = (*old).AppendKeys(t.was[:0])
		t.release(t.was)
		delete(t.rows, id)
	}
}

func (t *table[R]) release(keys []storage.Key) {
	for _, k := range keys {
		delete(t.keys, k)
	}
}
