package credential_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
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

// A type stays as long as there are credentials of it, and the rejection says how
// many.
func ExampleService_RemoveType() {
	ctx := context.Background()
	_, badges := open()
	staff := credential.TypeByName("Staff")
	if _, err := badges.DefineType(ctx, expo, credential.DefineType{Name: "Staff", Medium: storage.NFC}); err != nil {
		fmt.Println(err)
		return
	}
	c, err := badges.Issue(ctx, expo, credential.Issue{Attendee: ada, Type: staff})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = badges.RemoveType(ctx, expo, staff)
	for _, why := range batch.Reasons(err) {
		fmt.Println(errors.Is(why, attendee.ErrInUse), why.Count)
	}
	fmt.Println(badges.Remove(ctx, expo, credential.ByID(c.ID)), badges.RemoveType(ctx, expo, staff))
	// Output:
	// true 1
	// <nil> <nil>
}

func ExampleService_RemoveList() {
	ctx := context.Background()
	_, doors := open()
	morning := credential.ListByName("Morning")
	_, err := doors.DefineList(ctx, expo, credential.DefineList{Name: "Morning"})
	if err != nil {
		fmt.Println(err)
		return
	}
	point := credential.DefinePoint{Name: "Breakfast", List: morning}
	if _, err = doors.DefinePoint(ctx, expo, point); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(errors.Is(doors.RemoveList(ctx, expo, morning), attendee.ErrInUse))
	point.List = credential.ListRef{} // everybody has breakfast
	_, err = doors.DefinePoint(ctx, expo, point)
	fmt.Println(err, doors.RemoveList(ctx, expo, morning))
	// Output:
	// true
	// <nil> <nil>
}
