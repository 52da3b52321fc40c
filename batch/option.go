package batch

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/storage"
)

// The defaults of a [Runner].
const (
	DefaultMaxItems = 1000
	DefaultBudget   = 10 * time.Second
)

// Option configures a [Runner]. This file is the only place in which the
// library reads a clock or draws a number.
type Option func(*Runner)

// WithClock replaces time.Now.
func WithClock(now func() time.Time) Option { return func(r *Runner) { r.now = now } }

// WithIDs replaces the source of record IDs, UUIDs of version 7. IDs should
// grow with time: they are the order of lists and of events.
func WithIDs(next func() storage.ID) Option { return func(r *Runner) { r.newID = next } }

// WithSecrets replaces the source of attendance codes, UUIDs of version 4 with
// 122 random bits. Whoever can guess one can join.
func WithSecrets(next func() storage.ID) Option { return func(r *Runner) { r.newSecret = next } }

// WithDirectory gives access to the host's accounts. Without it every account
// is unknown.
func WithDirectory(d Directory) Option { return func(r *Runner) { r.directory = d } }

// WithMaxItems sets how many commands a batch may have; above it nothing is
// written (X8). n below 1 means [DefaultMaxItems].
func WithMaxItems(n int) Option {
	return func(r *Runner) {
		if n < 1 {
			n = DefaultMaxItems
		}
		r.maxItems = n
	}
}

// WithBudget sets how long a run goes on trying against other writers before
// it gives up with [ErrContended]. The caller's context may end it sooner. d
// below 1 means [DefaultBudget].
func WithBudget(d time.Duration) Option {
	return func(r *Runner) {
		if d < 1 {
			d = DefaultBudget
		}
		r.budget = d
	}
}

// WithObserver has fn called after every run, for metrics and traces. It is
// called on the caller's goroutine and holds up the run's return.
func WithObserver(fn func(context.Context, Stats)) Option { return func(r *Runner) { r.observe = fn } }

// Stats are the figures of one run. They hold nothing personal.
type Stats struct {
	Items, Succeeded, Failed int
	Loads, Applies           int // calls of the store
	Attempts                 int // plans made
	Took                     time.Duration
	Err                      error // what Run returned
}

func defaults(s storage.Store) *Runner {
	return &Runner{
		store:     s,
		now:       time.Now,
		newID:     func() storage.ID { return uuid.Must(uuid.NewV7()) },
		newSecret: uuid.New,
		jitter:    rand.N[time.Duration],
		maxItems:  DefaultMaxItems,
		budget:    DefaultBudget,
		observe:   func(context.Context, Stats) {},
		turns:     newTurns(),
	}
}
