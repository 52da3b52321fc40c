package patch_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee/patch"
)

type contact struct {
	Mobile patch.Field[string] `json:"mobile,omitzero"`
	Age    patch.Field[int]    `json:"age,omitzero"`
	Role   patch.Value[string] `json:"role,omitzero"`
}

func TestRoundTrip(t *testing.T) {
	for _, doc := range []string{
		`{}`, `{"mobile":null}`, `{"mobile":""}`, `{"mobile":"+44"}`, `{"age":0}`, `{"age":null}`, `{"role":"u"}`, `{"role":""}`,
		`{"mobile":"1","age":2,"role":"a"}`,
	} {
		var c contact
		require.NoError(t, json.Unmarshal([]byte(doc), &c), doc)
		back, err := json.Marshal(c)
		require.NoError(t, err)
		require.JSONEq(t, doc, string(back))
	}
	var c contact
	require.ErrorIs(t, json.Unmarshal([]byte(`{"role": null }`), &c), patch.ErrNull)
	require.Error(t, json.Unmarshal([]byte(`{"age":"x"}`), &c))
	require.Error(t, json.Unmarshal([]byte(`{"role":5}`), &c))
}

func TestInto(t *testing.T) {
	s := "old"
	require.False(t, patch.Field[string]{}.Into(&s))
	require.Equal(t, "old", s)
	require.True(t, patch.Set("new").Into(&s))
	require.Equal(t, "new", s)
	require.True(t, patch.Clear[string]().Into(&s))
	require.Empty(t, s)
	require.False(t, patch.Value[string]{}.Into(&s))
	require.True(t, patch.To("v").Into(&s))
	require.Equal(t, "v", s)
}

func TestStates(t *testing.T) {
	v, ok := patch.Set("x").Get()
	require.Equal(t, "x", v)
	require.True(t, ok)
	_, ok = patch.Clear[string]().Get()
	require.False(t, ok)
	require.True(t, patch.Clear[string]().IsClear())
	require.False(t, patch.Set("").IsClear())
	require.True(t, patch.Field[string]{}.IsZero())
	require.True(t, patch.Value[string]{}.IsZero())
	require.False(t, patch.To("").IsZero())
}

func ExampleField() {
	var c contact
	_ = json.Unmarshal([]byte(`{"mobile": null}`), &c)
	mobile, age := "+44 1", 36
	fmt.Println(c.Mobile.Into(&mobile), c.Age.Into(&age))
	fmt.Printf("%q %d\n", mobile, age)
	// Output:
	// true false
	// "" 36
}

func ExampleValue() {
	var c contact
	fmt.Println(json.Unmarshal([]byte(`{"role": null}`), &c))
	// Output: patch: this field cannot be null
}
