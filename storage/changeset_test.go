package storage

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func head(id ID) Head { return Head{Scope: scope, ID: id, Rev: 1} }

func TestChangeSetValidate(t *testing.T) {
	a := Attendee{Head: head(first)}
	for name, test := range map[string]struct {
		change func(*ChangeSet)
		want   error
	}{
		"empty":            {func(*ChangeSet) {}, nil},
		"put":              {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{a} }, nil},
		"equal IDs, kinds": {func(cs *ChangeSet) { cs.Attendees.Put, cs.Types.Put = []Attendee{a}, []Type{{Head: head(first)}} }, nil},
		"delete":           {func(cs *ChangeSet) { cs.Tokens.Delete = []Ref{{KindToken, first, 1}} }, nil},
		"guard of absence": {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, 0}} }, nil},
		"event":            {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Scope: scope, Type: "x"}} }, nil},
		"other scope":      {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{{Head: Head{ID: first, Rev: 1}}} }, ErrMalformed},
		"no ID":            {func(cs *ChangeSet) { cs.Types.Put = []Type{{Head: head(ID{})}} }, ErrMalformed},
		"revision 0":       {func(cs *ChangeSet) { cs.Types.Put = []Type{{Head: Head{Scope: scope, ID: first}}} }, ErrMalformed},
		"put twice":        {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{a, a} }, ErrMalformed},
		"put and delete": {func(cs *ChangeSet) {
			cs.Attendees.Put, cs.Attendees.Delete = []Attendee{a}, []Ref{{KindAttendee, first, 4}}
		}, ErrMalformed},
		"delete twice":       {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{KindType, first, 1}, {KindType, first, 2}} }, ErrMalformed},
		"delete, no ID":      {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{Kind: KindType, Rev: 1}} }, ErrMalformed},
		"delete, revision 0": {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{KindType, first, 0}} }, ErrMalformed},
		"delete, other kind": {func(cs *ChangeSet) { cs.Revisions.Delete = []Ref{{KindType, first, 1}} }, ErrMalformed},
		"delete, unknown":    {func(cs *ChangeSet) { cs.Revisions.Delete = []Ref{{99, first, 1}} }, ErrUnsupported},
		"guard, unknown":     {func(cs *ChangeSet) { cs.Guards = []Ref{{0, first, 1}} }, ErrUnsupported},
		"guard, negative":    {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, -1}} }, ErrMalformed},
		"guard on a put":     {func(cs *ChangeSet) { cs.Attendees.Put, cs.Guards = []Attendee{a}, []Ref{{KindAttendee, first, 1}} }, ErrMalformed},
		"guard twice":        {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, 1}, {KindType, first, 1}} }, ErrMalformed},
		"event, other scope": {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Type: "x"}} }, ErrMalformed},
		"event, no ID":       {func(cs *ChangeSet) { cs.Events = []Event{{Scope: scope, Type: "x"}} }, ErrMalformed},
		"event, bad type":    {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Scope: scope, Type: "x\x00"}} }, ErrMalformed},
		"custom key": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"\xff": Int(1)}
			cs.Attendees.Put = []Attendee{b}
		}, ErrMalformed},
		"custom value": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"k": Text("\x00")}
			cs.Attendees.Put = []Attendee{b}
		}, ErrMalformed},
		"old custom value": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"k": Text("\x00")}
			cs.Revisions.Put = []Revision{{Head: head(first), Was: b}}
		}, ErrMalformed},
		"after sound records": {func(cs *ChangeSet) {
			cs.Attendees.Put, cs.Tokens.Put = []Attendee{a}, []Token{{Head: head(first), Value: "\xff"}}
		}, ErrMalformed},
	} {
		cs := ChangeSet{Scope: scope}
		test.change(&cs)
		if test.want == nil {
			require.NoError(t, cs.Validate(), name)
		} else {
			require.ErrorIs(t, cs.Validate(), test.want, name)
		}
	}
}

// TestValidateReadsEveryText finds a text that no store can keep wherever it
// is, and names no content in its error.
func TestValidateReadsEveryText(t *testing.T) {
	validateReadsEveryText(t, func(cs *ChangeSet, r Attendee) { cs.Attendees.Put = []Attendee{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Type) { cs.Types.Put = []Type{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Revision) { cs.Revisions.Put = []Revision{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Token) { cs.Tokens.Put = []Token{r} })
}

func validateReadsEveryText[R Record](t *testing.T, put func(*ChangeSet, R)) {
	t.Helper()
	r := filled[R]()
	cs := ChangeSet{Scope: r.Base().Scope}
	put(&cs, r)
	require.NoError(t, cs.Validate())
	for _, bad := range []string{"secret \xff", "secret \x00"} {
		eachText(reflect.ValueOf(&r).Elem(), func(s reflect.Value) {
			good := s.String()
			s.SetString(bad)
			put(&cs, r)
			err := cs.Validate()
			require.ErrorIs(t, err, ErrMalformed, "%+v", r)
			assert.NotContains(t, err.Error(), "secret")
			s.SetString(good)
		})
	}
}

func eachText(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		visit(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[Scope]() && v.Type().Field(i).IsExported() {
				eachText(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	}
}

func TestChangeSetLen(t *testing.T) {
	assert.True(t, ChangeSet{}.Empty())
	assert.Zero(t, ChangeSet{}.Len())
	cs := ChangeSet{Guards: make([]Ref, 2)}
	assert.Equal(t, 2, cs.Len())
	assert.True(t, cs.Empty(), "guards change nothing")
	cs.Attendees.Put, cs.Types.Delete, cs.Revisions.Put, cs.Tokens.Put = make([]Attendee, 1), make([]Ref, 2), make([]Revision, 3), make([]Token, 4)
	cs.Events = make([]Event, 5)
	assert.Equal(t, 17, cs.Len())
	assert.False(t, cs.Empty())
}

func TestQueryValidate(t *testing.T) {
	require.NoError(t, Query{With: WithTypes | WithRevisions | WithParents}.Validate())
	require.ErrorIs(t, Query{With: WithParents << 1}.Validate(), ErrUnsupported)
	names := []KeyName{0, KeyCode, KeyUser, KeyExternal, KeyEmail, KeyTypeCode, KeyTypeName, KeyToken, KeyToken + 1}
	for _, name := range names {
		l := Lookup{Keys: []Key{{Name: name, Value: "secret"}}}
		for kind, q := range map[Kind]Query{KindAttendee: {Attendees: l}, KindType: {Types: l}, KindRevision: {Revisions: l}, KindToken: {Tokens: l}} {
			err := q.Validate()
			if name.Kind() == kind {
				require.NoError(t, err, "%s of %s", name, kind)
				continue
			}
			require.ErrorIs(t, err, ErrUnsupported, "%s of %s", name, kind)
			assert.NotContains(t, err.Error(), "secret")
		}
	}
}

func TestLookupEmpty(t *testing.T) {
	assert.True(t, Lookup{}.Empty())
	assert.False(t, Lookup{IDs: []ID{first}}.Empty())
	assert.False(t, Lookup{Keys: []Key{{KeyEmail, "x"}}}.Empty())
}

func TestAppendKeys(t *testing.T) {
	a := Attendee{Unique: AttendeeKeys{Code: "c", User: "u", External: "x", Email: "e"}, AttendanceCode: "shown", Email: "shown"}
	assert.Equal(t, []Key{{KeyCode, "c"}, {KeyUser, "u"}, {KeyExternal, "x"}, {KeyEmail, "e"}}, a.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyTypeCode, "c"}, {KeyTypeName, "n"}}, Type{Code: "c", Name: "N", UniqueName: "n"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyToken, "v"}}, Token{Value: "v"}.AppendKeys(nil))
	assert.Empty(t, Revision{Was: a}.AppendKeys(nil))
	assert.Empty(t, Attendee{Email: "shown"}.AppendKeys(nil), "what is empty is no key")
	before := []Key{{KeyToken, "before"}}
	assert.Len(t, a.AppendKeys(before), 5)
}

func TestNames(t *testing.T) {
	for k := KindAttendee; k.Known(); k++ {
		assert.NotContains(t, k.String(), "kind(")
	}
	assert.Equal(t, "kind(9)", Kind(9).String())
	assert.False(t, Kind(0).Known())
	for n := KeyCode; n.Kind() != 0; n++ {
		assert.NotContains(t, n.String(), "key(")
	}
	assert.Equal(t, "key(9)", KeyName(9).String())
}

func TestRefAndParent(t *testing.T) {
	a := Attendee{Head: Head{ID: first, Rev: 3}}
	r := Revision{Head: Head{ID: second, Rev: 1}, AttendeeID: first}
	assert.Equal(t, Ref{KindAttendee, first, 3}, a.Ref())
	assert.Equal(t, Ref{KindRevision, second, 1}, r.Ref())
	assert.Equal(t, Ref{Kind: KindAttendee, ID: first}, r.Parent())
	for _, root := range []Entity{a, Type{}, Token{}} {
		assert.Zero(t, root.Parent())
	}
	assert.Equal(t, KindType, Type{}.Ref().Kind)
	assert.Equal(t, KindToken, Token{}.Ref().Kind)
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	var b strings.Builder
	a, r := filled[Attendee](), filled[Revision]()
	b.WriteString(a.LogValue().String())
	b.WriteString(r.LogValue().String())
	shown, err := json.Marshal(a)
	require.NoError(t, err)
	require.Contains(t, string(shown), "text", "the record is full of it")
	assert.Equal(t, 2, strings.Count(b.String(), "text"), "nothing but the status: %s", b.String())
	assert.True(t, Owner{}.System())
	assert.False(t, a.Owner.System())
}
