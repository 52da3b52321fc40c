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

	// DuplicateFields are those by which two attendees are taken for the same
	// person, if all of them are equal.
	DuplicateFields   []string `json:"duplicate_fields,omitempty"`
	SearchAcrossTypes bool     `json:"search_across_types"` // also among other types with the same duplicate fields

	Active            bool `json:"active"`              // false: no new attendees
	PermitAdds        bool `json:"permit_adds"`         // false: attendees come from elsewhere
	Public            bool `json:"public"`              // true: new attendees belong to the system
	AllowManual       bool `json:"allow_manual"`        // false: a screen offers no form to type them in
	AllowCountEditing bool `json:"allow_count_editing"` // true: a screen offers to count unnamed ones
	System            bool `json:"system"`              // kept by the host, not by users

	// YearlyLimit is what may be spent on one attendee a year, in the smallest
	// unit of the attendee's currency; 0 for no limit.
	YearlyLimit int64 `json:"yearly_limit,omitempty"`
}

// FieldKind is the kind of a custom field's value.
type FieldKind string

// The kinds of custom fields.
const (
	FieldText    FieldKind = "text"
	FieldInteger FieldKind = "integer"
	FieldNumber  FieldKind = "number"
	FieldBoolean FieldKind = "boolean"
	FieldDate    FieldKind = "date"   // YYYY-MM-DD
	FieldList    FieldKind = "list"   // one of Options
	FieldAmount  FieldKind = "amount" // a decimal of at most 4 places
	// FieldConnectedList is one of the Branches under the value of another list.
	FieldConnectedList FieldKind = "connectedlist"
)

// FieldDef defines one custom field.
type FieldDef struct {
	Key     string    `json:"key"`
	Label   string    `json:"label,omitempty"`
	Kind    FieldKind `json:"kind"`
	MaxLen  int       `json:"max_len,omitempty"` // characters; 0 means the default for the key
	Options []string  `json:"options,omitempty"` // compared whatever their case, kept as written here
	// Under is the key of the list that a connected list depends on, and
	// Branches are the options by that list's value.
	Under    string              `json:"under,omitempty"`
	Branches map[string][]string `json:"branches,omitempty"`
}

// Ref implements [Entity].
func (t Type) Ref() Ref { return Ref{KindType, t.ID, t.Rev} }

// Parent implements [Entity]. A type is a root.
func (Type) Parent() Ref { return Ref{} }
