package storage

import (
	"context"
	"iter"
	"slices"
)

// Selection is one page of records of one kind.
type Selection[R Record] struct {
	Records []R
	Next    string // cursor of the following page, "" on the last
	Total   int    // records that satisfy the conditions, if they were counted
}

// Select is a list over records held in memory. It is what a store without an
// engine of its own needs for [Lister], and the definition against which the
// others are tested. It fails as [Lister] says.
func Select[R Record](q ListQuery, all iter.Seq[R]) (sel Selection[R], err error) {
	if err := q.Validate(); err != nil {
		return sel, err
	}
	from, started, err := q.Position()
	if err != nil {
		return sel, err
	}
	q = q.Folded()
	for r := range all {
		if !q.matches(r) {
			continue
		}
		if q.WithTotal {
			sel.Total++
		}
		if !started || q.after(from, r) {
			sel.Records = append(sel.Records, r)
		}
	}
	slices.SortFunc(sel.Records, func(a, b R) int { return q.Compare(a, b) })
	if q.Page > 1 {
		before := (q.Page - 1) * q.Limit
		sel.Records = sel.Records[min(before, len(sel.Records)):]
	}
	if len(sel.Records) > q.Limit {
		sel.Records = sel.Records[:q.Limit]
		sel.Next, err = q.Cursor(sel.Records[q.Limit-1])
	}
	return sel, err
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
			q.After, q.Page, q.WithTotal = page.Next, 0, false
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
func Of[R Record](s Set) []R { return *of[R](&s) }

// Put replaces the records of one kind in a set.
func Put[R Record](s *Set, records []R) { *of[R](s) = records }

// of returns the place of one kind in a set.
func of[R Record](s *Set) *[]R {
	var at any
	switch any(*new(R)).(type) {
	case Attendee:
		at = &s.Attendees
	case Type:
		at = &s.Types
	case Revision:
		at = &s.Revisions
	case Token:
		at = &s.Tokens
	case Group:
		at = &s.Groups
	case Membership:
		at = &s.Memberships
	case FormResponse:
		at = &s.FormResponses
	}
	return at.(*[]R)
}
