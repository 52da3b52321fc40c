package storagetest

import (
	"context"
	"slices"
	"sync"

	"github.com/muster-go/muster/storage"
)

// records loads all records of a scope that count.
func (b *broken) records(ctx context.Context, scope storage.Scope) (set storage.Set) {
	in, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: storage.KindCheckIn, Limit: 100_000})
	parts, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: storage.KindAssociation, Limit: 100_000})
	cards, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: storage.KindCredential, Limit: 100_000})
	doors, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: storage.KindAccessPoint, Limit: 100_000})
	set.CheckIns, set.Associations, set.Credentials, set.AccessPoints = in.CheckIns, parts.Associations, cards.Credentials, doors.AccessPoints
	return set
}

// counts answers from other records than those that are stored.
func (b *broken) counts(change func(ctx context.Context, q storage.Query, set *storage.Set)) {
	b.answers(func(ctx context.Context, q storage.Query, set *storage.Set) {
		if len(q.Occupancies) == 0 && len(q.Totals.Attendees) == 0 && len(q.Uses) == 0 {
			return
		}
		records := b.records(ctx, q.Scope)
		change(ctx, q, &records)
		other := counted(records, q)
		set.Occupancies, set.Totals, set.Uses = other.Occupancies, other.Totals, other.Uses
	})
}

func countsEveryCheckIn(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		for i := range set.CheckIns {
			set.CheckIns[i].UniquePresence = "inside"
		}
	})
}

// countsGranted counts those who came and did not leave, by what the scans say.
func countsGranted(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		for i, c := range set.CheckIns {
			set.CheckIns[i].UniquePresence = ""
			if c.Granted() && c.Direction == storage.In && (c.EndedBy == storage.ID{}) {
				set.CheckIns[i].UniquePresence = "inside"
			}
		}
	})
}

// countsAttendees counts who is inside once, however often.
func countsAttendees(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		seen := make(map[[2]storage.ID]bool)
		set.CheckIns = slices.DeleteFunc(set.CheckIns, func(c storage.CheckIn) bool {
			k := [2]storage.ID{c.ZoneID, c.AttendeeID}
			again := seen[k]
			seen[k] = again || c.Inside()
			return again
		})
	})
}

// countsKnownZones joins with the zones.
func countsKnownZones(b *broken) {
	b.counts(func(ctx context.Context, q storage.Query, set *storage.Set) {
		zones, _ := b.Store.List(ctx, storage.ListQuery{Scope: q.Scope, Kind: storage.KindZone, Limit: 100_000})
		set.CheckIns = slices.DeleteFunc(set.CheckIns, func(c storage.CheckIn) bool {
			return !slices.ContainsFunc(zones.Zones, func(z storage.Zone) bool { return z.ID == c.ZoneID })
		})
	})
}

func countsAllScopes(b *broken) {
	b.counts(func(ctx context.Context, q storage.Query, set *storage.Set) {
		for _, scope := range []storage.Scope{here, elsewhere, abroad} {
			if scope != q.Scope {
				other := b.records(ctx, scope)
				set.CheckIns, set.Credentials = append(set.CheckIns, other.CheckIns...), append(set.Credentials, other.Credentials...)
			}
		}
	})
}

func totalsAllScopes(b *broken) {
	b.counts(func(ctx context.Context, q storage.Query, set *storage.Set) {
		for _, scope := range []storage.Scope{here, elsewhere, abroad} {
			if scope != q.Scope {
				set.Associations = append(set.Associations, b.records(ctx, scope).Associations...)
			}
		}
	})
}

// parts changes every association before it is added up.
func (b *broken) parts(change func(*storage.Association)) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		for i := range set.Associations {
			change(&set.Associations[i])
		}
	})
}

func mixesCurrencies(b *broken) { b.parts(func(a *storage.Association) { a.Currency = "EUR" }) }

// foldsCurrencies compares them as some databases compare texts.
func foldsCurrencies(b *broken) {
	b.parts(func(a *storage.Association) {
		if a.Currency == "eur" {
			a.Currency = "EUR"
		}
	})
}

func mixesDigits(b *broken) { b.parts(func(a *storage.Association) { a.Digits = 2 }) }

func ignoresRefunds(b *broken) { b.parts(func(a *storage.Association) { a.Amount = max(a.Amount, 0) }) }

func totalsApproved(b *broken) {
	b.parts(func(a *storage.Association) {
		if a.HasApproved {
			a.Amount = a.Approved
		}
	})
}

// addsYears adds all years that are asked about to the first of them.
func addsYears(b *broken) {
	b.counts(func(_ context.Context, q storage.Query, set *storage.Set) {
		for i, a := range set.Associations {
			if slices.Contains(q.Totals.Years, a.Year) {
				set.Associations[i].Year = q.Totals.Years[0]
			}
		}
	})
}

func ignoresYears(b *broken) {
	b.answers(func(ctx context.Context, q storage.Query, set *storage.Set) {
		if len(q.Totals.Attendees) == 0 {
			return
		}
		for _, a := range b.records(ctx, q.Scope).Associations {
			q.Totals.Years = append(q.Totals.Years, a.Year)
		}
		further, _ := b.Store.Load(ctx, q)
		set.Totals = further.Totals
	})
}

func addsFloats(b *broken) {
	b.answers(func(_ context.Context, _ storage.Query, set *storage.Set) {
		for i, t := range set.Totals {
			set.Totals[i].Amount = int64(float64(t.Amount))
		}
	})
}

// wrapsAround answers another sum when the right one does not fit.
func wrapsAround(b *broken) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		if err != nil && len(q.Totals.Attendees) > 0 {
			records, spending := b.records(ctx, q.Scope), q.Totals
			q.Totals = storage.Spending{}
			set, err = b.Store.Load(ctx, q)
			set.Totals = totals(records, spending)
		}
		return set, err
	}
}

func leavesOutZero(b *broken) {
	b.answers(func(_ context.Context, _ storage.Query, set *storage.Set) {
		set.Totals = slices.DeleteFunc(set.Totals, func(t storage.Total) bool { return t.Amount == 0 })
	})
}

// answersZero has a line for everything that it is asked about.
func answersZero(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		for _, zone := range q.Occupancies {
			if !slices.ContainsFunc(set.Occupancies, func(o storage.Occupancy) bool { return o.ZoneID == zone }) {
				set.Occupancies = append(set.Occupancies, storage.Occupancy{ZoneID: zone})
			}
		}
	})
}

// countsTwice counts again what is asked about again.
func countsTwice(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		times := func(id storage.ID, in []storage.ID) (n int64) {
			for _, asked := range in {
				if asked == id {
					n++
				}
			}
			return n
		}
		for i, o := range set.Occupancies {
			set.Occupancies[i].Inside *= times(o.ZoneID, q.Occupancies)
		}
	})
}

// totalsTwice adds up again what is asked about again.
func totalsTwice(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		seen := make(map[storage.ID]bool)
		for _, id := range q.Totals.Attendees {
			for i, t := range set.Totals {
				if t.AttendeeID == id && seen[id] {
					set.Totals[i].Amount += t.Amount
				}
			}
			seen[id] = true
		}
	})
}

// remembersCounts counts once and answers the same from then on.
func remembersCounts(b *broken) {
	var mu sync.Mutex
	inside := make(map[storage.ID]int64)
	spent := make(map[storage.Total]int64)
	named := make(map[storage.Use]int64)
	b.answers(func(_ context.Context, _ storage.Query, set *storage.Set) {
		mu.Lock()
		defer mu.Unlock()
		for i, o := range set.Occupancies {
			if _, ok := inside[o.ZoneID]; !ok {
				inside[o.ZoneID] = o.Inside
			}
			set.Occupancies[i].Inside = inside[o.ZoneID]
		}
		for i, t := range set.Totals {
			of := t
			of.Amount = 0
			if _, ok := spent[of]; !ok {
				spent[of] = t.Amount
			}
			set.Totals[i].Amount = spent[of]
		}
		for i, u := range set.Uses {
			of := u
			of.Count = 0
			if _, ok := named[of]; !ok {
				named[of] = u.Count
			}
			set.Uses[i].Count = named[of]
		}
	})
}

// countsWhatIsNamed counts only among the records that the query names.
func countsWhatIsNamed(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		if set.Len() > 0 {
			among := counted(*set, q)
			set.Occupancies, set.Totals, set.Uses = among.Occupancies, among.Totals, among.Uses
		}
	})
}

// countsIntoLists adds counts to pages, where nobody asked for them.
func countsIntoLists(b *broken) {
	b.pages(func(_ storage.ListQuery, page *storage.Page) {
		for _, z := range page.Zones {
			page.Occupancies = append(page.Occupancies, storage.Occupancy{ZoneID: z.ID})
		}
	})
}

// countsNoCredentials counts what names places only.
func countsNoCredentials(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) { set.Credentials = nil })
}

// countsPointsWithBoth counts the points of a zone that have a list.
func countsPointsWithBoth(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		set.AccessPoints = slices.DeleteFunc(set.AccessPoints, func(p storage.AccessPoint) bool {
			return p.ZoneID == (storage.ID{}) || p.ListID == (storage.ID{})
		})
	})
}

// countsActiveCredentials leaves out those that were revoked, which keep their
// type all the same.
func countsActiveCredentials(b *broken) {
	b.counts(func(_ context.Context, _ storage.Query, set *storage.Set) {
		set.Credentials = slices.DeleteFunc(set.Credentials, func(c storage.Credential) bool { return c.Status != storage.CredentialActive })
	})
}

// countsUsesByID tells no kind from another.
func countsUsesByID(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		for _, r := range q.Uses {
			for _, u := range set.Uses {
				other := storage.Use{Kind: r.Kind, ID: r.ID, Count: u.Count}
				if u.ID == r.ID && u.Kind != r.Kind && !slices.ContainsFunc(set.Uses, func(u storage.Use) bool { return u.Kind == r.Kind && u.ID == r.ID }) {
					set.Uses = append(set.Uses, other)
				}
			}
		}
	})
}

// answersZeroUses has a line for everything that it is asked about.
func answersZeroUses(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		for _, r := range q.Uses {
			if !slices.ContainsFunc(set.Uses, func(u storage.Use) bool { return u.Kind == r.Kind && u.ID == r.ID }) {
				set.Uses = append(set.Uses, storage.Use{Kind: r.Kind, ID: r.ID})
			}
		}
	})
}

// countsUsesTwice answers once for each time that it is asked.
func countsUsesTwice(b *broken) {
	b.answers(func(_ context.Context, q storage.Query, set *storage.Set) {
		once := slices.Clone(set.Uses)
		seen := make(map[storage.Ref]bool)
		for _, r := range q.Uses {
			r = unpinned(r)
			for _, u := range once {
				if seen[r] && u.Kind == r.Kind && u.ID == r.ID {
					set.Uses = append(set.Uses, u)
				}
			}
			seen[r] = true
		}
	})
}
