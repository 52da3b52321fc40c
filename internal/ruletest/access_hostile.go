package ruletest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// noncesTellNothing_X32: who guesses the nonce of another door's scan learns
// nothing about an attendee who does not exist for it.
func noncesTellNothing_X32(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	hidden, err := x.people.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	do[credential.Credential](t, x.people, credential.Issue{Attendee: attendee.ByID(hidden.ID), Medium: storage.QR, Value: "h"})
	badge(t, x.people, "mine")
	first := x.scan(t, "in", credential.Scan{Value: "h", Device: "d", Nonce: "1"})
	require.True(t, first.Granted())

	bob := x.badges.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	for name, c := range map[string]credential.Scan{
		"an unknown value": {Value: "nobody's"},
		"the same value":   {Value: "h"},
		"a known value":    {Value: "mine"},
		"by hand":          {Attendee: attendee.ByEmail("nobody@example.com")},
	} {
		c.Point, c.Device, c.Nonce = credential.PointBySlug("in"), "d", "1"
		v, err := bob.Scan(t.Context(), session, c)
		require.Zero(t, rejected(t, err, credential.ErrNonce, "nonce").Existing, name)
		require.Zero(t, v, name)
	}
	require.Equal(t, first.ID, x.scan(t, "in", credential.Scan{Value: "h", Device: "d", Nonce: "1"}).ID)
}

// blankIsNoNonce_X5: an offline scan that could not be told from its repetition
// is not recorded at all.
func blankIsNoNonce_X5(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for field, c := range map[string]credential.Scan{
		"device": {Device: " ", Nonce: "1"},
		"nonce":  {Device: "d", Nonce: "\t"},
	} {
		c.Point, c.Value, c.At, c.Offline = credential.PointBySlug("in"), "1", opening, true
		_, err := x.badges.Scan(t.Context(), session, c)
		rejected(t, err, attendee.ErrRequired, field)
	}
	require.Empty(t, x.checkIns(t))
}

// nobodyStaysBehind_X18: whoever is let in while being deleted, erased or merged
// is not inside for good under an ID that no scan finds any more.
func nobodyStaysBehind_X18(t *testing.T, open storagetest.Factory) {
	for name, gone := range map[string]func(a, other attendee.Ref) batch.Command{
		"deleted": func(a, _ attendee.Ref) batch.Command { return attendee.Delete{Ref: a} },
		"erased":  func(a, _ attendee.Ref) batch.Command { return attendee.Erase{Ref: a} },
		"merged":  func(a, other attendee.Ref) batch.Command { return attendee.Merge{Into: other, From: a} },
	} {
		for how, before := range map[string]func(x doors) error{
			"entered": func(x doors) error {
				_, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1"})
				return err
			},
			"undone": func(x doors) error {
				out := x.checkIns(t, attendee.Filter{Field: "direction", Op: attendee.Equal, Value: "out"})
				_, err := x.badges.Undo(t.Context(), session, out[0].ID)
				return err
			},
		} {
			x := newDoors(t, open, credential.DefineZone{})
			a, _ := badge(t, x.people, "1")
			other := guest(t, x.people, "other@example.com")
			if how == "undone" {
				x.scan(t, "in", credential.Scan{Value: "1"})
				x.scan(t, "out", credential.Scan{Value: "1"})
			}
			slow := x.people.On(&meddling{Store: x.store, before: func() { require.NoError(t, before(x), name) }})
			_, err := slow.Do(t.Context(), session, gone(attendee.ByID(a.ID), attendee.ByID(other.ID)))
			require.NoError(t, err, name)
			want := int64(0)
			if name == "merged" {
				want = 1
			}
			require.Equal(t, want, x.inside(t), "%s while %s", how, name)
			for _, c := range x.checkIns(t) {
				require.False(t, c.Inside() && c.AttendeeID == a.ID, "%s while %s", how, name)
			}
		}
	}
}

// undoKnowsTheOrderOfOneMoment: what one batch wrote has one time, and an order
// all the same.
func undoKnowsTheOrderOfOneMoment(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	in := credential.Scan{Point: credential.PointBySlug("in"), Value: "1"}
	out := credential.Scan{Point: credential.PointBySlug("out"), Value: "1"}
	rep, err := x.people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{in, out, in, out}})
	require.NoError(t, err)
	v, _ := credential.VerdictOf(rep.Results[1])
	_, err = x.badges.Undo(t.Context(), session, v.ID)
	require.NoError(t, err)
	require.Zero(t, x.inside(t), "the attendee has come and gone since")
	v, _ = credential.VerdictOf(rep.Results[3])
	_, err = x.badges.Undo(t.Context(), session, v.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), x.inside(t))
}

// occupancyIsARecount_G17: whatever happens at once, a zone holds those who are
// inside by their check-ins, each of them once, and never more than its capacity.
func occupancyIsARecount_G17(t *testing.T, open storagetest.Factory) {
	const people, capacity = 12, 5
	x := newDoors(t, open, credential.DefineZone{Capacity: capacity})
	refs := make([]attendee.Ref, people)
	for i := range refs {
		a, _ := badge(t, x.people, fmt.Sprint("v", i))
		refs[i] = attendee.ByID(a.ID)
	}
	for _, err := range atOnce(8, func(worker int) error {
		rnd := rand.New(rand.NewPCG(1, uint64(worker)))
		var seen []storage.ID
		for range 50 {
			i := rnd.IntN(people)
			var c batch.Command
			switch n := rnd.IntN(100); {
			case n < 45:
				c = credential.Scan{Point: credential.PointBySlug("in"), Value: fmt.Sprint("v", i)}
			case n < 80:
				c = credential.Scan{Point: credential.PointBySlug("out"), Attendee: refs[i]}
			case n < 90 && len(seen) > 0:
				c = credential.Undo{ID: seen[rnd.IntN(len(seen))]}
			case n < 94:
				c = credential.Revoke{Credential: credential.ByValue(fmt.Sprint("v", i))}
			case n < 97:
				c = attendee.Delete{Ref: refs[i]}
			default:
				c = attendee.Merge{Into: refs[i], From: refs[(i+1)%people]}
			}
			res, err := x.people.Do(t.Context(), session, c)
			var refused *batch.Error
			if err != nil && (!errors.As(err, &refused) || refused.Code == batch.ErrContended) {
				return fmt.Errorf("%T: %w", c, err)
			}
			if v, ok := credential.VerdictOf(res); ok && v.Granted() && v.Direction == storage.In {
				seen = append(seen, v.ID)
			}
		}
		return nil
	}) {
		require.NoError(t, err)
	}
	inside := make(map[storage.ID]bool)
	for _, c := range x.checkIns(t) {
		if c.Inside() {
			require.False(t, inside[c.AttendeeID], "inside once")
			inside[c.AttendeeID] = true
			a, err := x.people.Get(t.Context(), session, attendee.ByID(c.AttendeeID))
			require.NoError(t, err, "nobody who is gone is inside")
			require.Equal(t, c.AttendeeID, a.ID)
		}
	}
	require.EqualValues(t, len(inside), x.inside(t))
	require.LessOrEqual(t, len(inside), capacity)
}

// timesThatNobodyMeans_X34: times that no store keeps and no JSON says are
// refused, and not cut.
func timesThatNobodyMeans_X34(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	badge(t, x.people, "1")
	for _, at := range []time.Time{
		time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(400_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-400_000, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		_, err := x.badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("in"), Value: "1", At: at})
		rejected(t, err, attendee.ErrInvalidFormat, "at")
		_, err = x.badges.DefineList(t.Context(), session, credential.DefineList{Name: "L", OpensAt: at})
		rejected(t, err, attendee.ErrInvalidFormat, "opens_at")
		_, err = x.badges.DefineList(t.Context(), session, credential.DefineList{Name: "L", ClosesAt: at})
		rejected(t, err, attendee.ErrInvalidFormat, "closes_at")
	}
	require.Empty(t, x.checkIns(t))
	v := x.scan(t, "in", credential.Scan{Value: "1", At: time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)})
	require.Equal(t, 1969, x.checkIns(t)[0].At.Year())
	require.True(t, v.Granted())
}

// longListsAreRefusedUnread_X34: what is over a limit is not looked up first.
func longListsAreRefusedUnread_X34(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	people, err := attendee.New(narrow{inner, t}, attendee.Policy{})
	require.NoError(t, err)
	codes := make([]string, 10_000)
	for i := range codes {
		codes[i] = fmt.Sprint("T", i)
	}
	_, err = credential.New(people).DefineList(t.Context(), session, credential.DefineList{Name: "L", TypeCodes: codes})
	rejected(t, err, batch.ErrTooLarge, "type_codes")
}

// narrow is a store that is never asked for thousands of records by one command.
type narrow struct {
	storage.Store
	t *testing.T
}

func (s narrow) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	s.t.Helper()
	for k := storage.KindAttendee; k.Known(); k++ {
		if l := q.Of(k); l != nil && len(l.IDs)+len(l.Keys) > 1000 {
			s.t.Errorf("%d records of kind %s were asked for", len(l.IDs)+len(l.Keys), k)
		}
	}
	return s.Store.Load(ctx, q)
}

// whatIsInUseIsForAdministratorsToKnow_X32: who may not remove a place is not
// told what names it.
func whatIsInUseIsForAdministratorsToKnow_X32(t *testing.T, open storagetest.Factory) {
	x := newDoors(t, open, credential.DefineZone{})
	reader := x.badges.As(attendee.Actor{UserID: "r", Read: true, Write: true})
	err := reader.RemoveZone(t.Context(), session, credential.ZoneBySlug("hall"))
	require.ErrorIs(t, err, attendee.ErrForbidden)
	require.ErrorIs(t, x.badges.RemoveZone(t.Context(), session, credential.ZoneBySlug("hall")), attendee.ErrInUse)
}

// nobodyIsBadgedNorLetIn_C28_C29_C30: who stands for those who did not come, or for
// people unknown, has no badge and passes no door. An employee is somebody.
func nobodyIsBadgedNorLetIn_C28_C29_C30(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, expenses := spending(t, store, attendee.Policy{NoShowsShare: true})
	badges := credential.New(people)
	_, err := expenses.PutEntry(t.Context(), session, expense.PutEntry{Entry: dinner, Amount: usd("100"), SpentOn: today, NoShows: 1})
	require.NoError(t, err)
	associate(t, expenses, attendee.ByUser(van), expense.Part{})
	_, err = badges.DefinePoint(t.Context(), session, credential.DefinePoint{Name: "Door"})
	require.NoError(t, err)
	door := credential.PointBySlug("door")

	// The host has made somebody nobody by another way.
	undefined, card := badge(t, people, "UNDEFINED")
	rewrite := func(typ string) {
		t.Helper()
		a, err := people.Get(t.Context(), session, attendee.ByID(undefined.ID))
		require.NoError(t, err)
		a.TypeCode, a.Rev = typ, a.Rev+1
		require.NoError(t, store.Apply(t.Context(), storage.ChangeSet{Scope: session, Attendees: storage.Changes[attendee.Attendee]{Put: []attendee.Attendee{a}}}))
	}
	rewrite("UNDEF")
	for _, id := range []storage.ID{attendee.NoShowsID(session), undefined.ID} {
		for _, c := range []batch.Command{
			credential.Issue{Attendee: attendee.ByID(id), Medium: storage.QR},
			credential.Scan{Point: door, Attendee: attendee.ByID(id)},
			credential.Scan{Point: door, Attendee: attendee.ByID(id), Force: true},
			credential.Scan{Point: door, Attendee: attendee.ByID(id), Offline: true, At: today, Device: "d", Nonce: id.String()},
		} {
			_, err := people.Do(t.Context(), session, c)
			require.Equal(t, id, rejected(t, err, attendee.ErrTypeReserved, "attendee").Existing.ID, "%T", c)
		}
	}
	_, err = people.Do(t.Context(), session, credential.Reissue{Credential: credential.ByID(card.ID)})
	rejected(t, err, attendee.ErrTypeReserved, "attendee")
	v, err := badges.Scan(t.Context(), session, credential.Scan{Point: door, Value: "UNDEFINED"})
	require.NoError(t, err)
	require.Equal(t, string(credential.NotFound), v.Reason, "the badge of nobody is nobody's")
	require.Zero(t, v.CheckIn.AttendeeID)
	rewrite("")
	v, err = badges.Scan(t.Context(), session, credential.Scan{Point: door, Value: "UNDEFINED"})
	require.NoError(t, err)
	require.True(t, v.Granted(), "it was not revoked")

	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByUser(van), Medium: storage.QR, Value: "VAN"})
	require.NoError(t, err)
	v, err = badges.Scan(t.Context(), session, credential.Scan{Point: door, Value: "VAN"})
	require.NoError(t, err)
	require.True(t, v.Granted())
}
