package sqlstore

import (
	"context"
	"database/sql"
	"slices"

	"github.com/muster-go/muster/storage"
)

// counting returns the statements that count who is inside zones and add up
// what was spent on attendees. Their parameters are the tenant, the event and
// arrays without repetitions: of zones; of attendees and of years. A dialect may
// bring its own. Servers hand a sum over as whole number or as decimal text,
// which are read alike.
func (s *schema) counting(d Dialect) (occupancies, totals string) {
	scope := " WHERE scope = (SELECT id FROM " + s.checkIns.shape.Scopes +
		" WHERE tenant = " + d.Placeholder(1) + " AND event = " + d.Placeholder(2) + ") AND "
	occupancies = "SELECT present_zone_id, COUNT(*) FROM " + s.checkIns.shape.Table + scope +
		d.Member("present_zone_id", TypeID, d.Placeholder(3)) +
		" GROUP BY present_zone_id"
	totals = "SELECT attendee_id, year, currency, digits, SUM(amount) FROM " + s.associations.shape.Table + scope +
		d.Member("attendee_id", TypeID, d.Placeholder(3)) + " AND " + d.Member("year", TypeInt, d.Placeholder(4)) +
		" GROUP BY attendee_id, year, currency, digits"
	return occupancies, totals
}

// use is how one kind of record names another that is not removed before it.
type use struct {
	of     storage.Kind
	by     *table
	column string
	text   string // the statement that counts
}

// countingUses returns the statements that count what names credential types,
// zones and check lists. Their parameters are the tenant, the event and an array
// of IDs without repetitions. A dialect may bring its own.
func (s *schema) countingUses(d Dialect) ([]use, error) {
	list := []use{
		{of: storage.KindCredentialType, by: s.credentials, column: "type_id"},
		{of: storage.KindZone, by: s.points, column: "zone_id"},
		{of: storage.KindCheckList, by: s.points, column: "list_id"},
	}
	for i, u := range list {
		shape := u.by.shape
		list[i].text = "SELECT " + u.column + ", COUNT(*) FROM " + shape.Table +
			" WHERE scope = (SELECT id FROM " + shape.Scopes + " WHERE tenant = " + d.Placeholder(1) + " AND event = " + d.Placeholder(2) + ") AND " +
			d.Member(u.column, TypeID, d.Placeholder(3)) +
			" GROUP BY " + u.column
		if u.by.shapes.Lookup("count_uses.sql") == nil {
			continue
		}
		shape.Arms = []Column{{Name: u.column, Type: TypeID, N: 3}}
		var err error
		if list[i].text, err = u.by.execute("count_uses.sql", shape); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// countUses adds how many records name others to set: a statement for each kind
// that is asked about.
func (s *Store) countUses(ctx context.Context, scope storage.Scope, refs []storage.Ref, set *storage.Set) error {
	for _, u := range s.uses {
		var ids []storage.ID
		for _, r := range refs {
			if r.Kind == u.of {
				ids = append(ids, r.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		found := storage.Use{Kind: u.of}
		list, err := s.d.Array(TypeID, plainIDs(once(ids)))
		if err == nil {
			err = s.each(ctx, u.text, append(s.named(scope), list),
				[]any{(*idCell)(&found.ID), (*intCell)(&found.Count)},
				func() { set.Uses = append(set.Uses, found) })
		}
		if err != nil {
			return s.fail(ctx, "count what names a "+u.of.String(), err)
		}
	}
	return nil
}

// countInside adds how many are inside zones to set.
func (s *Store) countInside(ctx context.Context, scope storage.Scope, zones []storage.ID, set *storage.Set) error {
	if len(zones) == 0 {
		return nil
	}
	var o storage.Occupancy
	list, err := s.d.Array(TypeID, plainIDs(once(zones)))
	if err == nil {
		err = s.each(ctx, s.occupancies, append(s.named(scope), list),
			[]any{(*idCell)(&o.ZoneID), (*intCell)(&o.Inside)},
			func() { set.Occupancies = append(set.Occupancies, o) })
	}
	if err != nil {
		return s.fail(ctx, "count who is inside", err)
	}
	return nil
}

// addUp adds what was spent on attendees to set.
func (s *Store) addUp(ctx context.Context, scope storage.Scope, q storage.Spending, set *storage.Set) error {
	if len(q.Attendees) == 0 || len(q.Years) == 0 {
		return nil
	}
	var years []any
	for _, y := range once(q.Years) {
		years = append(years, int64(y))
	}
	var t storage.Total
	attendees, err := s.d.Array(TypeID, plainIDs(once(q.Attendees)))
	if err != nil {
		return s.fail(ctx, "add up what was spent", err)
	}
	in, err := s.d.Array(TypeInt, years)
	if err == nil {
		err = s.each(ctx, s.totals, append(s.named(scope), attendees, in),
			[]any{(*idCell)(&t.AttendeeID), (*int32Cell)(&t.Year), (*textCell)(&t.Currency), (*int32Cell)(&t.Digits), (*intCell)(&t.Amount)},
			func() { set.Totals = append(set.Totals, t) })
	}
	if err != nil {
		return s.fail(ctx, "add up what was spent", err)
	}
	return nil
}

// each runs a statement, reads every row into cells and calls yield.
func (s *Store) each(ctx context.Context, text string, args, cells []any, yield func()) (err error) {
	var rows *sql.Rows
	if rows, err = s.query(ctx, text, args...); err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return err
		}
		yield()
	}
	return rows.Err()
}

// plainIDs returns IDs as dialects expect them.
func plainIDs(list []storage.ID) []any {
	values := make([]any, len(list))
	for i := range list {
		values[i] = list[i][:]
	}
	return values
}

// once returns what a list holds, each element once.
func once[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	return slices.DeleteFunc(slices.Clone(list), func(v T) bool {
		was := seen[v]
		seen[v] = true
		return was
	})
}
