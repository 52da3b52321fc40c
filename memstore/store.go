// Package memstore keeps records in memory, for tests, for prototypes and for
// lists that need not outlive their process. It honours the whole contract of
// package storage: whatever a rule does here, it does on SQL.
//
// Nothing is written to disk, and nothing is shared between processes. The first
// list by a field that is worth it makes an order of all records by that field,
// which every write then keeps up: a page costs the same however far down it is.
// Lists sorted by other fields look at every record. A program that never lists
// pays for no order.
package memstore

import (
	"context"
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
	totals, err := sp.totals(q.Totals)
	if err != nil {
		return storage.Set{}, err
	}
	h := sp.find(q)
	sp.follow(q.With, h)
	set := sp.copies(h)
	set.Occupancies, set.Totals, set.Uses = sp.occupancies(q.Occupancies), totals, sp.uses(q.Uses)
	return set, nil
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
	sp.write(cs)
	if s.outbox {
		s.keep(cs.Events)
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
