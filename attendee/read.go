package attendee

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// MaxIDs is how many attendees [Service.GetMany] returns at once (X27).
const MaxIDs = 100

// WithDeleted returns a copy of the service whose reads show tombstones too:
// Get and GetMany by ID, and lists (C34).
func (s *Service) WithDeleted() *Service {
	bound := *s
	bound.rules.deleted = true
	return &bound
}

// Get returns the attendee whom ref names, or [ErrNotFound]. Custom fields that
// nothing defines any more are left out (C20).
func (s *Service) Get(ctx context.Context, scope Scope, ref Ref) (Attendee, error) {
	found, missing, err := s.GetMany(ctx, scope, ref)
	switch {
	case err != nil:
		return Attendee{}, err
	case len(missing) > 0:
		return Attendee{}, ref.notFound()
	}
	return found[0], nil
}

// GetMany returns the attendees whom refs name, in this order, and the
// references that name nobody (X27). More than [MaxIDs] are [batch.ErrTooLarge];
// one that names two attendees is [ErrKeyConflict].
func (s *Service) GetMany(ctx context.Context, scope Scope, refs ...Ref) (found []Attendee, missing []Ref, err error) {
	if err := s.rules.mayRead(); err != nil {
		return nil, nil, err
	}
	if len(refs) > MaxIDs {
		return nil, nil, &batch.Error{Code: batch.ErrTooLarge, Field: "refs", Limit: MaxIDs}
	}
	err = s.runner.View(ctx, scope, func(n *batch.Needs) {
		n.With |= storage.WithTypes
		s.rules.needsFields(n)
		for i := range refs {
			refs[i].Needs(n)
		}
	}, func(d *batch.Draft) error {
		for i := range refs {
			a, ok, err := s.rules.look(d, &refs[i])
			switch {
			case err != nil:
				return err
			case !ok:
				missing = append(missing, refs[i])
			default:
				found = append(found, s.rules.veiled(s.rules.definitions(d, typeOf(d, a)).configured(a)))
			}
		}
		return nil
	})
	return found, missing, err
}

// look finds an attendee who exists for the actor, a tombstone by ID where
// the actor asked for them.
func (r rules) look(d *batch.Draft, ref *Ref) (Attendee, bool, error) {
	if r.deleted && ref.onlyID() {
		if a, ok := d.Attendee(ref.id); ok && !present(a) {
			return a, r.sees(a), nil
		}
	}
	a, ok, err := r.lookup(d, ref)
	return a, ok && r.sees(a), err
}

// Change is one version of an attendee, and what made it.
type Change struct {
	Version int32
	At      time.Time
	Actor   string   // who made it, if the caller said
	Changed []string // names of the fields that differ from the version before; none for the first
	Shows   Attendee // the attendee at that version
}

// History returns the versions of the attendee whom ref names, the newest
// first, as far as they were kept (C24, X33). Nobody is [ErrNotFound], two at once
// [ErrKeyConflict], and an actor who may not read [ErrForbidden].
func (s *Service) History(ctx context.Context, scope Scope, ref Ref) ([]Change, error) {
	if err := s.rules.mayRead(); err != nil {
		return nil, err
	}
	var list []Change
	err := s.runner.View(ctx, scope, func(n *batch.Needs) {
		n.With |= storage.WithRevisions
		ref.Needs(n)
	}, func(d *batch.Draft) error {
		now, ok, err := s.rules.look(d, &ref)
		if err == nil && !ok {
			err = ref.notFound()
		}
		if err != nil {
			return err
		}
		changed := make(map[int32][]string)
		versions := []Attendee{now}
		for _, rev := range d.RevisionsOf(now.ID) {
			versions = append(versions, rev.Was)
			changed[rev.Version+1] = rev.Changed
		}
		for _, a := range versions {
			list = append(list, Change{a.Version, a.UpdatedAt, a.UpdatedBy, changed[a.Version], s.rules.veiled(a)})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Change) int { return cmp.Compare(b.Version, a.Version) })
	// A store need not read at one moment: the present version may be among
	// the past ones too.
	list = slices.CompactFunc(list, func(a, b Change) bool { return a.Version == b.Version })
	return list, err
}

// Version returns the attendee whom ref names as it was at a version (C24), or
// [ErrVersionNotFound] when there was none or no history was kept. It reads the
// whole history of that attendee.
func (s *Service) Version(ctx context.Context, scope Scope, ref Ref, version int32) (Attendee, error) {
	history, err := s.History(ctx, scope, ref)
	if err != nil {
		return Attendee{}, err
	}
	for _, c := range history {
		if c.Version == version {
			return c.Shows, nil
		}
	}
	now := history[0].Shows
	return Attendee{}, &batch.Error{Code: ErrVersionNotFound, Field: "version", Existing: now.Ref(), Version: now.Version}
}

// Groups returns the groups of the attendee whom ref names, by name. It fails as
// [Service.History] does.
func (s *Service) Groups(ctx context.Context, scope Scope, ref Ref) ([]Group, error) {
	var list []Group
	err := s.dependents(ctx, scope, ref, storage.WithMemberships|storage.WithGroups, func(d *batch.Draft, a Attendee) {
		for _, m := range d.MembershipsOf(a.ID) {
			if g, ok := d.Group(m.GroupID); ok {
				list = append(list, g)
			}
		}
	})
	slices.SortFunc(list, func(a, b Group) int { return cmp.Compare(a.UniqueName, b.UniqueName) })
	return list, err
}

// Responses returns the form responses of the attendee whom ref names, in the
// order in which they were added. It fails as [Service.History] does.
func (s *Service) Responses(ctx context.Context, scope Scope, ref Ref) ([]FormResponse, error) {
	var list []FormResponse
	err := s.dependents(ctx, scope, ref, storage.WithFormResponses, func(d *batch.Draft, a Attendee) {
		list = d.FormResponsesOf(a.ID)
	})
	return list, err
}

// dependents lets see look at what hangs from one attendee.
func (s *Service) dependents(ctx context.Context, scope Scope, ref Ref, with storage.Relations, see func(*batch.Draft, Attendee)) error {
	if err := s.rules.mayRead(); err != nil {
		return err
	}
	return s.runner.View(ctx, scope, func(n *batch.Needs) {
		n.With |= with
		ref.Needs(n)
	}, func(d *batch.Draft) error {
		a, ok, err := s.rules.look(d, &ref)
		switch {
		case err != nil:
			return err
		case !ok:
			return ref.notFound()
		}
		see(d, a)
		return nil
	})
}

// Types returns the attendee types of a scope by code, without the reserved
// ones (C30, G19). An actor who may not read is [ErrForbidden], and a store that
// cannot list [storage.ErrUnsupported].
func (s *Service) Types(ctx context.Context, scope Scope) ([]Type, error) {
	if err := s.rules.mayRead(); err != nil {
		return nil, err
	}
	all, err := s.types(ctx, scope)
	return slices.DeleteFunc(all, func(t Type) bool { return isReserved(t.Code) }), err
}

func (s *Service) types(ctx context.Context, scope Scope) (all []Type, err error) {
	q := storage.ListQuery{Scope: scope, Kind: storage.KindType, Order: []storage.Order{{Field: "code"}}, Limit: MaxLimit}
	for t, err := range storage.All[Type](ctx, s.runner, q) {
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// fields returns the custom fields that attendees of a scope may have: those
// of the policy and of the scope, and those of every type if a query asks for
// them. Those of the types of a page come with the page.
func (s *Service) fields(ctx context.Context, scope Scope, ofTypes bool) (catalogue, error) {
	c := catalogue{common: definitions{s.rules.policy.Fields}, types: make(map[string]Type)}
	if ofTypes {
		types, err := s.types(ctx, scope)
		for _, t := range types {
			c.types[t.Code] = t
		}
		if s.rules.policy.ScopeFields {
			c.common[1] = c.types[scopeFields].Fields
		}
		delete(c.types, scopeFields)
		return c, err
	}
	if !s.rules.policy.ScopeFields {
		return c, nil
	}
	err := s.runner.View(ctx, scope, s.rules.needsFields, func(d *batch.Draft) error {
		c.common = s.rules.definitions(d, Type{})
		return nil
	})
	return c, err
}

// AllGroups returns the groups of a scope, by name. It yields one error and then
// nothing more, and fails as [Service.Types] does.
func (s *Service) AllGroups(ctx context.Context, scope Scope) iter.Seq2[Group, error] {
	if err := s.rules.mayRead(); err != nil {
		return func(yield func(Group, error) bool) { yield(Group{}, err) }
	}
	q := storage.ListQuery{Scope: scope, Kind: storage.KindGroup, Order: []storage.Order{{Field: "name"}}, Limit: MaxLimit}
	return storage.All[Group](ctx, s.runner, q)
}

// Members walks the attendees of a group whom the actor may see, in the order
// of their memberships' IDs. It yields one error and then nothing more: a group that
// there is not is [ErrGroupNotFound], else it fails as [Service.Types] does.
//
// For pages instead, ask [Service.Records] for those of KindMembership by
// group_id, and [Service.GetMany] for who they are.
func (s *Service) Members(ctx context.Context, scope Scope, group GroupRef) iter.Seq2[Attendee, error] {
	return func(yield func(Attendee, error) bool) {
		if err := s.members(ctx, scope, group, yield); err != nil {
			yield(Attendee{}, err)
		}
	}
}

func (s *Service) members(ctx context.Context, scope Scope, group GroupRef, yield func(Attendee, error) bool) error {
	if err := s.rules.mayRead(); err != nil {
		return err
	}
	var g Group
	err := s.runner.View(ctx, scope, group.needs, func(d *batch.Draft) (err error) {
		g, err = group.find(d)
		return err
	})
	if err != nil {
		return err
	}
	fields, err := s.fields(ctx, scope, true)
	if err != nil {
		return err
	}
	q := storage.ListQuery{
		Scope: scope, Kind: storage.KindMembership, Limit: MaxLimit, With: storage.WithParents,
		Where: []storage.Cond{{Field: "group_id", Op: storage.OpEq, Value: g.ID}},
	}
	for page, err := range storage.Pages(ctx, s.runner, q) {
		if err != nil {
			return err
		}
		byID := make(map[storage.ID]Attendee, len(page.Attendees))
		for _, a := range page.Attendees {
			byID[a.ID] = a
		}
		for _, m := range page.Memberships {
			if a := byID[m.AttendeeID]; present(a) && s.rules.sees(a) && !yield(s.rules.veiled(fields.of(a).configured(a)), nil) {
				return nil
			}
		}
	}
	return nil
}
