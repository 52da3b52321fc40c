package memstore_test

import (
	"context"
	"fmt"

	"github.com/muster-go/muster/attendee"
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
