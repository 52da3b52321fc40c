// Door runs the way into a hall for two: a badge that nobody knows yet is
// denied, and once it is issued it is let in. A second scan of it is denied, as
// is the third person, and every scan is in the book.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

var expo = credential.Scope{Tenant: "acme", Event: "expo"}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	people, err := attendee.New(memstore.New(), attendee.Policy{})
	if err != nil {
		return err
	}
	badges := credential.New(people)
	if err := build(ctx, people); err != nil {
		return err
	}
	door := func(value string) error { return scan(ctx, people, badges, value) }

	// Ada's badge is printed, and not issued yet.
	if err := door("B-1"); err != nil {
		return err
	}
	for value, name := range map[string]string{"B-1": "Ada", "B-2": "Grace", "B-3": "Hedy"} {
		_, err := badges.Issue(ctx, expo, credential.Issue{Attendee: attendee.ByExternal(name), Medium: storage.QR, Value: value})
		if err != nil {
			return err
		}
	}
	for _, value := range []string{"B-1", "B-1", "B-2", "B-3"} {
		if err := door(value); err != nil {
			return err
		}
	}

	hall, err := badges.Occupancy(ctx, expo, credential.ZoneBySlug("hall"))
	if err != nil {
		return err
	}
	available, _ := hall.Available()
	book, err := badges.CheckIns(ctx, expo, attendee.Query{WithTotal: true})
	fmt.Printf("inside %d, room for %d, scans in the book %d\n", hall.Inside, available, book.Total)
	return err
}

// build writes down who is expected, and the hall with its door, in one step.
func build(ctx context.Context, people *attendee.Service) error {
	commands := []batch.Command{
		credential.DefineZone{Name: "Hall", Capacity: 2},
		credential.DefinePoint{Name: "Front door", Zone: credential.ZoneBySlug("hall")},
	}
	for _, name := range []string{"Ada", "Grace", "Hedy"} {
		commands = append(commands, attendee.Create{New: attendee.Attendee{FirstName: name, LastName: "Example", ExternalID: name}})
	}
	_, err := people.Batch(ctx, batch.Batch{Scope: expo, Mode: batch.Atomic, Commands: commands})
	return err
}

// scan asks whether a badge may pass, and says so.
func scan(ctx context.Context, people *attendee.Service, badges *credential.Service, value string) error {
	v, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug("front-door"), Value: value})
	if err != nil {
		return err // nothing was recorded, and the door stays shut
	}
	if why := v.Err(); errors.Is(why, credential.ErrNotFound) {
		fmt.Println(value, "denied: nobody's")
		return nil
	}
	who, err := people.Get(ctx, expo, attendee.ByID(v.AttendeeID))
	if err != nil {
		return err
	}
	if v.Granted() {
		fmt.Println(value, "granted: welcome,", who.FirstName)
	} else {
		fmt.Println(value, "denied:", v.Reason)
	}
	return nil
}
