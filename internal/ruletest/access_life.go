package ruletest

import (
	"encoding/json"
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
	rejected(t, err, credential.ErrCheckInNotFound, "id")
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

// undoInAnyOrder_G17: who is inside in the end depends on which check-ins were taken
// back, not on the order in which they were, one by one or in one batch.
func undoInAnyOrder_G17(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	for n, passed := range [][]string{
		{"in", "in!", "in!"}, {"in", "out", "out!"}, {"in", "out", "in", "out"}, {"out!", "in", "in!", "out"},
	} {
		orders := permutations(len(passed))
		orders = [][]int{orders[0], orders[len(orders)/2], orders[len(orders)-1]}
		for taken := range 1 << len(passed) {
			want := "" // what happened last and was not taken back
			for i, p := range passed {
				if taken&(1<<i) == 0 {
					want = p
				}
			}
			for m, order := range orders {
				together := (n+taken+m)%2 == 0
				value := fmt.Sprint("v", n, "-", taken, "-", m)
				badge(t, x.people, value)
				before := x.inside(t)
				var undos []batch.Command
				ids := make([]storage.ID, len(passed))
				for i, p := range passed {
					point, forced := strings.CutSuffix(p, "!")
					ids[i] = x.scan(t, point, credential.Scan{Value: value, Force: forced}).ID
				}
				for _, i := range order {
					if taken&(1<<i) != 0 {
						undos = append(undos, credential.Undo{ID: ids[i]})
					}
				}
				if together && len(undos) > 0 {
					rep, err := x.people.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: undos})
					require.NoError(t, err)
					require.Equal(t, len(undos), rep.Succeeded)
				} else {
					for _, c := range undos {
						_, err := x.people.Do(t.Context(), session, c)
						require.NoError(t, err)
					}
				}
				inside := x.inside(t) - before
				require.Equal(t, strings.HasPrefix(want, "in"), inside == 1, "%v without %b, in the order %v", passed, taken, order)
			}
		}
	}
}

// undoPassesOverDenials: a scan that was denied has moved nobody. Nor does one count
// for the capacity in the batch that records it, where who leaves makes room.
func undoPassesOverDenials(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{Capacity: 1})
	badge(t, x.people, "1")
	badge(t, x.people, "2")
	scan := func(point, value string) credential.Scan {
		return credential.Scan{Point: credential.PointBySlug(point), Value: value}
	}
	var reasons []string
	rep, err := x.people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		scan("in", "1"), scan("in", "2"), scan("out", "1"), scan("out", "1"), scan("in", "2"), scan("out", "2"), scan("in", "1"),
	}})
	require.NoError(t, err)
	for _, res := range rep.Results {
		v, ok := credential.VerdictOf(res)
		require.True(t, ok)
		reasons = append(reasons, v.Reason)
	}
	require.Equal(t, []string{"", "zone_full", "", "wrong_direction", "", "", ""}, reasons)

	forced := x.scan(t, "in", credential.Scan{Value: "1", Force: true})
	denied := x.scan(t, "in", credential.Scan{Value: "1", Direction: storage.Out})
	require.Equal(t, credential.WrongDirection, credential.Reason(denied.Reason))
	_, err = x.badges.Undo(t.Context(), session, forced.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), x.inside(t))

	// What happened elsewhere has no part in it, and who is inactive has not left.
	do[credential.Point](t, x.people, credential.DefinePoint{Name: "Lounge"})
	out := x.scan(t, "out", credential.Scan{Value: "1"})
	require.Empty(t, x.reason(t, "lounge", "1"))
	elsewhere := x.scan(t, "lounge", credential.Scan{Value: "1", Direction: storage.Out, Force: true})
	do[attendee.Attendee](t, x.people, attendee.Inactivate{Ref: attendee.ByID(elsewhere.AttendeeID)})
	_, err = x.badges.Undo(t.Context(), session, out.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), x.inside(t))
	back := x.checkIns(t, where("id", "=", out.Ends))
	require.Len(t, back, 1)
	require.True(t, back[0].Inside())
	require.Zero(t, back[0].EndedBy)
}

// undoLeavesWhatHasEnded: a scan that ended a presence did so whatever its device's
// clock said.
func undoLeavesWhatHasEnded(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	first := x.scan(t, "in", credential.Scan{Value: "1"})
	x.scan(t, "in", credential.Scan{Value: "1", Force: true})
	out := x.scan(t, "out", credential.Scan{Value: "1", At: opening.Add(-2 * time.Hour)}) // a slow clock
	require.Zero(t, x.inside(t))
	_, err := x.badges.Undo(t.Context(), session, first.ID)
	require.NoError(t, err)
	require.Zero(t, x.inside(t))
	_, err = x.badges.Undo(t.Context(), session, out.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), x.inside(t))
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
