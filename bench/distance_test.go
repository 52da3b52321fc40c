package bench

import (
	"context"
	"flag"
	"io"
	"net"
	"net/url"
	"slices"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/sqlstore/postgres"
)

var delay = flag.Duration("delay", time.Millisecond, "how long BenchmarkDistance has a byte travel, each way")

// BenchmarkDistance has one program write batches of 1,000 to a server beside
// it and to the same server far away, in turns, and reports what a batch takes, as
// a median and at best, and the ratio of each.
func BenchmarkDistance(b *testing.B) {
	for _, f := range []struct {
		name string
		flavour
	}{{"lean", lean}, {"full", full}} {
		b.Run("PostgreSQL/"+f.name, func(b *testing.B) {
			near := newPostgres(b)
			u, err := url.Parse(near)
			if err != nil {
				b.Fatal(err)
			}
			u.Host = slowly(b, u.Host)
			var opts []postgres.Option
			if f.flavour == full {
				opts = append(opts, postgres.WithOutbox())
			}
			distance(b, f.flavour, func(far bool) (networkStore, error) {
				if far {
					return postgres.Open(b.Context(), u.String(), opts...)
				}
				return postgres.Open(b.Context(), near, opts...)
			})
		})
		b.Run("MariaDB/"+f.name, func(b *testing.B) {
			config, err := driver.ParseDSN(newMariaDB(b).dsn)
			if err != nil {
				b.Fatal(err)
			}
			away := config.Clone()
			away.Addr = slowly(b, config.Addr)
			var opts []mysql.Option
			if f.flavour == full {
				opts = append(opts, mysql.WithOutbox())
			}
			distance(b, f.flavour, func(far bool) (networkStore, error) {
				if far {
					return mysql.Open(b.Context(), away.FormatDSN(), opts...)
				}
				return mysql.Open(b.Context(), config.FormatDSN(), opts...)
			})
		})
	}
}

type networkStore interface {
	musterStore
	Migrate(context.Context) error
	Close() error
}

func distance(b *testing.B, f flavour, open func(far bool) (networkStore, error)) {
	ctx := context.Background()
	w := newWork(1000)
	people := w.begin(*rows)
	var lists [2]*musterList // near, far
	for i := range lists {
		store, err := open(i == 1)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = store.Close() })
		if err := store.Migrate(ctx); err != nil {
			b.Fatal(err)
		}
		lists[i] = newMuster(b, f, store, w.accounts)
	}
	if err := lists[0].fill(ctx, people); err != nil {
		b.Fatal(err)
	}
	var took [2][]float64
	turn := func() {
		for i, l := range lists {
			items := w.next()
			start := time.Now()
			rep, err := l.upsert(ctx, items)
			took[i] = append(took[i], micros(time.Since(start))/1000)
			if err != nil {
				b.Fatal(err)
			}
			checkReport(b, items, rep)
		}
	}
	turn() // prepares statements
	took = [2][]float64{}
	for b.Loop() {
		turn()
	}
	for _, list := range took {
		slices.Sort(list)
	}
	b.ReportMetric(0, "ns/op")
	for name, i := range map[string]int{"": len(took[0]) / 2, "best-": 0} {
		b.ReportMetric(took[0][i], name+"near-ms")
		b.ReportMetric(took[1][i], name+"far-ms")
		b.ReportMetric(took[1][i]/took[0][i], name+"ratio")
	}
}

// slowly returns the address of a proxy for a server. Whatever passes is on its
// way for as long as -delay says, and as much as there is at once.
func slowly(b *testing.B, target string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", target)
			if err != nil {
				_ = client.Close()
				continue
			}
			go carry(server, client)
			go carry(client, server)
		}
	}()
	return l.Addr().String()
}

// carry moves bytes until either side ends, and then ends the other.
func carry(to io.WriteCloser, from io.Reader) {
	type parcel struct {
		due  time.Time
		data []byte
	}
	parcels := make(chan parcel, 1<<12)
	go func() {
		defer close(parcels)
		buffer := make([]byte, 1<<16)
		for {
			n, err := from.Read(buffer)
			if err != nil {
				return
			}
			parcels <- parcel{time.Now().Add(*delay), slices.Clone(buffer[:n])}
		}
	}()
	defer to.Close()
	for p := range parcels {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			for range parcels { // until the reader ends as well
			}
			return
		}
	}
}
