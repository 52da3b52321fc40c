package attendee

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The records of this package live in package storage, so that stores need not
// know the rules. See [storage.Attendee] for the fields.
type (
	Attendee = storage.Attendee
	Type     = storage.Type
	Revision = storage.Revision
	FieldDef = storage.FieldDef
	Owner    = storage.Owner

	Group        = storage.Group
	Membership   = storage.Membership
	FormResponse = storage.FormResponse

	Scope = storage.Scope
)

// Policy is what an embedder decides once for all scopes. The zero Policy is
// the one that the rules call default.
type Policy struct {
	// DefaultRole is the role of a new attendee for whom nobody names one (P8).
	// Default: [RoleUser].
	DefaultRole string
	// Roles are the roles that may be given. Default: any of at most 8
	// characters (P12).
	Roles []string
	// SharedEmail lets several attendees of one scope have the same e-mail
	// address (X1). Then nobody can be found by it: a reference by address alone
	// is [ErrKeyConflict], even of an address that nobody has.
	SharedEmail bool
	// Fields are custom fields that every attendee may have, besides those of
	// the attendee's type.
	Fields []FieldDef
	// ScopeFields honours the fields that each scope defines for itself, see
	// [DefineFields]; every batch then looks them up.
	ScopeFields bool
	// IgnoreUnknownFields drops custom fields that nothing defines, and lists
	// them as warnings, instead of rejecting the item (X15).
	IgnoreUnknownFields bool
	// TypesMayChange lets an update give an attendee another type (G11). What
	// the new type requires must be there then, and values of custom fields
	// that it defines too must be such as it allows; those that it does not
	// define are kept and not shown.
	TypesMayChange bool
	// DefaultCurrency is the currency of a new attendee for whom nobody names
	// one (C18), which ISO 4217 must list. Default: USD.
	DefaultCurrency string
	// CredentialKey is a secret with which the digests of credentials are made,
	// so that whoever reads the database cannot try values out; at least 16
	// bytes, or none. Whoever changes it makes every credential unknown. Commands
	// that are run by a bare [batch.Runner] do not know it: run them by a service.
	CredentialKey []byte
	// NoShowsShare gives those who did not come a share of an expense (X28).
	NoShowsShare bool
	// WithoutHistory keeps no superseded versions (X33).
	WithoutHistory bool
	// WithoutEvents emits no events.
	WithoutEvents bool
}

const minCredentialKey = 16 // bytes

// normal returns the policy with its defaults filled in, or what is wrong
// with it.
func (p Policy) normal() (Policy, error) {
	p.Roles, p.Fields, p.CredentialKey = slices.Clone(p.Roles), slices.Clone(p.Fields), slices.Clone(p.CredentialKey)
	if n := len(p.CredentialKey); n > 0 && n < minCredentialKey {
		return p, fmt.Errorf("attendee: policy: a credential key of %d bytes is shorter than %d", n, minCredentialKey)
	}
	if p.DefaultRole == "" {
		p.DefaultRole = RoleUser
	}
	if p.DefaultCurrency == "" {
		p.DefaultCurrency = "USD"
	}
	if !money.IsCurrency(p.DefaultCurrency) {
		return p, fmt.Errorf("attendee: policy: %q is no currency code", p.DefaultCurrency)
	}
	for _, role := range append([]string{p.DefaultRole}, p.Roles...) {
		if n := utf8.RuneCountInString(role); n == 0 || n > maxRole {
			return p, fmt.Errorf("attendee: policy: role %q is not of 1 to %d characters", role, maxRole)
		}
	}
	if !p.allowsRole(p.DefaultRole) {
		return p, fmt.Errorf("attendee: policy: the default role %q is not among the roles", p.DefaultRole)
	}
	for f, err := range wrong(p.Fields) {
		return p, fmt.Errorf("attendee: policy: field %q: %w", f.Key, err)
	}
	return p, nil
}

// The reasons for which an attendee's item is rejected. Match with errors.Is;
// the names are stable, the texts are not.
var (
	ErrNotFound        = batch.NewCode(batch.NotFound, "attendee_not_found")
	ErrUserNotFound    = batch.NewCode(batch.NotFound, "user_not_found")
	ErrVersionNotFound = batch.NewCode(batch.NotFound, "version_not_found")
	ErrTypeNotFound    = batch.NewCode(batch.NotFound, "type_not_found")

	ErrGroupNotFound    = batch.NewCode(batch.NotFound, "group_not_found")
	ErrResponseNotFound = batch.NewCode(batch.NotFound, "response_not_found")

	ErrRequired      = batch.NewCode(batch.Invalid, "required")
	ErrTooLong       = batch.NewCode(batch.Invalid, "too_long")
	ErrInvalidFormat = batch.NewCode(batch.Invalid, "invalid_format")
	ErrInvalidText   = batch.NewCode(batch.Invalid, "invalid_text") // not UTF-8, or holds NUL
	ErrInvalidCustom = batch.NewCode(batch.Invalid, "invalid_custom_value")
	ErrUnknownField  = batch.NewCode(batch.Invalid, "unknown_field")
	ErrInvalidCursor = batch.NewCode(batch.Invalid, "invalid_cursor")
	ErrSameAttendee  = batch.NewCode(batch.Invalid, "same_attendee")

	ErrDuplicateKey    = batch.NewCode(batch.Duplicate, "duplicate_key")
	ErrDuplicateMatch  = batch.NewCode(batch.Duplicate, "duplicate_match")
	ErrKeyConflict     = batch.NewCode(batch.Ambiguous, "key_conflict")
	ErrVersionConflict = batch.NewCode(batch.Stale, "version_conflict")

	ErrTypeReserved   = batch.NewCode(batch.Restricted, "type_reserved")
	ErrTypeClosed     = batch.NewCode(batch.Restricted, "type_closed")
	ErrImmutableField = batch.NewCode(batch.Restricted, "immutable_field")
	ErrForbidden      = batch.NewCode(batch.Restricted, "forbidden")
	// ErrInactive says that somebody inactive gets no credential and no new part in
	// an expense.
	ErrInactive = batch.NewCode(batch.Restricted, "attendee_inactive")
	// ErrInUse says that as many others as Error.Count says name the record:
	// expenses an attendee, credentials their type, access points a zone or list.
	ErrInUse = batch.NewCode(batch.Restricted, "in_use")
)
