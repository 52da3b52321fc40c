package memstore

import (
	"fmt"
	"slices"
	"sync"

	"github.com/muster-go/muster/storage"
)

// table holds the records of one kind in one scope. A stored record is never
// changed in place: a write replaces the pointer.
type table[R storage.Record] struct {
	rows   map[storage.ID]*R
	keys   map[storage.Key]storage.ID
	links  []link[R]
	orders *orders

	was, now []storage.Key // scratch for writers, who hold the lock
}

// link indexes records by another one that they name.
type link[R storage.Record] struct {
	field    string // in lists, "" for none
	to       func(*R) storage.ID
	optional bool // a record that names nothing is in order
	by       map[storage.ID]found
}

func newTable[R storage.Record](links ...link[R]) table[R] {
	for i := range links {
		links[i].by = make(map[storage.ID]found)
	}
	return table[R]{rows: make(map[storage.ID]*R), keys: make(map[storage.Key]storage.ID), links: links, orders: new(orders)}
}

// owners adds what the records in from name.
func (t *table[R]) owners(from found, i int, to *found) {
	for id := range from {
		if owner := t.links[i].to(t.rows[id]); owner != (storage.ID{}) {
			to.add(owner)
		}
	}
}

// hanging adds the records that name those in from.
func (t *table[R]) hanging(from found, i int, to *found) {
	for owner := range from {
		for id := range t.links[i].by[owner] {
			to.add(id)
		}
	}
}

func (l link[R]) attach(id storage.ID, r *R) {
	owner := l.to(r)
	if owner == (storage.ID{}) {
		return
	}
	f := l.by[owner]
	if f == nil {
		f = make(found)
		l.by[owner] = f
	}
	f.add(id)
}

func (l link[R]) detach(id storage.ID, r *R) {
	owner := l.to(r)
	delete(l.by[owner], id)
	if len(l.by[owner]) == 0 {
		delete(l.by, owner)
	}
}

// owned tells which owners there will be once a change set is written.
type owned struct {
	stored  func(storage.ID) bool
	deleted []storage.Ref
	put     func() found
}

func afterwards[R storage.Record](t *table[R], c storage.Changes[R]) owned {
	return owned{
		stored:  func(id storage.ID) bool { return t.rows[id] != nil },
		deleted: c.Delete,
		put:     sync.OnceValue(func() found { return writes(storage.Changes[R]{Put: c.Put}) }),
	}
}

func (o owned) there(id storage.ID) bool {
	if o.stored(id) {
		return !slices.ContainsFunc(o.deleted, func(r storage.Ref) bool { return r.ID == id })
	}
	_, put := o.put()[id]
	return put
}

// checkLink refuses to make an orphan: a record without what it names.
func (t *table[R]) checkLink(c storage.Changes[R], i int, owners owned) error {
	if len(c.Put) == 0 && len(owners.deleted) == 0 {
		return nil
	}
	for j := range c.Put {
		owner := t.links[i].to(&c.Put[j])
		if owner == (storage.ID{}) && t.links[i].optional {
			continue
		}
		if !owners.there(owner) {
			ref := c.Put[j].Ref()
			return fmt.Errorf("%w: %s %s without what it names", storage.ErrConflict, ref.Kind, ref.ID)
		}
	}
	if len(owners.deleted) == 0 {
		return nil
	}
	leaving := writes(c) // deleted, or put elsewhere, which is checked above
	for _, owner := range owners.deleted {
		for id := range t.links[i].by[owner.ID] {
			if _, leaves := leaving[id]; !leaves {
				return fmt.Errorf("%w: something still names %s %s", storage.ErrConflict, owner.Kind, owner.ID)
			}
		}
	}
	return nil
}

// found is a set of IDs.
type found map[storage.ID]struct{}

func (f *found) add(id storage.ID) {
	if *f == nil {
		*f = make(found)
	}
	(*f)[id] = struct{}{}
}

func (t *table[R]) find(l storage.Lookup) found {
	if l.Empty() {
		return nil
	}
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

func (t *table[R]) rev(id storage.ID) storage.Rev {
	if r := t.rows[id]; r != nil {
		return (*r).Base().Rev
	}
	return 0
}

// check reports whether every change finds the revision that it expects, and
// every key its holder would have to itself afterwards.
func (t *table[R]) check(c storage.Changes[R]) error {
	if len(c.Put)+len(c.Delete) == 0 {
		return nil
	}
	for _, ref := range c.Delete {
		if t.rev(ref.ID) != ref.Rev {
			return fmt.Errorf("%w: %s %s", storage.ErrConflict, ref.Kind, ref.ID)
		}
	}
	// Only keys that change hands matter: those that a record did not have
	// before, and those that it has no more.
	claimed, freed := make(map[storage.Key]storage.ID), make(map[storage.Key]struct{})
	for i := range c.Put {
		h := c.Put[i].Base()
		if t.rev(h.ID) != h.Rev-1 {
			return fmt.Errorf("%w: %s", storage.ErrConflict, h.ID)
		}
		t.compare(h.ID, &c.Put[i])
		for _, k := range t.now {
			if slices.Contains(t.was, k) {
				continue
			}
			if _, taken := claimed[k]; taken {
				return fmt.Errorf("%w: two records with one %s", storage.ErrConflict, k.Name)
			}
			claimed[k] = h.ID
		}
		for _, k := range t.was {
			if !slices.Contains(t.now, k) {
				freed[k] = struct{}{}
			}
		}
	}
	for _, ref := range c.Delete {
		t.was = (*t.rows[ref.ID]).AppendKeys(t.was[:0])
		for _, k := range t.was {
			freed[k] = struct{}{}
		}
	}
	for k := range claimed {
		_, held := t.keys[k]
		if _, free := freed[k]; held && !free {
			return fmt.Errorf("%w: %s is taken", storage.ErrConflict, k.Name)
		}
	}
	return nil
}

// compare fills the scratch with the keys that a record had and will have, and
// reports whether they are the same.
func (t *table[R]) compare(id storage.ID, next *R) (same bool) {
	t.was, t.now = t.was[:0], (*next).AppendKeys(t.now[:0])
	if old := t.rows[id]; old != nil {
		t.was = (*old).AppendKeys(t.was)
	}
	return slices.Equal(t.was, t.now)
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
		id := c.Put[i].Base().ID
		if !t.compare(id, &c.Put[i]) {
			t.release(t.was)
		}
		if old := t.rows[id]; old != nil {
			t.detach(id, old)
		}
	}
	for i := range c.Put {
		r := storage.Clone(c.Put[i])
		id := r.Base().ID
		if !t.compare(id, &r) {
			for _, k := range t.now {
				t.keys[k] = id
			}
		}
		t.reorder(id, t.rows[id], &r)
		t.rows[id] = &r
		t.attach(id, &r)
	}
}

func (t *table[R]) remove(id storage.ID) {
	if old := t.rows[id]; old != nil {
		t.was = (*old).AppendKeys(t.was[:0])
		t.release(t.was)
		t.detach(id, old)
		t.reorder(id, old, nil)
		delete(t.rows, id)
	}
}

func (t *table[R]) release(keys []storage.Key) {
	for _, k := range keys {
		delete(t.keys, k)
	}
}

func (t *table[R]) attach(id storage.ID, r *R) {
	for _, l := range t.links {
		l.attach(id, r)
	}
}

func (t *table[R]) detach(id storage.ID, r *R) {
	for _, l := range t.links {
		l.detach(id, r)
	}
}
