package expense_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/memstore"
)

var (
	ctx      = context.Background()
	company  = attendee.Scope{Tenant: "acme"}
	dinner   = expense.ByExternal("E-1")
	november = time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
)

func usd(amount string) money.Money {
	m, err := money.Parse(amount, "USD")
	if err != nil {
		panic(err)
	}
	return m
}

// table returns expenses with a dinner of 100 USD, and guests of these names.
func table(names ...string) (*attendee.Service, *expense.Service) {
	people, err := attendee.New(memstore.New(), attendee.Policy{})
	if err != nil {
		panic(err)
	}
	svc := expense.New(people)
	for _, name := range names {
		if _, err := people.Create(ctx, company, attendee.Attendee{LastName: name, ExternalID: name}); err != nil {
			panic(err)
		}
	}
	_, err = svc.PutEntry(ctx, company, expense.PutEntry{Entry: dinner, ReportOwner: "van", Amount: usd("100"), SpentOn: november})
	if err != nil {
		panic(err)
	}
	return people, svc
}

func show(svc *expense.Service, entry expense.Ref) {
	x, err := svc.Get(ctx, company, entry)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range x.Associations {
		fmt.Print(money.Stored(a.Amount, a.Digits, a.Currency), "  ")
	}
	fmt.Println("for", x.Headcount())
}

func ExampleNew() {
	people, err := attendee.New(memstore.New(), attendee.Policy{})
	if err != nil {
		panic(err)
	}
	svc := expense.New(people)
	e, err := svc.PutEntry(ctx, company, expense.PutEntry{Amount: usd("12.5"), SpentOn: november})
	fmt.Println(money.Stored(e.Amount, e.Digits, e.Currency), e.Kind, err)
	// Output: 12.50 USD normal <nil>
}

// A request that adds two attendees to an entry: one with a type that there is
// not.
func ExampleService_Post() {
	people, svc := table()
	if _, err := people.DefineType(ctx, company, attendee.DefineType{Code: "BUSGUEST", Name: "Business guest"}); err != nil {
		panic(err)
	}
	item := func(typeCode, name, external string) expense.PostItem {
		return expense.PostItem{Set: attendee.Patch{
			TypeCode: patch.To(typeCode), LastName: patch.To(name), ExternalID: patch.Set(external), Currency: patch.To("USD"),
		}}
	}
	rep, err := svc.Post(ctx, company, dinner, expense.PostRequest{Items: []expense.PostItem{
		item("BUSGUES1", "Davis", "224234"),
		item("BUSGUEST", "Fletcher", "344534"),
	}})
	if err != nil {
		panic(err)
	}
	fmt.Println(rep.Succeeded, rep.Failed)
	for _, res := range rep.Results {
		fmt.Println(res.Index, res.Action, errors.Is(res.Err, attendee.ErrTypeNotFound))
	}
	show(svc, dinner)
	// Output:
	// 1 1
	// 0  true
	// 1 inserted false
	// 100.00 USD  for 1
}

func ExampleService_Associate() {
	_, svc := table("Ada", "Bob", "Cyd")
	thirty, two := usd("30"), int64(2)
	for _, x := range []struct {
		name string
		part expense.Part
	}{{"Ada", expense.Part{Amount: &thirty}}, {"Bob", expense.Part{}}, {"Cyd", expense.Part{Unnamed: &two}}} {
		if _, err := svc.Associate(ctx, company, dinner, attendee.ByExternal(x.name), x.part); err != nil {
			panic(err)
		}
		show(svc, dinner)
	}
	// Output:
	// 30.00 USD  for 1
	// 30.00 USD  70.00 USD  for 2
	// 30.00 USD  35.00 USD  35.00 USD  for 5
}

func ExampleService_SetAll() {
	_, svc := table("Ada", "Bob", "Cyd")
	late := int64(1)
	_, err := svc.SetAll(ctx, company, expense.SetAll{
		Entry:   dinner,
		NoShows: &late,
		Associations: []expense.Attended{
			{Attendee: attendee.ByExternal("Cyd")}, {Attendee: attendee.ByExternal("Ada")}, {Attendee: attendee.ByExternal("Bob")},
		},
	})
	fmt.Println(err)
	show(svc, dinner)
	// Output:
	// <nil>
	// 33.33 USD  33.33 USD  33.34 USD  for 4
}

func ExampleService_Change() {
	_, svc := table("Ada", "Bob")
	for _, name := range []string{"Ada", "Bob"} {
		if _, err := svc.Associate(ctx, company, dinner, attendee.ByExternal(name), expense.Part{}); err != nil {
			panic(err)
		}
	}
	sixty := usd("60")
	a, err := svc.Change(ctx, company, dinner, attendee.ByExternal("Bob"), expense.Part{Amount: &sixty})
	fmt.Println(a.Amount, a.Edited, err)
	show(svc, dinner)
	fmt.Println(svc.Remove(ctx, company, dinner, attendee.ByExternal("Bob")))
	show(svc, dinner)
	// Output:
	// 6000 true <nil>
	// 40.00 USD  60.00 USD  for 2
	// <nil>
	// 100.00 USD  for 1
}

func ExampleDistribute() {
	fmt.Println(expense.Distribute(100, []expense.Share{{}, {}, {}}))
	fmt.Println(expense.Distribute(100, []expense.Share{{Amount: 30, Edited: true}, {}, {}}))
	fmt.Println(expense.Distribute(100, []expense.Share{{Amount: 30, Edited: true}, {Amount: 70, Edited: true}, {}}))
	// Output:
	// [33 33 34]
	// [30 35 35]
	// [30 70 0]
}

func ExampleService_Totals() {
	people, svc := table("Ada")
	ada, err := people.Get(ctx, company, attendee.ByExternal("Ada"))
	if err != nil {
		panic(err)
	}
	// 40 USD were spent in May, before anybody wrote it down here.
	err = svc.SetOpeningBalance(ctx, company, expense.OpeningBalance{Attendee: attendee.ByID(ada.ID), Year: 2026, Amount: usd("40")})
	if err != nil {
		panic(err)
	}
	if _, err := svc.Associate(ctx, company, dinner, attendee.ByID(ada.ID), expense.Part{}); err != nil {
		panic(err)
	}
	totals, err := svc.Totals(ctx, company, november, ada.ID)
	fmt.Println(totals[0].YearToDate, totals[0].PrevYear, totals[0].HasExceptionsYTD, err)
	// Output: [140.00 USD] [] false <nil>
}

func ExampleService_Itemise() {
	_, svc := table("Ada", "Bob")
	for _, name := range []string{"Ada", "Bob"} {
		if _, err := svc.Associate(ctx, company, dinner, attendee.ByExternal(name), expense.Part{}); err != nil {
			panic(err)
		}
	}
	_, err := svc.Itemise(ctx, company, dinner,
		expense.Item{ExternalID: "wine", Amount: usd("20.01")}, expense.Item{ExternalID: "food", Amount: usd("79.99")})
	fmt.Println(err)
	show(svc, expense.ByExternal("wine"))
	show(svc, expense.ByExternal("food"))
	show(svc, dinner)
	// Output:
	// <nil>
	// 10.00 USD  10.01 USD  for 2
	// 39.99 USD  40.00 USD  for 2
	// 0.00 USD  0.00 USD  for 2
}

func ExampleService_Validate() {
	_, svc := table("Ada")
	thirty := usd("30")
	if _, err := svc.Associate(ctx, company, dinner, attendee.ByExternal("Ada"), expense.Part{Amount: &thirty}); err != nil {
		panic(err)
	}
	fmt.Println(errors.Is(svc.Validate(ctx, company, dinner), expense.ErrAmountMismatch))
	if _, err := svc.Change(ctx, company, dinner, attendee.ByExternal("Ada"), expense.Part{Automatic: true}); err != nil {
		panic(err)
	}
	fmt.Println(svc.Validate(ctx, company, dinner))
	// Output:
	// true
	// <nil>
}

func ExampleService_List() {
	_, svc := table("Ada")
	taxi, err := svc.PutEntry(ctx, company, expense.PutEntry{ReportOwner: "van", Amount: usd("9"), SpentOn: november.AddDate(0, 0, 1)})
	if err != nil {
		panic(err)
	}
	page, err := svc.List(ctx, company, expense.Query{ReportOwner: "van"})
	for _, x := range page.Expenses {
		fmt.Println(x.Entry.SpentOn.Format(time.DateOnly), x.Entry.Amount)
	}
	fmt.Println(err, svc.RemoveEntry(ctx, company, expense.ByID(taxi.ID)))
	// Output:
	// 2026-11-22 900
	// 2026-11-21 10000
	// <nil> <nil>
}

// An employee sees the expenses of its own reports, and no others.
func ExampleService_As() {
	_, svc := table()
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	_, err := ann.Get(ctx, company, dinner)
	fmt.Println(errors.Is(err, expense.ErrEntryNotFound))
	// Output: true
}

func ExampleService_Get() {
	_, svc := table("Lovelace")
	_, _ = svc.Associate(ctx, company, dinner, attendee.ByExternal("Lovelace"), expense.Part{})
	x, err := svc.Get(ctx, company, dinner)
	fmt.Println(x.Entry.ReportOwner, len(x.Associations), x.Headcount(), err)
	_, err = svc.Get(ctx, company, expense.ByExternal("E-2"))
	fmt.Println(errors.Is(err, expense.ErrEntryNotFound))
	// Output:
	// van 1 1 <nil>
	// true
}

// What is put again replaces what was said, and the amount is distributed anew.
func ExampleService_PutEntry() {
	_, svc := table("Lovelace", "Babbage")
	_, _ = svc.Associate(ctx, company, dinner, attendee.ByExternal("Lovelace"), expense.Part{})
	_, _ = svc.Associate(ctx, company, dinner, attendee.ByExternal("Babbage"), expense.Part{})
	_, err := svc.PutEntry(ctx, company, expense.PutEntry{Entry: dinner, Amount: usd("60"), SpentOn: november, NoShows: 1})
	fmt.Println(err)
	show(svc, dinner)
	_, err = svc.PutEntry(ctx, company, expense.PutEntry{Entry: dinner, ReportOwner: "ada", Amount: usd("60"), SpentOn: november})
	fmt.Println(errors.Is(err, attendee.ErrImmutableField))
	// Output:
	// <nil>
	// 30.00 USD  30.00 USD  for 3
	// true
}

func ExampleService_RemoveEntry() {
	_, svc := table()
	fmt.Println(svc.RemoveEntry(ctx, company, dinner))
	err := svc.RemoveEntry(ctx, company, dinner)
	fmt.Println(errors.Is(err, expense.ErrEntryNotFound))
	// Output:
	// <nil>
	// true
}

func ExampleService_SetOpeningBalance() {
	people, svc := table("Lovelace")
	ada, err := people.Get(ctx, company, attendee.ByExternal("Lovelace"))
	if err != nil {
		panic(err)
	}
	balance := expense.OpeningBalance{Attendee: attendee.ByID(ada.ID), Year: 2026, Amount: usd("250")}
	fmt.Println(svc.SetOpeningBalance(ctx, company, balance))
	_, _ = svc.Associate(ctx, company, dinner, attendee.ByID(ada.ID), expense.Part{})
	totals, err := svc.Totals(ctx, company, november, ada.ID)
	fmt.Println(totals[0].YearToDate, err)

	balance.Amount = usd("0") // takes it back
	fmt.Println(svc.SetOpeningBalance(ctx, company, balance))
	totals, err = svc.Totals(ctx, company, november, ada.ID)
	fmt.Println(totals[0].YearToDate, err)
	// Output:
	// <nil>
	// [350.00 USD] <nil>
	// <nil>
	// [100.00 USD] <nil>
}
