package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ChangeSet is a decision: whole records, never field masks, never callbacks.
type ChangeSet struct {
	Scope     Scope
	Attendees Changes[Attendee]
	Types     Changes[Type]
	Revisions Changes[Revision]
	Tokens    Changes[Token]

	Groups        Changes[Group]
	Memberships   Changes[Membership]
	FormResponses Changes[FormResponse]

	CredentialTypes Changes[CredentialType]
	Credentials     Changes[Credential]
	Zones           Changes[Zone]
	CheckLists      Changes[CheckList]
	AccessPoints    Changes[AccessPoint]
	CheckIns        Changes[CheckIn]

	Entries      Changes[Entry]
	Associations Changes[Association]

	// Guards must still be at their revision; Rev 0: must still be absent.
	Guards []Ref
	Events []Event
}

// Changes of one record type. A record appears at most once.
type Changes[R Record] struct {
	Put    []R   // the stored revision must be Put.Rev-1, so Rev 1 inserts
	Delete []Ref // the stored revision must equal Ref.Rev
}

// Len returns the number of writes, guards and events: what
// [Traits.MaxChanges] limits.
func (cs ChangeSet) Len() int {
	return cs.Attendees.len() + cs.Types.len() + cs.Revisions.len() + cs.Tokens.len() +
		cs.Groups.len() + cs.Memberships.len() + cs.FormResponses.len() +
		cs.CredentialTypes.len() + cs.Credentials.len() + cs.Zones.len() + cs.CheckLists.len() + cs.AccessPoints.len() +
		cs.CheckIns.len() + cs.Entries.len() + cs.Associations.len() + len(cs.Guards) + len(cs.Events)
}

// Empty reports whether applying the set would change nothing.
func (cs ChangeSet) Empty() bool { return cs.Len() == len(cs.Guards) }

func (c Changes[R]) len() int { return len(c.Put) + len(c.Delete) }

// Validate reports what makes the set unfit for any store, whatever is stored:
// an error that wraps [ErrUnsupported] for a kind that the contract does not
// know, and [ErrMalformed] for a record outside the scope, without an ID, at a
// revision below 1, named twice, or with a text that is not UTF-8 or holds NUL.
// Every store calls it first.
func (cs ChangeSet) Validate() error {
	if !validTexts(cs.Scope.Tenant, cs.Scope.Event) {
		return fmt.Errorf("%w: the scope is not UTF-8 or holds NUL", ErrMalformed)
	}
	seen := make(map[Ref]struct{}, cs.Len())
	for _, err := range []error{
		checkChanges(cs.Scope, KindAttendee, cs.Attendees, seen),
		checkChanges(cs.Scope, KindType, cs.Types, seen),
		checkChanges(cs.Scope, KindRevision, cs.Revisions, seen),
		checkChanges(cs.Scope, KindToken, cs.Tokens, seen),
		checkChanges(cs.Scope, KindGroup, cs.Groups, seen),
		checkChanges(cs.Scope, KindMembership, cs.Memberships, seen),
		checkChanges(cs.Scope, KindFormResponse, cs.FormResponses, seen),
		checkChanges(cs.Scope, KindCredentialType, cs.CredentialTypes, seen),
		checkChanges(cs.Scope, KindCredential, cs.Credentials, seen),
		checkChanges(cs.Scope, KindZone, cs.Zones, seen),
		checkChanges(cs.Scope, KindCheckList, cs.CheckLists, seen),
		checkChanges(cs.Scope, KindAccessPoint, cs.AccessPoints, seen),
		checkChanges(cs.Scope, KindCheckIn, cs.CheckIns, seen),
		checkChanges(cs.Scope, KindEntry, cs.Entries, seen),
		checkChanges(cs.Scope, KindAssociation, cs.Associations, seen),
	} {
		if err != nil {
			return err
		}
	}
	for _, g := range cs.Guards {
		if !g.Kind.Known() {
			return fmt.Errorf("%w: guard on %s", ErrUnsupported, g.Kind)
		}
		if g.Rev < 0 || !once(seen, g) {
			return fmt.Errorf("%w: guard on %s %s is negative or repeats a write", ErrMalformed, g.Kind, g.ID)
		}
	}
	for _, e := range cs.Events {
		if e.Scope != cs.Scope || e.ID == (ID{}) || !validText(e.Type) || !validJSON(e.Data) {
			return fmt.Errorf("%w: event %s", ErrMalformed, e.ID)
		}
	}
	return nil
}

func checkChanges[R Record](scope Scope, kind Kind, c Changes[R], seen map[Ref]struct{}) error {
	for i := range c.Put {
		r := &c.Put[i]
		head := (*r).Base()
		if head.Scope != scope || head.ID == (ID{}) || head.Rev < 1 || !once(seen, Ref{Kind: kind, ID: head.ID}) {
			return fmt.Errorf("%w: put of %s %s: other scope, no ID, no revision, or twice", ErrMalformed, kind, head.ID)
		}
		if field := badText(any(r)); field != "" {
			return fmt.Errorf("%w: put of %s %s: %s is not UTF-8 or holds NUL", ErrMalformed, kind, head.ID, field)
		}
	}
	for _, ref := range c.Delete {
		if !ref.Kind.Known() {
			return fmt.Errorf("%w: delete of %s", ErrUnsupported, ref.Kind)
		}
		if ref.Kind != kind || ref.ID == (ID{}) || ref.Rev < 1 || !once(seen, ref) {
			return fmt.Errorf("%w: delete of %s %s: wrong kind, no ID, no revision, or twice", ErrMalformed, kind, ref.ID)
		}
	}
	return nil
}

func once(seen map[Ref]struct{}, r Ref) bool {
	r.Rev = 0
	n := len(seen)
	seen[r] = struct{}{}
	return len(seen) > n
}

// validText reports whether every store can keep s byte for byte.
func validText(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// badText names the first field of a record whose text no store could keep.
func badText(record any) string {
	switch r := record.(type) {
	case *Attendee:
		return r.badText()
	case *Revision:
		if !validTexts(r.Changed...) {
			return "changed"
		}
		return r.Was.badText()
	case *Type:
		return r.badText()
	case *Token:
		if !validTexts(r.Value, r.Digest) || !validJSON(r.Report) {
			return "value, digest or report"
		}
	case *Group:
		if !validTexts(r.Name, r.UniqueName) {
			return "name"
		}
	case *FormResponse:
		if !validTexts(r.FormID) || len(r.Data) == 0 || !validJSON(r.Data) {
			return "form or data"
		}
	case *CredentialType:
		if !validTexts(r.Name, r.UniqueName, string(r.Medium)) {
			return "name or medium"
		}
	case *Credential:
		if !validTexts(string(r.Medium), r.Value, r.UniqueValue, string(r.Status), r.IssuedBy, r.RevokedBy, r.Reason) {
			return "value, status or reason"
		}
	case *Zone:
		if !validTexts(r.Name, r.Slug, r.UniqueSlug) {
			return "name or slug"
		}
	case *CheckList:
		if !validTexts(r.Name, r.UniqueName) || !validTexts(r.TypeCodes...) {
			return "name or types"
		}
	case *AccessPoint:
		if !validTexts(r.Name, r.Slug, r.UniqueSlug, string(r.Direction)) {
			return "name, slug or direction"
		}
		for _, x := range r.Readers {
			if !validTexts(x.Identifier, string(x.Medium)) {
				return "readers"
			}
		}
	case *CheckIn:
		if !validTexts(string(r.Direction), r.Reason, r.Actor, r.Device, r.UniqueNonce, r.RevertedBy, r.UniquePresence) {
			return "direction, reason, actor, device or nonce"
		}
	case *Entry:
		if !validTexts(r.ExternalID, r.UniqueExternal, string(r.Kind), r.ReportOwner, r.Currency) {
			return "identifier, kind, owner or currency"
		}
	case *Association:
		if !validTexts(r.Currency, r.Travelling) || !validCustom(r.Custom) {
			return "currency, travelling or custom"
		}
	}
	return ""
}

// validJSON reports whether every store can keep a document, or nothing.
func validJSON(doc json.RawMessage) bool {
	return len(doc) == 0 || json.Valid(doc) && utf8.Valid(doc) && !hasNUL(doc)
}

// hasNUL reports whether a valid JSON document spells NUL, which some servers
// refuse.
func hasNUL(doc []byte) bool {
	for i := bytes.IndexByte(doc, '\\'); i >= 0 && i+1 < len(doc); {
		if bytes.HasPrefix(doc[i+1:], []byte("u0000")) {
			return true
		}
		next := bytes.IndexByte(doc[i+2:], '\\')
		if next < 0 {
			return false
		}
		i += 2 + next
	}
	return false
}

func validTexts(texts ...string) bool {
	for _, s := range texts {
		if !validText(s) {
			return false
		}
	}
	return true
}

func (t *Type) badText() string {
	if !validTexts(t.Code, t.Name, t.UniqueName) {
		return "code or name"
	}
	if !validTexts(t.Required...) || !validTexts(t.DuplicateFields...) {
		return "required or duplicate fields"
	}
	for _, f := range t.Fields {
		if !validTexts(f.Key, f.Label, string(f.Kind), f.Under) || !validTexts(f.Options...) {
			return "fields"
		}
		for value, branch := range f.Branches {
			if !validText(value) || !validTexts(branch...) {
				return "fields"
			}
		}
	}
	return ""
}

func (a *Attendee) badText() string {
	for _, f := range [...]struct{ name, text string }{
		{"status", string(a.Status)},
		{"updated_by", a.UpdatedBy},
		{"attendance_code", a.AttendanceCode},
		{"user_id", a.UserID},
		{"external_id", a.ExternalID},
		{"email", a.Email},
		{"unique.code", a.Unique.Code},
		{"unique.user", a.Unique.User},
		{"unique.external", a.Unique.External},
		{"unique.email", a.Unique.Email},
		{"unique.match", a.Unique.Match},
		{"first_name", a.FirstName},
		{"last_name", a.LastName},
		{"middle_initial", a.MiddleInitial},
		{"suffix", a.Suffix},
		{"title", a.Title},
		{"company", a.Company},
		{"preferred_name", a.PreferredName},
		{"mobile", a.Mobile},
		{"role", a.Role},
		{"type_code", a.TypeCode},
		{"currency", a.Currency},
		{"owner.user_id", a.Owner.UserID},
		{"owner.name", a.Owner.Name},
	} {
		if !validText(f.text) {
			return f.name
		}
	}
	if !validCustom(a.Custom) {
		return "custom"
	}
	return ""
}

func validCustom(custom map[string]Value) bool {
	for k, v := range custom {
		if !validTexts(k, v.text) {
			return false
		}
	}
	return true
}
