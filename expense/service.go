package expense

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The records of this package live in package storage, so that stores need not
// know the rules.
type (
	Entry       = storage.Entry
	Association = storage.Association
)

// Service is the expenses of one store. It holds no rule of its own: every write
// is a batch of the commands of this package, under the policy and the actor of
// the service of attendees that it was made of. It is safe for concurrent use.
type Service struct{ attendees *attendee.Service }

// New returns the expenses of a service of attendees.
func New(attendees *attendee.Service) *Service { return &Service{attendees} }

// On returns a copy of the service bound to another store, see
// [attendee.Service.On].
func (s *Service) On(st storage.Store) *Service { return New(s.attendees.On(st)) }

// As returns a copy of the service that may do only what the actor may. Of
// expenses, it sees and writes those of its own reports and of nobody's; who may
// read everybody sees all, and administrators write all. Any other is
// [ErrEntryNotFound].
func (s *Service) As(a attendee.Actor) *Service { return New(s.attendees.As(a)) }

// Expense is an entry with those who took part in it, in their order.
type Expense struct {
	Entry        Entry         `json:"entry"`
	Associations []Association `json:"associations"`
}

// Headcount is how many people an expense was for: who are named, who came along
// with them, and who were expected and did not come.
func (x Expense) Headcount() int64 {
	n := x.Entry.NoShows
	for _, a := range x.Associations {
		if isNoShows(a) == 0 {
			n += a.AssociatedCount()
		}
	}
	return n
}

// PutEntry adds or changes an entry, see [PutEntry].
func (s *Service) PutEntry(ctx context.Context, scope attendee.Scope, c PutEntry) (Entry, error) {
	return one[Entry](ctx, s, scope, c)
}

// RemoveEntry removes an entry, see [RemoveEntry].
func (s *Service) RemoveEntry(ctx context.Context, scope attendee.Scope, entry Ref) error {
	_, err := s.attendees.Do(ctx, scope, RemoveEntry{entry})
	return err
}

// Itemise divides an entry into items, see [Itemise], and returns the parent.
func (s *Service) Itemise(ctx context.Context, scope attendee.Scope, entry Ref, items ...Item) (Entry, error) {
	return one[Entry](ctx, s, scope, Itemise{entry, items})
}

// Associate gives an attendee a part in an entry, see [Associate].
func (s *Service) Associate(ctx context.Context, scope attendee.Scope, entry Ref, who attendee.Ref, p Part) (Association, error) {
	return one[Association](ctx, s, scope, Associate{entry, who, p})
}

// Change changes an attendee's part in an entry, see [Change].
func (s *Service) Change(ctx context.Context, scope attendee.Scope, entry Ref, who attendee.Ref, p Part) (Association, error) {
	return one[Association](ctx, s, scope, Change{entry, who, p})
}

// Remove takes an attendee out of an entry, see [Remove].
func (s *Service) Remove(ctx context.Context, scope attendee.Scope, entry Ref, who attendee.Ref) error {
	_, err := s.attendees.Do(ctx, scope, Remove{entry, who})
	return err
}

// SetAll replaces the attendees of an entry, see [SetAll].
func (s *Service) SetAll(ctx context.Context, scope attendee.Scope, c SetAll) (Entry, error) {
	return one[Entry](ctx, s, scope, c)
}

// SetOpeningBalance says what was spent before records began, see
// [OpeningBalance].
func (s *Service) SetOpeningBalance(ctx context.Context, scope attendee.Scope, c OpeningBalance) error {
	_, err := s.attendees.Do(ctx, scope, c)
	return err
}

// Post adds or updates attendees and gives them a part in an entry, see [Post]:
// the Concur request. It is one batch, whose report has one result for each item
// in their order, with a position counted from 0 (C48, X7). More items than an
// entry can have attendees are [ErrTooManyAssociations], and nothing is written;
// with Attendee more than one is [batch.ErrTooLarge].
//
// A store that takes few changes at a time may take the items in parts and then
// refuse the distribution: that is the error, of a report whose items are
// written. The amount is distributed by the next command that may.
func (s *Service) Post(ctx context.Context, scope attendee.Scope, entry Ref, q PostRequest) (batch.Report, error) {
	n := len(q.Items)
	switch {
	case n == 0:
		return batch.Report{}, &batch.Error{Code: batch.ErrEmpty, Field: "items"}
	case n > 1 && q.Attendee != storage.ID{}:
		return batch.Report{}, &batch.Error{Code: batch.ErrTooLarge, Field: "items", Limit: 1}
	case n > MaxAssociations:
		return batch.Report{}, &batch.Error{Code: ErrTooManyAssociations, Field: "items", Limit: MaxAssociations}
	}
	rep, err := s.attendees.Batch(ctx, q.batch(scope, entry))
	if len(rep.Results) > n { // the caller asked for no distribution
		if rep.Results[n].Err == nil {
			rep.Succeeded--
		} else {
			rep.Failed--
		}
		if why := rep.Results[n].Err; err == nil && rep.Succeeded > 0 && why != nil && !errors.Is(why, ErrAssociationNotFound) {
			err = why
		}
		rep.Results = rep.Results[:n]
	}
	return rep, err
}

// Get returns an entry with those who took part in it. One that there is not, or not
// for the actor, is [ErrEntryNotFound]; an actor who may not read is
// [attendee.ErrForbidden].
func (s *Service) Get(ctx context.Context, scope attendee.Scope, entry Ref) (x Expense, err error) {
	err = s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) { entry.needs(n) }, func(d *batch.Draft, r attendee.Rules) (err error) {
		x.Entry, err = entry.see(d, r)
		if err == nil {
			x.Associations = parts(d, x.Entry)
		}
		return err
	})
	return x, err
}

// Query asks for one page of expenses, the latest first. The zero Query is the
// first page of all.
type Query struct {
	ReportOwner string    // whose reports; "" for everybody's
	From, To    time.Time // days, both included; zero for no end
	Limit       int       // 1 to 100; 0 means 25
	After       string    // the Next of the page before
}

// Page is one page of expenses. Next continues it; it is empty on the last.
type Page struct {
	Expenses []Expense
	Next     string
}

// List returns one page of expenses with those who took part in them. Opening
// balances are none. Actors who may not see everybody's are shown their own
// reports'; those of nobody they reach by reference. It fails as
// [attendee.Service.Records] does.
func (s *Service) List(ctx context.Context, scope attendee.Scope, q Query) (Page, error) {
	where := []attendee.Filter{{Field: "kind", Op: attendee.NotEqual, Value: string(storage.EntryOpening)}}
	owner := q.ReportOwner
	if actor, acts := s.attendees.Rules().Actor(); acts && !actor.Admin && !actor.ReadAll {
		if owner != "" && !isAccount(owner, actor.UserID) {
			return Page{}, nil
		}
		owner = actor.UserID
	}
	if owner != "" {
		where = append(where, attendee.Filter{Field: "report_owner", Op: attendee.Equal, Value: owner})
	}
	if !q.From.IsZero() {
		where = append(where, attendee.Filter{Field: "spent_on", Op: attendee.GreaterOrEqual, Value: day(q.From)})
	}
	if !q.To.IsZero() {
		where = append(where, attendee.Filter{Field: "spent_on", Op: attendee.LessOrEqual, Value: day(q.To)})
	}
	page, err := s.attendees.Records(ctx, scope, storage.KindEntry, attendee.Query{
		Where: where, Sort: []attendee.Sort{{Field: "spent_on", Desc: true}}, Limit: q.Limit, After: q.After,
	})
	if err != nil || len(page.Entries) == 0 {
		return Page{Next: page.Next}, err
	}
	// The list compares accounts whatever their case; accounts are not.
	entries := slices.DeleteFunc(page.Entries, func(e Entry) bool { return owner != "" && !isAccount(e.ReportOwner, owner) })
	expenses, err := s.withParts(ctx, scope, entries)
	return Page{expenses, page.Next}, err
}

// withParts reads who took part in entries, as they are now; an entry that was
// removed meanwhile is left out.
func (s *Service) withParts(ctx context.Context, scope attendee.Scope, entries []Entry) (list []Expense, err error) {
	err = s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) {
		n.With |= storage.WithShares
		for _, e := range entries {
			n.Entries.IDs = append(n.Entries.IDs, e.ID)
		}
	}, func(d *batch.Draft, r attendee.Rules) error {
		for _, e := range entries {
			if now, ok := d.Entry(e.ID); ok && sees(r, now) {
				list = append(list, Expense{now, parts(d, now)})
			}
		}
		return nil
	})
	return list, err
}

// one runs one command and returns its record. An actor who may write and not
// read is shown none.
func one[R storage.Record](ctx context.Context, s *Service, scope attendee.Scope, c batch.Command) (R, error) {
	res, err := s.attendees.Do(ctx, scope, c)
	record, _ := batch.RecordOf[R](res)
	return record, err
}
