package storagetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// Model applies random change sets to a store and to a model made of plain
// maps, and requires after each step the same verdict and the same content:
// inserts, updates, deletes, handovers and swaps of keys, stale revisions,
// guards, dependents, events, and now and then a purge. A failure names the
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
	for _, r := range slices.Concat(cs.Attendees.Delete, cs.Types.Delete, cs.Revisions.Delete, cs.Tokens.Delete) {
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

// consistent reports whether every key has one holder and every dependent its
// parent.
func (r rows) consistent() bool {
	held := make(map[storage.Key]bool)
	for _, e := range r {
		for _, k := range e.AppendKeys(nil) {
			if held[k] {
				return false
			}
			held[k] = true
		}
		if parent := e.Parent(); parent.Kind != 0 && r[parent] == nil {
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

var modelKeys = []storage.Key{
	{Name: storage.KeyCode, Value: "c1"},
	{Name: storage.KeyCode, Value: "c2"},
	{Name: storage.KeyCode, Value: "C2"},
	{Name: storage.KeyUser, Value: "u1"},
	{Name: storage.KeyUser, Value: "c1"},
	{Name: storage.KeyExternal, Value: "x1"},
	{Name: storage.KeyExternal, Value: "x1 "},
	{Name: storage.KeyEmail, Value: "\u00e9"},
	{Name: storage.KeyEmail, Value: "e\u0301"},
	{Name: storage.KeyEmail, Value: "e"},
	{Name: storage.KeyTypeCode, Value: "T1"},
	{Name: storage.KeyTypeCode, Value: "T2"},
	{Name: storage.KeyTypeCode, Value: "t2"},
	{Name: storage.KeyTypeName, Value: "one"},
	{Name: storage.KeyTypeName, Value: "two"},
	{Name: storage.KeyTypeName, Value: "Two"},
	{Name: storage.KeyToken, Value: "k1"},
	{Name: storage.KeyToken, Value: "k2"},
	{Name: storage.KeyToken, Value: "K2"},
}

func (r *modelRun) id() (id storage.ID) {
	binary.BigEndian.PutUint64(id[:8], r.rng.Uint64())
	binary.BigEndian.PutUint64(id[8:], r.rng.Uint64())
	return id
}

func (r *modelRun) someRefs() []storage.Ref {
	var list []storage.Ref
	for kind, n := range map[storage.Kind]int{storage.KindAttendee: 8, storage.KindType: 3, storage.KindRevision: 8, storage.KindToken: 3} {
		for range n {
			list = append(list, storage.Ref{Kind: kind})
		}
	}
	slices.SortFunc(list, func(a, b storage.Ref) int { return int(a.Kind) - int(b.Kind) })
	for i := range list {
		list[i].ID = r.id()
	}
	return list
}

// once reports true one time in n.
func (r *modelRun) once(n int) bool { return r.rng.IntN(n) == 0 }

func pick[T any](r *modelRun, list []T) T { return list[r.rng.IntN(len(list))] }

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

// draw makes a change set that is well formed and often, but not always, fit
// for what is stored.
func (r *modelRun) draw(scope storage.Scope) storage.ChangeSet {
	rows := r.model.rows[scope]
	cs := storage.ChangeSet{Scope: scope}
	written := make(map[storage.Ref]bool)
	write := func(ref storage.Ref, c change) {
		if !written[ref] {
			written[ref] = true
			c(&cs)
		}
	}
	if r.once(6) {
		r.exchange(rows, write)
	}
	for range 1 + r.rng.IntN(4) {
		ref := pick(r, r.refs)
		old := rows[ref]
		switch {
		case old != nil && r.once(3):
			write(ref, remove(r.revised(old, 0)))
			for dependent, e := range sortedRows(rows) {
				if e.Parent() == ref && !r.once(8) {
					write(dependent, remove(e))
				}
			}
		case old == nil && r.once(10):
			write(ref, remove(r.fresh(scope, ref)))
		case old == nil:
			write(ref, put(r.revised(r.fresh(scope, ref), 0)))
		default:
			write(ref, put(r.revised(r.edited(old), 1)))
		}
	}
	for range r.rng.IntN(3) {
		if ref := pick(r, r.refs); !written[ref] {
			written[ref] = true
			ref.Rev = rows.rev(ref)
			if r.once(8) {
				ref.Rev++
			}
			guard(ref)(&cs)
		}
	}
	if r.once(3) {
		e := newEvent(r.fresh(scope, pick(r, r.refs)))
		e.ID = r.id()
		emit(e)(&cs)
	}
	return cs
}

// exchange swaps the keys of two attendees.
func (r *modelRun) exchange(rows rows, write func(storage.Ref, change)) {
	a, okA := rows[pick(r, r.refs)].(storage.Attendee)
	b, okB := rows[pick(r, r.refs)].(storage.Attendee)
	if okA && okB && a.ID != b.ID {
		a, b = next(a), next(b)
		a.Unique, b.Unique = b.Unique, a.Unique
		write(unpinned(a.Ref()), put(a))
		write(unpinned(b.Ref()), put(b))
	}
}

// revised moves the revision on, now and then to a wrong one.
func (r *modelRun) revised(e storage.Entity, by storage.Rev) storage.Entity {
	rev := e.Base().Rev + by
	if r.once(16) {
		rev = storage.Rev(1 + r.rng.Int64N(4))
	}
	return at(e, rev)
}

func (r *modelRun) fresh(scope storage.Scope, ref storage.Ref) storage.Entity {
	head := storage.Head{Scope: scope, ID: ref.ID, Rev: 1, CreatedAt: r.instant(), UpdatedAt: r.instant()}
	switch ref.Kind {
	case storage.KindAttendee:
		return r.edited(storage.Attendee{Head: head, Status: storage.StatusActive, Version: 1})
	case storage.KindType:
		return r.edited(storage.Type{Head: head, Code: head.ID.String(), UniqueName: head.ID.String()})
	case storage.KindRevision:
		parent := pick(r, r.refs)
		return r.edited(storage.Revision{Head: head, AttendeeID: parent.ID})
	}
	return r.edited(storage.Token{Head: head, Value: head.ID.String()})
}

// edited changes the content of a record: often a key, always a text.
func (r *modelRun) edited(e storage.Entity) storage.Entity {
	text := fmt.Sprintf("%s-%d", pick(r, corpusTexts), r.rng.IntN(100))
	if r.once(2) {
		e = rekeyed(e, r.keyOf(e.Ref().Kind))
	}
	switch e := e.(type) {
	case storage.Attendee:
		e.Company, e.TypeCode = text, pick(r, modelKeys).Value
		e.DeletedAt = time.Time{}
		e.Custom = map[string]storage.Value{text: storage.Int(int64(r.rng.IntN(10)))}
		if r.once(4) {
			e.DeletedAt, e.Unique = r.instant(), storage.AttendeeKeys{}
		}
		return e
	case storage.Type:
		e.Name, e.Active, e.Required = text, r.once(2), []string{text}
		return e
	case storage.Revision:
		e.Changed = []string{text}
		e.Was = storage.Attendee{Head: storage.Head{Scope: e.Scope, ID: e.AttendeeID, UpdatedAt: r.instant()}, LastName: text}
		return e
	case storage.Token:
		e.Digest = text
		return e
	}
	return e
}

func (r *modelRun) keyOf(kind storage.Kind) storage.Key {
	for {
		if k := pick(r, modelKeys); k.Name.Kind() == kind || kind == storage.KindRevision {
			if kind == storage.KindAttendee && r.once(3) {
				k.Value = ""
			}
			return k
		}
	}
}

func (r *modelRun) instant() time.Time {
	return noon.Add(time.Duration(r.rng.IntN(1000)) * time.Microsecond)
}

func (r *modelRun) purge(scope storage.Scope) {
	r.Helper()
	p, ok := r.store.(storage.Purger)
	if !ok {
		return
	}
	expiry := storage.Expiry{Scope: scope}
	if r.once(2) {
		expiry.Before = r.instant()
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
	if _, ok := r.store.(storage.Lister); ok && r.once(10) {
		q := randomQuery(r.rng, storage.KindAttendee, byID(everything.Attendees))
		q.Scope = scope
		lists(r.trial, everything.Attendees, q)
	}
	if r.store.Traits().Events {
		require.Equal(r, eventIDs(r.model.events), eventIDs(r.trial.events()), "events")
	}
}

// sortedRows yields rows in one order, so that a seed draws the same twice.
func sortedRows(r rows) func(yield func(storage.Ref, storage.Entity) bool) {
	refs := slices.SortedFunc(maps.Keys(r), func(a, b storage.Ref) int {
		return bytes.Compare(append(a.ID[:], byte(a.Kind)), append(b.ID[:], byte(b.Kind)))
	})
	return func(yield func(storage.Ref, storage.Entity) bool) {
		for _, ref := range refs {
			if !yield(ref, r[ref]) {
				return
			}
		}
	}
}

// outline writes a change set in one line, without the records' content.
func outline(cs storage.ChangeSet) string {
	var b bytes.Buffer
	for _, e := range puts(cs) {
		fmt.Fprintf(&b, "put %s %s rev %d keys %v; ", e.Ref().Kind, e.Ref().ID, e.Ref().Rev, e.AppendKeys(nil))
	}
	for _, r := range slices.Concat(cs.Attendees.Delete, cs.Types.Delete, cs.Revisions.Delete, cs.Tokens.Delete) {
		fmt.Fprintf(&b, "delete %s %s rev %d; ", r.Kind, r.ID, r.Rev)
	}
	for _, r := range cs.Guards {
		fmt.Fprintf(&b, "guard %s %s rev %d; ", r.Kind, r.ID, r.Rev)
	}
	fmt.Fprintf(&b, "%d events", len(cs.Events))
	return b.String()
}
