package expense

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Spending is what was spent on one attendee, whoever spent it (C25): all shares
// in entries of a calendar year, and the opening balance.
type Spending struct {
	AttendeeID storage.ID
	// YearToDate is what was spent in the year asked for and PrevYear what was
	// in the year before it, one amount for each currency, by its code.
	YearToDate, PrevYear []money.Money
	// HasExceptionsYTD and HasExceptionsPrevYear say that what was spent in the
	// attendee's own currency is more than its type allows in a year (C26).
	HasExceptionsYTD, HasExceptionsPrevYear bool
}

// Totals returns what was spent on up to [attendee.MaxIDs] attendees in the year
// of asOf, and in the year before. One load adds them up where they are. Whoever
// does not exist for the actor is left out. More attendees are [batch.ErrTooLarge],
// and an actor who may not read is [attendee.ErrForbidden]; a sum that 64 bits do not
// hold is an error, never another sum.
func (s *Service) Totals(ctx context.Context, scope attendee.Scope, asOf time.Time, ids ...storage.ID) ([]Spending, error) {
	if len(ids) > attendee.MaxIDs {
		return nil, &batch.Error{Code: batch.ErrTooLarge, Field: "attendees", Limit: attendee.MaxIDs}
	}
	year := int32(asOf.Year())
	var list []Spending
	err := s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) {
		n.With |= storage.WithTypes
		n.Attendees.IDs = ids
		n.Totals = storage.Spending{Attendees: ids, Years: []int32{year, year - 1}}
	}, func(d *batch.Draft, r attendee.Rules) error {
		for _, id := range ids {
			a, ok := d.Attendee(id)
			if !ok || !r.Sees(a) || a.Status != storage.StatusActive && a.Status != storage.StatusInactive {
				continue
			}
			var limit int64
			if a.TypeCode != "" {
				t, _ := d.TypeByKey(storage.Key{Name: storage.KeyTypeCode, Value: a.TypeCode})
				limit = t.YearlyLimit
			}
			x := Spending{AttendeeID: id}
			var err error
			if x.YearToDate, x.HasExceptionsYTD, err = spent(d.Totals(), a, year, limit); err != nil {
				return err
			}
			if x.PrevYear, x.HasExceptionsPrevYear, err = spent(d.Totals(), a, year-1, limit); err != nil {
				return err
			}
			list = append(list, x)
		}
		return nil
	})
	return list, err
}

// spent adds up what was spent on an attendee in one year, by currency, and
// tells whether it is over a limit in the smallest unit of the attendee's own
// currency; 0 is none. It fails when the sum is no amount any more.
func spent(totals []storage.Total, a attendee.Attendee, year int32, limit int64) (sums []money.Money, over bool, err error) {
	for _, t := range totals {
		if t.AttendeeID != a.ID || t.Year != year {
			continue
		}
		m := money.Stored(t.Amount, t.Digits, t.Currency)
		i := slices.IndexFunc(sums, func(x money.Money) bool { return x.Currency() == t.Currency })
		if i < 0 {
			sums = append(sums, m)
		} else if sums[i], err = sums[i].Add(m); err != nil { // a currency that changed its digits
			return nil, false, err
		}
	}
	slices.SortFunc(sums, func(x, y money.Money) int { return cmp.Compare(x.Currency(), y.Currency()) })
	for _, m := range sums {
		if limit > 0 && m.Currency() == a.Currency {
			smallest := m.Digits()
			if unit, err := money.New(0, a.Currency); err == nil {
				smallest = unit.Digits()
			}
			above, err := m.Cmp(money.Stored(limit, smallest, a.Currency))
			over = err == nil && above > 0
		}
	}
	return sums, over, nil
}
