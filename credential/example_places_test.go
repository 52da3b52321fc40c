package credential_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/credential"
)

// What others name stays until they are gone.
func ExampleService_RemoveZone() {
	ctx := context.Background()
	_, doors := open()
	hall := credential.ZoneBySlug("hall")
	err := doors.RemoveZone(ctx, expo, hall)
	fmt.Println(errors.Is(err, attendee.ErrInUse))
	for _, slug := range []string{"way-in", "way-out"} {
		if err := doors.RemovePoint(ctx, expo, credential.PointBySlug(slug)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(doors.RemoveZone(ctx, expo, hall))
	// Output:
	// true
	// <nil>
}

func ExampleService_Points() {
	ctx := context.Background()
	_, doors := badged()
	zones, err := doors.Zones(ctx, expo)
	fmt.Println(zones[0].Name, err)
	points, err := doors.Points(ctx, expo)
	fmt.Println(points[0].Slug, points[1].Slug, err)
	page, err := doors.Credentials(ctx, expo, attendee.Query{
		Where: []attendee.Filter{{Field: "status", Op: attendee.Equal, Value: "active"}},
	})
	fmt.Println(len(page.Credentials), page.Credentials[0].Medium, err)
	// Output:
	// Hall <nil>
	// way-in way-out <nil>
	// 1 qr <nil>
}
