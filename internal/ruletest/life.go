package ruletest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// do runs one command and returns what it wrote.
func do[R storage.Record](t *testing.T, svc *attendee.Service, c batch.Command) R {
	t.Helper()
	res, err := svc.Do(t.Context(), session, c)
	require.NoError(t, err)
	r, ok := batch.RecordOf[R](res)
	require.True(t, ok)
	return r
}

func inactivateAndReactivate_C44(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	a := guest(t, svc, "a@example.com")
	ref := attendee.ByID(a.ID)
	b := do[attendee.Attendee](t, svc, attendee.Inactivate{Ref: ref})
	require.Equal(t, storage.StatusInactive, b.Status)
	require.Equal(t, int32(2), b.Version)
	again, err := svc.Do(t.Context(), session, attendee.Inactivate{Ref: ref})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, again.Action)

	got, err := svc.Get(t.Context(), session, attendee.ByEmail("a@example.com"))
	require.NoError(t, err, "the identifiers are kept")
	require.Equal(t, b, got)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "a@example.com"})
	rejected(t, err, attendee.ErrDuplicateKey, "email")

	c := do[attendee.Attendee](t, svc, attendee.Reactivate{Ref: ref, IfVersion: 2})
	require.Equal(t, storage.StatusActive, c.Status)
	_, err = svc.Do(t.Context(), session, attendee.Inactivate{Ref: ref, IfVersion: 2})
	require.ErrorIs(t, err, attendee.ErrVersionConflict)
	require.Equal(t, []string{"attendee.created", "attendee.inactivated", "attendee.updated"}, eventTypes(t, store))
}

func eventTypes(t *testing.T, store storage.Store) (list []string) {
	t.Helper()
	events, err := store.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 1000})
	require.NoError(t, err)
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}

func transferToTheSystemWhereAsked_C2_C5(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a, err := svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	ref := attendee.ByID(a.ID)
	ann := svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true})
	bob := svc.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	updated, err := ann.Update(t.Context(), session, ref, attendee.Patch{Title: patch.Set("Dr")})
	require.NoError(t, err)
	require.Equal(t, "ann", updated.Owner.UserID, "an update transfers nothing")
	_, err = bob.Do(t.Context(), session, attendee.Transfer{Ref: ref})
	require.ErrorIs(t, err, attendee.ErrNotFound)
	shared := do[attendee.Attendee](t, ann, attendee.Transfer{Ref: ref})
	require.True(t, shared.Owner.System())
	_, err = bob.Get(t.Context(), session, ref)
	require.NoError(t, err, "C2: shared attendees are visible to all")
	_, err = bob.Do(t.Context(), session, attendee.Transfer{Ref: ref, To: attendee.Owner{UserID: "bob"}})
	rejected(t, err, attendee.ErrForbidden, "owner")
	mine := do[attendee.Attendee](t, svc, attendee.Transfer{Ref: ref, To: attendee.Owner{UserID: "bob", Name: "Builder, Bob"}})
	require.Equal(t, "Builder, Bob", mine.Owner.Name) // C16
}

func groupsAndMemberships_G8_G20(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	vip := do[attendee.Group](t, svc, attendee.CreateGroup{Name: "VIP"})
	press := do[attendee.Group](t, svc, attendee.CreateGroup{Name: "Press"})
	_, err = svc.Do(t.Context(), session, attendee.CreateGroup{Name: " vip "})
	require.Equal(t, vip.Ref(), rejected(t, err, attendee.ErrDuplicateKey, "name").Existing)
	_, err = svc.Do(t.Context(), session, attendee.CreateGroup{Name: " "})
	rejected(t, err, attendee.ErrRequired, "name")
	_, err = svc.Do(t.Context(), session, attendee.CreateGroup{Name: strings.Repeat("x", 129)})
	require.Equal(t, 128, rejected(t, err, attendee.ErrTooLong, "name").Limit)

	a, b := guest(t, svc, "a@example.com"), guest(t, svc, "b@example.com")
	m := do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName("VIP"), Attendee: attendee.ByID(a.ID)})
	require.Equal(t, storage.MembershipID(vip.ID, a.ID), m.ID)
	again, err := svc.Do(t.Context(), session, attendee.AddMember{Group: attendee.GroupByID(vip.ID), Attendee: attendee.ByID(a.ID)})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, again.Action)
	do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByID(press.ID), Attendee: attendee.ByID(a.ID)})
	do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByID(press.ID), Attendee: attendee.ByID(b.ID)})
	for field, c := range map[string]batch.Command{
		"group": attendee.AddMember{Group: attendee.GroupByName("nobody"), Attendee: attendee.ByID(a.ID)},
		"email": attendee.AddMember{Group: attendee.GroupByID(vip.ID), Attendee: attendee.ByEmail("nobody@example.com")},
	} {
		_, err = svc.Do(t.Context(), session, c)
		require.ErrorIs(t, err, batch.NotFound)
		require.Equal(t, field, err.(*batch.Error).Field)
	}

	groups, err := svc.Groups(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, []string{"Press", "VIP"}, names(groups))
	require.ElementsMatch(t, []storage.ID{a.ID, b.ID}, members(t, svc, "press"))
	now, err := svc.Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, a.Version, now.Version, "joining a group makes no version")

	renamed := do[attendee.Group](t, svc, attendee.RenameGroup{Group: attendee.GroupByName("PRESS"), Name: "Media"})
	require.Equal(t, press.ID, renamed.ID)
	do[attendee.Membership](t, svc, attendee.RemoveMember{Group: attendee.GroupByName("media"), Attendee: attendee.ByID(b.ID)})
	require.Equal(t, []storage.ID{a.ID}, members(t, svc, "media"))

	_, err = svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Empty(t, members(t, svc, "vip"), "G8: memberships go with the attendee")
	do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName("vip"), Attendee: attendee.ByID(b.ID)})
	do[attendee.Group](t, svc, attendee.DeleteGroup{Group: attendee.GroupByName("vip")})
	groups, err = svc.Groups(t.Context(), session, attendee.ByID(b.ID))
	require.NoError(t, err)
	require.Empty(t, groups)
	var left []string
	for g, err := range svc.AllGroups(t.Context(), session) {
		require.NoError(t, err)
		left = append(left, g.Name)
	}
	require.Equal(t, []string{"Media"}, left)
	require.Contains(t, eventTypes(t, store), "group.member_removed")
}

func names(groups []attendee.Group) (list []string) {
	for _, g := range groups {
		list = append(list, g.Name)
	}
	return list
}

func members(t *testing.T, svc *attendee.Service, group string) (list []storage.ID) {
	t.Helper()
	for a, err := range svc.Members(t.Context(), session, attendee.GroupByName(group)) {
		require.NoError(t, err)
		list = append(list, a.ID)
	}
	return list
}

func formResponses_G8(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	a := guest(t, svc, "a@example.com")
	ref := attendee.ByID(a.ID)
	add := func(data string) (batch.Result, error) {
		return svc.Do(t.Context(), session, attendee.AddResponse{Attendee: ref, FormID: "diet", Data: json.RawMessage(data)})
	}
	for _, data := range []string{`{"answers":[{"q":1,"a":"vegan"}],"n":1.50}`, `"\\u0000 is a text about NUL"`, `null`} {
		_, err := add(data)
		require.NoError(t, err)
	}
	for data, code := range map[string]batch.Code{
		``:               attendee.ErrInvalidFormat,
		`{"a":}`:         attendee.ErrInvalidFormat,
		`{} {}`:          attendee.ErrInvalidFormat,
		`{"a":"\u0000"}`: attendee.ErrInvalidText,
		"\"\xff\"":       attendee.ErrInvalidText,
		strings.Repeat("[", 33) + strings.Repeat("]", 33): attendee.ErrTooLong,
		`"` + strings.Repeat("x", 16<<10) + `"`:           attendee.ErrTooLong,
	} {
		_, err := add(data)
		rejected(t, err, code, "data")
	}
	responses, err := svc.Responses(t.Context(), session, ref)
	require.NoError(t, err)
	require.Len(t, responses, 3)
	require.JSONEq(t, `{"answers":[{"a":"vegan","q":1}],"n":1.50}`, string(responses[0].Data))
	do[attendee.FormResponse](t, svc, attendee.RemoveResponse{ID: responses[0].ID})
	_, err = svc.Do(t.Context(), session, attendee.RemoveResponse{ID: responses[0].ID})
	rejected(t, err, attendee.ErrResponseNotFound, "id")

	_, err = svc.Delete(t.Context(), session, ref)
	require.NoError(t, err)
	set, err := store.Load(t.Context(), storage.Query{Scope: session, Attendees: storage.Lookup{IDs: []storage.ID{a.ID}}, With: storage.WithFormResponses})
	require.NoError(t, err)
	require.Empty(t, set.FormResponses, "G8: responses go with the attendee")
	require.Len(t, set.Attendees, 1, "X18: the tombstone stays")
}

func mergeTwoAttendees(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{Fields: []attendee.FieldDef{{Key: "diet", Kind: storage.FieldText}, {Key: "badge", Kind: storage.FieldText}}})
	require.NoError(t, err)
	into, err := svc.Create(t.Context(), session, attendee.Attendee{
		FirstName: "Ada", LastName: "Byron", Email: "old@example.com", Custom: map[string]storage.Value{"diet": storage.Text("any")},
	})
	require.NoError(t, err)
	from, err := svc.Create(t.Context(), session, attendee.Attendee{
		FirstName: "Augusta", LastName: "Lovelace", Email: "new@example.com", ExternalID: "E1", Company: "Acme",
		Custom: map[string]storage.Value{"diet": storage.Text("vegan"), "badge": storage.Text("B1")},
	})
	require.NoError(t, err)
	for _, g := range []string{"both", "hers"} {
		do[attendee.Group](t, svc, attendee.CreateGroup{Name: g})
		do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName(g), Attendee: attendee.ByID(from.ID)})
	}
	do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName("both"), Attendee: attendee.ByID(into.ID)})
	do[attendee.FormResponse](t, svc, attendee.AddResponse{Attendee: attendee.ByID(from.ID), FormID: "f", Data: json.RawMessage(`1`)})

	merge := attendee.Merge{Into: attendee.ByID(into.ID), From: attendee.ByID(from.ID), Take: []string{"last_name", "email", "custom.badge"}, FillEmpty: true}
	got := do[attendee.Attendee](t, svc, merge)
	require.Equal(t, []string{"Ada", "Lovelace", "new@example.com", "E1", "Acme", "any", "B1"},
		[]string{got.FirstName, got.LastName, got.Email, got.ExternalID, got.Company, got.Custom["diet"].String(), got.Custom["badge"].String()})
	require.Equal(t, int32(2), got.Version)
	require.Equal(t, into.AttendanceCode, got.AttendanceCode)
	_, err = svc.Get(t.Context(), session, attendee.ByID(from.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	byKey, err := svc.Get(t.Context(), session, attendee.ByExternal("E1"))
	require.NoError(t, err)
	require.Equal(t, into.ID, byKey.ID)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", Email: "old@example.com"})
	require.NoError(t, err, "the key that nobody kept is free")
	groups, err := svc.Groups(t.Context(), session, attendee.ByID(into.ID))
	require.NoError(t, err)
	require.Equal(t, []string{"both", "hers"}, names(groups))
	responses, err := svc.Responses(t.Context(), session, attendee.ByID(into.ID))
	require.NoError(t, err)
	require.Len(t, responses, 1)
	require.Contains(t, eventTypes(t, store), "attendee.merged")

	_, err = svc.Do(t.Context(), session, attendee.Merge{Into: attendee.ByID(into.ID), From: attendee.ByID(into.ID)})
	rejected(t, err, attendee.ErrSameAttendee, "from")
	other := guest(t, svc, "z@example.com")
	_, err = svc.Do(t.Context(), session, attendee.Merge{Into: attendee.ByID(into.ID), From: attendee.ByID(other.ID), Take: []string{"shoe_size"}})
	rejected(t, err, attendee.ErrUnknownField, "shoe_size")
	_, err = svc.Do(t.Context(), session, attendee.Merge{Into: attendee.ByID(into.ID), From: attendee.ByID(other.ID), FromVersion: 9})
	require.ErrorIs(t, err, attendee.ErrVersionConflict)
}

func eraseLeavesNothingPersonal_X18(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{Fields: []attendee.FieldDef{{Key: "note", Kind: storage.FieldText}}})
	require.NoError(t, err)
	const canary = "canary"
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{attendee.Create{New: attendee.Attendee{
		FirstName: canary, LastName: canary, MiddleInitial: "c", Suffix: canary, Title: canary, Company: canary, Mobile: canary,
		Email: canary + "@example.com", UserID: canary, ExternalID: canary, AttendanceCode: canary,
		Owner: attendee.Owner{UserID: "ann", Name: canary}, Custom: map[string]storage.Value{"note": storage.Text(canary)},
	}}}})
	require.NoError(t, err)
	ref := attendee.ByID(rep.Results[0].Subject.ID)
	for i := range 3 {
		_, err := svc.Update(t.Context(), session, ref, attendee.Patch{Company: patch.Set(fmt.Sprint(canary, i))})
		require.NoError(t, err)
	}
	do[attendee.FormResponse](t, svc, attendee.AddResponse{Attendee: ref, FormID: "f", Data: json.RawMessage(`"canary"`)})
	_, err = svc.As(attendee.Actor{UserID: "ann", Read: true, Write: true}).Do(t.Context(), session, attendee.Erase{Ref: ref})
	require.ErrorIs(t, err, attendee.ErrForbidden)

	erased := do[attendee.Attendee](t, svc, attendee.Erase{Ref: ref})
	require.Equal(t, storage.StatusErased, erased.Status)
	again, err := svc.Do(t.Context(), session, attendee.Erase{Ref: ref})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, again.Action)
	_, err = svc.Get(t.Context(), session, ref)
	require.ErrorIs(t, err, attendee.ErrNotFound)

	set, err := store.Load(t.Context(), storage.Query{
		Scope: session, Attendees: storage.Lookup{IDs: []storage.ID{erased.ID}},
		Tokens: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyToken, Value: "t"}}},
		With:   storage.WithRevisions | storage.WithFormResponses | storage.WithMemberships,
	})
	require.NoError(t, err)
	require.Len(t, set.Revisions, 4, "statistics stay")
	events, err := store.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 100})
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", set)+fmt.Sprintf("%+v", events), canary)
	for _, e := range events {
		require.NotContains(t, string(e.Data), canary)
	}
	require.NotContains(t, string(set.Tokens[0].Report), canary)
	_, err = svc.Create(t.Context(), session, attendee.Attendee{LastName: "X", UserID: canary})
	require.NoError(t, err, "its identifiers are free")

	// A tombstone is erased by ID.
	b := guest(t, svc, "b@example.com")
	_, err = svc.Delete(t.Context(), session, attendee.ByID(b.ID))
	require.NoError(t, err)
	gone := do[attendee.Attendee](t, svc, attendee.Erase{Ref: attendee.ByID(b.ID)})
	require.Empty(t, gone.Email+gone.FirstName+gone.LastName)
}

func purgeDropsOldTombstones_X18(t *testing.T, open storagetest.Factory) {
	store := open(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	svc, err := attendee.New(store, attendee.Policy{}, batch.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	a, b := guest(t, svc, "a@example.com"), guest(t, svc, "b@example.com")
	_, err = svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	now = now.Add(time.Hour)
	_, err = svc.Delete(t.Context(), session, attendee.ByID(b.ID))
	require.NoError(t, err)
	require.NoError(t, store.(storage.Purger).Purge(t.Context(), storage.Expiry{Scope: session, Before: now}))
	all := everybody(t, store)
	require.Len(t, all, 1)
	require.Equal(t, b.ID, all[0].ID)
	require.NoError(t, store.(storage.Purger).Purge(t.Context(), storage.Expiry{Scope: session, Everything: true}))
	require.Empty(t, everybody(t, store))
}

func historyTellsWhoChangedWhat_C24_X33(t *testing.T, open storagetest.Factory) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	svc := newService(t, open, batch.WithClock(func() time.Time { return now }))
	ann := svc.As(attendee.Actor{UserID: "ann", Admin: true})
	a := guest(t, svc, "a@example.com")
	now = now.Add(time.Minute)
	_, err := ann.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{FirstName: patch.Set("B"), Role: patch.To("e")})
	require.NoError(t, err)
	now = now.Add(time.Minute)
	_, err = ann.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	_, err = svc.History(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	history, err := svc.WithDeleted().History(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	var told []string
	for _, c := range history {
		told = append(told, fmt.Sprint(c.Version, c.Actor, c.Changed, c.Shows.FirstName, c.At.Minute()))
	}
	require.Equal(t, []string{"3ann[status]B2", "2ann[first_name role]B1", "1[]Ada0"}, told)
	_, err = svc.Get(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)
	tomb, err := svc.WithDeleted().Get(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err, "C34")
	require.Equal(t, storage.StatusDeleted, tomb.Status)
}

func getManyTellsWhoIsMissing_X27_C33(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	var refs []attendee.Ref
	for i := range 5 {
		refs = append(refs, attendee.ByID(guest(t, svc, fmt.Sprintf("g%d@example.com", i)).ID))
	}
	nobody := attendee.ByEmail("nobody@example.com")
	calls.Reset()
	found, missing, err := svc.GetMany(t.Context(), session, append(refs, nobody)...)
	require.NoError(t, err)
	require.Len(t, found, 5)
	require.Equal(t, []attendee.Ref{nobody}, missing)
	require.Equal(t, "g3@example.com", found[3].Email, "in the order asked for")
	require.Equal(t, 1, calls.Total())
	_, _, err = svc.GetMany(t.Context(), session, make([]attendee.Ref, 101)...)
	require.Equal(t, 100, rejected(t, err, batch.ErrTooLarge, "refs").Limit) // X34
}

func duplicateFieldsOfAType_C36_C38(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	dup := []string{"last_name", "first_name", "company"}
	for _, def := range []attendee.DefineType{
		{Code: "HCP", Name: "HCP", DuplicateFields: dup},
		{Code: "A", Name: "A", DuplicateFields: dup, SearchAcrossTypes: true},
		{Code: "B", Name: "B", DuplicateFields: []string{"first_name", "company", "last_name"}, SearchAcrossTypes: true},
		{Code: "C", Name: "C"},
	} {
		_, err := svc.DefineType(t.Context(), session, def)
		require.NoError(t, err)
	}
	person := func(typ string) attendee.Attendee {
		return attendee.Attendee{FirstName: "Éva", LastName: "Straße", Company: "Acme", TypeCode: typ}
	}
	a, err := svc.Create(t.Context(), session, person("HCP"))
	require.NoError(t, err)
	twin := person("HCP")
	twin.FirstName, twin.LastName, twin.Company = "E\u0301VA", "STRASSE", "ACME"
	calls.Reset()
	_, err = svc.Create(t.Context(), session, twin)
	require.Equal(t, a.ID, rejected(t, err, attendee.ErrDuplicateMatch, "type_code").Existing.ID)
	require.LessOrEqual(t, calls.Of(storagetest.CallLoad), 2)
	used, err := svc.Do(t.Context(), session, attendee.Create{New: twin, OnDuplicate: attendee.UseDuplicate})
	require.NoError(t, err)
	require.Equal(t, batch.Unchanged, used.Action)
	require.Equal(t, a.ID, used.Subject.ID)
	added := do[attendee.Attendee](t, svc, attendee.Create{New: twin, OnDuplicate: attendee.AllowDuplicate})
	require.NotEqual(t, a.ID, added.ID)
	differs := person("HCP")
	differs.Company = ""
	for range 2 {
		_, err = svc.Create(t.Context(), session, differs)
		require.NoError(t, err, "who says nothing is like nobody")
	}
	_, err = svc.Create(t.Context(), session, person("C"))
	require.NoError(t, err, "another type")
	_, err = svc.Create(t.Context(), session, person("A"))
	require.NoError(t, err)
	_, err = svc.Create(t.Context(), session, person("B"))
	require.ErrorIs(t, err, attendee.ErrDuplicateMatch, "across types with the same fields")

	_, err = svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{Company: patch.Set("Other")})
	require.NoError(t, err)
	_, err = svc.Create(t.Context(), session, twin)
	require.NoError(t, err, "who has changed is no twin any more")

	// Two in one batch see each other.
	x := person("HCP")
	x.LastName = "Batch"
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{attendee.Create{New: x}, attendee.Create{New: x}}})
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[1].Err, attendee.ErrDuplicateMatch)
}

func fieldsOfAScope_C20_C22(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{ScopeFields: true})
	require.NoError(t, err)
	with := func(v storage.Value) attendee.Attendee {
		return attendee.Attendee{LastName: "X", Custom: map[string]storage.Value{"diet": v}}
	}
	_, err = svc.Create(t.Context(), session, with(storage.Text("vegan")))
	rejected(t, err, attendee.ErrUnknownField, "custom.diet")
	define := func(fields ...attendee.FieldDef) {
		_, err := svc.Do(t.Context(), session, attendee.DefineFields{Fields: fields})
		require.NoError(t, err)
	}
	define(
		attendee.FieldDef{Key: "diet", Kind: storage.FieldText},
		attendee.FieldDef{Key: "country", Kind: storage.FieldList, Options: []string{"FR", "DE"}},
		attendee.FieldDef{Key: "city", Kind: storage.FieldConnectedList, Under: "country", Branches: map[string][]string{"FR": {"Paris"}, "DE": {"Köln"}}},
		attendee.FieldDef{Key: "fee", Kind: storage.FieldAmount},
	)
	a, err := svc.Create(t.Context(), session, with(storage.Text("vegan")))
	require.NoError(t, err)
	ref := attendee.ByID(a.ID)
	set := func(values map[string]string) error {
		p := attendee.Patch{Custom: map[string]patch.Field[storage.Value]{}}
		for k, v := range values {
			p.Custom[k] = patch.Set(storage.Text(v))
		}
		_, err := svc.Update(t.Context(), session, ref, p)
		return err
	}
	require.NoError(t, set(map[string]string{"country": "FR", "city": "Paris", "fee": "-12.5000"}))
	rejected(t, set(map[string]string{"city": "Köln"}), attendee.ErrInvalidCustom, "custom.city")
	rejected(t, set(map[string]string{"country": "DE"}), attendee.ErrInvalidCustom, "custom.city")
	require.NoError(t, set(map[string]string{"country": "DE", "city": "Köln"}))
	for _, bad := range []string{"1e5", "1.23456", "NaN", "1,5", "0123456789012345.0"} {
		rejected(t, set(map[string]string{"fee": bad}), attendee.ErrInvalidCustom, "custom.fee")
	}
	types, err := svc.Types(t.Context(), session)
	require.NoError(t, err)
	require.Empty(t, types, "the fields of the scope are no type")
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{Code: "*", Name: "X"})
	rejected(t, err, attendee.ErrTypeReserved, "code")
	_, err = svc.Do(t.Context(), session, attendee.DefineFields{Fields: []attendee.FieldDef{{Key: "x", Kind: "?"}}})
	rejected(t, err, attendee.ErrInvalidFormat, "fields.x")

	define()
	got, err := svc.Get(t.Context(), session, ref)
	require.NoError(t, err)
	require.Empty(t, got.Custom, "C20: what is not configured is left out of reads")
}

// optionsAreComparedWhateverTheirCase_X29: what a filter finds as the same, an
// import may send.
func optionsAreComparedWhateverTheirCase_X29(t *testing.T, open storagetest.Factory) {
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{
		{Key: "diet", Kind: storage.FieldList, Options: []string{"meat", "vegan"}},
		{Key: "country", Kind: storage.FieldList, Options: []string{"FR", "DE"}},
		{Key: "city", Kind: storage.FieldConnectedList, Under: "country", Branches: map[string][]string{
			"fr": {"Paris"}, "De": {"Köln", "Bonn"}, "": {"nowhere"},
		}},
		{Key: "street", Kind: storage.FieldConnectedList, Under: "city", Branches: map[string][]string{"köln": {"Domstraße"}}},
	}})
	require.NoError(t, err)
	ref := attendee.ByID(guest(t, svc, "a@example.com").ID)
	set := func(values ...string) (attendee.Attendee, error) {
		p := attendee.Patch{Custom: map[string]patch.Field[storage.Value]{}}
		for i := 0; i < len(values); i += 2 {
			p.Custom[values[i]] = patch.Set(storage.Text(values[i+1]))
		}
		return svc.Update(t.Context(), session, ref, p)
	}
	a, err := set("diet", "Vegan", "country", "de", "city", "KÖLN", "street", "DOMSTRASSE")
	require.NoError(t, err)
	for key, want := range map[string]string{"diet": "vegan", "country": "DE", "city": "Köln", "street": "Domstraße"} {
		require.Equal(t, storage.Text(want), a.Custom[key], "as the definition writes it")
	}
	same, err := set("diet", "VEGAN", "country", "De", "city", "köln", "street", "domstrasse")
	require.NoError(t, err)
	require.Equal(t, a.Version, same.Version, "nothing changed")
	_, err = set("city", "paris")
	rejected(t, err, attendee.ErrInvalidCustom, "custom.city")
	_, err = set("country", "IT")
	rejected(t, err, attendee.ErrInvalidCustom, "custom.country")
	_, err = set("country", "", "city", "NoWhere", "street", "")
	require.NoError(t, err)
	_, err = set("country", "FR")
	rejected(t, err, attendee.ErrInvalidCustom, "custom.city")
	require.Equal(t, []string{"Ada"}, find(t, svc, attendee.Query{Where: []attendee.Filter{where("custom.diet", "=", "VEGAN")}}))
}

func typesListHidesReserved_C30_G19(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	for _, code := range []string{"SPOUSE", "BUSGUEST"} {
		_, err := svc.DefineType(t.Context(), session, attendee.DefineType{Code: code, Name: code})
		require.NoError(t, err)
	}
	reserved := storage.Type{Code: "NOSHOWS", Name: "No shows", UniqueName: "no shows"}
	reserved.Scope, reserved.ID, reserved.Rev = session, storage.ID{1}, 1
	require.NoError(t, store.Apply(t.Context(), storage.ChangeSet{Scope: session, Types: storage.Changes[storage.Type]{Put: []storage.Type{reserved}}}))
	types, err := svc.Types(t.Context(), session)
	require.NoError(t, err)
	require.Equal(t, []string{"BUSGUEST", "SPOUSE"}, []string{types[0].Code, types[1].Code})
	require.Len(t, types, 2)
}

func noOrphanWhileDeleting_X18(t *testing.T, open storagetest.Factory) {
	store := open(t)
	svc, err := attendee.New(store, attendee.Policy{WithoutEvents: true})
	require.NoError(t, err)
	do[attendee.Group](t, svc, attendee.CreateGroup{Name: "g"})
	rounds := 1000
	if testing.Short() {
		rounds = 50
	}
	for i := range rounds {
		a := guest(t, svc, fmt.Sprintf("g%d@example.com", i))
		ref := attendee.ByID(a.ID)
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := svc.Do(t.Context(), session, attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: ref})
			assert.True(t, err == nil || err.(*batch.Error).Code == attendee.ErrNotFound, "%v", err)
		})
		wg.Go(func() {
			_, err := svc.Do(t.Context(), session, attendee.AddResponse{Attendee: ref, FormID: "f", Data: json.RawMessage(`1`)})
			assert.True(t, err == nil || err.(*batch.Error).Code == attendee.ErrNotFound, "%v", err)
		})
		wg.Go(func() {
			_, err := svc.Delete(t.Context(), session, ref)
			assert.NoError(t, err)
		})
		wg.Wait()
	}
	for _, kind := range []storage.Kind{storage.KindMembership, storage.KindFormResponse} {
		page, err := store.(storage.Lister).List(t.Context(), storage.ListQuery{Scope: session, Kind: kind, Limit: 10})
		require.NoError(t, err)
		require.Zero(t, page.Len(), "no orphan %s", kind)
	}
}

func batchOfLifeCycleCommands_G11_C52(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	var create []batch.Command
	for i := range 30 {
		create = append(create, attendee.Create{New: attendee.Attendee{FirstName: "G", LastName: fmt.Sprint(i)}})
	}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Commands: create})
	require.NoError(t, err)
	var next []batch.Command
	for i, res := range rep.Results {
		ref := attendee.ByID(res.Subject.ID) // G11: keyed by ID
		next = append(next, []batch.Command{
			attendee.Update{Ref: ref, Set: attendee.Patch{Title: patch.Set("Dr")}},
			attendee.Inactivate{Ref: ref},
			attendee.Delete{Ref: ref},
		}[i%3])
	}
	calls.Reset()
	rep, err = svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: next})
	require.NoError(t, err)
	require.Equal(t, 30, rep.Succeeded)
	require.Equal(t, 2, calls.Total())
}
