package storage

// Type is a category of attendees, such as a speaker or a business guest. It
// says which fields its attendees may and must have.
type Type struct {
	Head
	// Code is the canonical code, trimmed and in upper case. It is unique in
	// the scope and never changes.
	Code string `json:"code"`
	// Name is for display; UniqueName is the form in which it is unique.
	Name       string `json:"name"`
	UniqueName string `json:"unique_name"`

	Fields   []FieldDef `json:"fields,omitempty"`   // the custom fields of this type
	Required []string   `json:"required,omitempty"` // names of fields that may not be empty

	Active     bool `json:"active"`      // false: no new attendees
	PermitAdds bool `json:"permit_adds"` // false: attendees come from elsewhere
	Public     bool `json:"public"`      // true: new attendees belong to the system
}

// FieldKind is the kind of a custom field's value.
type FieldKind string

// The kinds of custom fields.
const (
	FieldText    FieldKind = "text"
	FieldInteger FieldKind = "integer"
	FieldNumber  FieldKind = "number"
	FieldBoolean FieldKind = "boolean"
	FieldDate    FieldKind = "date" // YYYY-MM-DD
	FieldList    FieldKind = "list" // one of Options
)

// FieldDef defines one custom field.
type FieldDef struct {
	Key     string    `json:"key"`
	Label   string    `json:"label,omitempty"`
	Kind    FieldKind `json:"kind"`
	MaxLen  int       `json:"max_len,omitempty"` // characters; 0 means the default for the key
	Options []string  `json:"options,omitempty"`
}

// Ref implements [Entity].
func (t Type) Ref() Ref { return Ref{KindType, t.ID, t.Rev} }

// Parent implements [Entity]. A type is a root.
func (Type) Parent() Ref { return Ref{} }
