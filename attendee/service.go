package attendee

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Service is the attendees of one store under one policy. It holds no rule of
// its own: every write is a batch of the commands of this package. It is safe
// for concurrent use.
type Service struct {
	runner *batch.Runner
	rules  rules
}

// New returns a service that speaks for the host. It fails when the policy
// contradicts itself, and with [storage.ErrUnsupported] when the store is too
// old for the library.
func New(s storage.Store, p Policy, opts ...batch.Option) (*Service, error) {
	p, err := p.normal()
	if err != nil {
		return nil, err
	}
	runner, err := batch.New(s, opts...)
	if err != nil {
		return nil, err
	}
	return &Service{runner: runner, rules: rules{policy: p, trusted: true}}, nil
}

// On returns a copy of the service bound to another store, such as one that
// writes in a transaction of the caller's: nothing is committed before the
// caller commits, and a conflict is [batch.ErrContended] at once.
func (s *Service) On(st storage.Store) *Service {
	return &Service{runner: s.runner.On(st), rules: s.rules}
}

// As returns a copy of the service that may do only what the actor may. What
// the actor may not do is [ErrForbidden]; a private attendee of somebody else
// is [ErrNotFound] (X32).
func (s *Service) As(a Actor) *Service {
	bound := *s
	bound.rules.trusted, bound.rules.actor = false, a
	return &bound
}

// Create adds an attendee, see [Create].
func (s *Service) Create(ctx context.Context, scope Scope, a Attendee) (Attendee, error) {
	created, _, err := s.one(ctx, scope, Create{New: a})
	return created, err
}

// Upsert updates or inserts an attendee, see [Upsert], and says which.
func (s *Service) Upsert(ctx context.Context, scope Scope, ref Ref, set Patch) (Attendee, batch.Action, error) {
	return s.one(ctx, scope, Upsert{Ref: ref, Set: set})
}

// Update changes an attendee, see [Update].
func (s *Service) Update(ctx context.Context, scope Scope, ref Ref, set Patch) (Attendee, error) {
	updated, _, err := s.one(ctx, scope, Update{Ref: ref, Set: set})
	return updated, err
}

// Delete takes an attendee off the list, see [Delete], and returns the tombstone.
func (s *Service) Delete(ctx context.Context, scope Scope, ref Ref) (Attendee, error) {
	gone, _, err := s.one(ctx, scope, Delete{Ref: ref})
	return gone, err
}

// DefineType creates or replaces an attendee type, see [DefineType].
func (s *Service) DefineType(ctx context.Context, scope Scope, def DefineType) (Type, error) {
	res, err := s.Do(ctx, scope, def)
	if err != nil {
		return Type{}, err
	}
	t, _ := batch.RecordOf[Type](res)
	return t, nil
}

// Batch runs the commands of b, see [batch.Runner.Run]. Those of this package
// obey the service's policy and actor.
func (s *Service) Batch(ctx context.Context, b batch.Batch) (batch.Report, error) {
	rep, err := s.runner.Run(ctx, s.bind(b))
	return s.shown(rep), err
}

// Preview reports what Batch would do, and writes nothing, see
// [batch.Runner.Preview].
func (s *Service) Preview(ctx context.Context, b batch.Batch) (batch.Report, error) {
	rep, err := s.runner.Preview(ctx, s.bind(b))
	return s.shown(rep), err
}

// shown leaves in a report what the actor is shown.
func (s *Service) shown(rep batch.Report) batch.Report {
	if !s.rules.trusted {
		for i, res := range rep.Results {
			if a, person := res.Record.(Attendee); person && rep.Replayed && !present(a) && res.Action != batch.Deleted && !s.rules.deleted {
				rep.Results[i].Record = nil // deleted since
			} else if rep.Replayed && s.rules.outgrown(res.Record) {
				rep.Results[i].Record = nil
			} else if c, issued := res.Record.(storage.Credential); issued && res.Action == batch.Inserted && !rep.Replayed {
				c.UniqueValue = ""
				rep.Results[i].Record = c // the actor chose the value or has asked for one
			} else if res.Record != nil {
				rep.Results[i].Record = s.rules.shown(res.Record)
			}
		}
	}
	return rep
}

func (s *Service) one(ctx context.Context, scope Scope, c batch.Command) (Attendee, batch.Action, error) {
	res, err := s.Do(ctx, scope, c)
	if err != nil {
		return Attendee{}, "", err
	}
	a, _ := batch.RecordOf[Attendee](res)
	return a, res.Action, nil
}

// Do runs one command as a batch of one, whose rejection is the error: for the
// commands that have no method of their own. [batch.RecordOf] gives the record
// of the result.
func (s *Service) Do(ctx context.Context, scope Scope, c batch.Command) (batch.Result, error) {
	rep, err := s.Batch(ctx, batch.Batch{Scope: scope, Commands: []batch.Command{c}})
	if err != nil {
		return batch.Result{}, err
	}
	return rep.Results[0], rep.Results[0].Err
}

// bind puts the commands of this library under the service's rules.
func (s *Service) bind(b batch.Batch) batch.Batch {
	if !s.rules.trusted {
		b.Actor = s.rules.actor.UserID
	}
	commands, ours := slices.Clone(b.Commands), make([]bound, len(b.Commands))
	for i, c := range commands {
		if in, ok := intentionOf(c); ok {
			ours[i] = bound{in, &s.rules}
			commands[i] = &ours[i]
		}
	}
	b.Commands = commands
	return b
}

// intention is a command of this package, which obeys the rules it is given.
type intention interface {
	needs(n *batch.Needs, r rules)
	plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error)
}

// bound is an intention under the rules of a service.
type bound struct {
	intention
	rules *rules
}

// Needs implements [batch.Command].
func (b *bound) Needs(n *batch.Needs) { b.needs(n, *b.rules) }

// Plan implements [batch.Command].
func (b *bound) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return b.plan(d, env, *b.rules)
}

// MarshalJSON identifies the intention for an idempotency token.
func (b *bound) MarshalJSON() ([]byte, error) {
	c := any(b.intention)
	if above, ok := c.(ruled); ok {
		c = above.Ruled
	}
	return json.Marshal([]any{fmt.Sprintf("%T", c), c})
}
