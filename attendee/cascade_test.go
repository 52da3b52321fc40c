package attendee

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

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
