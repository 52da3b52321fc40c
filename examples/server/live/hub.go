// Package live hands events to those who listen at the moment. It keeps
// nothing: who was not there, or was too slow, reads the list again.
package live

import (
	"errors"
	"sync"

	"github.com/muster-go/muster/storage"
)

// MaxListeners is how many may listen at once, and Backlog how many events may
// wait for one of them before it is dropped.
const (
	MaxListeners = 64
	Backlog      = 1024
)

// ErrFull reports that nobody else can listen, or that the hub is closed.
var ErrFull = errors.New("live: no room for another listener")

// Hub is safe for concurrent use.
type Hub struct {
	mu        sync.Mutex
	listeners map[*Listener]storage.Scope
	closed    bool
}

// Listener is one who listens. C is closed when it was too slow, or when the
// hub is closed.
type Listener struct {
	C   <-chan storage.Event
	c   chan storage.Event
	hub *Hub
}

// NewHub returns a hub without listeners.
func NewHub() *Hub { return &Hub{listeners: make(map[*Listener]storage.Scope)} }

// Listen returns a listener to the events of one list. It fails with [ErrFull].
func (h *Hub) Listen(scope storage.Scope) (*Listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.listeners) >= MaxListeners {
		return nil, ErrFull
	}
	c := make(chan storage.Event, Backlog)
	l := &Listener{c, c, h}
	h.listeners[l] = scope
	return l, nil
}

// Leave ends the listening.
func (l *Listener) Leave() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.hub.drop(l)
}

// Publish hands out events and waits for nobody.
func (h *Hub) Publish(events []storage.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l, scope := range h.listeners {
		for _, e := range events {
			if e.Scope != scope {
				continue
			}
			select {
			case l.c <- e:
				continue
			default:
			}
			h.drop(l)
			break
		}
	}
}

// Close drops everybody and lets nobody in.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.listeners {
		h.drop(l)
	}
}

// drop removes a listener; the caller holds the lock.
func (h *Hub) drop(l *Listener) {
	if _, there := h.listeners[l]; there {
		delete(h.listeners, l)
		close(l.c)
	}
}
