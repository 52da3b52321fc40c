package main

import (
	"context"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// list is what an operator says about a list before anybody writes to it: no
// API of the seeds defines types or custom fields.
type list struct {
	Tenant string                `json:"tenant"`
	Event  string                `json:"event"`
	Fields []attendee.FieldDef   `json:"fields"`
	Types  []attendee.DefineType `json:"types"`
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
			Scope: storage.Scope{Tenant: l.Tenant, Event: l.Event}, Mode: batch.Atomic,
			Commands: []batch.Command{attendee.DefineFields{Fields: l.Fields}},
		}
		for _, t := range l.Types {
			b.Commands = append(b.Commands, t)
		}
		if _, err := attendees.Batch(ctx, b); err != nil {
			return fmt.Errorf("list %s/%s: %w", l.Tenant, l.Event, err)
		}
	}
	return nil
}
