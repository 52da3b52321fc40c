package storagetest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// checkIntegrity walks everything that the trial may have stored, after its
// case has passed: a case looks at its own subject, the walk looks at the rest.
func (t *trial) checkIntegrity() {
	t.Helper()
	t.mu.Lock()
	scopes := make([]storage.Scope, 0, len(t.known))
	for scope := range t.known {
		scopes = append(scopes, scope)
	}
	t.mu.Unlock()
	for _, scope := range scopes {
		set := t.content(scope)
		t.checkRecords(scope, set)
		t.checkKeys(scope, set)
		t.checkRelations(scope, set)
		t.checkCounts(scope, set)
		if _, ok := t.store.(storage.Lister); ok {
			for _, k := range listedKinds {
				k.checkListed(t, scope, set)
			}
		}
	}
}

// checkRecords requires every record to be in its scope, at a revision, and
// none to be an orphan.
func (t *trial) checkRecords(scope storage.Scope, set storage.Set) {
	t.Helper()
	present := make(map[storage.Ref]bool)
	for _, r := range all(set) {
		present[unpinned(r.Ref())] = true
	}
	for _, r := range all(set) {
		require.Equal(t, scope, r.Base().Scope, "integrity: scope of %v", r.Ref())
		require.GreaterOrEqual(t, r.Base().Rev, storage.Rev(1), "integrity: revision of %v", r.Ref())
		for _, owner := range owners(r) {
			require.True(t, present[owner], "integrity: orphan %v", r.Ref())
		}
	}
}

// lookupsPerKeyName bounds the walk's queries when a store holds much.
const lookupsPerKeyName = 64

// checkKeys requires every key to have one holder and to lead to it.
func (t *trial) checkKeys(scope storage.Scope, set storage.Set) {
	t.Helper()
	holder := make(map[storage.Key]storage.ID)
	names := make(map[storage.KeyName][]storage.Key)
	for _, r := range all(set) {
		for _, k := range r.AppendKeys(nil) {
			if _, held := holder[k]; held {
				require.Fail(t, "integrity: two records under one key", "%s %q", k.Name, k.Value)
			}
			holder[k] = r.Base().ID
			names[k.Name] = append(names[k.Name], k)
		}
	}
	for _, keys := range names {
		for part := range slices.Chunk(keys, 1+len(keys)/lookupsPerKeyName) {
			var want []storage.ID
			for _, k := range part {
				want = append(want, holder[k])
			}
			require.Equal(t, sorted(want), ids(all(t.load(keyed(scope, part...)))), "integrity: records under their %s", part[0].Name)
		}
	}
}

// relationsWalked bounds the walk when a store holds much.
const relationsWalked = 256

// checkRelations requires each relation to add what the records themselves say.
func (t *trial) checkRelations(scope storage.Scope, set storage.Set) {
	t.Helper()
	if set.Len() > relationsWalked {
		return
	}
	for _, k := range everyKind {
		list := k.of(set)
		if len(list) == 0 {
			continue
		}
		for _, with := range relations {
			q := named(scope, refs(list)...)
			q.With = with
			same(t, follow(set, list, with), t.load(q))
		}
	}
}

// checkListed requires a list to show what Load shows.
func (k kindOf[R]) checkListed(t *trial, scope storage.Scope, s storage.Set) {
	t.Helper()
	want := storage.Of[R](s)
	got := walked[R](t, storage.ListQuery{Scope: scope, Kind: k.kind, Limit: 1000}, len(want)/1000+1)
	if !sameRecords(t, want, got) {
		t.FailNow()
	}
}
