// Package patch tells apart the three things that a partial update can say of
// a field: keep it, set it, clear it. The type of a field says whether it may
// be cleared, so that the compiler refuses to clear what must have a value.
//
//	var p struct {
//		Mobile patch.Field[string] `json:"mobile,omitzero"`
//		Role   patch.Value[string] `json:"role,omitzero"`
//	}
//
// In JSON an absent field keeps, null clears, and anything else sets. Tag
// fields with omitzero, so that what keeps is left out again.
package patch

import (
	"bytes"
	"encoding/json"
	"errors"
)

// ErrNull reports a JSON null for a field that always has a value.
var ErrNull = errors.New("patch: this field cannot be null")

type state uint8

const (
	keep state = iota
	set
	clearing
)

// Field is keep, set or clear, for a field that may be empty. The zero Field
// keeps.
type Field[T any] struct {
	v T
	s state
}

// Set returns a field that sets v.
func Set[T any](v T) Field[T] { return Field[T]{v, set} }

// Clear returns a field that empties its target.
func Clear[T any]() Field[T] { return Field[T]{s: clearing} }

// IsZero reports whether f keeps. It makes `json:",omitzero"` drop it.
func (f Field[T]) IsZero() bool { return f.s == keep }

// IsClear reports whether f clears.
func (f Field[T]) IsClear() bool { return f.s == clearing }

// Get returns the value that f sets; ok is false when it keeps or clears.
func (f Field[T]) Get() (v T, ok bool) { return f.v, f.s == set }

// Into applies f to dst and reports whether it had something to say. Clear
// writes the zero value.
func (f Field[T]) Into(dst *T) bool {
	if f.s == keep {
		return false
	}
	*dst = f.v
	return true
}

// UnmarshalJSON reads null as clear and anything else as set. An absent field
// is never read and so keeps.
func (f *Field[T]) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		*f = Clear[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*f = Set(v)
	return nil
}

// MarshalJSON writes the value that f sets, null when it clears or keeps.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if f.s != set {
		return []byte("null"), nil
	}
	return json.Marshal(f.v)
}

// Value is keep or set, for a field that always has a value. The zero Value
// keeps.
type Value[T any] struct {
	v  T
	ok bool
}

// To returns a value that sets v.
func To[T any](v T) Value[T] { return Value[T]{v, true} }

// IsZero reports whether v keeps. It makes `json:",omitzero"` drop it.
func (v Value[T]) IsZero() bool { return !v.ok }

// Get returns what v sets; ok is false when it keeps.
func (v Value[T]) Get() (T, bool) { return v.v, v.ok }

// Into applies v to dst and reports whether it had something to say.
func (v Value[T]) Into(dst *T) bool {
	if v.ok {
		*dst = v.v
	}
	return v.ok
}

// UnmarshalJSON reads a value. It fails with [ErrNull] on null.
func (v *Value[T]) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return ErrNull
	}
	var x T
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	*v = To(x)
	return nil
}

// MarshalJSON writes what v sets, null when it keeps.
func (v Value[T]) MarshalJSON() ([]byte, error) {
	if !v.ok {
		return []byte("null"), nil
	}
	return json.Marshal(v.v)
}

func isNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }
