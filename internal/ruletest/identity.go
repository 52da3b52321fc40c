package ruletest

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage/storagetest"
)

// guest adds a person with an address and returns the record.
func guest(t *testing.T, svc *attendee.Service, email string) attendee.Attendee {
	t.Helper()
	a, err := svc.Create(t.Context(), session, attendee.Attendee{Email: email, FirstName: "Ada", LastName: "Lovelace"})
	require.NoError(t, err)
	return a
}

// rejected returns the rejection in err, and checks that its text is free of
// what was given.
func rejected(t *testing.T, err error, code batch.Code, field string) *batch.Error {
	t.Helper()
	require.ErrorIs(t, err, code)
	var e *batch.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, field, e.Field)
	if e.Given != "" {
		require.NotContains(t, e.Error(), e.Given)
	}
	return e
}

func resolveByEveryIdentifier_X1(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{
		UserID: "44EF7B95-81B0-419D-BB0D-DFBD545F6008", ExternalID: "EXT-1", Email: "Ada@Example.com", LastName: "Lovelace",
	})
	require.NoError(t, err)
	guest(t, svc, "other@example.com")
	for name, ref := range map[string]attendee.Ref{
		"id":              attendee.ByID(a.ID),
		"code":            attendee.ByCode(strings.ToUpper(a.AttendanceCode)),
		"user":            attendee.ByUser("44ef7b95-81b0-419d-bb0d-dfbd545f6008"),
		"external":        attendee.ByExternal("EXT-1"),
		"email":           attendee.ByEmail(" aDA@exAMPLE.com "),
		"several":         attendee.ByAll(attendee.ByExternal("EXT-1"), attendee.ByEmail("ada@example.com")),
		"one is nobody's": attendee.ByAll(attendee.ByUser("nobody"), attendee.ByEmail("ada@example.com")),
	} {
		got, err := svc.Get(t.Context(), session, ref)
		require.NoError(t, err, name)
		require.Equal(t, a.ID, got.ID, name)
		require.Equal(t, "Ada@Example.com", got.Email, "X25: the spelling is kept")
	}
	for name, ref := range map[string]attendee.Ref{
		"id":        attendee.ByID(uuid.UUID{1}),
		"code":      attendee.ByCode("2BA64ED7-EE65-4164-A0A0-85A45E8D0BFx"),
		"user":      attendee.ByUser("\xff"),
		"external":  attendee.ByExternal("ext-1"), // to the letter
		"email":     attendee.ByEmail("not an address"),
		"NUL":       attendee.ByCode("a\x00b"),
		"zero":      {},
		"far scope": attendee.ByID(a.ID),
	} {
		scope := session
		if name == "far scope" {
			scope.Event = "another"
		}
		_, err := svc.Get(t.Context(), scope, ref)
		require.ErrorIs(t, err, attendee.ErrNotFound, name)
		require.ErrorIs(t, err, batch.NotFound, name)
	}
}

func twoKeysOnTwoRecordsAreAConflict_X1(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, b := guest(t, svc, "a@example.com"), guest(t, svc, "b@example.com")
	ref := attendee.ByAll(attendee.ByCode(a.AttendanceCode), attendee.ByEmail("b@example.com"))
	_, err := svc.Update(t.Context(), session, ref, attendee.Patch{Role: patch.To("e")})
	e := rejected(t, err, attendee.ErrKeyConflict, "email")
	require.Equal(t, b.Ref(), e.Existing)
	require.ErrorIs(t, err, batch.Ambiguous)

	_, _, err = svc.Upsert(t.Context(), session, attendee.ByAll(attendee.ByEmail("a@example.com"), attendee.ByEmail("b@example.com")), attendee.Patch{})
	rejected(t, err, attendee.ErrKeyConflict, "email")
	_, err = svc.Get(t.Context(), session, attendee.ByAll(attendee.ByID(a.ID), attendee.ByID(b.ID)))
	rejected(t, err, attendee.ErrKeyConflict, "id")
}

func keysAreUniqueInTheirScope_P3(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	first := attendee.Attendee{UserID: "jdoe", ExternalID: "E1", Email: "doe@example.com", AttendanceCode: "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", LastName: "Doe"}
	a, err := svc.Create(t.Context(), session, first)
	require.NoError(t, err)
	for field, second := range map[string]attendee.Attendee{
		"user_id":         {UserID: "jdoe", LastName: "X"},
		"external_id":     {ExternalID: "E1", LastName: "X"},
		"email":           {Email: "DOE@EXAMPLE.COM", LastName: "X"},
		"attendance_code": {AttendanceCode: strings.ToLower(first.AttendanceCode), LastName: "X"},
	} {
		_, err := svc.Create(t.Context(), session, second)
		e := rejected(t, err, attendee.ErrDuplicateKey, field)
		require.Equal(t, a.Ref(), e.Existing, "G22: the record in the way is named")

		other := session
		other.Event = "another session"
		_, err = svc.Create(t.Context(), other, second)
		require.NoError(t, err, "another scope is another list")
	}
	b := guest(t, svc, "b@example.com")
	_, err = svc.Update(t.Context(), session, attendee.ByID(b.ID), attendee.Patch{Email: patch.Set("doe@example.com")})
	rejected(t, err, attendee.ErrDuplicateKey, "email")
}

func sharedEmail_X1(t *testing.T, open storagetest.Factory) {
	svc, err := attendee.New(open(t), attendee.Policy{SharedEmail: true})
	require.NoError(t, err)
	guest(t, svc, "family@example.com")
	guest(t, svc, "family@example.com")
	_, _, err = svc.Upsert(t.Context(), session, attendee.ByEmail("family@example.com"), attendee.Patch{})
	rejected(t, err, attendee.ErrKeyConflict, "email")
}

func upsertByUserTakesTheAccountsOwnValues_P5_P6(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	const user = "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80"
	a, action, err := svc.Upsert(t.Context(), session, attendee.ByUser(user), attendee.Patch{Role: patch.To("a"), Mobile: patch.Clear[string]()})
	require.NoError(t, err)
	require.Equal(t, batch.Inserted, action)
	require.Equal(t, []string{"Atakan", "Bodur", "atakan@example.com", "a", "", user},
		[]string{a.FirstName, a.LastName, a.Email, a.Role, a.Mobile, a.UserID})

	// X4: what is there is not defaulted again.
	a, action, err = svc.Upsert(t.Context(), session, attendee.ByUser(user), attendee.Patch{LastName: patch.To("B.")})
	require.NoError(t, err)
	require.Equal(t, batch.Updated, action)
	require.Equal(t, []string{"B.", "a", ""}, []string{a.LastName, a.Role, a.Mobile})

	b, _, err := svc.Upsert(t.Context(), session, attendee.ByUser("44EF7B95-81B0-419D-BB0D-DFBD545F6008"), attendee.Patch{})
	require.NoError(t, err)
	require.Equal(t, "a", b.Role, "P6: the account's role, not the default")
}

func upsertByUnknownUserIsRejected_P7(t *testing.T, open storagetest.Factory) {
	_, _, err := newService(t, open).Upsert(t.Context(), session, attendee.ByUser("nobody"), attendee.Patch{LastName: patch.To("X")})
	rejected(t, err, attendee.ErrUserNotFound, "user_id")

	alone, err := attendee.New(open(t), attendee.Policy{})
	require.NoError(t, err)
	_, _, err = alone.Upsert(t.Context(), session, attendee.ByUser("44EF7B95-81B0-419D-BB0D-DFBD545F6008"), attendee.Patch{LastName: patch.To("X")})
	rejected(t, err, attendee.ErrUserNotFound, "user_id")
}

func upsertByUserWhoseAddressIsTaken(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	g := guest(t, svc, "Atakan@example.com")
	_, _, err := svc.Upsert(t.Context(), session, attendee.ByUser("7fd2b7ab-dfbe-4b35-a217-ec11791a4a80"), attendee.Patch{})
	require.Equal(t, g.Ref(), rejected(t, err, attendee.ErrDuplicateKey, "email").Existing)
}

func upsertGuest_P8(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, action, err := svc.Upsert(t.Context(), session, attendee.ByEmail("doe@example.com"),
		attendee.Patch{FirstName: patch.Set("John"), LastName: patch.To("Doe")})
	require.NoError(t, err)
	require.Equal(t, batch.Inserted, action)
	require.Equal(t, attendee.RoleUser, a.Role)
	require.Empty(t, a.Mobile)
	require.False(t, a.CreatedAt.IsZero(), "P17: dates are always there")
	require.Len(t, a.AttendanceCode, 36, "P18: a code is issued")
	require.Equal(t, int32(1), a.Version)

	for missing, p := range map[string]attendee.Patch{
		"first_name": {LastName: patch.To("Doe")},
		"last_name":  {FirstName: patch.Set("John")},
	} {
		_, _, err := svc.Upsert(t.Context(), session, attendee.ByEmail("new@example.com"), p)
		rejected(t, err, attendee.ErrRequired, missing)
	}
	_, _, err = svc.Upsert(t.Context(), session, attendee.ByEmail("doe@example.com"), attendee.Patch{})
	require.NoError(t, err, "an update needs no name")
	_, _, err = svc.Upsert(t.Context(), session, attendee.ByEmail("no address"), attendee.Patch{FirstName: patch.Set("J"), LastName: patch.To("D")})
	rejected(t, err, attendee.ErrInvalidFormat, "email")
}

func upsertByCodeNeverInserts_P9(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	full := attendee.Patch{FirstName: patch.Set("J"), LastName: patch.To("D"), Email: patch.Set("j@example.com")}
	_, _, err := svc.Upsert(t.Context(), session, attendee.ByCode("5786FF4C-4A93-45A2-BAF1-9461F376E8C5"), full)
	rejected(t, err, attendee.ErrNotFound, "attendance_code")
	_, _, err = svc.Upsert(t.Context(), session, attendee.ByID(uuid.UUID{7}), full)
	rejected(t, err, attendee.ErrNotFound, "id")
	_, _, err = svc.Upsert(t.Context(), session, attendee.Ref{}, full)
	rejected(t, err, attendee.ErrRequired, "ref")

	a := guest(t, svc, "a@example.com")
	b, action, err := svc.Upsert(t.Context(), session, attendee.ByCode(a.AttendanceCode), attendee.Patch{Role: patch.To("e")})
	require.NoError(t, err)
	require.Equal(t, batch.Updated, action)
	require.Equal(t, []string{"e", a.FirstName, a.Email}, []string{b.Role, b.FirstName, b.Email}, "only what was sent changes")
}

func upsertByExternalID_C1(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, action, err := svc.Upsert(t.Context(), session, attendee.ByExternal("E-9"), attendee.Patch{LastName: patch.To("Doe")})
	require.NoError(t, err)
	require.Equal(t, batch.Inserted, action)
	require.Equal(t, "E-9", a.ExternalID)
	b, action, err := svc.Upsert(t.Context(), session, attendee.ByExternal("E-9"), attendee.Patch{Company: patch.Set("Acme")})
	require.NoError(t, err)
	require.Equal(t, batch.Updated, action)
	require.Equal(t, a.ID, b.ID)
}

func onConflict_X2(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	do := func(on attendee.OnConflict) batch.Result {
		rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
			attendee.Upsert{Ref: attendee.ByEmail("a@example.com"), Set: attendee.Patch{FirstName: patch.Set("New")}, OnConflict: on},
		}})
		require.NoError(t, err)
		return rep.Results[0]
	}
	skipped := do(attendee.SkipExisting)
	require.Equal(t, batch.Unchanged, skipped.Action)
	got, ok := batch.RecordOf[attendee.Attendee](skipped)
	require.True(t, ok)
	require.Equal(t, a, got, "the row that is there is shown")
	require.Equal(t, a.Ref(), rejected(t, do(attendee.RejectExisting).Err, attendee.ErrDuplicateKey, "email").Existing)
	require.Equal(t, batch.Updated, do(attendee.UpdateExisting).Action)
}

func deleteFreesTheKeysAtOnce_X18(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.Delete{Ref: attendee.ByEmail("a@example.com")},
		attendee.Create{New: attendee.Attendee{Email: "a@example.com", LastName: "Second"}},
	}})
	require.NoError(t, err)
	require.Equal(t, batch.Deleted, rep.Results[0].Action)
	tomb, _ := batch.RecordOf[attendee.Attendee](rep.Results[0])
	require.False(t, tomb.DeletedAt.IsZero())

	_, err = svc.Get(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	_, err = svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	b, err := svc.Get(t.Context(), session, attendee.ByEmail("a@example.com"))
	require.NoError(t, err)
	require.Equal(t, "Second", b.LastName)
}

func insertedThenUpdatedInOneBatch_X10(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	p := attendee.Patch{FirstName: patch.Set("Ada"), LastName: patch.To("L")}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		attendee.Upsert{Ref: attendee.ByEmail("a@example.com"), Set: p},
		attendee.Upsert{Ref: attendee.ByEmail("A@example.com"), Set: attendee.Patch{Role: patch.To("e")}},
		attendee.Create{New: attendee.Attendee{Email: "a@example.com", LastName: "Third"}},
	}})
	require.NoError(t, err)
	require.Equal(t, batch.Inserted, rep.Results[0].Action)
	require.Equal(t, batch.Updated, rep.Results[1].Action)
	require.ErrorIs(t, rep.Results[2].Err, attendee.ErrDuplicateKey)
	a, err := svc.Get(t.Context(), session, attendee.ByEmail("a@example.com"))
	require.NoError(t, err)
	require.Equal(t, int32(2), a.Version)
	require.Equal(t, "e", a.Role)
}
