package sqlstore

import (
	"context"

	"github.com/muster-go/muster/storage"
)

// relate adds what the relations name to set, one statement each: the parents
// of the dependents in it, then what hangs from its attendees and its groups,
// then groups and types.
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
		{storage.WithMembers, func() error {
			return findBy(ctx, s, set, s.memberships, &s.memberKind, scope, hanging(s.memberships, "group_id", set.Groups))
		}},
		{storage.WithGroups, func() error {
			return findBy(ctx, s, set, s.groups, &s.groupKind, scope, s.groupsOf(set))
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

// parents names the attendees of all dependents in set.
func (s *Store) parents(set *storage.Set) lookup {
	once := make(map[storage.ID]bool)
	for i := range set.Revisions {
		once[set.Revisions[i].AttendeeID] = true
	}
	for i := range set.Memberships {
		once[set.Memberships[i].AttendeeID] = true
	}
	for i := range set.FormResponses {
		once[set.FormResponses[i].AttendeeID] = true
	}
	return byID(s.attendees, once)
}

// groupsOf names the groups of the memberships in set.
func (s *Store) groupsOf(set *storage.Set) lookup {
	once := make(map[storage.ID]bool)
	for i := range set.Memberships {
		once[set.Memberships[i].GroupID] = true
	}
	return byID(s.groups, once)
}

func byID(t *table, ids map[storage.ID]bool) (l lookup) {
	for id := range ids {
		l.add(t, "id", id[:])
	}
	return l
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
