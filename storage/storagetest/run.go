package storagetest

import (
	"maps"
	"slices"
	"testing"

	"github.com/muster-go/muster/storage"
)

// Factory opens an empty store for one case. It fails the test when it cannot,
// and hands everything that must be closed to t.Cleanup. It is called from
// several goroutines.
type Factory func(t testing.TB) storage.Store

// Option changes what [Run] and [RunJoined] run.
type Option func(exceptions)

type exceptions map[string]string

// Except leaves a case out, for a store that cannot honour one line of the
// contract and says so. The case is reported as skipped, with the reason. A
// name that no case has is a failure, so that an exception does not outlive
// its case.
func Except(caseName, reason string) Option {
	return func(e exceptions) { e[caseName] = reason }
}

// Run runs every case of the contract on the stores that open returns: each
// case in a parallel subtest, on a store of its own, followed by a walk over
// everything that the case stored. Cases of optional interfaces are skipped
// when the store does not offer them. A store that passes may state
// [storage.ContractV1].
func Run(t *testing.T, open Factory, opts ...Option) {
	t.Helper()
	runAll(t, cases, opts, func(t *testing.T, c conformance) {
		store := open(t)
		if !c.needs.metBy(store) {
			t.Skipf("the store does not offer %s", c.needs)
		}
		trial := newTrial(t, store)
		c.run(trial)
		trial.checkIntegrity()
	})
}

// runAll starts one parallel subtest for every case of a table that is not
// excepted.
func runAll[C interface{ title() string }](t *testing.T, table []C, opts []Option, run func(*testing.T, C)) {
	t.Helper()
	except := make(exceptions)
	for _, o := range opts {
		o(except)
	}
	var names []string
	for _, c := range table {
		names = append(names, c.title())
		reason, excepted := except[c.title()]
		t.Run(c.title(), func(t *testing.T) {
			if excepted {
				t.Skipf("excepted: %s", reason)
			}
			t.Parallel()
			run(t, c)
		})
	}
	if unknown := except.unknown(names); len(unknown) > 0 {
		t.Errorf("Except names no case: %q", unknown)
	}
}

// unknown returns the excepted names that are no case's.
func (e exceptions) unknown(names []string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(e)), func(name string) bool { return slices.Contains(names, name) })
}
