package ruletest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// diners adds attendees with these external IDs.
func diners(t *testing.T, svc *attendee.Service, ids ...string) []attendee.Ref {
	t.Helper()
	var refs []attendee.Ref
	for _, id := range ids {
		a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: id, ExternalID: id})
		require.NoError(t, err)
		refs = append(refs, attendee.ByID(a.ID))
	}
	return refs
}

func associate(t *testing.T, svc *expense.Service, who attendee.Ref, p expense.Part) expense.Association {
	t.Helper()
	a, err := svc.Associate(t.Context(), session, dinner, who, p)
	require.NoError(t, err)
	return a
}

func truth(b bool) *bool { return &b }

func partsOfAnExpense_C55_C56_X11(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	a := associate(t, svc, who[0], expense.Part{})
	require.Equal(t, []any{int64(10_000), false, false, int64(1), "", int32(0), int32(2026)},
		[]any{a.Amount, a.Edited, a.HasApproved, a.AssociatedCount(), a.Travelling, a.Version, a.Year})
	long := strings.Repeat("é", 48)
	a, err := svc.Change(t.Context(), session, dinner, who[0], expense.Part{
		Amount: amount(usd("40")), Approved: amount(usd("39.99")), Unnamed: number(2), Travelling: truth(true),
		Custom: map[string]string{"custom1": long, "custom5": " x "},
	})
	require.NoError(t, err)
	require.Equal(t, []any{int64(4000), true, int64(3999), true, int64(3), "yes", long, "x"},
		[]any{a.Amount, a.Edited, a.Approved, a.HasApproved, a.AssociatedCount(), a.Travelling, a.Custom["custom1"].String(), a.Custom["custom5"].String()})
	a, err = svc.Change(t.Context(), session, dinner, who[0], expense.Part{Travelling: truth(false), Custom: map[string]string{"custom1": ""}, Automatic: true})
	require.NoError(t, err)
	require.Equal(t, []any{int64(10_000), false, "no", 1, int64(3999)}, []any{a.Amount, a.Edited, a.Travelling, len(a.Custom), a.Approved})

	for field, c := range map[string]struct {
		code batch.Code
		part expense.Part
	}{
		"custom.custom6": {attendee.ErrUnknownField, expense.Part{Custom: map[string]string{"custom6": "x"}}},
		"custom.custom1": {attendee.ErrTooLong, expense.Part{Custom: map[string]string{"custom1": long + "x"}}},
		"custom.custom2": {attendee.ErrInvalidText, expense.Part{Custom: map[string]string{"custom2": "\x00"}}},
		"unnamed":        {attendee.ErrInvalidFormat, expense.Part{Unnamed: number(-1)}},
		"amount":         {attendee.ErrInvalidFormat, expense.Part{Amount: amount(usd("-1"))}},
		"approved":       {expense.ErrCurrencyMismatch, expense.Part{Approved: amount(money.Stored(1, 2, "EUR"))}},
		"automatic":      {attendee.ErrInvalidFormat, expense.Part{Automatic: true, Amount: amount(usd("1"))}},
		"version":        {attendee.ErrVersionNotFound, expense.Part{Version: new(int32(7))}},
	} {
		_, err := svc.Change(t.Context(), session, dinner, who[0], c.part)
		rejected(t, err, c.code, field)
	}
	_, err = svc.Change(t.Context(), session, dinner, who[1], expense.Part{})
	rejected(t, err, expense.ErrAssociationNotFound, "attendee")
	_, err = svc.Associate(t.Context(), session, dinner, attendee.ByExternal("nobody"), expense.Part{})
	require.ErrorIs(t, err, attendee.ErrNotFound)
	require.ErrorIs(t, svc.Remove(t.Context(), session, dinner, who[1]), expense.ErrAssociationNotFound)
}

func setAllReplacesTheList_C57(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b", "c")
	set := func(c expense.SetAll) []string {
		t.Helper()
		c.Entry = dinner
		_, err := svc.SetAll(t.Context(), session, c)
		require.NoError(t, err)
		return shares(t, svc, dinner)
	}
	require.Equal(t, []string{"30.00", "70.00"}, set(expense.SetAll{NoShows: number(2), Associations: []expense.Attended{
		{Attendee: who[0], Part: expense.Part{Amount: amount(usd("30")), Unnamed: number(1)}}, {Attendee: who[1]},
	}}))
	require.Equal(t, []string{"70.00", "30.00"}, set(expense.SetAll{Associations: []expense.Attended{
		{Attendee: who[2]}, {Attendee: who[0]}, // which says nothing of what it was
	}}), "the order is the list's, and null leaves things as they were")
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.EqualValues(t, 2, x.Entry.NoShows)
	require.EqualValues(t, 2, x.Associations[1].AssociatedCount())
	require.EqualValues(t, 5, x.Headcount())
	before := x
	set(expense.SetAll{Associations: []expense.Attended{{Attendee: who[2]}, {Attendee: who[0]}}})
	x, err = svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, before, x, "the same list changes nothing")

	_, err = svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, Associations: []expense.Attended{
		{Attendee: attendee.ByExternal("nobody")}, {Attendee: who[0], Part: expense.Part{Unnamed: number(-1)}}, {Attendee: who[0]},
	}})
	var all batch.Errors
	require.ErrorAs(t, err, &all)
	require.Len(t, all, 3)
	for i, code := range []batch.Code{attendee.ErrNotFound, attendee.ErrInvalidFormat, batch.ErrDuplicateItem} {
		require.ErrorIs(t, all[i], code)
		require.True(t, strings.HasPrefix(all[i].Field, fmt.Sprintf("associations.%d.", i)))
	}
	require.Len(t, shares(t, svc, dinner), 2, "nothing of it was written")
	require.Empty(t, set(expense.SetAll{}), "none is a list, too")
}

func atMost500Attendees_C58(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	var names []string
	for i := range 501 {
		names = append(names, fmt.Sprint("g", i))
	}
	var adds []batch.Command
	var all expense.SetAll
	all.Entry = dinner
	for _, name := range names {
		adds = append(adds, attendee.Create{New: attendee.Attendee{LastName: name, ExternalID: name}})
		all.Associations = append(all.Associations, expense.Attended{Attendee: attendee.ByExternal(name)})
	}
	_, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: adds})
	require.NoError(t, err)
	_, err = svc.SetAll(t.Context(), session, all)
	require.Equal(t, 500, rejected(t, err, expense.ErrTooManyAssociations, "associations").Limit)
	all.Associations = all.Associations[:500]
	_, err = svc.SetAll(t.Context(), session, all)
	require.NoError(t, err)
	_, err = svc.Associate(t.Context(), session, dinner, attendee.ByExternal("g500"), expense.Part{})
	rejected(t, err, expense.ErrTooManyAssociations, "attendee")
	_, err = svc.Associate(t.Context(), session, dinner, attendee.ByExternal("g499"), expense.Part{Unnamed: number(1)})
	require.NoError(t, err, "who has a part may change it")
	require.NoError(t, svc.Remove(t.Context(), session, dinner, attendee.ByExternal("g0")))
	associate(t, svc, attendee.ByExternal("g500"), expense.Part{})
	require.Len(t, shares(t, svc, dinner), 500)
}

func unnamedGuestsCount_C60_X11(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	require.EqualValues(t, 1, associate(t, svc, who[0], expense.Part{}).AssociatedCount(), "the named one alone")
	require.EqualValues(t, 6, associate(t, svc, who[1], expense.Part{Unnamed: number(5)}).AssociatedCount())
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner), "who is not named has no share")
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.EqualValues(t, 7, x.Headcount())
}

func inactiveStaysOnWhatThereIs_C44(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	associate(t, svc, who[0], expense.Part{})
	for _, ref := range who {
		do[attendee.Attendee](t, people, attendee.Inactivate{Ref: ref})
	}
	_, err := svc.Associate(t.Context(), session, dinner, who[1], expense.Part{})
	rejected(t, err, attendee.ErrInactive, "attendee")
	_, err = svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, Associations: []expense.Attended{{Attendee: who[1]}}})
	rejected(t, err, attendee.ErrInactive, "associations.0.attendee")
	item := busguest("B", "b", "", "b")
	item.KeepExisting = true
	rejected(t, post(t, svc, item).Results[0].Err, attendee.ErrInactive, "attendee")
	require.EqualValues(t, 2, associate(t, svc, who[0], expense.Part{Unnamed: number(1)}).AssociatedCount(), "who has a part keeps it")
}

func partsPinAVersion_C24_C55(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a")[0]
	require.EqualValues(t, 1, associate(t, svc, who, expense.Part{Version: new(int32(1))}).Version)
	_, err := people.Update(t.Context(), session, who, attendee.Patch{Title: patch.Set("Dr")})
	require.NoError(t, err)
	require.EqualValues(t, 1, associate(t, svc, who, expense.Part{Unnamed: number(1)}).Version, "the pin stays")
	require.EqualValues(t, 2, associate(t, svc, who, expense.Part{Version: new(int32(2))}).Version)
	require.EqualValues(t, 1, associate(t, svc, who, expense.Part{Version: new(int32(1))}).Version, "a superseded one")
	for _, v := range []int32{3, -1} {
		_, err = svc.Change(t.Context(), session, dinner, who, expense.Part{Version: new(v)})
		rejected(t, err, attendee.ErrVersionNotFound, "version")
	}
	require.Zero(t, associate(t, svc, who, expense.Part{Version: new(int32(0))}).Version, "whichever is the latest")
}

// The four vectors of the documents, on a store.
func sharesAreDistributed_C61_C62_C65(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b", "c")
	associate(t, svc, who[0], expense.Part{})
	associate(t, svc, who[1], expense.Part{})
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner))
	require.NoError(t, svc.Remove(t.Context(), session, dinner, who[1]))
	require.Equal(t, []string{"100.00"}, shares(t, svc, dinner))
	associate(t, svc, who[1], expense.Part{})
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner))
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30"))})
	require.Equal(t, []string{"30.00", "70.00"}, shares(t, svc, dinner))
	associate(t, svc, who[2], expense.Part{})
	require.Equal(t, []string{"30.00", "35.00", "35.00"}, shares(t, svc, dinner))
	require.NoError(t, svc.Remove(t.Context(), session, dinner, who[2]))
	associate(t, svc, who[1], expense.Part{Amount: amount(usd("70"))})
	associate(t, svc, who[2], expense.Part{})
	require.Equal(t, []string{"30.00", "70.00", "0.00"}, shares(t, svc, dinner))
	for _, ref := range who {
		associate(t, svc, ref, expense.Part{Automatic: true})
	}
	require.Equal(t, []string{"33.33", "33.33", "33.34"}, shares(t, svc, dinner), "the remainder is the last person's")
}

func submitWantsSharesThatAddUp_C59(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	require.NoError(t, svc.Validate(t.Context(), session, dinner), "nobody's shares")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30"))})
	err := svc.Validate(t.Context(), session, dinner)
	rejected(t, err, expense.ErrAmountMismatch, "amount")
	associate(t, svc, who[1], expense.Part{})
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
	associate(t, svc, who[1], expense.Part{Amount: amount(usd("70.01"))})
	require.ErrorIs(t, svc.Validate(t.Context(), session, dinner), expense.ErrAmountMismatch)
	require.ErrorIs(t, svc.Validate(t.Context(), session, expense.ByID(storage.ID{1})), expense.ErrEntryNotFound)
}

func lockedAmounts_C63(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30"))})
	associate(t, svc, who[1], expense.Part{})
	_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("100"), SpentOn: today, Kind: storage.EntryPersonal})
	require.NoError(t, err)
	for _, p := range []expense.Part{{Amount: amount(usd("1"))}, {Automatic: true}} {
		_, err = svc.Change(t.Context(), session, dinner, who[1], p)
		rejected(t, err, expense.ErrAmountLocked, "amount")
	}
	item := busguest("Pat", "Davis", "CFO", "1")
	item.Amount = amount(usd("1"))
	rejected(t, post(t, svc, item).Results[0].Err, expense.ErrAmountLocked, "amount")
	_, err = svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, Associations: []expense.Attended{{Attendee: who[0], Part: expense.Part{Amount: amount(usd("1"))}}}})
	rejected(t, err, expense.ErrAmountLocked, "associations.0.amount")
	_, err = svc.Change(t.Context(), session, dinner, who[1], expense.Part{Unnamed: number(1), Approved: amount(usd("1"))})
	require.NoError(t, err, "nothing else is locked")
	require.Equal(t, []string{"30.00", "70.00"}, shares(t, svc, dinner))
}

func itemsHaveTheParentsAttendees_C64_C63(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30")), Unnamed: number(1), Custom: map[string]string{"custom1": "x"}})
	associate(t, svc, who[1], expense.Part{})
	wine, food := expense.ByExternal("wine"), expense.ByExternal("food")
	items := []expense.Item{{ExternalID: "wine", Amount: usd("20.01")}, {ExternalID: "food", Amount: usd("79.99"), SpentOn: today.AddDate(-1, 0, 0)}}
	parent, err := svc.Itemise(t.Context(), session, dinner, items...)
	require.NoError(t, err)
	require.Equal(t, storage.EntryItemised, parent.Kind)
	require.Len(t, parent.Items, 2)
	require.Equal(t, []string{"0.00", "0.00"}, shares(t, svc, dinner), "what was spent counts once")
	require.Equal(t, []string{"10.00", "10.01"}, shares(t, svc, wine))
	require.Equal(t, []string{"39.99", "40.00"}, shares(t, svc, food))
	x, err := svc.Get(t.Context(), session, wine)
	require.NoError(t, err)
	require.Equal(t, []any{parent.ID, int64(2), "x", van}, []any{x.Entry.ParentID, x.Associations[0].AssociatedCount(), x.Associations[0].Custom["custom1"].String(), x.Entry.ReportOwner})
	require.NoError(t, svc.Validate(t.Context(), session, dinner))

	_, err = svc.Change(t.Context(), session, dinner, who[0], expense.Part{Amount: amount(usd("1"))})
	rejected(t, err, expense.ErrAmountLocked, "amount")
	_, err = svc.Change(t.Context(), session, wine, who[0], expense.Part{Amount: amount(usd("1"))})
	require.NoError(t, err)
	require.Equal(t, []string{"1.00", "19.01"}, shares(t, svc, wine))
	_, err = svc.Itemise(t.Context(), session, wine, items...)
	rejected(t, err, attendee.ErrImmutableField, "items")

	enter(t, svc, dinner, "90")
	require.ErrorIs(t, svc.Validate(t.Context(), session, dinner), expense.ErrAmountMismatch, "the items do not add up")
	_, err = svc.Itemise(t.Context(), session, dinner, items[0], expense.Item{Amount: usd("69.99")})
	require.NoError(t, err, "other items in their place, one under the name of an old one")
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
	_, err = svc.Get(t.Context(), session, food)
	require.ErrorIs(t, err, expense.ErrEntryNotFound)

	require.NoError(t, svc.RemoveEntry(t.Context(), session, wine))
	require.ErrorIs(t, svc.Validate(t.Context(), session, dinner), expense.ErrAmountMismatch)
	parent, err = svc.Itemise(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, storage.EntryNormal, parent.Kind)
	require.Equal(t, []string{"45.00", "45.00"}, shares(t, svc, dinner), "an expense like others again")
	for field, bad := range map[string]expense.Item{
		"items.0.amount":      {Amount: money.Stored(1, 2, "EUR")},
		"items.0.external_id": {ExternalID: dinner.External, Amount: usd("1")},
	} {
		_, err = svc.Itemise(t.Context(), session, dinner, bad)
		var e *batch.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, field, e.Field)
	}
}

func changedExpensesKeepTheirParts_C62_C25(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b", "c")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30"))})
	associate(t, svc, who[1], expense.Part{})
	associate(t, svc, who[2], expense.Part{})
	enter(t, svc, dinner, "60.01")
	require.Equal(t, []string{"30.00", "15.00", "15.01"}, shares(t, svc, dinner))
	_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("60.01"), SpentOn: today.AddDate(-1, 0, 0)})
	require.NoError(t, err)
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, time.Date(2025, 11, 21, 0, 0, 0, 0, time.UTC), x.Entry.SpentOn, "the day that was said, where it was said")
	for _, a := range x.Associations {
		require.EqualValues(t, 2025, a.Year)
	}
	yen := expense.PutEntry{Entry: dinner, Amount: money.Stored(1000, 0, "JPY"), SpentOn: today}
	_, err = svc.PutEntry(t.Context(), session, yen)
	rejected(t, err, attendee.ErrImmutableField, "amount.currency")
	associate(t, svc, who[0], expense.Part{Automatic: true})
	_, err = svc.PutEntry(t.Context(), session, yen)
	require.NoError(t, err, "nobody has chosen an amount")
	require.Equal(t, []string{"333", "333", "334"}, shares(t, svc, dinner))
}

func entriesAreTheirReportOwners_X32(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a")[0]
	associate(t, svc, who, expense.Part{})
	for name, c := range map[string]struct {
		actor      attendee.Actor
		see, write error
	}{
		"owner":   {attendee.Actor{UserID: strings.ToUpper(van), Read: true, Write: true}, nil, nil},
		"other":   {attendee.Actor{UserID: "ann", Read: true, Write: true}, expense.ErrEntryNotFound, expense.ErrEntryNotFound},
		"auditor": {attendee.Actor{UserID: "ann", ReadAll: true, Write: true}, nil, attendee.ErrForbidden},
		"reader":  {attendee.Actor{UserID: van, Read: true}, nil, attendee.ErrForbidden},
		"writer":  {attendee.Actor{UserID: van, Write: true}, attendee.ErrForbidden, nil},
		"admin":   {attendee.Actor{UserID: "root", Admin: true}, nil, nil},
		"nobody":  {attendee.Actor{}, attendee.ErrForbidden, attendee.ErrForbidden},
	} {
		svc := svc.As(c.actor)
		_, err := svc.Get(t.Context(), session, dinner)
		require.ErrorIs(t, err, c.see, name)
		_, err = svc.Change(t.Context(), session, dinner, who, expense.Part{Unnamed: number(1)})
		require.ErrorIs(t, err, c.write, name)
		require.ErrorIs(t, svc.Validate(t.Context(), session, dinner), c.see, name)
		_, err = svc.Itemise(t.Context(), session, dinner)
		require.ErrorIs(t, err, c.write, name)
	}
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	_, err := ann.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("1"), SpentOn: today})
	rejected(t, err, attendee.ErrDuplicateKey, "external_id")
	_, err = ann.PutEntry(t.Context(), session, expense.PutEntry{ReportOwner: van, Amount: usd("1"), SpentOn: today})
	rejected(t, err, attendee.ErrForbidden, "report_owner")
	e, err := ann.PutEntry(t.Context(), session, expense.PutEntry{Amount: usd("1"), SpentOn: today})
	require.NoError(t, err)
	require.Equal(t, "ann", e.ReportOwner)
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: expense.ByID(e.ID), ReportOwner: van, Amount: usd("1"), SpentOn: today})
	rejected(t, err, attendee.ErrImmutableField, "report_owner")
	page, err := ann.List(t.Context(), session, expense.Query{})
	require.NoError(t, err)
	require.Len(t, page.Expenses, 1)
	page, err = ann.List(t.Context(), session, expense.Query{ReportOwner: van})
	require.NoError(t, err)
	require.Empty(t, page.Expenses)
	records, err := people.As(attendee.Actor{UserID: "ann", Read: true}).Records(t.Context(), session, storage.KindEntry, attendee.Query{})
	require.NoError(t, err)
	require.Len(t, records.Entries, 1, "nor by the door for records")
	records, err = people.As(attendee.Actor{UserID: "ann", Read: true}).Records(t.Context(), session, storage.KindAssociation, attendee.Query{})
	require.NoError(t, err)
	require.Empty(t, records.Associations)
}

func listsOfExpenses_X22(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a")[0]
	require.NoError(t, svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who, Year: 2026, Amount: usd("1")}))
	for i := range 4 {
		_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{
			Entry: expense.ByExternal(fmt.Sprint(i)), ReportOwner: []string{van, "ann"}[i%2], Amount: usd("10"), SpentOn: today.AddDate(0, 0, -1-i),
		})
		require.NoError(t, err)
		_, err = svc.Associate(t.Context(), session, expense.ByExternal(fmt.Sprint(i)), who, expense.Part{})
		require.NoError(t, err)
	}
	list := func(q expense.Query) (names []string) {
		t.Helper()
		for {
			page, err := svc.List(t.Context(), session, q)
			require.NoError(t, err)
			for _, x := range page.Expenses {
				names = append(names, x.Entry.ExternalID)
				if x.Entry.ExternalID != dinner.External {
					require.Len(t, x.Associations, 1)
				}
			}
			if q.After = page.Next; page.Next == "" {
				return names
			}
		}
	}
	require.Equal(t, []string{dinner.External, "0", "1", "2", "3"}, list(expense.Query{Limit: 2}), "the latest first, and no opening balance")
	require.Equal(t, []string{"1", "3"}, list(expense.Query{ReportOwner: "ann"}))
	require.Empty(t, list(expense.Query{ReportOwner: "ANN"}), "accounts are compared to the letter")
	require.Equal(t, []string{"0", "1"}, list(expense.Query{From: today.AddDate(0, 0, -2), To: today.AddDate(0, 0, -1)}))
	_, err := svc.List(t.Context(), session, expense.Query{Limit: 101})
	require.ErrorIs(t, err, batch.ErrTooLarge)
}

func moneyIsRefusedWhereItCannotBe_X23(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a")[0]
	for name, c := range map[string]struct {
		m     money.Money
		code  batch.Code
		field string
	}{
		"none":       {money.Money{}, attendee.ErrRequired, "amount.currency"},
		"withdrawn":  {money.Stored(1, 2, "DEM"), attendee.ErrInvalidFormat, "amount.currency"},
		"unknown":    {money.Stored(1, 2, "usd"), attendee.ErrInvalidFormat, "amount.currency"},
		"digits":     {money.Stored(1, 3, "USD"), attendee.ErrInvalidFormat, "amount"},
		"negative":   {usd("-0.01"), attendee.ErrInvalidFormat, "amount"},
		"impossible": {money.Stored(1<<62, 2, "USD"), attendee.ErrTooLong, "amount"},
	} {
		_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Amount: c.m, SpentOn: today})
		rejected(t, err, c.code, c.field)
		err = svc.SetOpeningBalance(t.Context(), session, expense.OpeningBalance{Attendee: who, Year: 2026, Amount: c.m})
		require.ErrorIs(t, err, c.code, name)
	}
	for field, c := range map[string]expense.PutEntry{
		"spent_on": {Amount: usd("1")},
		"kind":     {Amount: usd("1"), SpentOn: today, Kind: storage.EntryOpening},
		"no_shows": {Amount: usd("1"), SpentOn: today, NoShows: -1},
		"external_id": {
			Entry: expense.ByExternal(strings.Repeat("x", 49)), Amount: usd("1"), SpentOn: today,
		},
	} {
		_, err := svc.PutEntry(t.Context(), session, c)
		var e *batch.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, field, e.Field)
	}
	_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: expense.ByID(storage.ID{1}), Amount: usd("1"), SpentOn: today})
	require.ErrorIs(t, err, expense.ErrEntryNotFound, "an ID adds nothing")
}

func removedEntriesLeaveNothing(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, svc := spending(t, store, attendee.Policy{})
	who := diners(t, people, "a")[0]
	associate(t, svc, who, expense.Part{})
	_, err := svc.Itemise(t.Context(), session, dinner, expense.Item{Amount: usd("40")}, expense.Item{Amount: usd("60")})
	require.NoError(t, err)
	require.NoError(t, svc.RemoveEntry(t.Context(), session, dinner))
	for _, kind := range []storage.Kind{storage.KindEntry, storage.KindAssociation} {
		page, err := store.(storage.Lister).List(t.Context(), storage.ListQuery{Scope: session, Kind: kind, Limit: 10})
		require.NoError(t, err)
		require.Zero(t, len(page.Entries)+len(page.Associations))
	}
	require.ErrorIs(t, svc.RemoveEntry(t.Context(), session, dinner), expense.ErrEntryNotFound)
	_, err = people.Delete(t.Context(), session, who)
	require.NoError(t, err)
	enter(t, svc, dinner, "1") // its name is free
}

// Writers who add to one expense at the same time both find their shares.
func twoWritersOfOneExpense(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b", "c", "d", "e", "f", "g", "h")
	var wg sync.WaitGroup
	for _, ref := range who {
		wg.Go(func() {
			_, err := svc.Associate(t.Context(), session, dinner, ref, expense.Part{})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	require.Equal(t, strings.Fields("12.50 12.50 12.50 12.50 12.50 12.50 12.50 12.50"), shares(t, svc, dinner))
}
