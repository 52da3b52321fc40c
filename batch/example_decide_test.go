package batch_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// A rule is tested without a store: what is stored goes in as a set, and what is
// to be written comes out as a change set.
func ExampleDecide() {
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	ada := storage.Attendee{Head: storage.Head{Scope: expo, ID: storage.ID{1}, Rev: 4}, LastName: "Byron", Status: storage.StatusActive, Version: 2}
	b := batch.Batch{Scope: expo, Commands: []batch.Command{rename{ada.ID}, rename{storage.ID{2}}}}
	var n batch.Needs
	n.Scope = expo
	for _, c := range b.Commands {
		c.Needs(&n)
	}
	env := batch.Env{Now: time.Unix(0, 0).UTC(), NewID: func() storage.ID { return storage.ID{3} }}
	cs, rep, err := batch.Decide(b, n, storage.Set{Attendees: []storage.Attendee{ada}}, env)
	put, kept := cs.Attendees.Put[0], cs.Revisions.Put[0]
	fmt.Println(put.LastName, put.Version, put.Rev)
	fmt.Println(kept.Was.LastName, kept.Version)
	fmt.Println(rep.Succeeded, rep.Results[1].Err, err)
	// Output:
	// Formerly Byron 3 5
	// Byron 2
	// 1 attendee_not_found: id <nil>
}

func ExampleRunner_Preview() {
	ctx, store := context.Background(), memstore.New()
	svc, _ := attendee.New(store, attendee.Policy{})
	expo := storage.Scope{Tenant: "acme", Event: "expo"}
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Byron"})
	runner, err := batch.New(store)
	if err != nil {
		fmt.Println(err)
		return
	}
	rep, err := runner.Preview(ctx, batch.Batch{Scope: expo, Commands: []batch.Command{rename{ada.ID}}})
	would, _ := batch.RecordOf[storage.Attendee](rep.Results[0])
	is, _ := svc.Get(ctx, expo, attendee.ByID(ada.ID))
	fmt.Println(would.LastName, is.LastName, err)
	// Output: Formerly Byron Byron <nil>
}

// accounts is the host's own list of users.
type accounts map[string]batch.User

func (a accounts) Users(_ context.Context, _ storage.Scope, ids []string) (map[string]batch.User, error) {
	found := make(map[string]batch.User)
	for _, id := range ids {
		if u, ok := a[id]; ok {
			found[id] = u
		}
	}
	return found, nil
}

func ExampleWithDirectory() {
	ctx, expo := context.Background(), storage.Scope{Tenant: "acme", Event: "expo"}
	svc, err := attendee.New(memstore.New(), attendee.Policy{}, batch.WithDirectory(accounts{
		"u1": {ID: "u1", Email: "ada@example.org", FirstName: "Ada", LastName: "Lovelace"},
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	a, action, err := svc.Upsert(ctx, expo, attendee.ByUser("u1"), attendee.Patch{Title: patch.Set("Countess")})
	fmt.Println(action, a.Title, a.FirstName, a.Email, err)
	_, _, err = svc.Upsert(ctx, expo, attendee.ByUser("u2"), attendee.Patch{})
	fmt.Println(errors.Is(err, attendee.ErrUserNotFound))
	// Output:
	// inserted Countess Ada ada@example.org <nil>
	// true
}

// greet is a command that learns only from the attendee which type to look at.
type greet struct{ ID storage.ID }

func (c greet) Needs(n *batch.Needs) { n.Attendees.IDs = append(n.Attendees.IDs, c.ID) }

func (c greet) Plan(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
	a, ok := d.Attendee(c.ID)
	if !ok {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrNotFound, Field: "id"}
	}
	key := attendee.TypeKey(a.TypeCode)
	if !d.AskMore(storage.Query{Types: storage.Lookup{Keys: []storage.Key{key}}}) {
		return batch.Outcome{}, nil // it is loaded, and everything decided again
	}
	t, _ := d.TypeByKey(key)
	fmt.Println("a guest of", t.Name)
	return batch.Outcome{Action: batch.Unchanged, Subject: a.Ref(), Record: a}, nil
}

func ExampleDraft_AskMore() {
	ctx, expo := context.Background(), storage.Scope{Tenant: "acme", Event: "expo"}
	svc, _ := attendee.New(memstore.New(), attendee.Policy{})
	_, _ = svc.DefineType(ctx, expo, attendee.DefineType{Code: "PRESS", Name: "Press", Public: true})
	ada, _ := svc.Create(ctx, expo, attendee.Attendee{LastName: "Lovelace", TypeCode: "PRESS"})
	_, err := svc.Do(ctx, expo, greet{ada.ID})
	fmt.Println(err)
	// Output:
	// a guest of Press
	// <nil>
}
