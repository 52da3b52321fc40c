package ruletest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func eur(t *testing.T, amount string) money.Money {
	t.Helper()
	m, err := money.Parse(amount, "EUR")
	require.NoError(t, err)
	return m
}

// itemsAreInTheParentsCurrency_X23: else two currencies would be added.
func itemsAreInTheParentsCurrency_X23(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	parent, err := svc.Itemise(t.Context(), session, dinner, expense.Item{Amount: usd("60")}, expense.Item{Amount: usd("40")})
	require.NoError(t, err)
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: expense.ByID(parent.Items[0]), Amount: eur(t, "60"), SpentOn: today})
	rejected(t, err, attendee.ErrImmutableField, "amount.currency")
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: eur(t, "100"), SpentOn: today})
	rejected(t, err, attendee.ErrImmutableField, "amount.currency")
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
	_, err = svc.Itemise(t.Context(), session, dinner)
	require.NoError(t, err)
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: eur(t, "100"), SpentOn: today})
	require.NoError(t, err, "without items it can")
}

// itemsAreTheirParentsOwners_X32: whoever takes an expense of nobody's takes it
// whole, and nobody takes a part of it.
func itemsAreTheirParentsOwners_X32(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	free := expense.ByExternal("free")
	_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: free, Amount: usd("10"), SpentOn: today})
	require.NoError(t, err)
	parent, err := svc.Itemise(t.Context(), session, free, expense.Item{Amount: usd("10")})
	require.NoError(t, err)
	item := expense.ByID(parent.Items[0])
	ann, bob := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true}), svc.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	_, err = bob.PutEntry(t.Context(), session, expense.PutEntry{Entry: item, ReportOwner: "bob", Amount: usd("10"), SpentOn: today})
	rejected(t, err, attendee.ErrImmutableField, "report_owner")
	_, err = ann.PutEntry(t.Context(), session, expense.PutEntry{Entry: free, ReportOwner: "ann", Amount: usd("10"), SpentOn: today})
	require.NoError(t, err)
	_, err = bob.Get(t.Context(), session, item)
	require.ErrorIs(t, err, expense.ErrEntryNotFound)
	x, err := ann.Get(t.Context(), session, item)
	require.NoError(t, err)
	require.Equal(t, "ann", x.Entry.ReportOwner)
}

// actorsWithoutAnAccountHaveNoReports_X32: what they enter would be everybody's.
func actorsWithoutAnAccountHaveNoReports_X32(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	_, err := svc.As(attendee.Actor{Read: true, Write: true}).PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("1"), SpentOn: today})
	rejected(t, err, attendee.ErrForbidden, "report_owner")
	e, err := svc.As(attendee.Actor{Admin: true}).PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("1"), SpentOn: today})
	require.NoError(t, err)
	require.Empty(t, e.ReportOwner)
}

func daysThatNobodyMeans_X34(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	for year, code := range map[int]batch.Code{1: attendee.ErrRequired, 0: attendee.ErrInvalidFormat, 10_000: attendee.ErrInvalidFormat, -300_000: attendee.ErrInvalidFormat, 300_000: attendee.ErrInvalidFormat} {
		at := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC)
		_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("1"), SpentOn: at})
		rejected(t, err, code, "spent_on")
		if code == attendee.ErrInvalidFormat {
			_, err = svc.Itemise(t.Context(), session, dinner, expense.Item{Amount: usd("1"), SpentOn: at})
			rejected(t, err, code, "items.0.spent_on")
		}
	}
	e, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("1"), SpentOn: time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	x, err := svc.Get(t.Context(), session, expense.ByID(e.ID))
	require.NoError(t, err)
	require.Equal(t, time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), x.Entry.SpentOn)
}

// whatCouldNotBeDistributedIsTold: the posts of a request are written in parts
// by a store that takes few changes at a time; the distribution cannot be.
func whatCouldNotBeDistributedIsTold(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	_, svc := spending(t, inner, attendee.Policy{WithoutEvents: true})
	var items []expense.PostItem
	for i := range 12 {
		items = append(items, busguest("A", "B", "", fmt.Sprint("x", i)))
	}
	rep, err := svc.On(limited{inner, 10}).Post(t.Context(), session, dinner, expense.PostRequest{Items: items})
	require.ErrorIs(t, err, batch.ErrTooLarge)
	require.Equal(t, 12, rep.Succeeded)
	require.Zero(t, rep.Failed)
	require.Len(t, rep.Results, 12)
	require.ErrorIs(t, svc.Validate(t.Context(), session, dinner), expense.ErrAmountMismatch)
	_, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Items: items})
	require.NoError(t, err)
	require.NoError(t, svc.Validate(t.Context(), session, dinner), "sent again to a store that takes it")
}

func longListsOfPartsAreRefusedUnread_C58_X34(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	spending(t, inner, attendee.Policy{})
	people, err := attendee.New(narrow{inner, t}, attendee.Policy{})
	require.NoError(t, err)
	svc := expense.New(people)
	all := expense.SetAll{Entry: dinner}
	var items []expense.Item
	for i := range 5000 {
		all.Associations = append(all.Associations, expense.Attended{Attendee: attendee.ByExternal(fmt.Sprint(i))})
		items = append(items, expense.Item{ExternalID: fmt.Sprint(i), Amount: usd("1")})
	}
	_, err = svc.SetAll(t.Context(), session, all)
	rejected(t, err, expense.ErrTooManyAssociations, "associations")
	_, err = svc.Itemise(t.Context(), session, dinner, items...)
	rejected(t, err, batch.ErrTooLarge, "items")
}

// pagesTellNothingOfWhatIsHidden_X32: neither the length of a page nor its
// cursor shows that there are records which do not exist for the actor.
func pagesTellNothingOfWhatIsHidden_X32(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a")[0]
	require.NoError(t, svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who, Year: 2026, Amount: usd("1")}))
	for i, owner := range []string{"ann", van, van, "ann", van, "ann", van} {
		ref := expense.ByExternal(fmt.Sprint(i))
		_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: ref, ReportOwner: owner, Amount: usd("10"), SpentOn: today})
		require.NoError(t, err)
		_, err = svc.Associate(t.Context(), session, ref, who, expense.Part{})
		require.NoError(t, err)
	}
	ann := people.As(attendee.Actor{UserID: "ann", Read: true})
	for limit := 1; limit <= 4; limit++ {
		for _, byNumber := range []bool{false, true} {
			q := attendee.Query{Limit: limit, Sort: []attendee.Sort{{Field: "external_id"}}}
			var seen []string
			for number := 1; ; number++ {
				if byNumber {
					q.After, q.Page = "", number
				}
				page, err := ann.Records(t.Context(), session, storage.KindEntry, q)
				require.NoError(t, err)
				require.NotEmpty(t, page.Entries, "a cursor leads to something")
				for _, e := range page.Entries {
					seen = append(seen, e.ExternalID)
				}
				if q.After = page.Next; q.After == "" {
					break
				}
				require.Len(t, page.Entries, limit, "a page that is not the last is full")
			}
			require.Equal(t, []string{"0", "3", "5"}, seen)
		}
	}
	vans := attendee.Query{Limit: 1, Where: []attendee.Filter{{Field: "report_owner", Op: attendee.Equal, Value: van}}}
	page, err := ann.Records(t.Context(), session, storage.KindEntry, vans)
	require.NoError(t, err)
	require.Equal(t, storage.Page{}, page)
	page, err = ann.Records(t.Context(), session, storage.KindAssociation, attendee.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, page.Associations, 3)
	require.Equal(t, 3, page.Len(), "and nothing beside them")
}

// sharesAddUpWhateverHappens_C61_C65: from whatever writers, in whatever order.
func sharesAddUpWhateverHappens_C61_C65(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{NoShowsShare: true})
	names := make([]string, 9)
	for i := range names {
		names[i] = fmt.Sprint("p", i)
	}
	who := diners(t, people, names...)
	for _, err := range atOnce(8, func(worker int) error {
		rnd := rand.New(rand.NewPCG(2, uint64(worker)))
		for range 40 {
			i := rnd.IntN(len(who))
			var c batch.Command
			switch n := rnd.IntN(10); {
			case n < 4:
				c = expense.Associate{Entry: dinner, Attendee: who[i]}
			case n < 6:
				c = expense.Remove{Entry: dinner, Attendee: who[i]}
			case n < 7:
				c = expense.SetAll{Entry: dinner, NoShows: number(int64(rnd.IntN(3))), Associations: []expense.Attended{{Attendee: who[i]}, {Attendee: who[(i+1)%len(who)]}}}
			case n < 8:
				c = expense.PutEntry{Entry: dinner, Amount: usd(fmt.Sprint(rnd.IntN(1000))), SpentOn: today}
			case n < 9:
				c = expense.Associate{Entry: dinner, Attendee: who[i], Part: expense.Part{Amount: amount(usd("0"))}}
			default:
				c = attendee.Merge{Into: who[i], From: who[(i+1)%len(who)]}
			}
			_, err := people.Do(t.Context(), session, c)
			var refused *batch.Error
			if err != nil && (!errors.As(err, &refused) || refused.Code == batch.ErrContended) {
				return fmt.Errorf("%T: %w", c, err)
			}
		}
		return nil
	}) {
		require.NoError(t, err)
	}
	last := diners(t, people, "last")[0]
	associate(t, svc, last, expense.Part{}) // somebody whose share may move
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
}

// replaysShowWhatReadsShow_S7_X32: a token returns what was done, and not what
// has become of it under another owner.
func replaysShowWhatReadsShow_S7_X32(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	a, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "X"})
	require.NoError(t, err)
	free := expense.ByExternal("free")
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: free, Amount: usd("10"), SpentOn: today})
	require.NoError(t, err)
	do[attendee.Group](t, people, attendee.CreateGroup{Name: "g"})
	ann := people.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	b := batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{
		expense.PutEntry{Entry: free, Amount: usd("11"), SpentOn: today},
		expense.Associate{Entry: free, Attendee: attendee.ByID(a.ID)},
		attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: attendee.ByID(a.ID)},
	}}
	rep, err := ann.Batch(t.Context(), b)
	require.NoError(t, err)
	for _, res := range rep.Results {
		require.NotNil(t, res.Record)
	}
	rep, err = ann.Batch(t.Context(), b)
	require.NoError(t, err)
	require.True(t, rep.Replayed)
	require.NotNil(t, rep.Results[0].Record, "still nobody's")

	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: free, ReportOwner: "bob", Amount: usd("99"), SpentOn: today})
	require.NoError(t, err)
	do[attendee.Attendee](t, people, attendee.Transfer{Ref: attendee.ByID(a.ID), To: attendee.Owner{UserID: "bob"}})
	rep, err = ann.Batch(t.Context(), b)
	require.NoError(t, err)
	for _, res := range rep.Results {
		require.Nil(t, res.Record)
		require.NotZero(t, res.Subject)
	}
}
