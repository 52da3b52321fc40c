package storagetest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

func loadByEveryKey(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "wanted-" + name.String()}
		want := holding(here, key)
		t.apply(put(want, holding(here, storage.Key{Name: name, Value: "other-" + name.String()})))
		set := t.load(keyed(here, key))
		require.Equal(t, ids([]storage.Entity{want}), ids(all(set)), "records under %s", name)
		t.holds(want)
		// The value under another name of the same kind finds nothing.
		for _, other := range keyNames {
			if other != name && other.Kind() == name.Kind() {
				t.leads(here, storage.Key{Name: other, Value: key.Value})
			}
		}
	}
}

func loadMixedHitsAndMisses(t *trial) {
	list := manyAttendees(here, 10)
	typ, token := newType(here, "STAFF"), newToken(here)
	r := newRevision(list[0])
	t.apply(put(entities(list)...), put(typ, token, r))
	q := storage.Query{
		Scope: here,
		Attendees: storage.Lookup{
			IDs: []storage.ID{list[0].ID, newID(), list[1].ID},
			Keys: []storage.Key{
				{Name: storage.KeyEmail, Value: list[2].Unique.Email},
				{Name: storage.KeyEmail, Value: "nobody@example.com"},
				{Name: storage.KeyCode, Value: list[3].Unique.Code},
				{Name: storage.KeyUser, Value: "nobody"},
			},
		},
		Types:     storage.Lookup{IDs: []storage.ID{newID()}, Keys: []storage.Key{{Name: storage.KeyTypeCode, Value: "STAFF"}, {Name: storage.KeyTypeName, Value: "?"}}},
		Revisions: storage.Lookup{IDs: []storage.ID{r.ID, newID()}},
		Tokens:    storage.Lookup{IDs: []storage.ID{token.ID}, Keys: []storage.Key{{Name: storage.KeyToken, Value: "?"}}},
	}
	same(t, storage.Set{
		Attendees: list[:4], Types: []storage.Type{typ}, Revisions: []storage.Revision{r}, Tokens: []storage.Token{token},
	}, t.load(q))
}

func loadDuplicatesCollapse(t *trial) {
	a := newAttendee(here, email("ada@example.com"), typed("STAFF"))
	b := newAttendee(here, typed("STAFF"))
	typ, token := newType(here, "STAFF"), newToken(here)
	r := newRevision(a)
	t.apply(put(a, b, typ, token, r))
	twice := func(id storage.ID, keys []storage.Key) storage.Lookup {
		return storage.Lookup{IDs: []storage.ID{id, id}, Keys: slices.Concat(keys, keys)}
	}
	q := storage.Query{
		Scope:     here,
		Attendees: twice(a.ID, a.AppendKeys(nil)),
		Types:     twice(typ.ID, typ.AppendKeys(nil)),
		Revisions: twice(r.ID, nil),
		Tokens:    twice(token.ID, token.AppendKeys(nil)),
		With:      storage.WithTypes | storage.WithRevisions | storage.WithParents,
	}
	q.Attendees.IDs = append(q.Attendees.IDs, b.ID)
	same(t, storage.Set{
		Attendees: []storage.Attendee{a, b}, Types: []storage.Type{typ}, Revisions: []storage.Revision{r}, Tokens: []storage.Token{token},
	}, t.load(q))
}

// lineage stores two attendees with types and revisions, and some that a query
// for them must not bring along.
func (t *trial) lineage() (list []storage.Attendee, types []storage.Type, revisions []storage.Revision) {
	t.Helper()
	types = []storage.Type{newType(here, "STAFF"), newType(here, "GUEST"), newType(here, "PRESS")}
	list = []storage.Attendee{newAttendee(here, typed("STAFF")), newAttendee(here, typed("GUEST")), newAttendee(here, typed("PRESS"))}
	for _, a := range list {
		revisions = append(revisions, newRevision(a), newRevision(a))
	}
	t.apply(put(entities(types)...), put(entities(list)...), put(entities(revisions)...))
	return list, types, revisions
}

func loadDependents(t *trial) {
	list, _, revisions := t.lineage()
	q := named(here, list[0].Ref(), list[1].Ref())
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: list[:2], Revisions: revisions[:4]}, t.load(q))
	q = keyed(here, list[2].AppendKeys(nil)...)
	q.With = storage.WithRevisions
	same(t, storage.Set{Attendees: list[2:], Revisions: revisions[4:]}, t.load(q))
}

func loadOwners(t *trial) {
	list, _, revisions := t.lineage()
	q := named(here, revisions[0].Ref(), revisions[1].Ref(), revisions[3].Ref())
	q.With = storage.WithParents
	same(t, storage.Set{
		Attendees: list[:2], Revisions: []storage.Revision{revisions[0], revisions[1], revisions[3]},
	}, t.load(q))
}

func loadTypes(t *trial) {
	list, types, _ := t.lineage()
	untyped, unknown := newAttendee(here), newAttendee(here, typed("NONE"))
	t.apply(put(untyped, unknown))
	q := named(here, list[0].Ref(), list[1].Ref(), untyped.Ref(), unknown.Ref())
	q.With = storage.WithTypes
	same(t, storage.Set{
		Attendees: []storage.Attendee{list[0], list[1], untyped, unknown}, Types: types[:2],
	}, t.load(q))
}

// loadRelationsCombine follows relations from what another relation found: a
// parent's type, and its other revisions.
func loadRelationsCombine(t *trial) {
	list, types, revisions := t.lineage()
	q := named(here, revisions[0].Ref())
	q.With = storage.WithParents | storage.WithTypes
	same(t, storage.Set{Attendees: list[:1], Types: types[:1], Revisions: revisions[:1]}, t.load(q))
	q.With |= storage.WithRevisions
	same(t, storage.Set{Attendees: list[:1], Types: types[:1], Revisions: revisions[:2]}, t.load(q))
}

func loadOtherScopeInvisible(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, scope := range []storage.Scope{elsewhere, abroad, {}, {Tenant: here.Tenant + here.Event}} {
		for _, r := range records {
			same(t, storage.Set{}, t.load(named(scope, r.Ref())))
			for _, k := range r.AppendKeys(nil) {
				t.leads(scope, k)
			}
		}
	}
	a, typ := newAttendee(elsewhere, typed("SPEAKER")), newType(elsewhere, "PRESS")
	t.applyIn(elsewhere, put(a, typ))
	q := named(elsewhere, a.Ref())
	q.With = storage.WithTypes | storage.WithRevisions
	same(t, storage.Set{Attendees: []storage.Attendee{a}}, t.load(q))
}

func loadNothing(t *trial) {
	t.apply(put(oneOfEach(here)...))
	same(t, storage.Set{}, t.load(storage.Query{Scope: here}))
	same(t, storage.Set{}, t.load(storage.Query{Scope: here, With: storage.WithTypes | storage.WithRevisions | storage.WithParents}))
}

// loadUnstorableKey asks for keys that no record can hold. Encoders which
// replace bad bytes would find the look-alike.
func loadUnstorableKey(t *trial) {
	for _, name := range keyNames {
		t.apply(put(holding(here, storage.Key{Name: name, Value: "a\ufffdb"}), holding(here, storage.Key{Name: name, Value: "a"})))
		for _, value := range []string{"a\xffb", "a\x00b", "a\x00", "\xc3"} {
			t.leads(here, storage.Key{Name: name, Value: value})
		}
	}
}
