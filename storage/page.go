package storage

import (
	"context"
	"fmt"
	"iter"
)

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

// All is [Pages] flattened to the records of kind R, which must be q.Kind's: for
// any other kind it yields an error that wraps [ErrUnsupported], and reads nothing.
func All[R Record](ctx context.Context, l Lister, q ListQuery) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var none R
		if kind := none.Ref().Kind; kind != q.Kind {
			yield(none, fmt.Errorf("%w: a list of %s read as %s", ErrUnsupported, q.Kind, kind))
			return
		}
		for page, err := range Pages(ctx, l, q) {
			if err != nil {
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
	case CredentialType:
		at = &s.CredentialTypes
	case Credential:
		at = &s.Credentials
	case Zone:
		at = &s.Zones
	case CheckList:
		at = &s.CheckLists
	case AccessPoint:
		at = &s.AccessPoints
	case CheckIn:
		at = &s.CheckIns
	case Entry:
		at = &s.Entries
	case Association:
		at = &s.Associations
	}
	return at.(*[]R)
}
