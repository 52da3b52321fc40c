package storage_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/muster-go/muster/storage"
)

// toy is a complete store: one map for each scope, under one lock.
type toy struct {
	mu     sync.Mutex
	scopes map[storage.Scope]rows
}

// rows holds records by their reference at revision 0.
type rows map[storage.Ref]storage.Entity

func newToy() *toy { return &toy{scopes: make(map[storage.Scope]rows)} }

func (*toy) Traits() storage.Traits { return storage.Traits{Contract: storage.ContractV1} }

func (t *toy) Load(ctx context.Context, q storage.Query) (set storage.Set, err error) {
	if err := errors.Join(ctx.Err(), q.Validate()); err != nil {
		return set, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	all, wanted := t.scopes[q.Scope], make(map[any]bool) // by reference and by key
	for kind, l := range map[storage.Kind]storage.Lookup{
		storage.KindAttendee: q.Attendees, storage.KindType: q.Types, storage.KindRevision: q.Revisions, storage.KindToken: q.Tokens,
		storage.KindGroup: q.Groups, storage.KindMembership: q.Memberships, storage.KindFormResponse: q.FormResponses,
	} {
		for _, id := range l.IDs {
			wanted[storage.Ref{Kind: kind, ID: id}] = true
		}
		for _, k := range l.Keys {
			wanted[k] = true
		}
	}
	wants := func(r storage.Entity) bool {
		return r != nil && (wanted[name(r.Ref())] || slices.ContainsFunc(r.AppendKeys(nil), func(k storage.Key) bool { return wanted[k] }))
	}
	// What a relation adds to a record, one relation after the other.
	for _, relation := range []struct {
		with storage.Relations
		adds func(storage.Entity) (any, bool)
	}{
		{storage.WithParents, func(r storage.Entity) (any, bool) { return r.Parent(), wants(r) }},
		{storage.WithRevisions, func(r storage.Entity) (any, bool) {
			return name(r.Ref()), r.Ref().Kind == storage.KindRevision && wants(all[r.Parent()])
		}},
		{storage.WithFormResponses, func(r storage.Entity) (any, bool) {
			return name(r.Ref()), r.Ref().Kind == storage.KindFormResponse && wants(all[r.Parent()])
		}},
		{storage.WithMemberships, func(r storage.Entity) (any, bool) {
			return name(r.Ref()), r.Ref().Kind == storage.KindMembership && wants(all[r.Parent()])
		}},
		{storage.WithMembers, func(r storage.Entity) (any, bool) {
			group, ok := groupOf(r)
			return name(r.Ref()), ok && wants(all[group])
		}},
		{storage.WithGroups, func(r storage.Entity) (any, bool) {
			group, ok := groupOf(r)
			return group, ok && wants(r)
		}},
		{storage.WithTypes, func(r storage.Entity) (any, bool) {
			a, ok := r.(storage.Attendee)
			return storage.Key{Name: storage.KeyTypeCode, Value: a.TypeCode}, ok && wants(r)
		}},
	} {
		for _, r := range all {
			if what, ok := relation.adds(r); ok && q.With&relation.with != 0 {
				wanted[what] = true
			}
		}
	}
	for _, r := range all {
		if wants(r) {
			add(&set, r)
		}
	}
	return set, nil
}

// groupOf names the group of a membership.
func groupOf(r storage.Entity) (storage.Ref, bool) {
	m, ok := r.(storage.Membership)
	return storage.Ref{Kind: storage.KindGroup, ID: m.GroupID}, ok
}

// Apply makes the changes on a copy and keeps it if it breaks no rule.
func (t *toy) Apply(ctx context.Context, cs storage.ChangeSet) error {
	if err := errors.Join(ctx.Err(), cs.Validate()); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	after := make(rows)
	maps.Copy(after, t.scopes[cs.Scope])
	deletes := slices.Concat(cs.Attendees.Delete, cs.Types.Delete, cs.Revisions.Delete, cs.Tokens.Delete,
		cs.Groups.Delete, cs.Memberships.Delete, cs.FormResponses.Delete)
	for _, r := range slices.Concat(cs.Guards, deletes) {
		if after.rev(r) != r.Rev {
			return storage.ErrConflict
		}
	}
	for _, r := range deletes {
		delete(after, name(r))
	}
	ok := write(after, cs.Attendees.Put) && write(after, cs.Types.Put) && write(after, cs.Revisions.Put) && write(after, cs.Tokens.Put) &&
		write(after, cs.Groups.Put) && write(after, cs.Memberships.Put) && write(after, cs.FormResponses.Put)
	if !ok || !after.sound() {
		return storage.ErrConflict
	}
	t.scopes[cs.Scope] = after
	return nil
}

func write[R storage.Record](to rows, puts []R) bool {
	for _, r := range puts {
		if to.rev(r.Ref()) != r.Base().Rev-1 {
			return false
		}
		to[name(r.Ref())] = storage.Clone(r)
	}
	return true
}

// sound reports whether every key has one holder and no record is an orphan.
func (rs rows) sound() bool {
	held := make(map[storage.Key]bool)
	for _, r := range rs {
		for _, k := range r.AppendKeys(nil) {
			if held[k] {
				return false
			}
			held[k] = true
		}
		group, member := groupOf(r)
		if r.Parent().Kind != 0 && rs[r.Parent()] == nil || member && rs[group] == nil {
			return false
		}
	}
	return true
}

func (rs rows) rev(r storage.Ref) storage.Rev {
	if e := rs[name(r)]; e != nil {
		return e.Base().Rev
	}
	return 0
}

// name is the reference without its revision.
func name(r storage.Ref) storage.Ref { return storage.Ref{Kind: r.Kind, ID: r.ID} }

func add(set *storage.Set, r storage.Entity) {
	switch r := r.(type) {
	case storage.Attendee:
		set.Attendees = append(set.Attendees, storage.Clone(r))
	case storage.Type:
		set.Types = append(set.Types, storage.Clone(r))
	case storage.Revision:
		set.Revisions = append(set.Revisions, storage.Clone(r))
	case storage.Token:
		set.Tokens = append(set.Tokens, storage.Clone(r))
	case storage.Group:
		set.Groups = append(set.Groups, storage.Clone(r))
	case storage.Membership:
		set.Memberships = append(set.Memberships, storage.Clone(r))
	case storage.FormResponse:
		set.FormResponses = append(set.FormResponses, storage.Clone(r))
	}
}

// Implementing a Store: this one needs nothing but maps, and passes every
// case of package storagetest that a [Store] alone can pass.
func Example() {
	ctx, scope := context.Background(), storage.Scope{Tenant: "acme", Event: "summit"}
	var store storage.Store = newToy()

	ada := storage.Attendee{
		Head:      storage.Head{Scope: scope, ID: uuid.New(), Rev: 1},
		FirstName: "Ada", Email: "Ada@example.com", Unique: storage.AttendeeKeys{Email: "ada@example.com"},
	}
	insert := storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{ada}}}
	fmt.Println("first:", store.Apply(ctx, insert))
	fmt.Println("again:", store.Apply(ctx, insert))

	set, err := store.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{
		Keys: []storage.Key{{Name: storage.KeyEmail, Value: "ada@example.com"}},
	}})
	fmt.Println(set.Attendees[0].FirstName, err)
	// Output:
	// first: <nil>
	// again: storage: conflict
	// Ada <nil>
}
