package bench

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"testing"
	"time"

	"github.com/muster-go/muster/storage"
)

// BenchmarkMemory has Muster do a batch of 10,000 and reports how much more
// there is on the heap meanwhile than before: at most what was in use each time
// the garbage collector looked, and at most with what it had not collected yet.
// What SQLite and the servers take is beside that. -rows says how many
// attendees there are already.
func BenchmarkMemory(b *testing.B) {
	const size = 10_000
	for _, e := range engines {
		for _, c := range e.contestants {
			if c.name != "Muster lean" && c.name != "Muster full" {
				continue
			}
			b.Run(e.name+"/"+c.name, func(b *testing.B) {
				w := newWork(size)
				l := open(b, c, w, *rows)
				if _, err := l.upsert(context.Background(), w.next()); err != nil {
					b.Fatal(err)
				}
				var used, all []float64
				for b.Loop() {
					// Often enough to see what is in use, then as a program runs.
					used = append(used, peak(b, l, w.next(), 5, "/gc/heap/live:bytes"))
					all = append(all, peak(b, l, w.next(), 100, "/memory/classes/heap/objects:bytes"))
				}
				slices.Sort(used)
				slices.Sort(all)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(used[len(used)/2], "in-use-MB")
				b.ReportMetric(all[len(all)/2], "with-garbage-MB")
			})
		}
	}
}

const megabyte = 1 << 20

// peak does a batch and returns how much a metric rose at most.
func peak(b *testing.B, l list, items []item, percent int, metric string) float64 {
	sample := []metrics.Sample{{Name: metric}}
	read := func() float64 {
		metrics.Read(sample)
		return float64(sample[0].Value.Uint64()) / megabyte
	}
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	runtime.GC()
	runtime.GC()
	idle := read()
	done, most := make(chan struct{}), make(chan float64)
	go func() {
		top := idle
		for {
			top = max(top, read())
			select {
			case <-done:
				most <- top
				return
			case <-time.After(200 * time.Microsecond):
			}
		}
	}()
	_, err := l.upsert(context.Background(), items)
	close(done)
	top := <-most
	if err != nil {
		b.Fatal(err)
	}
	return top - idle
}

var export = flag.Int("export", 100_000, "attendees that BenchmarkExport reads")

// BenchmarkExport reads everybody through storage.All and reports what is on
// the heap after a tenth, a half and all of them, above what was there before.
func BenchmarkExport(b *testing.B) {
	for _, e := range engines {
		for _, c := range e.contestants {
			if c.name != "Muster lean" || e.name == "memory" {
				continue
			}
			b.Run(e.name, func(b *testing.B) {
				m, ok := c.open(b, nil).(*musterList)
				if !ok {
					b.Fatal("it is not Muster")
				}
				if err := m.put(b.Context(), *export, guest); err != nil {
					b.Fatal(err)
				}
				b.ResetTimer()
				for b.Loop() {
					before := inUse()
					n := 0
					start := time.Now()
					q := storage.ListQuery{Scope: expo, Kind: storage.KindAttendee, Limit: 1000}
					for _, err := range storage.All[storage.Attendee](b.Context(), m.store, q) {
						if err != nil {
							b.Fatal(err)
						}
						n++
						if n == *export/10 || n == *export/2 || n == *export {
							b.ReportMetric(inUse()-before, fmt.Sprintf("MB-at-%d%%", n*100 / *export))
						}
					}
					if n != *export {
						b.Fatalf("%d of %d", n, *export)
					}
					b.ReportMetric(micros(time.Since(start))/float64(n), "µs/attendee")
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func inUse() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc) / megabyte
}

// guest returns attendee n.
func guest(n int) storage.Attendee {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Millisecond)
	code, email := fmt.Sprintf("code-%08d", n), fmt.Sprintf("guest.%08d@example.org", n)
	return storage.Attendee{
		Head:   storage.Head{Scope: expo, ID: numbered(n), Rev: 1, CreatedAt: at, UpdatedAt: at},
		Status: storage.StatusActive, Version: 1, AttendanceCode: code, Email: email, Unique: storage.AttendeeKeys{Code: code, Email: email},
		FirstName: first[n%len(first)], LastName: last[n/len(first)%len(last)], Company: fmt.Sprintf("Analytical Engines %d", n), Role: "u", Currency: "USD",
	}
}

// numbered returns the ID of attendee n: they grow, as those of Muster do.
func numbered(n int) (id storage.ID) {
	id[6], id[8] = 0x70, 0x80
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}
