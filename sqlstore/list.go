package sqlstore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-go/muster/storage"
)

// List implements [storage.Lister].
//
// A page is read range by range. The records after a position (a, b, id) in
// the order a, b are, in this order: those with the same a and b and a higher
// ID; those with the same a and a later b; those with the same a and no b;
// those with a later a; those with no a. Each range is a run of equalities and
// one comparison, which every engine can seek in an index, and reading stops
// when the page is full. Where the engine seeks (a, id) as one value, the first
// two ranges are one. The number of statements is therefore bounded by the
// number of sort fields, and nearly always one or two.
func (s *Store) List(ctx context.Context, q storage.ListQuery) (page storage.Page, err error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Page{}, err
	}
	with := q.With
	switch q.Kind {
	case storage.KindAttendee:
		page.Attendees, page.Next, err = list(ctx, s, s.attendees, &s.attendeeKind, q)
	case storage.KindType:
		page.Types, page.Next, err = list(ctx, s, s.types, &s.typeKind, q)
	case storage.KindRevision:
		page.Revisions, page.Next, err = list(ctx, s, s.revisions, &s.revisionKind, q)
		with &^= storage.WithRevisions // of a page of revisions, the page is all
	}
	if err == nil {
		err = s.relate(ctx, q.Scope, with, &page.Set)
	}
	if err != nil {
		return storage.Page{}, err
	}
	return page, nil
}

func list[R storage.Record](ctx context.Context, s *Store, t *table, k *kind[R], q storage.ListQuery) (page []R, next string, err error) {
	from, started, err := q.Position()
	if err != nil {
		return nil, "", err
	}
	order, err := s.order(t, q, from, started)
	if err != nil {
		return nil, "", err
	}
	more := min(q.Limit, math.MaxInt-1) + 1 // one more tells whether there is a next page
	for _, r := range ranges(order, started, s.d.RowValues()) {
		b, err := s.listIn(t, q, r, more-len(page))
		if err != nil {
			return nil, "", s.fail(ctx, "list "+t.name, err)
		}
		rows, err := s.queryList(ctx, b.String(), b.args...)
		if err != nil {
			return nil, "", s.fail(ctx, "list "+t.name, err)
		}
		found, err := scanAll(rows, k, q.Scope)
		if err != nil {
			return nil, "", s.fail(ctx, "list "+t.name, err)
		}
		if page = append(page, found...); len(page) == more {
			page = page[:q.Limit]
			next, err = q.Cursor(page[q.Limit-1])
			return page, next, err
		}
	}
	return page, "", nil
}

// sortColumn is one column of the order, with the position's value: as the
// query knows it, and as dialects do. Both are nil when the position has none
// there.
type sortColumn struct {
	Column
	desc bool
	from any
	at   any
}

// implies reports whether a condition holds for whatever is beyond the
// position. Left in the statement, it would be a second lower end of the same
// range, and the engine might seek that one.
func (c sortColumn) implies(cond storage.Cond) bool {
	switch cond.Op {
	case storage.OpGt, storage.OpGe:
		return !c.desc && cond.Field == c.Field && cond.Match(c.from)
	case storage.OpLt, storage.OpLe:
		return c.desc && cond.Field == c.Field && cond.Match(c.from)
	}
	return false
}

// order returns the columns to sort by. The last one is the ID, in which no
// two records are equal.
func (s *Store) order(t *table, q storage.ListQuery, from storage.Position, started bool) (order []sortColumn, err error) {
	for i, o := range q.Order {
		c := sortColumn{Column: t.field(o.Field), desc: o.Desc}
		if started {
			c.from, c.at = from.Values[i], plain(from.Values[i])
		}
		if started && c.at == nil && c.NotNull {
			return nil, storage.ErrCursor
		}
		order = append(order, c)
		if c.Type == TypeID && c.Name == "id" {
			return order, nil
		}
	}
	return append(order, sortColumn{Column: t.shape.Columns[0], at: from.ID[:]}), nil
}

func (t *table) field(name string) Column {
	return t.shape.Columns[slices.IndexFunc(t.shape.Columns, func(c Column) bool { return c.Field == name })]
}

// span is one range of a page: the columns before by are where the position
// has them, by is beyond the position or empty, and the rest follows.
type span struct {
	same  []sortColumn
	by    sortColumn
	rest  []sortColumn
	empty bool // by is empty
	start bool // by has any value: the first page has no position
	// pair means by and the ID after it, compared as one value.
	pair bool
}

func ranges(order []sortColumn, started, rowValues bool) (list []span) {
	if !started {
		list = append(list, span{by: order[0], rest: order[1:], start: true})
		if !order[0].NotNull {
			list = append(list, span{by: order[0], rest: order[1:], empty: true})
		}
		return list
	}
	last := len(order) - 1
	pair := rowValues && last > 0 && order[last-1].at != nil && !order[last-1].desc && !order[last].desc
	for i := last; i >= 0; i-- {
		if order[i].at == nil || pair && i == last {
			continue // empty values come last: nothing is beyond them
		}
		r := span{same: order[:i], by: order[i], rest: order[i+1:], pair: pair && i == last-1}
		list = append(list, r)
		if !r.by.NotNull {
			r.empty, r.pair = true, false
			list = append(list, r)
		}
	}
	return list
}

// listIn builds the statement for one range.
func (s *Store) listIn(t *table, q storage.ListQuery, r span, limit int) (*builder, error) {
	b := &builder{d: s.d}
	b.add("SELECT ", repeat("$name", ", ", t.shape.Columns), " FROM ", t.shape.Table)
	b.add(" WHERE scope = (SELECT id FROM ", t.shape.Scopes, " WHERE tenant = ", b.param(q.Scope.Tenant))
	b.add(" AND event = ", b.param(q.Scope.Event), ")")
	for _, c := range q.Where {
		if !r.start && !r.empty && r.by.implies(c) {
			continue
		}
		if err := b.where(t.field(c.Field), c); err != nil {
			return nil, err
		}
	}
	for _, c := range r.same {
		if c.at == nil {
			b.add(" AND ", c.Name, " IS NULL")
		} else {
			b.add(" AND ", c.Name, " = ", b.value(c.Type, c.at))
		}
	}
	switch {
	case r.empty:
		b.add(" AND ", r.by.Name, " IS NULL")
	case r.pair:
		id := r.rest[0]
		b.add(" AND (", r.by.Name, ", ", id.Name, ") > (", b.value(r.by.Type, r.by.at), ", ", b.value(id.Type, id.at), ")")
	case !r.start && r.by.desc:
		b.add(" AND ", r.by.Name, " < ", b.value(r.by.Type, r.by.at))
	case !r.start:
		b.add(" AND ", r.by.Name, " > ", b.value(r.by.Type, r.by.at))
	case !r.by.NotNull:
		b.add(" AND ", r.by.Name, " IS NOT NULL")
	}
	b.add(" ORDER BY ")
	if !r.empty {
		b.sort(r.by)
		if len(r.rest) > 0 {
			b.add(", ")
		}
	}
	for i, c := range r.rest {
		if i > 0 {
			b.add(", ")
		}
		if !c.NotNull {
			b.add("(", c.Name, " IS NULL), ")
		}
		b.sort(c)
	}
	b.add(" LIMIT ", b.value(TypeInt, int64(limit)))
	return b, nil
}

func (b *builder) sort(c sortColumn) {
	b.add(c.Name)
	if c.desc {
		b.add(" DESC")
	}
}

// where adds a condition. An empty column satisfies none but OpNull, as NULL
// does on its own everywhere except under NOT IN.
func (b *builder) where(c Column, cond storage.Cond) error {
	b.add(" AND ")
	if s, ok := cond.Value.(string); ok && !storable(s) && slices.Contains([]storage.Op{storage.OpEq, storage.OpNe, storage.OpLike}, cond.Op) {
		if cond.Op == storage.OpNe {
			b.add(c.Name, " IS NOT NULL")
		} else {
			b.add("1 = 0")
		}
		return nil
	}
	switch cond.Op {
	case storage.OpEq, storage.OpNe, storage.OpLt, storage.OpLe, storage.OpGt, storage.OpGe:
		b.add(c.Name, comparison[cond.Op], b.value(c.Type, plain(cond.Value)))
	case storage.OpNull:
		b.add(c.Name, " IS NULL")
	case storage.OpNotNull:
		b.add(c.Name, " IS NOT NULL")
	case storage.OpIn, storage.OpNotIn:
		values := []any{}
		for v := range cond.Values() {
			if s, ok := v.(string); !ok || storable(s) {
				values = append(values, plain(v))
			}
		}
		list, err := b.d.Array(c.Type, values)
		if err != nil {
			return err
		}
		if cond.Op == storage.OpNotIn {
			b.add(c.Name, " IS NOT NULL AND NOT ")
		}
		b.add("(", b.d.Member(c.Name, c.Type, b.param(list)), ")")
	case storage.OpLike:
		b.like(c, cond.Value.(string))
	default:
		return fmt.Errorf("%w: operator %d", storage.ErrUnsupported, cond.Op)
	}
	return nil
}

var comparison = map[storage.Op]string{
	storage.OpEq: " = ", storage.OpNe: " <> ",
	storage.OpLt: " < ", storage.OpLe: " <= ", storage.OpGt: " > ", storage.OpGe: " >= ",
}

// like adds a pattern. What stands before the first % is a range as well, which
// an index can seek where it could not use the pattern.
func (b *builder) like(c Column, pattern string) {
	head, rest, wild := strings.Cut(pattern, "%")
	if !wild {
		b.add(c.Name, " = ", b.value(c.Type, pattern))
		return
	}
	b.add(c.Name, " >= ", b.value(c.Type, head))
	if end := afterPrefix(head); end != "" {
		b.add(" AND ", c.Name, " < ", b.value(c.Type, end))
	}
	if strings.Trim(rest, "%") != "" {
		condition, arg := b.d.Like(c.Name, b.d.Placeholder(len(b.args)+1), pattern)
		b.args = append(b.args, arg)
		b.add(" AND ", condition)
	}
}

// afterPrefix returns the least text above every text that starts with head,
// "" when there is none. Texts compared by bytes are in the order of their
// characters.
func afterPrefix(head string) string {
	for head != "" {
		r, n := utf8.DecodeLastRuneInString(head)
		head = head[:len(head)-n]
		switch {
		case r == utf8.MaxRune:
			continue
		case r == 0xD7FF: // what follows is reserved for UTF-16
			r = 0xE000
		default:
			r++
		}
		return head + string(r)
	}
	return ""
}

// storable reports whether a record can hold s. What it cannot hold is not sent:
// servers refuse it, and JSON turns it into another text.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// plain returns a value of a list query as dialects expect it.
func plain(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UnixMicro()
	case storage.ID:
		return v[:]
	}
	return v
}
