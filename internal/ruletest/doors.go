package ruletest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// ownersAreComparedToTheLetter_X25_X32: folding, which searches do, must not
// show one user what another owns.
func ownersAreComparedToTheLetter_X25_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	const guid = "44EF7B95-81B0-419D-BB0D-DFBD545F6008"
	for _, owner := range []string{"ann", "ANN", "straße", "strasse", guid} {
		_, err := svc.Create(t.Context(), session, attendee.Attendee{FirstName: owner, LastName: "X", Owner: attendee.Owner{UserID: owner}})
		require.NoError(t, err)
	}
	for user, want := range map[string]string{"ann": "ann", "ANN": "ANN", "strasse": "strasse", "44ef7b95-81b0-419d-bb0d-dfbd545f6008": guid} {
		actor := svc.As(attendee.Actor{UserID: user, Read: true})
		page, err := actor.List(t.Context(), session, attendee.Query{})
		require.NoError(t, err)
		require.Len(t, page.Attendees, 1, user)
		require.Equal(t, want, page.Attendees[0].FirstName)
		_, err = actor.Get(t.Context(), session, attendee.ByID(page.Attendees[0].ID))
		require.NoError(t, err, "what a list shows can be read")
	}
	require.Equal(t, []string{"ANN"}, find(t, svc, attendee.Query{Where: []attendee.Filter{where("owner", "=", "ANN")}}))
}

func hiddenAttendeesAreNamedByNoDoor_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	hidden, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "h@example.com", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	own := guest(t, svc, "own@example.com")
	do[attendee.Group](t, svc, attendee.CreateGroup{Name: "g"})
	do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: attendee.ByID(hidden.ID)})
	f := do[attendee.FormResponse](t, svc, attendee.AddResponse{Attendee: attendee.ByID(hidden.ID), FormID: "f", Data: json.RawMessage(`1`)})

	bob := svc.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	_, err = bob.Get(t.Context(), session, attendee.ByAll(attendee.ByID(own.ID), attendee.ByEmail("h@example.com")))
	require.Zero(t, rejected(t, err, attendee.ErrKeyConflict, "email").Existing)
	ref := attendee.ByID(hidden.ID)
	for _, c := range []batch.Command{
		attendee.Update{Ref: ref},
		attendee.Delete{Ref: ref},
		attendee.Inactivate{Ref: ref},
		attendee.Transfer{Ref: ref},
		attendee.Merge{Into: attendee.ByID(own.ID), From: ref},
		attendee.Merge{Into: ref, From: attendee.ByID(own.ID)},
		attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: ref},
		attendee.RemoveMember{Group: attendee.GroupByName("g"), Attendee: ref},
		attendee.AddResponse{Attendee: ref, FormID: "f", Data: json.RawMessage(`1`)},
		attendee.RemoveResponse{ID: f.ID},
	} {
		_, err := bob.Do(t.Context(), session, c)
		require.ErrorIs(t, err, batch.NotFound, "%T", c)
		require.NotContains(t, err.Error(), hidden.ID.String())
	}
	require.Empty(t, members(t, bob, "g"))
	for _, err := range []error{
		second(bob.History(t.Context(), session, ref)), second(bob.Groups(t.Context(), session, ref)),
		second(bob.Responses(t.Context(), session, ref)), second(bob.Version(t.Context(), session, ref, 1)),
	} {
		require.ErrorIs(t, err, attendee.ErrNotFound)
	}
}

func second[T any](_ T, err error) error { return err }

func readersRightsHoldAtEveryDoor_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	do[attendee.Group](t, svc, attendee.CreateGroup{Name: "g"})
	f := do[attendee.FormResponse](t, svc, attendee.AddResponse{Attendee: attendee.ByID(a.ID), FormID: "f", Data: json.RawMessage(`"secret"`)})
	writer := svc.As(attendee.Actor{UserID: "w", Write: true})
	res, err := writer.Do(t.Context(), session, attendee.RemoveResponse{ID: f.ID})
	require.NoError(t, err)
	require.Nil(t, res.Record, "who may not read is shown no answer")
	for _, err := range writer.AllGroups(t.Context(), session) {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
	for _, err := range writer.Members(t.Context(), session, attendee.GroupByName("g")) {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
	_, err = writer.Types(t.Context(), session)
	require.ErrorIs(t, err, attendee.ErrForbidden)
	_, err = writer.Groups(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrForbidden)
}

// plansAskAsOftenAsTheyMust is a chain: only after the first item is found to
// be a twin does the second insert somebody, who may have a twin in turn.
func plansAskAsOftenAsTheyMust_C36(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	_, err := svc.DefineType(t.Context(), session, attendee.DefineType{Code: "T", Name: "T", DuplicateFields: []string{"last_name"}})
	require.NoError(t, err)
	for _, name := range []string{"A", "B"} {
		_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: name, TypeCode: "T"})
		require.NoError(t, err)
	}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		attendee.Create{New: attendee.Attendee{LastName: "A", TypeCode: "T", Email: "x@example.com"}},
		attendee.Upsert{Ref: attendee.ByEmail("x@example.com"), Set: attendee.Patch{FirstName: patch.Set("F"), LastName: patch.To("B"), TypeCode: patch.To("T")}},
	}})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[0].Err, attendee.ErrDuplicateMatch)
	require.ErrorIs(t, rep.Results[1].Err, attendee.ErrDuplicateMatch)
}

func mergeObeysWhatUpdatesObey(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	_, err := svc.DefineType(t.Context(), session, attendee.DefineType{
		Code: "T", Name: "T", Required: []string{"company"}, DuplicateFields: []string{"last_name"},
		Fields: []attendee.FieldDef{{Key: "mine", Kind: storage.FieldText}},
	})
	require.NoError(t, err)
	into, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "Into", Company: "Acme", TypeCode: "T"})
	require.NoError(t, err)
	from := guest(t, svc, "from@example.com")
	merge := attendee.Merge{Into: attendee.ByID(into.ID), From: attendee.ByID(from.ID)}
	for field, code := range map[string]batch.Code{"company": attendee.ErrRequired, "custom.theirs": attendee.ErrUnknownField} {
		c := merge
		c.Take = []string{field}
		_, err := svc.Do(t.Context(), session, c)
		rejected(t, err, code, field)
	}
	merge.Take = []string{"last_name"}
	got := do[attendee.Attendee](t, svc, merge)
	require.Equal(t, "Lovelace", got.LastName)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "lovelace", Company: "X", TypeCode: "T"})
	require.ErrorIs(t, err, attendee.ErrDuplicateMatch, "who was merged is found by what is there now")
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "Into", Company: "X", TypeCode: "T"})
	require.NoError(t, err)

	other := guest(t, svc, "other@example.com")
	same := do[attendee.Attendee](t, svc, attendee.Merge{Into: attendee.ByID(got.ID), From: attendee.ByID(other.ID)})
	require.Equal(t, got.Version, same.Version, "X19: nothing has changed")
}

func tombstonesAreNamedByIDAlone_X1(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, b := guest(t, svc, "a@example.com"), guest(t, svc, "b@example.com")
	_, err := svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	both := attendee.ByAll(attendee.ByID(a.ID), attendee.ByEmail("b@example.com"))
	got, err := svc.WithDeleted().Get(t.Context(), session, both)
	require.NoError(t, err)
	require.Equal(t, b.ID, got.ID)
	_, err = svc.Do(t.Context(), session, attendee.Erase{Ref: attendee.ByAll(attendee.ByID(a.ID), attendee.ByID(b.ID))})
	rejected(t, err, attendee.ErrKeyConflict, "id")
}

func replaysShowEveryKind_S7(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	b := batch.Batch{Scope: session, Token: "t", Commands: append(guests(1, "u"), attendee.CreateGroup{Name: "g"})}
	for range 2 {
		rep, err := svc.Batch(t.Context(), b)
		require.NoError(t, err)
		g, ok := batch.RecordOf[attendee.Group](rep.Results[1])
		require.True(t, ok)
		require.Equal(t, "g", g.Name)
	}
}

func limitsAreNamed_X34(t *testing.T, open storagetest.Factory) {
	svc := crowd(t, open)
	for field, q := range map[string]attendee.Query{
		"email": {Where: []attendee.Filter{where("email", "in", make([]string, 1001))}},
		"page":  {Page: 1_000_001},
	} {
		_, err := svc.List(t.Context(), session, q)
		require.NotZero(t, rejected(t, err, batch.ErrTooLarge, field).Limit)
	}
	_, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("custom.age", "like", "1%")}})
	rejected(t, err, attendee.ErrInvalidFormat, "custom.age")
	for _, a := range []attendee.Attendee{{LastName: "X", TypeCode: " ", Currency: " "}} {
		got, err := svc.Create(t.Context(), session, a)
		require.NoError(t, err, "X5")
		require.Equal(t, "USD", got.Currency)
	}
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "T", Name: "T", Required: []string{"preferred_name"}, DuplicateFields: []string{"attendance_code"}})
	require.ErrorIs(t, err, attendee.ErrUnknownField)
	require.ErrorContains(t, err, "duplicate_fields.attendance_code")
}

func whatCameAndWentIsGuardedByNothing(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: []batch.Command{
		attendee.CreateGroup{Name: "g"},
		attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: attendee.ByID(a.ID)},
		attendee.DeleteGroup{Group: attendee.GroupByName("g")},
	}})
	require.NoError(t, err)
	require.Equal(t, 1, rep.Attempts)
}

func tokensTakeMalformedItems_S7(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	send := func(data json.RawMessage) (batch.Report, error) {
		return svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t", Commands: append(guests(1, "u"),
			attendee.AddResponse{Attendee: attendee.ByID(a.ID), FormID: "f", Data: data})})
	}
	rep, err := send(json.RawMessage(`{`))
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[1].Err, attendee.ErrInvalidFormat)
	for _, other := range []json.RawMessage{nil, json.RawMessage(`null`), json.RawMessage(`{}`)} {
		_, err = send(other)
		require.ErrorIs(t, err, batch.ErrTokenMismatch)
	}
}

// ownUpsert is a command of a host's own that builds on one of the library's.
type ownUpsert struct{ attendee.Upsert }

func (ownUpsert) Plan(*batch.Draft, batch.Env) (batch.Outcome, error) {
	return batch.Outcome{}, &batch.Error{Code: attendee.ErrForbidden, Field: "by the host"}
}

func commandsOfTheHostArePlannedByTheHost(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	_, err := svc.Do(t.Context(), session, ownUpsert{guests(1, "u")[0].(attendee.Upsert)})
	rejected(t, err, attendee.ErrForbidden, "by the host")
	_, err = svc.Do(t.Context(), session, nil)
	require.Error(t, err)
}

// part is a command of a host's own that plans one of the library's.
type part struct {
	batch.Command
	rules attendee.Rules
}

func (c part) Needs(n *batch.Needs) { c.rules.Ask(n, c.Command) }

func (c part) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.rules.Plan(d, env, c.Command)
}

// look is a command of a host's own that looks at somebody.
type look struct {
	ref   attendee.Ref
	rules attendee.Rules
	see   func(attendee.Rules, *batch.Draft, *attendee.Ref) error
}

func (c look) Needs(n *batch.Needs) { c.ref.Needs(n) }

func (c look) Plan(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
	return batch.Outcome{}, c.see(c.rules, d, &c.ref)
}

// zeroRulesForbidEverything_X32: a command of a host's own that was given no rules
// fails, instead of speaking for the host.
func zeroRulesForbidEverything_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	ref := attendee.ByID(a.ID)
	nobody := attendee.Rules{}
	for name, commands := range map[string][]batch.Command{
		"attendee": {
			attendee.Create{New: attendee.Attendee{LastName: "X"}},
			attendee.Upsert{Ref: ref, Set: attendee.Patch{LastName: patch.To("X")}},
			attendee.Update{Ref: ref, Set: attendee.Patch{LastName: patch.To("X")}},
			attendee.Delete{Ref: ref},
			attendee.Inactivate{Ref: ref},
			attendee.Transfer{Ref: ref},
			attendee.Erase{Ref: ref},
			attendee.CreateGroup{Name: "g"},
			attendee.AddResponse{Attendee: ref, FormID: "f", Data: json.RawMessage(`1`)},
			attendee.DefineType{Code: "T", Name: "T"},
			attendee.DefineFields{},
		},
		"above": {
			credential.Issue{Attendee: ref, Value: "v"},
			credential.DefineZone{Slug: "z"},
			expense.PutEntry{},
		},
		"look": {
			look{ref, nobody, func(r attendee.Rules, d *batch.Draft, ref *attendee.Ref) error {
				_, err := r.Find(d, ref)
				return err
			}},
			look{ref, nobody, func(r attendee.Rules, d *batch.Draft, ref *attendee.Ref) error {
				_, err := r.See(d, ref)
				return err
			}},
		},
	} {
		for _, c := range commands {
			for _, svc := range []*attendee.Service{svc, svc.As(attendee.Actor{})} {
				_, err := svc.Do(t.Context(), session, part{c, nobody})
				require.ErrorIs(t, err, attendee.ErrForbidden, "%s: %T", name, c)
			}
		}
	}
	for _, r := range []attendee.Rules{nobody, nobody.Sharing(), nobody.OwnedBy("ann")} {
		require.ErrorIs(t, r.MayWrite(), attendee.ErrForbidden)
		require.ErrorIs(t, r.MayAdminister(), attendee.ErrForbidden)
		require.False(t, r.Sees(a))
		_, known := r.Actor()
		require.True(t, known, "it is not the host's")
	}
	require.NoError(t, attendee.Host().MayAdminister())
	now, err := svc.Get(t.Context(), session, ref)
	require.NoError(t, err)
	require.Equal(t, a, now)
}

func commandsTravelAsJSON(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	for _, ref := range []attendee.Ref{
		attendee.ByID(a.ID), attendee.ByCode(a.AttendanceCode), attendee.ByUser("u"), attendee.ByExternal("E"), attendee.ByEmail("A@example.com"),
		attendee.ByAll(attendee.ByID(a.ID), attendee.ByEmail("x@example.com")),
		{},
	} {
		doc, err := json.Marshal(attendee.Update{Ref: ref, Set: attendee.Patch{Title: patch.Clear[string](), LastName: patch.To("N")}, IfVersion: 1})
		require.NoError(t, err)
		var back attendee.Update
		require.NoError(t, json.Unmarshal(doc, &back))
		require.Equal(t, ref, back.Ref)
		require.True(t, back.Set.Title.IsClear())
	}
	var g attendee.AddMember
	doc, err := json.Marshal(attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: attendee.ByID(a.ID)})
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(doc, &g))
	require.Equal(t, attendee.GroupByName("g"), g.Group)
	require.Error(t, json.Unmarshal([]byte(`{"ref":{"mail":"x"}}`), &attendee.Update{}))
	require.Error(t, json.Unmarshal([]byte(`{"ref":{"id":"x"}}`), &attendee.Update{}))
}

func sentAgainChangesNothing_X19(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	def := attendee.DefineType{Code: "T", Name: "T"}
	_, err := svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "T"})
	require.NoError(t, err)
	def.DuplicateFields = []string{"last_name"}
	_, err = svc.DefineType(t.Context(), session, def)
	require.NoError(t, err)
	same, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{LastName: patch.To("X")})
	require.NoError(t, err)
	require.Equal(t, a.Version, same.Version)

	for field, bad := range map[string]attendee.DefineType{
		"name":     {Code: "U", Name: "*"},
		"fields.f": {Code: "U", Name: "U", Fields: []attendee.FieldDef{{Key: "f", Kind: storage.FieldText, Under: "\xff"}}},
	} {
		_, err = svc.DefineType(t.Context(), session, bad)
		var e *batch.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, field, e.Field)
	}
}

func attendanceCodeIsForTheHost_P18(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	reader := svc.As(attendee.Actor{UserID: "r", Read: true, Write: true})
	got, err := reader.Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	page, err := reader.List(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	updated, err := reader.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{Title: patch.Set("Dr")})
	require.NoError(t, err)
	for _, shown := range append(page.Attendees, got, updated) {
		require.Empty(t, shown.AttendanceCode+shown.Unique.Code)
	}
	got, err = svc.As(attendee.Actor{Admin: true}).Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, a.AttendanceCode, got.AttendanceCode)

	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "PRIV", Name: "private"})
	require.NoError(t, err)
	_, err = svc.As(attendee.Actor{Write: true}).Create(t.Context(), session, attendee.Attendee{LastName: "X", TypeCode: "PRIV"})
	rejected(t, err, attendee.ErrForbidden, "owner") // nobody's would be everybody's

	token := batch.Batch{Scope: session, Token: "t", Commands: guests(1, "u")}
	_, err = reader.Batch(t.Context(), token)
	require.NoError(t, err)
	_, err = svc.Delete(t.Context(), session, attendee.ByEmail("guest0@example.com"))
	require.NoError(t, err)
	rep, err := reader.Batch(t.Context(), token)
	require.NoError(t, err)
	require.Nil(t, rep.Results[0].Record, "X18: whoever has been deleted since is not shown")
}
