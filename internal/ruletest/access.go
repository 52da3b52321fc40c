package ruletest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// accessRules are the tests of doors and check-ins.
var accessRules = []rule{
	{"ZonesListsAndPoints_G16_G17", zonesListsAndPoints_G16_G17},
	{"SlugsAreMadeOfNames_G16", slugsAreMadeOfNames_G16},
	{"PlacesInUseStay_X18", placesInUseStay_X18},
	{"StructureIsForAdministrators_X32", structureIsForAdministrators_X32},
	{"ScanGrantsAndDenies_G15_G18", scanGrantsAndDenies_G15_G18},
	{"ReasonsInTheirOrder_G18", reasonsInTheirOrder_G18},
	{"WindowIsHeldAgainstTheDevicesTime", windowIsHeldAgainstTheDevicesTime},
	{"ListsNameTypesAndGroups_G19_G20", listsNameTypesAndGroups_G19_G20},
	{"InAndOut_G16_G17", inAndOut_G16_G17},
	{"ZoneWithoutLimitHoldsNobodyUp_G17", zoneWithoutLimitHoldsNobodyUp_G17},
	{"PointWithoutZoneIsAPlace", pointWithoutZoneIsAPlace},
	{"CheckInByHand_G17", checkInByHand_G17},
	{"ForceIsForAdministrators", forceIsForAdministrators},
	{"ScanIsOneLoadAndOneApply_P4", scanIsOneLoadAndOneApply_P4},
	{"ScanOfWhoIsHidden_X32", scanOfWhoIsHidden_X32},
	{"MalformedScansAreNotRecorded", malformedScansAreNotRecorded},
	{"RetriedScanIsHarmlessAndVisible_S7", retriedScanIsHarmlessAndVisible_S7},
	{"OfflineScansFindTheirPlaceInTime", offlineScansFindTheirPlaceInTime},
	{"OfflineScansAreExcusedForWhatTheDoorCouldNotKnow", offlineScansAreExcusedForWhatTheDoorCouldNotKnow},
	{"OfflineScansInAnyOrder", offlineScansInAnyOrder},
	{"Undo", undo},
	{"UndoRestoresOnlyWhatNothingFollowed", undoRestoresOnlyWhatNothingFollowed},
	{"WhoIsGoneIsNowhere_G8_X18", whoIsGoneIsNowhere_G8_X18},
	{"EraseKeepsWhoCame_X18", eraseKeepsWhoCame_X18},
	{"MergedAttendeeIsInsideOnce", mergedAttendeeIsInsideOnce},
	{"HistoryOfCheckIns_G3", historyOfCheckIns_G3},
	{"AddedBadgedAndLetInInOneBatch_X9", addedBadgedAndLetInInOneBatch_X9},
	{"AccessEvents_G18_G24", accessEvents_G18_G24},
	{"OneBadgeAt64Scanners_G17", oneBadgeAt64Scanners_G17},
	{"SixtyFourBadgesForTenPlaces_G17", sixtyFourBadgesForTenPlaces_G17},
	{"OneScanFrom32Senders_S7", oneScanFrom32Senders_S7},
	{"NobodyPassesWhileBeingRevoked", nobodyPassesWhileBeingRevoked},
}

// atOnce calls f so many times at once.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errs
}

// doors is a scope with a hall, its two doors, and a clock that moves a second
// with each look.
type doors struct {
	people *attendee.Service
	badges *credential.Service
	store  storage.Store
	clock  *ticking
}

type ticking struct {
	mu  sync.Mutex
	now time.Time
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

var opening = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func newDoors(t *testing.T, open storagetest.Factory, hall credential.DefineZone) doors {
	t.Helper()
	clock := &ticking{now: opening}
	people, badges, store := desk(t, open, batch.WithClock(clock.Now))
	hall.Name = "Hall"
	for _, c := range []batch.Command{
		hall,
		credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall")},
		credential.DefinePoint{Name: "Out", Zone: credential.ZoneBySlug("hall"), Direction: storage.Out},
	} {
		_, err := people.Do(t.Context(), session, c)
		require.NoError(t, err)
	}
	return doors{people, badges, store, clock}
}

// scan scans, and returns the verdict.
func (x doors) scan(t *testing.T, point string, c credential.Scan) credential.Verdict {
	t.Helper()
	c.Point = credential.PointBySlug(point)
	v, err := x.badges.Scan(t.Context(), session, c)
	require.NoError(t, err)
	return v
}

// reason scans a value, and returns why it was denied.
func (x doors) reason(t *testing.T, point, value string) credential.Reason {
	t.Helper()
	return credential.Reason(x.scan(t, point, credential.Scan{Value: value}).Reason)
}

func (x doors) inside(t *testing.T) int64 {
	t.Helper()
	o, err := x.badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
	require.NoError(t, err)
	return o.Inside
}

func (x doors) checkIns(t *testing.T, filters ...attendee.Filter) (list []credential.CheckIn) {
	t.Helper()
	q := attendee.Query{Where: filters, Limit: 100}
	for {
		page, err := x.badges.CheckIns(t.Context(), session, q)
		require.NoError(t, err)
		list = append(list, page.CheckIns...)
		if q.After = page.Next; q.After == "" {
			return list
		}
	}
}

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
	people, badges, _ := desk(t, open, batch.WithBudget(20*time.Millisecond))
	ctx := t.Context()
	for _, c := range []batch.Command{
		credential.DefineZone{Name: "Hall"},
		credential.DefineList{Name: "All"},
		credential.DefinePoint{Name: "Door", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("all")},
	} {
		_, err := people.Do(ctx, session, c)
		require.NoError(t, err)
	}
	for _, err := range []error{
		badges.RemoveZone(ctx, session, credential.ZoneBySlug("hall")), badges.RemoveList(ctx, session, credential.ListByName("all")),
	} {
		var e *batch.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, attendee.ErrInUse, e.Code)
		require.Equal(t, storage.KindAccessPoint, e.Existing.Kind)
	}
	for _, c := range []batch.Command{credential.RemoveZone{Zone: credential.ZoneBySlug("hall")}, credential.RemoveList{List: credential.ListByName("all")}} {
		_, err := people.Do(ctx, session, c)
		require.ErrorIs(t, err, batch.ErrContended, "the store has the last word")
	}
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

func scanGrantsAndDenies_G15_G18(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, c := badge(t, x.people, "ABC123456")
	v := x.scan(t, "in", credential.Scan{Value: "ABC123456", Device: "reader-1"})
	require.True(t, v.Granted())
	require.NoError(t, v.Err())
	require.Equal(t, [4]any{a.ID, c.ID, storage.In, "reader-1"}, [4]any{v.AttendeeID, v.CredentialID, v.Direction, v.Device})
	require.Equal(t, v.CreatedAt, v.At)

	unknown := x.scan(t, "in", credential.Scan{Value: "no such"})
	require.Equal(t, credential.NotFound, credential.Reason(unknown.Reason))
	require.ErrorIs(t, unknown.Err(), credential.ErrUnknown)
	require.Equal(t, [2]storage.ID{}, [2]storage.ID{unknown.AttendeeID, unknown.CredentialID})
	rubbish := x.scan(t, "in", credential.Scan{Value: "\x00\xff\n"})
	require.Equal(t, credential.NotFound, credential.Reason(rubbish.Reason), "a scanner reads what it reads")

	do[credential.Credential](t, x.people, credential.Revoke{Credential: credential.ByID(c.ID)})
	revoked := x.scan(t, "out", credential.Scan{Value: "ABC123456"})
	require.ErrorIs(t, revoked.Err(), credential.ErrRevoked)
	require.Equal(t, a.ID, revoked.AttendeeID, "it is known whose it was")
	require.Len(t, x.checkIns(t), 4, "all were recorded")

	_, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("no such"), Value: "ABC123456"})
	rejected(t, err, credential.ErrPointNotFound, "point")
	require.Len(t, x.checkIns(t), 4)
}

// reasonsInTheirOrder_G18 begins with everything wrong and mends one thing after
// the other.
func reasonsInTheirOrder_G18(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 1, RequiresTicket: true})
	a, c := badge(t, x.people, "1")
	badge(t, x.people, "2")
	do[attendee.Group](t, x.people, attendee.CreateGroup{Name: "crew"})
	require.Empty(t, x.reason(t, "in", "2")) // the hall is full
	do[credential.CheckIn](t, x.people, credential.Scan{Point: credential.PointBySlug("in"), Value: "1", Force: true})
	list := credential.DefineList{Name: "crew", Groups: []attendee.GroupRef{attendee.GroupByName("crew")}, OpensAt: opening.Add(-time.Hour), ClosesAt: opening}
	point := credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("crew"), Inactive: true}
	do[credential.CheckList](t, x.people, list)
	do[credential.Point](t, x.people, point)
	do[credential.Credential](t, x.people, credential.Revoke{Credential: credential.ByID(c.ID)})
	do[attendee.Attendee](t, x.people, attendee.Inactivate{Ref: attendee.ByID(a.ID)})

	scan := credential.Scan{Value: "unknown", Direction: storage.Out}
	expect := func(want credential.Reason) {
		t.Helper()
		v := x.scan(t, "in", scan)
		require.Equal(t, want, credential.Reason(v.Reason))
		require.Equal(t, want == "", v.Err() == nil)
	}
	expect(credential.NotFound)
	scan.Value = "1"
	expect(credential.Revoked)
	scan = credential.Scan{Attendee: attendee.ByID(a.ID), Direction: storage.Out}
	expect(credential.AttendeeInactive)
	do[attendee.Attendee](t, x.people, attendee.Reactivate{Ref: attendee.ByID(a.ID)})
	expect(credential.PointInactive)
	point.Inactive = false
	do[credential.Point](t, x.people, point)
	expect(credential.WrongDirection)
	scan.Direction = storage.In
	expect(credential.OutsideWindow)
	list.ClosesAt = time.Time{}
	do[credential.CheckList](t, x.people, list)
	expect(credential.NotInList)
	do[attendee.Membership](t, x.people, attendee.AddMember{Group: attendee.GroupByName("crew"), Attendee: attendee.ByID(a.ID)})
	expect(credential.TicketRequired)
	do[credential.Credential](t, x.people, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: "1"})
	scan = credential.Scan{Value: "1"}
	expect(credential.AlreadyCheckedIn)
	require.Empty(t, x.reason(t, "out", "1"))
	require.Equal(t, credential.WrongDirection, x.reason(t, "out", "1"), "who is not inside cannot leave")
	expect(credential.ZoneFull)
	full := x.scan(t, "in", scan)
	var e *batch.Error
	require.ErrorAs(t, full.Err(), &e)
	require.Equal(t, "capacity_exceeded", e.Code.Name)
	require.Empty(t, x.reason(t, "out", "2"))
	expect("")
}

func windowIsHeldAgainstTheDevicesTime(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	do[credential.CheckList](t, x.people, credential.DefineList{Name: "l", OpensAt: opening, ClosesAt: opening.Add(time.Hour)})
	do[credential.Point](t, x.people, credential.DefinePoint{Name: "In", List: credential.ListByName("l")})
	for i, at := range []struct {
		at   time.Duration
		want credential.Reason
	}{
		{-time.Microsecond, credential.OutsideWindow}, {0, ""}, {time.Hour - time.Microsecond, ""}, {time.Hour, credential.OutsideWindow},
	} {
		value := fmt.Sprint("v", i)
		badge(t, x.people, value)
		v := x.scan(t, "in", credential.Scan{Value: value, At: opening.Add(at.at).In(time.FixedZone("", -7200))})
		require.Equal(t, at.want, credential.Reason(v.Reason))
		require.Equal(t, opening.Add(at.at), v.At)
	}
}

func listsNameTypesAndGroups_G19_G20(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	_, err := x.people.DefineType(t.Context(), session, attendee.DefineType{Code: "VIP", Name: "VIP"})
	require.NoError(t, err)
	vip, err := x.people.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "vip"})
	require.NoError(t, err)
	do[credential.Credential](t, x.people, credential.Issue{Attendee: attendee.ByID(vip.ID), Medium: storage.QR, Value: "vip"})
	crew, _ := badge(t, x.people, "crew")
	badge(t, x.people, "other")
	do[attendee.Group](t, x.people, attendee.CreateGroup{Name: "crew"})
	do[attendee.Membership](t, x.people, attendee.AddMember{Group: attendee.GroupByName("crew"), Attendee: attendee.ByID(crew.ID)})
	list := credential.DefineList{Name: "l"}
	try := func(want map[string]credential.Reason) {
		t.Helper()
		do[credential.CheckList](t, x.people, list)
		do[credential.Point](t, x.people, credential.DefinePoint{Name: list.Name + "x", Slug: "p", List: credential.ListByName("l")})
		for value, why := range want {
			v := x.scan(t, "p", credential.Scan{Value: value})
			require.Equal(t, why, credential.Reason(v.Reason), value)
			if v.Granted() {
				_, err := x.badges.Undo(t.Context(), session, v.ID)
				require.NoError(t, err)
			}
		}
	}
	try(map[string]credential.Reason{"vip": "", "crew": "", "other": ""})
	list.TypeCodes = []string{"VIP"}
	try(map[string]credential.Reason{"vip": "", "crew": credential.NotInList, "other": credential.NotInList})
	list.Groups = []attendee.GroupRef{attendee.GroupByName("crew")}
	try(map[string]credential.Reason{"vip": "", "crew": "", "other": credential.NotInList})
	list.TypeCodes = nil
	do[credential.CheckList](t, x.people, list)
	do[attendee.Group](t, x.people, attendee.DeleteGroup{Group: attendee.GroupByName("crew")})
	require.Equal(t, credential.NotInList, x.reason(t, "p", "crew"), "a list of a group that is gone lets nobody in")
	require.Equal(t, credential.NotInList, x.reason(t, "p", "vip"))
}

func inAndOut_G16_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 2})
	for _, value := range []string{"1", "2", "3"} {
		badge(t, x.people, value)
	}
	available := func() int64 {
		o, err := x.badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
		require.NoError(t, err)
		n, limited := o.Available()
		require.True(t, limited)
		require.Equal(t, o.Zone.Capacity-o.Inside, n)
		return n
	}
	require.Equal(t, int64(2), available())
	in := x.scan(t, "in", credential.Scan{Value: "1"})
	require.True(t, in.Granted())
	require.Empty(t, x.reason(t, "in", "2"))
	require.Equal(t, int64(0), available())
	require.Equal(t, credential.ZoneFull, x.reason(t, "in", "3"))
	out := x.scan(t, "out", credential.Scan{Value: "1"})
	require.True(t, out.Granted())
	require.Equal(t, in.ID, out.Ends)
	require.Equal(t, int64(1), available())
	require.Empty(t, x.reason(t, "in", "3"))
	before := x.checkIns(t, where("id", "=", in.ID))[0]
	require.Equal(t, out.ID, before.EndedBy)
	require.False(t, before.Inside())

	// To lower the capacity puts nobody out, and there is no room below zero.
	do[credential.Zone](t, x.people, credential.DefineZone{Name: "Hall", Capacity: 1})
	o, err := x.badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
	require.NoError(t, err)
	n, _ := o.Available()
	require.Equal(t, [2]int64{2, 0}, [2]int64{o.Inside, n})
}

// zoneWithoutLimitHoldsNobodyUp_G17: a zone that nobody counts is not written,
// so that its doors do not conflict with each other.
func zoneWithoutLimitHoldsNobodyUp_G17(t *testing.T, open storagetest.Factory) {
	for _, capacity := range []int64{0, 5} {
		x := newDoors(t, open, credential.DefineZone{Capacity: capacity})
		badge(t, x.people, "1")
		before, err := x.badges.Zones(t.Context(), session)
		require.NoError(t, err)
		require.Empty(t, x.reason(t, "in", "1"))
		after, err := x.badges.Zones(t.Context(), session)
		require.NoError(t, err)
		require.Equal(t, capacity == 0, after[0].Rev == before[0].Rev)
		o, err := x.badges.Occupancy(t.Context(), session, credential.ZoneByID(after[0].ID))
		require.NoError(t, err)
		require.Equal(t, int64(1), o.Inside, "who is inside is counted all the same")
		_, limited := o.Available()
		require.Equal(t, capacity > 0, limited)
	}
}

func pointWithoutZoneIsAPlace(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for _, name := range []string{"Desk A", "Desk B"} {
		do[credential.Point](t, x.people, credential.DefinePoint{Name: name})
	}
	require.Empty(t, x.reason(t, "desk-a", "1"))
	require.Equal(t, credential.AlreadyCheckedIn, x.reason(t, "desk-a", "1"))
	require.Empty(t, x.reason(t, "desk-b", "1"), "another desk is another place")
	require.Empty(t, x.reason(t, "in", "1"))
	require.Equal(t, int64(1), x.inside(t))
}

func checkInByHand_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a := guest(t, x.people, "a@example.com")
	v := x.scan(t, "in", credential.Scan{Attendee: attendee.ByEmail("A@example.com")})
	require.True(t, v.Granted())
	require.Equal(t, [2]storage.ID{a.ID, {}}, [2]storage.ID{v.AttendeeID, v.CredentialID})
	_, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Attendee: attendee.ByEmail("no@example.com")})
	rejected(t, err, attendee.ErrNotFound, "email")
	require.Len(t, x.checkIns(t), 1, "a slip of the pen is not recorded")

	do[credential.Zone](t, x.people, credential.DefineZone{Name: "Hall", RequiresTicket: true})
	require.True(t, x.scan(t, "out", credential.Scan{Attendee: attendee.ByID(a.ID)}).Granted(), "nobody is kept in")
	v = x.scan(t, "in", credential.Scan{Attendee: attendee.ByID(a.ID)})
	require.Equal(t, credential.TicketRequired, credential.Reason(v.Reason))
}

func forceIsForAdministrators(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 1})
	_, c := badge(t, x.people, "1")
	badge(t, x.people, "2")
	require.False(t, x.scan(t, "in", credential.Scan{Value: "2", Force: true}).Forced, "no rule was in the way")
	force := credential.Scan{Value: "1", Force: true}
	v := x.scan(t, "in", force)
	require.True(t, v.Granted())
	require.True(t, v.Forced)
	require.Equal(t, []credential.Reason{credential.ZoneFull}, v.Against)
	require.Equal(t, int64(2), x.inside(t))

	again := x.scan(t, "in", force)
	require.True(t, again.Granted())
	require.Equal(t, []credential.Reason{credential.AlreadyCheckedIn}, again.Against)
	require.Equal(t, v.ID, again.Ends)
	require.Equal(t, int64(2), x.inside(t), "nobody is inside twice")

	do[credential.Credential](t, x.people, credential.Revoke{Credential: credential.ByID(c.ID)})
	do[credential.Point](t, x.people, credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall"), Inactive: true})
	force.Direction = storage.Out
	v = x.scan(t, "in", force)
	require.Equal(t, []credential.Reason{credential.Revoked, credential.PointInactive, credential.WrongDirection}, v.Against)
	require.Equal(t, storage.Out, v.Direction)
	require.Equal(t, int64(1), x.inside(t))

	v = x.scan(t, "in", credential.Scan{Value: "unknown", Force: true})
	require.Equal(t, credential.NotFound, credential.Reason(v.Reason), "whom nobody knows nobody lets in")
	require.False(t, v.Forced)

	_, err := x.badges.As(attendee.Actor{UserID: "w", Read: true, Write: true}).Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "2", Force: true})
	rejected(t, err, attendee.ErrForbidden, "force")
	admin, err := x.badges.As(attendee.Actor{UserID: "boss", Admin: true}).Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "2", Force: true})
	require.NoError(t, err)
	require.Equal(t, "boss", admin.Actor)
}

func scanIsOneLoadAndOneApply_P4(t *testing.T, open storagetest.Factory) {
	var calls *storagetest.Calls
	x := newDoors(t, func(tb testing.TB) storage.Store {
		var s storage.Store
		s, calls = storagetest.Counting(open(tb))
		return s
	}, credential.DefineZone{})
	do[attendee.Group](t, x.people, attendee.CreateGroup{Name: "crew"})
	do[credential.CheckList](t, x.people, credential.DefineList{Name: "l", Groups: []attendee.GroupRef{attendee.GroupByName("crew")}})
	do[credential.Point](t, x.people, credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("l")})
	a, _ := badge(t, x.people, "1")
	do[attendee.Membership](t, x.people, attendee.AddMember{Group: attendee.GroupByName("crew"), Attendee: attendee.ByID(a.ID)})
	calls.Reset()
	require.Empty(t, x.reason(t, "in", "1"))
	require.Equal(t, [3]int{1, 1, 2}, [3]int{calls.Of(storagetest.CallLoad), calls.Of(storagetest.CallApply), calls.Total()})
	calls.Reset()
	require.Equal(t, credential.AlreadyCheckedIn, x.reason(t, "in", "1"))
	require.Equal(t, 2, calls.Total())

	scans := make([]credential.Scan, 200)
	for i := range scans {
		value := fmt.Sprint("v", i)
		badge(t, x.people, value)
		scans[i] = credential.Scan{Point: credential.PointBySlug("out"), Value: value, At: opening, Device: "d", Nonce: fmt.Sprint(i)}
	}
	calls.Reset()
	rep, err := x.badges.Upload(t.Context(), session, scans...)
	require.NoError(t, err)
	require.Equal(t, 200, rep.Succeeded)
	require.Equal(t, [2]int{1, 1}, [2]int{calls.Of(storagetest.CallLoad), calls.Of(storagetest.CallApply)})

	do[credential.Zone](t, x.people, credential.DefineZone{Name: "Hall", Capacity: 5})
	calls.Reset()
	do[credential.CheckIn](t, x.people, credential.Scan{Point: credential.PointBySlug("in"), Value: "v1"})
	require.Equal(t, [2]int{2, 1}, [2]int{calls.Of(storagetest.CallLoad), calls.Of(storagetest.CallApply)}, "who counts looks twice")
}

func scanOfWhoIsHidden_X32(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	hidden, err := x.people.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	do[credential.Credential](t, x.people, credential.Issue{Attendee: attendee.ByID(hidden.ID), Medium: storage.QR, Value: "h"})
	scan := credential.Scan{Point: credential.PointBySlug("in"), Value: "h"}
	v, err := x.badges.As(attendee.Actor{UserID: "bob", Read: true, Write: true}).Scan(t.Context(), session, scan)
	require.NoError(t, err)
	require.Equal(t, credential.NotFound, credential.Reason(v.Reason))
	require.Equal(t, [2]storage.ID{}, [2]storage.ID{v.AttendeeID, v.CredentialID})

	door := x.badges.As(attendee.Actor{UserID: "door", ReadAll: true, Write: true})
	v, err = door.Scan(t.Context(), session, scan)
	require.NoError(t, err)
	require.True(t, v.Granted(), "a door lets in whom it sees")
	bob := x.badges.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	_, err = bob.Undo(t.Context(), session, v.ID)
	rejected(t, err, credential.ErrCheckIn, "id")
	page, err := bob.CheckIns(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	require.Len(t, page.CheckIns, 1, "nobody's")
	require.Empty(t, page.CheckIns[0].AttendeeID)

	writer := x.badges.As(attendee.Actor{UserID: "w", Write: true})
	badge(t, x.people, "1")
	v, err = writer.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
	require.NoError(t, err)
	require.True(t, v.Granted(), "a door that may not read is told its answer")
	require.Equal(t, "w", v.Actor)
}

func malformedScansAreNotRecorded(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for _, c := range []struct {
		scan  credential.Scan
		code  batch.Code
		field string
	}{
		{credential.Scan{}, attendee.ErrRequired, "value"},
		{credential.Scan{Value: "1", Attendee: attendee.ByEmail("1@example.com")}, attendee.ErrInvalidFormat, "value"},
		{credential.Scan{Value: "1", Direction: "up"}, attendee.ErrInvalidFormat, "direction"},
		{credential.Scan{Value: "1", Nonce: "n"}, attendee.ErrRequired, "device"},
		{credential.Scan{Value: "1", Device: strings.Repeat("d", 65)}, attendee.ErrTooLong, "device"},
		{credential.Scan{Value: "1", Device: "\x00"}, attendee.ErrInvalidText, "device"},
		{credential.Scan{Value: "1", Device: "d", Nonce: strings.Repeat("n", 65)}, attendee.ErrTooLong, "nonce"},
		{credential.Scan{Value: "1", Offline: true, Device: "d", Nonce: "n"}, attendee.ErrRequired, "at"},
		{credential.Scan{Value: "1", Offline: true, At: opening, Nonce: "n"}, attendee.ErrRequired, "device"},
		{credential.Scan{Value: "1", Offline: true, At: opening, Device: "d"}, attendee.ErrRequired, "nonce"},
	} {
		c.scan.Point = credential.PointBySlug("in")
		_, err := x.badges.Scan(t.Context(), session, c.scan)
		rejected(t, err, c.code, c.field)
	}
	require.Empty(t, x.checkIns(t))
}

func retriedScanIsHarmlessAndVisible_S7(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	badge(t, x.people, "2")
	scan := credential.Scan{Value: "1", Device: "d", Nonce: "17"}
	first := x.scan(t, "in", scan)
	require.True(t, first.Granted())
	require.False(t, first.Replayed)
	events := len(eventTypes(t, x.store))
	again := x.scan(t, "in", scan)
	require.True(t, again.Replayed)
	require.True(t, again.Granted(), "not already_checked_in: it is the same scan")
	require.Equal(t, first.CheckIn, again.CheckIn)
	require.Len(t, x.checkIns(t), 1)
	require.Len(t, eventTypes(t, x.store), events)

	for _, other := range []credential.Scan{
		{Value: "2", Device: "d", Nonce: "17"},
		{Value: "1", Device: "d", Nonce: "17", Direction: storage.Out},
		{Value: "1", Device: "d", Nonce: "17", At: opening.Add(-time.Hour)},
	} {
		other.Point = credential.PointBySlug("in")
		_, err := x.badges.Scan(t.Context(), session, other)
		require.Equal(t, first.ID, rejected(t, err, credential.ErrNonce, "nonce").Existing.ID)
	}
	_, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("out"), Value: "1", Device: "d", Nonce: "17"})
	rejected(t, err, credential.ErrNonce, "nonce")

	// The nonce is the device's own, and joined so that none passes for another.
	require.False(t, x.scan(t, "out", credential.Scan{Value: "1", Device: "d1", Nonce: "7"}).Replayed)
	require.False(t, x.scan(t, "in", credential.Scan{Value: "2", Device: "e", Nonce: "17"}).Replayed)

	// What was unknown stays answered, also when it is known since.
	unknown := credential.Scan{Value: "3", Device: "d", Nonce: "18"}
	require.Equal(t, credential.NotFound, credential.Reason(x.scan(t, "in", unknown).Reason))
	c, _ := badge(t, x.people, "3")
	v := x.scan(t, "in", unknown)
	require.True(t, v.Replayed)
	require.Equal(t, credential.NotFound, credential.Reason(v.Reason))

	// So does what was granted to somebody who is gone.
	granted := credential.Scan{Attendee: attendee.ByID(c.ID), Device: "d", Nonce: "19"}
	require.True(t, x.scan(t, "in", granted).Granted())
	_, err = x.people.Delete(t.Context(), session, attendee.ByID(c.ID))
	require.NoError(t, err)
	require.True(t, x.scan(t, "in", granted).Replayed)

	// A token of the batch does the same for all of it.
	b := batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{credential.Scan{Point: credential.PointBySlug("in"), Value: "1"}}}
	rep, err := x.people.Batch(t.Context(), b)
	require.NoError(t, err)
	replay, err := x.people.Batch(t.Context(), b)
	require.NoError(t, err)
	require.True(t, replay.Replayed)
	require.Equal(t, rep.Results[0].Record, replay.Results[0].Record)
}

// offline returns a scan that a door kept for later.
func offline(point, value string, after time.Duration) credential.Scan {
	return credential.Scan{
		Point: credential.PointBySlug(point), Value: value, At: opening.Add(after - time.Hour), Device: "d", Nonce: fmt.Sprint(point, value, after),
	}
}

func (x doors) upload(t *testing.T, scans ...credential.Scan) (list []credential.Verdict) {
	t.Helper()
	rep, err := x.badges.Upload(t.Context(), session, scans...)
	require.NoError(t, err)
	for _, res := range rep.Results {
		require.NoError(t, res.Err)
		v, ok := credential.VerdictOf(res)
		require.True(t, ok)
		list = append(list, v)
	}
	return list
}

func offlineScansFindTheirPlaceInTime(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	v := x.upload(t, offline("in", "1", 0), offline("out", "1", time.Minute), offline("in", "1", 2*time.Minute))
	for _, v := range v {
		require.True(t, v.Granted())
		require.False(t, v.Forced)
	}
	require.Equal(t, opening.Add(-time.Hour), v[0].At)
	require.Equal(t, v[0].ID, v[1].Ends)
	require.Equal(t, int64(1), x.inside(t))
	replayed := x.upload(t, offline("in", "1", 0), offline("out", "1", time.Minute), offline("in", "1", 2*time.Minute))
	for i := range v {
		require.True(t, replayed[i].Replayed)
		require.Equal(t, v[i].ID, replayed[i].ID)
	}

	// What comes to be known late changes nothing about now.
	late := x.upload(t, offline("out", "1", 30*time.Second), offline("in", "1", 90*time.Second))
	for _, v := range late {
		require.True(t, v.Granted())
		require.False(t, v.Forced, "rules about who is inside are about now")
		require.Zero(t, v.Ends)
		require.False(t, v.Inside())
	}
	require.Equal(t, int64(1), x.inside(t))
	x.upload(t, offline("out", "1", 3*time.Minute))
	x.upload(t, offline("in", "1", 150*time.Second))
	require.Equal(t, int64(0), x.inside(t), "who came in before going out is out")

	// A clock that runs fast does not hold off what happens after.
	x.upload(t, credential.Scan{Point: credential.PointBySlug("in"), Value: "1", At: opening.AddDate(1, 0, 0), Device: "fast", Nonce: "1"})
	require.Equal(t, int64(1), x.inside(t))
	x.upload(t, credential.Scan{Point: credential.PointBySlug("out"), Value: "1", At: x.clock.Now(), Device: "d", Nonce: "now"})
	require.Equal(t, int64(0), x.inside(t))
}

func offlineScansAreExcusedForWhatTheDoorCouldNotKnow(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 1})
	badge(t, x.people, "1")
	_, c := badge(t, x.people, "2")
	x.upload(t, offline("in", "1", 0))
	v := x.upload(t, offline("in", "2", time.Minute), offline("in", "2", 2*time.Minute), offline("out", "2", 3*time.Minute), offline("out", "2", 4*time.Minute))
	for i, against := range []credential.Reason{credential.ZoneFull, credential.AlreadyCheckedIn, "", credential.WrongDirection} {
		require.True(t, v[i].Granted())
		require.Equal(t, against != "", v[i].Forced)
		if against != "" {
			require.Equal(t, []credential.Reason{against}, v[i].Against)
		}
	}
	require.Equal(t, int64(1), x.inside(t))

	revoked := do[credential.Credential](t, x.people, credential.Revoke{Credential: credential.ByID(c.ID)})
	v = x.upload(t, offline("in", "2", 5*time.Minute))
	require.True(t, v[0].Granted(), "it was revoked later")
	require.Contains(t, v[0].Against, credential.Revoked)
	v = x.upload(t, credential.Scan{Point: credential.PointBySlug("out"), Value: "2", At: revoked.RevokedAt.Add(time.Second), Device: "d", Nonce: "r"})
	require.Equal(t, credential.Revoked, credential.Reason(v[0].Reason), "the door should have known")

	v = x.upload(t, offline("in", "unknown", 0))
	require.Equal(t, credential.NotFound, credential.Reason(v[0].Reason))
	do[credential.CheckList](t, x.people, credential.DefineList{Name: "l", OpensAt: opening})
	do[credential.Point](t, x.people, credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("l")})
	badge(t, x.people, "3")
	v = x.upload(t, offline("in", "3", 6*time.Minute))
	require.Equal(t, credential.OutsideWindow, credential.Reason(v[0].Reason), "the window is the door's to know")

	// A scan that is no longer offline is decided as the state is.
	badge(t, x.people, "4")
	v4 := x.scan(t, "in", credential.Scan{Value: "4", At: opening.Add(time.Minute), Device: "d", Nonce: "4"})
	require.Equal(t, credential.ZoneFull, credential.Reason(v4.Reason))
}

// offlineScansInAnyOrder: who is inside in the end does not depend on the order
// in which the scans of one attendee become known, one by one or together.
func offlineScansInAnyOrder(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	scans := func(value string) []credential.Scan {
		return []credential.Scan{offline("in", value, 0), offline("out", value, time.Minute), offline("in", value, 2*time.Minute), offline("out", value, 3*time.Minute)}
	}
	for n, order := range permutations(4) {
		value := fmt.Sprint("p", n)
		badge(t, x.people, value)
		all, sent := scans(value), []credential.Scan{}
		for _, i := range order {
			sent = append(sent, all[i])
		}
		if n%2 == 0 {
			x.upload(t, sent...)
		} else {
			for _, c := range sent {
				x.upload(t, c)
			}
		}
		require.Equal(t, int64(0), x.inside(t), "order %v", order)

		badge(t, x.people, value+"in")
		for _, i := range order {
			if i < 3 {
				x.upload(t, scans(value + "in")[i])
			}
		}
		require.Equal(t, int64(1), x.inside(t), "order %v", order)
		require.Empty(t, x.reason(t, "out", value+"in"))
	}
}

func permutations(n int) (list [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for i := range n {
			list = append(list, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return list
}

func undo(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	in := x.scan(t, "in", credential.Scan{Value: "1", Device: "d", Nonce: "1"})
	undone, err := x.badges.As(attendee.Actor{UserID: "boss", Admin: true}).Undo(t.Context(), session, in.ID)
	require.NoError(t, err)
	require.Equal(t, "boss", undone.RevertedBy)
	require.False(t, undone.RevertedAt.IsZero())
	require.Equal(t, int64(0), x.inside(t))
	res, err := x.people.Do(t.Context(), session, credential.Undo{ID: in.ID})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, res.Action)
	require.Equal(t, undone, res.Record)
	require.Equal(t, 1, count(eventTypes(t, x.store), credential.EventReverted))
	require.True(t, x.scan(t, "in", credential.Scan{Value: "1", Device: "d", Nonce: "1"}).Replayed, "the scan is known still")
	require.Equal(t, int64(0), x.inside(t))

	require.Empty(t, x.reason(t, "in", "1"))
	out := x.scan(t, "out", credential.Scan{Value: "1"})
	_, err = x.badges.Undo(t.Context(), session, out.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), x.inside(t), "who did not leave is inside")
	again := x.scan(t, "out", credential.Scan{Value: "1"})
	require.Equal(t, out.Ends, again.Ends)

	denied := x.scan(t, "out", credential.Scan{Value: "1"})
	_, err = x.badges.Undo(t.Context(), session, denied.ID)
	require.Equal(t, denied.ID, rejected(t, err, credential.ErrDenied, "id").Existing.ID)
	unknown := x.scan(t, "out", credential.Scan{Value: "none"})
	_, err = x.badges.Undo(t.Context(), session, unknown.ID)
	rejected(t, err, credential.ErrDenied, "id")
	_, err = x.badges.Undo(t.Context(), session, storage.ID{1})
	rejected(t, err, credential.ErrCheckIn, "id")
}

func undoRestoresOnlyWhatNothingFollowed(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 1})
	a, _ := badge(t, x.people, "1")
	badge(t, x.people, "2")
	undo := func(id storage.ID) {
		t.Helper()
		_, err := x.badges.Undo(t.Context(), session, id)
		require.NoError(t, err)
	}
	in1 := x.scan(t, "in", credential.Scan{Value: "1"})
	out1 := x.scan(t, "out", credential.Scan{Value: "1"})
	in2 := x.scan(t, "in", credential.Scan{Value: "1"})
	undo(out1.ID)
	require.Equal(t, int64(1), x.inside(t), "in by the second, and by that alone")
	out2 := x.scan(t, "out", credential.Scan{Value: "1"})
	require.Equal(t, in2.ID, out2.Ends)
	undo(in1.ID)
	require.Equal(t, int64(0), x.inside(t))
	undo(in2.ID)
	undo(out2.ID)
	require.Equal(t, int64(0), x.inside(t), "the way in was taken back before")

	// Undoing a way out does not ask for room: the attendee was there all along.
	require.Empty(t, x.reason(t, "in", "1"))
	out := x.scan(t, "out", credential.Scan{Value: "1"})
	require.Empty(t, x.reason(t, "in", "2"))
	undo(out.ID)
	require.Equal(t, int64(2), x.inside(t))

	// A second entry that was forced gives back the first.
	forced := x.scan(t, "in", credential.Scan{Value: "1", Force: true})
	undo(forced.ID)
	require.Equal(t, int64(2), x.inside(t))
	require.Equal(t, out.Ends, x.scan(t, "out", credential.Scan{Value: "1"}).Ends)

	// Who is gone is not put back.
	require.Empty(t, x.reason(t, "out", "2"))
	require.Empty(t, x.reason(t, "in", "1"))
	gone := x.scan(t, "out", credential.Scan{Value: "1"})
	_, err := x.people.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	undo(gone.ID)
	require.Equal(t, int64(0), x.inside(t))
}

func whoIsGoneIsNowhere_G8_X18(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, c := badge(t, x.people, "1")
	v := x.scan(t, "in", credential.Scan{Value: "1"})
	require.NoError(t, x.badges.Remove(t.Context(), session, credential.ByID(c.ID)))
	require.Equal(t, int64(1), x.inside(t), "without the badge the attendee is still inside")
	_, err := x.people.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, int64(0), x.inside(t))
	kept := x.checkIns(t, where("attendee_id", "=", a.ID))
	require.Len(t, kept, 1, "who came stays known")
	require.Equal(t, [2]storage.ID{v.ID, c.ID}, [2]storage.ID{kept[0].ID, kept[0].CredentialID})
	require.Equal(t, credential.NotFound, x.reason(t, "in", "1"))
}

func eraseKeepsWhoCame_X18(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, _ := badge(t, x.people, "1")
	require.Empty(t, x.reason(t, "in", "1"))
	do[attendee.Attendee](t, x.people, attendee.Erase{Ref: attendee.ByID(a.ID)})
	require.Equal(t, int64(0), x.inside(t))
	require.Len(t, x.checkIns(t, where("attendee_id", "=", a.ID)), 1)
	page, err := x.badges.Credentials(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Credentials)
}

func mergedAttendeeIsInsideOnce(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, _ := badge(t, x.people, "1")
	b, _ := badge(t, x.people, "2")
	require.Empty(t, x.reason(t, "in", "1"))
	require.Empty(t, x.reason(t, "in", "2"))
	require.Equal(t, int64(2), x.inside(t))
	do[attendee.Attendee](t, x.people, attendee.Merge{Into: attendee.ByID(a.ID), From: attendee.ByID(b.ID)})
	require.Equal(t, int64(1), x.inside(t))
	require.Len(t, x.checkIns(t, where("attendee_id", "=", a.ID)), 2)
	require.Equal(t, credential.AlreadyCheckedIn, x.reason(t, "in", "2"))
	require.Empty(t, x.reason(t, "out", "2"), "by either badge")
	require.Equal(t, int64(0), x.inside(t))
}

func historyOfCheckIns_G3(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, _ := badge(t, x.people, "1")
	badge(t, x.people, "2")
	for range 3 {
		for _, value := range []string{"1", "2"} {
			require.Empty(t, x.reason(t, "in", value))
			require.Empty(t, x.reason(t, "out", value))
		}
	}
	x.reason(t, "out", "1")
	points, err := x.badges.Points(t.Context(), session)
	require.NoError(t, err)
	q := attendee.Query{Limit: 4, WithTotal: true, Where: []attendee.Filter{where("attendee_id", "=", a.ID)}, Sort: []attendee.Sort{{Field: "at", Desc: true}}}
	page, err := x.badges.CheckIns(t.Context(), session, q)
	require.NoError(t, err)
	require.Equal(t, 7, page.Total)
	require.Equal(t, "wrong_direction", page.CheckIns[0].Reason)
	require.True(t, page.CheckIns[0].At.After(page.CheckIns[1].At))
	q.After, q.WithTotal = page.Next, false
	page, err = x.badges.CheckIns(t.Context(), session, q)
	require.NoError(t, err)
	require.Len(t, page.CheckIns, 3)
	require.Empty(t, page.Next)
	require.Len(t, x.checkIns(t, where("point_id", "=", points[0].ID)), 6)
	require.Len(t, x.checkIns(t, where("zone_id", "=", points[0].ZoneID)), 13)
	require.Len(t, x.checkIns(t, where("reason", "is null", nil)), 12)
	require.Len(t, x.checkIns(t, where("direction", "=", "in"), where("at", "<", page.CheckIns[0].At.Format(time.RFC3339Nano))), 2)
}

func addedBadgedAndLetInInOneBatch_X9(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	b := batch.Batch{Scope: session, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{FirstName: "Jane", LastName: "Smith", Email: "jane@example.com"}},
		credential.DefineType{Name: "Badge", Medium: storage.QR},
		credential.Issue{Attendee: attendee.ByEmail("jane@example.com"), Type: credential.TypeByName("badge"), Value: "1"},
		credential.DefineZone{Name: "Hall", Capacity: 1},
		credential.DefineList{Name: "All"},
		credential.DefinePoint{Name: "Door", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("all")},
		credential.Scan{Point: credential.PointBySlug("door"), Value: "1"},
		credential.Scan{Point: credential.PointBySlug("door"), Attendee: attendee.ByEmail("jane@example.com")},
	}}
	rep, err := people.Batch(t.Context(), b)
	require.NoError(t, err)
	v, ok := credential.VerdictOf(rep.Results[6])
	require.True(t, ok)
	require.True(t, v.Granted())
	v, _ = credential.VerdictOf(rep.Results[7])
	require.Equal(t, credential.AlreadyCheckedIn, credential.Reason(v.Reason), "a later item sees what the earlier ones did")
	_, ok = credential.VerdictOf(rep.Results[0])
	require.False(t, ok)
	o, err := badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
	require.NoError(t, err)
	require.Equal(t, int64(1), o.Inside)

	b.Commands = []batch.Command{
		credential.Scan{Point: credential.PointBySlug("door"), Attendee: attendee.ByEmail("jane@example.com"), Direction: storage.Out, Force: true},
		credential.Issue{Attendee: attendee.ByEmail("jane@example.com"), Medium: storage.QR, Value: "1"},
	}
	_, err = people.Batch(t.Context(), b)
	require.ErrorIs(t, err, batch.ErrRejected)
	o, err = badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
	require.NoError(t, err)
	require.Equal(t, int64(1), o.Inside, "nobody left")
}

func accessEvents_G18_G24(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	a, c := badge(t, x.people, "1")
	v := x.scan(t, "in", credential.Scan{Value: "1"})
	x.reason(t, "in", "1")
	_, err := x.badges.Undo(t.Context(), session, v.ID)
	require.NoError(t, err)
	events, err := x.store.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 100})
	require.NoError(t, err)
	var names []string
	for _, e := range events {
		names = append(names, e.Type)
	}
	require.Equal(t, []string{"attendee.created", "credential.created", "access.granted", "checkin.created", "access.denied", "checkin.reverted"}, names)
	require.Equal(t, v.ID, events[3].Subject.ID)
	require.JSONEq(t, fmt.Sprintf(`{"attendee_id":%q,"credential_id":%q,"point_id":%q,"zone_id":%q,"direction":"in"}`, a.ID, c.ID, v.PointID, v.ZoneID), string(events[2].Data))
	var denied credential.AccessData
	require.NoError(t, json.Unmarshal(events[4].Data, &denied))
	require.Equal(t, credential.AlreadyCheckedIn, denied.Reason)

	quiet, err := attendee.New(x.store, attendee.Policy{WithoutEvents: true})
	require.NoError(t, err)
	do[credential.Credential](t, quiet, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR})
	require.Len(t, eventTypes(t, x.store), 6)
}

func oneBadgeAt64Scanners_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	var mu sync.Mutex
	got := make(map[string]int)
	for _, err := range atOnce(64, func(int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
		mu.Lock()
		defer mu.Unlock()
		got[v.Reason]++
		return err
	}) {
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"": 1, "already_checked_in": 63}, got)
	require.Len(t, x.checkIns(t), 64, "all were recorded")
	require.Equal(t, int64(1), x.inside(t))
}

func sixtyFourBadgesForTenPlaces_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 10})
	for i := range 64 {
		badge(t, x.people, fmt.Sprint("b", i))
	}
	var mu sync.Mutex
	got := make(map[string]int)
	for _, err := range atOnce(64, func(i int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: fmt.Sprint("b", i)})
		mu.Lock()
		defer mu.Unlock()
		got[v.Reason]++
		return err
	}) {
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"": 10, "zone_full": 54}, got)
	require.Equal(t, int64(10), x.inside(t))
}

func oneScanFrom32Senders_S7(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for _, err := range atOnce(32, func(int) error {
		v, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1", Device: "d", Nonce: "1"})
		if err == nil && !v.Granted() {
			err = errors.New(v.Reason)
		}
		return err
	}) {
		require.NoError(t, err, "every sender gets the one answer")
	}
	require.Len(t, x.checkIns(t), 1)
}

// nobodyPassesWhileBeingRevoked: a scan that was decided before a revocation,
// and is written after it, is decided again.
func nobodyPassesWhileBeingRevoked(t *testing.T, open storagetest.Factory) {
	clock := &ticking{now: opening}
	inner := open(t)
	people, err := attendee.New(inner, attendee.Policy{}, batch.WithClock(clock.Now))
	require.NoError(t, err)
	_, c := badge(t, people, "1")
	do[credential.Point](t, people, credential.DefinePoint{Name: "In"})
	between := &meddling{Store: inner, before: func() {
		do[credential.Credential](t, people, credential.Revoke{Credential: credential.ByID(c.ID)})
	}}
	slow, err := attendee.New(between, attendee.Policy{})
	require.NoError(t, err)
	v, err := credential.New(slow).Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
	require.NoError(t, err)
	require.Equal(t, credential.Revoked, credential.Reason(v.Reason))
}

// meddling is a store to which something else is written before the first
// change set.
type meddling struct {
	storage.Store
	once   sync.Once
	before func()
}

func (m *meddling) Apply(ctx context.Context, cs storage.ChangeSet) error {
	m.once.Do(m.before)
	return m.Store.Apply(ctx, cs)
}
