// Package demo fills two lists with what the requests in the documentation of the
// APIs presuppose, so that they can be tried as they are printed.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// Users are the accounts that the requests name; Lists define the list's types
// and custom fields.
//
//go:embed users.json
var Users []byte

// Lists is what -lists reads.
//
//go:embed lists.json
var Lists []byte

// List is the list of an event that is filled, and Company the one of a
// company's expenses.
var (
	List    = storage.Scope{Tenant: "demo", Event: "expo"}
	Company = storage.Scope{Tenant: "demo", Event: "expenses"}
)

// Entry is the expense that is added to the company's, of the report of
// ReportOwner.
const (
	Entry       = "n7We3qWw99u1KoWTMaLhSC$pXBYzQ1UDhn"
	ReportOwner = "15e224fe-8eee-40b3-bef1-c4b4c05155be"
)

// Fill adds a few attendees and an expense, unless they are there, and returns
// how many attendees.
func Fill(ctx context.Context, attendees *attendee.Service) (added int, err error) {
	for _, b := range []batch.Batch{visitors(), guests()} {
		report, err := attendees.Batch(ctx, b)
		if err != nil {
			return added, err
		}
		added += report.Succeeded
		for _, res := range report.Results {
			if res.Err != nil && !errors.Is(res.Err, batch.Duplicate) {
				return added, res.Err
			}
		}
	}
	entry := expense.PutEntry{
		Entry: expense.ByExternal(Entry), ReportOwner: ReportOwner, SpentOn: time.Date(2024, time.May, 17, 0, 0, 0, 0, time.UTC),
	}
	if entry.Amount, err = money.Parse("350.00", "USD"); err != nil {
		return added, err
	}
	_, err = expense.New(attendees).PutEntry(ctx, Company, entry)
	return added, err
}

// guests are those whom the documentation of Concur's API 4 shows.
func guests() batch.Batch {
	b := batch.Batch{Scope: Company}
	for _, a := range []attendee.Attendee{
		{
			TypeCode: "BUSGUEST", FirstName: "John", LastName: "Schmidt", MiddleInitial: "J", Suffix: "Jr.", Company: "Concur",
			Title: "Doctor", ExternalID: "13234255", Owner: attendee.Owner{UserID: ReportOwner},
			Custom: map[string]storage.Value{"custom8": storage.Text("NYC")},
		},
		{
			TypeCode: "SPOUSE", FirstName: "Robin", LastName: "Hood", MiddleInitial: "I", Company: "Burgers Inc.",
			Title: "Assistant", ExternalID: "00000087", Owner: attendee.Owner{UserID: "6334dc06-aee9-4a6a-aa0a-5a173457332a"},
			Custom: map[string]storage.Value{"custom6": storage.Bool(false), "custom8": storage.Text("V5E6W")},
		},
	} {
		b.Commands = append(b.Commands, attendee.Create{New: a})
	}
	return b
}

// visitors are those whom the documentation of the other APIs names.
func visitors() batch.Batch {
	b := batch.Batch{Scope: List}
	for _, a := range []attendee.Attendee{
		{AttendanceCode: "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", Email: "non-existent@example.com", FirstName: "non-existent", LastName: "non-existent"},
		{UserID: "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80", Email: "atakan@example.com", FirstName: "Atakan", LastName: "Bodur", Mobile: "+905314237888"},
		{Email: "doe2@example.com", FirstName: "Jane", LastName: "Doe"},
		{ExternalID: "12345", Email: "ada@example.org", FirstName: "Ada", LastName: "Lovelace", TypeCode: "1", Custom: map[string]storage.Value{"company": storage.Text("Analytical Engines")}},
		{ExternalID: "12346", Email: "grace@example.org", FirstName: "Grace", LastName: "Hopper", TypeCode: "5"},
	} {
		b.Commands = append(b.Commands, attendee.Create{New: a})
	}
	return b
}
