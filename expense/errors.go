package expense

import (
	"errors"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The reasons for which an item of this package is rejected, besides those of
// package attendee. Match with errors.Is.
var (
	ErrEntryNotFound       = batch.NewCode(batch.NotFound, "entry_not_found")
	ErrAssociationNotFound = batch.NewCode(batch.NotFound, "association_not_found")

	ErrAmountMismatch      = batch.NewCode(batch.Invalid, "amount_mismatch")       // the shares do not add up
	ErrCurrencyMismatch    = batch.NewCode(batch.Invalid, "currency_mismatch")     // not the entry's currency
	ErrTooManyAssociations = batch.NewCode(batch.Invalid, "too_many_associations") // on one entry

	ErrAmountLocked  = batch.NewCode(batch.Restricted, "amount_locked")
	ErrOwnerMismatch = batch.NewCode(batch.Restricted, "owner_mismatch")
)

const (
	// MaxAssociations is how many attendees an entry can have (C58).
	MaxAssociations = 500

	maxAmount  = 1_000_000_000_000_000 // in the smallest unit
	maxPeople  = 1_000_000             // who are not named, or did not come
	maxExtID   = 48
	maxAccount = 64
	maxCustom  = 48
)

// faults collects every reason to refuse an item.
type faults []*batch.Error

func (f *faults) add(code batch.Code, field string) {
	*f = append(*f, &batch.Error{Code: code, Field: field})
}

// limit rejects a number below 0 or above most.
func (f *faults) limit(field string, n, most int64) {
	switch {
	case n < 0:
		f.add(attendee.ErrInvalidFormat, field)
	case n > most:
		*f = append(*f, &batch.Error{Code: attendee.ErrTooLong, Field: field, Limit: int(most)})
	}
}

// year rejects what a text of RFC 3339 cannot say.
func (f *faults) year(field string, year int) {
	if year < 1 || year > 9999 {
		f.add(attendee.ErrInvalidFormat, field)
	}
}

// text returns a text as it is kept.
func (f *faults) text(field string, limit int, text string) string {
	kept, err := attendee.Text(field, limit, text)
	if bad := (*batch.Error)(nil); errors.As(err, &bad) {
		*f = append(*f, bad)
	}
	return kept
}

// amount rejects what cannot be the amount of an expense: less than nothing,
// and more than anybody spends, so that sums cannot overflow.
func (f *faults) amount(field string, m money.Money) {
	switch err := m.Check(); {
	case errors.Is(err, money.ErrCurrency) && m.Currency() == "":
		f.add(attendee.ErrRequired, field+".currency")
	case errors.Is(err, money.ErrCurrency):
		f.add(attendee.ErrInvalidFormat, field+".currency")
	case err != nil:
		f.add(attendee.ErrInvalidFormat, field)
	default:
		f.limit(field, m.Minor(), maxAmount)
	}
}

// share rejects what cannot be a part of an entry's amount.
func (f *faults) share(field string, m money.Money, e storage.Entry) {
	switch {
	case m.Currency() != e.Currency:
		f.add(ErrCurrencyMismatch, field)
	case m.Digits() != e.Digits:
		f.add(attendee.ErrInvalidFormat, field)
	default:
		f.limit(field, m.Minor(), maxAmount)
	}
}

func (f faults) join() error { return batch.Join(f) }
