package attendee

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// merger applies a patch to a record and collects every reason to refuse it,
// so that a person mends a row once.
type merger struct {
	policy Policy
	defs   definitions

	required []string // besides what always is
	errs     []*batch.Error
	warnings []string
}

func (m *merger) reject(code batch.Code, field string) {
	m.errs = append(m.errs, &batch.Error{Code: code, Field: field})
}

// merge applies p to a, in the form in which texts are kept and compared.
func (m *merger) merge(p Patch, a *Attendee) {
	if m.field("user_id", maxUserID, p.UserID, &a.UserID) {
		a.Unique.User = identifierKey(a.UserID)
	}
	if m.field("external_id", maxExternalID, p.ExternalID, &a.ExternalID) {
		a.Unique.External = identifierKey(a.ExternalID)
	}
	m.email(p.Email, a)
	m.field("first_name", maxFirstName, p.FirstName, &a.FirstName)
	m.value("last_name", maxLastName, p.LastName, &a.LastName)
	m.field("middle_initial", maxMiddleInitial, p.MiddleInitial, &a.MiddleInitial)
	m.field("suffix", maxSuffix, p.Suffix, &a.Suffix)
	m.field("title", maxTitle, p.Title, &a.Title)
	m.field("company", maxCompany, p.Company, &a.Company)
	m.field("mobile", maxMobile, p.Mobile, &a.Mobile)
	if m.value("role", maxRole, p.Role, &a.Role) && !m.policy.allowsRole(a.Role) {
		m.reject(ErrInvalidFormat, "role")
	}
	m.custom(p, a)
}

// field applies a field that may be empty, and reports whether it did.
func (m *merger) field(name string, limit int, f patch.Field[string], dst *string) bool {
	v, set := f.Get()
	if !set {
		return f.Into(dst)
	}
	return m.text(name, limit, v, dst)
}

// value applies a field that may not be empty, and reports whether it did.
func (m *merger) value(name string, limit int, f patch.Value[string], dst *string) bool {
	v, set := f.Get()
	if !set || !m.text(name, limit, v, dst) {
		return false
	}
	if *dst == "" {
		m.reject(ErrRequired, name)
	}
	return *dst != ""
}

func (m *merger) text(name string, limit int, v string, dst *string) bool {
	v, err := tidy(v)
	switch {
	case err != nil:
		m.reject(ErrInvalidText, name)
		return false
	case utf8.RuneCountInString(v) > limit:
		m.errs = append(m.errs, &batch.Error{Code: ErrTooLong, Field: name, Limit: limit})
		return false
	}
	*dst = v
	return true
}

// email sets the address and, where addresses are unique, the key.
func (m *merger) email(f patch.Field[string], a *Attendee) {
	if f.IsZero() {
		return
	}
	v, _ := f.Get()
	if strings.TrimSpace(v) == "" {
		a.Email, a.Unique.Email = "", ""
		return
	}
	kept, key, err := email(v)
	switch {
	case errors.Is(err, errText):
		m.reject(ErrInvalidText, "email")
		return
	case err != nil && utf8.RuneCountInString(v) > maxEmail:
		m.errs = append(m.errs, &batch.Error{Code: ErrTooLong, Field: "email", Limit: maxEmail})
		return
	case err != nil:
		m.reject(ErrInvalidFormat, "email")
		return
	}
	if m.policy.SharedEmail {
		key = ""
	}
	a.Email, a.Unique.Email = kept, key
}

// complete rejects a new record that lacks what it must have: a last name (X3),
// what its way in requires, and what its type does.
func (m *merger) complete(t Type, a Attendee) {
	if a.LastName == "" {
		m.requireOnce("last_name")
	}
	for _, names := range [][]string{m.required, t.Required} {
		for _, name := range names {
			if empty(a, name) {
				m.requireOnce(name)
			}
		}
	}
}

// requireOnce rejects a missing field that is not already rejected for itself.
func (m *merger) requireOnce(field string) {
	for _, e := range m.errs {
		if e.Field == field {
			return
		}
	}
	m.reject(ErrRequired, field)
}

// needsRivals asks for whoever has the identifiers that the patch sets.
func (p *Patch) needsRivals(n *batch.Needs) {
	if v, ok := p.UserID.Get(); ok {
		askKey(n, storage.KeyUser, identifierKey(v))
	}
	if v, ok := p.ExternalID.Get(); ok {
		askKey(n, storage.KeyExternal, identifierKey(v))
	}
	if v, ok := p.Email.Get(); ok {
		askEmail(n, v)
	}
}

func askEmail(n *batch.Needs, address string) {
	if _, key, err := email(address); err == nil {
		askKey(n, storage.KeyEmail, key)
	}
}

func askKey(n *batch.Needs, name storage.KeyName, value string) {
	if value != "" {
		n.Attendees.Keys = append(n.Attendees.Keys, storage.Key{Name: name, Value: value})
	}
}
