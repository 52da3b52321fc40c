package concurv1

import (
	"strconv"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// space is the name space of every element.
const space = "http://www.concursolutions.com/api/expense/expensereport/2011/03"

const customFields = 20

// request is the document that is posted.
var request = wire.Schema{Name: "Attendees", Children: []wire.Schema{{Name: "Attendee", Repeats: true, Children: fields()}}}

// The fields by their names in the API and in the library.
var fieldNames = [][2]string{
	{"AttendeeType", "type_code"},
	{"LastName", "last_name"},
	{"FirstName", "first_name"},
	{"Title", "title"},
	{"ExternalId", "external_id"},
	{"Company", "company"},
	{"CrnCode", "currency"},
	{"Amount", "amount"},
	{"SystemOwner", "system_owner"},
	{"AssociatedAttendeesCount", "unnamed"},
	{"UpdateExisting", "update_existing"},
}

func fields() (list []wire.Schema) {
	for _, f := range fieldNames {
		list = append(list, wire.Schema{Name: f[0]})
	}
	for n := 1; n <= customFields; n++ {
		list = append(list, wire.Schema{Name: theirCustom + strconv.Itoa(n)})
	}
	return list
}

const theirCustom, ourCustom = "Custom", "custom"

// theirs returns a field's name in the API.
func theirs(name string) string {
	for _, f := range fieldNames {
		if f[1] == name {
			return f[0]
		}
	}
	if n, ok := strings.CutPrefix(name, storage.CustomPrefix+ourCustom); ok {
		return theirCustom + n
	}
	return name
}

// item reads one attendee; what it says that is no amount, number or truth value
// is returned as the message of its rejection.
func item(n *wire.Node) (it expense.PostItem, wrong string) {
	for _, f := range []struct {
		name string
		set  func(text string)
	}{
		{"AttendeeType", func(s string) { it.Set.TypeCode = patch.To(s) }},
		{"LastName", func(s string) { it.Set.LastName = patch.To(s) }},
		{"FirstName", func(s string) { it.Set.FirstName = patch.Set(s) }},
		{"Title", func(s string) { it.Set.Title = patch.Set(s) }},
		{"ExternalId", func(s string) { it.Set.ExternalID = patch.Set(s) }},
		{"Company", func(s string) { it.Set.Company = patch.Set(s) }},
		{"CrnCode", func(s string) { it.Set.Currency = patch.To(s) }},
	} {
		if text, there := n.Child(f.name); there {
			f.set(text)
		}
	}
	custom(n, &it.Set)
	if text, _ := n.Child("Amount"); text != "" {
		code, _ := n.Child("CrnCode")
		amount, err := money.Parse(text, code)
		if err != nil {
			return it, "Amount is not an amount in the currency of CrnCode"
		}
		it.Amount = &amount
	}
	if text, _ := n.Child("AssociatedAttendeesCount"); text != "" {
		count, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return it, "AssociatedAttendeesCount is not a whole number"
		}
		it.Unnamed = &count
	}
	var ok bool
	if text, _ := n.Child("SystemOwner"); text != "" {
		if it.SystemOwner, ok = truth(text, "yes", "no"); !ok {
			return it, "SystemOwner is Yes or No"
		}
	}
	if text, _ := n.Child("UpdateExisting"); text != "" {
		update, ok := truth(text, "true", "false")
		if !ok {
			return it, "UpdateExisting is true or false"
		}
		it.KeepExisting = !update
	}
	return it, ""
}

func custom(n *wire.Node, set *attendee.Patch) {
	for i := 1; i <= customFields; i++ {
		text, there := n.Child(theirCustom + strconv.Itoa(i))
		if !there {
			continue
		}
		if set.Custom == nil {
			set.Custom = make(map[string]patch.Field[storage.Value])
		}
		set.Custom[ourCustom+strconv.Itoa(i)] = patch.Set(storage.Text(text))
	}
}

func truth(text, yes, no string) (value, ok bool) {
	return strings.EqualFold(text, yes), strings.EqualFold(text, yes) || strings.EqualFold(text, no)
}
