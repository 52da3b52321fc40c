package ruletest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage/storagetest"
)

var session = attendee.Scope{Tenant: "acme", Event: "7E040E2D-D1EC-4853-A3FB-8C69FE9BDD1F"}

// accounts is a directory in memory.
type accounts map[string]batch.User

func (a accounts) Users(_ context.Context, _ attendee.Scope, ids []string) (map[string]batch.User, error) {
	found := make(map[string]batch.User)
	for _, id := range ids {
		if u, ok := a[id]; ok {
			found[id] = u
		}
	}
	return found, nil
}

var people = accounts{
	"44ef7b95-81b0-419d-bb0d-dfbd545f6008": {Email: "44EF7B95-81B0-419D-BB0D-DFBD545F6008@example.com", FirstName: "logar", LastName: "komutan", Role: "a"},
	"7fd2b7ab-dfbe-4b35-a217-ec11791a4a80": {Email: "atakan@example.com", FirstName: "Atakan", LastName: "Bodur", Mobile: "+905314237888", Role: "u"},
}

// seedBatch is the request that the seed prints.
func seedBatch() []batch.Command {
	return []batch.Command{
		attendee.Upsert{Ref: attendee.ByUser("44EF7B95-81B0-419D-BB0D-DFBD545F6008")},
		attendee.Upsert{Ref: attendee.ByUser("7fd2b7ab-dfbe-4b35-a217-ec11791a4a80"), Set: attendee.Patch{Role: patch.To("a")}},
		attendee.Upsert{Ref: attendee.ByUser("7fd2b7ab-dfbe-4b35-a217-ec11791a4a8x")},
		attendee.Upsert{Ref: attendee.ByEmail("doe@example.com"), Set: attendee.Patch{FirstName: patch.Set("John"), LastName: patch.To("Doe"), Role: patch.To("e")}},
		attendee.Upsert{Ref: attendee.ByEmail("doe2@example.com"), Set: attendee.Patch{FirstName: patch.Set("updated_name"), LastName: patch.To("Doe"), Role: patch.To("u")}},
		attendee.Upsert{Ref: attendee.ByCode("5786FF4C-4A93-45A2-BAF1-9461F376E8C5"), Set: attendee.Patch{Role: patch.To("e")}},
		attendee.Upsert{Ref: attendee.ByCode("2BA64ED7-EE65-4164-A0A0-85A45E8D0BFx"), Set: attendee.Patch{Mobile: patch.Set("+00 000 00 00")}},
	}
}

func newService(t *testing.T, open storagetest.Factory, opts ...batch.Option) *attendee.Service {
	t.Helper()
	svc, err := attendee.New(open(t), attendee.Policy{}, append([]batch.Option{batch.WithDirectory(people)}, opts...)...)
	require.NoError(t, err)
	return svc
}

// presupposed creates the attendees whom the seed's request updates.
func presupposed(t *testing.T, svc *attendee.Service) {
	t.Helper()
	for _, a := range []attendee.Attendee{
		{UserID: "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80", Email: "atakan@example.com", FirstName: "Atakan", LastName: "Bodur", Mobile: "+905314237888"},
		{Email: "doe2@example.com", FirstName: "Jane", LastName: "Doe"},
		{AttendanceCode: "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", Email: "non-existent@example.com", FirstName: "non-existent", LastName: "non-existent"},
	} {
		_, err := svc.Create(t.Context(), session, a)
		require.NoError(t, err)
	}
}

func seedBatch_P1_P13(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	presupposed(t, svc)
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: seedBatch()})
	require.NoError(t, err)
	require.Equal(t, 207, rep.HTTPStatus())
	want := []batch.Action{batch.Inserted, batch.Updated, "", batch.Inserted, batch.Updated, batch.Updated, ""}
	for i, res := range rep.Results {
		require.Equal(t, want[i], res.Action, "item %d: %v", i, res.Err)
	}
	require.ErrorIs(t, rep.Results[2].Err, attendee.ErrUserNotFound)
	require.ErrorIs(t, rep.Results[6].Err, attendee.ErrNotFound)

	again, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: seedBatch()})
	require.NoError(t, err)
	for _, i := range []int{0, 1, 3, 4, 5} {
		require.Equal(t, batch.Unchanged, again.Results[i].Action)
		require.Equal(t, rep.Results[i].Subject.ID, again.Results[i].Subject.ID)
	}
	require.Empty(t, again.Events)
}
