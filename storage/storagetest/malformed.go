package storagetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

func malformedScope(t *trial) {
	for _, r := range oneOfEach(elsewhere) {
		t.refused(storage.ErrMalformed, put(newAttendee(here), r))
	}
	e := newEvent(newAttendee(elsewhere))
	t.refused(storage.ErrMalformed, put(newAttendee(here)), emit(e))
}

func malformedNilID(t *trial) {
	for _, r := range oneOfEach(here) {
		r = edited(r, func(h *storage.Head) { h.ID = storage.ID{} })
		t.refused(storage.ErrMalformed, put(r))
		t.refused(storage.ErrMalformed, remove(r))
	}
	e := newEvent(newAttendee(here))
	e.ID = storage.ID{}
	t.refused(storage.ErrMalformed, emit(e))
}

func malformedRev(t *trial) {
	for _, r := range oneOfEach(here) {
		for _, rev := range []storage.Rev{0, -1} {
			t.refused(storage.ErrMalformed, put(at(r, rev)))
			t.refused(storage.ErrMalformed, remove(at(r, rev)))
		}
		t.refused(storage.ErrMalformed, guard(at(r, -1).Ref()))
	}
}

func malformedTwice(t *trial) {
	for _, r := range oneOfEach(here) {
		t.refused(storage.ErrMalformed, put(r, r))
		t.refused(storage.ErrMalformed, put(r, next(r)))
		t.apply(put(r))
		t.refused(storage.ErrMalformed, remove(r, r))
		t.refused(storage.ErrMalformed, put(next(r)), remove(r))
		t.holds(r)
	}
}

func malformedGuard(t *trial) {
	a, b := newAttendee(here), newAttendee(here)
	t.apply(put(a, b))
	t.refused(storage.ErrMalformed, guard(a.Ref()), put(next(a)))
	t.refused(storage.ErrMalformed, guard(a.Ref()), remove(a))
	t.refused(storage.ErrMalformed, guard(a.Ref(), b.Ref(), a.Ref()))
}

// malformedDelete names a record under the wrong kind.
func malformedDelete(t *trial) {
	typ := newType(here, "STAFF")
	t.apply(put(typ))
	t.refused(storage.ErrMalformed, func(cs *storage.ChangeSet) { cs.Attendees.Delete = []storage.Ref{typ.Ref()} })
}

func malformedUTF8(t *trial) { t.refusesText("bad \xff byte") }

func malformedNUL(t *trial) { t.refusesText("nul\x00byte") }

// refusesText puts a text that no store could keep into every text of every
// record, one at a time.
func (t *trial) refusesText(bad string) {
	t.Helper()
	f := &filler{prefix: "text"}
	records := f.all(here)
	slices.SortStableFunc(records, func(a, b storage.Entity) int { return len(owners(a)) - len(owners(b)) }) // owners first
	for _, r := range records {
		refuseTexts(t, r, bad)
		t.apply(put(r))
	}
	a := newAttendee(here)
	entry := newEntry(here, "entry")
	t.apply(put(a, entry))
	e := f.event(a.Ref())
	e.Type = bad
	t.refused(storage.ErrMalformed, emit(e))
	for _, custom := range []map[string]storage.Value{{bad: storage.Int(1)}, {"key": storage.Text(bad)}} {
		b := newAttendee(here)
		b.Custom = custom
		t.refused(storage.ErrMalformed, put(b))
		t.refused(storage.ErrMalformed, put(newRevision(b), newAttendee(here)))
		part := newAssociation(entry, a)
		part.Custom = custom
		t.refused(storage.ErrMalformed, put(part))
	}
}

func refuseTexts(t *trial, record storage.Entity, bad string) {
	t.Helper()
	k := kindNumbered(record.Ref().Kind)
	r := reflect.New(reflect.TypeOf(record)).Elem()
	r.Set(reflect.ValueOf(k.clone(record)))
	eachText(r, fmt.Sprintf("%T", record), func(path string, text reflect.Value) {
		good := text.String()
		text.SetString(bad)
		err := t.try(here, put(k.clone(r.Interface().(storage.Entity))))
		require.ErrorIs(t, err, storage.ErrMalformed, "%s holds %q", path, bad)
		text.SetString(good)
	})
	t.lacks(record)
}

// malformedJSON puts what is no JSON, or spells NUL, into a response.
func malformedJSON(t *trial) {
	a := newAttendee(here)
	t.apply(put(a))
	for _, data := range []string{
		``, ` `, `{`, `}`, `{"a":1`, `{"a":1}x`, `{"a":1}{"b":2}`, `{a:1}`, `{'a':1}`, `[1,]`, `01`, `+1`, `.5`, `1.`, `NaN`, `undefined`, `True`,
		`"open`, `"\x00"`, "\"a\nb\"", "\"\x00\"", "\"\xff\"", "{\"\xc3\":1}", "\x00", "\ufeff{}",
		`"\u0000"`, `{"\u0000":1}`, `{"a":["b\u0000c"]}`, `"\\\u0000"`, `"\n\u0000"`,
	} {
		f := newResponse(a)
		f.Data = json.RawMessage(data)
		t.refused(storage.ErrMalformed, put(f), put(newAttendee(here)))
	}
	for _, data := range []string{`"\\u0000"`, `"\\\\u0000"`, `"u0000"`, `{"a\\":"u0000"}`, ` {} `} {
		f := newResponse(a)
		f.Data = json.RawMessage(data)
		t.apply(put(f))
		t.holds(f)
	}
}
