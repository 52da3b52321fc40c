package storage

import (
	"iter"
	"math"
	"slices"
)

// Selection is one page of records of one kind.
type Selection[R Record] struct {
	Records []R
	Next    string // cursor of the following page, "" on the last
	Total   int    // records that satisfy the conditions, if they were counted
}

// Select is a list over records held in memory, in any order. It is what a
// store without an engine of its own needs for [Lister], and the definition
// against which the others are tested. It fails as [Lister] says. It keeps
// only records that may be on the page, or before it if it has a number.
func Select[R Record](q ListQuery, all iter.Seq[R]) (sel Selection[R], err error) {
	if err := q.Validate(); err != nil {
		return sel, err
	}
	from, started, err := q.Position()
	if err != nil {
		return sel, err
	}
	q = q.Folded()
	before := q.before()
	first := foremost{q: q, most: min(before, enough) + min(q.Limit, enough) + 1}
	for r := range all {
		e := Entity(r)
		if !q.matches(e) {
			continue
		}
		if q.WithTotal {
			sel.Total++
		}
		if at := q.position(e); !started || q.compare(from, at) < 0 {
			first.add(at, e)
		}
	}
	first.sort()
	page := first.list[min(before, len(first.list)):]
	if len(page) > q.Limit {
		page = page[:q.Limit]
		sel.Next, err = q.Cursor(page[q.Limit-1].entity)
	}
	sel.Records = slices.Grow(sel.Records, len(page))
	for _, r := range page {
		sel.Records = append(sel.Records, r.entity.(R))
	}
	return sel, err
}

// before returns how many records the page that is asked for comes after.
func (q ListQuery) before() int {
	return int(min(int64(max(q.Page, 1)-1)*int64(q.Limit), math.MaxInt))
}

func (q ListQuery) matches(e Entity) bool {
	for _, c := range q.Where {
		if !c.Match(e.Field(c.Field)) {
			return false
		}
	}
	return true
}

// enough is more records than fit into memory, and far from overflowing.
const enough = math.MaxInt / 8

// foremost are the first of the records that were added, in q's order. It
// sorts now and then, and turns away what can no longer be among them.
type foremost struct {
	q    ListQuery
	most int
	list []ranked
	last Position // nothing behind it can be among them; its ID is zero as long as anything can
}

// ranked is a record with what it is sorted by, computed once.
type ranked struct {
	at     Position
	entity Entity
}

func (f *foremost) add(at Position, e Entity) {
	if f.last.ID != (ID{}) && f.q.compare(f.last, at) < 0 {
		return
	}
	f.list = append(f.list, ranked{at, e})
	if len(f.list) > 2*f.most+64 {
		f.sort()
		f.list = slices.Delete(f.list, f.most, len(f.list))
		f.last = f.list[f.most-1].at
	}
}

func (f *foremost) sort() {
	slices.SortFunc(f.list, func(a, b ranked) int { return f.q.compare(a.at, b.at) })
}
