package page

import (
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The fields that a column may be, with the headers under which they are known.
var fields = []struct {
	name  string
	label string
	known []string
}{
	{"email", "E-mail", []string{"email", "mail", "emailaddress", "courriel"}},
	{"first_name", "First name", []string{"firstname", "givenname", "name", "vorname", "prenom", "prénom"}},
	{"last_name", "Last name", []string{"lastname", "surname", "familyname", "nachname", "nom"}},
	{"company", "Company", []string{"company", "organisation", "organization", "firma"}},
	{"title", "Title", []string{"title", "jobtitle", "position"}},
	{"mobile", "Mobile", []string{"mobile", "phone", "telephone", "handy"}},
	{"role", "Role", []string{"role"}},
	{"type_code", "Type", []string{"type", "typecode", "attendeetype", "attendeetypeid"}},
	{"external_id", "External ID", []string{"externalid", "id"}},
}

// fieldOf guesses which field a column is by its header, "" for none.
func fieldOf(header string) string {
	header = strings.TrimSpace(header)
	if n := len(storage.CustomPrefix); len(header) > n && strings.EqualFold(header[:n], storage.CustomPrefix) {
		return storage.CustomPrefix + header[n:] // a key is what it is in its own case
	}
	plain := strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(header))
	for _, f := range fields {
		for _, known := range f.known {
			if plain == known {
				return f.name
			}
		}
	}
	return ""
}

// isField reports whether a column may be mapped to a field.
func isField(name string) bool {
	if key, ok := strings.CutPrefix(name, storage.CustomPrefix); ok {
		return key != ""
	}
	for _, f := range fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// command says a row in the library's words: whoever has its address, or its
// external ID where it has no address, is updated or added; somebody without
// either is added. An empty cell says nothing.
func command(columns, cells []string) batch.Command {
	var set attendee.Patch
	for i, name := range columns {
		if v := cells[i]; v != "" {
			assign(&set, name, v)
		}
	}
	if v, ok := set.Email.Get(); ok {
		return attendee.Upsert{Ref: attendee.ByEmail(v), Set: set}
	}
	if v, ok := set.ExternalID.Get(); ok {
		return attendee.Upsert{Ref: attendee.ByExternal(v), Set: set}
	}
	return attendee.Create{New: someone(set)}
}

func assign(set *attendee.Patch, name, v string) {
	switch name {
	case "email":
		set.Email = patch.Set(v)
	case "first_name":
		set.FirstName = patch.Set(v)
	case "last_name":
		set.LastName = patch.To(v)
	case "company":
		set.Company = patch.Set(v)
	case "title":
		set.Title = patch.Set(v)
	case "mobile":
		set.Mobile = patch.Set(v)
	case "role":
		set.Role = patch.To(v)
	case "type_code":
		set.TypeCode = patch.To(v)
	case "external_id":
		set.ExternalID = patch.Set(v)
	}
	if key, ok := strings.CutPrefix(name, storage.CustomPrefix); ok {
		if set.Custom == nil {
			set.Custom = make(map[string]patch.Field[storage.Value])
		}
		set.Custom[key] = patch.Set(storage.Text(v))
	}
}

// someone is a new attendee with what a patch sets.
func someone(set attendee.Patch) attendee.Attendee {
	var a attendee.Attendee
	set.FirstName.Into(&a.FirstName)
	set.LastName.Into(&a.LastName)
	set.Company.Into(&a.Company)
	set.Title.Into(&a.Title)
	set.Mobile.Into(&a.Mobile)
	set.Role.Into(&a.Role)
	set.TypeCode.Into(&a.TypeCode)
	for key, f := range set.Custom {
		if v, ok := f.Get(); ok {
			if a.Custom == nil {
				a.Custom = make(map[string]storage.Value)
			}
			a.Custom[key] = v
		}
	}
	return a
}
