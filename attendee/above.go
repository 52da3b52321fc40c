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
// (X32), and so are the expenses of others' reports with their associations, and
// opening balances. Neither the length of a page nor its cursor tells of them;
// they are read past, in loads of 100 records. Who does not see everybody cannot
// have a total: that is [ErrForbidden]. Else it fails as [Service.List] does.
func (s *Service) Records(ctx context.Context, scope Scope, kind storage.Kind, q Query) (storage.Page, error) {
	if err := s.rules.mayRead(); err != nil {
		return storage.Page{}, err
	}
	if kind == storage.KindAttendee || kind == storage.KindRevision || len(storage.Fields(kind)) == 0 {
		return storage.Page{}, &batch.Error{Code: ErrUnknownField, Field: "kind"}
	}
	everybody := s.rules.everybody()
	if !everybody && q.WithTotal {
		return storage.Page{}, &batch.Error{Code: ErrForbidden, Field: "with_total"}
	}
	q.Include = 0
	lq, err := s.rules.listQuery(scope, q, catalogue{kind: kind})
	if err != nil {
		return storage.Page{}, err
	}
	var page storage.Page
	if everybody {
		page, err = s.page(ctx, lq)
	} else {
		page, err = s.existing(ctx, lq)
	}
	for i, c := range page.Credentials {
		page.Credentials[i] = s.rules.sealed(c)
	}
	return page, err
}

// existing is page, of the records that exist for an actor who does not see
// everybody. What hangs from an attendee and is not gathered here is shown to
// nobody: a kind that this does not know would be shown to everybody otherwise.
func (s *Service) existing(ctx context.Context, lq storage.ListQuery) (storage.Page, error) {
	switch lq.Kind {
	case storage.KindMembership:
		return gather(ctx, s, lq, func(set *storage.Set) *[]Membership { return &set.Memberships })
	case storage.KindFormResponse:
		return gather(ctx, s, lq, func(set *storage.Set) *[]FormResponse { return &set.FormResponses })
	case storage.KindCredential:
		return gather(ctx, s, lq, func(set *storage.Set) *[]storage.Credential { return &set.Credentials })
	case storage.KindCheckIn:
		return gather(ctx, s, lq, func(set *storage.Set) *[]storage.CheckIn { return &set.CheckIns })
	case storage.KindEntry:
		return gather(ctx, s, lq, func(set *storage.Set) *[]storage.Entry { return &set.Entries })
	case storage.KindAssociation:
		return gather(ctx, s, lq, func(set *storage.Set) *[]storage.Association { return &set.Associations })
	}
	if slices.ContainsFunc(dependents(), func(dep dependent) bool { return dep.kind == lq.Kind }) {
		return storage.Page{}, &batch.Error{Code: ErrUnknownField, Field: "kind"}
	}
	return s.page(ctx, lq) // what hangs from nobody
}

// gather reads on until it has one page of what exists for the actor, and knows
// whether more follows.
func gather[R storage.Record](ctx context.Context, s *Service, lq storage.ListQuery, of func(*storage.Set) *[]R) (page storage.Page, err error) {
	limit, skip := lq.Limit, 0
	if lq.Page > 1 {
		skip = (lq.Page - 1) * limit
	}
	lq.Page, lq.Limit, lq.With = 0, limit+1, storage.WithParents|storage.WithEntries
	list := of(&page.Set)
	for {
		read, err := s.page(ctx, lq)
		if err != nil {
			return storage.Page{}, err
		}
		seen := eyes{s.rules, byID(read.Attendees), byID(read.Entries)}
		for _, r := range *of(&read.Set) {
			switch {
			case !seen.record(r):
			case skip > 0:
				skip--
			case len(*list) == limit:
				page.Next, err = lq.Cursor((*list)[limit-1])
				return page, err
			default:
				*list = append(*list, r)
			}
		}
		if lq.After, lq.Limit = read.Next, MaxLimit; lq.After == "" {
			return page, nil
		}
	}
}

// eyes are the rules with what records hang from.
type eyes struct {
	rules
	people  map[storage.ID]Attendee
	entries map[storage.ID]storage.Entry
}

// record reports whether a record exists for the actor.
func (e eyes) record(r storage.Entity) bool {
	switch r := r.(type) {
	case storage.Entry:
		return e.reports(r)
	case storage.Association:
		if entry, known := e.entries[r.EntryID]; !known || !e.reports(entry) {
			return false
		}
	}
	parent := r.Parent()
	if parent == (storage.Ref{}) {
		return true
	}
	a, known := e.people[parent.ID]
	return known && e.sees(a)
}

// reports reports whether an entry is an expense of a report of the actor's, or
// of nobody's.
func (r rules) reports(e storage.Entry) bool {
	return e.Kind != storage.EntryOpening && (e.ReportOwner == "" || identifierKey(e.ReportOwner) == identifierKey(r.actor.UserID))
}

func byID[R storage.Record](list []R) map[storage.ID]R {
	m := make(map[storage.ID]R, len(list))
	for _, r := range list {
		m[r.Base().ID] = r
	}
	return m
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
// may write that attendee or not; else it fails with [ErrNotFound], and with
// [ErrForbidden] for an actor who may neither read nor write. The reference must
// have asked with [Ref.Needs].
func (r Rules) See(d *batch.Draft, ref *Ref) (Attendee, error) {
	if err := r.mayAnything(); err != nil {
		return Attendee{}, err
	}
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
func Text(field string, limit int, text string) (string, error) {
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
