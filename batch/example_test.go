package batch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// rename is a command of an embedder's own: it needs what it looks at, and
// decides without touching the store. What it changes of a person it leaves to a
// command of the library, which keeps the version before and tells the event.
type rename struct{ ID storage.ID }

func (c rename) update(lastName string) attendee.Update {
	return attendee.Update{Ref: attendee.ByID(c.ID), Set: attendee.Patch{LastName: patch.To(lastName)}}
}

func (c rename) Needs(n *batch.Needs) { c.update("").Needs(n) }

func (c rename) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	a, ok := d.Attendee(c.ID)
	if !ok {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
	}
	return c.update("Formerly "+a.LastName).Plan(d, env)
}

// A command of one's own runs like any other, mixed with the library's.
func ExampleRunner_Run() {
	ctx, store := context.Background(), memstore.New()
	svc, _ := attendee.New(store, attendee.Policy{})
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Byron"})

	runner, err := batch.New(store)
	if err != nil {
		fmt.Println(err)
		return
	}
	rep, err := runner.Run(ctx, batch.Batch{Scope: expo, Commands: []batch.Command{
		rename{ada.ID}, rename{storage.ID{1}},
	}})
	a, _ := batch.RecordOf[storage.Attendee](rep.Results[0])
	fmt.Println(a.LastName, rep.Results[1].Err, rep.HTTPStatus(), err)
	// Output: Formerly Byron attendee_not_found: id 207 <nil>
}

// An item may be rejected for several reasons at once.
func ExampleReasons() {
	svc, _ := attendee.New(memstore.New(), attendee.Policy{})
	_, err := svc.Create(context.Background(), storage.Scope{Tenant: "acme", Event: "expo"}, attendee.Attendee{Email: "no address", Currency: "DM"})
	for _, why := range batch.Reasons(err) {
		fmt.Println(why.Code, why.Field, errors.Is(why, attendee.ErrRequired))
	}
	// Output:
	// invalid_format currency false
	// invalid_format email false
	// required last_name true
}

// A read of one's own: one load of what is named, and nothing besides can be looked
// at.
func ExampleRunner_View() {
	ctx, store := context.Background(), memstore.New()
	svc, _ := attendee.New(store, attendee.Policy{})
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Lovelace"})
	_, _ = svc.Do(ctx, expo, attendee.CreateGroup{Name: "Speakers"})
	_, _ = svc.Do(ctx, expo, attendee.AddMember{Group: attendee.GroupByName("Speakers"), Attendee: attendee.ByID(ada.ID)})

	runner, err := batch.New(store)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = runner.View(ctx, expo, func(n *batch.Needs) {
		n.Attendees.IDs = []storage.ID{ada.ID}
		n.With = storage.WithMemberships
	}, func(d *batch.Draft) error {
		a, ok := d.Attendee(ada.ID)
		fmt.Println(a.LastName, ok, len(d.MembershipsOf(ada.ID)))
		return nil
	})
	fmt.Println(err)
	// Output:
	// Lovelace true 1
	// <nil>
}

func ExampleNew() {
	_, err := batch.New(nil)
	fmt.Println(errors.Is(err, storage.ErrUnsupported))
	// Output: true
}

// Sent again with its token, a batch has one effect and one answer.
func ExampleBatch_token() {
	ctx := context.Background()
	svc, _ := attendee.New(memstore.New(), attendee.Policy{})
	b := batch.Batch{
		Scope: storage.Scope{Tenant: "acme", Event: "expo"},
		Token: "order-4711",
		Commands: []batch.Command{
			attendee.Create{New: attendee.Attendee{LastName: "Lovelace"}}, // no identifier: twice would be two people
		},
	}
	first, _ := svc.Batch(ctx, b)
	again, _ := svc.Batch(ctx, b)
	fmt.Println(again.Replayed, again.Results[0].Action, again.Results[0].Subject == first.Results[0].Subject)

	b.Commands = append(b.Commands, attendee.Create{New: attendee.Attendee{LastName: "Babbage"}})
	_, err := svc.Batch(ctx, b)
	fmt.Println(errors.Is(err, batch.ErrTokenMismatch))
	// Output:
	// true inserted true
	// true
}

func ExampleWithObserver() {
	ctx := context.Background()
	svc, _ := attendee.New(memstore.New(), attendee.Policy{}, batch.WithObserver(func(_ context.Context, s batch.Stats) {
		fmt.Println(s.Items, s.Succeeded, s.Loads, s.Applies)
	}))
	_, _ = svc.Create(ctx, storage.Scope{}, attendee.Attendee{LastName: "Lovelace"})
	// Output: 1 1 1 1
}
