package ruletest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func zonesListsAndPoints_G16_G17(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	ctx := t.Context()
	z, err := badges.DefineZone(ctx, session, credential.DefineZone{Name: "Main Hall", Capacity: 10, RequiresTicket: true})
	require.NoError(t, err)
	require.Equal(t, [3]any{"main-hall", int64(10), true}, [3]any{z.Slug, z.Capacity, z.RequiresTicket})
	do[attendee.Group](t, people, attendee.CreateGroup{Name: "crew"})
	_, err = people.DefineType(ctx, session, attendee.DefineType{Code: "vip", Name: "VIP"})
	require.NoError(t, err)
	l, err := badges.DefineList(ctx, session, credential.DefineList{
		Name: "Guests", TypeCodes: []string{"vip", "VIP"}, Groups: []attendee.GroupRef{attendee.GroupByName("Crew"), attendee.GroupByName("crew")},
		OpensAt: opening.In(time.FixedZone("", 3600)), ClosesAt: opening.Add(time.Hour),
	})
	require.NoError(t, err)
	require.Equal(t, []string{"VIP"}, l.TypeCodes)
	require.Len(t, l.GroupIDs, 1)
	require.True(t, l.OpensAt.Equal(opening))
	p, err := badges.DefinePoint(ctx, session, credential.DefinePoint{
		Name: "Main door", Zone: credential.ZoneByID(z.ID), List: credential.ListByName("guests"), Direction: storage.Out,
		Readers: []credential.Reader{{Identifier: "r1", Medium: storage.RFID}, {Identifier: "r2", Medium: storage.QR}},
	})
	require.NoError(t, err)
	require.Equal(t, [5]any{"main-door", z.ID, l.ID, storage.Out, true}, [5]any{p.Slug, p.ZoneID, p.ListID, p.Direction, p.Active})

	// By the same slug or name, what is said is replaced.
	for _, again := range []batch.Command{
		credential.DefineZone{Name: "Main Hall", Capacity: 10, RequiresTicket: true},
		credential.DefineList{Name: "Guests", TypeCodes: []string{"VIP"}, Groups: []attendee.GroupRef{attendee.GroupByID(l.GroupIDs[0])}, OpensAt: opening, ClosesAt: opening.Add(time.Hour)},
		credential.DefinePoint{Name: "Main door", Zone: credential.ZoneBySlug("MAIN-HALL"), List: credential.ListByID(l.ID), Direction: storage.Out, Readers: p.Readers},
	} {
		res, err := people.Do(ctx, session, again)
		require.NoError(t, err)
		require.Equal(t, batch.Unchanged, res.Action, "%T", again)
	}
	renamed, err := badges.DefineZone(ctx, session, credential.DefineZone{Name: "Great Hall", Slug: "Main-Hall"})
	require.NoError(t, err)
	require.Equal(t, [4]any{z.ID, "Great Hall", "main-hall", int64(0)}, [4]any{renamed.ID, renamed.Name, renamed.Slug, renamed.Capacity})
	bare, err := badges.DefinePoint(ctx, session, credential.DefinePoint{Name: "Main door", Inactive: true})
	require.NoError(t, err)
	require.Equal(t, [4]any{storage.ID{}, storage.ID{}, storage.In, false}, [4]any{bare.ZoneID, bare.ListID, bare.Direction, bare.Active})

	zones, err := badges.Zones(ctx, session)
	require.NoError(t, err)
	require.Equal(t, []credential.Zone{renamed}, zones)
	lists, err := badges.Lists(ctx, session)
	require.NoError(t, err)
	require.Equal(t, []credential.CheckList{l}, lists)
	points, err := badges.Points(ctx, session)
	require.NoError(t, err)
	require.Equal(t, []credential.Point{bare}, points)

	for _, c := range []struct {
		command batch.Command
		code    batch.Code
		field   string
	}{
		{credential.DefineZone{}, attendee.ErrRequired, "name"},
		{credential.DefineZone{Name: "x", Capacity: -1}, attendee.ErrInvalidFormat, "capacity"},
		{credential.DefineList{Name: " "}, attendee.ErrRequired, "name"},
		{credential.DefineList{Name: "x", TypeCodes: []string{"none"}}, attendee.ErrTypeNotFound, "type_codes"},
		{credential.DefineList{Name: "x", TypeCodes: []string{""}}, attendee.ErrTypeNotFound, "type_codes"},
		{credential.DefineList{Name: "x", Groups: []attendee.GroupRef{attendee.GroupByName("none")}}, attendee.ErrGroupNotFound, "group"},
		{credential.DefineList{Name: "x", OpensAt: opening, ClosesAt: opening}, attendee.ErrInvalidFormat, "closes_at"},
		{credential.DefineList{Name: "x", TypeCodes: make([]string, 257)}, batch.ErrTooLarge, "type_codes"},
		{credential.DefineList{Name: "x", Groups: make([]attendee.GroupRef, 257)}, batch.ErrTooLarge, "groups"},
		{credential.DefinePoint{Name: "x", Zone: credential.ZoneBySlug("none")}, credential.ErrZoneNotFound, "zone"},
		{credential.DefinePoint{Name: "x", List: credential.ListByName("none")}, credential.ErrListNotFound, "list"},
		{credential.DefinePoint{Name: "x", Direction: "up"}, attendee.ErrInvalidFormat, "direction"},
		{credential.DefinePoint{Name: "x", Readers: make([]credential.Reader, 65)}, batch.ErrTooLarge, "readers"},
		{credential.DefinePoint{Name: "x", Readers: []credential.Reader{{Medium: storage.QR}}}, attendee.ErrRequired, "readers.identifier"},
		{credential.DefinePoint{Name: "x", Readers: []credential.Reader{{Identifier: "r"}}}, attendee.ErrInvalidFormat, "readers.type"},
		{credential.DefinePoint{Name: "x", Readers: []credential.Reader{p.Readers[0], p.Readers[0]}}, attendee.ErrDuplicateKey, "readers.identifier"},
		{credential.RemovePoint{Point: credential.PointBySlug("none")}, credential.ErrPointNotFound, "point"},
	} {
		_, err := people.Do(ctx, session, c.command)
		rejected(t, err, c.code, c.field)
	}
}

func slugsAreMadeOfNames_G16(t *testing.T, open storagetest.Factory) {
	_, badges, _ := desk(t, open)
	for name, want := range map[string]string{
		" Halle 3 – Süd/Ost ": "halle-3-süd-ost", "A  &  B": "a-b", "STRASSE": "strasse", "Зал №1": "зал-1",
	} {
		z, err := badges.DefineZone(t.Context(), session, credential.DefineZone{Name: name})
		require.NoError(t, err)
		require.Equal(t, want, z.Slug)
	}
	for slug, code := range map[string]batch.Code{
		"a b": attendee.ErrInvalidFormat, "-a": attendee.ErrInvalidFormat, "a--b": attendee.ErrInvalidFormat, "a/b": attendee.ErrInvalidFormat,
		"a\x00": attendee.ErrInvalidText, strings.Repeat("a", 65): attendee.ErrTooLong,
	} {
		_, err := badges.DefinePoint(t.Context(), session, credential.DefinePoint{Name: "x", Slug: slug})
		rejected(t, err, code, "slug")
	}
	_, err := badges.DefineZone(t.Context(), session, credential.DefineZone{Name: "!!"})
	rejected(t, err, attendee.ErrRequired, "slug")
	_, err = badges.DefineZone(t.Context(), session, credential.DefineZone{Name: strings.Repeat("a", 65)})
	require.Equal(t, 64, rejected(t, err, attendee.ErrTooLong, "slug").Limit)
}

func placesInUseStay_X18(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	ctx := t.Context()
	hall, all := credential.ZoneBySlug("hall"), credential.ListByName("all")
	for _, c := range []batch.Command{
		credential.DefineZone{Name: "Hall"},
		credential.DefineList{Name: "All"},
		credential.DefinePoint{Name: "Door", Zone: hall, List: all},
		credential.DefinePoint{Name: "Gate", Zone: hall, List: all, Inactive: true},
		credential.DefinePoint{Name: "Desk", List: all},
	} {
		_, err := people.Do(ctx, session, c)
		require.NoError(t, err)
	}
	for _, err := range []error{
		badges.RemoveZone(ctx, session, hall), alone(t, store, credential.RemoveZone{Zone: hall}),
	} {
		e := rejected(t, err, attendee.ErrInUse, "")
		require.Equal(t, storage.KindZone, e.Existing.Kind)
		require.Equal(t, 2, e.Count)
	}
	for _, err := range []error{
		badges.RemoveList(ctx, session, all), alone(t, store, credential.RemoveList{List: all}),
	} {
		e := rejected(t, err, attendee.ErrInUse, "")
		require.Equal(t, storage.KindCheckList, e.Existing.Kind)
		require.Equal(t, 3, e.Count)
	}
	require.NoError(t, badges.RemovePoint(ctx, session, credential.PointBySlug("gate")))
	require.NoError(t, badges.RemovePoint(ctx, session, credential.PointBySlug("desk")))
	require.NoError(t, badges.RemovePoint(ctx, session, credential.PointBySlug("door")))
	require.NoError(t, badges.RemoveZone(ctx, session, credential.ZoneBySlug("hall")))
	require.NoError(t, badges.RemoveList(ctx, session, credential.ListByName("all")))
	for _, err := range []error{
		badges.RemoveZone(ctx, session, credential.ZoneBySlug("hall")), badges.RemoveList(ctx, session, credential.ListByName("all")),
		badges.RemovePoint(ctx, session, credential.PointBySlug("door")), badges.RemovePoint(ctx, session, credential.PointRef{}),
		second(badges.Occupancy(ctx, session, credential.ZoneBySlug("hall"))),
	} {
		require.ErrorIs(t, err, batch.NotFound)
	}
}

// placesInUseWithinABatch_X10: what the batch itself has done to what names a
// place counts, and what was rejected does not.
func placesInUseWithinABatch_X10(t *testing.T, open storagetest.Factory) {
	people, _, _ := desk(t, open)
	hall, all, badge := credential.ZoneBySlug("hall"), credential.ListByName("all"), credential.TypeByName("badge")
	a := guest(t, people, "a@example.com")
	run := func(commands ...batch.Command) []batch.Result {
		t.Helper()
		rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: commands})
		require.NoError(t, err)
		return rep.Results
	}
	inUse := func(res batch.Result, by int) {
		t.Helper()
		require.Equal(t, by, rejected(t, res.Err, attendee.ErrInUse, "").Count)
	}
	res := run(
		credential.DefineZone{Name: "Hall"}, credential.DefineList{Name: "All"}, credential.DefineType{Name: "Badge", Medium: storage.QR},
		credential.DefinePoint{Name: "Door", Zone: hall}, // 3
		credential.RemoveZone{Zone: hall},
		credential.RemoveList{List: all}, // 5: nothing names it yet
		credential.DefineList{Name: "All"},
		credential.DefinePoint{Name: "Door", Zone: hall, List: all},                        // 7
		credential.DefinePoint{Name: "Gate", Zone: hall, List: all, Direction: "sideways"}, // rejected, after which it is as before
		credential.RemoveList{List: all},                                                   // 9
		credential.Issue{Attendee: attendee.ByID(a.ID), Type: badge},
		credential.RemoveType{Type: badge}, // 11
	)
	inUse(res[4], 1)
	require.NoError(t, res[5].Err)
	require.ErrorIs(t, res[8].Err, attendee.ErrInvalidFormat)
	inUse(res[9], 1)
	inUse(res[11], 1)
	card, _ := batch.RecordOf[credential.Credential](res[10])

	// Of what is stored, a batch lets go before it removes.
	res = run(
		credential.RemoveZone{Zone: hall},
		credential.DefinePoint{Name: "Door"}, // leads nowhere any more
		credential.RemoveZone{Zone: hall}, credential.RemoveList{List: all},
		credential.Remove{Credential: credential.ByID(card.ID)}, credential.RemoveType{Type: badge},
	)
	inUse(res[0], 1)
	for _, r := range res[1:] {
		require.NoError(t, r.Err)
	}
	res = run(credential.RemoveZone{Zone: hall}, credential.RemoveList{List: all}, credential.RemoveType{Type: badge})
	for _, r := range res {
		require.ErrorIs(t, r.Err, batch.NotFound)
	}
}

func structureIsForAdministrators_X32(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	clerk := x.badges.As(attendee.Actor{UserID: "c", Read: true, Write: true})
	ctx := t.Context()
	for _, err := range []error{
		second(clerk.DefineZone(ctx, session, credential.DefineZone{Name: "x"})),
		second(clerk.DefineList(ctx, session, credential.DefineList{Name: "x"})),
		second(clerk.DefinePoint(ctx, session, credential.DefinePoint{Name: "x"})),
		clerk.RemovePoint(ctx, session, credential.PointBySlug("in")),
		second(x.badges.As(attendee.Actor{Write: true}).Occupancy(ctx, session, credential.ZoneBySlug("hall"))),
		second(x.badges.As(attendee.Actor{Write: true}).Points(ctx, session)),
		second(x.badges.As(attendee.Actor{Read: true}).Scan(ctx, session, credential.Scan{Point: credential.PointBySlug("in"), Value: "x"})),
		second(x.badges.As(attendee.Actor{Read: true}).Undo(ctx, session, storage.ID{1})),
	} {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
	points, err := clerk.Points(ctx, session)
	require.NoError(t, err)
	require.Len(t, points, 2)
	admin := x.badges.As(attendee.Actor{Admin: true})
	_, err = admin.DefineZone(ctx, session, credential.DefineZone{Name: "x"})
	require.NoError(t, err)
}
