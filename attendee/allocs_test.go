package attendee_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
)

// The bound counts everything that an item of a large upsert allocates, the
// store's copies included, from the call to the report.
func TestAllocationsOfAnItem(t *testing.T) {
	if watched {
		t.Skip("the race detector allocates for itself; the tests run without it too")
	}
	const items, bound = 1000, 12
	svc, err := attendee.New(memstore.New(), attendee.Policy{})
	require.NoError(t, err)
	rounds := make([][]batch.Command, 7)
	for round := range rounds {
		for i := range items {
			who := i
			if i%2 == 0 {
				who += round * items // a new one
			}
			rounds[round] = append(rounds[round], attendee.Upsert{
				Ref: attendee.ByEmail(fmt.Sprintf("guest%d@example.com", who)),
				Set: attendee.Patch{FirstName: patch.Set("Guest"), LastName: patch.To(fmt.Sprint(round))},
			})
		}
	}
	scope := attendee.Scope{Tenant: "acme", Event: "expo"}
	next := 0
	allocs := testing.AllocsPerRun(len(rounds)-1, func() {
		rep, err := svc.Batch(t.Context(), batch.Batch{Scope: scope, Commands: rounds[next]})
		if err != nil || rep.Failed > 0 {
			t.Fatal(err, rep.Failed)
		}
		next++
	})
	t.Logf("%.1f allocations an item", allocs/items)
	require.LessOrEqual(t, allocs/items, float64(bound))
}
