package concurv4

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// customFields is how many custom fields the API has.
const customFields = 25

// input is an attendee as it is sent: what is not there is kept.
type input struct{ attendee.Patch }

// UnmarshalJSON reads the object name by name, because custom fields stand among
// the others.
func (in *input) UnmarshalJSON(data []byte) error {
	fields := map[string]any{
		"attendeeTypeCode": &in.TypeCode, "currencyCode": &in.Currency, "externalId": &in.ExternalID,
		"firstName": &in.FirstName, "lastName": &in.LastName, "middleInitial": &in.MiddleInitial,
		"suffix": &in.Suffix, "title": &in.Title, "company": &in.Company,
	}
	return wire.EachMember(data, func(name string, value json.RawMessage) error {
		into, known := fields[name]
		var custom patch.Field[string]
		if !known && isCustom(name) {
			into, known = &custom, true
		}
		if !known {
			return refuse(name, "there is no field "+strconv.Quote(name))
		}
		if value[0] != '"' && string(value) != "null" {
			return refuse(name, name+" must be a string")
		}
		if err := json.Unmarshal(value, into); err != nil {
			return refuse(name, name+" must be a string")
		}
		if into == &custom {
			in.setCustom(name, custom)
		}
		return nil
	})
}

func (in *input) setCustom(name string, f patch.Field[string]) {
	if in.Custom == nil {
		in.Custom = make(map[string]patch.Field[storage.Value])
	}
	in.Custom[name] = patch.Clear[storage.Value]()
	if text, ok := f.Get(); ok {
		in.Custom[name] = patch.Set(storage.Text(text))
	}
}

// isCustom reports whether a name is custom1 to custom25, which are the
// library's names too.
func isCustom(name string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "custom"))
	return err == nil && "custom"+strconv.Itoa(n) == name && n >= 1 && n <= customFields
}

// attendee says the input as somebody new.
func (in input) attendee() (who attendee.Attendee) {
	who.TypeCode, _ = in.TypeCode.Get()
	who.Currency, _ = in.Currency.Get()
	who.LastName, _ = in.LastName.Get()
	in.ExternalID.Into(&who.ExternalID)
	in.FirstName.Into(&who.FirstName)
	in.MiddleInitial.Into(&who.MiddleInitial)
	in.Suffix.Into(&who.Suffix)
	in.Title.Into(&who.Title)
	in.Company.Into(&who.Company)
	for name, f := range in.Custom {
		if v, ok := f.Get(); ok && v.String() != "" {
			if who.Custom == nil {
				who.Custom = make(map[string]storage.Value)
			}
			who.Custom[name] = v
		}
	}
	return who
}

type (
	collection struct {
		// The documentation's example of several IDs writes Items; its schema,
		// and every other example, items.
		Items    []output `json:"items"`
		NextPage string   `json:"nextPage,omitempty"`
	}
	output struct {
		fixed
		custom map[string]customOutput
	}
	fixed struct {
		TypeCode              *string     `json:"attendeeTypeCode"`
		FirstName             *string     `json:"firstName"`
		LastName              *string     `json:"lastName"`
		MiddleInitial         *string     `json:"middleInitial"`
		PreferredName         *string     `json:"preferredName"`
		Suffix                *string     `json:"suffix"`
		Company               *string     `json:"company"`
		Title                 *string     `json:"title"`
		ExternalID            *string     `json:"externalId"`
		HasExceptionsPrevYear bool        `json:"hasExceptionsPrevYear"`
		HasExceptionsYTD      bool        `json:"hasExceptionsYtd"`
		TotalAmountPrevYear   json.Number `json:"totalAmountPrevYear"`
		TotalAmountYTD        json.Number `json:"totalAmountYtd"`
		Version               int32       `json:"versionNumber"`
		OwnerName             string      `json:"ownerName"`
		OwnerUserID           *string     `json:"ownerUserId"`
		Currency              string      `json:"currencyCode"`
		ID                    storage.ID  `json:"id"`
		URI                   string      `json:"uri"`
	}
	customOutput struct {
		Code  string `json:"code,omitempty"`
		Type  string `json:"type"`
		Value string `json:"value"`
	}
)

// MarshalJSON writes the custom fields among the others.
func (o output) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(o.fixed)
	if err != nil || len(o.custom) == 0 {
		return data, err
	}
	custom, err := json.Marshal(o.custom)
	if err != nil {
		return nil, err
	}
	return append(append(data[:len(data)-1], ','), custom[1:]...), nil
}

// systemName is shown as the owner of those who are shared.
const systemName = "ConcurSystem"

// shown returns an attendee as the API shows it. What was spent in another
// currency than the attendee's is in no total: nothing converts it.
func (a API) shown(r *http.Request, who attendee.Attendee, kinds map[string]storage.FieldKind, spent expense.Spending) output {
	out := output{fixed: fixed{
		TypeCode: orNull(who.TypeCode), FirstName: orNull(who.FirstName), LastName: orNull(who.LastName),
		MiddleInitial: orNull(who.MiddleInitial), PreferredName: orNull(who.PreferredName), Suffix: orNull(who.Suffix),
		Company: orNull(who.Company), Title: orNull(who.Title), ExternalID: orNull(who.ExternalID),
		HasExceptionsPrevYear: spent.HasExceptionsPrevYear, HasExceptionsYTD: spent.HasExceptionsYTD,
		TotalAmountPrevYear: in(who.Currency, spent.PrevYear), TotalAmountYTD: in(who.Currency, spent.YearToDate),
		Version: who.Version, OwnerName: systemName, OwnerUserID: orNull(who.Owner.UserID), Currency: who.Currency,
		ID: who.ID, URI: uri(r, who.ID),
	}}
	if !who.Owner.System() {
		if out.OwnerName = who.Owner.Name; out.OwnerName == "" {
			out.OwnerName = a.Accounts.Name(who.Owner.UserID)
		}
	}
	for name, v := range who.Custom {
		if !isCustom(name) {
			continue
		}
		if out.custom == nil {
			out.custom = make(map[string]customOutput)
		}
		out.custom[name] = shownCustom(kinds[name], v)
	}
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// in returns the amount in one currency.
func in(currency string, amounts []money.Money) json.Number {
	for _, m := range amounts {
		if m.Currency() == currency {
			return json.Number(m.Amount())
		}
	}
	return "0"
}

// kindsOf returns the kinds of custom fields by type and name.
func kindsOf(types []attendee.Type) map[string]map[string]storage.FieldKind {
	all := make(map[string]map[string]storage.FieldKind, len(types))
	for _, t := range types {
		kinds := make(map[string]storage.FieldKind, len(t.Fields))
		for _, f := range t.Fields {
			kinds[f.Key] = f.Kind
		}
		all[t.Code] = kinds
	}
	return all
}

// kindNames are the kinds of custom fields by the API's names.
var kindNames = map[storage.FieldKind]string{
	storage.FieldText: "Text", storage.FieldInteger: "Integer", storage.FieldNumber: "Number",
	storage.FieldBoolean: "Boolean", storage.FieldDate: "Date", storage.FieldAmount: "Amount",
	storage.FieldList: "List", storage.FieldConnectedList: "ConnectedList",
}

// shownCustom returns a value as the API reads it out: truth values as Y and N,
// whichever way they were written. A list's item has one text in the library,
// which is its name and its code.
func shownCustom(kind storage.FieldKind, v storage.Value) customOutput {
	out := customOutput{Type: kindNames[kind], Value: v.String()}
	truth, isTruth := v.Bool()
	switch {
	case isTruth && truth:
		out.Value = "Y"
	case isTruth:
		out.Value = "N"
	case kind == storage.FieldList, kind == storage.FieldConnectedList:
		out.Code = v.String()
	}
	if out.Type == "" { // it is not the type that defines the field
		switch {
		case isTruth:
			out.Type = "Boolean"
		case v.IsNumber():
			out.Type = "Number"
		default:
			out.Type = "Text"
		}
	}
	return out
}
