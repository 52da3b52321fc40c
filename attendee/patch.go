package attendee

import (
	"encoding/json"
	"maps"

	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/storage"
)

// Patch is a partial update: an absent field is kept, null or "" clears an
// optional one, anything else is set (X4, X5). Custom fields merge by key. See
// package [patch] for how to write one.
type Patch struct {
	UserID     patch.Field[string] `json:"user_id,omitzero"`
	ExternalID patch.Field[string] `json:"external_id,omitzero"`
	Email      patch.Field[string] `json:"email,omitzero"`

	FirstName     patch.Field[string] `json:"first_name,omitzero"`
	LastName      patch.Value[string] `json:"last_name,omitzero"`
	MiddleInitial patch.Field[string] `json:"middle_initial,omitzero"`
	Suffix        patch.Field[string] `json:"suffix,omitzero"`
	Title         patch.Field[string] `json:"title,omitzero"`
	Company       patch.Field[string] `json:"company,omitzero"`
	Mobile        patch.Field[string] `json:"mobile,omitzero"`

	Role     patch.Value[string] `json:"role,omitzero"`
	TypeCode patch.Value[string] `json:"type_code,omitzero"` // fixed once it is set, unless Policy.TypesMayChange (C13)
	Currency patch.Value[string] `json:"currency,omitzero"`  // fixed once the attendee exists (C13)

	Custom map[string]patch.Field[storage.Value] `json:"custom,omitempty"`
}

// MarshalJSON leaves out what keeps, among the custom fields too.
func (p Patch) MarshalJSON() ([]byte, error) {
	type plain Patch
	p.Custom = maps.Clone(p.Custom)
	maps.DeleteFunc(p.Custom, func(_ string, f patch.Field[storage.Value]) bool { return f.IsZero() })
	return json.Marshal(plain(p))
}
