package ruletest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage/storagetest"
)

func noShowsAreOneRecord_C28_X28(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, svc := spending(t, store, attendee.Policy{})
	who := diners(t, people, "a", "b")
	set := func(svc *expense.Service, noShows int64) []string {
		t.Helper()
		_, err := svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, NoShows: &noShows, Associations: []expense.Attended{{Attendee: who[0]}, {Attendee: who[1]}}})
		require.NoError(t, err)
		return shares(t, svc, dinner)
	}
	require.Equal(t, []string{"50.00", "50.00"}, set(svc, 2), "by default they have no share")
	id := attendee.NoShowsID(session)
	_, err := people.Get(t.Context(), session, attendee.ByID(id))
	require.ErrorIs(t, err, attendee.ErrNotFound, "nor is there anybody who stands for them")

	sharing, err := attendee.New(store, attendee.Policy{NoShowsShare: true})
	require.NoError(t, err)
	with := expense.New(sharing)
	require.Equal(t, []string{"33.33", "33.34", "33.33"}, set(with, 1), "the remainder is the last person's who came")
	require.Equal(t, []string{"25.00", "25.00", "50.00"}, set(with, 2), "one share for each")
	a, err := people.Get(t.Context(), session, attendee.ByID(id))
	require.NoError(t, err)
	require.Equal(t, []string{"NOSHOWS", "No Show Attendee", "", ""}, []string{a.TypeCode, a.LastName, a.ExternalID, a.AttendanceCode})
	require.True(t, a.Owner.System())
	x, err := with.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, id, x.Associations[2].AttendeeID)
	require.EqualValues(t, 4, x.Headcount())
	require.NoError(t, with.Validate(t.Context(), session, dinner))

	// There is one, whatever the number of expenses; other scopes have another.
	other := expense.ByExternal("other")
	_, err = with.PutEntry(t.Context(), session, expense.PutEntry{Entry: other, Amount: usd("10"), SpentOn: today, NoShows: 1})
	require.NoError(t, err)
	require.Equal(t, []string{"10.00"}, shares(t, with, other))
	require.Equal(t, 3, len(everybody(t, store)))
	require.NotEqual(t, id, attendee.NoShowsID(attendee.Scope{Tenant: "acme"}))

	// By a caller it is neither put into an expense nor taken out.
	_, err = with.Associate(t.Context(), session, dinner, attendee.ByID(id), expense.Part{Amount: amount(usd("1"))})
	require.ErrorIs(t, err, attendee.ErrTypeReserved)
	require.ErrorIs(t, with.Remove(t.Context(), session, dinner, attendee.ByID(id)), attendee.ErrTypeReserved)
	guest := busguest("Pat", "Davis", "CFO", "224234")
	guest.KeepExisting = true
	rep, err := with.Post(t.Context(), session, other, expense.PostRequest{Attendee: id, Items: []expense.PostItem{guest}})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[0].Err, attendee.ErrTypeReserved)
	require.Equal(t, []string{"50.00", "50.00"}, set(with, 0), "it goes when everybody came")
	_, err = with.Itemise(t.Context(), session, other, expense.Item{ExternalID: "item", Amount: usd("10")})
	require.NoError(t, err)
	require.Equal(t, []string{"10.00"}, shares(t, with, expense.ByExternal("item")))
}

// itemsHaveWhoDidNotCome_C64_X28: the items have the parent's no-shows as they have
// its attendees, with the same share of each, and nothing is lost on the way.
func itemsHaveWhoDidNotCome_C64_X28(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, svc := spending(t, store, attendee.Policy{NoShowsShare: true})
	who := diners(t, people, "a", "b")
	two := number(2)
	_, err := svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, NoShows: two, Associations: []expense.Attended{{Attendee: who[0]}, {Attendee: who[1], Part: expense.Part{Unnamed: number(1)}}}})
	require.NoError(t, err)
	require.Equal(t, []string{"25.00", "25.00", "50.00"}, shares(t, svc, dinner))
	nobody := attendee.ByID(attendee.NoShowsID(session))
	require.Equal(t, usd("50"), totalOf(t, svc, nobody, today).YearToDate[0])
	wine, food := expense.ByExternal("wine"), expense.ByExternal("food")
	items := []expense.Item{{ExternalID: "wine", Amount: usd("20.01")}, {ExternalID: "food", Amount: usd("79.99")}}
	for range 2 { // again in place of themselves
		_, err = svc.Itemise(t.Context(), session, dinner, items...)
		require.NoError(t, err)
		require.Equal(t, []string{"0.00", "0.00"}, shares(t, svc, dinner))
		require.Equal(t, []string{"5.00", "5.01", "10.00"}, shares(t, svc, wine))
		require.Equal(t, []string{"19.99", "20.02", "39.98"}, shares(t, svc, food))
		require.NoError(t, svc.Validate(t.Context(), session, dinner))
		require.Equal(t, usd("49.98"), totalOf(t, svc, nobody, today).YearToDate[0], "but for what could not be divided")
	}
	parent, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	item, err := svc.Get(t.Context(), session, wine)
	require.NoError(t, err)
	require.EqualValues(t, 2, item.Entry.NoShows)
	require.EqualValues(t, 5, item.Headcount())
	require.Equal(t, parent.Headcount(), item.Headcount())

	// Their number is kept where there is nothing to share, too.
	free := expense.ByExternal("free")
	for _, n := range []int64{1, 3} {
		_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: free, Amount: usd("0"), SpentOn: today, NoShows: n})
		require.NoError(t, err)
		x, err := svc.Get(t.Context(), session, free)
		require.NoError(t, err)
		require.Equal(t, n, x.Associations[0].AssociatedCount())
	}

	// An item is an entry of its own from then on.
	_, err = svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: wine, Amount: usd("20.01"), SpentOn: today})
	require.NoError(t, err)
	require.Equal(t, []string{"10.00", "10.01"}, shares(t, svc, wine))
	_, err = svc.Itemise(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Equal(t, []string{"25.00", "25.00", "50.00"}, shares(t, svc, dinner), "an expense like others again")

	// Where they have no share they count all the same.
	plain, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	without := expense.New(plain)
	_, err = without.Itemise(t.Context(), session, dinner, items...)
	require.NoError(t, err)
	require.Equal(t, []string{"10.00", "10.01"}, shares(t, without, wine))
	item, err = without.Get(t.Context(), session, wine)
	require.NoError(t, err)
	require.EqualValues(t, 5, item.Headcount())
}

func employeesComeFromTheDirectory_C29_C15(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, svc := spending(t, store, attendee.Policy{})
	x := associate(t, svc, attendee.ByUser(van), expense.Part{})
	a, err := people.Get(t.Context(), session, attendee.ByUser(van))
	require.NoError(t, err)
	require.Equal(t, x.AttendeeID, a.ID)
	require.Equal(t, []string{"SYSEMP", "Van", "Lola", "V.", van}, []string{a.TypeCode, a.FirstName, a.LastName, a.PreferredName, a.UserID})
	require.True(t, a.Owner.System())
	require.Equal(t, a.ID, associate(t, svc, attendee.ByUser(van), expense.Part{Unnamed: number(1)}).AttendeeID)
	_, err = svc.Associate(t.Context(), session, dinner, attendee.ByUser("nobody"), expense.Part{})
	rejected(t, err, attendee.ErrUserNotFound, "user_id")
	_, err = svc.SetAll(t.Context(), session, expense.SetAll{Entry: dinner, Associations: []expense.Attended{{Attendee: attendee.ByUser("ann")}}})
	require.ErrorIs(t, err, attendee.ErrNotFound, "a list adds nobody")

	// Somebody who is on the list with the account is who is meant.
	guest, _, err := people.Upsert(t.Context(), session, attendee.ByUser("ann"), attendee.Patch{})
	require.NoError(t, err)
	require.Equal(t, guest.ID, associate(t, svc, attendee.ByUser("ann"), expense.Part{}).AttendeeID)

	// The directory says another name now.
	renamed, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(accounts{van: {FirstName: "Van", LastName: "Lola-Hood"}}))
	require.NoError(t, err)
	associate(t, expense.New(renamed), attendee.ByUser(van), expense.Part{})
	now, err := people.Get(t.Context(), session, attendee.ByUser(van))
	require.NoError(t, err)
	require.Equal(t, []any{"Lola-Hood", "", int32(2)}, []any{now.LastName, now.PreferredName, now.Version})
}

// Those whom the library makes are changed by no door; an employee can be
// forgotten.
func reservedTypesAtEveryDoor_C28_C29_C30(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{NoShowsShare: true})
	_, err := svc.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("100"), SpentOn: today, NoShows: 1})
	require.NoError(t, err)
	associate(t, svc, attendee.ByUser(van), expense.Part{})
	other := diners(t, people, "a")[0]
	for _, ref := range []attendee.Ref{attendee.ByID(attendee.NoShowsID(session)), attendee.ByUser(van)} {
		before, err := people.Get(t.Context(), session, ref)
		require.NoError(t, err)
		set := attendee.Patch{LastName: patch.To("X")}
		for _, c := range []batch.Command{
			attendee.Update{Ref: ref, Set: set},
			attendee.Upsert{Ref: ref, Set: set},
			attendee.Delete{Ref: ref},
			attendee.Inactivate{Ref: ref},
			attendee.Reactivate{Ref: ref},
			attendee.Transfer{Ref: ref, To: attendee.Owner{UserID: "ann"}},
			attendee.Merge{Into: ref, From: other},
			attendee.Merge{Into: other, From: ref},
			expense.Post{Entry: dinner, Attendee: before.ID, PostItem: expense.PostItem{Set: busguest("X", "Y", "", "1").Set, SystemOwner: true}},
		} {
			_, err := people.Do(t.Context(), session, c)
			require.ErrorIs(t, err, attendee.ErrTypeReserved, "%T", c)
		}
		now, err := people.Get(t.Context(), session, ref)
		require.NoError(t, err)
		require.Equal(t, before, now)
	}
	_, err = people.Do(t.Context(), session, attendee.Erase{Ref: attendee.ByID(attendee.NoShowsID(session))})
	require.ErrorIs(t, err, attendee.ErrTypeReserved)
	for _, code := range []string{"NOSHOWS", "SYSEMP", "UNDEF"} {
		item := busguest("X", "Y", "", "1")
		item.Set.TypeCode = patch.To(code)
		rejected(t, post(t, svc, item).Results[0].Err, attendee.ErrTypeReserved, "type_code")
		_, err = people.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: code})
		rejected(t, err, attendee.ErrTypeReserved, "type_code")
	}
	erased := do[attendee.Attendee](t, people, attendee.Erase{Ref: attendee.ByUser(van)})
	require.Equal(t, []string{"", "", "SYSEMP"}, []string{erased.LastName, erased.UserID, erased.TypeCode})
	require.Equal(t, []string{"50.00", "50.00"}, shares(t, svc, dinner))
	require.NotEqual(t, erased.ID, associate(t, svc, attendee.ByUser(van), expense.Part{}).AttendeeID, "another record from then on")
}

func inUseByExpenses_X18(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30"))})
	associate(t, svc, who[1], expense.Part{})
	spend(t, svc, who[0], van, usd("5"), today)
	_, err := people.Delete(t.Context(), session, who[0])
	require.Equal(t, 2, rejected(t, err, attendee.ErrInUse, "").Count)

	erased := do[attendee.Attendee](t, people, attendee.Erase{Ref: who[0]})
	require.Empty(t, erased.LastName)
	require.Equal(t, []string{"30.00", "70.00"}, shares(t, svc, dinner), "the part stays, and so do the sums")
	enter(t, svc, dinner, "90")
	require.Equal(t, []string{"30.00", "60.00"}, shares(t, svc, dinner))
	_, err = svc.Change(t.Context(), session, dinner, who[0], expense.Part{Amount: amount(usd("20"))})
	require.NoError(t, err, "who is gone is named by ID")
	require.NoError(t, svc.Remove(t.Context(), session, dinner, who[0]))
	require.Equal(t, []string{"90.00"}, shares(t, svc, dinner))
	require.NoError(t, svc.Remove(t.Context(), session, dinner, who[1]))
	_, err = people.Delete(t.Context(), session, who[1])
	require.NoError(t, err, "nothing keeps the other any more")
}

func mergeAddsPartsUp_X18(t *testing.T, open storagetest.Factory) {
	people, svc := spending(t, open(t), attendee.Policy{})
	who := diners(t, people, "a", "b", "c")
	associate(t, svc, who[0], expense.Part{Amount: amount(usd("30")), Unnamed: number(1)})
	associate(t, svc, who[1], expense.Part{Amount: amount(usd("20")), Unnamed: number(2)})
	associate(t, svc, who[2], expense.Part{})
	spend(t, svc, who[1], van, usd("5"), today)
	do[attendee.Attendee](t, people, attendee.Merge{Into: who[0], From: who[1]})
	x, err := svc.Get(t.Context(), session, dinner)
	require.NoError(t, err)
	require.Len(t, x.Associations, 2)
	require.Equal(t, []any{int64(5000), int64(4), true}, []any{x.Associations[0].Amount, x.Associations[0].AssociatedCount(), x.Associations[0].Edited})
	require.NoError(t, svc.Validate(t.Context(), session, dinner))
	require.Equal(t, usd("55"), totalOf(t, svc, who[0], today).YearToDate[0])
	associate(t, svc, diners(t, people, "d")[0], expense.Part{})
	require.Equal(t, []string{"50.00", "25.00", "25.00"}, shares(t, svc, dinner))
	_, err = people.Delete(t.Context(), session, who[0])
	require.Equal(t, 2, rejected(t, err, attendee.ErrInUse, "").Count)
}
