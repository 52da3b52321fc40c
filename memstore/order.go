package memstore

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/btree"

	"github.com/muster-go/muster/storage"
)

// order is one way of keeping a table's records sorted: by a field, empty ones
// last and by ID where they are equal, as lists are.
type order struct {
	field    string
	desc     bool
	backward bool // texts from their last byte on, which makes a suffix a prefix
}

// orderedFields are the fields for which a table keeps orders: a closed list of
// those with many values, so that what callers ask for bounds what is kept.
var orderedFields = []string{
	"id", "created_at", "updated_at", "email", "last_name", "first_name", "company", "external_id", "user_id", "code", "name", "at",
}

// index holds the IDs of a table's records in one order.
type index struct {
	order
	tree *btree.BTreeG[entry]
}

// entry is the place of one record, or a place between records.
type entry struct {
	class  class
	text   string
	number int64
	edge   int8 // before or behind all records of that value, 0 for a record
	id     storage.ID
}

type class int8

const (
	start class = iota
	filled
	empty
	end
)

func placeOf(v any, id storage.ID) entry {
	e := entry{class: filled, id: id}
	switch v := v.(type) {
	case nil:
		e.class = empty
	case string:
		e.text = v
	case int64:
		e.number = v
	case time.Time:
		e.number = v.UnixMicro()
	}
	return e
}

func (o order) compare(a, b entry) int {
	if c := o.compareValues(a, b); c != 0 {
		return c
	}
	if a.edge != b.edge {
		return cmp.Compare(a.edge, b.edge)
	}
	if o.field == "id" && o.desc {
		a, b = b, a
	}
	return bytes.Compare(a.id[:], b.id[:])
}

func (o order) compareValues(a, b entry) int {
	if a.class != b.class {
		return cmp.Compare(a.class, b.class)
	}
	if o.desc {
		a, b = b, a
	}
	if c := strings.Compare(a.text, b.text); c != 0 {
		return c
	}
	return cmp.Compare(a.number, b.number)
}

// rank returns how many records come before a place.
func (x *index) rank(e entry) int {
	low, high := 0, x.tree.Len()
	for low < high {
		middle := (low + high) / 2
		if at, _ := x.tree.GetAt(middle); x.compare(at, e) < 0 {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// orders are the indexes of one table. Each is made by the first list that can
// use it, and from then on kept up by those who write: a program that never
// lists pays for none. Readers share the store's lock, so that they need one of
// their own to make an index; writers have the store to themselves.
type orders struct {
	mu sync.Mutex
	by map[order]*index
}

// in returns a table's index in one order.
func (t *table[R]) in(o order) *index {
	t.orders.mu.Lock()
	defer t.orders.mu.Unlock()
	if x := t.orders.by[o]; x != nil {
		return x
	}
	entries := make([]entry, 0, len(t.rows))
	for id, r := range t.rows {
		entries = append(entries, place(o, id, r))
	}
	slices.SortFunc(entries, o.compare)
	x := &index{o, btree.NewBTreeGOptions(func(a, b entry) bool { return o.compare(a, b) < 0 }, btree.Options{NoLocks: true})}
	for _, e := range entries {
		x.tree.Load(e)
	}
	if t.orders.by == nil {
		t.orders.by = make(map[order]*index)
	}
	t.orders.by[o] = x
	return x
}

func place[R storage.Record](o order, id storage.ID, r *R) entry {
	if o.field == "id" {
		return entry{class: filled, id: id}
	}
	e := placeOf((*r).Field(o.field), id)
	if o.backward {
		e.text = backward(e.text)
	}
	return e
}

func backward(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// reorder keeps the indexes up with a write: old is nil for a new record, now
// for one that goes.
func (t *table[R]) reorder(id storage.ID, old, now *R) {
	for o, x := range t.orders.by {
		var from, to entry
		if old != nil {
			from = place(o, id, old)
		}
		if now != nil {
			to = place(o, id, now)
		}
		if from == to {
			continue
		}
		if old != nil {
			x.tree.Delete(from)
		}
		if now != nil {
			x.tree.Set(to)
		}
	}
}
