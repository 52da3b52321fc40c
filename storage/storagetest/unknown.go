package storagetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// beyond is a number that no version of the contract will reach.
const beyond = 200

func unknownKind(t *trial) {
	stranger := storage.Ref{Kind: beyond, ID: newID(), Rev: 1}
	a := newAttendee(here)
	t.refused(storage.ErrUnsupported, put(a), guard(stranger))
	t.refused(storage.ErrUnsupported, put(a), func(cs *storage.ChangeSet) { cs.Attendees.Delete = []storage.Ref{stranger} })
	t.lacks(a)
	for kind := storage.Kind(0); kind < beyond; kind++ {
		if kind != storage.KindCredentialType && kind != storage.KindZone && kind != storage.KindCheckList {
			t.unloadable(storage.Query{Scope: here, Uses: []storage.Ref{{Kind: kind, ID: newID()}}})
		}
	}
	if l, ok := t.store.(storage.Lister); ok {
		for _, kind := range []storage.Kind{0, storage.KindToken, beyond} {
			_, err := l.List(t.Context(), storage.ListQuery{Scope: here, Kind: kind, Limit: 1})
			require.ErrorIs(t, err, storage.ErrUnsupported, "list of %s", kind)
		}
	}
}

func unknownKeyName(t *trial) {
	for _, k := range everyKind {
		for _, name := range append(keyNames[:len(keyNames):len(keyNames)], 0, beyond) {
			if name.Kind() != k.number() {
				q := storage.Query{Scope: here}
				q.Of(k.number()).Keys = []storage.Key{{Name: name, Value: "x"}}
				t.unloadable(q)
			}
		}
	}
}

func (t *trial) unloadable(q storage.Query) {
	t.Helper()
	_, err := t.store.Load(t.Context(), q)
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

func unknownRelation(t *trial) {
	t.unloadable(storage.Query{Scope: here, With: 1 << 31})
	t.unloadable(storage.Query{Scope: here, With: storage.WithTypes | 1<<20})
	if _, ok := t.store.(storage.Lister); ok {
		t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, With: 1 << 31, Limit: 1})
	}
}

func (t *trial) unlistable(q storage.ListQuery) {
	t.Helper()
	q.Scope = here
	_, err := t.lister().List(t.Context(), q)
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

func unknownField(t *trial) {
	for _, field := range []string{"", "ID", "id ", "attendance_code", "preferred_name", "email; --", "scope", "unique.email", "owner.name", "custom", "custom.", "Custom.x", "custom.\xff", "custom.a\x00"} {
		where := []storage.Cond{{Field: field, Op: storage.OpEq, Value: "x"}}
		t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Where: where, Limit: 1})
		t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Order: []storage.Order{{Field: field}}, Limit: 1})
	}
	for _, field := range hostileTexts() {
		t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Order: []storage.Order{{Field: field}}, Limit: 1})
		t.unlistable(storage.ListQuery{Kind: storage.KindGroup, Where: []storage.Cond{{Field: storage.CustomPrefix + field, Op: storage.OpNull}}, Limit: 1})
	}
	// A field of another kind is unknown too.
	for _, k := range listedKinds[1:] {
		t.unlistable(storage.ListQuery{Kind: k.number(), Order: []storage.Order{{Field: "custom.x"}}, Limit: 1})
	}
	t.unlistable(storage.ListQuery{Kind: storage.KindFormResponse, Order: []storage.Order{{Field: "data"}}, Limit: 1})
	t.unlistable(storage.ListQuery{Kind: storage.KindGroup, Order: []storage.Order{{Field: "group_id"}}, Limit: 1})
	// Secrets and what is only there to be unique are no fields.
	for _, field := range []string{"value", "unique_value", "nonce", "unique_nonce", "presence", "unique_presence", "amount", "capacity"} {
		for _, k := range listedKinds {
			t.unlistable(storage.ListQuery{Kind: k.number(), Where: []storage.Cond{{Field: field, Op: storage.OpNotNull}}, Limit: 1})
		}
	}
	t.unlistable(storage.ListQuery{Kind: storage.KindType, Order: []storage.Order{{Field: "email"}}, Limit: 1})
	t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Order: []storage.Order{{Field: "role"}, {Field: "role", Desc: true}}, Limit: 1})
	t.unlistable(storage.ListQuery{Kind: storage.KindAttendee})
	t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Limit: -1})
}

func unknownOperator(t *trial) {
	for _, c := range []storage.Cond{
		{Field: "role", Op: 0, Value: "x"},
		{Field: "role", Op: beyond, Value: "x"},
		{Field: "role", Op: storage.OpEq},
		{Field: "role", Op: storage.OpEq, Value: int64(1)},
		{Field: "role", Op: storage.OpEq, Value: []string{"x"}},
		{Field: "role", Op: storage.OpIn, Value: "x"},
		{Field: "role", Op: storage.OpIn, Value: []int64{1}},
		{Field: "role", Op: storage.OpNull, Value: "x"},
		{Field: "version", Op: storage.OpEq, Value: 1},
		{Field: "version", Op: storage.OpLike, Value: "1%"},
		{Field: "created_at", Op: storage.OpGt, Value: "2026-01-01"},
		{Field: "created_at", Op: storage.OpIn, Value: []any{time.Time{}}},
		{Field: "id", Op: storage.OpEq, Value: newID().String()},
	} {
		t.unlistable(storage.ListQuery{Kind: storage.KindAttendee, Where: []storage.Cond{c}, Limit: 1})
	}
}
