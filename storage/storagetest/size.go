package storagetest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// sizeTenThousand moves ten thousand records with one call each way, or with
// as many as the store's limit makes it.
func sizeTenThousand(t *trial) {
	list := manyAttendees(here, 10_000)
	t.inParts(list, func(part []storage.Attendee) change { return put(entities(part)...) })
	q := storage.Query{Scope: here}
	for _, a := range list {
		q.Attendees.Keys = append(q.Attendees.Keys, storage.Key{Name: storage.KeyEmail, Value: a.Unique.Email})
	}
	same(t, storage.Set{Attendees: list}, t.load(q))
	for i := range list {
		list[i] = next(list[i])
		list[i].Company = "moved"
	}
	t.inParts(list, func(part []storage.Attendee) change { return put(entities(part)...) })
	same(t, storage.Set{Attendees: list}, t.load(q))
	t.inParts(list[:5_000], func(part []storage.Attendee) change { return remove(entities(part)...) })
	same(t, storage.Set{Attendees: list[5_000:]}, t.load(q))
}

func (t *trial) inParts(list []storage.Attendee, write func([]storage.Attendee) change) {
	t.Helper()
	size := len(list)
	if limit := t.store.Traits().MaxChanges; limit > 0 {
		size = min(size, limit)
	}
	for part := range slices.Chunk(list, size) {
		t.apply(write(part))
	}
}

func sizeMaxChanges(t *trial) {
	limit := t.store.Traits().MaxChanges
	t.refused(storage.ErrTooLarge, put(entities(manyAttendees(here, limit+1))...))
	a := newAttendee(here)
	t.apply(put(a))
	t.refused(storage.ErrTooLarge, put(entities(manyAttendees(here, limit))...), guard(a.Ref()))
	t.apply(put(entities(manyAttendees(here, limit))...))
}

func traitsConstant(t *trial) {
	before := t.store.Traits()
	require.GreaterOrEqual(t, before.Contract, storage.ContractV1)
	require.GreaterOrEqual(t, before.MaxChanges, 0)
	if before.Events {
		require.Implements(t, (*storage.Outbox)(nil), t.store, "a store that keeps events is a storage.Outbox")
	}
	t.apply(put(oneOfEach(here)...))
	require.Equal(t, before, t.store.Traits())
}
