package storage

import (
	"context"
	"iter"
	"slices"
)

// Select is a list over records held in memory: those that satisfy q, after
// its position, in its order, one page. It is what a store without an engine of
// its own needs for [Lister], and the definition against which the others are
// tested. next is the cursor of the following page, "" on the last.
func Select[R Record](q ListQuery, all iter.Seq[R]) (page []R, next string, err error) {
	if err := q.Validate(); err != nil {
		return nil, "", err
	}
	from, started, err := q.Position()
	if err != nil {
		return nil, "", err
	}
	for r := range all {
		if q.matches(r) && (!started || q.after(from, r)) {
			page = append(page, r)
		}
	}
	slices.SortFunc(page, func(a, b R) int { return q.Compare(a, b) })
	if len(page) > q.Limit {
		page = page[:q.Limit]
		next, err = q.Cursor(page[q.Limit-1])
	}
	return page, next, err
}

func (q ListQuery) matches(e Entity) bool {
	for _, c := range q.Where {
		if !c.Match(e.Field(c.Field)) {
			return false
		}
	}
	return true
}

// Pages walks a list page by page and yields each page, or one error and then
// nothing more. A record that keeps its place in the order is seen exactly once,
// whatever is written meanwhile. Memory is one page, whatever the length of the list.
func Pages(ctx context.Context, l Lister, q ListQuery) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for {
			page, err := l.List(ctx, q)
			if err != nil {
				yield(Page{}, err)
				return
			}
			if !yield(page, nil) || page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// All is [Pages] flattened to the records of kind R, which must be q.Kind's.
func All[R Record](ctx context.Context, l Lister, q ListQuery) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for page, err := range Pages(ctx, l, q) {
			if err != nil {
				var none R
				yield(none, err)
				return
			}
			for _, r := range Of[R](page.Set) {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// Of returns the records of one kind in a set.
func Of[R Record](s Set) []R {
	var list any
	switch any(*new(R)).(type) {
	case Attendee:
		list = s.Attendees
	case Type:
		list = s.Types
	case Revision:
		list = s.Revisions
	case Token:
		list = s.Tokens
	}
	return list.([]R)
}
