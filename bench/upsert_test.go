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
		for text := range strings.SplitSeq(*sizes, ",") {
			size, err := strconv.Atoi(text)
			if err != nil {
				b.Fatal(err)
			}
			for _, c := range e.contestants {
				b.Run(fmt.Sprintf("%s/N=%d/%s", e.name, size, c.name), func(b *testing.B) {
					of := measure(b, e, c, size)
					upserts.add(group{e.name, strconv.Itoa(size)}, c.name, of.cpu, of.wall, of.allocs, of.statements)
				})
			}
		}
	}
}

// cost is what the batches of a benchmark took, then what an item takes.
type cost struct {
	wall, cpu  float64 // µs
	server     float64 // µs of cpu that a server spent
	allocs     float64
	statements float64 // of a batch
}

func measure(b *testing.B, e engine, c contestant, size int) cost {
	serverTime := func() time.Duration { return 0 }
	switch e.name {
	case "PostgreSQL":
		if s, err := postgresServer(); err == nil {
			serverTime = s.time
		}
	case "MariaDB":
		if s, err := mariadbServer(); err == nil {
			serverTime = s.time
		}
	}
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
	for b.Loop() {
		for range max(1, anIteration/size) {
			b.StopTimer()
			items := w.next()
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
			batches++
			b.StartTimer()
		}
	}
	n := float64(batches * size)
	of := cost{total.wall / n, (total.cpu + total.server) / n, total.server / n, total.allocs / n, total.statements / float64(batches)}
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

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}
