package storage_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

var summit = storage.Scope{Tenant: "acme", Event: "summit"}

// guests returns a store that holds five attendees.
func guests() *memstore.Store {
	store := memstore.New()
	cs := storage.ChangeSet{Scope: summit}
	for i, name := range []string{"Ada", "Edsger", "Grace", "Alan", "Barbara"} {
		a := storage.Attendee{
			Head:   storage.Head{Scope: summit, ID: uuid.UUID{15: byte(i + 1)}, Rev: 1},
			Status: storage.StatusActive, Version: 1, FirstName: name, Role: "u",
			Email: name + "@example.com",
		}
		if name == "Grace" {
			a.Role = "a"
		}
		cs.Attendees.Put = append(cs.Attendees.Put, a)
	}
	if err := store.Apply(context.Background(), cs); err != nil {
		panic(err)
	}
	return store
}

// A range loop over a list of any length.
func ExampleAll() {
	q := storage.ListQuery{
		Scope: summit, Kind: storage.KindAttendee, Limit: 2,
		Order: []storage.Order{{Field: "email"}},
	}
	for a, err := range storage.All[storage.Attendee](context.Background(), guests(), q) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(a.FirstName)
	}
	// Output:
	// Ada
	// Alan
	// Barbara
	// Edsger
	// Grace
}

// A loop over pages, for work that is done page by page.
func ExamplePages() {
	q := storage.ListQuery{
		Scope: summit, Kind: storage.KindAttendee, Limit: 2,
		Order: []storage.Order{{Field: "email", Desc: true}},
	}
	for page, err := range storage.Pages(context.Background(), guests(), q) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(page.Attendees), "attendees, more:", page.Next != "")
	}
	// Output:
	// 2 attendees, more: true
	// 2 attendees, more: true
	// 1 attendees, more: false
}

// Conditions and orders name fields of a closed list, see [storage.Fields].
func ExampleListQuery() {
	q := storage.ListQuery{
		Scope: summit, Kind: storage.KindAttendee, Limit: 10,
		Where: []storage.Cond{
			{Field: "role", Op: storage.OpIn, Value: []string{"u", "e"}},
			{Field: "email", Op: storage.OpLike, Value: "a%"},
		},
		Order: []storage.Order{{Field: "email", Desc: true}},
	}
	page, err := guests().List(context.Background(), q)
	for _, a := range page.Attendees {
		fmt.Println(a.FirstName, a.Role)
	}
	fmt.Println(err)

	q.Where = []storage.Cond{{Field: "shoe_size", Op: storage.OpGt, Value: int64(40)}}
	_, err = guests().List(context.Background(), q)
	fmt.Println(err)
	// Output:
	// Alan u
	// Ada u
	// <nil>
	// storage: not supported: condition 5 on attendee
}

// Custom fields hold JSON scalars. Numbers keep the digits that were written.
func ExampleValue() {
	price, err := storage.Number("12.50")
	fmt.Println(price, price.IsNumber(), err)

	custom := map[string]storage.Value{"price": price, "shirt": storage.Text("M"), "vegan": storage.Bool(true), "seat": storage.Int(7)}
	data, err := json.Marshal(custom)
	fmt.Println(string(data), err)

	_, err = storage.Number("twelve")
	fmt.Println(err)
	// Output:
	// 12.50 true <nil>
	// {"price":12.50,"seat":7,"shirt":"M","vegan":true} <nil>
	// storage: not a number
}

// A store that holds its records in memory lists them with Select, which is the
// definition of lists.
func ExampleSelect() {
	records := func(yield func(storage.Attendee) bool) {
		for i, name := range []string{"Grace", "Ada", "Charles"} {
			if !yield(storage.Attendee{Head: storage.Head{ID: storage.ID{byte(i)}, Rev: 1}, FirstName: name}) {
				return
			}
		}
	}
	q := storage.ListQuery{Kind: storage.KindAttendee, Order: []storage.Order{{Field: "first_name"}}, Limit: 2, WithTotal: true}
	page, err := storage.Select(q, records)
	fmt.Println(page.Records[0].FirstName, page.Records[1].FirstName, "of", page.Total, err)
	q.After = page.Next
	page, err = storage.Select(q, records)
	fmt.Println(page.Records[0].FirstName, page.Next == "", err)
	// Output:
	// Ada Charles of 3 <nil>
	// Grace true <nil>
}
