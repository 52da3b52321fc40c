package main

import (
	"context"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// list is what an operator says about a list before anybody writes to it: none
// of the APIs defines types, custom fields or doors.
type list struct {
	Tenant string                `json:"tenant"`
	Event  string                `json:"event"`
	Fields []attendee.FieldDef   `json:"fields"`
	Types  []attendee.DefineType `json:"types"`

	CredentialTypes []credential.DefineType  `json:"credential_types"`
	Zones           []credential.DefineZone  `json:"zones"`
	CheckLists      []credential.DefineList  `json:"check_lists"`
	Points          []credential.DefinePoint `json:"access_points"`
}

// commands returns what defines a list, what is named before what names it.
func (l list) commands() []batch.Command {
	all := []batch.Command{attendee.DefineFields{Fields: l.Fields}}
	for _, c := range l.Types {
		all = append(all, c)
	}
	for _, c := range l.CredentialTypes {
		all = append(all, c)
	}
	for _, c := range l.Zones {
		all = append(all, c)
	}
	for _, c := range l.CheckLists {
		all = append(all, c)
	}
	for _, c := range l.Points {
		all = append(all, c)
	}
	return all
}

// defineLists defines the types and fields of lists, and changes nothing that
// is as it should be already.
func defineLists(ctx context.Context, attendees *attendee.Service, data []byte) error {
	if err := wire.CheckJSON(data); err != nil {
		return err
	}
	var all []list
	if err := wire.Decode(data, &all); err != nil {
		return err
	}
	for _, l := range all {
		b := batch.Batch{
			Scope: storage.Scope{Tenant: l.Tenant, Event: l.Event}, Mode: batch.Atomic, Commands: l.commands(),
		}
		if _, err := attendees.Batch(ctx, b); err != nil {
			return fmt.Errorf("list %s/%s: %w", l.Tenant, l.Event, err)
		}
	}
	return nil
}
