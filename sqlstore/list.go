package sqlstore

import (
	"context"
	"math"
	"slices"
	"strconv"

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
	err = s.read(ctx, func(ctx context.Context, st *Store) error {
		page, err = st.listOnce(ctx, q)
		return err
	})
	return page, err
}

func (s *Store) listOnce(ctx context.Context, q storage.ListQuery) (page storage.Page, err error) {
	// The page is all there is of its kind: no relation adds to it.
	with := q.With
	switch q.Kind {
	case storage.KindAttendee:
		err = list(ctx, s, &page, s.attendees, &s.attendeeKind, q)
		with &^= storage.WithParents
	case storage.KindType:
		err = list(ctx, s, &page, s.types, &s.typeKind, q)
		with &^= storage.WithTypes
	case storage.KindRevision:
		err = list(ctx, s, &page, s.revisions, &s.revisionKind, q)
		with &^= storage.WithRevisions
	case storage.KindGroup:
		err = list(ctx, s, &page, s.groups, &s.groupKind, q)
		with &^= storage.WithGroups
	case storage.KindMembership:
		err = list(ctx, s, &page, s.memberships, &s.memberKind, q)
		with &^= storage.WithMemberships | storage.WithMembers
	case storage.KindFormResponse:
		err = list(ctx, s, &page, s.responses, &s.responseKind, q)
		with &^= storage.WithFormResponses
	case storage.KindCredentialType:
		err = list(ctx, s, &page, s.credentialTypes, &s.credentialTypeKind, q)
	case storage.KindCredential:
		err = list(ctx, s, &page, s.credentials, &s.credentialKind, q)
		with &^= storage.WithCredentials
	case storage.KindZone:
		err = list(ctx, s, &page, s.zones, &s.zoneKind, q)
	case storage.KindCheckList:
		err = list(ctx, s, &page, s.lists, &s.listKind, q)
	case storage.KindAccessPoint:
		err = list(ctx, s, &page, s.points, &s.pointKind, q)
	case storage.KindCheckIn:
		err = list(ctx, s, &page, s.checkIns, &s.checkInKind, q)
		with &^= storage.WithCheckIns | storage.WithPresences
	case storage.KindEntry:
		err = list(ctx, s, &page, s.entries, &s.entryKind, q)
		with &^= storage.WithEntries
	case storage.KindAssociation:
		err = list(ctx, s, &page, s.associations, &s.associationKind, q)
		with &^= storage.WithAssociations | storage.WithShares
	}
	if err == nil {
		err = s.relate(ctx, q.Scope, with, &page.Set)
	}
	if err != nil {
		return storage.Page{}, err
	}
	return page, nil
}

func list[R storage.Record](ctx context.Context, s *Store, page *storage.Page, t *table, k *kind[R], q storage.ListQuery) error {
	from, started, err := q.Position()
	if err != nil {
		return err
	}
	l := &listing{s: s, t: t, q: t.withPrefixes(q.Folded())}
	if err := l.arrange(from, started); err != nil {
		return err
	}
	if q.WithTotal {
		if page.Total, err = l.count(ctx, nil); err != nil {
			return s.fail(ctx, "count "+t.name, err)
		}
	}
	if err := l.search(ctx); err != nil {
		return s.fail(ctx, "search "+t.name, err)
	}
	records, more, err := pageOf(ctx, l, k, started)
	if err != nil {
		return s.fail(ctx, "list "+t.name, err)
	}
	if more {
		if page.Next, err = q.Cursor(records[q.Limit-1]); err != nil {
			return err
		}
	}
	storage.Put(&page.Set, records)
	return nil
}

// listing is one list on its way into statements.
type listing struct {
	s     *Store
	t     *table
	q     storage.ListQuery // folded
	order []sortColumn
	// aside is the field of a pattern that is not to find the records.
	aside string
}

// pageOf reads range by range until the page is full, and one record more,
// which tells whether there is a next page.
func pageOf[R storage.Record](ctx context.Context, l *listing, k *kind[R], started bool) (page []R, more bool, err error) {
	limit := min(l.q.Limit, math.MaxInt-1) + 1
	skip := (max(l.q.Page, 1) - 1) * l.q.Limit
	for _, together := range l.grouped(ranges(l.order, started, l.s.d.RowValues())) {
		r := together[0]
		b, err := l.pages(together, limit-len(page), skip)
		if err != nil {
			return nil, false, err
		}
		rows, err := l.s.queryList(ctx, b.String(), b.args...)
		if err != nil {
			return nil, false, err
		}
		found, err := scanAll(rows, k, l.q.Scope)
		if err != nil {
			return nil, false, err
		}
		if skip > 0 || len(together) > 1 {
			// They were found by their IDs, or in two ranges: in whatever order.
			slices.SortFunc(found, func(a, b R) int { return l.q.Compare(a, b) })
		}
		if page = append(page, found...); len(page) >= limit {
			return page[:l.q.Limit], true, nil
		}
		if len(page) > 0 {
			skip = 0
		} else if skip > 0 && !r.last {
			n, err := l.count(ctx, &r)
			if err != nil {
				return nil, false, err
			}
			skip = max(skip-n, 0)
		}
	}
	return page, false, nil
}

// count counts the records that satisfy the conditions, of one range if it is
// given.
func (l *listing) count(ctx context.Context, r *span) (int, error) {
	b := &builder{d: l.s.d}
	b.add("SELECT COUNT(*)")
	if err := l.from(b, r); err != nil {
		return 0, err
	}
	return l.s.number(ctx, b)
}

// number returns what a statement counts.
func (s *Store) number(ctx context.Context, b *builder) (n int, err error) {
	rows, err := s.queryList(ctx, b.String(), b.args...)
	if err != nil {
		return 0, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	var counted int64
	if rows.Next() {
		err = rows.Scan((*intCell)(&counted))
	}
	if err == nil {
		err = rows.Err()
	}
	return int(counted), err
}

// sortColumn is one column of the order, with the position's value: as the
// query knows it, and as dialects do. Both are nil when the position has none
// there.
type sortColumn struct {
	place
	field string
	desc  bool
	from  any
	at    any
}

// implies reports whether a condition holds for whatever is beyond the
// position. Left in the statement, it would be a second lower end of the same
// range, and the engine might seek that one.
func (c sortColumn) implies(cond storage.Cond) bool {
	switch cond.Op {
	case storage.OpGt, storage.OpGe:
		return !c.desc && cond.Field == c.field && cond.Match(c.from)
	case storage.OpLt, storage.OpLe:
		return c.desc && cond.Field == c.field && cond.Match(c.from)
	}
	return false
}

// arrange finds the columns to sort by. The last one is the ID, in which no two
// records are equal.
func (l *listing) arrange(from storage.Position, started bool) error {
	for i, o := range l.q.Order {
		c := sortColumn{place: l.t.place(o.Field), field: o.Field, desc: o.Desc}
		if started {
			c.from, c.at = from.Values[i], plain(from.Values[i])
		}
		if started && c.at == nil && c.NotNull {
			return storage.ErrCursor
		}
		l.order = append(l.order, c)
		if c.Name == "id" {
			return nil
		}
	}
	l.order = append(l.order, sortColumn{place: place{Column: l.t.shape.Columns[0]}, at: from.ID[:]})
	return nil
}

// span is one range of a page: the columns before by are where the position
// has them, by is beyond the position or empty, and the rest follows.
type span struct {
	same  []sortColumn
	by    sortColumn
	rest  []sortColumn
	empty bool // by is empty
	start bool // by has any value: the first page has no position
	last  bool // nothing comes after this range
	pair  bool // by and the ID after it, compared as one value
	tail  bool // by is the ID: the records before it in the order are all equal
}

func ranges(order []sortColumn, started, rowValues bool) (list []span) {
	if !started {
		list = append(list, span{by: order[0], rest: order[1:], start: true})
		if !order[0].NotNull {
			list = append(list, span{by: order[0], rest: order[1:], empty: true})
		}
		list[len(list)-1].last = true
		return list
	}
	last := len(order) - 1
	pair := rowValues && last > 0 && order[last-1].at != nil && !order[last-1].desc && !order[last].desc
	for i := last; i >= 0; i-- {
		if order[i].at == nil || pair && i == last {
			continue // empty values come last: nothing is beyond them
		}
		r := span{same: order[:i], by: order[i], rest: order[i+1:], pair: pair && i == last-1, tail: i == last}
		list = append(list, r)
		if !r.by.NotNull {
			r.empty, r.pair = true, false
			list = append(list, r)
		}
	}
	return list
}

// grouped divides ranges into those that are read by one statement. The rest of
// those who are equal but for their IDs is short, and another way to a server would
// take longer than it: what comes after them is asked for at the same time, where
// the two are not one range anyway.
func (l *listing) grouped(list []span) (groups [][]span) {
	if l.s.net != nil && len(list) > 1 && list[0].tail && !list[1].empty {
		groups, list = append(groups, list[:2]), list[2:]
	}
	for i := range list {
		groups = append(groups, list[i:i+1])
	}
	return groups
}

// pages builds the statement for one range, or for several at once.
func (l *listing) pages(list []span, limit, skip int) (*builder, error) {
	b := &builder{d: l.s.d}
	if len(list) == 1 {
		return b, l.page(b, list[0], limit, skip)
	}
	for i, r := range list {
		if i > 0 {
			b.add(" UNION ALL ")
		}
		b.add("(")
		if err := l.page(b, r, limit, skip); err != nil {
			return nil, err
		}
		b.add(")")
	}
	return b, nil
}

// page adds the statement for one range. To skip records it looks for their IDs
// alone, which an index may hold, and reads the records of the page only.
func (l *listing) page(b *builder, r span, limit, skip int) error {
	if skip > 0 {
		b.add("SELECT ", l.t.storedOfT, " FROM (SELECT scope, id")
	} else {
		b.add("SELECT ", l.t.stored)
	}
	if err := l.from(b, &r); err != nil {
		return err
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
			b.add("(", b.text(c.place), " IS NULL), ")
		}
		b.sort(c)
	}
	if l.s.asText() && limit == l.q.Limit+1 {
		// A server that is to plan for a page of any length plans for a long one,
		// or plans again every time. It is told the length of most.
		b.add(" LIMIT ", strconv.Itoa(limit))
	} else {
		b.add(" LIMIT ", b.value(TypeInt, int64(limit)))
	}
	if skip > 0 {
		b.add(" OFFSET ", b.value(TypeInt, int64(skip)), ") p JOIN ", l.t.shape.Table, " t ON t.scope = p.scope AND t.id = p.id")
	}
	return nil
}

func (b *builder) sort(c sortColumn) {
	b.add(b.text(c.place))
	if c.desc {
		b.add(" DESC")
	}
}

func (l *listing) inScope(b *builder) {
	b.add(" FROM ", l.t.shape.Table)
	b.add(" WHERE scope = (SELECT id FROM ", l.t.shape.Scopes, " WHERE tenant = ", b.value(TypeText, l.q.Scope.Tenant))
	b.add(" AND event = ", b.value(TypeText, l.q.Scope.Event), ")")
}

// from adds the table, the scope and the conditions, and those of a range if
// it is given.
func (l *listing) from(b *builder, r *span) error {
	l.inScope(b)
	for _, c := range l.q.Where {
		if r != nil && !r.start && !r.empty && r.by.implies(c) {
			continue
		}
		p := l.t.place(c.Field)
		p.aside = c.Field == l.aside
		b.add(" AND ")
		if err := b.where(p, c); err != nil {
			return err
		}
	}
	if r == nil {
		return nil
	}
	for _, c := range r.same {
		b.add(" AND ")
		if c.at == nil {
			b.add(b.text(c.place), " IS NULL")
		} else {
			b.compare(c.place, " = ", c.at)
		}
	}
	switch {
	case r.empty:
		b.add(" AND ", b.text(r.by.place), " IS NULL")
	case r.pair:
		id := r.rest[0]
		b.add(" AND (", b.text(r.by.place), ", ", b.text(id.place), ") > (", b.value(r.by.Type, r.by.at), ", ", b.value(id.Type, id.at), ")")
	case !r.start && r.by.desc:
		b.add(" AND ")
		b.compare(r.by.place, " < ", r.by.at)
	case !r.start:
		b.add(" AND ")
		b.compare(r.by.place, " > ", r.by.at)
	case !r.by.NotNull:
		b.add(" AND ", b.text(r.by.place), " IS NOT NULL")
	}
	return nil
}
