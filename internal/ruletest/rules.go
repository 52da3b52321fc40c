package ruletest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func patchHasThreeStates_X4_X5(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{FirstName: "Ada", LastName: "Lovelace", Company: "Acme", Mobile: "1", Email: "a@example.com"})
	require.NoError(t, err)
	var p attendee.Patch
	require.NoError(t, json.Unmarshal([]byte(`{"company":null,"mobile":"","first_name":"Augusta","email":null}`), &p))
	b, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), p)
	require.NoError(t, err)
	require.Equal(t, []string{"", "", "Augusta", "Lovelace", ""}, []string{b.Company, b.Mobile, b.FirstName, b.LastName, b.Email})
	_, err = svc.Get(t.Context(), session, attendee.ByEmail("a@example.com"))
	require.ErrorIs(t, err, attendee.ErrNotFound, "a cleared address is free")

	require.ErrorIs(t, json.Unmarshal([]byte(`{"last_name":null}`), &p), patch.ErrNull)
	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{LastName: patch.To(" ")})
	rejected(t, err, attendee.ErrRequired, "last_name")
}

func lengthsCountCharacters_C11(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	long := func(n int) string { return strings.Repeat("é", n) }
	for field, c := range map[string]struct {
		limit int
		set   func(string) attendee.Patch
	}{
		"first_name":     {50, func(s string) attendee.Patch { return attendee.Patch{FirstName: patch.Set(s)} }},
		"last_name":      {132, func(s string) attendee.Patch { return attendee.Patch{LastName: patch.To(s)} }},
		"middle_initial": {1, func(s string) attendee.Patch { return attendee.Patch{MiddleInitial: patch.Set(s)} }},
		"suffix":         {32, func(s string) attendee.Patch { return attendee.Patch{Suffix: patch.Set(s)} }},
		"title":          {32, func(s string) attendee.Patch { return attendee.Patch{Title: patch.Set(s)} }},
		"company":        {150, func(s string) attendee.Patch { return attendee.Patch{Company: patch.Set(s)} }},
		"mobile":         {32, func(s string) attendee.Patch { return attendee.Patch{Mobile: patch.Set(s)} }},
		"user_id":        {64, func(s string) attendee.Patch { return attendee.Patch{UserID: patch.Set(s)} }},
		"external_id":    {48, func(s string) attendee.Patch { return attendee.Patch{ExternalID: patch.Set(s)} }},
		"role":           {8, func(s string) attendee.Patch { return attendee.Patch{Role: patch.To(s)} }},
	} {
		t.Run(field, func(t *testing.T) {
			ref := attendee.ByID(guest(t, svc, field+"@example.com").ID)
			for _, n := range []int{max(1, c.limit-1), c.limit} {
				_, err := svc.Update(t.Context(), session, ref, c.set(long(n)))
				require.NoError(t, err, n)
			}
			_, err := svc.Update(t.Context(), session, ref, c.set(long(c.limit+1)))
			require.Equal(t, c.limit, rejected(t, err, attendee.ErrTooLong, field).Limit)
			for _, bad := range []string{"a\x00b", "a\xffb", "\xed\xa0\x80"} {
				_, err := svc.Update(t.Context(), session, ref, c.set(bad))
				rejected(t, err, attendee.ErrInvalidText, field)
			}
		})
	}
	ref := attendee.ByID(guest(t, svc, "mail@example.com").ID)
	fits := "l@" + strings.Repeat("a.", 120) + "example.com" // 253 bytes
	for address, code := range map[string]batch.Code{
		fits:                           {},
		"l" + fits:                     {},
		"ll" + fits:                    attendee.ErrTooLong,
		strings.Repeat("l", 65) + "@x": attendee.ErrInvalidFormat,
		"no":                           attendee.ErrInvalidFormat,
		"a\x00@x":                      attendee.ErrInvalidText,
	} {
		_, err := svc.Update(t.Context(), session, ref, attendee.Patch{Email: patch.Set(address)})
		if code == (batch.Code{}) {
			require.NoError(t, err)
		} else {
			rejected(t, err, code, "email")
		}
	}
}

func allReasonsAtOnce(t *testing.T, open storagetest.Factory) {
	_, err := newService(t, open).Create(t.Context(), session, attendee.Attendee{Email: "bad", Title: strings.Repeat("x", 33), Custom: map[string]storage.Value{"x": storage.Int(1)}})
	for _, code := range []batch.Code{attendee.ErrInvalidFormat, attendee.ErrTooLong, attendee.ErrUnknownField, attendee.ErrRequired} {
		require.ErrorIs(t, err, code)
	}
	var all batch.Errors
	require.ErrorAs(t, err, &all)
	require.Len(t, all, 4)
}

func roles_P11_P12(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Role: "e+"})
	require.NoError(t, err)
	require.Equal(t, "e+", a.Role)

	closed, err := attendee.New(open(t), attendee.Policy{Roles: []string{"u", "e"}, DefaultRole: "e"})
	require.NoError(t, err)
	a, err = closed.Create(t.Context(), session, attendee.Attendee{LastName: "X"})
	require.NoError(t, err)
	require.Equal(t, "e", a.Role)
	_, err = closed.Create(t.Context(), session, attendee.Attendee{LastName: "X", Role: "a"})
	rejected(t, err, attendee.ErrInvalidFormat, "role")
}

func policyMustBeConsistent(t *testing.T, open storagetest.Factory) {
	for name, p := range map[string]attendee.Policy{
		"default not allowed": {Roles: []string{"e"}},
		"long role":           {DefaultRole: "instructor"},
		"currency":            {DefaultCurrency: "usd"},
		"field kind":          {Fields: []attendee.FieldDef{{Key: "x", Kind: "?"}}},
		"field key":           {Fields: []attendee.FieldDef{{Key: " x", Kind: storage.FieldText}}},
		"field length":        {Fields: []attendee.FieldDef{{Key: "x", Kind: storage.FieldText, MaxLen: -1}}},
		"empty list":          {Fields: []attendee.FieldDef{{Key: "x", Kind: storage.FieldList}}},
		"field twice":         {Fields: []attendee.FieldDef{{Key: "x", Kind: storage.FieldText}, {Key: "x", Kind: storage.FieldInteger}}},
	} {
		_, err := attendee.New(open(t), p)
		require.Error(t, err, name)
	}
}

func versionsMoveWithTheContentOnly_X19_X33(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	same, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{FirstName: patch.Set("Ada")})
	require.NoError(t, err)
	require.Equal(t, a, same, "a patch that changes nothing makes no version")

	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Actor: "host", Commands: []batch.Command{
		attendee.Update{Ref: attendee.ByID(a.ID), Set: attendee.Patch{FirstName: patch.Set("Augusta")}, IfVersion: 1},
	}})
	require.NoError(t, err)
	b, _ := batch.RecordOf[attendee.Attendee](rep.Results[0])
	require.Equal(t, int32(2), b.Version)
	require.Equal(t, "host", b.UpdatedBy)

	_, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.Update{Ref: attendee.ByID(a.ID), Set: attendee.Patch{FirstName: patch.Set("A")}, IfVersion: 1},
	}})
	e := rejected(t, err, batch.ErrRejected, "")
	require.ErrorIs(t, e, attendee.ErrVersionConflict)
	require.ErrorIs(t, e, batch.Stale)
	var stale *batch.Error
	require.ErrorAs(t, e.Err, &stale)
	require.Equal(t, int32(2), stale.Version)
	require.Equal(t, b.Ref(), stale.Existing)

	first, err := svc.Version(t.Context(), session, attendee.ByID(a.ID), 1)
	require.NoError(t, err)
	require.Equal(t, a, first, "C24: a past version as it was")
	second, err := svc.Version(t.Context(), session, attendee.ByID(a.ID), 2)
	require.NoError(t, err)
	require.Equal(t, b, second)
	_, err = svc.Version(t.Context(), session, attendee.ByID(a.ID), 3)
	rejected(t, err, attendee.ErrVersionNotFound, "version")
}

func everyWriteTakesIfVersion_X19(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	for _, c := range []batch.Command{
		attendee.Update{Ref: attendee.ByID(a.ID), IfVersion: 9},
		attendee.Upsert{Ref: attendee.ByID(a.ID), IfVersion: 9},
		attendee.Delete{Ref: attendee.ByID(a.ID), IfVersion: 9},
	} {
		rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{c}})
		require.NoError(t, err)
		require.ErrorIs(t, rep.Results[0].Err, attendee.ErrVersionConflict)
	}
	p := attendee.Patch{FirstName: patch.Set("N"), LastName: patch.To("N")}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		attendee.Upsert{Ref: attendee.ByEmail("nobody@example.com"), Set: p, IfVersion: 1},
	}})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[0].Err, attendee.ErrNotFound, "a version of nobody")
}

func eventsNameFieldsNotValues(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{Fields: []attendee.FieldDef{{Key: "diet", Kind: storage.FieldText}}})
	require.NoError(t, err)
	a := guest(t, svc, "canary@example.com")
	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{
		FirstName: patch.Set("canary"), Custom: map[string]patch.Field[storage.Value]{"diet": patch.Set(storage.Text("canary"))},
	})
	require.NoError(t, err)
	_, err = svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	events, err := store.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 10})
	require.NoError(t, err)
	var told []string
	for _, e := range events {
		require.NotContains(t, string(e.Data), "canary")
		require.Equal(t, a.ID, e.Subject.ID)
		told = append(told, e.Type+" "+string(e.Data))
	}
	require.Equal(t, []string{
		`attendee.created {"version":1}`,
		`attendee.updated {"version":2,"changed":["first_name","custom.diet"]}`,
		`attendee.deleted {"version":3,"changed":["status"]}`,
	}, told)

	quiet, err := attendee.New(open(t), attendee.Policy{WithoutEvents: true, WithoutHistory: true})
	require.NoError(t, err)
	a = guest(t, quiet, "a@example.com")
	_, err = quiet.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{FirstName: patch.Set("B")})
	require.NoError(t, err)
	_, err = quiet.Version(t.Context(), session, attendee.ByID(a.ID), 1)
	require.ErrorIs(t, err, attendee.ErrVersionNotFound)
}

func typesMayChangeUnderAPolicy_G11(t *testing.T, open storagetest.Factory) {
	svc, err := attendee.New(open(t), attendee.Policy{TypesMayChange: true})
	require.NoError(t, err)
	size := func(kind storage.FieldKind, options ...string) []attendee.FieldDef {
		return []attendee.FieldDef{{Key: "size", Kind: kind, Options: options}, {Key: "of" + string(kind), Kind: storage.FieldText}}
	}
	for _, def := range []attendee.DefineType{
		{Code: "A", Name: "a", Fields: size(storage.FieldText)},
		{Code: "B", Name: "b", Fields: size(storage.FieldInteger), Required: []string{"email"}},
		{Code: "C", Name: "c", Fields: size(storage.FieldList, "S", "M")},
	} {
		_, err := svc.DefineType(t.Context(), session, def)
		require.NoError(t, err)
	}
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "A", Custom: map[string]storage.Value{
		"size": storage.Text("7"), "oftext": storage.Text("kept"),
	}})
	require.NoError(t, err)
	to := func(code string, set attendee.Patch) (attendee.Attendee, error) {
		set.TypeCode = patch.To(code)
		return svc.Update(t.Context(), session, attendee.ByID(a.ID), set)
	}
	_, err = to("B", attendee.Patch{})
	rejected(t, err, attendee.ErrRequired, "email")
	_, err = to("C", attendee.Patch{})
	rejected(t, err, attendee.ErrInvalidCustom, "custom.size")
	_, err = to(" ", attendee.Patch{})
	rejected(t, err, attendee.ErrImmutableField, "type_code")
	_, err = to("NOSHOWS", attendee.Patch{})
	rejected(t, err, attendee.ErrTypeReserved, "type_code")

	b, err := to("b", attendee.Patch{Email: patch.Set("x@example.com")})
	require.NoError(t, err)
	require.Equal(t, "B", b.TypeCode)
	require.Equal(t, storage.Int(7), b.Custom["size"], "as the new type has it")
	require.EqualValues(t, 2, b.Version)
	shown, err := svc.Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.NotContains(t, shown.Custom, "oftext", "the new type does not define it")

	c, err := to("C", attendee.Patch{Custom: map[string]patch.Field[storage.Value]{"size": patch.Set(storage.Text("M"))}})
	require.NoError(t, err)
	require.Equal(t, storage.Text("M"), c.Custom["size"])
	back, err := to("A", attendee.Patch{})
	require.NoError(t, err)
	require.Equal(t, storage.Text("kept"), back.Custom["oftext"])
}

func createMayRequireMore_X3(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	c := attendee.Create{New: attendee.Attendee{LastName: "X"}, Required: []string{"first_name", "last_name"}}
	_, err := svc.Do(t.Context(), session, c)
	rejected(t, err, attendee.ErrRequired, "first_name")
	c.New.FirstName = "Y"
	_, err = svc.Do(t.Context(), session, c)
	require.NoError(t, err)
}

func createTakesNothingThatTheLibraryDecides(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	done := guest(t, svc, "a@example.com")
	for field, a := range map[string]attendee.Attendee{
		"id":             {Head: storage.Head{ID: done.ID}},
		"rev":            {Head: storage.Head{Rev: 1}},
		"created_at":     {Head: storage.Head{CreatedAt: done.CreatedAt}},
		"updated_at":     {Head: storage.Head{UpdatedAt: done.CreatedAt}},
		"version":        {Version: 1},
		"status":         {Status: storage.StatusDeleted},
		"updated_by":     {UpdatedBy: "x"},
		"deleted_at":     {DeletedAt: done.CreatedAt},
		"unique":         {Unique: done.Unique},
		"preferred_name": {PreferredName: "x"},
	} {
		a.LastName = "X"
		_, err := svc.Create(t.Context(), session, a)
		rejected(t, err, attendee.ErrImmutableField, field)
	}
}

func typeAndCurrencyDoNotChange_C13_C18(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	for _, code := range []string{"SPOUSE", "BUSGUEST"} {
		_, err := svc.DefineType(t.Context(), session, attendee.DefineType{Code: code, Name: "Name of " + code})
		require.NoError(t, err)
	}
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "spouse"})
	require.NoError(t, err)
	require.Equal(t, "SPOUSE", a.TypeCode)
	require.Equal(t, "USD", a.Currency)
	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{TypeCode: patch.To("BUSGUEST")})
	rejected(t, err, attendee.ErrImmutableField, "type_code")
	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{Currency: patch.To("EUR")})
	rejected(t, err, attendee.ErrImmutableField, "currency")
	same, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{TypeCode: patch.To(" Spouse"), Currency: patch.To("USD")})
	require.NoError(t, err)
	require.Equal(t, a, same)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Currency: "euro"})
	rejected(t, err, attendee.ErrInvalidFormat, "currency")

	untyped := guest(t, svc, "a@example.com")
	typed, err := svc.Update(t.Context(), session, attendee.ByID(untyped.ID), attendee.Patch{TypeCode: patch.To("busguest")})
	require.NoError(t, err)
	require.Equal(t, "BUSGUEST", typed.TypeCode)
}

func reservedTypes_C28_C29_C30(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	a := guest(t, svc, "a@example.com")
	for _, code := range []string{"NOSHOWS", "SYSEMP", "UNDEF", " noshows "} {
		_, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: code})
		rejected(t, err, attendee.ErrTypeReserved, "type_code")
		_, _, err = svc.Upsert(t.Context(), session, attendee.ByExternal("E"), attendee.Patch{LastName: patch.To("X"), TypeCode: patch.To(code)})
		rejected(t, err, attendee.ErrTypeReserved, "type_code")
		_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{TypeCode: patch.To(code)})
		rejected(t, err, attendee.ErrTypeReserved, "type_code")
		_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: code, Name: "X"})
		rejected(t, err, attendee.ErrTypeReserved, "code")
	}
	// A record that the host has put there by another way is not touched.
	system := storage.Attendee{Status: storage.StatusActive, Version: 1, LastName: "No Show Attendee", TypeCode: "NOSHOWS"}
	system.Scope, system.ID, system.Rev = session, storage.ID{9}, 1
	require.NoError(t, store.Apply(t.Context(), storage.ChangeSet{Scope: session, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{system}}}))
	_, err = svc.Update(t.Context(), session, attendee.ByID(system.ID), attendee.Patch{LastName: patch.To("Y")})
	rejected(t, err, attendee.ErrTypeReserved, "type_code")
	_, err = svc.Delete(t.Context(), session, attendee.ByID(system.ID))
	rejected(t, err, attendee.ErrTypeReserved, "type_code")
}

func typesRequireAndClose(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	def := attendee.DefineType{
		Code: "HCP", Name: "Health professional", Required: []string{"company", "custom.npi"},
		Fields: []attendee.FieldDef{{Key: "npi", Kind: storage.FieldInteger}},
	}
	ty, err := svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	again, err := svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	require.Equal(t, ty, again)

	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "HCP"})
	var all batch.Errors
	require.ErrorAs(t, err, &all)
	require.Equal(t, []string{"company", "custom.npi"}, []string{all[0].Field, all[1].Field})
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "HCP", Company: "Acme", Custom: map[string]storage.Value{"npi": storage.Text("12")}})
	require.NoError(t, err)
	require.Equal(t, storage.Int(12), a.Custom["npi"])
	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{Company: patch.Clear[string]()})
	rejected(t, err, attendee.ErrRequired, "company")

	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "NONE"})
	rejected(t, err, attendee.ErrTypeNotFound, "type_code")
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "OTHER", Name: "HEALTH professional"})
	require.Equal(t, ty.Ref(), rejected(t, err, attendee.ErrDuplicateKey, "name").Existing)
	for field, bad := range map[string]attendee.DefineType{
		"code":        {Name: "X"},
		"name":        {Code: "X"},
		"fields.f":    {Code: "X", Name: "X", Fields: []attendee.FieldDef{{Key: "f", Kind: "?"}}},
		"required.zz": {Code: "X", Name: "X", Required: []string{"zz"}},
	} {
		_, err = svc.DefineType(t.Context(), session, bad)
		require.Equal(t, field, rejected(t, err, codeOf(err), field).Field)
	}
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "NINECHARS", Name: "X"})
	rejected(t, err, attendee.ErrTooLong, "code")

	def.Closed = true
	_, err = svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "HCP", Company: "Acme", Custom: map[string]storage.Value{"npi": storage.Int(1)}})
	rejected(t, err, attendee.ErrTypeClosed, "type_code")

	def.Closed, def.Inactive = false, true
	_, err = svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	def.Inactive = false
	_, err = svc.DefineType(t.Context(), session, def)
	rejected(t, err, attendee.ErrTypeClosed, "inactive") // C41
}

func codeOf(err error) batch.Code {
	e, _ := err.(*batch.Error)
	if e == nil {
		return batch.Code{}
	}
	return e.Code
}

func customFields_X15_X16_X24(t *testing.T, open storagetest.Factory) {
	fields := []attendee.FieldDef{
		{Key: "custom1", Kind: storage.FieldText},
		{Key: "custom20", Kind: storage.FieldText},
		{Key: "custom21", Kind: storage.FieldText},
		{Key: "custom25", Kind: storage.FieldText},
		{Key: "note", Kind: storage.FieldText},
		{Key: "short", Kind: storage.FieldText, MaxLen: 3},
		{Key: "n", Kind: storage.FieldInteger},
		{Key: "x", Kind: storage.FieldNumber},
		{Key: "vip", Kind: storage.FieldBoolean},
		{Key: "day", Kind: storage.FieldDate},
		{Key: "diet", Kind: storage.FieldList, Options: []string{"meat", "vegan"}},
	}
	svc, err := attendee.New(open(t), attendee.Policy{Fields: fields})
	require.NoError(t, err)
	ref := attendee.ByID(guest(t, svc, "a@example.com").ID)
	set := func(key string, v storage.Value) (attendee.Attendee, error) {
		return svc.Update(t.Context(), session, ref, attendee.Patch{Custom: map[string]patch.Field[storage.Value]{key: patch.Set(v)}})
	}
	for key, limit := range map[string]int{"custom1": 100, "custom20": 100, "custom21": 48, "custom25": 48, "note": 255, "short": 3} {
		_, err := set(key, storage.Text(strings.Repeat("ß", limit)))
		require.NoError(t, err)
		_, err = set(key, storage.Text(strings.Repeat("ß", limit+1)))
		require.Equal(t, limit, rejected(t, err, attendee.ErrTooLong, "custom."+key).Limit)
	}
	for _, v := range []string{"true", "Y", "yes", "1"} {
		a, err := set("vip", storage.Text(v))
		require.NoError(t, err)
		require.Equal(t, storage.Bool(true), a.Custom["vip"])
	}
	a, err := set("vip", storage.Bool(false))
	require.NoError(t, err)
	require.Equal(t, storage.Bool(false), a.Custom["vip"])
	for key, good := range map[string]storage.Value{"n": storage.Int(-3), "x": storage.Text("1.50"), "day": storage.Text("2026-02-28"), "diet": storage.Text("vegan")} {
		_, err := set(key, good)
		require.NoError(t, err, key)
	}
	for key, bad := range map[string]storage.Value{"n": storage.Text("1.5"), "x": storage.Text("NaN"), "vip": storage.Text("maybe"), "day": storage.Text("2026-02-30"), "diet": storage.Text("fish")} {
		_, err := set(key, bad)
		rejected(t, err, attendee.ErrInvalidCustom, "custom."+key)
	}
	_, err = set("note", storage.Text("a\x00"))
	rejected(t, err, attendee.ErrInvalidText, "custom.note")
	_, err = set("nope", storage.Text("x"))
	rejected(t, err, attendee.ErrUnknownField, "custom.nope")

	before, err := svc.Get(t.Context(), session, ref)
	require.NoError(t, err)
	var p attendee.Patch
	require.NoError(t, json.Unmarshal([]byte(`{"custom":{"vip":null,"diet":"","n":4}}`), &p))
	after, err := svc.Update(t.Context(), session, ref, p)
	require.NoError(t, err)
	require.Len(t, after.Custom, len(before.Custom)-2, "G7: merged by key, null and \"\" clear")
	require.Equal(t, storage.Int(4), after.Custom["n"])

	lenient, err := attendee.New(open(t), attendee.Policy{IgnoreUnknownFields: true})
	require.NoError(t, err)
	rep, err := lenient.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{LastName: "X", Custom: map[string]storage.Value{"nope": storage.Int(1)}}},
	}})
	require.NoError(t, err)
	require.Equal(t, []string{"custom.nope"}, rep.Results[0].Warnings)
}

func actors_X21_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	for _, def := range []attendee.DefineType{{Code: "PRIV", Name: "private"}, {Code: "PUB", Name: "public", Public: true}} {
		_, err := svc.DefineType(t.Context(), session, def)
		require.NoError(t, err)
	}
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	bob := svc.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	chief := svc.As(attendee.Actor{UserID: "chief", Admin: true})

	mine, err := ann.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "PRIV", Email: "p@example.com"})
	require.NoError(t, err)
	require.Equal(t, "ann", mine.Owner.UserID)
	require.Equal(t, "ann", mine.UpdatedBy)
	shared, err := ann.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "PUB"})
	require.NoError(t, err)
	require.True(t, shared.Owner.System())

	_, err = bob.Get(t.Context(), session, attendee.ByID(mine.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	_, err = bob.Update(t.Context(), session, attendee.ByID(mine.ID), attendee.Patch{LastName: patch.To("Y")})
	require.ErrorIs(t, err, attendee.ErrNotFound)
	_, err = bob.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "p@example.com"})
	require.Zero(t, rejected(t, err, attendee.ErrDuplicateKey, "email").Existing, "in the way, but not named")
	_, err = bob.Get(t.Context(), session, attendee.ByID(shared.ID))
	require.NoError(t, err)
	_, err = chief.Get(t.Context(), session, attendee.ByID(mine.ID))
	require.NoError(t, err)

	_, err = bob.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	rejected(t, err, attendee.ErrForbidden, "owner")
	for_ann, err := chief.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	require.Equal(t, "ann", for_ann.Owner.UserID)
	_, err = bob.DefineType(t.Context(), session, attendee.DefineType{Code: "T", Name: "T"})
	require.ErrorIs(t, err, attendee.ErrForbidden)

	reader, writer := svc.As(attendee.Actor{Read: true}), svc.As(attendee.Actor{UserID: "w", Write: true})
	for _, c := range []batch.Command{
		attendee.Create{New: attendee.Attendee{LastName: "X"}},
		attendee.Upsert{Ref: attendee.ByID(shared.ID)},
		attendee.Update{Ref: attendee.ByID(shared.ID)},
		attendee.Delete{Ref: attendee.ByID(shared.ID)},
	} {
		rep, err := reader.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{c}})
		require.NoError(t, err)
		require.ErrorIs(t, rep.Results[0].Err, attendee.ErrForbidden)
	}
	_, err = writer.Get(t.Context(), session, attendee.ByID(shared.ID))
	require.ErrorIs(t, err, attendee.ErrForbidden)
	_, err = writer.Version(t.Context(), session, attendee.ByID(shared.ID), 1)
	require.ErrorIs(t, err, attendee.ErrForbidden)
	blind, err := writer.Update(t.Context(), session, attendee.ByID(shared.ID), attendee.Patch{Title: patch.Set("Dr")})
	require.NoError(t, err)
	require.Equal(t, shared.ID, blind.ID)
	require.Empty(t, blind.LastName, "a writer who may not read is shown nothing")
}
