package sqlstore

import (
	"context"
	"slices"

	"github.com/muster-go/muster/storage"
)

// Load implements [storage.Store]: one statement for each kind that q names, one
// more for each kind that a relation adds, and one each for what is counted.
func (s *Store) Load(ctx context.Context, q storage.Query) (set storage.Set, err error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Set{}, err
	}
	err = s.read(ctx, func(ctx context.Context, st *Store) error {
		set, err = st.loadOnce(ctx, q)
		return err
	})
	return set, err
}

func (s *Store) loadOnce(ctx context.Context, q storage.Query) (set storage.Set, err error) {
	for _, step := range []func() error{
		func() error { return find(ctx, s, &set, s.attendees, &s.attendeeKind, q.Scope, q.Attendees) },
		func() error { return find(ctx, s, &set, s.types, &s.typeKind, q.Scope, q.Types) },
		func() error { return find(ctx, s, &set, s.revisions, &s.revisionKind, q.Scope, q.Revisions) },
		func() error { return find(ctx, s, &set, s.tokens, &s.tokenKind, q.Scope, q.Tokens) },
		func() error { return find(ctx, s, &set, s.groups, &s.groupKind, q.Scope, q.Groups) },
		func() error { return find(ctx, s, &set, s.memberships, &s.memberKind, q.Scope, q.Memberships) },
		func() error { return find(ctx, s, &set, s.responses, &s.responseKind, q.Scope, q.FormResponses) },
		func() error {
			return find(ctx, s, &set, s.credentialTypes, &s.credentialTypeKind, q.Scope, q.CredentialTypes)
		},
		func() error { return find(ctx, s, &set, s.credentials, &s.credentialKind, q.Scope, q.Credentials) },
		func() error { return find(ctx, s, &set, s.zones, &s.zoneKind, q.Scope, q.Zones) },
		func() error { return find(ctx, s, &set, s.lists, &s.listKind, q.Scope, q.CheckLists) },
		func() error { return find(ctx, s, &set, s.points, &s.pointKind, q.Scope, q.AccessPoints) },
		func() error { return find(ctx, s, &set, s.checkIns, &s.checkInKind, q.Scope, q.CheckIns) },
		func() error { return find(ctx, s, &set, s.entries, &s.entryKind, q.Scope, q.Entries) },
		func() error { return find(ctx, s, &set, s.associations, &s.associationKind, q.Scope, q.Associations) },
		func() error { return s.relate(ctx, q.Scope, q.With, &set) },
		func() error { return s.countInside(ctx, q.Scope, q.Occupancies, &set) },
		func() error { return s.addUp(ctx, q.Scope, q.Totals, &set) },
		func() error { return s.countUses(ctx, q.Scope, q.Uses, &set) },
	} {
		if err := step(); err != nil {
			return storage.Set{}, err
		}
	}
	return set, nil
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

func find[R storage.Record](ctx context.Context, s *Store, set *storage.Set, t *table, k *kind[R], scope storage.Scope, named storage.Lookup) error {
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
	return findBy(ctx, s, set, t, k, scope, l)
}

// findBy adds the records that l names to set.
func findBy[R storage.Record](ctx context.Context, s *Store, set *storage.Set, t *table, k *kind[R], scope storage.Scope, l lookup) error {
	if len(l) == 0 {
		return nil
	}
	text, args, err := s.load(t, scope, l)
	if err != nil {
		return s.fail(ctx, "load "+t.name, err)
	}
	rows, err := s.query(ctx, text, args...)
	if err != nil {
		return s.fail(ctx, "load "+t.name, err)
	}
	list, err := scanAll(rows, k, scope)
	if err != nil {
		return s.fail(ctx, "load "+t.name, err)
	}
	if before := storage.Of[R](*set); len(before) > 0 {
		list = append(before, list...)
	}
	storage.Put(set, distinct(list))
	return nil
}

// load returns the statement that finds what l names, and its parameters.
func (s *Store) load(t *table, scope storage.Scope, l lookup) (text string, args []any, err error) {
	var arms uint32
	args = s.named(scope)
	for i, c := range t.arms {
		values := l[1<<i]
		switch {
		case len(values) == 0:
			continue
		case len(values) == 1 && len(l) == 1 && len(t.ones) > 0:
			return t.ones[i], append(args, s.d.Value(c.Type, values[0])), nil
		}
		arms |= 1 << i
		list, err := s.d.Array(c.Type, values)
		if err != nil {
			return "", nil, err
		}
		args = append(args, list)
	}
	text, err = t.load(arms)
	return text, args, err
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
