package ruletest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// general returns a service with a type and fields such as the seeds show.
func general(t *testing.T, open storagetest.Factory) *attendee.Service {
	t.Helper()
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{
		{Key: "company", Kind: storage.FieldText},
		{Key: "job_title", Kind: storage.FieldText},
		{Key: "vip", Kind: storage.FieldBoolean},
		{Key: "since", Kind: storage.FieldDate},
		{Key: "age", Kind: storage.FieldInteger},
		{Key: "person", Kind: storage.FieldText},
	}})
	require.NoError(t, err)
	for _, def := range []attendee.DefineType{
		{Code: "BUSGUEST", Name: "Business guest"}, {Code: "SPOUSE", Name: "Spouse", Public: true}, // C31
	} {
		_, err := svc.DefineType(t.Context(), session, def)
		require.NoError(t, err)
	}
	return svc
}

func recordOfAProject_G1_G2_C35(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{
		FirstName: "Jane", LastName: "Smith", Email: "jane.smith@example.com", TypeCode: "SPOUSE",
		Custom: map[string]storage.Value{"company": storage.Text("Acme Corp"), "job_title": storage.Text("Engineer")},
	})
	require.NoError(t, err)
	require.NotZero(t, a.ID)
	require.Equal(t, time.UTC, a.CreatedAt.Location())
	require.Equal(t, a.CreatedAt, a.UpdatedAt)
	got, err := svc.Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, "Engineer", got.Custom["job_title"].String())
	page, err := svc.List(t.Context(), session, attendee.Query{Include: attendee.IncludeTypes})
	require.NoError(t, err)
	require.Equal(t, "Spouse", page.Types[0].Name)
}

func partialUpdates_G7_C14(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{
		FirstName: "Jane", LastName: "Smith", Title: "Dr", Custom: map[string]storage.Value{"company": storage.Text("Acme"), "job_title": storage.Text("Engineer")},
	})
	require.NoError(t, err)
	var p attendee.Patch
	require.NoError(t, json.Unmarshal([]byte(`{"email":"jane.updated@example.com","title":"","custom":{"job_title":"Senior Engineer"}}`), &p))
	b, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), p)
	require.NoError(t, err)
	require.Equal(t, []string{"Jane", "Smith", "", "jane.updated@example.com", "Acme", "Senior Engineer"},
		[]string{b.FirstName, b.LastName, b.Title, b.Email, b.Custom["company"].String(), b.Custom["job_title"].String()})
}

func errorsOfARecord_G9_C12(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	a := guest(t, svc, "a@example.com")
	_, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "A@EXAMPLE.com"})
	require.Equal(t, a.ID, rejected(t, err, attendee.ErrDuplicateKey, "email").Existing.ID)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Custom: map[string]storage.Value{"vip": storage.Text("perhaps")}})
	rejected(t, err, attendee.ErrInvalidCustom, "custom.vip")
	_, err = svc.Create(t.Context(), session, attendee.Attendee{FirstName: "X"})
	rejected(t, err, attendee.ErrRequired, "last_name")
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "NONE"})
	rejected(t, err, attendee.ErrTypeNotFound, "type_code")
}

func matchByIDThenExternalID_C3_C10(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X"})
	require.NoError(t, err)
	b, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{ExternalID: patch.Set("ext-1")})
	require.NoError(t, err)
	got, err := svc.Get(t.Context(), session, attendee.ByExternal("ext-1"))
	require.NoError(t, err, "the external ID is the key from then on")
	require.Equal(t, b, got)

	// C10: one record for a person and an address, the person in a custom field.
	for i := range 2 {
		_, _, err := svc.Upsert(t.Context(), session, attendee.ByExternal(fmt.Sprint("hcp-7-address-", i)), attendee.Patch{
			LastName: patch.To("Doctor"), Custom: map[string]patch.Field[storage.Value]{"person": patch.Set(storage.Text("hcp-7"))},
		})
		require.NoError(t, err)
	}
	require.Len(t, find(t, svc, attendee.Query{Where: []attendee.Filter{where("custom.person", "=", "HCP-7")}}), 2)
}

func ownerOfANewAttendee_C4_C7_C16(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	private, err := ann.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "BUSGUEST"})
	require.NoError(t, err)
	require.Equal(t, "ann", private.Owner.UserID, "C7: the type decides")
	public, err := ann.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "SPOUSE"})
	require.NoError(t, err)
	require.True(t, public.Owner.System())
	named, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "BUSGUEST", Owner: attendee.Owner{UserID: "bob", Name: "Builder, Bob"}})
	require.NoError(t, err)
	require.Equal(t, attendee.Owner{UserID: "bob", Name: "Builder, Bob"}, named.Owner)
	_, err = ann.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "bob"}})
	rejected(t, err, attendee.ErrForbidden, "owner")
}

func existingIsLeftWhereAsked_C6(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", ExternalID: "E"})
	require.NoError(t, err)
	upsert := func(on attendee.OnConflict) attendee.Attendee {
		return do[attendee.Attendee](t, svc, attendee.Upsert{
			Ref: attendee.ByExternal("E"), Set: attendee.Patch{LastName: patch.To("Y")}, OnConflict: on,
		})
	}
	require.Equal(t, a, upsert(attendee.SkipExisting))
	require.Equal(t, "Y", upsert(attendee.UpdateExisting).LastName)
}

func customValuesKeepTheirKind_C19_C21(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	for _, written := range []storage.Value{storage.Text("false"), storage.Text("N"), storage.Text("0"), storage.Bool(false)} {
		a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Custom: map[string]storage.Value{
			"vip": written, "since": storage.Text("2026-11-21"), "age": storage.Text("42"), "company": storage.Text("Acme"),
		}})
		require.NoError(t, err)
		got, err := svc.Get(t.Context(), session, attendee.ByID(a.ID))
		require.NoError(t, err)
		require.Equal(t, map[string]storage.Value{
			"vip": storage.Bool(false), "since": storage.Text("2026-11-21"), "age": storage.Int(42), "company": storage.Text("Acme"),
		}, got.Custom)
	}
}

func preferredNameIsForEmployees_C15(t *testing.T, open storagetest.Factory) {
	_, err := general(t, open).Create(t.Context(), session, attendee.Attendee{LastName: "X", PreferredName: "Y"})
	rejected(t, err, attendee.ErrImmutableField, "preferred_name")
}

func listOfRecords_C31_C32(t *testing.T, open storagetest.Factory) {
	svc := general(t, open)
	var commands []batch.Command
	for i := range 120 {
		commands = append(commands, attendee.Create{New: attendee.Attendee{
			FirstName: fmt.Sprint(i), LastName: "X", ExternalID: fmt.Sprint("E", i), TypeCode: []string{"BUSGUEST", "SPOUSE"}[i%2],
		}})
	}
	_, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: commands})
	require.NoError(t, err)
	page, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("type_code", "=", "SPOUSE")}, WithTotal: true})
	require.NoError(t, err)
	require.Len(t, page.Attendees, 25)
	require.Equal(t, 60, page.Total)
	require.NotEmpty(t, page.Next)
	page, err = svc.List(t.Context(), session, attendee.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, page.Attendees, 100)
	require.Equal(t, []string{"3", "5"}, find(t, svc, attendee.Query{Where: []attendee.Filter{where("external_id", "in", []string{"E3", "E5", "none"})}}))
}
