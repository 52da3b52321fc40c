package sqlstore

import (
	"context"
	"slices"

	"github.com/muster-go/muster/storage"
)

// Load implements [storage.Store]: one statement for each kind that q names and
// one more for each relation.
func (s *Store) Load(ctx context.Context, q storage.Query) (set storage.Set, err error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Set{}, err
	}
	if set.Attendees, err = find(ctx, s, s.attendees, &s.attendeeKind, q.Scope, q.Attendees); err != nil {
		return storage.Set{}, err
	}
	if set.Types, err = find(ctx, s, s.types, &s.typeKind, q.Scope, q.Types); err != nil {
		return storage.Set{}, err
	}
	if set.Revisions, err = find(ctx, s, s.revisions, &s.revisionKind, q.Scope, q.Revisions); err != nil {
		return storage.Set{}, err
	}
	if set.Tokens, err = find(ctx, s, s.tokens, &s.tokenKind, q.Scope, q.Tokens); err != nil {
		return storage.Set{}, err
	}
	if err := s.relate(ctx, q.Scope, q.With, &set); err != nil {
		return storage.Set{}, err
	}
	return set, nil
}

// relate adds the parents of the revisions in set, then the revisions and the
// types of the attendees in it.
func (s *Store) relate(ctx context.Context, scope storage.Scope, with storage.Relations, set *storage.Set) error {
	if with&storage.WithParents != 0 && len(set.Revisions) > 0 {
		var l lookup
		for i := range set.Revisions {
			l.add(s.attendees, "id", set.Revisions[i].AttendeeID[:])
		}
		more, err := findBy(ctx, s, s.attendees, &s.attendeeKind, scope, l)
		if err != nil {
			return err
		}
		set.Attendees = distinct(append(set.Attendees, more...))
	}
	if with&storage.WithRevisions != 0 && len(set.Attendees) > 0 {
		var l lookup
		for i := range set.Attendees {
			l.add(s.revisions, "attendee_id", set.Attendees[i].ID[:])
		}
		more, err := findBy(ctx, s, s.revisions, &s.revisionKind, scope, l)
		if err != nil {
			return err
		}
		set.Revisions = distinct(append(set.Revisions, more...))
	}
	if with&storage.WithTypes != 0 {
		codes := make(map[string]bool)
		for i := range set.Attendees {
			codes[set.Attendees[i].TypeCode] = true
		}
		delete(codes, "")
		var l lookup
		for code := range codes {
			l.add(s.types, "code", code)
		}
		more, err := findBy(ctx, s, s.types, &s.typeKind, scope, l)
		if err != nil {
			return err
		}
		set.Types = distinct(append(set.Types, more...))
	}
	return nil
}

// lookup holds what to look for, by the bit of the arm that finds it.
type lookup map[uint32][]any

func (l *lookup) add(t *table, column string, value any) {
	if *l == nil {
		*l = make(lookup)
	}
	bit := t.arm(column)
	(*l)[bit] = append((*l)[bit], value)
}

func find[R storage.Record](ctx context.Context, s *Store, t *table, k *kind[R], scope storage.Scope, named storage.Lookup) ([]R, error) {
	var l lookup
	for i := range named.IDs {
		l.add(t, "id", named.IDs[i][:])
	}
	for _, key := range named.Keys {
		i := slices.IndexFunc(t.arms, func(c Column) bool { return c.Key == key.Name })
		if key.Value != "" && storable(key.Value) {
			l.add(t, t.arms[i].Name, key.Value)
		}
	}
	return findBy(ctx, s, t, k, scope, l)
}

func findBy[R storage.Record](ctx context.Context, s *Store, t *table, k *kind[R], scope storage.Scope, l lookup) ([]R, error) {
	if len(l) == 0 {
		return nil, nil
	}
	var arms uint32
	args := []any{scope.Tenant, scope.Event}
	for i, c := range t.arms {
		values := l[1<<i]
		if len(values) == 0 {
			continue
		}
		arms |= 1 << i
		list, err := s.d.Array(c.Type, values)
		if err != nil {
			return nil, s.fail(ctx, "load "+t.name, err)
		}
		args = append(args, list)
	}
	text, err := t.load(arms)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, text, args...)
	if err != nil {
		return nil, s.fail(ctx, "load "+t.name, err)
	}
	list, err := scanAll(rows, k, scope)
	if err != nil {
		return nil, s.fail(ctx, "load "+t.name, err)
	}
	return distinct(list), nil
}

// distinct keeps the first of several copies of a record.
func distinct[R storage.Record](list []R) []R {
	if len(list) < 2 {
		return list
	}
	seen := make(map[storage.ID]struct{}, len(list))
	return slices.DeleteFunc(list, func(r R) bool {
		n := len(seen)
		seen[r.Base().ID] = struct{}{}
		return len(seen) == n
	})
}
