package storagetest

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// roundEveryField writes records with no field empty, by an insert and by an
// update, and then empties them.
func roundEveryField(t *trial) {
	first, second := (&filler{prefix: "first"}).all(here), (&filler{prefix: "second"}).all(here)
	t.apply(put(first...))
	t.holds(first...)
	a := edited(second[0].(storage.Attendee), func(h *storage.Head) { h.ID = first[0].Base().ID })
	r, m, f := second[2].(storage.Revision), second[5].(storage.Membership), second[6].(storage.FormResponse)
	r.AttendeeID, m.AttendeeID, m.GroupID, f.AttendeeID = a.ID, a.ID, first[4].Base().ID, a.ID
	second[0], second[2], second[5], second[6] = a, r, m, f
	for i := range second {
		second[i] = next(edited(second[i], func(h *storage.Head) { h.ID = first[i].Base().ID }))
	}
	t.apply(put(second...))
	t.holds(second...)

	// Nothing is left but what a record cannot do without.
	bare := []storage.Entity{
		newAttendee(here), newType(here, "STAFF"),
		storage.Revision{AttendeeID: a.ID, Was: storage.Attendee{Head: storage.Head{Scope: here}}},
		storage.Token{Value: "token"},
		storage.Group{UniqueName: "group"},
		storage.Membership{AttendeeID: a.ID, GroupID: m.GroupID},
		storage.FormResponse{AttendeeID: a.ID, Data: json.RawMessage(`null`)},
	}
	for i := range bare {
		bare[i] = edited(bare[i], func(h *storage.Head) { h.Scope, h.ID, h.Rev = here, first[i].Base().ID, 3 })
	}
	t.apply(put(bare...))
	t.holds(bare...)
}

// roundEachFlag sets the flags one at a time, which tells them apart.
func roundEachFlag(t *trial) {
	n := reflect.TypeFor[storage.Type]().NumField()
	for i := range n {
		typ := newType(here, fmt.Sprintf("FLAG-%d", i))
		typ.Active = false
		if field := reflect.ValueOf(&typ).Elem().Field(i); field.Kind() == reflect.Bool {
			field.SetBool(true)
			t.apply(put(typ))
			t.holds(typ)
		}
	}
}

// instants are times at which clocks, formats and column types break.
var instants = []time.Time{
	time.Date(1, time.January, 1, 0, 0, 0, 1000, time.UTC), // one step from zero
	time.Date(1582, time.October, 15, 0, 0, 0, 0, time.UTC),
	time.Date(1969, time.December, 31, 23, 59, 59, 999999000, time.UTC),
	time.Unix(0, 0).UTC(), // not zero
	time.Date(2000, time.February, 29, 23, 59, 59, 1000, time.UTC),
	time.Date(2026, time.March, 29, 1, 30, 0, 100000000, time.UTC), // skipped by the clocks of Berlin
	time.Date(2026, time.October, 25, 0, 30, 0, 120000000, time.UTC),
	time.Date(2038, time.January, 19, 3, 14, 8, 0, time.UTC),
	time.Date(9999, time.December, 31, 23, 59, 59, 999999000, time.UTC),
}

func roundTimeMicroseconds(t *trial) {
	for i, instant := range instants {
		a, typ, token := newAttendee(here), newType(here, fmt.Sprint(i)), newToken(here)
		a.DeletedAt = instant
		a.CreatedAt, a.UpdatedAt = instant, instant.Add(time.Microsecond)
		typ.CreatedAt, token.UpdatedAt = instant, instant
		r := newRevision(a)
		r.CreatedAt = instant
		g := newGroup(here, fmt.Sprint(i))
		m, f := newMembership(g, a), newResponse(a)
		g.CreatedAt, m.CreatedAt, f.CreatedAt = instant, instant, instant
		g.UpdatedAt, m.UpdatedAt, f.UpdatedAt = a.UpdatedAt, a.UpdatedAt, a.UpdatedAt
		records := []storage.Entity{a, typ, token, r, g, m, f}
		t.apply(put(records...))
		t.holds(records...)
		for _, e := range all(t.load(named(here, refs(records)...))) {
			require.Same(t, time.UTC, e.Base().CreatedAt.Location(), "zone of %s", e.Ref().Kind)
		}
	}
}

func roundZeroTime(t *trial) {
	a, typ, token := newAttendee(here), newType(here, "STAFF"), newToken(here)
	a.CreatedAt, a.UpdatedAt = time.Time{}, time.Time{}
	typ.CreatedAt, typ.UpdatedAt = time.Time{}, time.Time{}
	token.CreatedAt, token.UpdatedAt = time.Time{}, time.Time{}
	r := newRevision(a)
	r.CreatedAt, r.UpdatedAt = time.Time{}, time.Time{}
	g := newGroup(here, "Crew")
	m, f := newMembership(g, a), newResponse(a)
	for _, h := range []*storage.Head{&g.Head, &m.Head, &f.Head} {
		h.CreatedAt, h.UpdatedAt = time.Time{}, time.Time{}
	}
	t.apply(put(a, typ, token, r, g, m, f))
	t.holds(a, typ, token, r, g, m, f)
	got := t.load(named(here, a.Ref(), r.Ref()))
	require.True(t, got.Attendees[0].DeletedAt.IsZero())
	require.True(t, got.Revisions[0].Was.DeletedAt.IsZero())
	a, r = next(a), next(r)
	a.DeletedAt = noon
	r.Was = a
	t.apply(put(a, r))
	a, r = next(a), next(r)
	a.DeletedAt = time.Time{} // set and cleared again
	r.Was = a
	t.apply(put(a, r))
	t.holds(a, r)
}

func roundEmptyVsNil(t *trial) {
	a1, a2 := newAttendee(here), newAttendee(here)
	a2.Custom = map[string]storage.Value{}
	t1, t2 := newType(here, "ONE"), newType(here, "TWO")
	t2.Required, t2.Fields = []string{}, []storage.FieldDef{}
	t3 := newType(here, "THREE")
	t3.Fields = []storage.FieldDef{{Key: "k", Kind: storage.FieldList, Options: []string{}}, {Key: "l", Kind: storage.FieldText}}
	r1, r2 := newRevision(a1), newRevision(a1)
	r1.Changed, r2.Changed = nil, []string{}
	k1, k2 := newToken(here), newToken(here)
	k1.Report, k2.Report = nil, json.RawMessage{}
	t.apply(put(a1, a2, t1, t2, t3, r1, r2, k1, k2))

	got := t.load(named(here, a1.Ref(), a2.Ref(), t1.Ref(), t2.Ref(), t3.Ref(), r1.Ref(), r2.Ref(), k1.Ref(), k2.Ref()))
	require.Equal(t, 9, got.Len())
	for _, a := range got.Attendees {
		require.Empty(t, a.Custom)
	}
	for _, typ := range got.Types {
		require.Empty(t, typ.Required)
		for _, f := range typ.Fields {
			require.Empty(t, f.Options)
		}
	}
	for _, r := range got.Revisions {
		require.Empty(t, r.Changed)
	}
	for _, token := range got.Tokens {
		require.Empty(t, token.Report)
	}
}

// Lengths that a store must take, in characters of four bytes each.
const (
	keyLength  = 255
	textLength = 1024
	longLength = 16 * 1024
)

func roundLongStrings(t *trial) {
	wide := func(n int, mark string) string { return strings.Repeat("\U0001f600", n-len(mark)) + mark }
	a := newAttendee(here)
	a.Unique = storage.AttendeeKeys{
		Code: wide(keyLength, "c"), User: wide(keyLength, "u"), External: wide(keyLength, "x"), Email: wide(keyLength, "e"),
		Match: wide(keyLength, "m"),
	}
	a.AttendanceCode, a.UserID, a.ExternalID, a.Email = a.Unique.Code, a.Unique.User, a.Unique.External, a.Unique.Email
	a.FirstName, a.LastName, a.Company = wide(textLength, "1"), wide(textLength, "2"), wide(textLength, "3")
	a.Custom = map[string]storage.Value{"note": storage.Text(wide(longLength, ""))}
	near := newAttendee(here)
	near.Unique.Email = wide(keyLength, "f") // differs in the last byte
	typ := newType(here, wide(keyLength, "t"))
	typ.Required = []string{wide(keyLength, "r")}
	r, token := newRevision(a), newToken(here)
	token.Value = wide(keyLength, "k")
	token.Report = json.RawMessage(`"` + wide(longLength, "") + `"`)
	g, f := newGroup(here, wide(keyLength, "g")), newResponse(a)
	f.FormID, f.Data = wide(keyLength, "f"), token.Report
	t.apply(put(a, near, typ, r, token, g, f))
	t.holds(a, near, typ, r, token, g, f)
	t.leads(here, storage.Key{Name: storage.KeyGroupName, Value: g.UniqueName}, g)
	t.leads(here, storage.Key{Name: storage.KeyMatch, Value: a.Unique.Match}, a)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: a.Unique.Email}, a)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: near.Unique.Email}, near)
	t.refused(storage.ErrConflict, put(newAttendee(here, email(a.Unique.Email))))
}

// roundManyCustom holds as many custom fields as a policy might allow.
func roundManyCustom(t *trial) {
	a := newAttendee(here)
	a.Custom = make(map[string]storage.Value)
	for i := range 500 {
		a.Custom[fmt.Sprintf("custom-%d", i)] = storage.Int(int64(i))
	}
	t.apply(put(a))
	t.holds(a)
}

// roundJSONAttrs holds what encoders are tempted to rewrite: custom numbers
// keep their digits, and documents keep their content.
func roundJSONAttrs(t *trial) {
	number := func(s string) storage.Value {
		v, err := storage.Number(s)
		require.NoError(t, err)
		return v
	}
	a := newAttendee(here)
	a.Custom = map[string]storage.Value{
		"text": storage.Text("plain"), "empty": storage.Text(""), "html": storage.Text(`<a href="x">&amp;</a>`),
		"number-like": storage.Text("1.0"), "null-like": storage.Text("null"), "quotes": storage.Text(`"quoted" \ and \u0041`),
		"line": storage.Text("a\nb\tc\u2028d"), "true": storage.Bool(true), "false": storage.Bool(false),
		"int": storage.Int(math.MaxInt64), "min": storage.Int(math.MinInt64), "zero": storage.Int(0),
		"digits": number("1.50"), "exponent": number("1e2"), "huge": number("12345678901234567890.12345678901234567890"),
		"": storage.Text("empty key"), "key with.dots": storage.Int(1), `$."path"`: storage.Int(2), "Ä": storage.Text("\u00e4"), "a\u0308": storage.Text("a\u0308"),
	}
	r, token := newRevision(a), newToken(here)
	token.Report = json.RawMessage(`{"b":[1,2.5,{"c":null}],"a":"<&>\u2028","n":12345678901234567890}`)
	t.apply(put(a, r, token))
	t.holds(a, r, token)
	f := newResponse(a)
	t.apply(put(f))
	for _, doc := range []string{`null`, `[]`, `{}`, `"text"`, `""`, `false`, `0`, `{"a":{"b":{"c":[[[]]]}}}`, `{"":{"a b":"\\u0000 \\\\"}}`, ` [ 1.5 , "x" ] `} {
		token, f = next(token), next(f)
		token.Report, f.Data = json.RawMessage(doc), json.RawMessage(doc)
		t.apply(put(token, f))
		t.holds(token, f)
	}
}

func roundHostileStrings(t *trial) {
	for i, s := range hostile {
		a := newAttendee(here)
		eachText(reflect.ValueOf(&a).Elem(), "", func(path string, text reflect.Value) {
			if path != ".Status" {
				text.SetString(s)
			}
		})
		a.Custom = map[string]storage.Value{s: storage.Text(s)}
		typ := newType(here, s)
		typ.Required, typ.Fields = []string{s}, []storage.FieldDef{{Key: s, Label: s, Kind: storage.FieldList, Options: []string{s}}}
		r, token := newRevision(a), newToken(here)
		r.Changed = []string{s}
		token.Value, token.Digest = s, s
		g, f := newGroup(here, s), newResponse(a)
		f.FormID = s
		f.Data, _ = json.Marshal(map[string]string{"is " + s: s})
		records := []storage.Entity{a, typ, r, token, g, newMembership(g, a), f}
		t.apply(put(records...))
		t.holds(records...)
		for _, e := range records {
			for _, k := range e.AppendKeys(nil) {
				t.leads(here, k, e)
			}
		}
		if i%2 == 0 { // half of them stay, to be looked past
			t.apply(remove(records...))
		}
	}
}
