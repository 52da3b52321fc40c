package bench

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"strconv"
	"testing"
)

var tables = flag.String("tables", "1000,10000,100000", "attendees in the tables of BenchmarkSize when it begins, separated by commas")

// aSmallBatch is how many items BenchmarkSize writes at a time: half of them
// insert, and the smallest table is to stay small.
const aSmallBatch = 100

// BenchmarkSize tells whether an item costs more in a large table than in a
// small one: code by hand and Muster do the same batches on tables of several
// sizes, in turns.
func BenchmarkSize(b *testing.B) {
	ctx := context.Background()
	for _, e := range engines {
		for i, c := range e.contestants {
			if i > 0 && c.name != "Muster lean" {
				continue
			}
			b.Run(e.name+"/"+c.name, func(b *testing.B) {
				sizes := numbers(b, *tables)
				works, lists, totals := make([]*work, len(sizes)), make([]list, len(sizes)), make([]cost, len(sizes))
				for i, n := range sizes {
					works[i] = newWork(aSmallBatch)
					lists[i] = open(b, c, works[i], n)
					// The first batch prepares statements and fills caches.
					if _, err := lists[i].upsert(ctx, works[i].next()); err != nil {
						b.Fatal(err)
					}
				}
				runtime.GC()
				turns, serverTime := 0, e.serverTime()
				for b.Loop() {
					b.StopTimer()
					for i := range sizes {
						totals[i].batch(ctx, b, lists[i], works[i].next(), serverTime)
					}
					turns++
					b.StartTimer()
				}
				b.ReportMetric(0, "ns/op")
				for i, n := range sizes {
					of := totals[i].each(aSmallBatch, turns)
					b.ReportMetric(of.wall, fmt.Sprintf("µs/item-of-%d", n))
					b.ReportMetric(of.cpu, fmt.Sprintf("cpu-µs/item-of-%d", n))
					growth.add(group{e.name, c.name}, strconv.Itoa(n), of.cpu, of.wall, of.allocs, of.statements)
				}
			})
		}
	}
}
