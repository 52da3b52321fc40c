package ruletest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// expenseRules are the tests of package expense, by name.
var expenseRules = []rule{
	{"PostedRequests_C47_C48_X6_X7", postedRequests_C47_C48_X6_X7},
	{"PostedWithAnError_C48_X7", postedWithAnError_C48_X7},
	{"PostMatchesByIDOrExternalID_C1_C3_C47", postMatchesByIDOrExternalID_C1_C3_C47},
	{"PostedAttendeesHaveAnOwner_C2_C4_C7", postedAttendeesHaveAnOwner_C2_C4_C7},
	{"PostUpdatesWhomItMay_C5_X20", postUpdatesWhomItMay_C5_X20},
	{"PostObeysTheActor_C5_X20_X32", postObeysTheActor_C5_X20_X32},
	{"PostLeavesWhomItShould_C6", postLeavesWhomItShould_C6},
	{"PostRequires_C11_C12", postRequires_C11_C12},
	{"FiveHundredPostsAreOneLoadAndOneApply_C58_P4", fiveHundredPostsAreOneLoadAndOneApply_C58_P4},
	{"PostInAtomicMode_X9", postInAtomicMode_X9},
	{"PostWithAToken_S7", postWithAToken_S7},
	{"PostAgainChangesNothing_X19", postAgainChangesNothing_X19},
	{"AddThenAssociate_C66", addThenAssociate_C66},

	{"PartsOfAnExpense_C55_C56_X11", partsOfAnExpense_C55_C56_X11},
	{"SetAllReplacesTheList_C57", setAllReplacesTheList_C57},
	{"AtMost500Attendees_C58", atMost500Attendees_C58},
	{"UnnamedGuestsCount_C60_X11", unnamedGuestsCount_C60_X11},
	{"InactiveStaysOnWhatThereIs_C44", inactiveStaysOnWhatThereIs_C44},
	{"PartsPinAVersion_C24_C55", partsPinAVersion_C24_C55},
	{"SharesAreDistributed_C61_C62_C65", sharesAreDistributed_C61_C62_C65},
	{"SubmitWantsSharesThatAddUp_C59", submitWantsSharesThatAddUp_C59},
	{"LockedAmounts_C63", lockedAmounts_C63},
	{"ItemsHaveTheParentsAttendees_C64_C63", itemsHaveTheParentsAttendees_C64_C63},
	{"ChangedExpensesKeepTheirParts_C62_C25", changedExpensesKeepTheirParts_C62_C25},
	{"EntriesAreTheirReportOwners_X32", entriesAreTheirReportOwners_X32},
	{"ListsOfExpenses_X22", listsOfExpenses_X22},
	{"MoneyIsRefusedWhereItCannotBe_X23", moneyIsRefusedWhereItCannotBe_X23},
	{"RemovedEntriesLeaveNothing", removedEntriesLeaveNothing},
	{"TwoWritersOfOneExpense", twoWritersOfOneExpense},

	{"TotalsByCalendarYear_C25_X26", totalsByCalendarYear_C25_X26},
	{"ExceptionsByYearlyLimit_C26_X26", exceptionsByYearlyLimit_C26_X26},
	{"OpeningBalances_C27_X18", openingBalances_C27_X18},
	{"APageOfTotalsIsOneLoad_C25", aPageOfTotalsIsOneLoad_C25},

	{"NoShowsAreOneRecord_C28_X28", noShowsAreOneRecord_C28_X28},
	{"ItemsHaveWhoDidNotCome_C64_X28", itemsHaveWhoDidNotCome_C64_X28},
	{"EmployeesComeFromTheDirectory_C29_C15", employeesComeFromTheDirectory_C29_C15},
	{"ReservedTypesAtEveryDoor_C28_C29_C30", reservedTypesAtEveryDoor_C28_C29_C30},
	{"InUseByExpenses_X18", inUseByExpenses_X18},
	{"MergeAddsPartsUp_X18", mergeAddsPartsUp_X18},

	{"ItemsAreInTheParentsCurrency_X23", itemsAreInTheParentsCurrency_X23},
	{"ItemsAreTheirParentsOwners_X32", itemsAreTheirParentsOwners_X32},
	{"ActorsWithoutAnAccountHaveNoReports_X32", actorsWithoutAnAccountHaveNoReports_X32},
	{"DaysThatNobodyMeans_X34", daysThatNobodyMeans_X34},
	{"WhatCouldNotBeDistributedIsTold", whatCouldNotBeDistributedIsTold},
	{"LongListsOfPartsAreRefusedUnread_C58_X34", longListsOfPartsAreRefusedUnread_C58_X34},
	{"PagesTellNothingOfWhatIsHidden_X32", pagesTellNothingOfWhatIsHidden_X32},
	{"SharesAddUpWhateverHappens_C61_C65", sharesAddUpWhateverHappens_C61_C65},
	{"ReplaysShowWhatReadsShow_S7_X32", replaysShowWhatReadsShow_S7_X32},
}

// dinner is the entry that the tests post to, of a report of van's.
var dinner = expense.ByExternal("gWw99u1KoWT")

const van = "15e224fe-8eee-40b3-bef1-c4b4c05155be"

// spending returns services with the standard types, and an entry of 100 USD.
func spending(t *testing.T, store storage.Store, p attendee.Policy) (*attendee.Service, *expense.Service) {
	t.Helper()
	people, err := attendee.New(store, p, batch.WithDirectory(employees))
	require.NoError(t, err)
	for _, def := range []attendee.DefineType{
		{Code: "BUSGUEST", Name: "Business guest", Fields: []attendee.FieldDef{
			{Key: "custom1", Kind: storage.FieldBoolean}, {Key: "custom2", Kind: storage.FieldText},
		}},
		{Code: "SPOUSE", Name: "Spouse", Public: true},
		{Code: "HCP", Name: "Doctor", Required: []string{"first_name"}, YearlyLimit: 10_000},
	} {
		_, err := people.DefineType(t.Context(), session, def)
		require.NoError(t, err)
	}
	expenses := expense.New(people)
	enter(t, expenses, dinner, "100")
	return people, expenses
}

// employees are the accounts of the company.
var employees = accounts{
	van:   {FirstName: "Van", LastName: "Lola", PreferredName: "V."},
	"ann": {FirstName: "Ann", LastName: "Other"},
}

func usd(amount string) money.Money {
	m, err := money.Parse(amount, "USD")
	if err != nil {
		panic(err)
	}
	return m
}

var today = time.Date(2026, 11, 21, 23, 30, 0, 0, time.FixedZone("", 3*60*60))

func enter(t *testing.T, svc *expense.Service, ref expense.Ref, amount string) expense.Entry {
	t.Helper()
	e, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: ref, ReportOwner: van, Amount: usd(amount), SpentOn: today})
	require.NoError(t, err)
	return e
}

// busguest is an item as the documents show one.
func busguest(first, last, title, external string) expense.PostItem {
	return expense.PostItem{Set: attendee.Patch{
		TypeCode: patch.To("BUSGUEST"), LastName: patch.To(last), FirstName: patch.Set(first), Title: patch.Set(title),
		ExternalID: patch.Set(external), Company: patch.Set("Len Dev"), Currency: patch.To("USD"),
		Custom: map[string]patch.Field[storage.Value]{"custom1": patch.Set(storage.Text("N")), "custom2": patch.Set(storage.Text("Meeting"))},
	}}
}

func post(t *testing.T, svc *expense.Service, items ...expense.PostItem) batch.Report {
	t.Helper()
	rep, err := svc.Post(t.Context(), session, dinner, expense.PostRequest{Items: items})
	require.NoError(t, err)
	require.Len(t, rep.Results, len(items))
	require.Equal(t, len(items), rep.Succeeded+rep.Failed)
	return rep
}

// shares returns the shares in an entry, in their order.
func shares(t *testing.T, svc *expense.Service, ref expense.Ref) []string {
	t.Helper()
	x, err := svc.Get(t.Context(), session, ref)
	require.NoError(t, err)
	var list []string
	for i, a := range x.Associations {
		require.EqualValues(t, i+1, a.Position)
		list = append(list, money.Stored(a.Amount, a.Digits, a.Currency).Amount())
	}
	return list
}

func number(n int64) *int64 { return &n }

func amount(m money.Money) *money.Money { return &m }

// The first request that the document prints, and its response.
func postedRequests_C47_C48_X6_X7(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	fletcher := busguest("Erin", "Fletcher", "Accounting Manager", "344534")
	fletcher.Unnamed = number(5)
	rep := post(t, svc, busguest("Pat", "Davis", "CFO", "224234"), fletcher)
	require.Equal(t, []int{2, 0, 200}, []int{rep.Succeeded, rep.Failed, rep.HTTPStatus()})
	for i, name := range []string{"Davis", "Fletcher"} {
		res := rep.Results[i]
		require.NoError(t, res.Err)
		require.Equal(t, i, res.Index)
		require.Equal(t, batch.Inserted, res.Action)
		a, ok := batch.RecordOf[attendee.Attendee](res)
		require.True(t, ok)
		require.Equal(t, []string{name, "Len Dev", "USD", van, "BUSGUEST"}, []string{a.LastName, a.Company, a.Currency, a.Owner.UserID, a.TypeCode})
		require.Equal(t, storage.Bool(false), a.Custom["custom1"])
		stored, err := people.Get(t.Context(), session, attendee.ByExternal(a.ExternalID))
		require.NoError(t, err)
		require.Equal(t, stored.Ref(), res.Subject, "the record as it is stored")
	}
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner))
	require.Equal(t, []int64{1, 6}, []int64{x.Associations[0].AssociatedCount(), x.Associations[1].AssociatedCount()})
	require.EqualValues(t, 7, x.Headcount())

	// The second request: an attendee of a shared list.
	gato := busguest("Bailey", "Gato", "Finance Manager", "998238")
	gato.SystemOwner = true
	a, _ := batch.RecordOf[attendee.Attendee](post(t, svc, gato).Results[0])
	require.True(t, a.Owner.System())
	require.Equal(t, []string{"33.33", "33.33", "33.34"}, shares(t, svc, dinner))
}

// The response with an error: the first item has a type that there is not.
func postedWithAnError_C48_X7(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	wrong := busguest("Pat", "Davis", "CFO", "224234")
	wrong.Set.TypeCode = patch.To("BUSGUES1")
	rep := post(t, svc, wrong, busguest("Erin", "Fletcher", "Accounting Manager", "344534"))
	require.Equal(t, []int{1, 1, 207}, []int{rep.Succeeded, rep.Failed, rep.HTTPStatus()})
	require.Equal(t, "BUSGUES1", rejected(t, rep.Results[0].Err, attendee.ErrTypeNotFound, "type_code").Given)
	require.NoError(t, rep.Results[1].Err)
	require.Equal(t, 1, rep.Results[1].Index)
	require.Equal(t, []string{"100.00"}, shares(t, svc, dinner))

	_, err := svc.Post(t.Context(), session, dinner, expense.PostRequest{})
	require.ErrorIs(t, err, batch.ErrEmpty)
	rep, err = svc.Post(t.Context(), session, expense.ByExternal("no such entry"), expense.PostRequest{Items: []expense.PostItem{wrong}})
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 400}, []int{rep.Succeeded, rep.Failed, rep.HTTPStatus()})
	rejected(t, rep.Results[0].Err, expense.ErrEntryNotFound, "external_id")
}

func postMatchesByIDOrExternalID_C1_C3_C47(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	davis := busguest("Pat", "Davis", "CFO", "224234")
	first := post(t, svc, davis).Results[0].Subject.ID
	davis.Set.Title = patch.Set("CEO")
	again := post(t, svc, davis).Results[0]
	require.Equal(t, batch.Updated, again.Action)
	require.Equal(t, first, again.Subject.ID, "the external ID is the key")

	// By ID: one, which gets its external ID.
	a, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "Gato", TypeCode: "BUSGUEST", Owner: attendee.Owner{UserID: van}})
	require.NoError(t, err)
	gato := busguest("Bailey", "Gato", "Finance Manager", "998238")
	rep, err := svc.Post(t.Context(), session, dinner, expense.PostRequest{Attendee: a.ID, Items: []expense.PostItem{gato}})
	require.NoError(t, err)
	require.NoError(t, rep.Results[0].Err)
	require.Equal(t, a.ID, rep.Results[0].Subject.ID)
	require.Equal(t, a.ID, post(t, svc, gato).Results[0].Subject.ID, "its key from then on")
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner))

	_, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Attendee: a.ID, Items: []expense.PostItem{gato, davis}})
	require.ErrorIs(t, err, batch.ErrTooLarge, "exactly one by ID")
	for code, item := range map[batch.Code]expense.PostItem{
		attendee.ErrRequired:     {Set: attendee.Patch{TypeCode: patch.To("BUSGUEST"), LastName: patch.To("Gato"), Currency: patch.To("USD")}},
		attendee.ErrDuplicateKey: davis,
	} {
		rep, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Attendee: a.ID, Items: []expense.PostItem{item}})
		require.NoError(t, err)
		rejected(t, rep.Results[0].Err, code, "external_id")
	}
	rep, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Attendee: storage.ID{1}, Items: []expense.PostItem{davis}})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[0].Err, attendee.ErrNotFound, "an ID adds nobody")
}

func postedAttendeesHaveAnOwner_C2_C4_C7(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	for actor, svc := range map[string]*expense.Service{
		"host": svc, "owner": svc.As(attendee.Actor{UserID: van, Read: true, Write: true}), "admin": svc.As(attendee.Actor{UserID: "root", Admin: true}),
	} {
		for i, typeCode := range []string{"BUSGUEST", "SPOUSE"} { // a private and a public type
			for _, shared := range []bool{false, true} {
				item := busguest("Pat", "Davis", "CFO", fmt.Sprint(actor, i, shared))
				item.Set.TypeCode, item.SystemOwner, item.Set.Custom = patch.To(typeCode), shared, nil
				res := post(t, svc, item).Results[0]
				require.NoError(t, res.Err)
				a, _ := batch.RecordOf[attendee.Attendee](res)
				want := van
				if shared {
					want = ""
				}
				require.Equal(t, want, a.Owner.UserID, "%s, %s, shared %t", actor, typeCode, shared)
			}
		}
	}
}

func postUpdatesWhomItMay_C5_X20(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	for name, c := range map[string]struct {
		owner  string
		system bool
		owns   string // afterwards
		err    bool
	}{
		"system's, yes":      {"", true, "", false},
		"system's, no":       {"", false, "", true},
		"report owner's, no": {van, false, van, false},
		"report owner's, yes: it is shared from then on": {van, true, "", false},
		"another's, no": {"ann", false, "ann", true},
		"another's, yes: it is shared from then on": {"ann", true, "", false},
	} {
		a, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "Old", TypeCode: "BUSGUEST", ExternalID: name, Owner: attendee.Owner{UserID: c.owner}})
		require.NoError(t, err)
		before := shares(t, svc, dinner)
		item := busguest("Pat", "New", "CFO", name)
		item.SystemOwner = c.system
		rep := post(t, svc, item)
		now, err := people.Get(t.Context(), session, attendee.ByID(a.ID))
		require.NoError(t, err)
		require.Equal(t, c.owns, now.Owner.UserID, name)
		if c.err {
			require.Equal(t, 1, rep.Failed, name)
			require.Equal(t, a.ID, rejected(t, rep.Results[0].Err, expense.ErrOwnerMismatch, "system_owner").Existing.ID)
			require.Equal(t, a, now, "nothing is updated")
			require.Equal(t, before, shares(t, svc, dinner), "and nobody gets a part")
		} else {
			require.NoError(t, rep.Results[0].Err, name)
			require.Equal(t, "New", now.LastName)
			require.EqualValues(t, 2, now.Version, "one change is one version")
		}
	}
}

func postObeysTheActor_C5_X20_X32(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	owner := svc.As(attendee.Actor{UserID: van, Read: true, Write: true})
	_, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "Old", TypeCode: "BUSGUEST", ExternalID: "anns", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	for _, item := range []expense.PostItem{{SystemOwner: true}, {SystemOwner: false}, {KeepExisting: true}} {
		item.Set = busguest("Pat", "New", "CFO", "anns").Set
		res := post(t, owner, item).Results[0]
		require.Zero(t, rejected(t, res.Err, expense.ErrOwnerMismatch, "system_owner").Existing, "somebody of whom the actor may not know")
	}
	reader := svc.As(attendee.Actor{UserID: van, Read: true})
	require.ErrorIs(t, post(t, reader, busguest("Pat", "New", "CFO", "1")).Results[0].Err, attendee.ErrForbidden)
	writer := svc.As(attendee.Actor{UserID: van, Write: true})
	res := post(t, writer, busguest("Pat", "New", "CFO", "1")).Results[0]
	require.NoError(t, res.Err)
	a, _ := batch.RecordOf[attendee.Attendee](res)
	require.Empty(t, a.LastName, "who may not read is not shown what it wrote")
	other := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	rejected(t, post(t, other, busguest("Pat", "New", "CFO", "2")).Results[0].Err, expense.ErrEntryNotFound, "external_id")
	require.Equal(t, []string{"100.00"}, shares(t, svc, dinner))
}

func postLeavesWhomItShould_C6(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	a, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "Old", TypeCode: "BUSGUEST", ExternalID: "1"})
	require.NoError(t, err)
	item := busguest("Pat", "New", "CFO", "1")
	item.KeepExisting = true
	res := post(t, svc, item).Results[0]
	require.NoError(t, res.Err)
	now, err := people.Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, []any{"Old", a.Version, true}, []any{now.LastName, now.Version, now.Owner.System()})
	require.Equal(t, []string{"100.00"}, shares(t, svc, dinner), "and has a part all the same")

	item = busguest("Pat", "New", "CFO", "2")
	item.KeepExisting = true
	require.Equal(t, batch.Inserted, post(t, svc, item).Results[0].Action, "it is about those who are there")
}

func postRequires_C11_C12(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	res := post(t, svc, expense.PostItem{}).Results[0]
	var all batch.Errors
	require.ErrorAs(t, res.Err, &all)
	var fields []string
	for _, e := range all {
		require.ErrorIs(t, e, attendee.ErrRequired)
		fields = append(fields, e.Field)
	}
	require.Equal(t, []string{"type_code", "last_name", "external_id", "currency"}, fields)

	for field, change := range map[string]func(*attendee.Patch){
		"first_name": func(p *attendee.Patch) {
			p.TypeCode, p.Custom, p.FirstName = patch.To("HCP"), nil, patch.Field[string]{} // depends on configuration
		},
		"currency":  func(p *attendee.Patch) { p.Currency = patch.To("AAA") },
		"title":     func(p *attendee.Patch) { p.Title = patch.Set("A title that is longer than thirty-two") },
		"type_code": func(p *attendee.Patch) { p.TypeCode = patch.To("NOSHOWS") },
	} {
		item := busguest("Pat", "Davis", "CFO", "1")
		change(&item.Set)
		res := post(t, svc, item).Results[0]
		var e *batch.Error
		require.ErrorAs(t, res.Err, &e)
		require.Equal(t, field, e.Field)
	}
	require.Empty(t, shares(t, svc, dinner))
}

func fiveHundredPostsAreOneLoadAndOneApply_C58_P4(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	_, svc := spending(t, store, attendee.Policy{})
	var items []expense.PostItem
	for i := range 500 {
		items = append(items, busguest("Guest", fmt.Sprint(i), "", fmt.Sprint("E", i)))
	}
	for _, step := range []struct {
		action batch.Action
		applys int
	}{{batch.Inserted, 1}, {batch.Unchanged, 0}} {
		calls.Reset()
		rep := post(t, svc, items...)
		require.Equal(t, 500, rep.Succeeded)
		require.Equal(t, []int{1, step.applys}, []int{calls.Of(storagetest.CallLoad), calls.Of(storagetest.CallApply)})
		for i, res := range rep.Results {
			require.Equal(t, i, res.Index)
			require.Equal(t, step.action, res.Action)
		}
	}
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Len(t, x.Associations, 500)
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
	for i, a := range x.Associations {
		require.EqualValues(t, 20, a.Amount)
		require.EqualValues(t, i+1, a.Position)
	}
	_, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Items: append(items, items[0])})
	require.Equal(t, 500, rejected(t, err, expense.ErrTooManyAssociations, "items").Limit)
	res := post(t, svc, busguest("One", "More", "", "E500")).Results[0]
	rejected(t, res.Err, expense.ErrTooManyAssociations, "attendee")
}

func postInAtomicMode_X9(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	wrong := busguest("Pat", "Davis", "CFO", "2")
	wrong.Set.TypeCode = patch.To("NONE")
	rep, err := svc.Post(t.Context(), session, dinner, expense.PostRequest{
		Mode: batch.Atomic, Items: []expense.PostItem{busguest("Pat", "Davis", "CFO", "1"), wrong},
	})
	require.ErrorIs(t, err, batch.ErrRejected)
	require.Len(t, rep.Results, 2)
	require.Equal(t, []int{0, 2}, []int{rep.Succeeded, rep.Failed})
	require.ErrorIs(t, rep.Results[0].Err, batch.ErrAborted)
	_, err = people.Get(t.Context(), session, attendee.ByExternal("1"))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	edited := busguest("Pat", "Davis", "CFO", "1")
	edited.Amount = amount(usd("100"))
	rep, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Mode: batch.Atomic, Items: []expense.PostItem{edited}})
	require.NoError(t, err)
	require.Equal(t, 1, rep.Succeeded)
	_, err = svc.Post(t.Context(), session, dinner, expense.PostRequest{Mode: batch.Atomic, Items: []expense.PostItem{edited}})
	require.NoError(t, err, "nothing to distribute is no fault")
}

func postWithAToken_S7(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	ask := expense.PostRequest{Token: "t", Labels: []string{"row 1"}, Items: []expense.PostItem{busguest("Pat", "Davis", "CFO", "1")}}
	ask.Items[0].Set.TypeCode = patch.To("NONE")
	rep, err := svc.Post(t.Context(), session, dinner, ask)
	require.NoError(t, err)
	require.Equal(t, 1, rep.Failed)
	ask.Items[0].Set.TypeCode = patch.To("BUSGUEST")
	first, err := svc.Post(t.Context(), session, dinner, ask)
	require.NoError(t, err, "a request of which nothing came leaves its token free")
	again, err := svc.Post(t.Context(), session, dinner, ask)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Len(t, again.Results, 1)
	require.Equal(t, "row 1", again.Results[0].Label)
	require.Equal(t, first.Results[0].Record, again.Results[0].Record)
	require.Equal(t, []int{1, 0}, []int{again.Succeeded, again.Failed})
}

func postAgainChangesNothing_X19(t *testing.T, open storagetest.Factory) {
	_, svc := spending(t, open(t), attendee.Policy{})
	items := []expense.PostItem{busguest("Pat", "Davis", "CFO", "1"), busguest("Erin", "Fletcher", "", "2")}
	items[1].Amount, items[1].Unnamed = amount(usd("70")), number(2)
	post(t, svc, items...)
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	rep := post(t, svc, items...)
	require.Empty(t, rep.Events)
	for _, res := range rep.Results {
		require.Equal(t, batch.Unchanged, res.Action)
	}
	now, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, x, now)
	again, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("100"), SpentOn: today})
	require.NoError(t, err)
	require.Equal(t, x.Entry, again)
}

// The flow of who looks first: found by external ID, or added, then associated.
func addThenAssociate_C66(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		attendee.Upsert{Ref: attendee.ByExternal("1"), Set: attendee.Patch{LastName: patch.To("Davis")}, OnConflict: attendee.SkipExisting},
		expense.Associate{Entry: dinner, Attendee: attendee.ByExternal("1")},
		expense.PutEntry{Entry: expense.ByExternal("taxi"), Amount: usd("20"), SpentOn: today},
		expense.Associate{Entry: expense.ByExternal("taxi"), Attendee: attendee.ByExternal("1")},
	}})
	require.NoError(t, err)
	require.Equal(t, 4, rep.Succeeded, "%v", rep.Results)
	require.Equal(t, []string{"100.00"}, shares(t, svc, dinner))
	require.Equal(t, []string{"20.00"}, shares(t, svc, expense.ByExternal("taxi")))
}
