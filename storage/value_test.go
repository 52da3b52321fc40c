package storage

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestValueRoundTrip(t *testing.T) {
	digits, err := Number("1.50")
	require.NoError(t, err)
	for want, v := range map[string]Value{
		`"text"`: Text("text"), `""`: Text(""), `"1"`: Text("1"), `"null"`: Text("null"), "\"\\u2028\"": Text("\u2028"),
		`7`: Int(7), `-9223372036854775808`: Int(math.MinInt64), `1.50`: digits, `true`: Bool(true), `false`: Bool(false), `null`: {},
	} {
		data, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Equal(t, want, string(data))
		got := Text("overwritten")
		require.NoError(t, json.Unmarshal(data, &got))
		assert.Equal(t, v, got, want)
	}
}

func TestValueTellsItsKind(t *testing.T) {
	for _, test := range []struct {
		v                       Value
		zero, text, number, boo bool
		s                       string
	}{
		{Value{}, true, false, false, false, ""},
		{Text("x"), false, true, false, false, "x"},
		{Text(""), false, true, false, false, ""},
		{Int(-1), false, false, true, false, "-1"},
		{Bool(false), false, false, false, true, "false"},
	} {
		_, isBool := test.v.Bool()
		assert.Equal(t, []bool{test.zero, test.text, test.number, test.boo}, []bool{test.v.IsZero(), test.v.IsText(), test.v.IsNumber(), isBool})
		assert.Equal(t, test.s, test.v.String())
	}
	yes, ok := Bool(true).Bool()
	assert.True(t, yes && ok)
	_, ok = Text("true").Bool()
	assert.False(t, ok, "a text is no truth value")
	assert.NotEqual(t, Text("1"), Int(1))
	assert.NotEqual(t, Text(""), Value{})
}

func TestNumber(t *testing.T) {
	for _, s := range []string{"0", "-0", "1", "-1", "1.50", "1e400", "1E-7", "12345678901234567890"} {
		v, err := Number(s)
		require.NoError(t, err, s)
		assert.Equal(t, s, v.String())
	}
	for _, s := range []string{"", " ", "1 ", " 1", "01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "1,5", `"1"`, "null", "true", "[1]", "1 2", "１"} {
		_, err := Number(s)
		require.Error(t, err, "%q", s)
	}
}

func TestValueUnmarshal(t *testing.T) {
	for _, bad := range []string{`{}`, `[]`, `{"a":1}`, `[1]`} {
		var v Value
		require.Error(t, json.Unmarshal([]byte(bad), &v), bad)
	}
	require.Error(t, new(Value).UnmarshalJSON(nil))
	var v Value
	require.NoError(t, v.UnmarshalJSON([]byte(" \n12 ")))
	assert.Equal(t, Int(12), v)
	custom := map[string]Value{"old": Int(1)}
	require.NoError(t, json.Unmarshal([]byte(`{"a":"x","b":1.0,"c":null}`), &custom))
	one, err := Number("1.0")
	require.NoError(t, err)
	assert.Equal(t, map[string]Value{"old": Int(1), "a": Text("x"), "b": one, "c": {}}, custom)
}
