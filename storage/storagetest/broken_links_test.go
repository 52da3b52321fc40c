package storagetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/muster-go/muster/storage"
)

// hides keeps a part of every record to itself, so that memstore does not see
// it: take removes it on the way in, give puts it back on the way out.
func (b *broken) hides(take func(storage.Entity) storage.Entity, give func(stripped, whole storage.Entity) storage.Entity) {
	var mu sync.Mutex
	kept := make(map[storage.Scope]rows)
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		mu.Lock()
		defer mu.Unlock()
		err := b.Store.Apply(ctx, rewritten(cs, take))
		if err == nil {
			if kept[cs.Scope] == nil {
				kept[cs.Scope] = make(rows)
			}
			for _, e := range puts(cs) {
				kept[cs.Scope][unpinned(e.Ref())] = e
			}
		}
		return err
	}
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		mu.Lock()
		defer mu.Unlock()
		set, err := b.Store.Load(ctx, q)
		whole := rewritten(changeSet(q.Scope, put(all(set)...)), func(e storage.Entity) storage.Entity { return give(e, kept[q.Scope][unpinned(e.Ref())]) })
		out := written(whole)
		out.Occupancies, out.Totals = set.Occupancies, set.Totals
		return out, err
	}
}

// forgetsTypes takes a credential of a type that is not there.
func forgetsTypes(b *broken) {
	b.hides(func(e storage.Entity) storage.Entity {
		if c, ok := e.(storage.Credential); ok {
			c.TypeID = storage.ID{}
			return c
		}
		return e
	}, func(e, whole storage.Entity) storage.Entity {
		if c, ok := e.(storage.Credential); ok {
			c.TypeID = whole.(storage.Credential).TypeID
			return c
		}
		return e
	})
}

// forgetsPlaces takes a point of a zone or a list that is not there.
func forgetsPlaces(b *broken) {
	b.hides(func(e storage.Entity) storage.Entity {
		if p, ok := e.(storage.AccessPoint); ok {
			p.ZoneID, p.ListID = storage.ID{}, storage.ID{}
			return p
		}
		return e
	}, func(e, whole storage.Entity) storage.Entity {
		if p, ok := e.(storage.AccessPoint); ok {
			p.ZoneID, p.ListID = whole.(storage.AccessPoint).ZoneID, whole.(storage.AccessPoint).ListID
			return p
		}
		return e
	})
}

// forgetsWhoCame takes a check-in of an attendee who is not there.
func forgetsWhoCame(b *broken) {
	b.hides(func(e storage.Entity) storage.Entity {
		if c, ok := e.(storage.CheckIn); ok {
			c.AttendeeID = storage.ID{}
			return c
		}
		return e
	}, func(e, whole storage.Entity) storage.Entity {
		if c, ok := e.(storage.CheckIn); ok {
			c.AttendeeID = whole.(storage.CheckIn).AttendeeID
			return c
		}
		return e
	})
}

func (b *broken) hidesCheckInKeys(take func(*storage.CheckIn), give func(c *storage.CheckIn, whole storage.CheckIn)) {
	b.hides(func(e storage.Entity) storage.Entity {
		if c, ok := e.(storage.CheckIn); ok {
			take(&c)
			return c
		}
		return e
	}, func(e, whole storage.Entity) storage.Entity {
		if c, ok := e.(storage.CheckIn); ok {
			give(&c, whole.(storage.CheckIn))
			return c
		}
		return e
	})
}

func ignoresPresences(b *broken) {
	b.hidesCheckInKeys(func(c *storage.CheckIn) { c.UniquePresence = "" }, func(c *storage.CheckIn, whole storage.CheckIn) { c.UniquePresence = whole.UniquePresence })
}

func ignoresNonces(b *broken) {
	b.hidesCheckInKeys(func(c *storage.CheckIn) { c.UniqueNonce = "" }, func(c *storage.CheckIn, whole storage.CheckIn) { c.UniqueNonce = whole.UniqueNonce })
}

// requiresEveryLink has columns that may not be empty.
func requiresEveryLink(b *broken) {
	b.refuses(func(_ context.Context, cs storage.ChangeSet) bool {
		return slices.ContainsFunc(cs.AccessPoints.Put, func(p storage.AccessPoint) bool { return p.ZoneID == storage.ID{} }) ||
			slices.ContainsFunc(cs.Credentials.Put, func(c storage.Credential) bool { return c.TypeID == storage.ID{} })
	})
}

// requiresWhoCame takes no check-in of nobody.
func requiresWhoCame(b *broken) {
	b.refuses(func(_ context.Context, cs storage.ChangeSet) bool {
		return slices.ContainsFunc(cs.CheckIns.Put, func(c storage.CheckIn) bool { return c.AttendeeID == storage.ID{} })
	})
}

// checksLinksFirst wants to have what is named before the set.
func checksLinksFirst(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, p := range cs.AccessPoints.Put {
			if (p.ZoneID != storage.ID{}) && b.stored(ctx, cs.Scope, storage.Ref{Kind: storage.KindZone, ID: p.ZoneID}) == 0 {
				return true
			}
		}
		return false
	})
}

// checksWhatScansName depends a check-in on its credential, as a foreign key
// would that nobody asked for.
func checksWhatScansName(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, c := range cs.CheckIns.Put {
			named := func(e storage.Credential) bool { return e.ID == c.CredentialID }
			if (c.CredentialID != storage.ID{}) && !slices.ContainsFunc(cs.Credentials.Put, named) &&
				b.stored(ctx, cs.Scope, storage.Ref{Kind: storage.KindCredential, ID: c.CredentialID}) == 0 {
				return true
			}
		}
		return false
	})
}

// cutsLinks deletes a zone and takes it out of the points that lead there.
func cutsLinks(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		if err := cs.Validate(); err != nil {
			return err
		}
		for _, zone := range cs.Zones.Delete {
			page, err := b.Store.List(ctx, storage.ListQuery{
				Scope: cs.Scope, Kind: storage.KindAccessPoint, Where: []storage.Cond{{Field: "zone_id", Op: storage.OpEq, Value: zone.ID}}, Limit: 1_000,
			})
			if err != nil {
				return err
			}
			for _, p := range page.AccessPoints {
				if !slices.ContainsFunc(puts(cs), func(e storage.Entity) bool { return e.Base().ID == p.ID }) {
					put(leadingInto(next(p), storage.ID{}))(&cs)
				}
			}
		}
		return b.Store.Apply(ctx, cs)
	}
}

// leavesShares hides the parts in a deleted entry from memstore's own check.
func leavesShares(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.Associations) }, storage.WithShares)
}

func leavesCredentials(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.Credentials) }, storage.WithCredentials)
}

func leavesCheckIns(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.CheckIns) }, storage.WithCheckIns)
}

func leavesAssociations(b *broken) {
	b.leavesOrphans(func(s storage.Set) []storage.Entity { return entities(s.Associations) }, storage.WithAssociations)
}

// keepsRevokedValues hands no value over: it frees it in a set of its own.
func keepsRevokedValues(b *broken) {
	b.refuses(func(ctx context.Context, cs storage.ChangeSet) bool {
		for _, c := range cs.Credentials.Put {
			set, _ := b.Store.Load(ctx, keyed(cs.Scope, c.AppendKeys(nil)...))
			if slices.ContainsFunc(set.Credentials, func(holder storage.Credential) bool { return holder.ID != c.ID }) {
				return true
			}
		}
		return false
	})
}

// answers changes what Load answers.
func (b *broken) answers(change func(ctx context.Context, q storage.Query, set *storage.Set)) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		if err == nil {
			change(ctx, q, &set)
		}
		return set, err
	}
}

// followsEndedPresences adds every check-in, whether or not it has ended.
func followsEndedPresences(b *broken) {
	b.asks(func(q *storage.Query) {
		if q.With&storage.WithPresences != 0 {
			q.With |= storage.WithCheckIns
		}
	})
}

// followsGrantedPresences adds every scan that was granted.
func followsGrantedPresences(b *broken) {
	b.answers(func(ctx context.Context, q storage.Query, set *storage.Set) {
		if q.With&storage.WithPresences == 0 || q.With&storage.WithCheckIns != 0 {
			return
		}
		q.With |= storage.WithCheckIns
		further, _ := b.Store.Load(ctx, q)
		named := func(c storage.CheckIn) bool { return slices.Contains(q.CheckIns.IDs, c.ID) }
		set.CheckIns = slices.DeleteFunc(further.CheckIns, func(c storage.CheckIn) bool { return !c.Granted() && !named(c) })
	})
}

// sharesOfEntriesFound goes on from the entries of associations to the other
// parts in them.
func sharesOfEntriesFound(b *broken) {
	b.answers(func(ctx context.Context, q storage.Query, set *storage.Set) {
		if q.With&storage.WithShares == 0 || len(set.Entries) == 0 {
			return
		}
		again := named(q.Scope, refs(set.Entries)...)
		again.With = storage.WithShares
		further, _ := b.Store.Load(ctx, again)
		for _, a := range further.Associations {
			if !slices.ContainsFunc(set.Associations, func(had storage.Association) bool { return had.ID == a.ID }) {
				set.Associations = append(set.Associations, a)
			}
		}
	})
}

// parentsOfShares follows parents last, so that those who have a part in an
// entry come along.
func parentsOfShares(b *broken) {
	b.answers(func(ctx context.Context, q storage.Query, set *storage.Set) {
		if q.With&storage.WithParents == 0 || q.With&storage.WithShares == 0 {
			return
		}
		again := named(q.Scope, refs(set.Associations)...)
		again.With = storage.WithParents
		further, _ := b.Store.Load(ctx, again)
		for _, a := range further.Attendees {
			if !slices.ContainsFunc(set.Attendees, func(had storage.Attendee) bool { return had.ID == a.ID }) {
				set.Attendees = append(set.Attendees, a)
			}
		}
	})
}

// placesWithoutLists knows the zone of an access point only.
func placesWithoutLists(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		if q.With&storage.WithPlaces != 0 {
			set.CheckLists = slices.DeleteFunc(set.CheckLists, func(l storage.CheckList) bool { return !slices.Contains(q.CheckLists.IDs, l.ID) })
		}
	})
}

// addsScansToThePage follows presences into a page of check-ins.
func addsScansToThePage(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || q.Kind != storage.KindCheckIn {
			return page, err
		}
		again := named(q.Scope, refs(page.CheckIns)...)
		again.With = q.With
		set, err := b.Store.Load(ctx, again)
		page.CheckIns = set.CheckIns
		return page, err
	}
}

// takesNothingForZero finds what has no attendee under the ID that is all zero.
func takesNothingForZero(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.Clone(q.Where)
		for i, c := range q.Where {
			if c.Op == storage.OpEq && c.Value == (storage.ID{}) && c.Field == "attendee_id" {
				q.Where[i] = storage.Cond{Field: c.Field, Op: storage.OpNull}
			}
		}
	})
}

// purgesScansOfNobody takes what hangs from nobody for what hangs from somebody
// who is gone.
func purgesScansOfNobody(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		if err := b.Store.Purge(ctx, p); err != nil || p.Before.IsZero() {
			return err
		}
		page, err := b.Store.List(ctx, storage.ListQuery{
			Scope: p.Scope, Kind: storage.KindCheckIn, Where: []storage.Cond{{Field: "attendee_id", Op: storage.OpNull}}, Limit: 1_000,
		})
		if err != nil {
			return err
		}
		return b.Store.Apply(ctx, changeSet(p.Scope, remove(entities(page.CheckIns)...)))
	}
}

// purgesEntries takes the entries along in which nobody is left.
func purgesEntries(b *broken) {
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		if err := b.Store.Purge(ctx, p); err != nil || p.Before.IsZero() {
			return err
		}
		page, err := b.Store.List(ctx, storage.ListQuery{Scope: p.Scope, Kind: storage.KindEntry, Limit: 1_000, With: storage.WithShares})
		for _, e := range page.Entries {
			_ = b.Store.Apply(ctx, changeSet(p.Scope, remove(e))) // refused while somebody is left
		}
		return err
	}
}

// keepsCredentials purges attendees and leaves their credentials behind, which
// it hides from memstore and shows again.
func keepsCredentials(b *broken) {
	gone := make(map[storage.ID]storage.Credential)
	var mu sync.Mutex
	b.purge = func(ctx context.Context, p storage.Expiry) error {
		before, err := b.Store.List(ctx, storage.ListQuery{Scope: p.Scope, Kind: storage.KindCredential, Limit: 1_000})
		if err != nil || p.Before.IsZero() {
			return b.Store.Purge(ctx, p)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, c := range before.Credentials {
			gone[c.ID] = c
		}
		return b.Store.Purge(ctx, p)
	}
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		mu.Lock()
		defer mu.Unlock()
		for _, id := range q.Credentials.IDs {
			if c, ok := gone[id]; ok && !slices.ContainsFunc(set.Credentials, func(had storage.Credential) bool { return had.ID == id }) {
				set.Credentials = append(set.Credentials, c)
			}
		}
	})
}

// keepsSmallNumbers keeps amounts in 32 bits.
func keepsSmallNumbers(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Association); ok {
			a.Amount = int64(int32(a.Amount))
			return a
		}
		return e
	})
}

// dropsWhatAScanEnds forgets a link that nothing depends on.
func dropsWhatAScanEnds(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if c, ok := e.(storage.CheckIn); ok {
			c.Ends = storage.ID{}
			return c
		}
		return e
	})
}

// keepsDates keeps the day and not the hour.
func keepsDates(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if x, ok := e.(storage.Entry); ok {
			x.SpentOn = x.SpentOn.Truncate(24 * time.Hour)
			return x
		}
		return e
	})
}

func confusesApprovals(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Association); ok {
			a.HasApproved, a.Edited = a.Edited, a.HasApproved
			return a
		}
		return e
	})
}
