// Command dinner shows how the bill of a dinner is divided: seven people, two
// of whom nobody has named, and a host who pays for more than a share.
//
//	go run ./examples/dinner
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

var (
	company = attendee.Scope{Tenant: "acme"}
	dinner  = expense.ByExternal("report-7/dinner")
)

func run(ctx context.Context, out io.Writer) error {
	people, err := attendee.New(memstore.New(), attendee.Policy{})
	if err != nil {
		return err
	}
	guest := attendee.DefineType{Code: "BUSGUEST", Name: "Business guest", YearlyLimit: 5000}
	if _, err := people.DefineType(ctx, company, guest); err != nil {
		return err
	}
	expenses := expense.New(people)

	bill, err := money.Parse("250", "USD")
	if err != nil {
		return err
	}
	_, err = expenses.PutEntry(ctx, company, expense.PutEntry{
		Entry: dinner, ReportOwner: "harriet", Amount: bill, SpentOn: time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return err
	}

	// One request adds the five whose names are known, and divides the bill.
	// Erin brought two friends.
	names := []string{"Harriet", "Pat", "Erin", "Bailey", "Robin"}
	var request expense.PostRequest
	for i, name := range names {
		request.Items = append(request.Items, expense.PostItem{Set: attendee.Patch{
			TypeCode: patch.To("BUSGUEST"), LastName: patch.To(name), ExternalID: patch.Set(fmt.Sprint("guest-", i)), Currency: patch.To("USD"),
		}})
	}
	friends := int64(2)
	request.Items[2].Unnamed = &friends
	report, err := expenses.Post(ctx, company, dinner, request)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d added, %d refused\n", report.Succeeded, report.Failed)
	if err := show(ctx, out, expenses, names); err != nil {
		return err
	}

	// The host takes 90 of it. Nothing moves that share any more.
	ninety, err := money.Parse("90", "USD")
	if err != nil {
		return err
	}
	if _, err := expenses.Change(ctx, company, dinner, attendee.ByExternal("guest-0"), expense.Part{Amount: &ninety}); err != nil {
		return err
	}
	if err := show(ctx, out, expenses, names); err != nil {
		return err
	}
	if err := expenses.Validate(ctx, company, dinner); err != nil {
		return err
	}

	// What was spent on whom this year, and who is over the limit of 50: one
	// question for all of them.
	var ids []storage.ID
	for _, res := range report.Results {
		ids = append(ids, res.Subject.ID)
	}
	totals, err := expenses.Totals(ctx, company, time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC), ids...)
	if err != nil {
		return err
	}
	for i, spent := range totals {
		if spent.HasExceptionsYTD {
			fmt.Fprintf(out, "%s is over the limit: %v\n", names[i], spent.YearToDate)
		}
	}
	return nil
}

func show(ctx context.Context, out io.Writer, expenses *expense.Service, names []string) error {
	x, err := expenses.Get(ctx, company, dinner)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "a dinner for %d:\n", x.Headcount())
	for i, a := range x.Associations {
		fmt.Fprintf(out, "  %-8s %s\n", names[i], money.Stored(a.Amount, a.Digits, a.Currency))
	}
	return nil
}
