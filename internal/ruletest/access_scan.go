package ruletest

import (
	"fmt"
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
	require.ErrorIs(t, unknown.Err(), credential.ErrNotFound)
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
	rejected(t, err, credential.ErrCheckInNotFound, "id")
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
