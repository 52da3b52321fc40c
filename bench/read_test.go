package bench

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// BenchmarkRead has Muster and code by hand read the same attendees of the same
// tables, in turns: what else the machine does disturbs all of them alike. Each
// call is timed by itself, and the median counts.
func BenchmarkRead(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			m, hand := openForReading(b, e, *rows)
			for _, t := range tasks(b, m, hand, *rows) {
				b.Run(t.name, func(b *testing.B) {
					for i, c := range t.measure(b, m.counted) {
						name := t.ways[i].name
						b.ReportMetric(c.wall, strings.NewReplacer(", ", "-", " ", "-").Replace(name)+"-µs")
						reads.add(group{e.name, t.name}, name, c.wall, c.allocs, c.statements)
					}
				})
			}
		})
	}
}

// openForReading returns Muster with n attendees, and code by hand that reads
// them.
func openForReading(tb testing.TB, e engine, n int) (musterReader, reader) {
	for _, c := range e.contestants {
		if c.name != "Muster lean" {
			continue
		}
		m := c.open(tb, nil).(*musterList)
		if err := m.put(tb.Context(), n, visitor); err != nil {
			tb.Fatal(err)
		}
		return musterReader{m}, e.byHand(tb, m, n)
	}
	tb.Fatal("Muster does not take part")
	return musterReader{}, nil
}

// measure returns what a call of each way takes.
func (t task) measure(b *testing.B, counted func() int64) []cost {
	took, costs := make([][]float64, len(t.ways)), make([]cost, len(t.ways))
	n := 0
	do := func(w way) {
		found, err := w.do(n)
		n++ // for each way another: what was just read is at hand
		if err != nil || len(found) == 0 {
			b.Fatalf("%s: %d found: %v", w.name, len(found), err)
		}
	}
	for i, w := range t.ways {
		do(w) // prepares statements, makes indexes
		statements := counted()
		do(w)
		costs[i].statements = float64(counted() - statements)
		costs[i].allocs = testing.AllocsPerRun(t.times, func() { do(w) })
	}
	runtime.GC()
	for b.Loop() {
		for range t.times {
			for i, w := range t.ways {
				start := time.Now()
				do(w)
				took[i] = append(took[i], micros(time.Since(start)))
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for i := range costs {
		costs[i].wall = middle(took[i])
	}
	return costs
}
