package sqlstore

import (
	"context"
	"errors"
	"time"

	"github.com/muster-go/muster/storage"
)

// Networked is what the [Dialect] of a server implements besides: a server is
// at the other end of a connection, and many writers are at work in it.
type Networked interface {
	// Lost reports whether a call failed because of the connection or of the
	// server at its end, which is gone, starting, stopping or takes no writes,
	// so that another connection may do better. It says nothing of whether the
	// call was executed.
	Lost(err error) bool

	// SkipLocked is what a SELECT of the first rows in the order of an index says
	// after its table, which has the alias e, and at its end, to lock those rows
	// and pass over others that are locked; "" where the server cannot. A server
	// that locks what it sorts is told to use the index: one reader would hold
	// every row, and the others would find nothing left.
	SkipLocked(index string) (hint, end string)
}

// Preparing is what a [Dialect] implements whose driver prepares statements by
// itself and keeps them, so that the store sends text.
type Preparing interface {
	// Arguments returns what the driver is called with for a statement: its
	// parameters, after what the driver is to know besides.
	Arguments(text string, params []any) []any
}

// Committing is what a [Dialect] implements whose driver waits for the answer to
// a commit even when the context ends.
type Committing interface {
	// CommitStatement is sent before the driver commits, so that a call returns
	// when its context ends; it then does not know whether it was stored.
	CommitStatement() string
}

// WithReconnect sets how long a call goes on, after its connection broke, to
// find another one, 5 seconds unless set; 0 or less ends it at once. That is for
// servers that restart and for standbys that take over. A call is repeated only
// when nothing of it can be stored: what was sent when a commit stayed without
// an answer is [storage.ErrUnknown], and a function that was passed to
// [Store.Tx] is called once. In a transaction of the caller's nothing is
// repeated. A database file needs none of this.
func WithReconnect(budget time.Duration) Option {
	return func(s *Store) { s.reconnect = budget }
}

const (
	defaultReconnect = 5 * time.Second
	firstPause       = 10 * time.Millisecond
	longestPause     = 500 * time.Millisecond
)

// again calls do until it does not fail for want of a connection, or may says
// that it cannot be repeated, as long as ctx and the budget last. A nil may
// stands for a do that changes nothing, see read.
func (s *Store) again(ctx context.Context, may func() bool, do func() error) error {
	err := do()
	if err == nil || s.net == nil || s.tx != nil || s.reconnect <= 0 {
		return err
	}
	budget := time.NewTimer(s.reconnect)
	defer budget.Stop()
	for pause := firstPause; s.lost(err) && ctx.Err() == nil && (may == nil || may()); pause = min(2*pause, longestPause) {
		select {
		case <-ctx.Done():
			return s.fail(ctx, "connect", err)
		case <-budget.C:
			return err
		case <-time.After(s.apart(pause)):
		}
		err = do()
	}
	return err
}

// lost reports whether a call that failed did nothing for want of a connection.
func (s *Store) lost(err error) bool {
	return err != nil && s.net != nil && !errors.Is(err, storage.ErrUnknown) && s.net.Lost(err)
}

// apart returns between a half and all of a pause, so that callers who lost
// their connections together do not come back together: each is told another
// part than those before it.
func (s *Store) apart(pause time.Duration) time.Duration {
	const goldenRatio = 0x9E3779B97F4A7C15
	part := s.pauses.Add(1) * goldenRatio >> 32 // of 1<<32, evenly spread
	return pause/2 + time.Duration(uint64(pause/2)*part>>32)
}
