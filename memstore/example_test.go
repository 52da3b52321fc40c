package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func ExampleNew() {
	ctx := context.Background()
	store := memstore.New(memstore.WithOutbox())
	svc, err := attendee.New(store, attendee.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = svc.Create(ctx, attendee.Scope{Tenant: "acme", Event: "expo"}, attendee.Attendee{LastName: "Lovelace"})
	events, _ := store.Pending(ctx, storage.Claim{Limit: 10})
	fmt.Println(len(events), events[0].Type, err)
	// Output: 1 attendee.created <nil>
}

// A relay hands events on: it claims some, handles them, and acknowledges those that
// were taken. What it does not acknowledge comes again when the claim has run out,
// also after a crash, so that whoever takes events knows them by their ID.
func Example_relay() {
	ctx := context.Background()
	store := memstore.New(memstore.WithOutbox())
	svc, err := attendee.New(store, attendee.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	for _, name := range []string{"Lovelace", "Babbage", "Somerville"} {
		if _, err := svc.Create(ctx, expo, attendee.Attendee{LastName: name}); err != nil {
			fmt.Println(err)
			return
		}
	}
	n, err := relay(ctx, store, func(e storage.Event) error {
		fmt.Println(e.Type)
		return nil
	})
	fmt.Println(n, err)
	// Output:
	// attendee.created
	// attendee.created
	// attendee.created
	// 3 <nil>
}

// relay hands on what is pending, two events at a time, and says how many.
func relay(ctx context.Context, outbox storage.Outbox, handle func(storage.Event) error) (n int, err error) {
	for {
		now := time.Now()
		events, err := outbox.Pending(ctx, storage.Claim{Limit: 2, Now: now, Until: now.Add(time.Minute)})
		if errors.Is(err, storage.ErrConflict) {
			continue // another relay claimed at this moment, and nothing was claimed for us
		}
		if err != nil || len(events) == 0 {
			return n, err
		}
		for _, e := range events {
			if err := handle(e); err != nil {
				return n, err // it comes again in a minute
			}
			if err := outbox.Ack(ctx, e.ID); err != nil {
				return n, err // it may come again
			}
			n++
		}
	}
}

// Records move to another store kind by kind, what others hang from first, and
// begin again at revision 1. The history of the attendees is left behind here;
// the remaining kinds would follow in the same way, with entries, zones, lists,
// types, credentials, points, check-ins and associations in this order.
func Example_move() {
	ctx := context.Background()
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	from, to := memstore.New(), memstore.New()
	svc, err := attendee.New(from, attendee.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Byron", Email: "ada@example.org"})
	_, _ = svc.Update(ctx, expo, attendee.ByID(ada.ID), attendee.Patch{LastName: patch.To("Lovelace")})
	_, _ = svc.Do(ctx, expo, attendee.CreateGroup{Name: "Speakers"})
	_, _ = svc.Do(ctx, expo, attendee.AddMember{Group: attendee.GroupByName("Speakers"), Attendee: attendee.ByID(ada.ID)})

	for _, err := range []error{
		move(ctx, from, to, expo, storage.KindType, func(cs *storage.ChangeSet) *[]storage.Type { return &cs.Types.Put }),
		move(ctx, from, to, expo, storage.KindAttendee, func(cs *storage.ChangeSet) *[]storage.Attendee { return &cs.Attendees.Put }),
		move(ctx, from, to, expo, storage.KindGroup, func(cs *storage.ChangeSet) *[]storage.Group { return &cs.Groups.Put }),
		move(ctx, from, to, expo, storage.KindMembership, func(cs *storage.ChangeSet) *[]storage.Membership { return &cs.Memberships.Put }),
		move(ctx, from, to, expo, storage.KindFormResponse, func(cs *storage.ChangeSet) *[]storage.FormResponse { return &cs.FormResponses.Put }),
	} {
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	there := svc.On(to)
	a, err := there.Get(ctx, expo, attendee.ByEmail("ADA@example.org"))
	groups, _ := there.Groups(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(a.LastName, "version", a.Version, "revision", a.Rev, groups[0].Name, err)
	// Output: Lovelace version 2 revision 1 Speakers <nil>
}

// move copies the records of one kind; put is their place in a change set.
func move[R storage.Record](ctx context.Context, from storage.Lister, to storage.Store, scope storage.Scope, kind storage.Kind, put func(*storage.ChangeSet) *[]R) error {
	for page, err := range storage.Pages(ctx, from, storage.ListQuery{Scope: scope, Kind: kind, Limit: 500}) {
		if err != nil {
			return err
		}
		cs := storage.ChangeSet{Scope: scope}
		for _, r := range storage.Of[R](page.Set) {
			*put(&cs) = append(*put(&cs), *storage.AtRev(r, 1))
		}
		if err := to.Apply(ctx, cs); err != nil {
			return err
		}
	}
	return nil
}
