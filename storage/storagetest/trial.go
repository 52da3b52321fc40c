package storagetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// testingT is what a case needs of a test. It is less than [testing.TB], so
// that the suite's own tests can run a case that is meant to fail.
type testingT interface {
	Helper()
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	FailNow()
	Context() context.Context
}

// trial is one run of one case on one fresh store.
type trial struct {
	testingT
	store storage.Store

	mu    sync.Mutex
	known map[storage.Scope]map[storage.Ref]bool // every record that a change set named, at revision 0
}

func newTrial(t testingT, s storage.Store) *trial {
	return &trial{testingT: t, store: s, known: make(map[storage.Scope]map[storage.Ref]bool)}
}

// lister, outbox and purger are for cases that say that they need them.
func (t *trial) lister() storage.Lister { return t.store.(storage.Lister) }
func (t *trial) outbox() storage.Outbox { return t.store.(storage.Outbox) }
func (t *trial) purger() storage.Purger { return t.store.(storage.Purger) }

// try applies changes and remembers which records they named, for the
// integrity walk.
func (t *trial) try(scope storage.Scope, changes ...change) error {
	return t.tryOn(t.store, changeSet(scope, changes...))
}

func (t *trial) tryOn(s storage.Store, cs storage.ChangeSet) error {
	t.note(cs)
	return s.Apply(t.Context(), cs)
}

func (t *trial) note(cs storage.ChangeSet) {
	t.mu.Lock()
	defer t.mu.Unlock()
	refs := t.known[cs.Scope]
	if refs == nil {
		refs = make(map[storage.Ref]bool)
		t.known[cs.Scope] = refs
	}
	for _, r := range all(written(cs)) {
		refs[unpinned(r.Ref())] = true
	}
}

// noted reports whether a change set of this trial put the record.
func (t *trial) noted(scope storage.Scope, r storage.Ref) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[scope][unpinned(r)]
}

func unpinned(r storage.Ref) storage.Ref {
	r.Rev = 0
	return r
}

// apply applies changes that the store must accept.
func (t *trial) apply(changes ...change) {
	t.Helper()
	t.applyIn(here, changes...)
}

func (t *trial) applyIn(scope storage.Scope, changes ...change) {
	t.Helper()
	require.NoError(t, t.try(scope, changes...), "apply")
}

// refused applies changes that the store must refuse with an error, and checks
// that they left nothing behind.
func (t *trial) refused(want error, changes ...change) {
	t.Helper()
	t.refusedIn(here, want, changes...)
}

func (t *trial) refusedIn(scope storage.Scope, want error, changes ...change) {
	t.Helper()
	cs := changeSet(scope, changes...)
	t.note(cs)
	records, events := t.content(scope), t.events()
	require.ErrorIs(t, t.store.Apply(t.Context(), cs), want)
	same(t, records, t.content(scope))
	require.Len(t, t.events(), len(events), "events after a refused change set")
}

// load asks for records; the store must answer.
func (t *trial) load(q storage.Query) storage.Set {
	t.Helper()
	set, err := t.store.Load(t.Context(), q)
	require.NoError(t, err, "load")
	return set
}

// content loads every record that any change set of this trial named.
func (t *trial) content(scope storage.Scope) storage.Set {
	t.Helper()
	t.mu.Lock()
	q := storage.Query{Scope: scope}
	for r := range t.known[scope] {
		l := q.Of(r.Kind)
		l.IDs = append(l.IDs, r.ID)
	}
	t.mu.Unlock()
	return t.load(q)
}

// events looks at the outbox without claiming; it is empty without one.
func (t *trial) events() []storage.Event {
	t.Helper()
	if !t.store.Traits().Events {
		return nil
	}
	list, err := t.outbox().Pending(t.Context(), storage.Claim{Limit: 1 << 20, Now: noon})
	require.NoError(t, err, "pending")
	return list
}

// holds requires each record to be found by its ID, with that content.
func (t *trial) holds(records ...storage.Entity) {
	t.Helper()
	t.holdsIn(here, records...)
}

func (t *trial) holdsIn(scope storage.Scope, records ...storage.Entity) {
	t.Helper()
	same(t, written(changeSet(scope, put(records...))), t.load(named(scope, refs(records)...)))
}

// lacks requires that none of the records is found by its ID.
func (t *trial) lacks(records ...storage.Entity) {
	t.Helper()
	t.lacksIn(here, records...)
}

func (t *trial) lacksIn(scope storage.Scope, records ...storage.Entity) {
	t.Helper()
	for _, r := range records {
		same(t, storage.Set{}, t.load(named(scope, r.Ref())))
	}
}

// leads requires that a key finds exactly these records in a scope.
func (t *trial) leads(scope storage.Scope, key storage.Key, records ...storage.Entity) {
	t.Helper()
	require.Equal(t, ids(records), ids(all(t.load(keyed(scope, key)))), "records under key %s %q", key.Name, key.Value)
}

// ids returns the sorted IDs of records.
func ids(records []storage.Entity) []storage.ID {
	list := make([]storage.ID, 0, len(records))
	for _, r := range records {
		list = append(list, r.Base().ID)
	}
	return sorted(list)
}

func sorted(list []storage.ID) []storage.ID {
	slices.SortFunc(list, func(a, b storage.ID) int { return bytes.Compare(a[:], b[:]) })
	return list
}

// same requires two sets to hold the same records with the same content, in
// any order, each once, and the same counts.
func same(t testingT, want, got storage.Set) {
	t.Helper()
	ok := sameCounts(t, want, got)
	for _, k := range everyKind {
		ok = k.same(t, want, got) && ok
	}
	if !ok {
		t.FailNow()
	}
}

func sameRecords[R storage.Record](t testingT, want, got []R) bool {
	t.Helper()
	want, got = byID(want), byID(got)
	if slices.EqualFunc(want, got, storage.Equal) {
		return true
	}
	want, got = different(want, got)
	return assert.Equal(t, text(want), text(got), "records that differ")
}

// different returns the records that are not in both lists, as many as a
// reader wants to see. The lists are sorted by ID.
func different[R storage.Record](want, got []R) (missing, extra []R) {
	const enough = 5
	only := func(these, others []R) (list []R) {
		for _, r := range these {
			at, found := slices.BinarySearchFunc(others, r, compareIDs)
			if len(list) < enough && !(found && storage.Equal(r, others[at])) {
				list = append(list, r)
			}
		}
		return list
	}
	missing, extra = only(want, got), only(got, want)
	if len(missing)+len(extra) == 0 {
		return want, got // they differ in how often a record is there
	}
	return missing, extra
}

func byID[R storage.Record](records []R) []R {
	return slices.SortedFunc(slices.Values(records), compareIDs)
}

func compareIDs[R storage.Record](a, b R) int {
	x, y := a.Base().ID, b.Base().ID
	return bytes.Compare(x[:], y[:])
}

// text writes records for a diff, with the scope that JSON leaves out.
func text[R storage.Record](records []R) string {
	var b bytes.Buffer
	for _, r := range records {
		data, err := json.MarshalIndent(r, "", "  ")
		fmt.Fprintf(&b, "%+v %s %v\n", r.Base().Scope, data, err)
	}
	return b.String()
}
