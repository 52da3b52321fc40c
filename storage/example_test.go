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
	for kind := storage.KindAttendee; kind.Known(); kind++ {
		l := q.Of(kind)
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
	// What hangs from something wanted, and what something wanted names.
	hanging := func(kind, from storage.Kind) func(storage.Entity) []any {
		return func(r storage.Entity) (add []any) {
			for _, to := range links(r) {
				if r.Ref().Kind == kind && to.Kind == from && wants(all[to]) {
					add = append(add, name(r.Ref()))
				}
			}
			return add
		}
	}
	naming := func(kind storage.Kind, named ...storage.Kind) func(storage.Entity) []any {
		return func(r storage.Entity) (add []any) {
			for _, to := range links(r) {
				if r.Ref().Kind == kind && slices.Contains(named, to.Kind) && wants(r) {
					add = append(add, to)
				}
			}
			return add
		}
	}
	// What a relation adds to a record, one relation after the other.
	for _, relation := range []struct {
		with storage.Relations
		adds func(storage.Entity) []any
	}{
		{storage.WithParents, func(r storage.Entity) []any {
			if !wants(r) {
				return nil
			}
			return []any{r.Parent()}
		}},
		{storage.WithRevisions, hanging(storage.KindRevision, storage.KindAttendee)},
		{storage.WithFormResponses, hanging(storage.KindFormResponse, storage.KindAttendee)},
		{storage.WithMemberships, hanging(storage.KindMembership, storage.KindAttendee)},
		{storage.WithCredentials, hanging(storage.KindCredential, storage.KindAttendee)},
		{storage.WithCheckIns, hanging(storage.KindCheckIn, storage.KindAttendee)},
		{storage.WithPresences, func(r storage.Entity) []any {
			if c, ok := r.(storage.CheckIn); !ok || !c.Inside() {
				return nil
			}
			return hanging(storage.KindCheckIn, storage.KindAttendee)(r)
		}},
		{storage.WithAssociations, hanging(storage.KindAssociation, storage.KindAttendee)},
		{storage.WithMembers, hanging(storage.KindMembership, storage.KindGroup)},
		{storage.WithShares, hanging(storage.KindAssociation, storage.KindEntry)},
		{storage.WithGroups, naming(storage.KindMembership, storage.KindGroup)},
		{storage.WithEntries, naming(storage.KindAssociation, storage.KindEntry)},
		{storage.WithPlaces, naming(storage.KindAccessPoint, storage.KindZone, storage.KindCheckList)},
		{storage.WithTypes, func(r storage.Entity) []any {
			a, ok := r.(storage.Attendee)
			if !ok || !wants(r) {
				return nil
			}
			return []any{storage.Key{Name: storage.KeyTypeCode, Value: a.TypeCode}}
		}},
	} {
		if q.With&relation.with != 0 {
			for _, r := range all {
				for _, what := range relation.adds(r) {
					wanted[what] = true
				}
			}
		}
	}
	for _, r := range all {
		if wants(r) {
			add(&set, r)
		}
	}
	return set, all.count(q, &set)
}

// count adds up what the query asks about, and fails rather than wrap around.
func (rs rows) count(q storage.Query, set *storage.Set) error {
	inside, spent, uses := make(map[storage.ID]int64), make(map[storage.Total]int64), make(map[storage.Ref]int64)
	for _, r := range rs {
		switch r := r.(type) {
		case storage.CheckIn:
			if r.Inside() && r.ZoneID != (storage.ID{}) && slices.Contains(q.Occupancies, r.ZoneID) {
				inside[r.ZoneID]++
			}
		case storage.Credential, storage.AccessPoint:
			for _, to := range links(r) {
				if slices.ContainsFunc(q.Uses, func(r storage.Ref) bool { return name(r) == to }) {
					uses[to]++
				}
			}
		case storage.Association:
			if slices.Contains(q.Totals.Attendees, r.AttendeeID) && slices.Contains(q.Totals.Years, r.Year) {
				of := storage.Total{AttendeeID: r.AttendeeID, Year: r.Year, Currency: r.Currency, Digits: r.Digits}
				sum := spent[of] + r.Amount
				if sum < spent[of] != (r.Amount < 0) {
					return errors.New("toy: a total that does not fit")
				}
				spent[of] = sum
			}
		}
	}
	for zone, n := range inside {
		set.Occupancies = append(set.Occupancies, storage.Occupancy{ZoneID: zone, Inside: n})
	}
	for of, n := range uses {
		set.Uses = append(set.Uses, storage.Use{Kind: of.Kind, ID: of.ID, Count: n})
	}
	for total, amount := range spent {
		total.Amount = amount
		set.Totals = append(set.Totals, total)
	}
	return nil
}

// links names the records without which r cannot be.
func links(r storage.Entity) (to []storage.Ref) {
	switch r := r.(type) {
	case storage.Membership:
		to = append(to, storage.Ref{Kind: storage.KindGroup, ID: r.GroupID})
	case storage.Association:
		to = append(to, storage.Ref{Kind: storage.KindEntry, ID: r.EntryID})
	case storage.Credential:
		to = perhaps(to, storage.KindCredentialType, r.TypeID)
	case storage.AccessPoint:
		to = perhaps(perhaps(to, storage.KindZone, r.ZoneID), storage.KindCheckList, r.ListID)
	}
	if parent := r.Parent(); parent.Kind != 0 {
		to = append(to, parent)
	}
	return to
}

// perhaps adds a record that need not be named.
func perhaps(to []storage.Ref, kind storage.Kind, id storage.ID) []storage.Ref {
	if id == (storage.ID{}) {
		return to
	}
	return append(to, storage.Ref{Kind: kind, ID: id})
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
		cs.Groups.Delete, cs.Memberships.Delete, cs.FormResponses.Delete,
		cs.CredentialTypes.Delete, cs.Credentials.Delete, cs.Zones.Delete, cs.CheckLists.Delete, cs.AccessPoints.Delete, cs.CheckIns.Delete,
		cs.Entries.Delete, cs.Associations.Delete)
	for _, r := range slices.Concat(cs.Guards, deletes) {
		if after.rev(r) != r.Rev {
			return storage.ErrConflict
		}
	}
	for _, r := range deletes {
		delete(after, name(r))
	}
	ok := write(after, cs.Attendees.Put) && write(after, cs.Types.Put) && write(after, cs.Revisions.Put) && write(after, cs.Tokens.Put) &&
		write(after, cs.Groups.Put) && write(after, cs.Memberships.Put) && write(after, cs.FormResponses.Put) &&
		write(after, cs.CredentialTypes.Put) && write(after, cs.Credentials.Put) && write(after, cs.Zones.Put) &&
		write(after, cs.CheckLists.Put) && write(after, cs.AccessPoints.Put) && write(after, cs.CheckIns.Put) &&
		write(after, cs.Entries.Put) && write(after, cs.Associations.Put)
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

// sound reports whether every key has one holder, and every record what it
// cannot be without.
func (rs rows) sound() bool {
	held := make(map[storage.Key]bool)
	for _, r := range rs {
		for _, k := range r.AppendKeys(nil) {
			if held[k] {
				return false
			}
			held[k] = true
		}
		if slices.ContainsFunc(links(r), func(to storage.Ref) bool { return rs[to] == nil }) {
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
	case storage.CredentialType:
		set.CredentialTypes = append(set.CredentialTypes, storage.Clone(r))
	case storage.Credential:
		set.Credentials = append(set.Credentials, storage.Clone(r))
	case storage.Zone:
		set.Zones = append(set.Zones, storage.Clone(r))
	case storage.CheckList:
		set.CheckLists = append(set.CheckLists, storage.Clone(r))
	case storage.AccessPoint:
		set.AccessPoints = append(set.AccessPoints, storage.Clone(r))
	case storage.CheckIn:
		set.CheckIns = append(set.CheckIns, storage.Clone(r))
	case storage.Entry:
		set.Entries = append(set.Entries, storage.Clone(r))
	case storage.Association:
		set.Associations = append(set.Associations, storage.Clone(r))
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
