package sqlstore

import (
	"context"
	"slices"

	"github.com/muster-go/muster/storage"
)

// Purge implements [storage.Purger]. The scope's number stays taken, so that a
// writer which read it before can never meet another scope's records.
func (s *Store) Purge(ctx context.Context, p storage.Expiry) error {
	if err := ready(ctx, p.Validate()); err != nil {
		return err
	}
	return s.looking(ctx, func(ctx context.Context, st *Store) error {
		n, err := st.scopeNumber(ctx, p.Scope)
		if err != nil {
			return st.refused(ctx, "find scope", err)
		}
		if n == 0 {
			return nil
		}
		if p.Everything {
			return st.purgeScope(ctx, n)
		}
		return st.purgeBefore(ctx, n, p.Before.UnixMicro())
	})
}

// purgeScope empties every table, dependents first.
func (s *Store) purgeScope(ctx context.Context, scope int64) error {
	tables := append(s.byParents(), s.events)
	slices.Reverse(tables)
	for _, t := range tables {
		q := &builder{d: s.d}
		q.add("DELETE FROM ", t.shape.Table, " WHERE scope = ", q.value(TypeInt, scope))
		if err := s.run(ctx, "purge "+t.name, q, anyNumber); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) purgeBefore(ctx context.Context, scope, micro int64) error {
	gone := func(q *builder) {
		q.add("scope = ", q.value(TypeInt, scope), " AND deleted_at < ", q.value(TypeTime, micro))
	}
	for _, t := range s.byParents() {
		if !t.finds("attendee_id") {
			continue
		}
		q := &builder{d: s.d}
		q.add("DELETE FROM ", t.shape.Table, " WHERE scope = ", q.value(TypeInt, scope),
			" AND attendee_id IN (SELECT id FROM ", s.attendees.shape.Table, " WHERE ")
		gone(q)
		q.add(")")
		if err := s.run(ctx, "purge "+t.name, q, anyNumber); err != nil {
			return err
		}
	}
	q := &builder{d: s.d}
	q.add("DELETE FROM ", s.attendees.shape.Table, " WHERE ")
	gone(q)
	if err := s.run(ctx, "purge attendee", q, anyNumber); err != nil {
		return err
	}
	q = &builder{d: s.d}
	q.add("DELETE FROM ", s.tokens.shape.Table, " WHERE scope = ", q.value(TypeInt, scope),
		" AND (created_at IS NULL OR created_at < ", q.value(TypeTime, micro), ")")
	return s.run(ctx, "purge token", q, anyNumber)
}
