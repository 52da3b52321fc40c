// Package relay carries events from a store's outbox to whoever wants them: at
// once to those who listen, and to one receiver until it has taken them.
package relay

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-go/muster/storage"
)

const (
	claimed  = 100         // events a claim
	maxOpen  = 1000        // events that wait for the receiver
	atOnce   = 4           // deliveries
	lease    = time.Minute // of a claim; what a relay that died held is free after it
	interval = time.Second // between two looks into the outbox
	attempts = 12          // deliveries of one event before it is given up
)

// Relay empties an outbox. Delivery is at least once, and in the order of the
// events only as long as nothing fails. While [maxOpen] events wait for the
// receiver nothing more is taken out, so that listeners wait, too.
type Relay struct {
	Outbox storage.Outbox
	// Publish is handed every event once, and again after a restart if it had
	// not been taken.
	Publish func([]storage.Event)
	// Deliver hands an event to the receiver; nil for none. An event that it
	// refuses comes again, later and later.
	Deliver func(context.Context, storage.Event) error
	Log     *slog.Logger
	// FirstPause is the wait after the first failure; each one is about twice
	// the one before. 0 for a second.
	FirstPause time.Duration

	wake chan struct{}
	mu   sync.Mutex
	open map[storage.ID]bool
}

// Start makes the relay ready: from then on Wake is heard, and Run may be called.
func (r *Relay) Start() {
	r.wake, r.open = make(chan struct{}, 1), make(map[storage.ID]bool)
	if r.FirstPause == 0 {
		r.FirstPause = time.Second
	}
}

// Wake has the relay look into the outbox now. It waits for nothing.
func (r *Relay) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run relays until the context ends, and returns when nothing is under way any
// more. What was not delivered is still in the outbox then.
func (r *Relay) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	slots := make(chan struct{}, atOnce)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		for r.round(ctx, &under, slots) {
			// there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// round takes what one claim gives, and reports whether there may be more.
func (r *Relay) round(ctx context.Context, under *sync.WaitGroup, slots chan struct{}) bool {
	if r.waiting() >= maxOpen || ctx.Err() != nil {
		return false
	}
	now := time.Now()
	events, err := r.Outbox.Pending(ctx, storage.Claim{Limit: claimed, Now: now, Until: now.Add(lease)})
	switch {
	case errors.Is(err, storage.ErrConflict):
		return false // another relay was faster
	case err != nil:
		if ctx.Err() == nil {
			r.Log.Error("the outbox cannot be read", "err", err)
		}
		return false
	}
	fresh := r.begin(events)
	r.Publish(fresh)
	if r.Deliver == nil {
		r.done(ctx, fresh...)
		return len(events) == claimed
	}
	for _, e := range fresh {
		under.Go(func() { r.deliver(ctx, e, slots) })
	}
	return len(events) == claimed
}

// deliver tries until the receiver has taken the event, or there is no hope.
func (r *Relay) deliver(ctx context.Context, e storage.Event, slots chan struct{}) {
	pause := r.FirstPause
	for n := 1; ; n++ {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := r.Deliver(ctx, e)
		<-slots
		switch {
		case err == nil:
			r.done(ctx, e)
			return
		case ctx.Err() != nil:
			return
		case n == attempts:
			r.Log.Error("an event is given up", "event", e.ID, "type", e.Type, "attempts", n, "err", err)
			r.done(ctx, e)
			return
		}
		r.Log.Warn("an event was not taken", "event", e.ID, "type", e.Type, "attempt", n, "err", err)
		wait := time.NewTimer(pause/2 + rand.N(pause))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
		pause = min(2*pause, 5*time.Minute)
	}
}

// begin returns the events that are not under way already: a claim that has run
// out gives them a second time.
func (r *Relay) begin(events []storage.Event) []storage.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := make([]storage.Event, 0, len(events))
	for _, e := range events {
		if !r.open[e.ID] {
			r.open[e.ID] = true
			fresh = append(fresh, e)
		}
	}
	return fresh
}

func (r *Relay) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}

// done takes events out of the outbox for good. One that cannot be taken out is
// relayed again.
func (r *Relay) done(ctx context.Context, events ...storage.Event) {
	if len(events) == 0 {
		return
	}
	ids := make([]storage.ID, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	// What was taken is taken out also when the program is about to end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := r.Outbox.Ack(ctx, ids...); err != nil {
		r.Log.Error("events stay in the outbox", "count", len(ids), "err", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		delete(r.open, id)
	}
}
