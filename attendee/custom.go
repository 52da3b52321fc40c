package attendee

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

const (
	maxFieldValue  = 255
	maxAmountWhole = 15 // digits before the point
	maxAmountCents = 4  // and after it
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

// custom merges the custom fields by key; null and "" clear (X4, X5). Fields
// that nothing defines are rejected, or ignored with a warning (X15).
func (m *merger) custom(patch Patch, a *Attendee) {
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
		def, ok := m.defs.find(key)
		v, set := change.Get()
		_, there := merged[key]
		switch clears := !set || strings.TrimSpace(v.String()) == ""; {
		case clears && (ok || there): // also what a definition has left behind
			delete(merged, key)
		case !ok && m.policy.IgnoreUnknownFields:
			m.warnings = append(m.warnings, "custom."+key)
		case !ok:
			m.reject(ErrUnknownField, "custom."+key)
		default:
			if v, ok := m.customValue(def, v); ok {
				merged[key] = v
			}
		}
	}
	m.connected(merged, patch)
	a.Custom = merged
}

// connected rejects values of connected lists that are not among the options
// under what the other list says now, whichever of the two was changed, and keeps
// the others as the definition writes them.
func (m *merger) connected(merged map[string]storage.Value, patch Patch) {
	for _, key := range slices.Sorted(maps.Keys(merged)) {
		v := merged[key]
		def, ok := m.defs.find(key)
		if !ok || def.Kind != storage.FieldConnectedList {
			continue
		}
		_, child := patch.Custom[key]
		_, other := patch.Custom[def.Under]
		if !child && !other {
			continue
		}
		if o, ok := option(branch(def, merged[def.Under].String()), v.String()); ok {
			merged[key] = storage.Text(o)
		} else {
			m.reject(ErrInvalidCustom, storage.CustomPrefix+key)
		}
	}
}

// reread reads the custom fields that a patch leaves alone as the new type of
// their attendee has them.
func (m *merger) reread(p Patch, a *Attendee) {
	custom, kept := maps.Clone(a.Custom), Patch{Custom: make(map[string]patch.Field[storage.Value])}
	for _, key := range slices.Sorted(maps.Keys(custom)) {
		if f := p.Custom[key]; !f.IsZero() {
			continue
		}
		if def, ok := m.defs.find(key); ok {
			custom[key], _ = m.customValue(def, custom[key])
			kept.Custom[key] = patch.Set(custom[key])
		}
	}
	if len(m.errs) == 0 { // else it may be said already
		m.connected(custom, kept)
	}
	a.Custom = custom
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
		o, ok := option(def.Options, text)
		return storage.Text(o), ok
	case storage.FieldAmount:
		v, err := storage.Number(text)
		whole, cents, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		return v, err == nil && !strings.ContainsAny(text, "eE") && len(whole) <= maxAmountWhole && len(cents) <= maxAmountCents
	}
	return storage.Text(text), true
}
