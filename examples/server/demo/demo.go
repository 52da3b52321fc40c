// Package demo fills a list with what the requests in the documentation of the
// APIs presuppose, so that they can be tried as they are printed.
package demo

import (
	"context"
	_ "embed"
	"errors"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
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

// List is the list that is filled.
var List = storage.Scope{Tenant: "demo", Event: "expo"}

// Fill adds a few attendees, unless they are there, and returns how many.
func Fill(ctx context.Context, attendees *attendee.Service) (added int, err error) {
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
	report, err := attendees.Batch(ctx, b)
	if err != nil {
		return 0, err
	}
	for _, res := range report.Results {
		if res.Err != nil && !errors.Is(res.Err, batch.Duplicate) {
			return report.Succeeded, res.Err
		}
	}
	return report.Succeeded, nil
}
