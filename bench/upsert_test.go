package bench

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	rows  = flag.Int("rows", 10_000, "attendees in the table when the benchmark begins")
	sizes = flag.String("sizes", "1000,10000", "items of a batch, separated by commas")
)

// anIteration is how many items there are to one iteration, in batches of
// whatever size: short ones would be over before they could be measured.
const anIteration = 10_000

// BenchmarkUpsert has every contestant do the same batches.
func BenchmarkUpsert(b *testing.B) {
	for _, e := range engines {
		for _, size := range numbers(b, *sizes) {
			for _, c := range e.contestants {
				b.Run(fmt.Sprintf("%s/N=%d/%s", e.name, size, c.name), func(b *testing.B) {
					of := measure(b, e, c, size)
					upserts.add(group{e.name, strconv.Itoa(size)}, c.name, of.cpu, of.wall, of.allocs, of.statements)
				})
			}
		}
	}
}

// numbers returns those of a flag.
func numbers(b *testing.B, text string) (list []int) {
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			b.Fatalf("%q is not a list of numbers", text)
		}
		list = append(list, n)
	}
	return list
}

// cost is what the batches of a benchmark took, then what an item takes.
type cost struct {
	wall, cpu  float64 // µs
	server     float64 // µs of cpu that a server spent
	allocs     float64
	statements float64 // of a batch
}

func measure(b *testing.B, e engine, c contestant, size int) cost {
	ctx := context.Background() // with a context that may end, the driver starts a goroutine for each statement
	w := newWork(size)
	l := open(b, c, w, *rows)
	// The first batch prepares statements and fills caches.
	if _, err := l.upsert(ctx, w.next()); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	var total cost
	batches := 0
	serverTime := e.serverTime()
	for b.Loop() {
		for range max(1, anIteration/size) {
			b.StopTimer()
			total.batch(ctx, b, l, w.next(), serverTime)
			batches++
			b.StartTimer()
		}
	}
	of := total.each(size, batches)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(of.wall, "µs/item")
	b.ReportMetric(of.cpu, "cpu-µs/item")
	if of.server > 0 {
		b.ReportMetric(of.server, "server-µs/item")
	}
	b.ReportMetric(of.allocs, "allocs/item")
	b.ReportMetric(of.statements, "calls/batch")
	return of
}

// serverTime returns what tells how long the engine's server has worked.
func (e engine) serverTime() func() time.Duration {
	switch e.name {
	case "PostgreSQL":
		if s, err := postgresServer(); err == nil {
			return s.time
		}
	case "MariaDB":
		if s, err := mariadbServer(); err == nil {
			return s.time
		}
	}
	return func() time.Duration { return 0 }
}

// batch adds what a batch takes. The timer stands still before and after.
func (total *cost) batch(ctx context.Context, b *testing.B, l list, items []item, serverTime func() time.Duration) {
	statements, allocs := l.counted(), mallocs()
	b.StartTimer()
	cpu, server, start := processTime(), serverTime(), time.Now()
	rep, err := l.upsert(ctx, items)
	total.wall += micros(time.Since(start))
	total.cpu += micros(processTime() - cpu)
	total.server += micros(serverTime() - server)
	b.StopTimer()
	total.allocs += float64(mallocs() - allocs)
	total.statements += float64(l.counted() - statements)
	if err != nil {
		b.Fatal(err)
	}
	checkReport(b, items, rep)
}

// each returns what an item took.
func (total cost) each(size, batches int) cost {
	n := float64(batches * size)
	return cost{total.wall / n, (total.cpu + total.server) / n, total.server / n, total.allocs / n, total.statements / float64(batches)}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}
