package memstore

import (
	"context"
	"slices"

	"github.com/muster-go/muster/storage"
)

// Purge implements [storage.Purger].
func (s *Store) Purge(ctx context.Context, p storage.Expiry) error {
	if err := ready(ctx, p.Validate()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Everything {
		delete(s.spaces, p.Scope)
		s.events = slices.DeleteFunc(s.events, func(e pending) bool { return e.Scope == p.Scope })
		return nil
	}
	sp := s.spaces[p.Scope]
	if sp == nil {
		return nil
	}
	gone := make(found)
	for id, a := range sp.attendees.rows {
		if !a.DeletedAt.IsZero() && a.DeletedAt.Before(p.Before) {
			gone.add(id)
		}
	}
	purge(&sp.revisions, gone)
	purge(&sp.memberships, gone)
	purge(&sp.responses, gone)
	purge(&sp.credentials, gone)
	purge(&sp.checkIns, gone)
	purge(&sp.associations, gone)
	for id := range gone {
		sp.attendees.remove(id)
	}
	for id, t := range sp.tokens.rows {
		if t.CreatedAt.Before(p.Before) {
			sp.tokens.remove(id)
		}
	}
	return nil
}

// purge removes what hangs from attendees.
func purge[R storage.Record](t *table[R], attendees found) {
	var hanging found
	t.hanging(attendees, toAttendee, &hanging)
	for id := range hanging {
		t.remove(id)
	}
}
