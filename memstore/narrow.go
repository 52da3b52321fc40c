package memstore

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/muster-go/muster/storage"
)

// span is a part of an index, from one place to another.
type span struct{ from, to entry }

func everything() span { return span{entry{class: start}, entry{class: end}} }

// values is the span of all records whose field is not empty: no condition that
// makes spans is satisfied by an empty one.
func values() span { return span{entry{class: start}, entry{class: empty, edge: -1}} }

// between returns the span of the values from low to high, both included,
// whichever way the order goes.
func (o order) between(low, high entry) span {
	if o.desc {
		low, high = high, low
	}
	low.edge, high.edge = -1, 1
	return span{low, high}
}

// mostValues bounds the spans of one condition.
const mostValues = 100

// spans returns the parts of an index in which the records are that satisfy a
// condition, with some that do not; ok is false when it may be any of them.
func (o order) spans(c storage.Cond) (list []span, ok bool) {
	low, high := entry{class: filled}, entry{class: filled}
	if o.backward {
		suffix, ok := suffixOf(c)
		low.text = backward(suffix)
		high.text = low.text + afterText
		return []span{o.between(low, high)}, ok
	}
	switch c.Op {
	case storage.OpEq:
		low = placeOf(c.Value, storage.ID{})
		high = low
	case storage.OpLike:
		prefix, _, wild := strings.Cut(c.Value.(string), "%")
		if wild && prefix == "" {
			return nil, false
		}
		low.text, high.text = prefix, prefix
		if wild {
			high.text += afterText
		}
	case storage.OpIn:
		for v := range c.Values() {
			at := placeOf(v, storage.ID{})
			list = append(list, o.between(at, at))
		}
		slices.SortFunc(list, func(a, b span) int { return o.compare(a.from, b.from) })
		list = slices.Compact(list)
		return list, len(list) <= mostValues
	case storage.OpGt, storage.OpGe:
		s := values()
		if o.desc {
			s.to = o.edge(c.Value, 1)
		} else {
			s.from = o.edge(c.Value, -1)
		}
		return []span{s}, true
	case storage.OpLt, storage.OpLe:
		s := values()
		if o.desc {
			s.from = o.edge(c.Value, -1)
		} else {
			s.to = o.edge(c.Value, 1)
		}
		return []span{s}, true
	default:
		return nil, false
	}
	return []span{o.between(low, high)}, true
}

// afterText stands behind everything that may follow in a text: no UTF-8 holds
// this byte.
const afterText = "\xff"

// edge is the place before or behind all records of one value.
func (o order) edge(v any, edge int8) entry {
	e := placeOf(v, storage.ID{})
	e.edge = edge
	return e
}

// suffixOf returns what a condition requires texts to end in.
func suffixOf(c storage.Cond) (suffix string, ok bool) {
	pattern, like := c.Value.(string)
	if !like || c.Op != storage.OpLike {
		return "", false
	}
	at := strings.LastIndexByte(pattern, '%')
	return pattern[at+1:], at >= 0 && at+1 < len(pattern)
}

// candidates are the records among which those of a query are.
type candidates struct {
	n    int
	each iter.Seq[storage.ID]
}

// narrow returns the fewest candidates that one of the folded conditions
// leaves, or all records and false.
func (t *table[R]) narrow(where []storage.Cond) (best candidates, ok bool) {
	best = candidates{len(t.rows), maps.Keys(t.rows)}
	for _, c := range where {
		for _, few := range []func(storage.Cond) (candidates, bool){t.named, t.linked, t.indexed} {
			if found, by := few(c); by && found.n < best.n {
				best, ok = found, true
			}
		}
	}
	return best, ok
}

// named returns the records that a condition names by their IDs.
func (t *table[R]) named(c storage.Cond) (candidates, bool) {
	if c.Field != "id" {
		return candidates{}, false
	}
	ids, ok := valuesOf(c)
	f := t.find(storage.Lookup{IDs: ids})
	return candidates{len(f), maps.Keys(f)}, ok
}

// linked returns the records that hang from what a condition names. Each hangs
// from one record only, so that none comes twice.
func (t *table[R]) linked(c storage.Cond) (candidates, bool) {
	for _, l := range t.links {
		if l.field != c.Field {
			continue
		}
		ids, ok := valuesOf(c)
		owners, n := make(found, len(ids)), 0
		for _, id := range ids {
			owners.add(id)
		}
		for owner := range owners {
			n += len(l.by[owner])
		}
		return candidates{n, func(yield func(storage.ID) bool) {
			for owner := range owners {
				for id := range l.by[owner] {
					if !yield(id) {
						return
					}
				}
			}
		}}, ok
	}
	return candidates{}, false
}

// valuesOf returns the IDs that satisfy a condition on an ID.
func valuesOf(c storage.Cond) ([]storage.ID, bool) {
	switch c.Op {
	case storage.OpEq:
		return []storage.ID{c.Value.(storage.ID)}, true
	case storage.OpIn:
		return c.Value.([]storage.ID), true
	}
	return nil, false
}

// indexed returns the records in the spans of a condition.
func (t *table[R]) indexed(c storage.Cond) (candidates, bool) {
	o := order{field: c.Field}
	if _, suffix := suffixOf(c); suffix && c.Field == "email" && strings.HasPrefix(c.Value.(string), "%") {
		o.backward = true
	}
	if c.Field == "id" || !slices.Contains(orderedFields, c.Field) {
		return candidates{}, false
	}
	spans, ok := o.spans(c)
	if !ok {
		return candidates{}, false
	}
	x, n := t.in(o), 0
	for _, s := range spans {
		n += x.rank(s.to) - x.rank(s.from)
	}
	return candidates{n, func(yield func(storage.ID) bool) {
		for _, s := range spans {
			for e := range x.within(s) {
				if !yield(e.id) {
					return
				}
			}
		}
	}}, true
}

// within yields the places of a span in their order.
func (x *index) within(s span) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		x.tree.Ascend(s.from, func(e entry) bool { return x.compare(e, s.to) < 0 && yield(e) })
	}
}
