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
	}
	for kind := storage.KindAttendee; kind.Known(); kind++ {
		i := slices.IndexFunc(records, func(e storage.Entity) bool { return e.Ref().Kind == kind })
		require.GreaterOrEqual(t, i, 0, "this test does not know %s", kind)
		listed := slices.ContainsFunc(dependents(), func(d dependent) bool { return d.kind == kind })
		require.Equal(t, records[i].Parent().Kind == storage.KindAttendee, listed, "%s", kind)
	}
	for _, d := range dependents() {
		require.Equal(t, d.with != 0, d.remove != nil && d.move != nil, "%s is either loaded and decided about, or kept", d.kind)
	}
}
