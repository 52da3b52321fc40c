// Package memstore keeps records in memory, for tests, for prototypes and for
// lists that need not outlive their process. It honours the whole contract of
// package storage: whatever a rule does here, it does on SQL.
//
// Nothing is written to disk, and nothing is shared between processes. Lists
// sort what they find on every call.
package memstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/muster-go/muster/storage"
)

// Store is a [storage.Store], [storage.Lister], [storage.Outbox] and
// [storage.Purger] in memory. It is safe for concurrent use. A writer excludes
// every reader for the time of one Apply.
type Store struct {
	outbox bool

	mu     sync.RWMutex
	spaces map[storage.Scope]*space
	events []pending // sorted by event ID
}

// Option configures a store.
type Option func(*Store)

// WithOutbox makes the store keep events until a relay acknowledges them.
// Without it events are dropped, so that a program without a relay does not
// fill its memory with them.
func WithOutbox() Option { return func(s *Store) { s.outbox = true } }

// New returns an empty store.
func New(opts ...Option) *Store {
	s := &Store{spaces: make(map[storage.Scope]*space)}
	for _, o := range opts {
		o(s)
	}
	return s
}

// space holds the records of one scope.
type space struct {
	attendees table[storage.Attendee]
	types     table[storage.Type]
	revisions table[storage.Revision]
	tokens    table[storage.Token]
	// history names the revisions of each attendee.
	history map[storage.ID]map[storage.ID]struct{}
}

func newSpace() *space {
	return &space{
		attendees: newTable[storage.Attendee](),
		types:     newTable[storage.Type](),
		revisions: newTable[storage.Revision](),
		tokens:    newTable[storage.Token](),
		history:   make(map[storage.ID]map[storage.ID]struct{}),
	}
}

// Traits implements [storage.Store].
func (s *Store) Traits() storage.Traits {
	return storage.Traits{Contract: storage.ContractV1, Events: s.outbox}
}

// Load implements [storage.Store].
func (s *Store) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Set{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	sp := s.spaces[q.Scope]
	if sp == nil {
		return storage.Set{}, nil
	}
	attendees, revisions := sp.attendees.find(q.Attendees), sp.revisions.find(q.Revisions)
	sp.relate(q.With, attendees, revisions)
	types := sp.types.find(q.Types)
	if q.With&storage.WithTypes != 0 {
		sp.addTypes(types, attendees)
	}
	return storage.Set{
		Attendees: sp.attendees.copies(attendees),
		Types:     sp.types.copies(types),
		Revisions: sp.revisions.copies(revisions),
		Tokens:    sp.tokens.copies(sp.tokens.find(q.Tokens)),
	}, nil
}

// relate adds the parents of the revisions found, then the revisions of the
// attendees found.
func (sp *space) relate(with storage.Relations, attendees, revisions found) {
	if with&storage.WithParents != 0 {
		for id := range revisions {
			attendees.add(sp.revisions.rows[id].AttendeeID)
		}
	}
	if with&storage.WithRevisions != 0 {
		for id := range attendees {
			for r := range sp.history[id] {
				revisions.add(r)
			}
		}
	}
}

func (sp *space) addTypes(types, attendees found) {
	for id := range attendees {
		if t, ok := sp.types.keys[storage.Key{Name: storage.KeyTypeCode, Value: sp.attendees.rows[id].TypeCode}]; ok {
			types.add(t)
		}
	}
}

// Apply implements [storage.Store]. It checks everything before it changes
// anything, so that there is nothing to undo.
func (s *Store) Apply(ctx context.Context, cs storage.ChangeSet) error {
	if err := ready(ctx, cs.Validate()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sp := s.spaces[cs.Scope]
	if sp == nil {
		sp = newSpace()
	}
	if err := sp.check(cs); err != nil {
		return err
	}
	s.spaces[cs.Scope] = sp
	sp.attendees.write(cs.Attendees)
	sp.types.write(cs.Types)
	sp.link(cs.Revisions)
	sp.revisions.write(cs.Revisions)
	sp.tokens.write(cs.Tokens)
	if s.outbox {
		s.keep(cs.Events)
	}
	return nil
}

// check reports whether cs was planned against the present state.
func (sp *space) check(cs storage.ChangeSet) error {
	for _, g := range cs.Guards {
		if sp.rev(g) != g.Rev {
			return fmt.Errorf("%w: guard on %s %s", storage.ErrConflict, g.Kind, g.ID)
		}
	}
	for _, err := range []error{
		sp.attendees.check(cs.Attendees),
		sp.types.check(cs.Types),
		sp.revisions.check(cs.Revisions),
		sp.tokens.check(cs.Tokens),
		sp.checkParents(cs),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (sp *space) rev(r storage.Ref) storage.Rev {
	switch r.Kind {
	case storage.KindAttendee:
		return sp.attendees.rev(r.ID)
	case storage.KindType:
		return sp.types.rev(r.ID)
	case storage.KindRevision:
		return sp.revisions.rev(r.ID)
	case storage.KindToken:
		return sp.tokens.rev(r.ID)
	}
	return -1
}

// checkParents refuses to make an orphan: a revision without its attendee.
func (sp *space) checkParents(cs storage.ChangeSet) error {
	added := make(map[storage.ID]bool)
	for _, a := range cs.Attendees.Put {
		if a.Rev == 1 {
			added[a.ID] = true
		}
	}
	gone := make(map[storage.ID]bool)
	for _, r := range cs.Attendees.Delete {
		gone[r.ID] = true
	}
	left := make(map[storage.ID]bool)
	for _, r := range cs.Revisions.Delete {
		left[r.ID] = true
	}
	for _, r := range cs.Revisions.Put {
		left[r.ID] = true // moved, if it was another attendee's
		if gone[r.AttendeeID] || !added[r.AttendeeID] && sp.attendees.rev(r.AttendeeID) == 0 {
			return fmt.Errorf("%w: revision %s without its attendee", storage.ErrConflict, r.ID)
		}
	}
	for id := range gone {
		for r := range sp.history[id] {
			if !left[r] {
				return fmt.Errorf("%w: attendee %s still has revisions", storage.ErrConflict, id)
			}
		}
	}
	return nil
}

// link keeps the index of revisions by attendee; it runs before they are
// written, while the old ones still tell where they hung.
func (sp *space) link(c storage.Changes[storage.Revision]) {
	unlink := func(id storage.ID) {
		if old, ok := sp.revisions.rows[id]; ok {
			delete(sp.history[old.AttendeeID], id)
		}
	}
	for _, r := range c.Delete {
		unlink(r.ID)
	}
	for _, r := range c.Put {
		unlink(r.ID)
		if sp.history[r.AttendeeID] == nil {
			sp.history[r.AttendeeID] = make(map[storage.ID]struct{})
		}
		sp.history[r.AttendeeID][r.ID] = struct{}{}
	}
}

// List implements [storage.Lister].
func (s *Store) List(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Page{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	sp := s.spaces[q.Scope]
	if sp == nil {
		sp = newSpace()
	}
	var page storage.Page
	var err error
	attendees, revisions := make(found), make(found)
	switch q.Kind {
	case storage.KindAttendee:
		page.Attendees, page.Next, err = sp.attendees.list(q)
		for _, a := range page.Attendees {
			attendees.add(a.ID)
		}
		sp.relate(q.With, attendees, revisions)
		page.Revisions = sp.revisions.copies(revisions)
	case storage.KindType:
		page.Types, page.Next, err = sp.types.list(q)
	case storage.KindRevision:
		page.Revisions, page.Next, err = sp.revisions.list(q)
		for _, r := range page.Revisions {
			revisions.add(r.ID)
		}
		sp.relate(q.With&storage.WithParents, attendees, revisions)
		page.Attendees = sp.attendees.copies(attendees)
	}
	if q.With&storage.WithTypes != 0 && q.Kind != storage.KindType {
		types := make(found)
		sp.addTypes(types, attendees)
		page.Types = sp.types.copies(types)
	}
	return page, err
}

// Purge implements [storage.Purger].
func (s *Store) Purge(ctx context.Context, p storage.Expiry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Before.IsZero() {
		delete(s.spaces, p.Scope)
		s.events = slices.DeleteFunc(s.events, func(e pending) bool { return e.Scope == p.Scope })
		return nil
	}
	sp := s.spaces[p.Scope]
	if sp == nil {
		return nil
	}
	for id, a := range sp.attendees.rows {
		if !a.DeletedAt.IsZero() && a.DeletedAt.Before(p.Before) {
			for r := range sp.history[id] {
				sp.revisions.remove(r)
			}
			delete(sp.history, id)
			sp.attendees.remove(id)
		}
	}
	for id, t := range maps.All(sp.tokens.rows) {
		if t.CreatedAt.Before(p.Before) {
			sp.tokens.remove(id)
		}
	}
	return nil
}

// ready returns the first reason not to start.
func ready(ctx context.Context, invalid error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return invalid
}
