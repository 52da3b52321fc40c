// Package relay carries events from a store's outbox to whoever wants them: at
// once to those who listen, and to one receiver until it has taken them.
package relay

import (
	"cmp"
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
	maxOpen  = 10_000      // events that wait for the receiver in memory
	atOnce   = 4           // deliveries that are tried again
	interval = time.Second // between two looks into the outbox
	attempts = 12          // deliveries of one event before it is given up
)

// Relay empties an outbox. Delivery is at least once, and in the order of the
// events: the next one is sent when the one before has been taken or has failed.
// One that has failed is tried again beside the others, and so comes out of
// order. So may events come when more than [maxOpen] wait: what is above that
// stays in the outbox until there is room. Listeners wait for no receiver.
type Relay struct {
	Outbox storage.Outbox
	// Publish is handed every event once, in order, and again after a restart if
	// it had not been taken.
	Publish func([]storage.Event)
	// Deliver hands an event to the receiver; nil for none. An event that it
	// refuses comes again, later and later.
	Deliver func(context.Context, storage.Event) error
	Log     *slog.Logger
	// FirstPause is the wait after the first failure; each one is about twice
	// the one before. 0 for a second.
	FirstPause time.Duration
	// Patience is how long an event is kept for a receiver that does not take
	// it, however often it was tried. 0 for twenty minutes, which is about what
	// twelve attempts take.
	Patience time.Duration

	room  int           // maxOpen
	lease time.Duration // of a claim; what a relay that died held is free after it
	wake  chan struct{}
	more  chan struct{} // something is in the line
	mu    sync.Mutex
	open  map[storage.ID]bool // published and not taken; true for those that wait here
	here  int                 // how many of them wait here
	line  []item              // those that were not tried yet
	taken time.Time           // when the receiver last took something
}

// item is an event that waits for the receiver.
type item struct {
	storage.Event
	since time.Time
}

// Start makes the relay ready: from then on Wake is heard, and Run may be called.
func (r *Relay) Start() {
	r.wake, r.more, r.open = make(chan struct{}, 1), make(chan struct{}, 1), make(map[storage.ID]bool)
	r.FirstPause = cmp.Or(r.FirstPause, time.Second)
	r.Patience = cmp.Or(r.Patience, 20*time.Minute)
	r.room = cmp.Or(r.room, maxOpen)
	r.lease = cmp.Or(r.lease, time.Minute)
}

// Wake has the relay look into the outbox now. It waits for nothing.
func (r *Relay) Wake() { poke(r.wake) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run relays until the context ends, and returns when nothing is under way any
// more. What was not delivered is still in the outbox then.
func (r *Relay) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	if r.Deliver != nil {
		under.Go(func() { r.send(ctx, &under) })
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		for r.round(ctx) {
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
func (r *Relay) round(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	now := time.Now()
	events, err := r.Outbox.Pending(ctx, storage.Claim{Limit: claimed, Now: now, Until: now.Add(r.lease)})
	switch {
	case errors.Is(err, storage.ErrConflict):
		return false // another relay was faster
	case err != nil:
		if ctx.Err() == nil {
			r.Log.Error("the outbox cannot be read", "err", err)
		}
		return false
	}
	fresh := r.begin(events, now)
	r.Publish(fresh)
	if r.Deliver == nil {
		r.done(ctx, fresh...)
	} else {
		poke(r.more)
	}
	return len(events) == claimed
}

// send tries the events in line one after the other. One that fails leaves the
// line, and goes its own way.
func (r *Relay) send(ctx context.Context, under *sync.WaitGroup) {
	slots := make(chan struct{}, atOnce)
	for ctx.Err() == nil {
		e, ok := r.first()
		if !ok {
			select {
			case <-r.more:
			case <-ctx.Done():
			}
			continue
		}
		if r.hopeless(e) {
			r.giveUp(ctx, e, 0, errNothingTaken)
			continue
		}
		if err := r.attempt(ctx, e, 1); err != nil {
			under.Go(func() { r.again(ctx, e, slots, err) })
		}
	}
}

var errNothingTaken = errors.New("relay: the receiver takes nothing")

// attempt hands an event over, and takes it out of the outbox if it was taken.
func (r *Relay) attempt(ctx context.Context, e item, n int) error {
	err := r.Deliver(ctx, e.Event)
	if err == nil {
		r.mu.Lock()
		r.taken = time.Now()
		r.mu.Unlock()
		r.done(ctx, e.Event)
	} else if ctx.Err() == nil {
		r.Log.Warn("an event was not taken", "event", e.ID, "type", e.Type, "attempt", n, "err", err)
	}
	return err
}

// again tries until the receiver has taken the event, or there is no hope.
func (r *Relay) again(ctx context.Context, e item, slots chan struct{}, err error) {
	pause := r.FirstPause
	for n := 1; ctx.Err() == nil; n++ {
		left := r.Patience - time.Since(e.since)
		if n == attempts || left <= 0 {
			r.giveUp(ctx, e, n, err)
			return
		}
		wait := time.NewTimer(min(pause/2+rand.N(pause), left))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
		pause = min(2*pause, 5*time.Minute)
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		if time.Since(e.since) >= r.Patience { // the others took that long
			<-slots
			n--
			continue
		}
		err = r.attempt(ctx, e, n+1)
		<-slots
		if err == nil {
			return
		}
	}
}

// giveUp takes an event out of the outbox that nobody took.
func (r *Relay) giveUp(ctx context.Context, e item, tried int, why error) {
	r.Log.Error("an event is given up", "event", e.ID, "type", e.Type, "attempts", tried, "err", why)
	r.done(ctx, e.Event)
}

// hopeless reports whether an event that was not tried has waited for too long
// for a receiver that has taken nothing in all that time. One that is slow and
// takes what it is sent is waited for.
func (r *Relay) hopeless(e item) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Since(e.since) >= r.Patience && r.taken.Before(e.since)
}

// first takes the first event out of the line.
func (r *Relay) first() (e item, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.line) == 0 {
		r.line = nil // and lets go of what it held
		return e, false
	}
	e, r.line = r.line[0], r.line[1:]
	return e, true
}

// begin returns the events that were not published yet, and puts those in line
// that there is room for. A claim that has run out gives an event a second time:
// if it waits here already that is nothing new, and else there may be room now.
func (r *Relay) begin(events []storage.Event, now time.Time) []storage.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := make([]storage.Event, 0, len(events))
	for _, e := range events {
		waits, published := r.open[e.ID]
		if !published {
			fresh = append(fresh, e)
		}
		if room := r.here < r.room; !waits {
			r.open[e.ID] = room
			if room {
				r.here++
				r.line = append(r.line, item{e, now})
			}
		}
	}
	if r.Deliver == nil {
		r.line = nil
	}
	return fresh
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
		if r.open[id] {
			r.here--
		}
		delete(r.open, id)
	}
}
