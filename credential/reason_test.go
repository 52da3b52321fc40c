package credential

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// welcome is a visit against which there is nothing.
func welcome() visit {
	return visit{
		who:   attendee.Attendee{Status: storage.StatusActive, TypeCode: "VIP"},
		badge: &Credential{Status: storage.CredentialActive},
		point: Point{Direction: storage.In, Active: true}, direction: storage.In, at: noon,
		room: func() bool { return true },
	}
}

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*visit)
		why    Reason
		// excused says that a door which could not ask is excused.
		excused bool
	}{
		"welcome":       {func(*visit) {}, "", true},
		"revoked":       {func(v *visit) { v.badge.Status, v.badge.RevokedAt = storage.CredentialRevoked, noon }, Revoked, false},
		"revoked later": {func(v *visit) { v.badge.Status, v.badge.RevokedAt = storage.CredentialRevoked, noon.Add(1) }, Revoked, true},
		"inactive":      {func(v *visit) { v.who.Status = storage.StatusInactive }, AttendeeInactive, false},
		"closed point":  {func(v *visit) { v.point.Active = false }, PointInactive, false},
		"other way":     {func(v *visit) { v.direction = storage.Out; v.inside = &CheckIn{} }, WrongDirection, false},
		"early":         {func(v *visit) { v.list = &CheckList{OpensAt: noon.Add(1)} }, OutsideWindow, false},
		"at opening":    {func(v *visit) { v.list = &CheckList{OpensAt: noon} }, "", true},
		"at closing":    {func(v *visit) { v.list = &CheckList{ClosesAt: noon} }, OutsideWindow, false},
		"other type":    {func(v *visit) { v.list = &CheckList{TypeCodes: []string{"CREW"}} }, NotInList, false},
		"type":          {func(v *visit) { v.list = &CheckList{TypeCodes: []string{"CREW", "VIP"}} }, "", true},
		"no type":       {func(v *visit) { v.who.TypeCode, v.list = "", &CheckList{TypeCodes: []string{""}} }, NotInList, false},
		"other group":   {func(v *visit) { v.list, v.groups = &CheckList{GroupIDs: []storage.ID{{1}}}, []storage.ID{{2}} }, NotInList, false},
		"group":         {func(v *visit) { v.list, v.groups = &CheckList{GroupIDs: []storage.ID{{1}}}, []storage.ID{{1}} }, "", true},
		"no ticket":     {func(v *visit) { v.badge, v.zone.RequiresTicket = nil, true }, TicketRequired, false},
		"by hand":       {func(v *visit) { v.badge = nil }, "", true},
		"inside":        {func(v *visit) { v.inside = &CheckIn{} }, AlreadyCheckedIn, true},
		"not inside":    {func(v *visit) { v.direction, v.point.Direction = storage.Out, storage.Out }, WrongDirection, true},
		"full":          {func(v *visit) { v.room = func() bool { return false } }, ZoneFull, true},
		"inside, full":  {func(v *visit) { v.inside, v.room = &CheckIn{}, func() bool { return false } }, AlreadyCheckedIn, true},
	} {
		v := welcome()
		c.change(&v)
		why, against := v.judge()
		require.Equal(t, c.why, why, name)
		require.Empty(t, against, name)

		var rule []Reason
		if c.why != "" {
			rule = []Reason{c.why}
		}
		forced := v
		forced.forced = true
		why, against = forced.judge()
		require.Empty(t, why, name)
		require.Equal(t, rule, against, name)

		offline := v
		offline.passed = true
		why, against = offline.judge()
		if c.excused {
			require.Empty(t, why, name)
			require.Equal(t, rule, against, name)
		} else {
			require.Equal(t, c.why, why, name)
		}
	}
}

func TestReasonsAreErrors(t *testing.T) {
	require.NoError(t, Reason("").Err())
	for reason, sentinel := range map[Reason]batch.Code{
		NotFound:         ErrNotFound,
		Revoked:          ErrRevoked,
		AttendeeInactive: attendee.ErrInactive,
		PointInactive:    ErrPointInactive,
		WrongDirection:   ErrWrongDirection,
		OutsideWindow:    ErrOutsideWindow,
		NotInList:        ErrNotInList,
		TicketRequired:   ErrTicketRequired,
		AlreadyCheckedIn: ErrAlreadyCheckedIn,
		ZoneFull:         ErrZoneFull,
	} {
		err := Verdict{CheckIn: CheckIn{Reason: string(reason)}}.Err()
		require.ErrorIs(t, err, sentinel)
		if reason != ZoneFull {
			require.EqualError(t, err, string(reason))
		}
	}
	require.EqualError(t, ZoneFull.Err(), "capacity_exceeded")
	require.ErrorIs(t, Reason("of another release").Err(), batch.Restricted)
}

func TestNothingHappensAfterItIsKnown(t *testing.T) {
	c := CheckIn{At: noon.Add(time.Hour)}
	c.CreatedAt = noon
	require.Equal(t, noon, when(c))
	c.At = noon.Add(-time.Hour)
	require.Equal(t, c.At, when(c))
}
