package storagetest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// broken is memstore with one thing wrong: a hook stands in for a method and
// calls the sound one when it likes.
type broken struct {
	*memstore.Store
	load    func(context.Context, storage.Query) (storage.Set, error)
	apply   func(context.Context, storage.ChangeSet) error
	list    func(context.Context, storage.ListQuery) (storage.Page, error)
	pending func(context.Context, storage.Claim) ([]storage.Event, error)
	ack     func(context.Context, ...storage.ID) error
	purge   func(context.Context, storage.Expiry) error
	traits  func() storage.Traits
}

func newBroken(sabotage func(*broken)) *broken {
	s := memstore.New(memstore.WithOutbox())
	b := &broken{
		Store: s, load: s.Load, apply: s.Apply, list: s.List,
		pending: s.Pending, ack: s.Ack, purge: s.Purge, traits: s.Traits,
	}
	sabotage(b)
	return b
}

func (b *broken) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	return b.load(ctx, q)
}

func (b *broken) Apply(ctx context.Context, cs storage.ChangeSet) error { return b.apply(ctx, cs) }

func (b *broken) List(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
	return b.list(ctx, q)
}

func (b *broken) Pending(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
	return b.pending(ctx, c)
}

func (b *broken) Ack(ctx context.Context, ids ...storage.ID) error { return b.ack(ctx, ids...) }

func (b *broken) Purge(ctx context.Context, p storage.Expiry) error { return b.purge(ctx, p) }

func (b *broken) Traits() storage.Traits { return b.traits() }

// saboteurs are stores as people write them. Each must fail every case that is
// named for it, and those marked so must fail the model as well.
var saboteurs = []struct {
	name     string
	sabotage func(*broken)
	fails    []string
	model    bool
}{
	// Revisions.
	{"ignores revisions", ignoresRevisions, []string{"Put/RevMustFollow", "Put/UpdateMissing", "Delete/StaleRev"}, true},
	{"insert overwrites", insertOverwrites, []string{"Put/InsertExisting", "Put/RevMustFollow", "Race/InsertSameID"}, true},
	{"deletes what is not there", deletesMissing, []string{"Delete/Missing", "Atomic/LastChangeFails"}, true},
	{"checks before it locks", checksBeforeItLocks, []string{"Race/UpdateSameRecord"}, false},

	// Keys.
	{"folds case in keys", comparesKeysBy(strings.ToLower), []string{"Keys/CaseDistinct"}, true},
	{"trims keys", comparesKeysBy(strings.TrimSpace), []string{"Keys/TrailingSpaceDistinct"}, true},
	{"composes Unicode in keys", comparesKeysBy(composed), []string{"Keys/UnicodeFormsDistinct"}, true},
	{"compares a part of long keys", comparesKeysBy(firstBytes), []string{"Round/LongStrings"}, false},
	{"knows one key only", knowsOneKeyOnly, []string{"Keys/EachIsUnique", "Load/ByEveryKey"}, true},
	{"takes empty for a key", takesEmptyForAKey, []string{"Keys/EmptyIsNotAKey"}, true},
	{"keys are global", keysAreGlobal, []string{"Keys/ScopedPerScope"}, true},
	{"checks keys before the set", checksKeysFirst, []string{"Keys/Handover", "Keys/Swap", "Keys/FreedByDelete"}, true},
	{"keeps deleted keys", keepsDeletedKeys, []string{"Keys/FreedByDelete"}, true},

	// Sets.
	{"applies half", appliesHalf, []string{"Atomic/LastChangeFails"}, true},
	{"deletes first", deletesFirst, []string{"Atomic/DeletesUndone"}, true},
	{"forgets events", forgetsEvents, []string{"Atomic/EventsWithRecords", "Outbox/InOrder"}, true},
	{"keeps events of refused sets", keepsEventsOfRefused, []string{"Atomic/EventsWithRecords"}, true},
	{"drops events without records", dropsLoneEvents, []string{"Atomic/EventsAlone"}, false},
	{"makes a stand-in for a missing parent", inventsParents, []string{"Put/DependentWithoutParent"}, true},
	{"leaves orphans", leavesOrphans, []string{"Delete/ParentWithDependents"}, true},
	{"ignores guards", ignoresGuards, []string{"Guard/Stale", "Guard/Absent", "Race/Guards"}, true},
	{"ignores guards of absence", ignoresGuardsOfAbsence, []string{"Guard/Stale"}, false},
	{"guards nothing on a missing record", ignoresGuardsOnMissing, []string{"Guard/Absent"}, true},
	{"refuses an empty set", refusesEmptySets, []string{"Atomic/EmptySet"}, false},

	// Memory and encoding.
	{"aliases what it loads", aliasesLoads, []string{"Alias/LoadResult"}, false},
	{"aliases change sets", aliasesChangeSets, []string{"Alias/ChangeSet"}, false},
	{"truncates times to seconds", truncatesTimes, []string{"Round/TimeMicroseconds"}, true},
	{"takes the epoch for no time", epochIsZero, []string{"Round/TimeMicroseconds"}, false},
	{"gives no time a value", zeroIsEpoch, []string{"Round/ZeroTime"}, true},
	{"drops a field", dropsAField, []string{"Round/EveryField"}, false},
	{"drops a field of the old version", dropsAnOldField, []string{"Round/EveryField"}, false},
	{"inserts a column and does not update it", neverUpdatesAField, []string{"Round/EveryField"}, false},
	{"confuses two flags", confusesFlags, []string{"Round/EachFlag"}, false},
	{"reads numbers as floats", readsFloats, []string{"Round/JSONAttrs"}, false},
	{"trims texts", trimsTexts, []string{"Round/HostileStrings"}, false},
	{"mends bad bytes on the way in", mendsTexts, []string{"Malformed/UTF8"}, false},
	{"mends bad bytes in questions", mendsKeys, []string{"Load/UnstorableKey"}, false},

	// Questions.
	{"looks up the first key only", looksUpOneKey, []string{"Load/MixedHitsAndMisses"}, true},
	{"returns what is named twice twice", returnsTwice, []string{"Load/DuplicatesCollapse"}, false},
	{"loads a thousand at most", loadsAThousand, []string{"Size/TenThousand"}, false},
	{"leaks other scopes", leaksScopes, []string{"Load/OtherScopeInvisible"}, true},
	{"forgets relations", forgetsRelations, []string{"Load/Types", "Load/Dependents", "Load/Owners", "List/Relations"}, false},
	{"accepts unknown relations", acceptsRelations, []string{"Unknown/Relation"}, false},
	{"accepts unknown keys", acceptsKeys, []string{"Unknown/KeyName"}, false},
	{"accepts unknown kinds", acceptsKinds, []string{"Unknown/Kind"}, false},
	{"accepts unknown fields", acceptsFields, []string{"Unknown/Field"}, false},
	{"accepts any operator", acceptsOperators, []string{"Unknown/Operator"}, false},
	{"writes the last of two", writesTheLastOfTwo, []string{"Malformed/Twice"}, false},
	{"ignores its context", ignoresContext, []string{"Context/Cancelled", "Context/Deadline"}, false},
	{"says what it stores", saysWhatItStores, []string{"Errors/NoStoredValue"}, false},
	{"changes its traits", changesTraits, []string{"Traits/Constant"}, false},

	// Lists.
	{"pages by offset", pagesByOffset, []string{"List/InsertBetweenPages", "List/DeleteBetweenPages", "List/ForeignCursor"}, false},
	{"takes any cursor", takesAnyCursor, []string{"List/ForeignCursor"}, false},
	{"lists empty fields first", listsEmptyFirst, []string{"List/EmptyLast", "List/EveryField"}, false},
	{"breaks ties backwards", breaksTiesBackwards, []string{"List/StableOrder"}, false},
	{"sorts without case", sortsWithoutCase, []string{"List/EveryField", "List/MatchesDefinition"}, true},
	{"takes _ for a wildcard", underscoreIsWild, []string{"List/LikeIsLiteral"}, false},
	{"takes % for itself", percentIsLiteral, []string{"List/LikeIsLiteral", "List/EveryOperator"}, true},
	{"not equal finds empty fields", notEqualFindsEmpty, []string{"List/EveryOperator"}, false},
	{"takes a thousand values", takesAThousandValues, []string{"List/ManyValues"}, false},
	{"announces an empty page", announcesEmptyPage, []string{"List/PagesCoverOnce"}, true},

	// Outbox and purge.
	{"acknowledges nothing", acknowledgesNothing, []string{"Outbox/AckOnce"}, true},
	{"ignores claims", ignoresClaims, []string{"Outbox/ClaimExcludes", "Outbox/RelaysShare"}, false},
	{"claims on a look", claimsOnALook, []string{"Outbox/LookClaimsNothing"}, true},
	{"returns events as they came", returnsEventsUnsorted, []string{"Outbox/InOrder"}, true},
	{"purges nothing by date", purgesNothingByDate, []string{"Purge/Before"}, true},
	{"purges by date of birth", purgesByCreation, []string{"Purge/Before"}, true},
	{"purges the tenant", purgesTheTenant, []string{"Purge/Scope"}, false},
}

func TestEverySaboteurIsCaught(t *testing.T) {
	for _, s := range saboteurs {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range s.fails {
				assert.NotEmpty(t, caseFailures(t, name, newBroken(s.sabotage)), "%s passes", name)
			}
			if s.model {
				assert.NotEmpty(t, failures(t, func(r testingT) { runModel(r, newBroken(s.sabotage), 1, 2_000) }), "the model passes")
			}
		})
	}
}

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
	out.Attendees.Delete, out.Types.Delete = cs.Attendees.Delete, cs.Types.Delete
	out.Revisions.Delete, out.Tokens.Delete = cs.Revisions.Delete, cs.Tokens.Delete
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

// everything returns all attendees and types of a scope.
func (b *broken) everything(ctx context.Context, scope storage.Scope) []storage.Entity {
	var list []storage.Entity
	for _, kind := range []storage.Kind{storage.KindAttendee, storage.KindType} {
		page, _ := b.Store.List(ctx, storage.ListQuery{Scope: scope, Kind: kind, Limit: math.MaxInt})
		list = append(list, all(page.Set)...)
	}
	return list
}

// followed gives every change the revision that the store expects.
func (b *broken) followed(ctx context.Context, cs storage.ChangeSet) storage.ChangeSet {
	cs = rewritten(cs, func(e storage.Entity) storage.Entity { return at(e, b.stored(ctx, cs.Scope, e.Ref())+1) })
	for _, list := range []*[]storage.Ref{&cs.Attendees.Delete, &cs.Types.Delete, &cs.Revisions.Delete, &cs.Tokens.Delete} {
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
		for _, list := range []*[]storage.Ref{&cs.Attendees.Delete, &cs.Types.Delete, &cs.Revisions.Delete, &cs.Tokens.Delete} {
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
			for _, r := range slices.Concat(cs.Attendees.Delete, cs.Types.Delete) {
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
		refs := slices.Concat(cs.Attendees.Delete, cs.Types.Delete, cs.Tokens.Delete)
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
		cs.Attendees.Delete, cs.Types.Delete, cs.Revisions.Delete, cs.Tokens.Delete = nil, nil, nil, nil
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
		return b.Store.Apply(ctx, cs)
	}
}

// leavesOrphans hides the revisions from memstore's own check.
func leavesOrphans(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		q := named(cs.Scope, cs.Attendees.Delete...)
		q.With = storage.WithRevisions
		set, err := b.Store.Load(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range set.Revisions {
			if !slices.ContainsFunc(cs.Revisions.Delete, func(d storage.Ref) bool { return d.ID == r.ID }) {
				remove(r)(&cs)
			}
		}
		return b.Store.Apply(ctx, cs)
	}
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

func aliasesLoads(b *broken) {
	kept := make(map[storage.Ref]storage.Attendee)
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		for i, a := range set.Attendees {
			if _, ok := kept[a.Ref()]; !ok {
				kept[a.Ref()] = a
			}
			set.Attendees[i] = kept[a.Ref()]
		}
		return set, err
	}
}

func aliasesChangeSets(b *broken) {
	kept := make(map[storage.Ref]storage.Type)
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		for _, typ := range cs.Types.Put {
			kept[typ.Ref()] = typ
		}
		return b.Store.Apply(ctx, cs)
	}
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		for i, typ := range set.Types {
			set.Types[i] = kept[typ.Ref()]
		}
		return set, err
	}
}

// times changes the times in every record's head.
func (b *broken) times(change func(time.Time) time.Time) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		return edited(e, func(h *storage.Head) { h.CreatedAt, h.UpdatedAt = change(h.CreatedAt), change(h.UpdatedAt) })
	})
}

func truncatesTimes(b *broken) {
	b.times(func(t time.Time) time.Time { return t.Truncate(time.Second) })
}

func epochIsZero(b *broken) {
	b.times(func(t time.Time) time.Time {
		if t.UnixMicro() == 0 {
			return time.Time{}
		}
		return t
	})
}

func zeroIsEpoch(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok && a.DeletedAt.IsZero() {
			a.DeletedAt = time.Unix(0, 0).UTC()
			return a
		}
		return e
	})
}

func dropsAField(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			a.Owner.Name = ""
			return a
		}
		return e
	})
}

func dropsAnOldField(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if r, ok := e.(storage.Revision); ok {
			r.Was.Unique.External = ""
			return r
		}
		return e
	})
}

func neverUpdatesAField(b *broken) {
	first := make(map[storage.ID]string)
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			if a.Rev == 1 {
				first[a.ID] = a.Suffix
			}
			a.Suffix = first[a.ID]
			return a
		}
		return e
	})
}

func confusesFlags(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if typ, ok := e.(storage.Type); ok {
			typ.Public, typ.PermitAdds = typ.PermitAdds, typ.Public
			return typ
		}
		return e
	})
}

func readsFloats(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		a, ok := e.(storage.Attendee)
		if !ok {
			return e
		}
		a.Custom = maps.Clone(a.Custom)
		for k, v := range a.Custom {
			if f, err := strconv.ParseFloat(v.String(), 64); err == nil && v.IsNumber() {
				data, _ := json.Marshal(f)
				a.Custom[k], _ = storage.Number(string(data))
			}
		}
		return a
	})
}

// texts changes every text of attendees on their way in.
func (b *broken) texts(change func(string) string) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			eachText(reflect.ValueOf(&a).Elem(), "", func(_ string, text reflect.Value) { text.SetString(change(text.String())) })
			return a
		}
		return e
	})
}

func trimsTexts(b *broken) { b.texts(strings.TrimSpace) }

func mendsTexts(b *broken) {
	b.texts(func(s string) string { return strings.ToValidUTF8(s, "\ufffd") })
}

func mendsKeys(b *broken) {
	b.asks(func(q *storage.Query) {
		q.Attendees.Keys = slices.Clone(q.Attendees.Keys)
		for i, k := range q.Attendees.Keys {
			q.Attendees.Keys[i].Value = strings.ToValidUTF8(k.Value, "\ufffd")
		}
	})
}

// asks changes every query.
func (b *broken) asks(change func(*storage.Query)) {
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		change(&q)
		return b.Store.Load(ctx, q)
	}
}

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

func forgetsRelations(b *broken) {
	b.asks(func(q *storage.Query) { q.With = 0 })
	b.queries(func(q *storage.ListQuery) { q.With = 0 })
}

func acceptsRelations(b *broken) {
	b.asks(func(q *storage.Query) { q.With &= storage.WithTypes | storage.WithRevisions | storage.WithParents })
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

// queries changes every list query.
func (b *broken) queries(change func(*storage.ListQuery)) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		change(&q)
		return b.Store.List(ctx, q)
	}
}

func known(kind storage.Kind, field string) bool {
	return slices.ContainsFunc(storage.Fields(kind), func(f storage.FieldInfo) bool { return f.Name == field })
}

func acceptsFields(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return !known(q.Kind, c.Field) })
		q.Order = slices.DeleteFunc(slices.Clone(q.Order), func(o storage.Order) bool { return !known(q.Kind, o.Field) })
	})
}

func acceptsOperators(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return c.Op < storage.OpEq || c.Op > storage.OpNotNull })
	})
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

func changesTraits(b *broken) {
	calls := 0
	b.traits = func() storage.Traits {
		calls++
		return storage.Traits{Contract: storage.ContractV1, MaxChanges: calls, Events: true}
	}
}

func pagesByOffset(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		from, _ := strconv.Atoi(q.After)
		limit := q.Limit
		q.After, q.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, q)
		total := len(page.Attendees)
		page.Attendees = page.Attendees[min(from, total):min(from+limit, total)]
		if from+limit < total {
			page.Next = strconv.Itoa(from + limit)
		}
		return page, err
	}
}

// relists lists attendees in another order, or chooses others, with a cursor
// that is bound to no query.
func (b *broken) relists(sort func(q storage.ListQuery, a, b storage.Attendee) int) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		if err := q.Validate(); err != nil || q.Kind != storage.KindAttendee {
			return b.Store.List(ctx, q)
		}
		whole := q
		whole.After, whole.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, whole)
		slices.SortFunc(page.Attendees, func(x, y storage.Attendee) int { return sort(q, x, y) })
		at := slices.IndexFunc(page.Attendees, func(a storage.Attendee) bool { return a.ID.String() == q.After })
		page.Attendees = page.Attendees[at+1:]
		if len(page.Attendees) > q.Limit {
			page.Attendees = page.Attendees[:q.Limit]
			page.Next = page.Attendees[q.Limit-1].ID.String()
		}
		return page, err
	}
}

func takesAnyCursor(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int { return q.Compare(x, y) })
}

func listsEmptyFirst(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, o := range q.Order {
			if a, b := x.Field(o.Field), y.Field(o.Field); (a == nil) != (b == nil) {
				if a == nil {
					return -1
				}
				return 1
			}
		}
		return q.Compare(x, y)
	})
}

func breaksTiesBackwards(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		x.ID, y.ID = y.ID, x.ID
		return q.Compare(x, y)
	})
}

func sortsWithoutCase(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, a := range []*storage.Attendee{&x, &y} {
			eachText(reflect.ValueOf(a).Elem(), "", func(_ string, text reflect.Value) { text.SetString(strings.ToLower(text.String())) })
		}
		return q.Compare(x, y)
	})
}

// conditions changes the conditions of every list query.
func (b *broken) conditions(change func(storage.Cond) storage.Cond) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.Clone(q.Where)
		for i, c := range q.Where {
			q.Where[i] = change(c)
		}
	})
}

func underscoreIsWild(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if pattern, ok := c.Value.(string); ok && c.Op == storage.OpLike {
			c.Value = strings.ReplaceAll(pattern, "_", "%")
		}
		return c
	})
}

func percentIsLiteral(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if c.Op == storage.OpLike {
			c.Op = storage.OpEq
		}
		return c
	})
}

func notEqualFindsEmpty(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || len(q.Where) != 1 || q.Where[0].Op != storage.OpNe {
			return page, err
		}
		q.Where = []storage.Cond{{Field: q.Where[0].Field, Op: storage.OpNull}}
		q.After = ""
		empty, err := b.Store.List(ctx, q)
		page.Attendees = append(page.Attendees, empty.Attendees...)
		return page, err
	}
}

func takesAThousandValues(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if list, ok := c.Value.([]string); ok {
			c.Value = list[:min(1_000, len(list))]
		}
		return c
	})
}

func announcesEmptyPage(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err == nil && page.Next == "" && len(page.Attendees) == q.Limit {
			page.Next, err = q.Cursor(page.Attendees[q.Limit-1])
		}
		return page, err
	}
}

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
			if e.Base().CreatedAt.Before(p.Before) {
				remove(e)(&cs)
				q := named(p.Scope, e.Ref())
				q.With = storage.WithRevisions
				set, _ := b.Store.Load(ctx, q)
				remove(entities(set.Revisions)...)(&cs)
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
