package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// Value is the value of one custom field: a text, a number or a truth value,
// which are the JSON scalars. Dates and list items are texts. It is comparable;
// the zero Value is empty and equal to no stored value.
type Value struct {
	kind byte   // 's', 'n', 'b'; 0 when empty
	text string // the text, the number as written, "true" or "false"
}

// Text returns a text value.
func Text(s string) Value { return Value{'s', s} }

// Int returns a whole number.
func Int(n int64) Value { return Value{'n', strconv.FormatInt(n, 10)} }

// Number returns a number written in JSON's syntax, digits kept as they are.
// It fails when s is not a JSON number.
func Number(s string) (Value, error) {
	var n json.Number
	if err := json.Unmarshal([]byte(s), &n); err != nil || s == "" || s[0] == '"' || n.String() != s {
		return Value{}, errors.New("storage: not a number")
	}
	return Value{'n', s}, nil
}

// Bool returns a truth value.
func Bool(b bool) Value { return Value{'b', strconv.FormatBool(b)} }

// IsZero reports whether v is empty.
func (v Value) IsZero() bool { return v.kind == 0 }

// String returns the text, the number as written, "true" or "false".
func (v Value) String() string { return v.text }

// IsText reports whether v is a text.
func (v Value) IsText() bool { return v.kind == 's' }

// IsNumber reports whether v is a number.
func (v Value) IsNumber() bool { return v.kind == 'n' }

// Bool returns the truth value; ok is false when v is none.
func (v Value) Bool() (value, ok bool) { return v.text == "true", v.kind == 'b' }

// MarshalJSON writes the scalar, null when empty.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case 's':
		return json.Marshal(v.text)
	case 'n', 'b':
		return []byte(v.text), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a scalar; null empties. It fails on lists and objects.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0 || data[0] == '{' || data[0] == '[':
		return errors.New("storage: a custom value is a text, a number or a truth value")
	case data[0] == '"':
		v.kind = 's'
		return json.Unmarshal(data, &v.text)
	case data[0] == 'n':
		*v = Value{}
	case data[0] == 't' || data[0] == 'f':
		*v = Value{'b', string(data)}
	default:
		*v = Value{'n', string(data)}
	}
	return nil
}
