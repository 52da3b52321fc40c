package attendee

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// A kind that hangs from an attendee has a line in the table of the cascade.
func TestCascadeForgetsNoKind_X18(t *testing.T) {
	records := []storage.Entity{
		storage.Attendee{},
		storage.Type{},
		storage.Revision{},
		storage.Token{},
		storage.Group{},
		storage.Membership{},
		storage.FormResponse{},
		storage.CredentialType{},
		storage.Credential{AttendeeID: storage.ID{1}},
		storage.Zone{},
		storage.CheckList{},
		storage.AccessPoint{},
		storage.CheckIn{AttendeeID: storage.ID{1}},
		storage.Entry{},
		storage.Association{AttendeeID: storage.ID{1}},
	}
	for kind := storage.KindAttendee; kind.Known(); kind++ {
		i := slices.IndexFunc(records, func(e storage.Entity) bool { return e.Ref().Kind == kind })
		require.GreaterOrEqual(t, i, 0, "this test does not know %s", kind)
		listed := slices.ContainsFunc(dependents(), func(d dependent) bool { return d.kind == kind })
		require.Equal(t, records[i].Parent().Kind == storage.KindAttendee, listed, "%s", kind)
	}
	for _, d := range dependents() {
		require.Equal(t, d.with != 0, d.move != nil, "%s is either loaded and moved, or kept", d.kind)
		require.Equal(t, d.with != 0, (d.remove != nil) != (d.uses != nil), "%s either goes with its attendee or keeps it", d.kind)
	}
}

// A kind that hangs from an attendee is listed for an actor by those who exist for
// it, or not at all.
func TestRecordsForgetNoKind_X32(t *testing.T) {
	svc, err := New(memstore.New(), Policy{})
	require.NoError(t, err)
	clerk := svc.As(Actor{UserID: "clerk", Read: true})
	scope := Scope{Tenant: "acme", Event: "expo"}
	for kind := storage.KindAttendee; kind.Known(); kind++ {
		if kind == storage.KindAttendee || kind == storage.KindRevision || len(storage.Fields(kind)) == 0 {
			continue // not listed in this way
		}
		_, err := clerk.Records(t.Context(), scope, kind, Query{})
		require.NoError(t, err, "%s hangs from an attendee, and nothing gathers it", kind)
	}
	_, err = clerk.existing(t.Context(), storage.ListQuery{Scope: scope, Kind: storage.KindRevision, Limit: 1})
	require.ErrorIs(t, err, ErrUnknownField, "what nothing gathers is not shown")
}
