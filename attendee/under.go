package attendee

import (
	"reflect"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Rules are what the commands of one service obey: the embedder's policy, and
// the actor on whose behalf they run. They are handed to [Ruled] commands;
// [Service.Rules] are those of a service, [Host] those of the host. The zero
// Rules forbid everything, so that a command which was not given any fails with
// [ErrForbidden] instead of writing.
type Rules struct{ rules }

// Ruled is a command of a package above this one that obeys the same rules as
// the commands of this package, in a batch of any service: what an actor may
// not do in one domain, it cannot do by way of another.
//
// That holds for the packages of this library. A service does not ask a command of
// anybody else's for NeedsUnder and PlanUnder: it runs it by Needs and Plan, for the
// host. One that is to obey an actor holds the [Service.Rules] of the actor's
// service.
type Ruled interface {
	batch.Command
	NeedsUnder(n *batch.Needs, r Rules)
	PlanUnder(d *batch.Draft, env batch.Env, r Rules) (batch.Outcome, error)
}

// Host returns the rules of a command that no service has bound: the default
// policy, and the host who speaks.
func Host() Rules { return Rules{host()} }

// Policy returns the policy with its defaults filled in; of the zero Rules, the
// zero Policy.
func (r Rules) Policy() Policy { return r.policy }

// Actor returns on whose behalf the commands run; ok is false for the host.
func (r Rules) Actor() (a Actor, ok bool) {
	return r.actor, !r.trusted
}

// MayWrite fails with [ErrForbidden] unless the actor may write.
func (r Rules) MayWrite() error { return r.mayWrite() }

// MayAdminister fails with [ErrForbidden] unless the actor is an administrator
// or the host itself.
func (r Rules) MayAdminister() error { return r.mayAdminister() }

// Sees reports whether an attendee exists for the actor (X32). For one who may
// neither read nor write, nobody does.
func (r Rules) Sees(a Attendee) bool { return r.mayAnything() == nil && r.sees(a) }

// Find resolves a reference to an attendee whom the actor may write. It fails
// with [ErrNotFound], and with [ErrForbidden] for one whom it may only see and
// for an actor who may not write at all. The reference must have asked with
// [Ref.Needs].
func (r Rules) Find(d *batch.Draft, ref *Ref) (Attendee, error) {
	if err := r.mayWrite(); err != nil {
		return Attendee{}, err
	}
	return r.find(d, ref)
}

// Ask asks for what c needs under these rules.
func (r Rules) Ask(n *batch.Needs, c batch.Command) {
	if in, ok := intentionOf(c); ok {
		in.needs(n, r.rules)
		return
	}
	c.Needs(n)
}

// Plan plans c under these rules, as a part of another command.
func (r Rules) Plan(d *batch.Draft, env batch.Env, c batch.Command) (batch.Outcome, error) {
	if in, ok := intentionOf(c); ok {
		return in.plan(d, env, r.rules)
	}
	return c.Plan(d, env)
}

// Tell emits an event unless the policy wants none. Its data must have a JSON
// form and hold nothing personal.
func (r Rules) Tell(d *batch.Draft, env batch.Env, event string, subject storage.Ref, about any) {
	r.tell(d, env, event, subject, about)
}

// intentionOf returns a command of this library as what takes rules. A type of
// somebody else's that has embedded one keeps its own methods.
func intentionOf(c batch.Command) (intention, bool) {
	if c == nil || !isOurs(c) {
		return nil, false
	}
	switch c := c.(type) {
	case intention:
		return c, true
	case Ruled:
		return ruled{c}, true
	}
	return nil, false
}

// isOurs reports whether a command is of a type of this library, and not of one
// that has embedded it.
func isOurs(c batch.Command) bool {
	t := reflect.TypeOf(c)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.PkgPath() {
	case module + "/attendee", module + "/credential", module + "/expense":
		return true
	}
	return false
}

const module = "github.com/muster-go/muster"

// ruled makes an intention of a command of another package.
type ruled struct{ Ruled }

func (c ruled) needs(n *batch.Needs, r rules) { c.NeedsUnder(n, Rules{r}) }

func (c ruled) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	return c.PlanUnder(d, env, Rules{r})
}
