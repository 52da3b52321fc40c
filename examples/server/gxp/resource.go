package gxp

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

func parseID(s string) (storage.ID, error) {
	if len(s) != 36 {
		return storage.ID{}, errors.New("not a UUID")
	}
	return uuid.Parse(s)
}

// input is an attendee as it is sent: what is not there is kept.
type input struct {
	FirstName    patch.Field[string] `json:"first_name"`
	LastName     patch.Field[string] `json:"last_name"`
	Email        patch.Field[string] `json:"email"`
	TypeID       patch.Field[typeID] `json:"attendee_type_id"`
	CustomFields customFields        `json:"custom_fields"`
	creation
}

// customFields are values by key. A value is a text, a number, a truth value or
// null.
type customFields map[string]patch.Field[storage.Value]

// UnmarshalJSON reads the object name by name, so that an error says which one.
func (c *customFields) UnmarshalJSON(data []byte) error {
	if data[0] != '{' && string(data) != "null" {
		return &wire.Error{Status: http.StatusUnprocessableEntity, Field: "custom_fields", Message: "an object is expected"}
	}
	if data[0] != '{' {
		return nil
	}
	fields := make(customFields)
	err := wire.EachMember(data, func(key string, value json.RawMessage) error {
		var f patch.Field[storage.Value]
		if err := json.Unmarshal(value, &f); err != nil {
			return &wire.Error{
				Status: http.StatusUnprocessableEntity, Field: theirCustom + key, Message: "a text, a number, a truth value or null is expected",
			}
		}
		fields[key] = f
		return nil
	})
	*c = fields
	return err
}

// creation is what only a creation may say: that somebody who was named as a
// duplicate is meant.
type creation struct {
	UpdateExisting bool            `json:"_update_existing"`
	ExistingID     json.RawMessage `json:"_existing_attendee_id"`
}

// patch says the input in the library's words. Null for a last name or a type
// is emptiness, about which the library has its rules.
func (in input) patch() attendee.Patch {
	p := attendee.Patch{FirstName: in.FirstName, Email: in.Email, Custom: in.CustomFields}
	if v, ok := in.LastName.Get(); ok || in.LastName.IsClear() {
		p.LastName = patch.To(v)
	}
	if v, ok := in.TypeID.Get(); ok || in.TypeID.IsClear() {
		p.TypeCode = patch.To(string(v))
	}
	return p
}

// create says the input as somebody new with a number.
func (in input) create(number string) attendee.Create {
	who := attendee.Attendee{ExternalID: number}
	who.FirstName, _ = in.FirstName.Get()
	who.LastName, _ = in.LastName.Get()
	who.Email, _ = in.Email.Get()
	if code, ok := in.TypeID.Get(); ok {
		who.TypeCode = string(code)
	}
	for key, f := range in.CustomFields {
		if v, ok := f.Get(); ok {
			if who.Custom == nil {
				who.Custom = make(map[string]storage.Value)
			}
			who.Custom[key] = v
		}
	}
	return attendee.Create{New: who, Required: []string{"first_name"}}
}

// typeID is the code of a type. The API numbers types: a code that is a number
// is shown as one.
type typeID string

// UnmarshalJSON reads a number or a text.
func (t *typeID) UnmarshalJSON(data []byte) error {
	var n json.Number
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	*t = typeID(n)
	return nil
}

func shownType(code string) any {
	if n, err := strconv.ParseInt(code, 10, 64); err == nil && strconv.FormatInt(n, 10) == code {
		return n
	}
	if code == "" {
		return nil
	}
	return code
}

type (
	output struct {
		ID           any                      `json:"id"`
		FirstName    *string                  `json:"first_name"`
		LastName     *string                  `json:"last_name"`
		Email        *string                  `json:"email"`
		TypeID       any                      `json:"attendee_type_id"`
		Type         *typeOutput              `json:"attendee_type,omitempty"`
		CustomFields map[string]storage.Value `json:"custom_fields"`
		Groups       []groupOutput            `json:"groups,omitempty"`
		Credentials  *[]credentialOutput      `json:"credentials,omitempty"` // where they are asked for
		CreatedAt    *time.Time               `json:"created_at"`
		UpdatedAt    *time.Time               `json:"updated_at"`
	}
	typeOutput struct {
		ID   any    `json:"id"`
		Name string `json:"name"`
	}
	groupOutput struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
)

// shown returns an attendee as the API shows it. The types may be nil.
func shown(a attendee.Attendee, types map[string]attendee.Type) output {
	out := output{
		ID: idOf(a), FirstName: orNull(a.FirstName), LastName: orNull(a.LastName), Email: orNull(a.Email),
		TypeID: shownType(a.TypeCode), CustomFields: a.Custom, CreatedAt: date(a.CreatedAt), UpdatedAt: date(a.UpdatedAt),
	}
	if t, ok := types[a.TypeCode]; ok {
		out.Type = &typeOutput{shownType(t.Code), t.Name}
	}
	if out.CustomFields == nil {
		out.CustomFields = map[string]storage.Value{}
	}
	return out
}

func byCode(list []attendee.Type) map[string]attendee.Type {
	types := make(map[string]attendee.Type, len(list))
	for _, t := range list {
		types[t.Code] = t
	}
	return types
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func date(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// The fields by the names of the API and of the library.
var fieldNames = map[string]string{
	"id": "external_id", "attendee_type_id": "type_code", "attendee_type": "type_code",
	"page": "page", "per_page": "limit",
}

const (
	theirCustom = "custom_fields."
	ourCustom   = storage.CustomPrefix
)

// ours returns a field's name in the library.
func ours(name string) string {
	if known, ok := fieldNames[name]; ok {
		return known
	}
	if key, ok := strings.CutPrefix(name, theirCustom); ok {
		return ourCustom + key
	}
	return name
}

// theirs returns a field's name in the API.
func theirs(name string) string {
	switch name {
	case "external_id":
		return "id"
	case "type_code":
		return "attendee_type_id"
	case "limit":
		return "per_page"
	case "scope.tenant":
		return "team"
	case "scope.event":
		return "project"
	}
	if key, ok := strings.CutPrefix(name, ourCustom); ok {
		return theirCustom + key
	}
	return name
}
