package sqlstore

import (
	"context"
	"database/sql"

	"github.com/muster-go/muster/storage"
)

// counting returns the statements that count who is inside zones and add up
// what was spent on attendees. Their parameters are the tenant, the event and
// arrays: of zones; of attendees and of years. Servers hand a sum over as
// whole number or as decimal text, which are read alike.
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

// countInside adds how many are inside zones to set.
func (s *Store) countInside(ctx context.Context, scope storage.Scope, zones []storage.ID, set *storage.Set) error {
	if len(zones) == 0 {
		return nil
	}
	var o storage.Occupancy
	list, err := s.d.Array(TypeID, plainIDs(zones))
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
	years := make([]any, len(q.Years))
	for i, y := range q.Years {
		years[i] = int64(y)
	}
	var t storage.Total
	attendees, err := s.d.Array(TypeID, plainIDs(q.Attendees))
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
