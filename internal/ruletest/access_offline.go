package ruletest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

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

// valueIsWhoHoldsIt_G15: a scan is of whoever holds the value when it becomes known,
// also one that is dated before the credential was entered: badges are handed out
// before, and imported afterwards.
func valueIsWhoHoldsIt_G15(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	early := func(nonce string) credential.Scan {
		return credential.Scan{Point: credential.PointBySlug("in"), Value: "1", Offline: true, At: opening.Add(-time.Hour), Device: "d", Nonce: nonce}
	}
	a, old := badge(t, x.people, "1")
	v := x.upload(t, early("a"))
	require.True(t, v[0].Granted())
	require.Empty(t, v[0].Against)
	require.Equal(t, a.ID, v[0].AttendeeID)

	do[credential.Credential](t, x.people, credential.Revoke{Credential: credential.ByID(old.ID)})
	b := guest(t, x.people, "b@example.com")
	next := do[credential.Credential](t, x.people, credential.Issue{Attendee: attendee.ByID(b.ID), Medium: storage.Barcode, Value: "1"})
	v = x.upload(t, early("b"))
	require.Equal(t, []storage.ID{b.ID, next.ID}, []storage.ID{v[0].AttendeeID, v[0].CredentialID})
	require.True(t, v[0].Granted())
}
