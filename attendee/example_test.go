package attendee_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

var expo = attendee.Scope{Tenant: "acme", Event: "expo"}

func openStore() storage.Store { return memstore.New() }

// open returns a service on an empty store.
func open(opts ...batch.Option) *attendee.Service {
	svc, err := attendee.New(openStore(), attendee.Policy{}, opts...)
	if err != nil {
		panic(err)
	}
	return svc
}

func ExampleNew() {
	svc, err := attendee.New(memstore.New(), attendee.Policy{
		Roles:       []string{attendee.RoleUser, attendee.RoleInstructor},
		DefaultRole: attendee.RoleInstructor,
		Fields:      []attendee.FieldDef{{Key: "diet", Kind: storage.FieldList, Options: []string{"any", "vegan"}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ada, err := svc.Create(context.Background(), expo, attendee.Attendee{
		FirstName: "Ada", LastName: "Lovelace",
		Custom: map[string]storage.Value{"diet": storage.Text("vegan")},
	})
	fmt.Println(ada.Role, ada.Custom["diet"], err)
	// Output: e vegan <nil>
}

func ExampleService_Create() {
	ctx, svc := context.Background(), open()
	ada, err := svc.Create(ctx, expo, attendee.Attendee{Email: "Ada@Example.org", LastName: "Lovelace"})
	fmt.Println(ada.Email, ada.Version, err)

	_, err = svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", LastName: "Byron"})
	var why *batch.Error
	fmt.Println(errors.Is(err, attendee.ErrDuplicateKey), errors.As(err, &why), why.Field, why.Existing.ID == ada.ID)
	// Output:
	// Ada@Example.org 1 <nil>
	// true true email true
}

// A type may say by which fields two people are taken for one. Who adds somebody
// chooses what happens then.
func ExampleOnDuplicate() {
	ctx, svc := context.Background(), open()
	_, err := svc.DefineType(ctx, expo, attendee.DefineType{
		Code: "PRESS", Name: "Press", DuplicateFields: []string{"last_name", "company"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ada := attendee.Attendee{LastName: "Lovelace", Company: "The Times", TypeCode: "PRESS"}
	first, _ := svc.Create(ctx, expo, ada)

	ada.LastName = "LOVELACE"
	_, err = svc.Create(ctx, expo, ada)
	fmt.Println(errors.Is(err, attendee.ErrDuplicateMatch))
	res, err := svc.Do(ctx, expo, attendee.Create{New: ada, OnDuplicate: attendee.UseDuplicate})
	fmt.Println(res.Action, res.Subject.ID == first.ID, err)
	res, err = svc.Do(ctx, expo, attendee.Create{New: ada, OnDuplicate: attendee.AllowDuplicate})
	fmt.Println(res.Action, res.Subject.ID == first.ID, err)
	// Output:
	// true
	// unchanged true <nil>
	// inserted false <nil>
}

func ExampleService_Get() {
	ctx, svc := context.Background(), open()
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", ExternalID: "E-1", LastName: "Lovelace"})
	for _, ref := range []attendee.Ref{
		attendee.ByID(ada.ID),
		attendee.ByCode(ada.AttendanceCode),
		attendee.ByExternal("E-1"),
		attendee.ByEmail("ADA@example.org"),
		attendee.ByEmail("charles@example.org"),
	} {
		a, err := svc.Get(ctx, expo, ref)
		fmt.Println(a.LastName, err)
	}
	// Output:
	// Lovelace <nil>
	// Lovelace <nil>
	// Lovelace <nil>
	// Lovelace <nil>
	//  attendee_not_found: email
}

// accountsOf stands for the host's own user table.
type accountsOf map[string]batch.User

func (a accountsOf) Users(_ context.Context, _ storage.Scope, ids []string) (map[string]batch.User, error) {
	found := make(map[string]batch.User)
	for _, id := range ids {
		if u, ok := a[id]; ok {
			found[id] = u
		}
	}
	return found, nil
}

func ExampleService_Upsert() {
	ctx := context.Background()
	svc := open(batch.WithDirectory(accountsOf{"ada": {Email: "ada@example.org", FirstName: "Ada", LastName: "Lovelace", Role: "a"}}))

	// An account brings its own values.
	a, done, err := svc.Upsert(ctx, expo, attendee.ByUser("ada"), attendee.Patch{})
	fmt.Println(done, a.FirstName, a.Role, err)

	// Whoever is there keeps what is not mentioned.
	a, done, err = svc.Upsert(ctx, expo, attendee.ByEmail("ada@example.org"), attendee.Patch{Role: patch.To("u")})
	fmt.Println(done, a.FirstName, a.Role, err)

	_, _, err = svc.Upsert(ctx, expo, attendee.ByUser("nobody"), attendee.Patch{})
	fmt.Println(err)
	// Output:
	// inserted Ada a <nil>
	// updated Ada u <nil>
	// user_not_found: user_id
}

func ExampleService_Update() {
	ctx, svc := context.Background(), open()
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{FirstName: "Ada", LastName: "Byron", Mobile: "+44 1"})

	// In JSON, what is absent is kept and null clears.
	var p attendee.Patch
	if err := json.Unmarshal([]byte(`{"last_name": "Lovelace", "mobile": null}`), &p); err != nil {
		fmt.Println(err)
	}
	a, err := svc.Update(ctx, expo, attendee.ByID(ada.ID), p)
	fmt.Printf("%s %s %q version %d %v\n", a.FirstName, a.LastName, a.Mobile, a.Version, err)
	// Output: Ada Lovelace "" version 2 <nil>
}

func ExampleService_Delete() {
	ctx, svc := context.Background(), open()
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", LastName: "Lovelace"})
	tombstone, err := svc.Delete(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(tombstone.Status, err)

	_, err = svc.Get(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(errors.Is(err, attendee.ErrNotFound))
	_, err = svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", LastName: "Byron"})
	fmt.Println(err) // the address is free again
	// Output:
	// deleted <nil>
	// true
	// <nil>
}

func ExampleService_Version() {
	ctx, svc := context.Background(), open()
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Byron"})
	_, _ = svc.Update(ctx, expo, attendee.ByID(ada.ID), attendee.Patch{LastName: patch.To("Lovelace")})
	for v := int32(1); v <= 3; v++ {
		a, err := svc.Version(ctx, expo, attendee.ByID(ada.ID), v)
		fmt.Println(a.LastName, errors.Is(err, attendee.ErrVersionNotFound))
	}
	// Output:
	// Byron false
	// Lovelace false
	//  true
}

func ExampleService_Batch() {
	ctx, svc := context.Background(), open()
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", LastName: "Lovelace"})
	rep, err := svc.Batch(ctx, batch.Batch{
		Scope:  expo,
		Labels: []string{"row 2", "row 3", "row 4"},
		Commands: []batch.Command{
			attendee.Upsert{Ref: attendee.ByEmail("charles@example.org"), Set: attendee.Patch{
				FirstName: patch.Set("Charles"), LastName: patch.To("Babbage"),
			}},
			attendee.Update{Ref: attendee.ByID(ada.ID), Set: attendee.Patch{Title: patch.Set("Countess")}, IfVersion: 7},
			attendee.Delete{Ref: attendee.ByEmail("nobody@example.org")},
		},
	})
	fmt.Println(rep.HTTPStatus(), err)
	for _, res := range rep.Results {
		fmt.Println(res.Label, res.Action, errors.Is(res.Err, batch.Stale), errors.Is(res.Err, batch.NotFound))
	}
	// Output:
	// 207 <nil>
	// row 2 inserted false false
	// row 3  true false
	// row 4  false true
}

func ExampleService_Preview() {
	ctx, svc := context.Background(), open()
	b := batch.Batch{Scope: expo, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{Email: "ada@example.org", LastName: "Lovelace"}},
		attendee.Create{New: attendee.Attendee{Email: "ADA@example.org", LastName: "Byron"}},
	}}
	rep, err := svc.Preview(ctx, b)
	fmt.Println(rep.Results[0].Action, errors.Is(rep.Results[1].Err, attendee.ErrDuplicateKey), err)
	_, err = svc.Get(ctx, expo, attendee.ByEmail("ada@example.org"))
	fmt.Println(errors.Is(err, attendee.ErrNotFound))
	// Output:
	// inserted true <nil>
	// true
}

func ExampleService_As() {
	ctx, svc := context.Background(), open()
	_, _ = svc.DefineType(ctx, expo, attendee.DefineType{Code: "GUEST", Name: "Personal guest"})
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	bob := svc.As(attendee.Actor{UserID: "bob", Read: true})

	hers, err := ann.Create(ctx, expo, attendee.Attendee{LastName: "Lovelace", TypeCode: "guest"})
	fmt.Println(hers.Owner.UserID, err)
	_, err = bob.Get(ctx, expo, attendee.ByID(hers.ID))
	fmt.Println(err)
	_, err = bob.Create(ctx, expo, attendee.Attendee{LastName: "Byron"})
	fmt.Println(err)
	// Output:
	// ann <nil>
	// attendee_not_found: id
	// forbidden
}

func ExampleService_DefineType() {
	ctx, svc := context.Background(), open()
	_, err := svc.DefineType(ctx, expo, attendee.DefineType{Code: "hcp", Name: "Health professional", Required: []string{"company"}})
	fmt.Println(err)
	_, err = svc.Create(ctx, expo, attendee.Attendee{LastName: "Lovelace", TypeCode: "HCP"})
	fmt.Println(err)
	_, err = svc.DefineType(ctx, expo, attendee.DefineType{Code: attendee.TypeNoShows, Name: "No shows"})
	fmt.Println(err)
	// Output:
	// <nil>
	// required: company
	// type_reserved: code
}

func ExampleByAll() {
	ctx, svc := context.Background(), open()
	_, _ = svc.Create(ctx, expo, attendee.Attendee{Email: "ada@example.org", LastName: "Lovelace"})
	_, _ = svc.Create(ctx, expo, attendee.Attendee{ExternalID: "E-2", LastName: "Babbage"})
	_, err := svc.Get(ctx, expo, attendee.ByAll(attendee.ByExternal("E-2"), attendee.ByEmail("ada@example.org")))
	fmt.Println(errors.Is(err, attendee.ErrKeyConflict))
	// Output: true
}
