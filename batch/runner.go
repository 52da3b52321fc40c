package batch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-go/muster/storage"
)

// Runner runs batches against a store: load what the commands need, decide,
// apply, and again if another writer came in between. It is the only part of
// the library that does input and output. It is safe for concurrent use and
// starts no goroutine.
type Runner struct {
	store     storage.Store
	unfit     error // why the store cannot be used
	directory Directory
	now       func() time.Time
	newID     func() storage.ID
	newSecret func() storage.ID
	jitter    func(time.Duration) time.Duration // random, below its argument
	maxItems  int
	budget    time.Duration
	observe   func(context.Context, Stats)
	turns     *turns
}

// New returns a runner. It fails with [storage.ErrUnsupported] when the store
// honours no contract that the library can use.
func New(s storage.Store, opts ...Option) (*Runner, error) {
	if err := fit(s); err != nil {
		return nil, err
	}
	r := defaults(s)
	for _, o := range opts {
		o(r)
	}
	return r, nil
}

// fit refuses a store that the library cannot use.
func fit(s storage.Store) error {
	if s == nil {
		return fmt.Errorf("batch: %w: no store", storage.ErrUnsupported)
	}
	if c := s.Traits().Contract; c < storage.ContractV1 {
		return fmt.Errorf("batch: %w: the store honours contract %d, need %d", storage.ErrUnsupported, c, storage.ContractV1)
	}
	return nil
}

// On returns a copy of r bound to another store, such as one that writes in a
// transaction of the caller's. With a store that [New] would refuse, everything
// that the copy is asked fails with [storage.ErrUnsupported].
func (r *Runner) On(s storage.Store) *Runner {
	bound := *r
	bound.store, bound.unfit = s, fit(s)
	return &bound
}

// Run decides the batch and writes what it decided in one atomic step. When it
// returns nil, everything that the report calls a success is stored.
//
// Commands of this library that a Runner is given directly obey the default
// policy and speak for the host. They do not know the policy of a service, nor
// its key of credentials: what they issue, a service with such a key does not
// find. Run them by the service.
//
// Rejected items are in the report and are no error in [BestEffort] mode; in
// [Atomic] mode one of them makes Run return an error that wraps [ErrRejected],
// and nothing is written.
//
// A batch that is at fault as a whole is an [*Error], and nothing is read or
// written: [ErrEmpty] without commands and [ErrTooLarge] with too many (X8),
// [ErrInvalidBatch] for an unknown mode, a nil command or labels that are not
// one for each command, and [ErrInvalidScope], [ErrInvalidActor] or
// [ErrInvalidToken] for a name that is not UTF-8, has a NUL or is longer than 64
// characters, a token 255; empty names are allowed. A token that was used for
// another batch is [ErrTokenMismatch], and a command without a JSON form beside a
// token [ErrInvalidBatch]: both show only after the load.
//
// Conflicts with other writers are planned again, one run of this runner after
// the other in each scope, and with growing random pauses for other processes,
// until the budget or the context ends: then the error wraps [ErrContended] or
// ctx.Err(), and nothing is written. A store that is bound to the caller's
// transaction is tried once, because the transaction may go on seeing the old
// state: the caller gets [ErrContended] and decides.
//
// A batch whose load or change set the store calls too large is split in
// BestEffort mode: each part is one atomic step, and after an error the report holds the parts that
// were written. In Atomic mode, with a token, with RejectDuplicates or in the
// caller's transaction nothing is split, and the error is [ErrTooLarge].
//
// Any other error is the environment's. One that wraps [storage.ErrUnknown]
// means that the batch may have been written: send it again, with the same
// token if it had one.
func (r *Runner) Run(ctx context.Context, b Batch) (Report, error) {
	start := r.now()
	t := &tally{}
	rep, err := r.run(ctx, b, t)
	rep.Attempts = t.attempts
	r.observe(ctx, Stats{
		Items: len(b.Commands), Succeeded: rep.Succeeded, Failed: rep.Failed,
		Loads: t.loads, Applies: t.applies, Attempts: t.attempts, Took: r.now().Sub(start), Err: err,
	})
	return rep, err
}

// tally counts what a run costs.
type tally struct{ loads, applies, attempts int }

func (r *Runner) run(ctx context.Context, b Batch, t *tally) (Report, error) {
	n, env, err := r.prepare(ctx, b)
	if err != nil {
		return Report{}, err
	}
	budget := time.NewTimer(r.budget)
	defer budget.Stop()
	return r.settle(ctx, b, n, env, t, budget.C)
}

// Preview reports what Run would do, and writes nothing: the dry run. IDs of
// records that would be inserted are drawn for the occasion. It fails as Run does,
// but for what shows only in writing.
//
// Parts that are previewed one by one do not see each other: what two of them both
// insert, each reports as inserted. Raise [WithMaxItems] and preview the whole.
func (r *Runner) Preview(ctx context.Context, b Batch) (Report, error) {
	n, env, err := r.prepare(ctx, b)
	if err != nil {
		return Report{}, err
	}
	t := &tally{}
	_, rep, err := r.plan(ctx, b, n, env, t)
	rep.Attempts = t.attempts
	return rep, err
}

// View lets see look at what ask named, and writes nothing. It fails with
// [ErrInvalidScope] as Run does, with see's own error, and where see looks at what
// ask did not name.
func (r *Runner) View(ctx context.Context, scope storage.Scope, ask func(*Needs), see func(*Draft) error) error {
	if r.unfit != nil {
		return r.unfit
	}
	if err := checkScope(scope); err != nil {
		return err
	}
	var n Needs
	n.Scope = scope
	ask(&n)
	have, err := r.store.Load(ctx, n.Query)
	if err != nil {
		return fmt.Errorf("batch: load: %w", err)
	}
	d := NewDraft(n, have)
	if err := see(d); err != nil {
		return err
	}
	return d.fault
}

// List reads one page, and writes nothing. It fails with [ErrInvalidScope] as Run
// does, with [storage.ErrUnsupported] when the store cannot list, and as [storage.Lister]
// says.
func (r *Runner) List(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
	if r.unfit != nil {
		return storage.Page{}, r.unfit
	}
	if err := checkScope(q.Scope); err != nil {
		return storage.Page{}, err
	}
	lister, ok := r.store.(storage.Lister)
	if !ok {
		return storage.Page{}, fmt.Errorf("batch: %w: the store cannot list", storage.ErrUnsupported)
	}
	page, err := lister.List(ctx, q)
	if err != nil {
		return storage.Page{}, fmt.Errorf("batch: list: %w", err)
	}
	return page, nil
}

// prepare checks the batch and asks the commands and the directory.
func (r *Runner) prepare(ctx context.Context, b Batch) (Needs, Env, error) {
	env := Env{NewID: r.newID, NewSecret: r.newSecret, Actor: b.Actor}
	if r.unfit != nil {
		return Needs{}, env, r.unfit
	}
	if err := b.check(r.maxItems); err != nil {
		return Needs{}, env, err
	}
	n := b.needs(nil)
	if len(n.Users) > 0 && r.directory != nil {
		users, err := r.directory.Users(ctx, b.Scope, n.Users)
		if err != nil {
			return Needs{}, env, fmt.Errorf("batch: directory: %w", err)
		}
		env.Users = users
		n = b.needs(users)
	}
	return n, env, nil
}

// plan loads and decides, and again as long as that shows what else must be
// seen.
func (r *Runner) plan(ctx context.Context, b Batch, n Needs, env Env, t *tally) (storage.ChangeSet, Report, error) {
	t.attempts++
	env.Now = r.now().UTC().Truncate(time.Microsecond)
	cs, rep, err := r.decide(ctx, b, n, env, t)
	rounds := 0
	for more := (*More)(nil); errors.As(err, &more); {
		// Every round asks for what was not loaded before, and a command takes
		// few rounds until it has seen everything. One that asks for something
		// else each time, such as by an ID that it drew, would never end.
		if rounds++; rounds > maxRounds*len(b.Commands) {
			return storage.ChangeSet{}, Report{}, errors.New("batch: plans go on asking for more")
		}
		n.add(more.Query)
		cs, rep, err = r.decide(ctx, b, n, env, t)
	}
	if err == nil && rep.Replayed {
		err = r.refill(ctx, &rep, b.Scope, t)
	}
	return cs, rep, err
}

func (r *Runner) decide(ctx context.Context, b Batch, n Needs, env Env, t *tally) (storage.ChangeSet, Report, error) {
	t.loads++
	have, err := r.store.Load(ctx, n.Query)
	if err != nil {
		return storage.ChangeSet{}, Report{}, fmt.Errorf("batch: load: %w", err)
	}
	return Decide(b, n, have, env)
}

// settle plans and applies until it is written or there is no point: the only
// loop of the library.
func (r *Runner) settle(ctx context.Context, b Batch, n Needs, env Env, t *tally, budget <-chan time.Time) (Report, error) {
	traits := r.store.Traits()
	var end func() // of this run's turn, if it has one
	defer func() {
		if end != nil {
			end()
		}
	}()
	for attempt := 0; ; attempt++ {
		if end == nil && !traits.Joined {
			var err error
			if end, err = r.turns.take(ctx, b.Scope, attempt > 0, budget); err != nil {
				return Report{}, err
			}
		}
		cs, rep, err := r.plan(ctx, b, n, env, t)
		switch {
		case errors.Is(err, storage.ErrTooLarge): // to load
		case err != nil || cs.Empty():
			return rep, err
		case traits.MaxChanges > 0 && cs.Len() > traits.MaxChanges:
			err = storage.ErrTooLarge
		default:
			t.applies++
			err = r.store.Apply(ctx, cs)
		}
		switch {
		case err == nil:
			return rep, nil
		case errors.Is(err, storage.ErrTooLarge):
			if end != nil {
				end()
				end = nil // each half takes its own
			}
			return r.split(ctx, b, env, t, budget, err)
		case !errors.Is(err, storage.ErrConflict):
			return Report{}, fmt.Errorf("batch: apply: %w", err)
		case traits.Joined:
			return Report{}, &Error{Code: ErrContended, Err: err}
		}
		if err := r.pause(ctx, attempt, budget, err); err != nil {
			return Report{}, err
		}
	}
}

// split runs the two halves of a batch that the store cannot take whole.
func (r *Runner) split(ctx context.Context, b Batch, env Env, t *tally, budget <-chan time.Time, why error) (Report, error) {
	tooLarge := &Error{Code: ErrTooLarge, Limit: r.store.Traits().MaxChanges, Err: why}
	if b.Mode == Atomic || b.Token != "" || b.RejectDuplicates || r.store.Traits().Joined {
		return Report{}, tooLarge
	}
	var whole Report
	if len(b.Commands) == 1 {
		whole.add(Result{Err: tooLarge}, b)
		return whole, nil
	}
	half := len(b.Commands) / 2
	for _, span := range [][2]int{{0, half}, {half, len(b.Commands)}} {
		part := b
		part.Commands = b.Commands[span[0]:span[1]]
		if b.Labels != nil {
			part.Labels = b.Labels[span[0]:span[1]]
		}
		rep, err := r.settle(ctx, part, part.needs(env.Users), env, t, budget)
		whole.append(rep) // with an error, what was written of it all the same
		if err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// maxRounds is how many times one command may ask for more.
const maxRounds = 8

const (
	firstPause = time.Millisecond
	maxPause   = 250 * time.Millisecond
)

// pause waits a random while that grows with the attempts, so that writers who
// met do not meet again.
func (r *Runner) pause(ctx context.Context, attempt int, budget <-chan time.Time, why error) error {
	longest := min(maxPause, firstPause<<min(attempt, 10))
	wait := time.NewTimer(r.jitter(longest))
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("batch: %w", ctx.Err())
	case <-budget:
		return &Error{Code: ErrContended, Err: why}
	case <-wait.C:
		return nil
	}
}

// refill gives the results of a replayed report their subjects as they are now.
func (r *Runner) refill(ctx context.Context, rep *Report, scope storage.Scope, t *tally) error {
	q := storage.Query{Scope: scope}
	for _, res := range rep.Results {
		if l := q.Of(res.Subject.Kind); l != nil {
			l.IDs = append(l.IDs, res.Subject.ID)
		}
	}
	t.loads++
	have, err := r.store.Load(ctx, q)
	if err != nil {
		return fmt.Errorf("batch: load: %w", err)
	}
	now := make(map[storage.Ref]storage.Entity, have.Len())
	note(now, have.Attendees)
	note(now, have.Types)
	note(now, have.Groups)
	note(now, have.Memberships)
	note(now, have.FormResponses)
	note(now, have.CredentialTypes)
	note(now, have.Credentials)
	note(now, have.Zones)
	note(now, have.CheckLists)
	note(now, have.AccessPoints)
	note(now, have.CheckIns)
	note(now, have.Entries)
	note(now, have.Associations)
	for i, res := range rep.Results {
		rep.Results[i].Record = now[storage.Ref{Kind: res.Subject.Kind, ID: res.Subject.ID}]
	}
	return nil
}

// note adds records by kind and ID, whatever their revision.
func note[R storage.Record](to map[storage.Ref]storage.Entity, records []R) {
	for _, r := range records {
		ref := r.Ref()
		ref.Rev = 0
		to[ref] = r
	}
}
