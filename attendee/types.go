package attendee

import (
	"slices"
	"strings"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The reserved type codes: no attendee of these types is created, updated or
// deleted by a caller, through any door (C28, C29, C30). Those whom the library
// makes are in reserved.go.
const (
	TypeNoShows         = "NOSHOWS" // people who were expected and did not come
	TypeSystemEmployees = "SYSEMP"  // employees, kept by the directory
	TypeUndefined       = "UNDEF"
)

const (
	maxTypeCode = 8
	maxTypeName = 40
)

func isReserved(typeCode string) bool {
	return slices.Contains([]string{TypeNoShows, TypeSystemEmployees, TypeUndefined, scopeFields}, typeCode)
}

// canonicalType returns a type code as it is kept and compared.
func canonicalType(code string) string {
	code, err := tidy(code)
	if err != nil {
		return ""
	}
	return strings.ToUpper(code)
}

func typeNameKey(tidied string) storage.Key {
	return storage.Key{Name: storage.KeyTypeName, Value: storage.Fold(tidied)}
}

func typeKey(canonical string) storage.Key {
	return storage.Key{Name: storage.KeyTypeCode, Value: canonical}
}

// blank reports whether a text says nothing.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// needsType asks for the type that the patch names.
func (p *Patch) needsType(n *batch.Needs) {
	if code, ok := p.TypeCode.Get(); ok && canonicalType(code) != "" {
		n.Types.Keys = append(n.Types.Keys, typeKey(canonicalType(code)))
	}
}

// assignType finds the type that a new attendee is to have, and makes the plan
// depend on what it says.
func assignType(d *batch.Draft, code string) (Type, error) {
	canonical := canonicalType(code)
	switch {
	case canonical == "":
		return Type{}, &batch.Error{Code: ErrInvalidText, Field: "type_code"}
	case isReserved(canonical):
		return Type{}, &batch.Error{Code: ErrTypeReserved, Field: "type_code"}
	}
	t, ok := d.TypeByKey(typeKey(canonical))
	switch {
	case !ok:
		return Type{}, &batch.Error{Code: ErrTypeNotFound, Field: "type_code", Given: code}
	case !t.Active || !t.PermitAdds:
		return Type{}, &batch.Error{Code: ErrTypeClosed, Field: "type_code", Existing: t.Ref()}
	}
	d.Guard(t.Ref())
	return t, nil
}

// typeOf returns the type that an attendee already has, the zero Type if none.
func typeOf(d *batch.Draft, a Attendee) Type {
	if a.TypeCode == "" {
		return Type{}
	}
	t, ok := d.TypeByKey(typeKey(a.TypeCode))
	if ok {
		d.Guard(t.Ref())
	}
	return t
}

// checkType rejects a definition that breaks the rules of types: a code of 1
// to 8 characters (X13), a name of 1 to 40, well-formed
// fields, and required and duplicate fields that there are.
func (r rules) checkType(d *batch.Draft, t Type) error {
	var m merger
	if m.text("code", maxTypeCode, t.Code, &t.Code) && t.Code == "" {
		m.reject(ErrRequired, "code")
	}
	if m.text("name", maxTypeName, t.Name, &t.Name) && t.Name == "" {
		m.reject(ErrRequired, "name")
	}
	if t.Name == scopeFields {
		m.reject(ErrTypeReserved, "name")
	}
	if t.YearlyLimit < 0 {
		m.reject(ErrInvalidFormat, "yearly_limit")
	}
	m.checkFields(t.Fields)
	defs := r.definitions(d, t)
	for _, name := range t.Required {
		key, custom := strings.CutPrefix(name, storage.CustomPrefix)
		_, defined := defs.find(key)
		if custom && !defined || !custom && (!isField(name) || name == "preferred_name") { // which nobody sets (C15)
			m.reject(ErrUnknownField, "required."+name)
		}
	}
	for _, name := range t.DuplicateFields {
		key, custom := strings.CutPrefix(name, storage.CustomPrefix)
		_, defined := defs.find(key)
		if f, ok := storage.FieldOf(storage.KindAttendee, name); custom && !defined || !ok || f.Type != storage.TextField {
			m.reject(ErrUnknownField, "duplicate_fields."+name)
		}
	}
	slices.SortFunc(m.errs, func(a, b *batch.Error) int { return strings.Compare(a.Field, b.Field) })
	return batch.Join(m.errs)
}
