package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// Joined is a store that can join a transaction which its caller owns.
type Joined struct {
	// Outer works outside of any such transaction.
	Outer storage.Store
	// Begin starts a transaction of the caller and returns a store that joins
	// it, with the ways to end it. While it is open, the cases call no method
	// of Outer, so that a database with one connection will do. A case that
	// fails ends nothing: what is still open then is for t.Cleanup to end.
	Begin func(t testing.TB) (s storage.Store, commit, rollback func() error)
}

// RunJoined runs the cases of stores that join their caller's transaction,
// beside [Run] for the store on its own. Each runs in a parallel subtest on
// what open returns: a store that is empty.
func RunJoined(t *testing.T, open func(t testing.TB) Joined, opts ...Option) {
	t.Helper()
	runAll(t, joinedCases, opts, func(t *testing.T, c joinedCase) { runJoined(t, t, open(t), c) })
}

// runJoined runs one case; what the case reports goes to report.
func runJoined(t testing.TB, report testingT, j Joined, c joinedCase) {
	inner, commit, rollback := j.Begin(t)
	trial := &joinedTrial{trial: newTrial(report, j.Outer), inner: inner, commit: commit, rollback: rollback}
	c.run(trial)
	trial.checkIntegrity()
}

type joinedCase struct {
	name string
	run  func(*joinedTrial)
}

func (c joinedCase) title() string { return c.name }

// joinedCases is the third line of the contract inside a transaction. The names
// are API, as those of [Run] are.
var joinedCases = []joinedCase{
	{"Joined/TraitsSayJoined", joinedTraitsSayJoined},
	{"Joined/CommitKeepsAll", joinedCommitKeepsAll},
	{"Joined/RollbackDropsAll", joinedRollbackDropsAll},
	{"Joined/TwoAppliesOneCommit", joinedTwoAppliesOneCommit},
	{"Joined/ConflictKeepsOuter", joinedConflictKeepsOuter},
	{"Joined/EveryConflictKeepsOuter", joinedEveryConflictKeepsOuter},
}

// joinedTrial is a trial with one open transaction. Its methods apply and
// load outside, after the transaction has ended.
type joinedTrial struct {
	*trial
	inner            storage.Store
	commit, rollback func() error
}

// inside applies changes within the transaction.
func (t *joinedTrial) inside(changes ...change) error {
	return t.tryOn(t.inner, changeSet(here, changes...))
}

// insideHolds requires the transaction to see these records.
func (t *joinedTrial) insideHolds(records ...storage.Entity) {
	t.Helper()
	within := newTrial(t.testingT, t.inner)
	within.holds(records...)
}

func joinedTraitsSayJoined(t *joinedTrial) {
	inner, outer := t.inner.Traits(), t.store.Traits()
	require.NoError(t, t.rollback())
	require.True(t, inner.Joined, "inside")
	require.False(t, outer.Joined, "outside")
	inner.Joined = false
	require.Equal(t, outer, inner, "all other traits")
}

func joinedCommitKeepsAll(t *joinedTrial) {
	records := oneOfEach(here)
	require.NoError(t, t.inside(put(records...), emit(newEvent(records[0]))))
	t.insideHolds(records...)
	require.NoError(t, t.commit())
	t.holds(records...)
	if t.store.Traits().Events {
		require.Len(t, t.events(), 1)
	}
}

func joinedRollbackDropsAll(t *joinedTrial) {
	records := oneOfEach(here)
	require.NoError(t, t.inside(put(records...), emit(newEvent(records[0]))))
	t.insideHolds(records...)
	require.NoError(t, t.rollback())
	t.lacks(records...)
	require.Empty(t, t.events())
	t.apply(put(records...))
}

// joinedTwoAppliesOneCommit plans the second set on what the first one wrote.
func joinedTwoAppliesOneCommit(t *joinedTrial) {
	records := oneOfEach(here)
	require.NoError(t, t.inside(put(records...)))
	changed := next(records[0].(storage.Attendee))
	changed.Company = "moved"
	require.NoError(t, t.inside(put(changed), remove(records[3]), guard(records[1].Ref())))
	t.insideHolds(changed, records[1], records[2])
	require.NoError(t, t.commit())
	t.holds(changed, records[1], records[2])
	t.lacks(records[3])
}

// joinedConflictKeepsOuter goes on after a refused set: what was written
// before it stays, nothing of it does, and the transaction is still usable.
func joinedConflictKeepsOuter(t *joinedTrial) {
	first, second, third := newAttendee(here), newAttendee(here), newAttendee(here)
	require.NoError(t, t.inside(put(first)))
	require.ErrorIs(t, t.inside(put(second, at(newToken(here), 2)), emit(newEvent(second))), storage.ErrConflict)
	t.insideHolds(first)
	require.NoError(t, t.inside(put(third)))
	require.NoError(t, t.commit())
	t.holds(first, third)
	t.lacks(second)
	require.Empty(t, t.events())
}

// joinedEveryConflictKeepsOuter refuses sets for each kind of reason; some
// engines abort a transaction for one of them and not for another.
func joinedEveryConflictKeepsOuter(t *joinedTrial) {
	old := oneOfEach(here)
	require.NoError(t, t.inside(put(old...)))
	require.NoError(t, t.inside(put(keeper(here)))) // for what t.holding would apply outside
	fresh := newAttendee(here)
	for _, k := range keyNames {
		require.NoError(t, t.inside(put(holding(here, storage.Key{Name: k, Value: "taken"}))))
		require.ErrorIs(t, t.inside(put(fresh), put(holding(here, storage.Key{Name: k, Value: "taken"}))), storage.ErrConflict)
	}
	for _, fails := range []change{
		put(old[0]),
		put(at(old[1], 3)),
		put(newRevision(newAttendee(here))),
		put(newResponse(newAttendee(here))),
		put(newMembership(newGroup(here, "absent"), old[0].(storage.Attendee))),
		put(newAssociation(newEntry(here, "absent"), old[0].(storage.Attendee))),
		put(leadingInto(newPoint(here, "gate"), newID())),
		remove(old[9]),  // a zone that a point leads into
		remove(old[13]), // an entry in which somebody has a part
		remove(next(old[1])),
		remove(old[0]),
		remove(old[4]),
		guard(at(old[1], 2).Ref()),
	} {
		require.ErrorIs(t, t.inside(put(fresh), fails), storage.ErrConflict)
		t.insideHolds(old...)
	}
	require.NoError(t, t.inside(put(fresh)))
	require.NoError(t, t.commit())
	t.holds(append(old, fresh)...)
}
