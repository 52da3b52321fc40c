package storagetest

import (
	"context"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/muster-go/muster/storage"
)

// stored returns the present revision of a record.
func (b *broken) stored(ctx context.Context, scope storage.Scope, r storage.Ref) storage.Rev {
	set, _ := b.Store.Load(ctx, named(scope, r))
	for _, e := range all(set) {
		return e.Base().Rev
	}
	return 0
}

// rewritten builds the set again from changed records.
func rewritten(cs storage.ChangeSet, change func(storage.Entity) storage.Entity) storage.ChangeSet {
	out := changeSet(cs.Scope)
	for _, e := range puts(cs) {
		if e = change(e); e != nil {
			put(e)(&out)
		}
	}
	for _, k := range everyKind {
		*k.deletes(&out) = *k.deletes(&cs)
	}
	out.Guards, out.Events = cs.Guards, cs.Events
	return out
}

// rewrites changes every record on its way in.
func (b *broken) rewrites(change func(storage.Entity) storage.Entity) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		return b.Store.Apply(ctx, rewritten(cs, change))
	}
}

// refuses answers a conflict where a sound store would not.
func (b *broken) refuses(why func(context.Context, storage.ChangeSet) bool) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if why(ctx, cs) {
			return fmt.Errorf("%w: sabotage", storage.ErrConflict)
		}
		return b.Store.Apply(ctx, cs)
	}
}

// everything returns all attendees, types and groups of a scope.
func (b *broken) everything(ctx context.Context, scope storage.Scope) []storage.Entity {
	var list []storage.Entity
	for _, kind := range []storage.Kind{storage.KindAttendee, storage.KindType, storage.KindGroup} {
		page, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: kind, Limit: math.MaxInt})
		list = append(list, all(page.Set)...)
	}
	return list
}

// followed gives every change the revision that the store expects.
func (b *broken) followed(ctx context.Context, cs storage.ChangeSet) storage.ChangeSet {
	cs = rewritten(cs, func(e storage.Entity) storage.Entity { return at(e, b.stored(ctx, cs.Scope, e.Ref())+1) })
	for _, k := range everyKind {
		list := k.deletes(&cs)
		*list = slices.Clone(*list)
		for i, r := range *list {
			(*list)[i].Rev = b.stored(ctx, cs.Scope, r)
		}
	}
	return cs
}

func ignoresRevisions(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error { return b.Store.Apply(ctx, b.followed(ctx, cs)) }
}

func insertOverwrites(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		return b.Store.Apply(ctx, rewritten(cs, func(e storage.Entity) storage.Entity {
			if rev := b.stored(ctx, cs.Scope, e.Ref()); rev > 0 && e.Base().Rev == 1 {
				return at(e, rev+1)
			}
			return e
		}))
	}
}

func deletesMissing(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		missing := func(r storage.Ref) bool { return b.stored(ctx, cs.Scope, r) == 0 }
		for _, k := range everyKind {
			list := k.deletes(&cs)
			*list = slices.DeleteFunc(slices.Clone(*list), missing)
		}
		return b.Store.Apply(ctx, cs)
	}
}

func checksBeforeItLocks(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		for _, e := range puts(cs) {
			if b.stored(ctx, cs.Scope, e.Ref()) != e.Base().Rev-1 {
				return storage.ErrConflict
			}
		}
		for range 10 {
			runtime.Gosched() // others check as well
		}
		for b.Store.Apply(ctx, b.followed(ctx, cs)) != nil {
			runtime.Gosched()
		}
		return nil
	}
}

func comparesKeysBy(fold func(string) string) func(*broken) {
	return func(b *broken) {
		b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
			after := make(map[storage.Ref]storage.Entity)
			for _, e := range b.everything(ctx, cs.Scope) {
				after[unpinned(e.Ref())] = e
			}
			for _, r := range deletes(cs) {
				delete(after, unpinned(r))
			}
			for _, e := range puts(cs) {
				after[unpinned(e.Ref())] = e
			}
			held := make(map[storage.Key]bool)
			for _, e := range after {
				for _, k := range e.AppendKeys(nil) {
					k.Value = fold(k.Value)
					if held[k] {
						return true
					}
					held[k] = true
				}
			}
			return false
		})
	}
}

func composed(s string) string { return strings.ReplaceAll(s, "e\u0301", "\u00e9") }

func firstBytes(s string) string { return s[:min(len(s), 191)] }

func knowsOneKeyOnly(b *broken) {
	var mu sync.Mutex
	unique := make(map[storage.ID]storage.AttendeeKeys)
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			mu.Lock()
			unique[a.ID] = a.Unique
			mu.Unlock()
			a.Unique = storage.AttendeeKeys{Email: a.Unique.Email}
			return a
		}
		return e
	})
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		mu.Lock()
		defer mu.Unlock()
		for i := range set.Attendees {
			set.Attendees[i].Unique = unique[set.Attendees[i].ID]
		}
		return set, err
	}
}

func takesEmptyForAKey(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, a := range cs.Attendees.Put {
			for _, e := range b.everything(ctx, cs.Scope) {
				if other, ok := e.(storage.Attendee); ok && a.Rev == 1 && a.ID != other.ID && a.Unique.Email == "" && other.Unique.Email == "" {
					return true
				}
			}
		}
		return false
	})
}

func keysAreGlobal(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, scope := range []storage.Scope{here, elsewhere, abroad} {
			for _, e := range puts(cs) {
				if keys := e.AppendKeys(nil); scope != cs.Scope && len(keys) > 0 {
					if set, _ := b.Store.Load(ctx, keyed(scope, keys...)); set.Len() > 0 {
						return true
					}
				}
			}
		}
		return false
	})
}

func checksKeysFirst(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, e := range puts(cs) {
			set, _ := b.Store.Load(ctx, keyed(cs.Scope, e.AppendKeys(nil)...))
			for _, holder := range all(set) {
				if holder.Base().ID != e.Base().ID {
					return true
				}
			}
		}
		return false
	})
}

func keepsDeletedKeys(b *broken) {
	gone := make(map[storage.Key]bool)
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		for _, e := range puts(cs) {
			for _, k := range e.AppendKeys(nil) {
				if gone[k] {
					return storage.ErrConflict
				}
			}
		}
		refs := deletes(cs)
		set, _ := b.Store.Load(ctx, named(cs.Scope, refs...))
		err := b.Store.Apply(ctx, cs)
		if err == nil {
			for _, e := range all(set) {
				for _, k := range e.AppendKeys(nil) {
					gone[k] = true
				}
			}
		}
		return err
	}
}

func appliesHalf(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		first := storage.ChangeSet{Scope: cs.Scope, Attendees: storage.Changes[storage.Attendee]{Put: cs.Attendees.Put}}
		if err := b.Store.Apply(ctx, first); err != nil {
			return err
		}
		cs.Attendees.Put = nil
		return b.Store.Apply(ctx, cs)
	}
}

func appliesOneByOne(b *broken) {
	var loads atomic.Int64
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		loads.Add(1)
		return b.Store.Load(ctx, q)
	}
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		for _, e := range puts(cs) {
			if err := b.Store.Apply(ctx, changeSet(cs.Scope, put(e))); err != nil {
				return err
			}
			before := loads.Load()
			for spins := 0; spins < 10_000 && loads.Load() < before+10; spins++ {
				runtime.Gosched() // others read meanwhile
			}
		}
		return b.Store.Apply(ctx, rewritten(cs, func(storage.Entity) storage.Entity { return nil }))
	}
}

func deletesFirst(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		first := rewritten(cs, func(storage.Entity) storage.Entity { return nil })
		first.Guards, first.Events = nil, nil
		if err := b.Store.Apply(ctx, first); err != nil {
			return err
		}
		for _, k := range everyKind {
			*k.deletes(&cs) = nil
		}
		return b.Store.Apply(ctx, cs)
	}
}

func forgetsEvents(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		cs.Events = nil
		return b.Store.Apply(ctx, cs)
	}
}

func keepsEventsOfRefused(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := b.Store.Apply(ctx, cs)
		if err != nil {
			_ = b.Store.Apply(ctx, storage.ChangeSet{Scope: cs.Scope, Events: cs.Events})
		}
		return err
	}
}

func dropsLoneEvents(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if len(puts(cs)) == 0 {
			cs.Events = nil
		}
		return b.Store.Apply(ctx, cs)
	}
}

func inventsParents(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		for _, r := range cs.Revisions.Put {
			stub := storage.Attendee{Head: storage.Head{Scope: cs.Scope, ID: r.AttendeeID, Rev: 1}}
			_ = b.Store.Apply(ctx, changeSet(cs.Scope, put(stub)))
		}
		for _, m := range cs.Memberships.Put {
			stub := storage.Group{Head: storage.Head{Scope: cs.Scope, ID: m.GroupID, Rev: 1}}
			_ = b.Store.Apply(ctx, changeSet(cs.Scope, put(stub)))
		}
		return b.Store.Apply(ctx, cs)
	}
}

// leavesOrphans hides what hangs from the deleted from memstore's own check.
func (b *broken) leavesOrphans(of func(storage.Set) []storage.Entity, with storage.Relations) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		q := named(cs.Scope, slices.Concat(cs.Attendees.Delete, cs.Groups.Delete, cs.Entries.Delete)...)
		q.With = with
		set, err := b.Store.Load(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range of(set) {
			if !slices.ContainsFunc(deletes(cs), func(d storage.Ref) bool { return d.Kind == e.Ref().Kind && d.ID == e.Ref().ID }) {
				remove(e)(&cs)
			}
		}
		return b.Store.Apply(ctx, cs)
	}
}

func leavesRevisions(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.Revisions) }, storage.WithRevisions)
}

func leavesResponses(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.FormResponses) }, storage.WithFormResponses)
}

func leavesMembers(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.Memberships) }, storage.WithMembers)
}

func (b *broken) dropsGuards(drop func(context.Context, storage.Scope, storage.Ref) bool) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		cs.Guards = slices.DeleteFunc(slices.Clone(cs.Guards), func(g storage.Ref) bool { return drop(ctx, cs.Scope, g) })
		return b.Store.Apply(ctx, cs)
	}
}

func ignoresGuards(b *broken) {
	b.dropsGuards(func(context.Context, storage.Scope, storage.Ref) bool { return true })
}

func ignoresGuardsOfAbsence(b *broken) {
	b.dropsGuards(func(_ context.Context, _ storage.Scope, g storage.Ref) bool { return g.Rev == 0 })
}

func ignoresGuardsOnMissing(b *broken) {
	b.dropsGuards(func(ctx context.Context, scope storage.Scope, g storage.Ref) bool {
		return b.stored(ctx, scope, g) == 0
	})
}

func refusesEmptySets(b *broken) {
	b.refuses(func(_ context.Context, cs storage.ChangeSet) bool { return cs.Len() == 0 })
}

func writesTheLastOfTwo(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		last := make(map[storage.ID]storage.Attendee)
		for _, a := range cs.Attendees.Put {
			last[a.ID] = a
		}
		cs.Attendees.Put = slices.Collect(maps.Values(last))
		return b.Store.Apply(ctx, cs)
	}
}

// joinsAnyGroup takes a membership whose group is not there, by making memstore
// a group of its own and hiding it.
func joinsAnyGroup(b *broken) {
	var mu sync.Mutex
	hidden := make(map[storage.ID]bool)
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		for _, m := range cs.Memberships.Put {
			g := storage.Group{Head: storage.Head{Scope: cs.Scope, ID: m.GroupID, Rev: 1}}
			if b.stored(ctx, cs.Scope, g.Ref()) == 0 && !slices.ContainsFunc(cs.Groups.Put, func(p storage.Group) bool { return p.ID == g.ID }) {
				hidden[g.ID] = true
				_ = b.Store.Apply(ctx, changeSet(cs.Scope, put(g)))
			}
		}
		return b.Store.Apply(ctx, cs)
	}
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		mu.Lock()
		defer mu.Unlock()
		set.Groups = slices.DeleteFunc(set.Groups, func(g storage.Group) bool { return hidden[g.ID] })
		return set, err
	}
}
