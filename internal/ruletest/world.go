package ruletest

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
)

// counted is a directory that remembers what it was asked.
type counted struct {
	batch.Directory
	calls [][]string
}

func (c *counted) Users(ctx context.Context, scope attendee.Scope, ids []string) (map[string]batch.User, error) {
	c.calls = append(c.calls, ids)
	return c.Directory.Users(ctx, scope, ids)
}

// statsInto keeps the figures of the last run.
func statsInto(s *batch.Stats) func(context.Context, batch.Stats) {
	return func(_ context.Context, now batch.Stats) { *s = now }
}

func withoutTime(s batch.Stats) batch.Stats {
	s.Took = 0
	return s
}
