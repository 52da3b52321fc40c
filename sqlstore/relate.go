package sqlstore

import (
	"context"

	"github.com/muster-go/muster/storage"
)

// relate adds what the relations name to set, one statement for each kind that
// a relation adds, in the order of [storage.Relations].
func (s *Store) relate(ctx context.Context, scope storage.Scope, with storage.Relations, set *storage.Set) error {
	for _, step := range []struct {
		relation storage.Relations
		follow   func() error
	}{
		{storage.WithParents, func() error {
			return findBy(ctx, s, set, s.attendees, &s.attendeeKind, scope, s.parents(set))
		}},
		{storage.WithRevisions, func() error {
			return findBy(ctx, s, set, s.revisions, &s.revisionKind, scope, hanging(s.revisions, "attendee_id", set.Attendees))
		}},
		{storage.WithMemberships, func() error {
			return findBy(ctx, s, set, s.memberships, &s.memberKind, scope, hanging(s.memberships, "attendee_id", set.Attendees))
		}},
		{storage.WithFormResponses, func() error {
			return findBy(ctx, s, set, s.responses, &s.responseKind, scope, hanging(s.responses, "attendee_id", set.Attendees))
		}},
		{storage.WithCredentials, func() error {
			return findBy(ctx, s, set, s.credentials, &s.credentialKind, scope, hanging(s.credentials, "attendee_id", set.Attendees))
		}},
		{storage.WithCheckIns, func() error {
			return findBy(ctx, s, set, s.checkIns, &s.checkInKind, scope, hanging(s.checkIns, "attendee_id", set.Attendees))
		}},
		{storage.WithPresences, func() error {
			return findBy(ctx, s, set, s.checkIns, &s.checkInKind, scope, hanging(s.checkIns, "present_id", set.Attendees))
		}},
		{storage.WithAssociations, func() error {
			return findBy(ctx, s, set, s.associations, &s.associationKind, scope, hanging(s.associations, "attendee_id", set.Attendees))
		}},
		{storage.WithMembers, func() error {
			return findBy(ctx, s, set, s.memberships, &s.memberKind, scope, hanging(s.memberships, "group_id", set.Groups))
		}},
		{storage.WithShares, func() error {
			return findBy(ctx, s, set, s.associations, &s.associationKind, scope, hanging(s.associations, "entry_id", set.Entries))
		}},
		{storage.WithGroups, func() error {
			return findBy(ctx, s, set, s.groups, &s.groupKind, scope,
				named(s.groups, set.Memberships, func(m *storage.Membership) storage.ID { return m.GroupID }))
		}},
		{storage.WithPlaces, func() error {
			return findBy(ctx, s, set, s.zones, &s.zoneKind, scope,
				named(s.zones, set.AccessPoints, func(p *storage.AccessPoint) storage.ID { return p.ZoneID }))
		}},
		{storage.WithPlaces, func() error {
			return findBy(ctx, s, set, s.lists, &s.listKind, scope,
				named(s.lists, set.AccessPoints, func(p *storage.AccessPoint) storage.ID { return p.ListID }))
		}},
		{storage.WithEntries, func() error {
			return findBy(ctx, s, set, s.entries, &s.entryKind, scope,
				named(s.entries, set.Associations, func(a *storage.Association) storage.ID { return a.EntryID }))
		}},
		{storage.WithTypes, func() error {
			return findBy(ctx, s, set, s.types, &s.typeKind, scope, s.typesOf(set))
		}},
	} {
		if with&step.relation == 0 {
			continue
		}
		if err := step.follow(); err != nil {
			return err
		}
	}
	return nil
}

// ids is a set of IDs.
type ids map[storage.ID]struct{}

// add adds an ID, unless it is none.
func (l ids) add(id storage.ID) {
	if id != (storage.ID{}) {
		l[id] = struct{}{}
	}
}

func (l ids) in(t *table) (found lookup) {
	for id := range l {
		found.add(t, "id", id[:])
	}
	return found
}

// parents names the attendees of all dependents in set.
func (s *Store) parents(set *storage.Set) lookup {
	once := make(ids)
	addParents(once, set.Revisions)
	addParents(once, set.Memberships)
	addParents(once, set.FormResponses)
	addParents(once, set.Credentials)
	addParents(once, set.CheckIns)
	addParents(once, set.Associations)
	return once.in(s.attendees)
}

func addParents[R storage.Record](once ids, list []R) {
	for i := range list {
		once.add(list[i].Parent().ID)
	}
}

// named returns what the records of a list name in one field.
func named[R storage.Record](t *table, list []R, field func(*R) storage.ID) lookup {
	once := make(ids)
	for i := range list {
		once.add(field(&list[i]))
	}
	return once.in(t)
}

// typesOf names the types of the attendees in set.
func (s *Store) typesOf(set *storage.Set) (l lookup) {
	once := map[string]bool{"": true}
	for i := range set.Attendees {
		if code := set.Attendees[i].TypeCode; !once[code] {
			once[code] = true
			l.add(s.types, "code", code)
		}
	}
	return l
}

// hanging names the records that name one of the owners in a column.
func hanging[R storage.Record](t *table, column string, owners []R) (l lookup) {
	for i := range owners {
		id := owners[i].Base().ID
		l.add(t, column, id[:])
	}
	return l
}
