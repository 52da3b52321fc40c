package storage

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEqualSeesEveryField(t *testing.T) {
	equalSeesEveryField[Attendee](t)
	equalSeesEveryField[Type](t)
	equalSeesEveryField[Revision](t)
	equalSeesEveryField[Token](t)
	equalSeesEveryField[Group](t)
	equalSeesEveryField[Membership](t)
	equalSeesEveryField[FormResponse](t)
	equalSeesEveryField[CredentialType](t)
	equalSeesEveryField[Credential](t)
	equalSeesEveryField[Zone](t)
	equalSeesEveryField[CheckList](t)
	equalSeesEveryField[AccessPoint](t)
	equalSeesEveryField[CheckIn](t)
	equalSeesEveryField[Entry](t)
	equalSeesEveryField[Association](t)
}

func equalSeesEveryField[R Record](t *testing.T) {
	t.Helper()
	want, changed := filled[R](), filled[R]()
	require.True(t, Equal(want, changed))
	fields := 0
	eachField(t, reflect.ValueOf(&changed).Elem(), reflect.TypeFor[R]().Name(), func(path string) {
		fields++
		assert.False(t, Equal(want, changed), "%s makes no difference", path)
		assert.False(t, Equal(changed, want), "%s makes no difference the other way round", path)
	})
	require.True(t, Equal(want, changed), "every change was taken back")
	require.Greater(t, fields, 5)
}

func TestEqualAsTheContractCompares(t *testing.T) {
	a, b := filled[Attendee](), filled[Attendee]()
	b.CreatedAt = b.CreatedAt.In(time.FixedZone("", 3600))
	assert.True(t, Equal(a, b), "instants")
	a.Custom, b.Custom = nil, map[string]Value{}
	assert.True(t, Equal(a, b), "a nil and an empty map")

	x, y := filled[Type](), filled[Type]()
	x.Required, y.Required = nil, []string{}
	x.Fields[0].Options, y.Fields[0].Options = nil, []string{}
	assert.True(t, Equal(x, y), "a nil and an empty list")

	e, o := filled[Entry](), filled[Entry]()
	e.Items, o.Items = nil, []ID{}
	e.SpentOn = e.SpentOn.In(time.FixedZone("", 3600))
	assert.True(t, Equal(e, o), "a nil and an empty list, instants")
	p, q := filled[CheckList](), filled[CheckList]()
	p.GroupIDs, p.TypeCodes, q.GroupIDs, q.TypeCodes = nil, nil, []ID{}, []string{}
	p.OpensAt, p.ClosesAt = p.OpensAt.In(time.FixedZone("", 3600)), p.ClosesAt.In(time.FixedZone("", 3600))
	assert.True(t, Equal(p, q), "a nil and an empty list, instants")
	s, u := filled[Association](), filled[Association]()
	s.Custom, u.Custom = nil, map[string]Value{}
	assert.True(t, Equal(s, u), "a nil and an empty map")

	k, l := filled[Token](), filled[Token]()
	k.Report, l.Report = json.RawMessage(`{"a":1,"b":[2]}`), json.RawMessage(` { "b" : [2], "a" : 1 } `)
	assert.True(t, Equal(k, l), "JSON as JSON")
	f, g := filled[FormResponse](), filled[FormResponse]()
	f.Data, g.Data = k.Report, l.Report
	assert.True(t, Equal(f, g), "JSON as JSON")
}

func TestEqualJSON(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{``, ``, true},
		{``, `null`, false},
		{`null`, `null`, true},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`[1,2]`, `[1, 2]`, true},
		{`[1,2]`, `[2,1]`, false},
		{`"\u0061"`, `"a"`, true},
		{`1`, `2`, false},
		{`9007199254740993`, `9007199254740992`, false}, // equal as floats
		{`{`, `{`, true},                                // the same bytes, whatever they are
		{`{`, `[`, false},
	} {
		assert.Equal(t, test.want, EqualJSON(json.RawMessage(test.a), json.RawMessage(test.b)), "%s and %s", test.a, test.b)
		assert.Equal(t, test.want, EqualJSON(json.RawMessage(test.b), json.RawMessage(test.a)), "%s and %s", test.b, test.a)
	}
}

func TestCloneSharesNoMemory(t *testing.T) {
	cloneSharesNoMemory[Attendee](t)
	cloneSharesNoMemory[Type](t)
	cloneSharesNoMemory[Revision](t)
	cloneSharesNoMemory[Token](t)
	cloneSharesNoMemory[Group](t)
	cloneSharesNoMemory[Membership](t)
	cloneSharesNoMemory[FormResponse](t)
	cloneSharesNoMemory[CredentialType](t)
	cloneSharesNoMemory[Credential](t)
	cloneSharesNoMemory[Zone](t)
	cloneSharesNoMemory[CheckList](t)
	cloneSharesNoMemory[AccessPoint](t)
	cloneSharesNoMemory[CheckIn](t)
	cloneSharesNoMemory[Entry](t)
	cloneSharesNoMemory[Association](t)
}

func cloneSharesNoMemory[R Record](t *testing.T) {
	t.Helper()
	r := filled[R]()
	c := Clone(r)
	require.True(t, Equal(r, c))
	shared(t, reflect.ValueOf(r), reflect.ValueOf(c), reflect.TypeFor[R]().Name())
}

// shared fails for every slice and map that two values have in common.
func shared(t *testing.T, a, b reflect.Value, path string) {
	t.Helper()
	switch a.Kind() {
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() {
			return // a zone is never written to
		}
		for i := range a.NumField() {
			shared(t, a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)
		}
	case reflect.Slice:
		assert.NotEqual(t, a.Pointer(), b.Pointer(), path)
		for i := range a.Len() {
			shared(t, a.Index(i), b.Index(i), path+"[]")
		}
	case reflect.Map:
		assert.NotEqual(t, a.Pointer(), b.Pointer(), path)
	case reflect.Pointer, reflect.Chan, reflect.Func, reflect.Interface:
		assert.Fail(t, "a record holds what Clone cannot copy", path)
	}
}
