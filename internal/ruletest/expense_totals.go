package ruletest

import (
	"fmt"
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

// spend enters an expense for one attendee.
func spend(t *testing.T, svc *expense.Service, who attendee.Ref, owner string, m money.Money, on time.Time) {
	t.Helper()
	e, err := svc.PutEntry(t.Context(), session, expense.PutEntry{ReportOwner: owner, Amount: m, SpentOn: on})
	require.NoError(t, err)
	_, err = svc.Associate(t.Context(), session, expense.ByID(e.ID), who, expense.Part{})
	require.NoError(t, err)
}

func totalOf(t *testing.T, svc *expense.Service, who attendee.Ref, asOf time.Time) expense.Spending {
	t.Helper()
	id, _ := who.ID()
	list, err := svc.Totals(t.Context(), session, asOf, id)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, id, list[0].AttendeeID)
	return list[0]
}

func totalsByCalendarYear_C25_X26(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	require.Empty(t, totalOf(t, svc, who[0], today).YearToDate)
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	spend(t, svc, who[0], van, usd("10"), at(2026, 1, 1))
	spend(t, svc, who[0], "ann", usd("0.50"), at(2026, 12, 31)) // whoever spent it
	spend(t, svc, who[0], van, usd("7"), at(2025, 12, 31))
	spend(t, svc, who[0], van, usd("99"), at(2024, 12, 31))
	yen, err := money.Parse("500", "JPY")
	require.NoError(t, err)
	spend(t, svc, who[0], van, yen, at(2026, 3, 1))
	spend(t, svc, who[1], van, usd("1"), at(2026, 3, 1))
	require.Equal(t, []money.Money{yen, usd("10.50")}, totalOf(t, svc, who[0], today).YearToDate)
	require.Equal(t, []money.Money{usd("7")}, totalOf(t, svc, who[0], today).PrevYear)
	require.Equal(t, []money.Money{usd("99")}, totalOf(t, svc, who[0], at(2025, 6, 1)).PrevYear)

	// Items count once.
	e, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("20"), SpentOn: today})
	require.NoError(t, err)
	_, err = svc.Associate(t.Context(), session, expense.ByID(e.ID), who[1], expense.Part{})
	require.NoError(t, err)
	_, err = svc.Itemise(t.Context(), session, expense.ByID(e.ID), expense.Item{Amount: usd("12")}, expense.Item{Amount: usd("8")})
	require.NoError(t, err)
	require.Equal(t, []money.Money{usd("21")}, totalOf(t, svc, who[1], today).YearToDate)

	// Erased, an attendee is nobody, but what was spent stays known to the host.
	do[attendee.Attendee](t, people, attendee.Erase{Ref: who[1]})
	id, _ := who[1].ID()
	list, err := svc.Totals(t.Context(), session, today, id)
	require.NoError(t, err)
	require.Empty(t, list)
	x, err := svc.Get(t.Context(), session, expense.ByID(e.ID))
	require.NoError(t, err)
	require.Len(t, x.Associations, 1)
}

func exceptionsByYearlyLimit_C26_X26(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	a, err := people.Create(t.Context(), session, attendee.Attendee{FirstName: "Dr", LastName: "House", TypeCode: "HCP"}) // 100 USD a year
	require.NoError(t, err)
	who := attendee.ByID(a.ID)
	flags := func() [2]bool {
		x := totalOf(t, svc, who, today)
		return [2]bool{x.HasExceptionsYTD, x.HasExceptionsPrevYear}
	}
	spend(t, svc, who, van, usd("100"), today)
	eur, err := money.Parse("1000", "EUR")
	require.NoError(t, err)
	spend(t, svc, who, van, eur, today)
	require.Equal(t, [2]bool{}, flags(), "the limit itself is none, nor is what was spent in another currency")
	spend(t, svc, who, van, usd("0.01"), today)
	require.Equal(t, [2]bool{true, false}, flags())
	spend(t, svc, who, van, usd("100.01"), today.AddDate(-1, 0, 0))
	require.Equal(t, [2]bool{true, true}, flags())

	b := diners(t, people, "b")[0] // of no type
	spend(t, svc, b, van, usd("1000000"), today)
	require.False(t, totalOf(t, svc, b, today).HasExceptionsYTD, "where there is no limit, nothing is over it")
}

func openingBalances_C27_X18(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, svc := spending(t, store, attendee.Policy{})
	who := diners(t, people, "a", "b", "c")
	set := func(ref attendee.Ref, m money.Money) {
		t.Helper()
		require.NoError(t, svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: ref, Year: 2026, Amount: m}))
	}
	set(who[0], usd("40"))
	set(attendee.ByExternal("a"), usd("50")) // which replaces it
	spend(t, svc, who[0], van, usd("1"), today)
	require.Equal(t, []money.Money{usd("51")}, totalOf(t, svc, who[0], today).YearToDate)
	set(who[0], usd("0"))
	require.Equal(t, []money.Money{usd("1")}, totalOf(t, svc, who[0], today).YearToDate)
	set(who[0], usd("0"))
	set(who[0], usd("5"))

	err := svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who[0], Year: 2026, Amount: money.Stored(1, 2, "")})
	rejected(t, err, attendee.ErrRequired, "amount.currency")
	err = svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who[0], Amount: usd("1")})
	rejected(t, err, attendee.ErrInvalidFormat, "year")
	err = svc.As(attendee.Actor{UserID: van, Read: true, Write: true}).SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who[0], Year: 2026, Amount: usd("1")})
	require.ErrorIs(t, err, attendee.ErrForbidden)
	id, _ := who[0].ID()
	_, err = svc.Get(t.Context(), session, expense.ByID(attendee.OpeningID(id, 2026, "USD")))
	require.ErrorIs(t, err, expense.ErrEntryNotFound, "it is no expense")

	// Merged, both count, as one.
	set(who[1], usd("3"))
	do[attendee.Attendee](t, people, attendee.Merge{Into: who[0], From: who[1]})
	require.Equal(t, []money.Money{usd("9")}, totalOf(t, svc, who[0], today).YearToDate)
	do[attendee.Attendee](t, people, attendee.Merge{Into: who[2], From: who[0]})
	require.Equal(t, []money.Money{usd("9")}, totalOf(t, svc, who[2], today).YearToDate)
	set(who[2], usd("1")) // the one of who[2], which has moved
	require.Equal(t, []money.Money{usd("2")}, totalOf(t, svc, who[2], today).YearToDate)

	// An opening balance keeps nobody, and goes with its attendee.
	d := diners(t, people, "d")[0]
	set(d, usd("9"))
	_, err = people.Delete(t.Context(), session, d)
	require.NoError(t, err)
	gone, _ := d.ID()
	have, err := store.Load(t.Context(), storage.Query{Scope: session, Attendees: storage.Lookup{IDs: []storage.ID{gone}}, With: storage.WithAssociations | storage.WithEntries})
	require.NoError(t, err)
	require.Empty(t, have.Associations)
	require.Empty(t, have.Entries)
	have, err = store.Load(t.Context(), storage.Query{Scope: session, Entries: storage.Lookup{IDs: []storage.ID{attendee.OpeningID(gone, 2026, "USD")}}})
	require.NoError(t, err)
	require.Empty(t, have.Entries)

	// Erased, it stays.
	e := diners(t, people, "e")[0]
	set(e, usd("9"))
	do[attendee.Attendee](t, people, attendee.Erase{Ref: e})
	erased, _ := e.ID()
	have, err = store.Load(t.Context(), storage.Query{Scope: session, Totals: storage.Spending{Attendees: []storage.ID{erased}, Years: []int32{2026}}})
	require.NoError(t, err)
	require.Len(t, have.Totals, 1)
}

func aPageOfTotalsIsOneLoad_C25(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	people, svc := spending(t, store, attendee.Policy{})
	var list expense.SetAll
	list.Entry = dinner
	var adds []batch.Command
	for i := range 100 {
		name := fmt.Sprint("g", i)
		adds = append(adds, attendee.Create{New: attendee.Attendee{LastName: name, ExternalID: name}})
		list.Associations = append(list.Associations, expense.Attended{Attendee: attendee.ByExternal(name)})
	}
	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: adds})
	require.NoError(t, err)
	_, err = svc.SetAll(t.Context(), session, list)
	require.NoError(t, err)
	var ids []storage.ID
	for _, res := range rep.Results {
		ids = append(ids, res.Subject.ID)
	}
	calls.Reset()
	totals, err := svc.Totals(t.Context(), session, today, ids...)
	require.NoError(t, err)
	require.Len(t, totals, 100)
	for i, x := range totals {
		require.Equal(t, ids[i], x.AttendeeID)
		require.Equal(t, []money.Money{usd("1")}, x.YearToDate)
	}
	require.Equal(t, 1, calls.Of(storagetest.CallLoad))
	_, err = svc.Totals(t.Context(), session, today, append(ids, ids[0])...)
	require.ErrorIs(t, err, batch.ErrTooLarge)

	// Whoever does not exist for the actor has no total.
	private, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: van}})
	require.NoError(t, err)
	totals, err = svc.As(attendee.Actor{UserID: "ann", Read: true}).Totals(t.Context(), session, today, ids[0], private.ID)
	require.NoError(t, err)
	require.Len(t, totals, 1)
}
