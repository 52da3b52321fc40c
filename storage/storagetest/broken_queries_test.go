package storagetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/muster-go/muster/storage"
)

// asks changes every query.
func (b *broken) asks(change func(*storage.Query)) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		change(&q)
		return b.Store.Load(ctx, q)
	}
}

// resolvesNoGroup has no index of the names of groups.
func resolvesNoGroup(b *broken) { b.asks(func(q *storage.Query) { q.Groups.Keys = nil }) }

func looksUpOneKey(b *broken) {
	b.asks(func(q *storage.Query) { q.Attendees.Keys = q.Attendees.Keys[:min(1, len(q.Attendees.Keys))] })
}

func returnsTwice(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		if len(q.Attendees.IDs) > 0 && len(q.Attendees.Keys) > 0 {
			set.Attendees = append(set.Attendees, set.Attendees...)
		}
		return set, err
	}
}

func loadsAThousand(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		set.Attendees = set.Attendees[:min(1_000, len(set.Attendees))]
		return set, err
	}
}

func leaksScopes(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		if q.Scope == elsewhere {
			q.Scope = here
			other, _ := b.Store.Load(ctx, q)
			set.Attendees = append(set.Attendees, other.Attendees...)
		}
		return set, err
	}
}

func forgets(relations storage.Relations) func(*broken) {
	return func(b *broken) {
		b.asks(func(q *storage.Query) { q.With &^= relations })
		b.queries(func(q *storage.ListQuery) { q.With &^= relations })
	}
}

// membersTakeAllMemberships goes on from the members of a group to the other
// groups they are in.
func membersTakeAllMemberships(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		if err != nil || q.With&storage.WithMembers == 0 || len(set.Memberships) == 0 {
			return set, err
		}
		var list []storage.Ref
		for _, m := range set.Memberships {
			list = append(list, m.Parent())
		}
		again := named(q.Scope, list...)
		again.With = storage.WithMemberships
		further, err := b.Store.Load(ctx, again)
		set.Memberships = further.Memberships
		return set, err
	}
}

func acceptsRelations(b *broken) {
	b.asks(func(q *storage.Query) { q.With &= everyRelation })
}

func acceptsKeys(b *broken) {
	b.asks(func(q *storage.Query) {
		q.Attendees.Keys = slices.DeleteFunc(slices.Clone(q.Attendees.Keys), func(k storage.Key) bool { return k.Name.Kind() != storage.KindAttendee })
	})
}

func acceptsKinds(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		cs.Guards = slices.DeleteFunc(slices.Clone(cs.Guards), func(g storage.Ref) bool { return !g.Kind.Known() })
		return b.Store.Apply(ctx, cs)
	}
}

func ignoresContext(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		return b.Store.Load(context.WithoutCancel(ctx), q)
	}
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		return b.Store.Apply(context.WithoutCancel(ctx), cs)
	}
}

func saysWhatItStores(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		err := b.Store.Apply(ctx, cs)
		if err != nil && len(cs.Attendees.Put) > 0 {
			return fmt.Errorf("%w: duplicate entry %q", err, cs.Attendees.Put[0].Unique.Email)
		}
		return err
	}
}

func statesALimit(b *broken, limit int) {
	b.traits = func() storage.Traits {
		traits := b.Store.Traits()
		traits.MaxChanges = limit
		return traits
	}
}

func ignoresItsLimit(b *broken) { statesALimit(b, 100) }

func changesTraits(b *broken) {
	calls := 0
	b.traits = func() storage.Traits {
		calls++
		return storage.Traits{Contract: storage.ContractV1, MaxChanges: calls, Events: true}
	}
}
