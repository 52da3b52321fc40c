package credential_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// BenchmarkUpload uploads the scans of a door that was offline, one of each of so
// many people, as one batch: into a zone with a capacity and into one without.
// What one scan costs does not grow with their number.
func BenchmarkUpload(b *testing.B) {
	for _, capacity := range []int64{0, 1 << 40} {
		for _, n := range []int{250, 1000} {
			b.Run(fmt.Sprintf("capacity=%t/scans=%d", capacity > 0, n), func(b *testing.B) {
				people, err := attendee.New(memstore.New(), attendee.Policy{})
				require.NoError(b, err)
				badges := credential.New(people)
				_, err = badges.DefineZone(b.Context(), expo, credential.DefineZone{Name: "Hall", Capacity: capacity})
				require.NoError(b, err)
				_, err = badges.DefinePoint(b.Context(), expo, credential.DefinePoint{Name: "Door", Zone: credential.ZoneBySlug("hall")})
				require.NoError(b, err)
				var list []batch.Command
				for i := range n {
					a, err := people.Create(b.Context(), expo, attendee.Attendee{LastName: "X"})
					require.NoError(b, err)
					list = append(list, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: fmt.Sprint("v", i)})
				}
				rep, err := people.Batch(b.Context(), batch.Batch{Scope: expo, Commands: list})
				require.NoError(b, err)
				require.Equal(b, n, rep.Succeeded)
				scans := make([]credential.Scan, n)
				for i := range scans {
					scans[i] = credential.Scan{
						Point: credential.PointBySlug("door"), Value: fmt.Sprint("v", i), Offline: true,
						At: time.Date(2026, 5, 1, 9, 0, i, 0, time.UTC), Device: "d", Nonce: fmt.Sprint(i),
					}
				}
				b.ReportAllocs()
				for b.Loop() {
					list = list[:0]
					for _, s := range scans {
						list = append(list, s)
					}
					rep, err := people.Preview(b.Context(), batch.Batch{Scope: expo, Commands: list})
					require.NoError(b, err)
					require.Equal(b, n, rep.Succeeded)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/scan")
			})
		}
	}
}
