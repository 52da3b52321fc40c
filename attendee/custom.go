package attendee

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

const (
	maxFieldKey   = 64
	maxFieldValue = 255
)

// customLimit is the length of a custom field's text for which its definition
// names none: 100 characters for custom1 to custom20 and 48 for custom21 to
// custom25 (X16), 255 for every other.
func customLimit(key string) int {
	switch n := customNumber(key); {
	case n == 0:
		return maxFieldValue
	case n <= 20:
		return 100
	}
	return 48
}

func isNumbered(key string) bool { return customNumber(key) > 0 }

// customNumber returns n for the key customn, 1 to 25, and 0 for every other.
func customNumber(key string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(key, "custom"))
	if err != nil || "custom"+strconv.Itoa(n) != key || n < 1 || n > 25 {
		return 0
	}
	return n
}

func checkFieldDef(f FieldDef) error {
	if f.Key == "" || !isTidy(f.Key, maxFieldKey) {
		return errors.New("the key is empty, too long or not tidy")
	}
	if !isTidy(f.Label, maxFieldKey) {
		return errors.New("the label is too long or not tidy")
	}
	if f.MaxLen < 0 || isNumbered(f.Key) && f.MaxLen > customLimit(f.Key) {
		return errors.New("the length is negative or over the limit of the key")
	}
	if slices.ContainsFunc(f.Options, func(o string) bool { return o == "" || !isTidy(o, maxFieldValue) }) {
		return errors.New("an option is empty, too long or not tidy")
	}
	switch f.Kind {
	case storage.FieldText, storage.FieldInteger, storage.FieldNumber, storage.FieldBoolean, storage.FieldDate:
	case storage.FieldList:
		if len(f.Options) == 0 {
			return errors.New("a list needs options")
		}
	default:
		return errors.New("unknown kind")
	}
	return nil
}

// definition finds a custom field among the policy's and the type's.
func (p Policy) definition(t Type, key string) (FieldDef, bool) {
	for _, defs := range [][]FieldDef{p.Fields, t.Fields} {
		if i := slices.IndexFunc(defs, func(f FieldDef) bool { return f.Key == key }); i >= 0 {
			return defs[i], true
		}
	}
	return FieldDef{}, false
}

// custom merges the custom fields by key; null and "" clear (X4, X5). Fields
// that nothing defines are rejected, or ignored with a warning (X15).
func (m *merger) custom(p Policy, t Type, patch Patch, a *Attendee) {
	if len(patch.Custom) == 0 {
		return
	}
	merged := maps.Clone(a.Custom)
	if merged == nil {
		merged = make(map[string]storage.Value, len(patch.Custom))
	}
	for _, key := range slices.Sorted(maps.Keys(patch.Custom)) {
		change := patch.Custom[key]
		if change.IsZero() {
			continue
		}
		def, ok := p.definition(t, key)
		v, set := change.Get()
		_, there := merged[key]
		switch clears := !set || strings.TrimSpace(v.String()) == ""; {
		case clears && (ok || there): // also what a definition has left behind
			delete(merged, key)
		case !ok && p.IgnoreUnknownFields:
			m.warnings = append(m.warnings, "custom."+key)
		case !ok:
			m.reject(ErrUnknownField, "custom."+key)
		default:
			if v, ok := m.customValue(def, v); ok {
				merged[key] = v
			}
		}
	}
	a.Custom = merged
}

// customValue returns a value as it is kept, by the kind of its field.
func (m *merger) customValue(def FieldDef, v storage.Value) (storage.Value, bool) {
	field := "custom." + def.Key
	text, err := tidy(v.String())
	if err != nil {
		m.reject(ErrInvalidText, field)
		return v, false
	}
	limit := def.MaxLen
	if limit == 0 {
		limit = customLimit(def.Key)
	}
	if utf8.RuneCountInString(text) > limit {
		m.errs = append(m.errs, &batch.Error{Code: ErrTooLong, Field: field, Limit: limit})
		return v, false
	}
	kept, ok := customKinds(def, text)
	if !ok {
		m.reject(ErrInvalidCustom, field)
	}
	return kept, ok
}

// customKinds reads a text as a value of the field's kind. Truth values may be
// written in every way that the seeds do (C21, X24).
func customKinds(def FieldDef, text string) (storage.Value, bool) {
	switch def.Kind {
	case storage.FieldInteger:
		n, err := strconv.ParseInt(text, 10, 64)
		return storage.Int(n), err == nil
	case storage.FieldNumber:
		v, err := storage.Number(text)
		return v, err == nil
	case storage.FieldBoolean:
		switch strings.ToLower(text) {
		case "true", "y", "yes", "1":
			return storage.Bool(true), true
		case "false", "n", "no", "0":
			return storage.Bool(false), true
		}
		return storage.Value{}, false
	case storage.FieldDate:
		_, err := time.Parse(time.DateOnly, text)
		return storage.Text(text), err == nil
	case storage.FieldList:
		return storage.Text(text), slices.Contains(def.Options, text)
	}
	return storage.Text(text), true
}
