package sqltest

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	rules "github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

var errFault = errors.New("injected fault")

// faults are the ways in which one call to the driver goes wrong. Each returns
// the hooks for that call.
var faults = map[string]func(cancel context.CancelFunc) (before, after func() error){
	"error before":    func(context.CancelFunc) (before, after func() error) { return fails(errFault), nil },
	"error after":     func(context.CancelFunc) (before, after func() error) { return nil, fails(errFault) },
	"connection lost": func(context.CancelFunc) (before, after func() error) { return fails(driver.ErrBadConn), nil },
	"cancel before":   func(c context.CancelFunc) (before, after func() error) { return cancels(c), nil },
	"cancel after":    func(c context.CancelFunc) (before, after func() error) { return nil, cancels(c) },
}

func fails(err error) func() error { return func() error { return err } }

func cancels(cancel context.CancelFunc) func() error {
	return func() error {
		cancel()
		return nil
	}
}

// world is one scope with two attendees, one that was deleted, and events.
type world struct {
	st    *sqlstore.Store
	db    *sql.DB
	d     sqlstore.Dialect
	scope storage.Scope
	n     int // tells the events of one world from those of others
	a, b  storage.Attendee
}

func newWorld(t *testing.T, e Engine, st *Store, n int) *world {
	w := &world{st: st.Store, db: st.DB, d: e.Dialect, scope: storage.Scope{Tenant: "faults", Event: fmt.Sprint(n)}, n: n}
	w.a, w.b = w.here(Attendee(1)), w.here(Attendee(2))
	cs := storage.ChangeSet{Scope: w.scope, Events: []storage.Event{w.event(1), w.event(2)}}
	cs.Attendees.Put = []storage.Attendee{w.a, w.b}
	gone := w.here(Attendee(3))
	gone.Status, gone.Unique, gone.DeletedAt = storage.StatusDeleted, storage.AttendeeKeys{}, Noon.Add(-time.Hour)
	gone.ID = ID(storage.KindAttendee, 9)
	_, kept := Changed(gone)
	cs.Attendees.Put = append(cs.Attendees.Put, gone)
	cs.Revisions.Put = []storage.Revision{kept}
	cs.Types.Put = []storage.Type{{Head: storage.Head{Scope: w.scope, ID: ID(storage.KindType, 1), Rev: 1}, Code: "GUEST", UniqueName: "guest"}}
	require.NoError(t, st.Apply(t.Context(), cs))
	return w
}

func (w *world) here(a storage.Attendee) storage.Attendee {
	a.Scope = w.scope
	return a
}

func (w *world) event(i int) storage.Event {
	return storage.Event{ID: ID(9, w.n*10+i), Scope: w.scope, Type: "test", At: Noon}
}

// state is everything in the world, as text.
func (w *world) state(t *testing.T) string {
	t.Helper()
	var page storage.Page
	var err error
	page, err = w.st.List(t.Context(), storage.ListQuery{Scope: w.scope, Kind: storage.KindAttendee, Limit: 100, With: storage.WithRevisions | storage.WithTypes})
	require.NoError(t, err)
	slices.SortFunc(page.Revisions, func(a, b storage.Revision) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	tokens, err := w.st.Load(t.Context(), storage.Query{Scope: w.scope, Tokens: storage.Lookup{IDs: []storage.ID{ID(storage.KindToken, 1)}}})
	require.NoError(t, err)
	data, err := json.Marshal([]any{page.Set, tokens, countEvents(t, w.db, w.d, w.scope)})
	require.NoError(t, err)
	return string(data)
}

// deeds are calls of every method, each with enough in it to need every
// statement.
var deeds = map[string]func(ctx context.Context, w *world) error{
	"Apply": func(ctx context.Context, w *world) error {
		a, r := Changed(w.a)
		cs := storage.ChangeSet{Scope: w.scope, Guards: []storage.Ref{w.b.Ref()}, Events: []storage.Event{w.event(3)}}
		cs.Attendees.Put = []storage.Attendee{a, w.here(Attendee(3))}
		cs.Revisions.Put = []storage.Revision{r}
		cs.Tokens.Put = []storage.Token{{Head: storage.Head{Scope: w.scope, ID: ID(storage.KindToken, 1), Rev: 1}, Value: "token"}}
		return w.st.Apply(ctx, cs)
	},
	"Apply in a new scope": func(ctx context.Context, w *world) error {
		other := *w
		other.scope.Event += "'"
		err := w.st.Apply(ctx, storage.ChangeSet{Scope: other.scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{other.here(Attendee(1))}}})
		// It may have been applied by a call that said it did not know.
		if errors.Is(err, storage.ErrConflict) {
			return nil
		}
		return err
	},
	"Apply, keys swapped": func(ctx context.Context, w *world) error {
		a, _ := Changed(w.a)
		b, _ := Changed(w.b)
		a.Unique, b.Unique = b.Unique, a.Unique
		return w.st.Apply(ctx, storage.ChangeSet{Scope: w.scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{a, b}}})
	},
	"Apply, deletes": func(ctx context.Context, w *world) error {
		return w.st.Apply(ctx, storage.ChangeSet{Scope: w.scope, Attendees: storage.Changes[storage.Attendee]{Delete: []storage.Ref{w.a.Ref(), w.b.Ref()}}})
	},
	"Load": func(ctx context.Context, w *world) error {
		set, err := w.st.Load(ctx, storage.Query{
			Scope: w.scope, With: storage.WithRevisions | storage.WithTypes,
			Attendees: storage.Lookup{IDs: []storage.ID{w.a.ID}, Keys: w.b.AppendKeys(nil)},
		})
		if err == nil && len(set.Attendees) != 2 {
			return errors.New("half an answer")
		}
		return err
	},
	"List": func(ctx context.Context, w *world) error {
		q := storage.ListQuery{Scope: w.scope, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "created_at"}}, Limit: 1}
		n := 0
		for _, err := range storage.All[storage.Attendee](ctx, w.st, q) {
			if err != nil {
				return err
			}
			n++
		}
		if n != 3 {
			return errors.New("half a list")
		}
		return nil
	},
	"Pending": func(ctx context.Context, w *world) error {
		_, err := w.st.Pending(ctx, storage.Claim{Limit: 3, Now: Noon.Add(time.Duration(w.n) * time.Hour), Until: Noon.Add(time.Duration(w.n)*time.Hour + time.Second)})
		return err
	},
	"Ack": func(ctx context.Context, w *world) error { return w.st.Ack(ctx, w.event(1).ID, w.event(2).ID) },
	"Purge": func(ctx context.Context, w *world) error {
		return w.st.Purge(ctx, storage.Expiry{Scope: w.scope, Everything: true})
	},
	"Purge before": func(ctx context.Context, w *world) error {
		return w.st.Purge(ctx, storage.Expiry{Scope: w.scope, Before: Noon})
	},
	"Tx": func(ctx context.Context, w *world) error {
		return w.st.Tx(ctx, func(ctx context.Context, st *sqlstore.Store, _ *sql.Tx) error {
			inner := *w
			inner.st = st
			a, _ := Changed(w.a)
			if err := st.Apply(ctx, storage.ChangeSet{Scope: w.scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{a}}}); err != nil {
				return err
			}
			return st.Ack(ctx, w.event(1).ID)
		})
	},
}

// Faults lets whichever call to the driver go wrong: all or nothing happens, the
// error says what is known about it, every connection is given back, and the
// next call works.
func Faults(t *testing.T, e Engine) {
	for deed, do := range deeds {
		t.Run(deed, func(t *testing.T) {
			t.Parallel()
			st := e.Open(t, sqlstore.WithOutbox())
			db, p := st.DB, st.Probe
			n := 0
			next := func() *world { n++; return newWorld(t, e, st, n) }

			hits := 0
			defer func() { t.Log(hits, "faults") }()
			clean := next()
			before := clean.state(t)
			calls := len(p.Watch(func() { require.NoError(t, do(t.Context(), clean)) })) + 20 // statements not yet prepared
			after := clean.state(t)

			for name, fault := range faults {
				for k := range calls {
					if e.Small && (k+len(name))%4 != 0 {
						continue // each fault at some calls, each call with some fault
					}
					w := next()
					what := fmt.Sprintf("%s at call %d", name, k+1)
					ctx, cancel := context.WithCancel(t.Context())
					hit := breakCall(p, k, cancel, fault)
					err := do(ctx, w)
					cancel()
					p.mend()

					requireKnown(t, what, err)
					RequireIdle(t, db, what)
					state := w.state(t)
					switch {
					case err == nil:
						require.Equal(t, after, state, what)
					case !errors.Is(err, storage.ErrUnknown):
						require.Equal(t, before, state, what)
					default:
						require.Contains(t, []string{before, after}, state, what)
					}
					if state == before && err != nil {
						require.NoError(t, do(t.Context(), w), "%s: the next call", what)
						require.Equal(t, after, w.state(t), what)
					}
					if hit() {
						hits++
					}
					if !hit() {
						break
					}
				}
			}
			require.Positive(t, hits)
		})
	}
	t.Run("Batch with a token", func(t *testing.T) {
		t.Parallel()
		faultsOfBatch(t, e)
	})
}

// faultsOfBatch sends a batch again after every failure, with the same token. It
// is then there once, whatever became of the first one. Nobody in it has a key
// by which a second copy would be refused.
func faultsOfBatch(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	svc, err := rules.New(st, rules.Policy{})
	require.NoError(t, err)
	send := func(ctx context.Context, scope storage.Scope) (batch.Report, error) {
		return svc.Batch(ctx, batch.Batch{Scope: scope, Mode: batch.Atomic, Token: "import", Commands: []batch.Command{
			rules.Create{New: storage.Attendee{LastName: "Lovelace"}}, rules.Create{New: storage.Attendee{LastName: "Lovelace"}},
		}})
	}
	n := 0
	next := func() storage.Scope {
		n++
		return storage.Scope{Tenant: "tokens", Event: fmt.Sprint(n)}
	}
	calls := len(st.Probe.Watch(func() {
		_, err := send(t.Context(), next())
		require.NoError(t, err)
	})) + 20
	hits, replays, unknown := 0, 0, 0
	for name, fault := range faults {
		for k := range calls {
			if e.Small && (k+len(name))%4 != 0 {
				continue
			}
			scope, what := next(), fmt.Sprintf("%s at call %d", name, k+1)
			ctx, cancel := context.WithCancel(t.Context())
			hit := breakCall(st.Probe, k, cancel, fault)
			_, err := send(ctx, scope)
			cancel()
			st.Probe.mend()
			requireKnown(t, what, err)
			RequireIdle(t, st.DB, what)
			if errors.Is(err, storage.ErrUnknown) {
				unknown++
			}
			rep, again := send(t.Context(), scope)
			require.NoError(t, again, what)
			require.Equal(t, 2, rep.Succeeded, what)
			if err == nil {
				require.True(t, rep.Replayed, what)
			}
			if rep.Replayed {
				replays++
			}
			page, err := st.List(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 10})
			require.NoError(t, err)
			require.Len(t, page.Attendees, 2, what)
			require.Equal(t, 2, countEvents(t, st.DB, e.Dialect, scope), what)
			if !hit() {
				break
			}
			hits++
		}
	}
	require.Positive(t, hits)
	require.Positive(t, unknown, "no answer to a commit was lost")
	t.Logf("%d faults, %d with an unknown outcome, %d batches were there already", hits, unknown, replays)
}

// countEvents returns how many events of a scope are in the outbox.
func countEvents(t *testing.T, db *sql.DB, d sqlstore.Dialect, scope storage.Scope) (n int) {
	t.Helper()
	text := "SELECT COUNT(*) FROM muster_event e JOIN muster_scope s ON s.id = e.scope WHERE s.tenant = " + d.Placeholder(1) + " AND s.event = " + d.Placeholder(2)
	require.NoError(t, db.QueryRowContext(t.Context(), text, scope.Tenant, scope.Event).Scan(&n))
	return n
}

// mend ends what breakCall began.
func (p *Probe) mend() { p.set(func() { p.before, p.after = nil, nil }) }

// breakCall lets the k-th call from now on go wrong, once. The call that rolls
// back is left alone: it is what the driver does on its own when the
// connection is gone.
func breakCall(p *Probe, k int, cancel context.CancelFunc, fault func(context.CancelFunc) (before, after func() error)) (hit func() bool) {
	before, after := fault(cancel)
	seen, done := 0, false
	p.set(func() {
		p.before = func(c Call) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			if c.Op == "rollback" {
				return nil
			}
			if seen++; seen-1 == k {
				done = true
				if before != nil {
					return before()
				}
			}
			return nil
		}
		p.after = func(c Call) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			if c.Op != "rollback" && seen-1 == k && after != nil {
				return after()
			}
			return nil
		}
	})
	return func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return done
	}
}

// requireKnown checks that an error is one that a caller can tell apart, and
// that its text is the store's own.
func requireKnown(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var typed *sqlstore.Error
	require.True(t, errors.As(err, &typed) || errors.Is(err, context.Canceled), "%s: %v (%T)", what, err, err)
	require.True(t, errors.Is(err, errFault) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, context.Canceled), "%s: %v", what, err)
	require.NotContains(t, err.Error(), errFault.Error(), what)
}

// RequireIdle checks that no connection is held. A transaction whose context
// ended is rolled back by a goroutine of database/sql, which may need a moment.
func RequireIdle(t *testing.T, db *sql.DB, what string) {
	t.Helper()
	require.Eventually(t, func() bool { return db.Stats().InUse == 0 }, 5*time.Second, time.Millisecond, what)
}
