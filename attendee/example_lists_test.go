package attendee_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// guests returns a service with four guests.
func guests() (context.Context, *attendee.Service) {
	ctx, svc := context.Background(), open()
	for _, a := range []attendee.Attendee{
		{FirstName: "Ada", LastName: "Lovelace", Email: "ada@acme.com"},
		{FirstName: "Charles", LastName: "Babbage", Email: "charles@acme.com"},
		{FirstName: "Grace", LastName: "Hopper", Email: "grace@navy.example"},
		{FirstName: "Mary", LastName: "Somerville"},
	} {
		_, _ = svc.Create(ctx, expo, a)
	}
	return ctx, svc
}

func ExampleService_List() {
	ctx, svc := guests()
	page, err := svc.List(ctx, expo, attendee.Query{
		Where:     []attendee.Filter{{Field: "email", Op: attendee.Like, Value: "%@ACME.com"}},
		Sort:      []attendee.Sort{{Field: "last_name"}},
		Limit:     1,
		WithTotal: true,
	})
	fmt.Println(page.Attendees[0].LastName, "of", page.Total, err)

	page, err = svc.List(ctx, expo, attendee.Query{
		Where: []attendee.Filter{{Field: "email", Op: attendee.Like, Value: "%@ACME.com"}},
		Sort:  []attendee.Sort{{Field: "last_name"}},
		Limit: 1, After: page.Next,
	})
	fmt.Println(page.Attendees[0].LastName, page.Next == "", err)

	_, err = svc.List(ctx, expo, attendee.Query{Sort: []attendee.Sort{{Field: "surname"}}})
	fmt.Println(errors.Is(err, attendee.ErrUnknownField))
	_, err = svc.List(ctx, expo, attendee.Query{Sort: []attendee.Sort{{Field: "lastname"}}})
	fmt.Println(err)
	// Output:
	// Babbage of 2 <nil>
	// Lovelace true <nil>
	// true
	// unknown_field: lastname: did you mean "last_name"
}

func ExampleService_All() {
	ctx, svc := guests()
	for a, err := range svc.All(ctx, expo, attendee.Query{Sort: []attendee.Sort{{Field: "email"}}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(a.FirstName)
	}
	// Output:
	// Ada
	// Charles
	// Grace
	// Mary
}

func ExampleService_GetMany() {
	ctx, svc := guests()
	found, missing, err := svc.GetMany(ctx, expo,
		attendee.ByEmail("grace@navy.example"), attendee.ByEmail("nobody@acme.com"), attendee.ByEmail("ada@acme.com"))
	fmt.Println(found[0].FirstName, found[1].FirstName, len(missing), err)
	// Output: Grace Ada 1 <nil>
}

func ExampleService_WithDeleted() {
	ctx, svc := guests()
	ada, _ := svc.Get(ctx, expo, attendee.ByEmail("ada@acme.com"))
	_, _ = svc.Delete(ctx, expo, attendee.ByID(ada.ID))
	_, err := svc.Get(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(err)
	tombstone, err := svc.WithDeleted().Get(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(tombstone.Status, err)
	// Output:
	// attendee_not_found: id
	// deleted <nil>
}

func ExampleService_History() {
	ctx, svc := guests()
	ref := attendee.ByEmail("ada@acme.com")
	_, _ = svc.As(attendee.Actor{UserID: "ann", Admin: true}).Update(ctx, expo, ref, attendee.Patch{LastName: patch.To("King")})
	history, err := svc.History(ctx, expo, ref)
	for _, c := range history {
		fmt.Println(c.Version, c.Actor, c.Changed, c.Shows.LastName)
	}
	fmt.Println(err)
	// Output:
	// 2 ann [last_name] King
	// 1  [] Lovelace
	// <nil>
}

func ExampleService_Do() {
	ctx, svc := guests()
	ref := attendee.ByEmail("ada@acme.com")
	res, err := svc.Do(ctx, expo, attendee.Inactivate{Ref: ref})
	ada, _ := batch.RecordOf[attendee.Attendee](res)
	fmt.Println(res.Action, ada.Status, err)
	res, err = svc.Do(ctx, expo, attendee.Inactivate{Ref: ref})
	fmt.Println(res.Action, err)
	// Output:
	// updated inactive <nil>
	// unchanged <nil>
}

func ExampleMerge() {
	ctx, svc := guests()
	_, _ = svc.Create(ctx, expo, attendee.Attendee{FirstName: "Augusta", LastName: "King", Email: "countess@example.org", Title: "Countess"})
	res, err := svc.Do(ctx, expo, attendee.Merge{
		Into: attendee.ByEmail("ada@acme.com"), From: attendee.ByEmail("countess@example.org"),
		Take: []string{"last_name"}, FillEmpty: true,
	})
	ada, _ := batch.RecordOf[attendee.Attendee](res)
	fmt.Println(ada.Title, ada.FirstName, ada.LastName, ada.Email, err)
	_, err = svc.Get(ctx, expo, attendee.ByEmail("countess@example.org"))
	fmt.Println(err)
	// Output:
	// Countess Ada King ada@acme.com <nil>
	// attendee_not_found: email
}

func ExampleErase() {
	ctx, svc := guests()
	ada, _ := svc.Get(ctx, expo, attendee.ByEmail("ada@acme.com"))
	_, err := svc.Do(ctx, expo, attendee.Erase{Ref: attendee.ByID(ada.ID)})
	fmt.Println(err)
	left, _ := svc.WithDeleted().Get(ctx, expo, attendee.ByID(ada.ID))
	fmt.Printf("%s %q %q\n", left.Status, left.LastName, left.Email)
	// Output:
	// <nil>
	// erased "" ""
}

func ExampleService_Members() {
	ctx, svc := guests()
	_, _ = svc.Do(ctx, expo, attendee.CreateGroup{Name: "Speakers"})
	_, err := svc.Do(ctx, expo, attendee.AddMember{Group: attendee.GroupByName("speakers"), Attendee: attendee.ByEmail("grace@navy.example")})
	fmt.Println(err)
	for a, err := range svc.Members(ctx, expo, attendee.GroupByName("Speakers")) {
		fmt.Println(a.FirstName, err)
	}
	for g, err := range svc.AllGroups(ctx, expo) {
		fmt.Println(g.Name, err)
	}
	groups, err := svc.Groups(ctx, expo, attendee.ByEmail("grace@navy.example"))
	fmt.Println(len(groups), err)
	// Output:
	// <nil>
	// Grace <nil>
	// Speakers <nil>
	// 1 <nil>
}

func ExampleService_Responses() {
	ctx, svc := guests()
	ref := attendee.ByEmail("ada@acme.com")
	_, err := svc.Do(ctx, expo, attendee.AddResponse{Attendee: ref, FormID: "dinner", Data: json.RawMessage(`{"diet": "vegan"}`)})
	fmt.Println(err)
	responses, err := svc.Responses(ctx, expo, ref)
	fmt.Println(responses[0].FormID, string(responses[0].Data), err)
	// Output:
	// <nil>
	// dinner {"diet": "vegan"} <nil>
}

func ExampleService_Types() {
	ctx, svc := guests()
	_, _ = svc.DefineType(ctx, expo, attendee.DefineType{Code: "press", Name: "Press"})
	types, err := svc.Types(ctx, expo)
	for _, t := range types {
		fmt.Println(t.Code, t.Name, err)
	}
	// Output: PRESS Press <nil>
}

func ExampleDefineFields() {
	ctx := context.Background()
	svc, _ := attendee.New(openStore(), attendee.Policy{ScopeFields: true})
	_, err := svc.Do(ctx, expo, attendee.DefineFields{Fields: []attendee.FieldDef{{Key: "diet", Kind: storage.FieldList, Options: []string{"any", "vegan"}}}})
	fmt.Println(err)
	_, err = svc.Create(ctx, expo, attendee.Attendee{LastName: "Lovelace", Custom: map[string]storage.Value{"diet": storage.Text("meat")}})
	fmt.Println(err)
	// Output:
	// <nil>
	// invalid_custom_value: custom.diet
}

func ExampleService_On() {
	ctx, svc := guests()
	// Another store: most often one that is bound to a transaction of the host's.
	elsewhere := svc.On(openStore())
	_, err := elsewhere.Get(ctx, expo, attendee.ByEmail("ada@acme.com"))
	fmt.Println(err)
	_, err = svc.Get(ctx, expo, attendee.ByEmail("ada@acme.com"))
	fmt.Println(err)
	// Output:
	// attendee_not_found: email
	// <nil>
}

func ExampleService_Groups() {
	ctx, svc := guests()
	for _, name := range []string{"Speakers", "Press"} {
		_, _ = svc.Do(ctx, expo, attendee.CreateGroup{Name: name})
		_, _ = svc.Do(ctx, expo, attendee.AddMember{Group: attendee.GroupByName(name), Attendee: attendee.ByEmail("ada@acme.com")})
	}
	groups, err := svc.Groups(ctx, expo, attendee.ByEmail("ada@acme.com"))
	fmt.Println(groups[0].Name, groups[1].Name, err)
	// Output: Press Speakers <nil>
}

func ExampleService_AllGroups() {
	ctx, svc := guests()
	for _, name := range []string{"Speakers", "Press"} {
		_, _ = svc.Do(ctx, expo, attendee.CreateGroup{Name: name})
	}
	for g, err := range svc.AllGroups(ctx, expo) {
		fmt.Println(g.Name, err)
	}
	// Output:
	// Press <nil>
	// Speakers <nil>
}
