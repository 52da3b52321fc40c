package storagetest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/muster-go/muster/storage"
)

// queries changes every list query.
func (b *broken) queries(change func(*storage.ListQuery)) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		change(&q)
		return b.Store.List(ctx, q)
	}
}

func known(kind storage.Kind, field string) bool {
	_, ok := storage.FieldOf(kind, field)
	return ok
}

func acceptsFields(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return !known(q.Kind, c.Field) })
		q.Order = slices.DeleteFunc(slices.Clone(q.Order), func(o storage.Order) bool { return !known(q.Kind, o.Field) })
	})
}

func acceptsOperators(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return c.Op < storage.OpEq || c.Op > storage.OpNotNull })
	})
}

func pagesByOffset(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		from, _ := strconv.Atoi(q.After)
		limit := q.Limit
		q.After, q.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, q)
		total := len(page.Attendees)
		page.Attendees = page.Attendees[min(from, total):min(from+limit, total)]
		if from+limit < total {
			page.Next = strconv.Itoa(from + limit)
		}
		return page, err
	}
}

// relists lists attendees in another order, or chooses others, with a cursor
// that is bound to no query.
func (b *broken) relists(sort func(q storage.ListQuery, a, b storage.Attendee) int) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		if err := q.Validate(); err != nil || q.Kind != storage.KindAttendee {
			return b.Store.List(ctx, q)
		}
		whole := q
		whole.After, whole.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, whole)
		slices.SortFunc(page.Attendees, func(x, y storage.Attendee) int { return sort(q, x, y) })
		at := slices.IndexFunc(page.Attendees, func(a storage.Attendee) bool { return a.ID.String() == q.After })
		page.Attendees = page.Attendees[at+1:]
		if len(page.Attendees) > q.Limit {
			page.Attendees = page.Attendees[:q.Limit]
			page.Next = page.Attendees[q.Limit-1].ID.String()
		}
		return page, err
	}
}

func takesAnyCursor(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int { return q.Compare(x, y) })
}

func listsEmptyFirst(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, o := range q.Order {
			if a, b := x.Field(o.Field), y.Field(o.Field); (a == nil) != (b == nil) {
				if a == nil {
					return -1
				}
				return 1
			}
		}
		return q.Compare(x, y)
	})
}

func breaksTiesBackwards(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		x.ID, y.ID = y.ID, x.ID
		return q.Compare(x, y)
	})
}

// sortsByCase compares texts as they are kept, not folded.
func sortsByCase(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, o := range q.Order {
			raw := map[string][2]string{"role": {x.Role, y.Role}, "last_name": {x.LastName, y.LastName}, "email": {x.Email, y.Email}}[o.Field]
			if raw[0] != "" && raw[1] != "" && raw[0] != raw[1] {
				if o.Desc {
					return strings.Compare(raw[1], raw[0])
				}
				return strings.Compare(raw[0], raw[1])
			}
		}
		return q.Compare(x, y)
	})
}

// conditions changes the conditions of every list query.
func (b *broken) conditions(change func(storage.Cond) storage.Cond) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.Clone(q.Where)
		for i, c := range q.Where {
			q.Where[i] = change(c)
		}
	})
}

func underscoreIsWild(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if pattern, ok := c.Value.(string); ok && c.Op == storage.OpLike {
			c.Value = strings.ReplaceAll(pattern, "_", "%")
		}
		return c
	})
}

func percentIsLiteral(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if c.Op == storage.OpLike {
			c.Op = storage.OpEq
		}
		return c
	})
}

func notEqualFindsEmpty(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || len(q.Where) != 1 || q.Where[0].Op != storage.OpNe {
			return page, err
		}
		q.Where = []storage.Cond{{Field: q.Where[0].Field, Op: storage.OpNull}}
		q.After = ""
		empty, err := b.Store.List(ctx, q)
		page.Attendees = append(page.Attendees, empty.Attendees...)
		return page, err
	}
}

func takesAThousandValues(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if list, ok := c.Value.([]string); ok {
			c.Value = list[:min(1_000, len(list))]
		}
		return c
	})
}

func announcesEmptyPage(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err == nil && page.Next == "" && len(page.Attendees) == q.Limit {
			page.Next, err = q.Cursor(page.Attendees[q.Limit-1])
		}
		return page, err
	}
}
