package expense

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Validate reports whether a report may be submitted with this entry (C59): the
// shares of its attendees add up to its amount, or it has none; of an entry with
// items, each item is valid and they add up. Otherwise it is
// [ErrAmountMismatch], naming the entry to blame. No write asks for this.
func (s *Service) Validate(ctx context.Context, scope attendee.Scope, entry Ref) error {
	var parent storage.Entry
	err := s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) { entry.needs(n) }, func(d *batch.Draft, r attendee.Rules) (err error) {
		if parent, err = entry.see(d, r); err == nil {
			err = checkShares(d, parent)
		}
		return err
	})
	if err != nil || len(parent.Items) == 0 {
		return err
	}
	return s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) {
		n.With |= storage.WithShares
		n.Entries.IDs = parent.Items
	}, func(d *batch.Draft, _ attendee.Rules) error {
		left := parent.Amount
		for _, id := range parent.Items {
			item, _ := d.Entry(id)
			if err := checkShares(d, item); err != nil {
				return err
			}
			if item.Amount > left {
				return mismatch(parent)
			}
			left -= item.Amount
		}
		if left != 0 {
			return mismatch(parent)
		}
		return nil
	})
}

// checkShares fails unless the shares add up.
func checkShares(d *batch.Draft, e storage.Entry) error {
	list := d.SharesOf(e.ID)
	if len(list) == 0 || e.Kind == storage.EntryItemised {
		return nil
	}
	left := e.Amount
	for _, a := range list {
		if a.Amount > left {
			return mismatch(e)
		}
		left -= a.Amount
	}
	if left != 0 {
		return mismatch(e)
	}
	return nil
}

func mismatch(e storage.Entry) error {
	return &batch.Error{Code: ErrAmountMismatch, Field: "amount", Existing: e.Ref()}
}
