package storagetest

import (
	"reflect"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// scribble overwrites everything that the records of a set refer to: whoever
// shares that memory sees it.
func scribble(s storage.Set) {
	set := reflect.ValueOf(s)
	for i := range set.NumField() {
		for j := range set.Field(i).Len() {
			overwrite(set.Field(i).Index(j))
		}
	}
}

func overwrite(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				overwrite(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			overwrite(v.Index(i))
		}
		v.SetLen(v.Len() / 2)
	case reflect.Map:
		for _, key := range v.MapKeys() {
			v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
		}
	case reflect.Array:
		return // an ID is a value
	default:
		v.SetZero()
	}
}

func aliasLoadResult(t *trial) {
	records := (&filler{prefix: "text"}).all(here)
	t.apply(put(records...))
	scribble(t.content(here))
	t.holds(records...)
	for _, r := range records {
		for _, k := range r.AppendKeys(nil) {
			scribble(t.load(keyed(here, k)))
		}
	}
	q := named(here, records[2].Ref(), records[11].Ref(), records[14].Ref()) // a revision, a point and an association lead to all others
	q.With = everyRelation
	scribble(t.load(q))
	t.checkCounts(here, t.content(here))
	everybody := storage.Query{Scope: here, Occupancies: []storage.ID{records[12].(storage.CheckIn).ZoneID}}
	everybody.Totals = storage.Spending{Attendees: []storage.ID{records[0].Base().ID}, Years: []int32{records[14].(storage.Association).Year}}
	everybody.Uses = []storage.Ref{{Kind: storage.KindZone, ID: records[11].(storage.AccessPoint).ZoneID}}
	counts := t.load(everybody)
	require.Len(t, counts.Occupancies, 1)
	require.Len(t, counts.Totals, 1)
	require.Len(t, counts.Uses, 1)
	scribble(counts)
	t.checkCounts(here, t.content(here))
	t.holds(records...)
}

func aliasChangeSet(t *trial) {
	f := &filler{prefix: "text"}
	records := f.all(here)
	for range 2 { // an insert, then an update
		cs := changeSet(here, put(clones(records)...))
		require.NoError(t, t.tryOn(t.store, cs))
		scribble(written(cs))
		t.holds(records...)
		for i := range records {
			records[i] = next(records[i])
		}
	}
}

func aliasListResult(t *trial) {
	records := (&filler{prefix: "text"}).all(here)
	t.apply(put(records...))
	for _, k := range listedKinds {
		page, err := t.lister().List(t.Context(), storage.ListQuery{Scope: here, Kind: k.number(), Limit: 10, With: everyRelation})
		require.NoError(t, err)
		scribble(page.Set)
	}
	t.holds(records...)
}

func aliasEvents(t *trial) {
	want := newEvent(newAttendee(here))
	given := want
	given.Data = slices.Clone(want.Data)
	t.apply(emit(given))
	clear(given.Data)
	for range 2 {
		got := t.events()
		require.Len(t, got, 1)
		sameEvent(t, want, got[0])
		clear(got[0].Data)
	}
}

func clones(records []storage.Entity) []storage.Entity {
	list := make([]storage.Entity, len(records))
	for i, r := range records {
		list[i] = kindNumbered(r.Ref().Kind).clone(r)
	}
	return list
}
