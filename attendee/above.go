package attendee

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// What this file offers is for the packages above this one, whose records hang
// from attendees: the same eyes and the same texts.

// View lets see look at what ask named, and writes nothing: one load. It fails
// with [ErrForbidden] unless the actor may read; what exists for it is for see
// to say, with [Rules.See] and [Rules.Sees].
func (s *Service) View(ctx context.Context, scope Scope, ask func(*batch.Needs, Rules), see func(*batch.Draft, Rules) error) error {
	if err := s.rules.mayRead(); err != nil {
		return err
	}
	return s.runner.View(ctx, scope, func(n *batch.Needs) { ask(n, Rules{s.rules}) }, func(d *batch.Draft) error {
		return see(d, Rules{s.rules})
	})
}

// Records returns one page of the records of a kind, as [Service.List] does of
// attendees; q.Include is not looked at. Attendees and their versions are not
// listed in this way, which is [ErrUnknownField].
//
// What hangs from an attendee who does not exist for the actor is left out
// (X32), and so are the expenses of others' reports with their associations, so that a page may be shorter than the limit and yet not the last.
// Who does not see everybody cannot have a total: that is [ErrForbidden].
func (s *Service) Records(ctx context.Context, scope Scope, kind storage.Kind, q Query) (storage.Page, error) {
	if err := s.rules.mayRead(); err != nil {
		return storage.Page{}, err
	}
	if kind == storage.KindAttendee || kind == storage.KindRevision || len(storage.Fields(kind)) == 0 {
		return storage.Page{}, &batch.Error{Code: ErrUnknownField, Field: "kind"}
	}
	everybody := s.rules.actor == nil || s.rules.actor.Admin || s.rules.actor.ReadAll
	if !everybody && q.WithTotal {
		return storage.Page{}, &batch.Error{Code: ErrForbidden, Field: "with_total"}
	}
	q.Include = 0
	lq, err := s.rules.listQuery(scope, q, catalogue{kind: kind})
	if err != nil {
		return storage.Page{}, err
	}
	if !everybody {
		lq.With = storage.WithParents | storage.WithEntries
	}
	page, err := s.page(ctx, lq)
	if err != nil {
		return storage.Page{}, err
	}
	if !everybody {
		people := make(map[storage.ID]Attendee, len(page.Attendees))
		for _, a := range page.Attendees {
			people[a.ID] = a
		}
		page.Attendees = nil
		page.Memberships = existing(s.rules, page.Memberships, people)
		page.FormResponses = existing(s.rules, page.FormResponses, people)
		page.Credentials = existing(s.rules, page.Credentials, people)
		page.CheckIns = existing(s.rules, page.CheckIns, people)
		page.Associations = existing(s.rules, page.Associations, people)
		page.Entries = slices.DeleteFunc(page.Entries, func(e storage.Entry) bool { return !s.rules.reports(e) })
		if kind == storage.KindAssociation {
			page.Associations = slices.DeleteFunc(page.Associations, func(a storage.Association) bool {
				return !slices.ContainsFunc(page.Entries, func(e storage.Entry) bool { return e.ID == a.EntryID })
			})
			page.Entries = nil
		}
	}
	for i, c := range page.Credentials {
		page.Credentials[i] = s.rules.sealed(c)
	}
	return page, nil
}

// reports reports whether an expense is of a report of the actor's, or of
// nobody's.
func (r rules) reports(e storage.Entry) bool {
	return e.ReportOwner == "" || identifierKey(e.ReportOwner) == identifierKey(r.actor.UserID)
}

// existing leaves out what hangs from an attendee who does not exist for the
// actor.
func existing[R storage.Record](r rules, list []R, people map[storage.ID]Attendee) []R {
	return slices.DeleteFunc(list, func(x R) bool {
		parent := x.Parent()
		if parent == (storage.Ref{}) {
			return false
		}
		a, known := people[parent.ID]
		return !known || !r.sees(a)
	})
}

// page reads one page; a cursor that the store refuses is the caller's fault.
func (s *Service) page(ctx context.Context, lq storage.ListQuery) (storage.Page, error) {
	page, err := s.runner.List(ctx, lq)
	if errors.Is(err, storage.ErrCursor) {
		return storage.Page{}, &batch.Error{Code: ErrInvalidCursor, Field: "after", Err: err}
	}
	return page, err
}

// See resolves a reference to an attendee who exists for the actor, whether it
// may write that attendee or not; else it fails with [ErrNotFound]. The
// reference must have asked with [Ref.Needs].
func (r Rules) See(d *batch.Draft, ref *Ref) (Attendee, error) {
	a, ok, err := r.lookup(d, ref)
	if err == nil && (!ok || !r.sees(a)) {
		err = ref.notFound()
	}
	return a, err
}

// AskShown asks for what [Rules.Shown] must know.
func (r Rules) AskShown(n *batch.Needs) {
	n.With |= storage.WithTypes
	r.needsFields(n)
}

// Shown returns an attendee as [Service.Get] does: without custom fields that
// nothing defines any more (C20), and without what the actor is not to see
// (P18).
func (r Rules) Shown(d *batch.Draft, a Attendee) Attendee {
	return r.veiled(r.definitions(d, typeOf(d, a)).configured(a))
}

// Sealed returns a credential as reads show it: its value is for the host and
// administrators, because whoever knows it can pass for its holder.
func (r Rules) Sealed(c storage.Credential) storage.Credential { return r.sealed(c) }

// Text returns a text as the library keeps it, in NFC and without white space
// at its ends, or why it does not: [ErrInvalidText] for what is not UTF-8 or
// holds NUL, [ErrTooLong] for more than limit characters.
func Text(field string, limit int, text string) (string, *batch.Error) {
	text, err := tidy(text)
	switch {
	case err != nil:
		return "", &batch.Error{Code: ErrInvalidText, Field: field}
	case utf8.RuneCountInString(text) > limit:
		return "", &batch.Error{Code: ErrTooLong, Field: field, Limit: limit}
	}
	return text, nil
}

// Needs asks for the group, for commands that call [GroupRef.Find].
func (g GroupRef) Needs(n *batch.Needs) { g.needs(n) }

// Find returns the group, or [ErrGroupNotFound].
func (g GroupRef) Find(d *batch.Draft) (Group, error) { return g.find(d) }

// TypeKey returns the key by which the type of a code is found.
func TypeKey(code string) storage.Key { return typeKey(canonicalType(code)) }

// Rules returns what the commands of the service obey.
func (s *Service) Rules() Rules { return Rules{s.rules} }

// Sharing returns the rules under which whom the commands add is the system's,
// and whom they change becomes the system's (C4, C5); who may not give an
// attendee away fails with [ErrForbidden].
func (r Rules) Sharing() Rules {
	r.share = true
	return r
}

// OwnedBy returns the rules under which whom the commands add is an account's,
// whatever the type says (C4); "" leaves it to the type.
func (r Rules) OwnedBy(account string) Rules {
	r.heir = Owner{UserID: identifierKey(account)}
	return r
}
