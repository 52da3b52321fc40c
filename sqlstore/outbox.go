package sqlstore

import (
	"context"
	"fmt"

	"github.com/muster-go/muster/storage"
)

// Pending implements [storage.Outbox]. A claim is a lease in the row: it is
// taken by an update that repeats the condition, so that of two relays which
// saw the same event only one gets it. A relay that was too late fails with
// [storage.ErrConflict] and asks again.
func (s *Store) Pending(ctx context.Context, c storage.Claim) (list []storage.Event, err error) {
	if err := s.relayable(ctx); err != nil {
		return nil, err
	}
	if c.Limit < 1 {
		return nil, nil
	}
	if c.Until.IsZero() {
		err = s.read(ctx, func(ctx context.Context, st *Store) error {
			list, err = st.pending(ctx, c)
			return err
		})
		return list, err
	}
	err = s.looking(ctx, func(ctx context.Context, st *Store) error {
		list, err = st.pending(ctx, c)
		if err != nil || len(list) == 0 {
			return err
		}
		return st.claim(ctx, c, list)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// pending reads the events that c may have.
func (s *Store) pending(ctx context.Context, c storage.Claim) (list []storage.Event, err error) {
	q := &builder{d: s.d}
	q.add("SELECT s.tenant, s.event")
	for _, col := range s.events.shape.Columns {
		q.add(", e.", col.Name)
	}
	join := " e JOIN " + s.events.shape.Scopes + " s ON s.id = e.scope"
	if s.net != nil && !c.Until.IsZero() {
		// Only so that relays do not wait for each other: the claim decides. The
		// scopes are out of reach of the locks, because writers need them.
		hint, end := s.net.SkipLocked(s.events.shape.Table + "_id")
		q.add(" FROM (SELECT * FROM ", s.events.shape.Table, " e", hint)
		s.waiting(q, c)
		q.add(end, ")", join, " ORDER BY e.id")
	} else {
		q.add(" FROM ", s.events.shape.Table, join)
		s.waiting(q, c)
	}
	rows, err := s.query(ctx, q.String(), q.args...)
	if err != nil {
		return nil, s.refused(ctx, "read event", err)
	}
	defer func() {
		if e := rows.Close(); err == nil && e != nil {
			list, err = nil, s.refused(ctx, "read event", e)
		}
	}()
	var e storage.Event
	cells := []any{(*textCell)(&e.Scope.Tenant), (*textCell)(&e.Scope.Event)}
	for _, c := range s.eventKind.columns {
		cells = append(cells, c.cell(&e))
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return nil, s.fail(ctx, "read event", err)
		}
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, s.refused(ctx, "read event", err)
	}
	return list, nil
}

// waiting ends a SELECT with the events that c may have.
func (s *Store) waiting(q *builder, c storage.Claim) {
	if !c.Until.IsZero() {
		q.add(" WHERE (e.claimed_until IS NULL OR e.claimed_until <= ", q.value(TypeTime, c.Now.UnixMicro()), ")")
	}
	q.add(" ORDER BY e.id LIMIT ", q.value(TypeInt, int64(c.Limit)))
}

func (s *Store) claim(ctx context.Context, c storage.Claim, list []storage.Event) error {
	ids := make([]storage.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	q, err := s.claimed(c, ids)
	if err != nil {
		return s.fail(ctx, "claim event", err)
	}
	return s.run(ctx, "claim event", q, int64(len(list)))
}

// claimed is the statement that claims the events which nobody else has by now.
func (s *Store) claimed(c storage.Claim, ids []storage.ID) (q *builder, err error) {
	q = &builder{d: s.d}
	if s.claimEvents != "" {
		q.add(s.claimEvents)
		err = q.array(ids)
		q.value(TypeTime, c.Until.UnixMicro())
		q.value(TypeTime, c.Now.UnixMicro())
		return q, err
	}
	q.add("UPDATE ", s.events.shape.Table, " SET claimed_until = ", q.value(TypeTime, c.Until.UnixMicro()))
	err = q.whereID(ids)
	q.add(" AND (claimed_until IS NULL OR claimed_until <= ", q.value(TypeTime, c.Now.UnixMicro()), ")")
	return q, err
}

// acked is the statement that deletes events.
func (s *Store) acked(ids []storage.ID) (q *builder, err error) {
	q = &builder{d: s.d}
	if s.ackEvents != "" {
		q.add(s.ackEvents)
		return q, q.array(ids)
	}
	q.add("DELETE FROM ", s.events.shape.Table)
	return q, q.whereID(ids)
}

// Ack implements [storage.Outbox].
func (s *Store) Ack(ctx context.Context, ids ...storage.ID) error {
	if err := s.relayable(ctx); err != nil || len(ids) == 0 {
		return err
	}
	q, err := s.acked(ids)
	if err != nil {
		return s.fail(ctx, "delete event", err)
	}
	return s.looking(ctx, func(ctx context.Context, st *Store) error { return st.run(ctx, "delete event", q, anyNumber) })
}

func (s *Store) relayable(ctx context.Context) error {
	if !s.outbox {
		return fmt.Errorf("%w: the store was made without WithOutbox", storage.ErrUnsupported)
	}
	return ready(ctx, nil)
}
