package attendee_test

import (
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// promote is a command of an embedder's own. The library runs it for the host;
// with the rules of a service it obeys the policy and the actor of that. What it
// changes it leaves to a command of the library, which keeps the version that it
// supersedes and tells the event.
type promote struct {
	Attendee attendee.Ref
	rules    attendee.Rules
}

func (c promote) update() attendee.Update {
	return attendee.Update{Ref: c.Attendee, Set: attendee.Patch{Role: patch.To(attendee.RoleInstructor)}}
}

func (c promote) Needs(n *batch.Needs) { c.rules.Ask(n, c.update()) }

func (c promote) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	if err := c.rules.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	return c.rules.Plan(d, env, c.update())
}

func ExampleService_Rules() {
	ctx, svc := guests()
	ada := attendee.ByEmail("ada@acme.com")
	clerk := svc.As(attendee.Actor{UserID: "u1", Read: true, Write: true})
	_, err := clerk.Do(ctx, expo, promote{ada, clerk.Rules()})
	fmt.Println(errors.Is(err, attendee.ErrForbidden))
	res, err := svc.Do(ctx, expo, promote{ada, svc.Rules()})
	a, _ := batch.RecordOf[attendee.Attendee](res)
	fmt.Println(a.FirstName, a.Role, err)
	history, err := svc.History(ctx, expo, ada)
	fmt.Println(len(history), history[0].Changed, err)
	// Output:
	// true
	// Ada e <nil>
	// 2 [role] <nil>
}

// A package above this one reads with the same eyes as the service.
func ExampleService_View() {
	ctx, svc := guests()
	ada := attendee.ByEmail("ada@acme.com")
	err := svc.View(ctx, expo, func(n *batch.Needs, r attendee.Rules) {
		ada.Needs(n)
		r.AskShown(n)
		n.With |= storage.WithMemberships
	}, func(d *batch.Draft, r attendee.Rules) error {
		a, err := r.See(d, &ada)
		if err != nil {
			return err
		}
		fmt.Println(r.Shown(d, a).FirstName, len(d.MembershipsOf(a.ID)))
		return nil
	})
	fmt.Println(err)
	// Output:
	// Ada 0
	// <nil>
}

func ExampleService_Records() {
	ctx, svc := guests()
	_, _ = svc.Do(ctx, expo, attendee.AddResponse{Attendee: attendee.ByEmail("ada@acme.com"), FormID: "meal", Data: []byte(`{"vegan":true}`)})
	page, err := svc.Records(ctx, expo, storage.KindFormResponse, attendee.Query{
		Where: []attendee.Filter{{Field: "form_id", Op: attendee.In, Value: []string{"meal", "hotel"}}},
	})
	fmt.Println(len(page.FormResponses), page.FormResponses[0].FormID, err)
	// Output: 1 meal <nil>
}

func ExampleTransfer() {
	ctx, svc := guests()
	ada := attendee.ByEmail("ada@acme.com")
	res, err := svc.Do(ctx, expo, attendee.Transfer{Ref: ada, To: attendee.Owner{UserID: "u1"}})
	a, _ := batch.RecordOf[attendee.Attendee](res)
	fmt.Println(a.Owner.UserID, err)
	_, err = svc.As(attendee.Actor{UserID: "u2", Read: true}).Get(ctx, expo, ada)
	fmt.Println(errors.Is(err, attendee.ErrNotFound))
	// Output:
	// u1 <nil>
	// true
}

func ExampleRenameGroup() {
	ctx, svc := guests()
	rep, err := svc.Batch(ctx, batch.Batch{Scope: expo, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.CreateGroup{Name: "Speakers"},
		attendee.AddMember{Group: attendee.GroupByName("Speakers"), Attendee: attendee.ByEmail("ada@acme.com")},
		attendee.RenameGroup{Group: attendee.GroupByName("speakers"), Name: "Keynotes"},
		attendee.DeleteGroup{Group: attendee.GroupByName("Keynotes")}, // Ada stays
	}})
	for _, res := range rep.Results {
		fmt.Println(res.Action, res.Subject.Kind)
	}
	_, gone := svc.Get(ctx, expo, attendee.ByEmail("ada@acme.com"))
	fmt.Println(gone, err)
	// Output:
	// inserted group
	// inserted membership
	// updated group
	// deleted group
	// <nil> <nil>
}

func ExampleRemoveResponse() {
	ctx, svc := guests()
	ada := attendee.ByEmail("ada@acme.com")
	res, _ := svc.Do(ctx, expo, attendee.AddResponse{Attendee: ada, FormID: "meal", Data: []byte(`{}`)})
	_, err := svc.Do(ctx, expo, attendee.RemoveResponse{ID: res.Subject.ID})
	left, _ := svc.Responses(ctx, expo, ada)
	fmt.Println(len(left), err)
	// Output: 0 <nil>
}

func ExampleText() {
	name, err := attendee.Text("name", 10, " e\u0301te\u0301 ")
	fmt.Println(name, len(name), err)
	_, err = attendee.Text("name", 2, "too long")
	fmt.Println(err)
	// Output:
	// été 5 <nil>
	// too_long: name: limit 2
}
