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
	} {
		for _, id := range l.IDs {
			wanted[storage.Ref{Kind: kind, ID: id}] = true
		}
		for _, k := range l.Keys {
			wanted[k] = true
		}
	}
	wants := func(r storage.Entity) bool {
		return wanted[name(r.Ref())] || slices.ContainsFunc(r.AppendKeys(nil), func(k storage.Key) bool { return wanted[k] })
	}
	for _, r := range all {
		if q.With&storage.WithParents != 0 && r.Parent().Kind != 0 && wants(r) {
			wanted[r.Parent()] = true
		}
	}
	for ref, r := range all {
		if parent := all[r.Parent()]; q.With&storage.WithRevisions != 0 && parent != nil && wants(parent) {
			wanted[ref] = true
		}
	}
	for _, r := range all {
		if a, ok := r.(storage.Attendee); ok && q.With&storage.WithTypes != 0 && wants(r) {
			wanted[storage.Key{Name: storage.KeyTypeCode, Value: a.TypeCode}] = true
		}
	}
	for _, r := range all {
		if wants(r) {
			add(&set, r)
		}
	}
	return set, nil
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
	deletes := slices.Concat(cs.Attendees.Delete, cs.Types.Delete, cs.Revisions.Delete, cs.Tokens.Delete)
	for _, r := range slices.Concat(cs.Guards, deletes) {
		if after.rev(r) != r.Rev {
			return storage.ErrConflict
		}
	}
	for _, r := range deletes {
		delete(after, name(r))
	}
	ok := write(after, cs.Attendees.Put) && write(after, cs.Types.Put) && write(after, cs.Revisions.Put) && write(after, cs.Tokens.Put)
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
		if r.Parent().Kind != 0 && rs[r.Parent()] == nil {
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
