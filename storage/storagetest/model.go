package storagetest

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// Model applies random change sets to a store and to a model made of plain
// maps, and requires after each step the same verdict and the same content:
// inserts, updates, deletes, handovers and swaps of keys, stale revisions,
// guards, dependents that come, go and move, links that are set, cut and handed
// over, relations, counts, lists, events, and now and then a purge. A failure names the
// seed and the step, and the same seed runs the same steps again.
func Model(t *testing.T, open Factory, seed uint64, steps int) {
	t.Helper()
	runModel(t, open(t), seed, steps)
}

func runModel(t testingT, s storage.Store, seed uint64, steps int) {
	t.Helper()
	place := &placed{testingT: t, seed: seed}
	run := &modelRun{
		trial: newTrial(place, s),
		rng:   rand.New(rand.NewPCG(seed, 0)),
		model: model{rows: make(map[storage.Scope]rows)},
	}
	run.refs = run.someRefs()
	for place.step = range steps {
		run.step()
	}
	run.checkIntegrity()
	t.Logf("seed %d: %d steps, %d accepted", seed, steps, run.accepted)
}

// placed says in every failure which run and step it belongs to.
type placed struct {
	testingT
	seed uint64
	step int
}

func (p *placed) Errorf(format string, args ...any) {
	p.Helper()
	p.testingT.Errorf("seed %d, step %d: "+format, append([]any{p.seed, p.step}, args...)...)
}

// model is a store of the plainest kind: it makes the change on a copy, and
// keeps the copy if it breaks no rule.
type model struct {
	rows   map[storage.Scope]rows
	events []storage.Event // sorted by ID
}

// rows holds records by their references at revision 0.
type rows map[storage.Ref]storage.Entity

func (m *model) apply(cs storage.ChangeSet) bool {
	before := m.rows[cs.Scope]
	after := maps.Clone(before)
	if after == nil {
		after = make(rows)
	}
	for _, g := range cs.Guards {
		if before.rev(g) != g.Rev {
			return false
		}
	}
	for _, r := range deletes(cs) {
		if before.rev(r) != r.Rev {
			return false
		}
		delete(after, unpinned(r))
	}
	for _, r := range puts(cs) {
		if before.rev(r.Ref()) != r.Base().Rev-1 {
			return false
		}
		after[unpinned(r.Ref())] = r
	}
	if !after.consistent() {
		return false
	}
	m.rows[cs.Scope] = after
	m.events = append(m.events, cs.Events...)
	slices.SortFunc(m.events, func(a, b storage.Event) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return true
}

func (r rows) rev(ref storage.Ref) storage.Rev {
	if e := r[unpinned(ref)]; e != nil {
		return e.Base().Rev
	}
	return 0
}

// consistent reports whether every key has one holder and every record what it
// hangs from and what it names.
func (r rows) consistent() bool {
	held := make(map[storage.Key]bool)
	for _, e := range r {
		for _, k := range e.AppendKeys(nil) {
			if held[k] {
				return false
			}
			held[k] = true
		}
		if slices.ContainsFunc(owners(e), func(owner storage.Ref) bool { return r[owner] == nil }) {
			return false
		}
	}
	return true
}

func (m *model) purge(p storage.Expiry) {
	if p.Before.IsZero() {
		delete(m.rows, p.Scope)
		m.events = slices.DeleteFunc(m.events, func(e storage.Event) bool { return e.Scope == p.Scope })
		return
	}
	maps.DeleteFunc(m.rows[p.Scope], func(_ storage.Ref, e storage.Entity) bool {
		switch r := e.(type) {
		case storage.Attendee:
			return !r.DeletedAt.IsZero() && r.DeletedAt.Before(p.Before)
		case storage.Token:
			return r.CreatedAt.Before(p.Before)
		}
		return false
	})
	maps.DeleteFunc(m.rows[p.Scope], func(_ storage.Ref, e storage.Entity) bool {
		parent := e.Parent()
		return parent.Kind != 0 && m.rows[p.Scope][parent] == nil
	})
}

// set returns the model's records that a filter keeps.
func (r rows) set(keep func(storage.Entity) bool) storage.Set {
	var cs storage.ChangeSet
	for _, e := range r {
		if keep(e) {
			put(e)(&cs)
		}
	}
	return written(cs)
}

func puts(cs storage.ChangeSet) []storage.Entity { return all(written(cs)) }

// modelRun draws change sets over few records and few keys, so that they meet.
type modelRun struct {
	*trial
	rng      *rand.Rand
	model    model
	refs     []storage.Ref
	accepted int
}

func (r *modelRun) step() {
	r.Helper()
	scope := pick(r, []storage.Scope{here, here, here, elsewhere})
	switch {
	case r.once(100):
		r.purge(scope)
	case r.once(10):
		r.relay()
	default:
		r.change(scope)
	}
	r.compare(scope)
}

func (r *modelRun) change(scope storage.Scope) {
	r.Helper()
	cs := r.draw(scope)
	err := r.tryOn(r.store, cs)
	if want := r.model.apply(cs); want {
		r.accepted++
		require.NoError(r, err, "the model accepts %s", outline(cs))
	} else {
		require.ErrorIs(r, err, storage.ErrConflict, "the model refuses %s", outline(cs))
	}
}

func (r *modelRun) purge(scope storage.Scope) {
	r.Helper()
	p, ok := r.store.(storage.Purger)
	if !ok {
		return
	}
	expiry := storage.Expiry{Scope: scope, Everything: true}
	if r.once(2) {
		expiry = storage.Expiry{Scope: scope, Before: r.instant()}
	}
	require.NoError(r, p.Purge(r.Context(), expiry), "%+v", expiry)
	r.model.purge(expiry)
}

// relay acknowledges some events.
func (r *modelRun) relay() {
	r.Helper()
	if !r.store.Traits().Events {
		return
	}
	n := r.rng.IntN(len(r.model.events) + 1)
	require.NoError(r, r.outbox().Ack(r.Context(), eventIDs(r.model.events[:n])...))
	r.model.events = slices.Delete(r.model.events, 0, n)
}

// compare requires the store to hold what the model holds: by ID, by key, in a
// list, and in the outbox.
func (r *modelRun) compare(scope storage.Scope) {
	r.Helper()
	rows := r.model.rows[scope]
	everything := rows.set(func(storage.Entity) bool { return true })
	same(r, everything, r.load(named(scope, r.refs...)))
	same(r, rows.set(func(e storage.Entity) bool {
		return slices.ContainsFunc(e.AppendKeys(nil), func(k storage.Key) bool { return slices.Contains(modelKeys, k) })
	}), r.load(keyed(scope, modelKeys...)))
	if r.once(4) {
		r.relate(scope, everything)
	}
	if r.once(4) {
		r.count(scope, everything)
	}
	if _, ok := r.store.(storage.Lister); ok && r.once(5) {
		kindAtRandom(r.rng).listAtRandom(r.trial, scope, everything, r.rng)
	}
	if r.store.Traits().Events {
		require.Equal(r, eventIDs(r.model.events), eventIDs(r.trial.events()), "events")
	}
}

// relate follows some relations from a few of the records.
func (r *modelRun) relate(scope storage.Scope, everything storage.Set) {
	r.Helper()
	some := []storage.Ref{pick(r, r.refs), pick(r, r.refs), pick(r, r.refs)}
	q := named(scope, some...)
	q.With = storage.Relations(r.rng.IntN(int(everyRelation) + 1))
	found := all(r.model.rows[scope].set(func(e storage.Entity) bool { return slices.Contains(some, unpinned(e.Ref())) }))
	same(r, follow(everything, found, q.With), r.load(q))
}

// count asks who is inside of some zones, what was spent on some attendees, and
// how many records name some others.
func (r *modelRun) count(scope storage.Scope, everything storage.Set) {
	r.Helper()
	q := storage.Query{Scope: scope, Totals: storage.Spending{Years: []int32{pick(r, modelYears), pick(r, modelYears)}}}
	for range 3 {
		q.Occupancies = append(q.Occupancies, r.owner(storage.KindZone))
		q.Totals.Attendees = append(q.Totals.Attendees, r.owner(storage.KindAttendee))
	}
	q.Uses = nameable(everything)
	same(r, counted(everything, q), r.load(q))
}

// outline writes a change set in one line, without the records' content.
func outline(cs storage.ChangeSet) string {
	var b bytes.Buffer
	for _, e := range puts(cs) {
		fmt.Fprintf(&b, "put %s %s rev %d keys %v; ", e.Ref().Kind, e.Ref().ID, e.Ref().Rev, e.AppendKeys(nil))
	}
	for _, r := range deletes(cs) {
		fmt.Fprintf(&b, "delete %s %s rev %d; ", r.Kind, r.ID, r.Rev)
	}
	for _, r := range cs.Guards {
		fmt.Fprintf(&b, "guard %s %s rev %d; ", r.Kind, r.ID, r.Rev)
	}
	fmt.Fprintf(&b, "%d events", len(cs.Events))
	return b.String()
}
