package expense_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/memstore"
)

// BenchmarkOneEntry has so many commands of one batch concern one entry, each
// about another attendee of so many.
func BenchmarkOneEntry(b *testing.B) {
	for _, n := range []int{125, 500} {
		people, err := attendee.New(memstore.New(), attendee.Policy{})
		require.NoError(b, err)
		svc := expense.New(people)
		for _, e := range []expense.Ref{dinner, expense.ByExternal("E-2")} {
			_, err = svc.PutEntry(b.Context(), company, expense.PutEntry{Entry: e, ReportOwner: "van", Amount: usd("1000"), SpentOn: november})
			require.NoError(b, err)
		}
		var associate, change []batch.Command
		var all []expense.Attended
		for range n {
			a, err := people.Create(b.Context(), company, attendee.Attendee{LastName: "X"})
			require.NoError(b, err)
			who, ten := attendee.ByID(a.ID), usd("1")
			all = append(all, expense.Attended{Attendee: who})
			associate = append(associate, expense.Associate{Entry: expense.ByExternal("E-2"), Attendee: who})
			change = append(change, expense.Change{Entry: dinner, Attendee: who, Part: expense.Part{Amount: &ten}})
		}
		_, err = svc.SetAll(b.Context(), company, expense.SetAll{Entry: dinner, Associations: all})
		require.NoError(b, err)
		for _, c := range []struct {
			name     string
			commands []batch.Command
		}{{"associate", associate}, {"change", change}} {
			b.Run(fmt.Sprintf("%s/commands=%d", c.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					rep, err := people.Preview(b.Context(), batch.Batch{Scope: company, Commands: c.commands})
					require.NoError(b, err)
					require.Equal(b, n, rep.Succeeded)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/command")
			})
		}
	}
}
