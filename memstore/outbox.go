package memstore

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-go/muster/storage"
)

type pending struct {
	storage.Event
	until time.Time // claimed until
}

// keep inserts events in the order of their IDs. IDs grow with time, so that
// they nearly always go to the end.
func (s *Store) keep(events []storage.Event) {
	for _, e := range events {
		e.Data = slices.Clone(e.Data)
		at, _ := slices.BinarySearchFunc(s.events, e.ID, func(p pending, id storage.ID) int {
			return bytes.Compare(p.ID[:], id[:])
		})
		s.events = slices.Insert(s.events, at, pending{Event: e})
	}
}

// Pending implements [storage.Outbox].
func (s *Store) Pending(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
	if err := s.relayable(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []storage.Event
	for i := range s.events {
		if len(list) >= c.Limit {
			break
		}
		e := &s.events[i]
		if !c.Until.IsZero() {
			if e.until.After(c.Now) {
				continue
			}
			e.until = c.Until
		}
		out := e.Event
		out.Data = slices.Clone(out.Data)
		list = append(list, out)
	}
	return list, nil
}

// Ack implements [storage.Outbox].
func (s *Store) Ack(ctx context.Context, ids ...storage.ID) error {
	if err := s.relayable(ctx); err != nil {
		return err
	}
	gone := make(found, len(ids))
	for _, id := range ids {
		gone.add(id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = slices.DeleteFunc(s.events, func(e pending) bool {
		_, ok := gone[e.ID]
		return ok
	})
	return nil
}

func (s *Store) relayable(ctx context.Context) error {
	if !s.outbox {
		return fmt.Errorf("%w: the store was made without WithOutbox", storage.ErrUnsupported)
	}
	return ctx.Err()
}
