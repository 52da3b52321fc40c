package main

import (
	"context"
	"errors"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// account is one of the host's users, as its own database would know them.
type account struct {
	number string
	batch.User
}

// directory gives the library access to the host's accounts.
type directory map[string]account

// Users implements batch.Directory.
func (d directory) Users(_ context.Context, _ storage.Scope, ids []string) (map[string]batch.User, error) {
	found := make(map[string]batch.User)
	for _, id := range ids {
		if a, ok := d[id]; ok {
			found[id] = a.User
		}
	}
	return found, nil
}

// accounts are the users whom the example presupposes. The library asks for
// GUIDs in lower case.
var accounts = directory{
	"44ef7b95-81b0-419d-bb0d-dfbd545f6008": {"8208", batch.User{
		Email: "44EF7B95-81B0-419D-BB0D-DFBD545F6008@example.com", FirstName: "logar", LastName: "komutan", Role: attendee.RoleAdmin,
	}},
	"7fd2b7ab-dfbe-4b35-a217-ec11791a4a80": {"4490", batch.User{
		Email: "atakan@example.com", FirstName: "Atakan", LastName: "Bodur", Mobile: "+905314237888", Role: attendee.RoleUser,
	}},
}

// prepare adds the attendees whom the example updates, unless they are there,
// and returns how many it added.
func prepare(ctx context.Context, attendees *attendee.Service) (added int, err error) {
	for _, a := range []attendee.Attendee{
		{AttendanceCode: "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", Email: "non-existent@example.com", FirstName: "non-existent", LastName: "non-existent"},
		{UserID: "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80", Email: "atakan@example.com", FirstName: "Atakan", LastName: "Bodur", Mobile: "+905314237888"},
		{Email: "doe2@example.com", FirstName: "Jane", LastName: "Doe"},
	} {
		switch _, err := attendees.Create(ctx, session, a); {
		case err == nil:
			added++
		case !errors.Is(err, attendee.ErrDuplicateKey):
			return added, err
		}
	}
	return added, nil
}
