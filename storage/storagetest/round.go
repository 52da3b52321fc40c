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
	f := familyOf(first)
	for i := range second {
		second[i] = next(edited(linked(second[i], f), func(h *storage.Head) { h.ID = first[i].Base().ID }))
	}
	t.apply(put(second...))
	t.holds(second...)

	// Nothing is left but what a record cannot do without.
	bare := []storage.Entity{
		newAttendee(here), newType(here, "STAFF"),
		storage.Revision{AttendeeID: f.a.ID, Was: storage.Attendee{Head: storage.Head{Scope: here}}},
		storage.Token{Value: "token"},
		storage.Group{UniqueName: "group"},
		storage.Membership{AttendeeID: f.a.ID, GroupID: f.g.ID},
		storage.FormResponse{AttendeeID: f.a.ID, Data: json.RawMessage(`null`)},
		storage.CredentialType{UniqueName: "badge"},
		storage.Credential{AttendeeID: f.a.ID},
		storage.Zone{UniqueSlug: "hall"},
		storage.CheckList{UniqueName: "list"},
		storage.AccessPoint{UniqueSlug: "door"},
		storage.CheckIn{},
		storage.Entry{},
		storage.Association{AttendeeID: f.a.ID, EntryID: f.e.ID},
	}
	for i := range bare {
		bare[i] = edited(bare[i], func(h *storage.Head) { h.Scope, h.ID, h.Rev = here, first[i].Base().ID, 3 })
	}
	t.apply(put(bare...))
	t.holds(bare...)
}

// familyOf returns those that others hang from and name, out of one record of
// each kind.
func familyOf(records []storage.Entity) family {
	return family{
		a: records[0].(storage.Attendee), g: records[4].(storage.Group), e: records[13].(storage.Entry),
		typ: records[7].(storage.CredentialType), zone: records[9].(storage.Zone), list: records[10].(storage.CheckList),
	}
}

// roundEachFlag sets the flags one at a time, which tells them apart.
func roundEachFlag(t *trial) {
	records := oneOfEach(here)
	t.apply(put(records...))
	for _, e := range records {
		for i := range reflect.TypeOf(e).NumField() {
			r := reflect.New(reflect.TypeOf(e)).Elem()
			r.Set(reflect.ValueOf(next(e)))
			if r.Field(i).Kind() != reflect.Bool {
				continue
			}
			for j := range r.NumField() {
				if r.Field(j).Kind() == reflect.Bool {
					r.Field(j).SetBool(i == j)
				}
			}
			e = r.Interface().(storage.Entity)
			t.apply(put(e))
			t.holds(e)
		}
	}
}

// roundIntegers keeps numbers of every size and sign.
func roundIntegers(t *trial) {
	f := newFamily(here, "Crew")
	zone := newZone(here, "hall")
	part := newAssociation(f.e, f.a)
	typ := newType(here, "STAFF")
	r := newRevision(f.a)
	t.apply(put(f.a, f.e, zone, part, typ, r))
	for _, n := range []int64{math.MinInt64, math.MinInt32, -1 << 53, -1, 0, 1, math.MaxInt32, math.MaxUint32, 1<<53 + 1, math.MaxInt64} {
		small := int32(max(min(n, math.MaxInt32), math.MinInt32))
		f.a, f.e, zone, part, typ, r = next(f.a), next(f.e), next(zone), next(part), next(typ), next(r)
		f.a.Version, r.Version, r.Was.Version, typ.YearlyLimit, zone.Capacity = small, small, small, n, n
		f.e.Amount, f.e.NoShows, f.e.Digits = n, n, small
		part.Amount, part.Approved, part.Unnamed = n, -1-n, n
		part.Position, part.Version, part.Digits, part.Year = small, small, small, small
		t.apply(put(f.a, f.e, zone, part, typ, r))
		t.holds(f.a, f.e, zone, part, typ, r)
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
	for _, instant := range instants {
		records := dated(oneOfEach(here), instant)
		t.apply(put(records...))
		t.holds(records...)
		for _, e := range all(t.load(named(here, refs(records)...))) {
			require.Same(t, time.UTC, e.Base().CreatedAt.Location(), "zone of %s", e.Ref().Kind)
		}
		t.apply(remove(records...))
	}
}

// dated gives every time of every record an instant, or the one after it.
func dated(records []storage.Entity, instant time.Time) []storage.Entity {
	n := 0
	for i, e := range records {
		r := reflect.New(reflect.TypeOf(e)).Elem()
		r.Set(reflect.ValueOf(e))
		eachTime(r, func(at *time.Time) {
			*at = instant
			if n++; n%2 == 0 && !instant.IsZero() {
				*at = instant.Add(time.Microsecond).Truncate(time.Microsecond)
			}
		})
		records[i] = r.Interface().(storage.Entity)
	}
	return records
}

func roundZeroTime(t *trial) {
	records := dated(oneOfEach(here), time.Time{})
	t.apply(put(records...))
	t.holds(records...)
	for range 2 { // set, and cleared again
		for _, instant := range []time.Time{noon, {}} {
			for i := range records {
				records[i] = next(records[i])
			}
			records = dated(records, instant)
			t.apply(put(records...))
			t.holds(records...)
		}
	}
	a := newAttendee(here)
	r := newRevision(a)
	t.apply(put(a, r))
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

	l1, l2, p1, p2, e1, e2 := newCheckList(here, "1"), newCheckList(here, "2"), newPoint(here, "1"), newPoint(here, "2"), newEntry(here, "1"), newEntry(here, "2")
	s1, s2 := newAssociation(e1, a1), newAssociation(e2, a1)
	l2.TypeCodes, l2.GroupIDs, p2.Readers, e2.Items, s2.Custom = []string{}, []storage.ID{}, []storage.Reader{}, []storage.ID{}, map[string]storage.Value{}
	t.apply(put(l1, l2, p1, p2, e1, e2, s1, s2))
	t.holds(l1, l2, p1, p2, e1, e2, s1, s2)

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
	t.longOthers(a, wide)
	t.leads(here, storage.Key{Name: storage.KeyGroupName, Value: g.UniqueName}, g)
	t.leads(here, storage.Key{Name: storage.KeyMatch, Value: a.Unique.Match}, a)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: a.Unique.Email}, a)
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: near.Unique.Email}, near)
	t.refused(storage.ErrConflict, put(newAttendee(here, email(a.Unique.Email))))
}

// longOthers writes long texts to the records of credentials, access and
// expenses.
func (t *trial) longOthers(a storage.Attendee, wide func(n int, mark string) string) {
	t.Helper()
	typ, zone, list, point := newCredentialType(here, wide(keyLength, "t")), newZone(here, wide(keyLength, "z")), newCheckList(here, wide(keyLength, "l")), newPoint(here, wide(keyLength, "p"))
	zone.Name, point.Name = wide(keyLength, "n"), wide(keyLength, "o")
	list.TypeCodes, point.Readers = []string{wide(keyLength, "c")}, []storage.Reader{{Identifier: wide(textLength, "r"), Medium: storage.NFC}}
	credential, scan := newCredential(a), newPresence(a, zone.ID)
	credential.Value, credential.UniqueValue = wide(textLength, "v"), wide(keyLength, "u")
	credential.IssuedBy, credential.RevokedBy, credential.Reason = wide(keyLength, "i"), wide(keyLength, "r"), wide(textLength, "w")
	scan.UniqueNonce, scan.UniquePresence = wide(keyLength, "n"), wide(keyLength, "p")
	scan.Reason, scan.Device, scan.Actor, scan.RevertedBy = wide(keyLength, "r"), wide(keyLength, "d"), wide(keyLength, "a"), wide(keyLength, "b")
	e := newEntry(here, wide(keyLength, "e"))
	e.ReportOwner = wide(keyLength, "o")
	part := newAssociation(e, a)
	part.Custom = map[string]storage.Value{"note": storage.Text(wide(longLength, ""))}
	for i := range 500 {
		e.Items, list.GroupIDs = append(e.Items, storage.ID{1: byte(i), 15: byte(i >> 8)}), append(list.GroupIDs, newID())
	}
	records := []storage.Entity{typ, zone, list, point, credential, scan, e, part}
	t.apply(put(records...))
	t.holds(records...)
	for _, r := range records {
		for _, k := range r.AppendKeys(nil) {
			t.leads(here, k, r)
			t.leads(here, storage.Key{Name: k.Name, Value: k.Value[:len(k.Value)-1] + "?"})
		}
	}
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
	e := newEntry(here, "entry")
	part := newAssociation(e, a)
	part.Custom = a.Custom
	t.apply(put(a, e, part))
	t.holds(part)
	a = next(a)
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
		records := oneOfEach(here)
		for i, e := range records {
			r := reflect.New(reflect.TypeOf(e)).Elem()
			r.Set(reflect.ValueOf(e))
			eachText(r, "", func(_ string, text reflect.Value) {
				if text.Type() == reflect.TypeFor[string]() { // and not one of a few words
					text.SetString(s)
				}
			})
			records[i] = hostileIn(r.Interface().(storage.Entity), s)
		}
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

// hostileIn puts a text where records have none of themselves: into lists, maps
// and documents.
func hostileIn(e storage.Entity, s string) storage.Entity {
	switch r := e.(type) {
	case storage.Attendee:
		r.Custom = map[string]storage.Value{s: storage.Text(s)}
		return r
	case storage.Type:
		r.Required, r.Fields = []string{s}, []storage.FieldDef{{Key: s, Label: s, Kind: storage.FieldList, Options: []string{s}}}
		return r
	case storage.Revision:
		r.Changed, r.Was.Custom = []string{s}, map[string]storage.Value{s: storage.Text(s)}
		return r
	case storage.FormResponse:
		r.Data, _ = json.Marshal(map[string]string{"is " + s: s})
		return r
	case storage.CheckList:
		r.TypeCodes = []string{s, s}
		return r
	case storage.AccessPoint:
		r.Readers = []storage.Reader{{Identifier: s, Medium: storage.NFC}}
		return r
	case storage.Association:
		r.Custom = map[string]storage.Value{s: storage.Text(s)}
		return r
	}
	return e
}
