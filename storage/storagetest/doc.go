// Package storagetest is the contract of package storage as tests. Whoever
// writes a [storage.Store] runs it, as Muster's own stores do:
//
//	func TestConformance(t *testing.T) {
//		storagetest.Run(t, func(t testing.TB) storage.Store { return open(t) })
//	}
//
// [Run] runs the named cases, [RunJoined] those of a store that joins a
// transaction of its caller, [Model] compares a store with a reference model
// under random change sets, and [Bench] measures it.
//
// The variable MUSTER_LIST_QUERIES sets how many random questions the case
// List/MatchesDefinition asks, for long runs. Without it they are 5,000, or as
// many as a store answers in a few seconds but no fewer than 1,000, and 500 with
// -short.
//
// Two decorators serve the tests of code that stands on a store: [Counting]
// counts calls and [Faulty] makes chosen calls fail.
//
// The suite is tested itself: each of a list of broken stores must fail the
// cases that are named for it.
package storagetest
