package credential_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

var (
	expo = credential.Scope{Tenant: "acme", Event: "expo"}
	ada  = attendee.ByEmail("ada@example.org")
)

// open returns services with one attendee, a hall, and its two doors.
func open() (*attendee.Service, *credential.Service) {
	people, err := attendee.New(memstore.New(), attendee.Policy{CredentialKey: []byte("a secret of the host")})
	if err != nil {
		panic(err)
	}
	_, err = people.Batch(context.Background(), batch.Batch{Scope: expo, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.org"}},
		credential.DefineZone{Name: "Hall", Capacity: 100},
		credential.DefinePoint{Name: "Way in", Zone: credential.ZoneBySlug("hall")},
		credential.DefinePoint{Name: "Way out", Zone: credential.ZoneBySlug("hall"), Direction: storage.Out},
	}})
	if err != nil {
		panic(err)
	}
	return people, credential.New(people)
}

// badged is open, and Ada has a badge.
func badged() (*attendee.Service, *credential.Service) {
	people, badges := open()
	if _, err := badges.Issue(context.Background(), expo, credential.Issue{Attendee: ada, Medium: storage.QR, Value: "4711"}); err != nil {
		panic(err)
	}
	return people, badges
}

func ExampleNew() {
	people, err := attendee.New(memstore.New(), attendee.Policy{CredentialKey: []byte("a secret of the host")})
	if err != nil {
		fmt.Println(err)
		return
	}
	badges := credential.New(people)
	report, err := people.Batch(context.Background(), batch.Batch{Scope: expo, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.org"}},
		credential.Issue{Attendee: attendee.ByEmail("ada@example.org"), Medium: storage.QR, Value: "4711"},
	}})
	fmt.Println(report.Succeeded, err)
	holder, err := badges.Lookup(context.Background(), expo, "4711")
	fmt.Println(holder.Attendee.FirstName, err)
	// Output:
	// 2 <nil>
	// Ada <nil>
}

func ExampleService_DefineType() {
	ctx := context.Background()
	_, badges := open()
	typ, err := badges.DefineType(ctx, expo, credential.DefineType{Name: "Wristband", Medium: storage.NFC, Hashed: true})
	fmt.Println(typ.Name, typ.Medium, err)
	c, err := badges.Issue(ctx, expo, credential.Issue{Attendee: ada, Type: credential.TypeByName("wristband")})
	fmt.Println(len(c.Value), err)
	kept, err := badges.List(ctx, expo, ada)
	fmt.Println(len(kept[0].Value), err)
	// Output:
	// Wristband nfc <nil>
	// 26 <nil>
	// 0 <nil>
}

func ExampleService_Issue() {
	ctx := context.Background()
	_, badges := open()
	c, err := badges.Issue(ctx, expo, credential.Issue{Attendee: ada, Medium: storage.Barcode, Value: "4711"})
	fmt.Println(c.Medium, c.Value, c.Status, err)
	_, err = badges.Issue(ctx, expo, credential.Issue{Attendee: ada, Medium: storage.QR, Value: "4711"})
	var why *batch.Error
	fmt.Println(errors.Is(err, credential.ErrDuplicate), errors.As(err, &why), why.Existing.ID == c.ID)
	// Output:
	// barcode 4711 active <nil>
	// true true true
}

func ExampleService_Revoke() {
	ctx := context.Background()
	_, badges := badged()
	c, err := badges.Revoke(ctx, expo, credential.ByValue("4711"), "lost")
	fmt.Println(c.Status, c.Reason, err)
	v, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug("way-in"), Value: "4711"})
	fmt.Println(v.Granted(), v.Reason, err)
	// Output:
	// revoked lost <nil>
	// false credential_revoked <nil>
}

func ExampleService_Remove() {
	ctx := context.Background()
	_, badges := badged()
	fmt.Println(badges.Remove(ctx, expo, credential.ByValue("4711")))
	_, err := badges.Lookup(ctx, expo, "4711")
	fmt.Println(errors.Is(err, credential.ErrNotFound))
	// Output:
	// <nil>
	// true
}

func ExampleService_Reissue() {
	ctx := context.Background()
	_, badges := badged()
	next, err := badges.Reissue(ctx, expo, credential.Reissue{Credential: credential.ByValue("4711"), Value: "4712", Reason: "torn"})
	fmt.Println(next.Value, err)
	_, err = badges.Lookup(ctx, expo, "4711")
	fmt.Println(err != nil, errors.Is(err, credential.ErrRevoked))
	// Output:
	// 4712 <nil>
	// true true
}

func ExampleService_Lookup() {
	ctx := context.Background()
	_, badges := badged()
	h, err := badges.Lookup(ctx, expo, "4711")
	fmt.Println(h.Attendee.FirstName, h.Attendee.LastName, h.Credential.Medium, err)
	_, err = badges.Lookup(ctx, expo, "4712")
	fmt.Println(err)
	// Output:
	// Ada Lovelace qr <nil>
	// credential_not_found: value
}

func ExampleService_Scan() {
	ctx := context.Background()
	_, badges := badged()
	for _, scan := range []credential.Scan{
		{Point: credential.PointBySlug("way-in"), Value: "4711"},
		{Point: credential.PointBySlug("way-in"), Value: "4711"},
		{Point: credential.PointBySlug("way-in"), Value: "no such"},
		{Point: credential.PointBySlug("way-out"), Attendee: ada},
	} {
		v, err := badges.Scan(ctx, expo, scan)
		if err != nil {
			fmt.Println(err) // not recorded
			return
		}
		switch why := v.Err(); {
		case why == nil:
			fmt.Println(v.Direction, "granted")
		case errors.Is(why, credential.ErrAlreadyCheckedIn):
			fmt.Println(v.Direction, "denied: inside already")
		default:
			fmt.Println(v.Direction, "denied:", why)
		}
	}
	// Output:
	// in granted
	// in denied: inside already
	// in denied: credential_not_found
	// out granted
}

func ExampleVerdictOf() {
	people, _ := badged()
	scan := credential.Scan{Point: credential.PointBySlug("way-in"), Value: "4711", Device: "reader 1", Nonce: "17"}
	report, err := people.Batch(context.Background(), batch.Batch{Scope: expo, Commands: []batch.Command{scan, scan}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, res := range report.Results {
		v, ok := credential.VerdictOf(res)
		fmt.Println(ok, v.Granted(), v.Replayed)
	}
	// Output:
	// true true false
	// true true true
}

func ExampleService_Upload() {
	ctx := context.Background()
	_, badges := badged()
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	kept := []credential.Scan{
		{Point: credential.PointBySlug("way-in"), Value: "4711", At: noon, Device: "reader 1", Nonce: "1"},
		{Point: credential.PointBySlug("way-out"), Value: "4711", At: noon.Add(time.Hour), Device: "reader 2", Nonce: "1"},
	}
	for range 2 { // the first answer may have been lost
		report, err := badges.Upload(ctx, expo, kept...)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, res := range report.Results {
			v, _ := credential.VerdictOf(res)
			fmt.Println(v.At.Format(time.TimeOnly), v.Granted(), v.Replayed)
		}
	}
	// Output:
	// 12:00:00 true false
	// 13:00:00 true false
	// 12:00:00 true true
	// 13:00:00 true true
}

func ExampleService_Undo() {
	ctx := context.Background()
	_, badges := badged()
	v, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug("way-in"), Value: "4711"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = badges.Undo(ctx, expo, v.ID)
	fmt.Println(err)
	o, err := badges.Occupancy(ctx, expo, credential.ZoneBySlug("hall"))
	fmt.Println(o.Inside, err)
	// Output:
	// <nil>
	// 0 <nil>
}

func ExampleService_Occupancy() {
	ctx := context.Background()
	_, badges := badged()
	if _, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug("way-in"), Value: "4711"}); err != nil {
		fmt.Println(err)
		return
	}
	o, err := badges.Occupancy(ctx, expo, credential.ZoneBySlug("hall"))
	if err != nil {
		fmt.Println(err)
		return
	}
	available, limited := o.Available()
	fmt.Println(o.Inside, available, limited)
	// Output: 1 99 true
}

func ExampleService_DefineList() {
	ctx := context.Background()
	_, badges := badged()
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	_, err := badges.DefineList(ctx, expo, credential.DefineList{Name: "Morning", ClosesAt: noon})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = badges.DefinePoint(ctx, expo, credential.DefinePoint{Name: "Breakfast", List: credential.ListByName("morning")})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug("breakfast"), Value: "4711", At: noon})
	fmt.Println(v.Reason, err)
	// Output: outside_window <nil>
}

func ExampleService_CheckIns() {
	ctx := context.Background()
	people, badges := badged()
	for _, point := range []string{"way-in", "way-in", "way-out"} {
		if _, err := badges.Scan(ctx, expo, credential.Scan{Point: credential.PointBySlug(point), Value: "4711"}); err != nil {
			fmt.Println(err)
			return
		}
	}
	a, err := people.Get(ctx, expo, ada)
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := badges.CheckIns(ctx, expo, attendee.Query{
		Where: []attendee.Filter{{Field: "attendee_id", Op: attendee.Equal, Value: a.ID}, {Field: "reason", Op: attendee.IsNull}},
	})
	for _, c := range page.CheckIns {
		fmt.Println(c.Direction)
	}
	fmt.Println(err)
	// Output:
	// in
	// out
	// <nil>
}

func ExampleService_As() {
	_, badges := badged()
	door := badges.As(attendee.Actor{UserID: "door 1", Write: true})
	_, err := door.DefineZone(context.Background(), expo, credential.DefineZone{Name: "Bar"})
	fmt.Println(err)
	v, err := door.Scan(context.Background(), expo, credential.Scan{Point: credential.PointBySlug("way-in"), Value: "4711"})
	fmt.Println(v.Granted(), v.Actor, err)
	// Output:
	// forbidden
	// true door 1 <nil>
}
