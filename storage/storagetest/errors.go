package storagetest

import (
	"fmt"
	"reflect"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

const canary = "canary"

// errorsNoStoredValue provokes every refusal with records full of canaries
// and looks for them in the errors' texts.
func errorsNoStoredValue(t *trial) {
	f := &filler{prefix: canary}
	records := f.all(here)
	a, typ, r, token := records[0].(storage.Attendee), records[1].(storage.Type), records[2].(storage.Revision), records[3].(storage.Token)
	t.silent(storage.ErrConflict, put(r))
	t.silent(storage.ErrConflict, put(next(a)))
	t.apply(put(records...))
	for _, e := range records {
		t.silent(storage.ErrConflict, put(e))
		t.silent(storage.ErrConflict, put(at(e, 7)))
		t.silent(storage.ErrConflict, remove(next(e)))
		t.silent(storage.ErrMalformed, put(e, e))
		for _, k := range e.AppendKeys(nil) {
			t.silent(storage.ErrConflict, put(t.holding(here, k)))
			other := t.holding(here, storage.Key{Name: k.Name, Value: canary})
			t.apply(put(other))
			t.silent(storage.ErrConflict, put(rekeyed(next(other), k)))
			t.apply(remove(other))
		}
	}
	for _, named := range []storage.Entity{a, records[4], records[7], records[9], records[10], records[13]} {
		t.silent(storage.ErrConflict, remove(named))
	}
	t.silent(storage.ErrConflict, put(leadingInto(next(records[11].(storage.AccessPoint)), newID())))
	answer := records[6].(storage.FormResponse)
	answer.Data = []byte(`{"` + canary + `":`)
	t.silent(storage.ErrMalformed, put(next(answer)))
	t.silent(storage.ErrConflict, guard(next(typ).Ref()))
	eachText(reflect.ValueOf(&token).Elem(), "", func(_ string, text reflect.Value) {
		text.SetString(canary + "\x00")
	})
	t.silent(storage.ErrMalformed, put(at(token, 1)))
	if l, ok := t.store.(storage.Lister); ok {
		for _, q := range []storage.ListQuery{
			{Scope: here, Kind: storage.KindAttendee, Limit: 1, After: canary},
			{Scope: here, Kind: storage.KindAttendee, Limit: 1, Where: []storage.Cond{{Field: "email", Op: storage.OpIn, Value: canary}}},
			{Scope: here, Kind: storage.KindAttendee, Limit: 1, Where: []storage.Cond{{Field: canary, Op: storage.OpEq, Value: canary}}},
		} {
			_, err := l.List(t.Context(), q)
			require.Error(t, err)
			require.NotContains(t, spelled(err), canary)
		}
	}
}

func (t *trial) silent(want error, changes ...change) {
	t.Helper()
	err := t.try(here, changes...)
	require.ErrorIs(t, err, want)
	require.NotContains(t, spelled(err), canary)
}

// spelled writes an error in every way in which a program might log it.
func spelled(err error) string { return fmt.Sprintf("%s %v %+v %q", err, err, err, err) }
