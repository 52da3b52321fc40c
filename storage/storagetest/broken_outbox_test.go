package storagetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/muster-go/muster/storage"
)

func acknowledgesNothing(b *broken) {
	b.ack = func(context.Context, ...storage.ID) error { return nil }
}

func ignoresClaims(b *broken) {
	taken := 0
	var mu sync.Mutex
	b.pending = func(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
		c.Until = time.Time{}
		mu.Lock()
		defer mu.Unlock()
		if taken++; taken > 50 {
			return nil, nil // relays that share nothing would never end
		}
		return b.Store.Pending(ctx, c)
	}
}

func claimsOnALook(b *broken) {
	b.pending = func(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
		if c.Until.IsZero() {
			c.Until = c.Now.Add(time.Minute)
		}
		return b.Store.Pending(ctx, c)
	}
}

func returnsEventsUnsorted(b *broken) {
	b.pending = func(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
		list, err := b.Store.Pending(ctx, c)
		slices.Reverse(list)
		return list, err
	}
}

func purgesNothingByDate(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		if !p.Before.IsZero() {
			return nil
		}
		return b.Store.Purge(ctx, p)
	}
}

func purgesByCreation(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		if p.Before.IsZero() {
			return b.Store.Purge(ctx, p)
		}
		cs := storage.ChangeSet{Scope: p.Scope}
		for _, e := range b.everything(ctx, p.Scope) {
			if e.Ref().Kind != storage.KindGroup && e.Base().CreatedAt.Before(p.Before) {
				remove(e)(&cs)
				q := named(p.Scope, e.Ref())
				q.With = storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses
				set, _ := b.Store.Load(ctx, q)
				set.Attendees, set.Types, set.Groups = nil, nil, nil
				remove(all(set)...)(&cs)
			}
		}
		return b.Store.Apply(ctx, cs)
	}
}

func purgesTheTenant(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		for _, scope := range []storage.Scope{here, elsewhere, abroad} {
			if scope.Tenant == p.Scope.Tenant {
				p.Scope = scope
				if err := b.Store.Purge(ctx, p); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// purgesGroups takes the groups of whom it purges along.
func purgesGroups(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		page, err := b.Store.List(ctx, storage.ListQuery{Scope: p.Scope, Kind: storage.KindGroup, Limit: 1_000, With: storage.WithMembers})
		if err != nil {
			return err
		}
		if err := b.Store.Purge(ctx, p); err != nil || p.Before.IsZero() {
			return err
		}
		for _, g := range page.Groups {
			_ = b.Store.Apply(ctx, changeSet(p.Scope, remove(g))) // refused while somebody is left
		}
		return nil
	}
}

// purgesByMistake takes a purge that names no time for one of everything.
func purgesByMistake(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		if p.Before.IsZero() {
			p.Everything = true
		}
		return b.Store.Purge(ctx, p)
	}
}
