package memstore

import (
	"iter"
	"slices"

	"github.com/muster-go/muster/storage"
)

// list answers q by way of an index where one helps. What it looks through goes
// to [storage.Select], which decides: an index only leaves out what cannot be
// on the page.
func (t *table[R]) list(q storage.ListQuery) (storage.Selection[R], error) {
	from, started, err := q.Position()
	if err != nil {
		return storage.Selection[R]{}, err
	}
	where := q.Folded().Where
	few, narrowed := t.narrow(where)
	w := walk[R]{table: t, query: q, where: where, from: from, started: started}
	w.reach()
	if o, ok := w.order(); ok && (!narrowed || w.pays(few.n)) {
		sel, err := w.list(t.in(o))
		if q.WithTotal {
			sel.Total = t.count(where, few.each)
		}
		return sel, err
	}
	return storage.Select(q, t.records(few.each))
}

// count returns how many candidates satisfy conditions.
func (t *table[R]) count(where []storage.Cond, each iter.Seq[storage.ID]) (n int) {
	if len(where) == 0 {
		return len(t.rows)
	}
	for id := range each {
		if satisfies(t.rows[id], where) {
			n++
		}
	}
	return n
}

func satisfies[R storage.Record](r *R, where []storage.Cond) bool {
	for _, c := range where {
		if !c.Match((*r).Field(c.Field)) {
			return false
		}
	}
	return true
}

func (t *table[R]) records(each iter.Seq[storage.ID]) iter.Seq[R] {
	return func(yield func(R) bool) {
		for id := range each {
			if !yield(*t.rows[id]) {
				return
			}
		}
	}
}

// walk goes along an index from where a page begins until it has found enough.
type walk[R storage.Record] struct {
	table   *table[R]
	query   storage.ListQuery
	where   []storage.Cond // folded
	from    storage.Position
	started bool

	before int // records that the page comes after by its number
	need   int // records to find
}

// reach says how far the walk goes: past the records before the page, its own,
// the one at which the page before ended, and one that tells that there are more.
func (w *walk[R]) reach() {
	n := int64(len(w.table.rows))
	limit := min(int64(w.query.Limit), n)
	w.before = int(min(int64(max(w.query.Page, 1)-1)*limit, n))
	w.need = w.before + int(limit) + 2
}

// pays reports whether the walk meets what it needs sooner than it takes to look
// at n candidates: of the records that it passes, as many are candidates as of all.
func (w *walk[R]) pays(n int) bool {
	return float64(n)*float64(n) > float64(w.need)*float64(len(w.table.rows))
}

// order returns the order of the first sort field; ok is false when the table
// keeps none by it.
func (w walk[R]) order() (o order, ok bool) {
	o.field = "id"
	if len(w.query.Order) > 0 {
		o.field, o.desc = w.query.Order[0].Field, w.query.Order[0].Desc
	}
	return o, slices.Contains(orderedFields, o.field)
}

// exact reports whether the order is the whole of what the list is sorted by.
func (w walk[R]) exact() bool {
	return len(w.query.Order) <= 1 || w.query.Order[0].Field == "id"
}

// position is the place at which the page before ended.
func (w walk[R]) position() entry {
	if len(w.query.Order) == 0 {
		return placeOf(w.from.ID, w.from.ID)
	}
	return placeOf(w.from.Values[0], w.from.ID)
}

// span is the part of the index in which the page is, and what follows it.
func (w walk[R]) span(x *index) span {
	s := everything()
	for _, c := range w.where {
		if c.Field == x.field && c.Field != "id" {
			if spans, ok := x.spans(c); ok && len(spans) == 1 {
				s = spans[0]
			}
		}
	}
	if w.started {
		at := w.position()
		if !w.exact() {
			at = entry{class: at.class, text: at.text, number: at.number, edge: -1}
		}
		if x.compare(s.from, at) < 0 {
			s.from = at
		}
	}
	return s
}

// list collects what the page is among: as many records as it needs, and
// whatever equals the last of them by the first sort field, because the other
// fields decide among those. For the same reason those that equal the position
// do not count.
func (w walk[R]) list(x *index) (storage.Selection[R], error) {
	q, s := w.query, w.span(x)
	q.WithTotal = false
	if q.Page > 1 && len(w.where) == 0 && w.exact() {
		// Nothing to look at on the way: the page begins at its number.
		e, ok := x.tree.GetAt(w.before)
		if !ok {
			return storage.Selection[R]{}, nil
		}
		s.from, w.need, q.Page = e, w.need-w.before, 0
	}
	var list []*R
	var own, last entry
	if w.started && !w.exact() {
		own = w.position()
	}
	n := 0
	for e := range x.within(s) {
		if n >= w.need && (w.exact() || x.compareValues(e, last) != 0) {
			break
		}
		r := w.table.rows[e.id]
		if !satisfies(r, w.where) {
			continue
		}
		list = append(list, r)
		if own.class == start || x.compareValues(e, own) != 0 {
			n, last = n+1, e
		}
	}
	return storage.Select(q, func(yield func(R) bool) {
		for _, r := range list {
			if !yield(*r) {
				return
			}
		}
	})
}
