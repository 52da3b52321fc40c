package batch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-go/muster/storage"
)

// turns lets the runs of one process that met a conflict in a scope go on one
// after the other. Without it each that succeeds makes the plans of all others
// stale, so that n writers load and plan n² times. Runs that meet nobody do not
// wait, and other processes are not seen: their conflicts are answered by
// pauses alone.
type turns struct {
	mu    sync.Mutex
	lanes map[storage.Scope]*lane
}

// lane is the queue of one scope. It exists while somebody is in it.
type lane struct {
	turn  chan struct{} // holds one token while somebody has the turn
	queue int           // those who wait, and who has the turn
}

func newTurns() *turns { return &turns{lanes: make(map[storage.Scope]*lane)} }

// take waits for the turn in a scope and returns what ends it. Where nobody is
// in the lane it returns at once, and without the turn unless must is true.
func (t *turns) take(ctx context.Context, scope storage.Scope, must bool, budget <-chan time.Time) (end func(), err error) {
	l := t.join(scope, must)
	if l == nil {
		return nil, nil
	}
	select {
	case l.turn <- struct{}{}:
		return func() {
			<-l.turn
			t.leave(scope, l)
		}, nil
	case <-ctx.Done():
		err = fmt.Errorf("batch: %w", ctx.Err())
	case <-budget:
		err = &Error{Code: ErrContended, Err: storage.ErrConflict}
	}
	t.leave(scope, l)
	return nil, err
}

func (t *turns) join(scope storage.Scope, must bool) *lane {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lanes[scope]
	if l == nil {
		if !must {
			return nil
		}
		l = &lane{turn: make(chan struct{}, 1)}
		t.lanes[scope] = l
	}
	l.queue++
	return l
}

func (t *turns) leave(scope storage.Scope, l *lane) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.queue--; l.queue == 0 {
		delete(t.lanes, scope)
	}
}
