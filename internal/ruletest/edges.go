package ruletest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func writerIsShownNothingOnAReplay_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open).As(attendee.Actor{UserID: "w", Write: true})
	b := batch.Batch{Scope: session, Token: "t", Commands: guests(1, "u")}
	for range 2 {
		rep, err := svc.Batch(t.Context(), b)
		require.NoError(t, err)
		a, ok := batch.RecordOf[attendee.Attendee](rep.Results[0])
		require.True(t, ok)
		require.Empty(t, a.AttendanceCode+a.Email+a.LastName)
	}
}

func hiddenAttendeeIsInTheWay_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	_, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "p@example.com", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	bob := svc.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	p := attendee.Patch{FirstName: patch.Set("B"), LastName: patch.To("B")}
	for _, on := range []attendee.OnConflict{attendee.UpdateExisting, attendee.SkipExisting, attendee.RejectExisting} {
		rep, err := bob.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
			attendee.Upsert{Ref: attendee.ByEmail("p@example.com"), Set: p, OnConflict: on},
		}})
		require.NoError(t, err)
		require.Zero(t, rejected(t, rep.Results[0].Err, attendee.ErrDuplicateKey, "email").Existing)
	}
}

func splitReportsWhatWasWrittenBeforeAnError(t *testing.T, open storagetest.Factory) {
	inner := open(t)
	faulty := storagetest.Faulty(inner, storagetest.Fault{On: storagetest.CallApply, Nth: 2, Kind: storagetest.FaultError})
	svc, err := attendee.New(limited{faulty, 1}, attendee.Policy{WithoutEvents: true})
	require.NoError(t, err)
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: guests(4, "u")})
	require.ErrorIs(t, err, storagetest.ErrInjected)
	require.Equal(t, 1, rep.Succeeded)
	require.Len(t, rep.Results, 1)
	require.Len(t, everybody(t, inner), 1)
}

func blankIsEmpty_X5(t *testing.T, open storagetest.Factory) {
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{{Key: "diet", Kind: storage.FieldText}}})
	require.NoError(t, err)
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "T", Name: "T", Required: []string{"custom.diet"}})
	require.NoError(t, err, "a type may require a field of the policy")
	blank := map[string]storage.Value{"diet": storage.Text("  ")}
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "T", Custom: blank})
	rejected(t, err, attendee.ErrRequired, "custom.diet")
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Custom: blank})
	require.NoError(t, err)
	require.Empty(t, a.Custom)

	a = guest(t, svc, "a@example.com")
	var p attendee.Patch
	require.NoError(t, json.Unmarshal([]byte(`{"email":" ","type_code":"","first_name":" "}`), &p))
	a, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), p)
	require.NoError(t, err)
	require.Empty(t, a.Email+a.Unique.Email+a.FirstName)
}

func leftoverOfADefinitionCanBeCleared_X15(t *testing.T, open storagetest.Factory) {
	store := open(t)
	before, err := attendee.New(store, attendee.Policy{Fields: []attendee.FieldDef{{Key: "old", Kind: storage.FieldText}}})
	require.NoError(t, err)
	a, err := before.Create(t.Context(), session, attendee.Attendee{LastName: "X", Custom: map[string]storage.Value{"old": storage.Text("x")}})
	require.NoError(t, err)
	now, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	gone := attendee.Patch{Custom: map[string]patch.Field[storage.Value]{"old": patch.Clear[storage.Value]()}}
	a, err = now.Update(t.Context(), session, attendee.ByID(a.ID), gone)
	require.NoError(t, err)
	require.Empty(t, a.Custom)
	_, err = now.Update(t.Context(), session, attendee.ByID(a.ID), gone)
	rejected(t, err, attendee.ErrUnknownField, "custom.old")
}

func badDefinitionsAreRejectedForThemselves(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	for _, bad := range []struct {
		def attendee.FieldDef
		why string // which holds nothing of the definition
	}{
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldText, Label: "canary\xff"}, "the label is too long or not tidy"},
		{attendee.FieldDef{Key: "canary ", Kind: storage.FieldText}, "the key is empty, too long or not tidy"},
		{attendee.FieldDef{Key: "canary", Kind: "canary"}, "unknown kind"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldList}, "a list needs options"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldList, Options: []string{" canary"}}, "an option is empty, too long or not tidy"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldList, Options: []string{"Canary", "canary"}}, "two options are the same, or differ only in case"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldConnectedList, Under: "x", Branches: map[string][]string{"a": {"É"}, "": {"é", "É"}}}, "two options are the same, or differ only in case"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldConnectedList, Under: "x", Branches: map[string][]string{"a": {"b"}, "A": {"c"}}}, "two options are the same, or differ only in case"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldText, Under: "canary"}, "only a connected list is under another"},
		{attendee.FieldDef{Key: "canary", Kind: storage.FieldConnectedList, Under: "canary"}, "a connected list needs another list and options under its values"},
		{attendee.FieldDef{Key: "custom21", Kind: storage.FieldText, MaxLen: 49}, "the length is negative or over the limit of the key"},
	} {
		_, err := svc.DefineType(t.Context(), session, attendee.DefineType{Code: "T", Name: "T", Fields: []attendee.FieldDef{bad.def}})
		why := rejected(t, err, attendee.ErrInvalidFormat, "fields."+bad.def.Key)
		require.EqualError(t, why.Err, bad.why)
	}
	twice := attendee.FieldDef{Key: "canary", Kind: storage.FieldText}
	_, err := svc.Do(t.Context(), session, attendee.DefineFields{Fields: []attendee.FieldDef{twice, twice}})
	require.EqualError(t, rejected(t, err, attendee.ErrInvalidFormat, "fields.canary").Err, "the key is defined twice")
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{
		Code: "T", Name: "T", Required: []string{"z"},
		Fields: []attendee.FieldDef{{Key: "z", Kind: storage.FieldText}},
	})
	rejected(t, err, attendee.ErrUnknownField, "required.z")
}

func tokenTellsCommandsApart_S7(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	send := func(token string, c batch.Command) error {
		_, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Token: token, Commands: append(guests(1, "u"), c)})
		return err
	}
	a, b := attendee.ByEmail("a@example.com"), attendee.ByEmail("b@example.com")
	keep := map[string]patch.Field[storage.Value]{"x": {}}
	wipe := map[string]patch.Field[storage.Value]{"x": patch.Clear[storage.Value]()}
	require.NoError(t, send("1", attendee.Update{Ref: attendee.ByAll(a, b)}))
	rejected(t, send("1", attendee.Update{Ref: b}), batch.ErrTokenMismatch, "token")
	require.NoError(t, send("2", attendee.Update{Ref: a, Set: attendee.Patch{Custom: keep}}))
	rejected(t, send("2", attendee.Update{Ref: a, Set: attendee.Patch{Custom: wipe}}), batch.ErrTokenMismatch, "token")
	require.NoError(t, send("3", attendee.Delete{Ref: a}))
	rejected(t, send("3", attendee.Update{Ref: a}), batch.ErrTokenMismatch, "token")
}
