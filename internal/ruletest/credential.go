package ruletest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// credentialRules are the tests of credentials.
var credentialRules = []rule{
	{"CredentialsOfAnAttendee_G1_G12_G13", credentialsOfAnAttendee_G1_G12_G13},
	{"CredentialValuesAreUnique_G9_G15", credentialValuesAreUnique_G9_G15},
	{"RevokedValuesAreFreeAgain_G15", revokedValuesAreFreeAgain_G15},
	{"RemovalIsRevocation_G14_G24", removalIsRevocation_G14_G24},
	{"ReissueIsOneStep_G14", reissueIsOneStep_G14},
	{"CredentialsAreLookedUpByValue_G15", credentialsAreLookedUpByValue_G15},
	{"CredentialTypes_G13", credentialTypes_G13},
	{"HashedTypesKeepNoValue_S4", hashedTypesKeepNoValue_S4},
	{"DrawnValuesDiffer_S1", drawnValuesDiffer_S1},
	{"CredentialTexts_X34", credentialTexts_X34},
	{"CredentialsGoWithTheirAttendee_G8", credentialsGoWithTheirAttendee_G8},
	{"CredentialsMoveOnMerge", credentialsMoveOnMerge},
	{"CredentialsOfWhoIsHidden_X32", credentialsOfWhoIsHidden_X32},
	{"ValuesAreForAdministrators_X32", valuesAreForAdministrators_X32},
	{"ListIncludesCredentials_G5", listIncludesCredentials_G5},
	{"CredentialsAreListed_G3_G5", credentialsAreListed_G3_G5},
	{"TypesInUseStay_X18", typesInUseStay_X18},
	{"OneValueFrom32Writers_G15", oneValueFrom32Writers_G15},
	{"CredentialCommandsTravelAsJSON", credentialCommandsTravelAsJSON},
	{"CredentialPreview", credentialPreview},
	{"CredentialCommandsNeedNoService", credentialCommandsNeedNoService},
	{"CredentialCommandsAskForRights_X32", credentialCommandsAskForRights_X32},
	{"CredentialErrorsTellNoValue_S4", credentialErrorsTellNoValue_S4},
}

// desk returns services on one store.
func desk(t *testing.T, open storagetest.Factory, opts ...batch.Option) (*attendee.Service, *credential.Service, storage.Store) {
	t.Helper()
	store := open(t)
	people, err := attendee.New(store, attendee.Policy{CredentialKey: []byte("0123456789abcdef")}, opts...)
	require.NoError(t, err)
	return people, credential.New(people), store
}

// badge issues a bar code to a new guest.
func badge(t *testing.T, people *attendee.Service, value string) (attendee.Attendee, credential.Credential) {
	t.Helper()
	a := guest(t, people, strings.ToLower(value)+"@example.com")
	return a, do[credential.Credential](t, people, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.Barcode, Value: value})
}

func credentialsOfAnAttendee_G1_G12_G13(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	a := guest(t, people, "jane.smith@example.com")
	who := attendee.ByEmail("jane.smith@example.com")
	var want []string
	for _, m := range []storage.Medium{storage.Barcode, storage.QR, storage.RFID, storage.NFC, storage.Code} {
		c, err := badges.Issue(t.Context(), session, credential.Issue{Attendee: who, Medium: m, Value: "ABC-" + string(m)})
		require.NoError(t, err)
		require.Equal(t, a.ID, c.AttendeeID)
		require.Equal(t, m, c.Medium)
		require.Equal(t, storage.CredentialActive, c.Status)
		require.False(t, c.CreatedAt.IsZero())
		want = append(want, c.Value)
	}
	list, err := badges.List(t.Context(), session, who)
	require.NoError(t, err)
	var got []string
	for _, c := range list {
		got = append(got, c.Value)
	}
	require.Equal(t, want, got)
	now, err := people.Get(t.Context(), session, who)
	require.NoError(t, err)
	require.Equal(t, a.Version, now.Version, "a credential is no version of its attendee")
	require.Equal(t, 5, count(eventTypes(t, store), credential.EventCreated))

	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: who, Medium: "tattoo"})
	rejected(t, err, attendee.ErrInvalidFormat, "medium")
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: who})
	rejected(t, err, attendee.ErrRequired, "medium")
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByEmail("no@example.com"), Medium: storage.QR})
	rejected(t, err, attendee.ErrNotFound, "email")

	do[attendee.Attendee](t, people, attendee.Inactivate{Ref: who})
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: who, Medium: storage.QR})
	require.Equal(t, a.ID, rejected(t, err, attendee.ErrInactive, "attendee").Existing.ID)
	do[attendee.Attendee](t, people, attendee.Reactivate{Ref: who})
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: who, Medium: storage.QR})
	require.NoError(t, err)
}

func count(list []string, what string) (n int) {
	for _, x := range list {
		if x == what {
			n++
		}
	}
	return n
}

func credentialValuesAreUnique_G9_G15(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	_, first := badge(t, people, "ABC123456")
	other := guest(t, people, "other@example.com")
	issue := func(value string) error {
		_, err := badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(other.ID), Medium: storage.QR, Value: value})
		return err
	}
	e := rejected(t, issue(" ABC123456\t"), credential.ErrDuplicate, "value")
	require.ErrorIs(t, e, batch.Duplicate)
	require.Equal(t, first.ID, e.Existing.ID)
	require.Empty(t, e.Given, "the value is a secret")
	require.NotContains(t, e.Error(), "ABC123456")
	require.NoError(t, issue("abc123456"), "values are compared to the letter")

	elsewhere := attendee.Scope{Tenant: "acme", Event: "other"}
	a, err := people.Create(t.Context(), elsewhere, attendee.Attendee{LastName: "X"})
	require.NoError(t, err)
	_, err = badges.Issue(t.Context(), elsewhere, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: "ABC123456"})
	require.NoError(t, err, "a value is unique in its scope")

	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		credential.Issue{Attendee: attendee.ByID(other.ID), Medium: storage.QR, Value: "twice"},
		credential.Issue{Attendee: attendee.ByID(other.ID), Medium: storage.QR, Value: "twice"},
	}})
	require.NoError(t, err)
	require.NoError(t, rep.Results[0].Err)
	rejected(t, rep.Results[1].Err, credential.ErrDuplicate, "value")
}

func revokedValuesAreFreeAgain_G15(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	ann, old := badge(t, people, "4711")
	bob := guest(t, people, "bob@example.com")
	revoked, err := badges.Revoke(t.Context(), session, credential.ByValue("4711"), "lost")
	require.NoError(t, err)
	require.Equal(t, "lost", revoked.Reason)
	require.Equal(t, storage.CredentialRevoked, revoked.Status)
	require.False(t, revoked.RevokedAt.IsZero())
	again, err := badges.Revoke(t.Context(), session, credential.ByID(old.ID), "stolen")
	require.NoError(t, err)
	require.Equal(t, revoked, again, "who was first to revoke it is kept")

	h, err := badges.Lookup(t.Context(), session, "4711")
	require.Equal(t, old.ID, rejected(t, err, credential.ErrRevoked, "value").Existing.ID)
	require.Equal(t, ann.ID, h.Attendee.ID, "it is still known whose it was")

	next, err := badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(bob.ID), Medium: storage.Barcode, Value: "4711"})
	require.NoError(t, err)
	h, err = badges.Lookup(t.Context(), session, "4711")
	require.NoError(t, err)
	require.Equal(t, bob.ID, h.Attendee.ID)
	require.Equal(t, next.ID, h.Credential.ID)
	list, err := badges.List(t.Context(), session, attendee.ByID(ann.ID))
	require.NoError(t, err)
	require.Equal(t, "4711", list[0].Value, "what it was is kept")
	require.Empty(t, list[0].UniqueValue, "but it does not hold it")

	// In one batch as well.
	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: []batch.Command{
		credential.Revoke{Credential: credential.ByValue("4711")},
		credential.Issue{Attendee: attendee.ByID(ann.ID), Medium: storage.Barcode, Value: "4711"},
	}})
	require.NoError(t, err)
	require.Equal(t, 2, rep.Succeeded)
	h, err = badges.Lookup(t.Context(), session, "4711")
	require.NoError(t, err)
	require.Equal(t, ann.ID, h.Attendee.ID)
}

func removalIsRevocation_G14_G24(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	a, c := badge(t, people, "1")
	require.NoError(t, badges.Remove(t.Context(), session, credential.ByID(c.ID)))
	_, err := badges.Lookup(t.Context(), session, "1")
	rejected(t, err, credential.ErrNotFound, "value")
	require.ErrorIs(t, badges.Remove(t.Context(), session, credential.ByID(c.ID)), credential.ErrNotFound)

	c = do[credential.Credential](t, people, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: "1"})
	_, err = badges.Revoke(t.Context(), session, credential.ByID(c.ID), "")
	require.NoError(t, err)
	require.NoError(t, badges.Remove(t.Context(), session, credential.ByID(c.ID)))
	require.Equal(t, []string{
		"attendee.created", "credential.created", "credential.revoked", "credential.created", "credential.revoked",
	}, eventTypes(t, store), "what was revoked is not revoked again by its removal")
}

func reissueIsOneStep_G14(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	_, err := badges.DefineType(t.Context(), session, credential.DefineType{Name: "Badge", Medium: storage.QR})
	require.NoError(t, err)
	a := guest(t, people, "a@example.com")
	old, err := badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByName("BADGE"), Value: "old"})
	require.NoError(t, err)
	next, err := badges.Reissue(t.Context(), session, credential.Reissue{Credential: credential.ByValue("old"), Value: "new", Reason: "torn"})
	require.NoError(t, err)
	require.Equal(t, [2]any{old.TypeID, storage.QR}, [2]any{next.TypeID, next.Medium})
	_, err = badges.Lookup(t.Context(), session, "old")
	require.ErrorIs(t, err, credential.ErrRevoked)
	h, err := badges.Lookup(t.Context(), session, "new")
	require.NoError(t, err)
	require.Equal(t, a.ID, h.Attendee.ID)
	require.Equal(t, []string{"attendee.created", "credential.created", "credential.revoked", "credential.created"}, eventTypes(t, store))

	badge(t, people, "taken")
	_, err = badges.Reissue(t.Context(), session, credential.Reissue{Credential: credential.ByValue("new"), Value: "taken"})
	rejected(t, err, credential.ErrDuplicate, "value")
	_, err = badges.Lookup(t.Context(), session, "new")
	require.NoError(t, err, "a badge is not taken away for nothing")

	same, err := badges.Reissue(t.Context(), session, credential.Reissue{Credential: credential.ByValue("new"), Value: "new"})
	require.NoError(t, err)
	require.NotEqual(t, next.ID, same.ID)
	drawn, err := badges.Reissue(t.Context(), session, credential.Reissue{Credential: credential.ByID(old.ID)})
	require.NoError(t, err, "one that was revoked before is replaced too")
	require.Len(t, drawn.Value, 26)
}

func credentialsAreLookedUpByValue_G15(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	people, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	badges := credential.New(people)
	a, c := badge(t, people, "ABC123456")
	calls.Reset()
	h, err := badges.Lookup(t.Context(), session, " ABC123456 ")
	require.NoError(t, err)
	require.Equal(t, a.ID, h.Attendee.ID)
	require.Equal(t, c.ID, h.Credential.ID)
	require.Equal(t, [2]int{1, 1}, [2]int{calls.Of(storagetest.CallLoad), calls.Total()})
	for _, value := range []string{"", " ", "abc123456", "ABC12345", "\x00", "\xff", "a\nb", strings.Repeat("x", 256)} {
		_, err := badges.Lookup(t.Context(), session, value)
		rejected(t, err, credential.ErrNotFound, "value")
	}
	_, err = badges.Lookup(t.Context(), attendee.Scope{Tenant: "acme"}, "ABC123456")
	require.ErrorIs(t, err, credential.ErrNotFound)

	// Who changes the key makes every credential unknown, and says so nowhere.
	keyed, err := attendee.New(store, attendee.Policy{CredentialKey: []byte("0123456789abcdef")})
	require.NoError(t, err)
	_, err = credential.New(keyed).Lookup(t.Context(), session, "ABC123456")
	require.ErrorIs(t, err, credential.ErrNotFound)
	_, err = attendee.New(store, attendee.Policy{CredentialKey: []byte("short")})
	require.Error(t, err)
}

func credentialTypes_G13(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	define := func(name string, m storage.Medium, hashed bool) (batch.Action, credential.Type) {
		res, err := people.Do(t.Context(), session, credential.DefineType{Name: name, Medium: m, Hashed: hashed})
		require.NoError(t, err)
		typ, _ := batch.RecordOf[credential.Type](res)
		return res.Action, typ
	}
	action, first := define(" Badge ", storage.Barcode, false)
	require.Equal(t, batch.Inserted, action)
	require.Equal(t, "Badge", first.Name)
	action, _ = define("Badge", storage.Barcode, false)
	require.Equal(t, batch.Unchanged, action)
	action, second := define("BADGE", storage.QR, true)
	require.Equal(t, batch.Updated, action)
	require.Equal(t, first.ID, second.ID)
	define("Armband", storage.RFID, false)
	types, err := badges.Types(t.Context(), session)
	require.NoError(t, err)
	require.Equal(t, []string{"Armband", "BADGE"}, []string{types[0].Name, types[1].Name})

	a := guest(t, people, "a@example.com")
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByID(first.ID), Medium: storage.NFC})
	rejected(t, err, attendee.ErrInvalidFormat, "medium")
	_, err = badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByName("none")})
	rejected(t, err, credential.ErrTypeNotFound, "type")
	_, err = badges.DefineType(t.Context(), session, credential.DefineType{Name: " ", Medium: storage.QR})
	rejected(t, err, attendee.ErrRequired, "name")
	_, err = badges.DefineType(t.Context(), session, credential.DefineType{Name: strings.Repeat("é", 129), Medium: storage.QR})
	require.Equal(t, 128, rejected(t, err, attendee.ErrTooLong, "name").Limit)
	_, err = badges.DefineType(t.Context(), session, credential.DefineType{Name: "x", Medium: "x"})
	rejected(t, err, attendee.ErrInvalidFormat, "medium")
}

// hashedTypesKeepNoValue_S4: the value is shown once, and neither the record nor
// a token's report has it.
func hashedTypesKeepNoValue_S4(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	_, err := badges.DefineType(t.Context(), session, credential.DefineType{Name: "Badge", Medium: storage.QR, Hashed: true})
	require.NoError(t, err)
	a := guest(t, people, "a@example.com")
	b := batch.Batch{Scope: session, Token: "t", Commands: []batch.Command{
		credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByName("Badge")},
	}}
	rep, err := people.Batch(t.Context(), b)
	require.NoError(t, err)
	shown, _ := batch.RecordOf[credential.Credential](rep.Results[0])
	require.Len(t, shown.Value, 26)
	h, err := badges.Lookup(t.Context(), session, shown.Value)
	require.NoError(t, err)
	require.Equal(t, shown.ID, h.Credential.ID)
	require.Empty(t, h.Credential.Value)

	replay, err := people.Batch(t.Context(), b)
	require.NoError(t, err)
	require.True(t, replay.Replayed)
	kept, _ := batch.RecordOf[credential.Credential](replay.Results[0])
	require.Equal(t, shown.ID, kept.ID)
	require.Empty(t, kept.Value)

	have, err := store.Load(t.Context(), storage.Query{
		Scope: session, With: storage.WithCredentials,
		Attendees: storage.Lookup{IDs: []storage.ID{a.ID}},
		Tokens:    storage.Lookup{Keys: []storage.Key{{Name: storage.KeyToken, Value: "t"}}},
	})
	require.NoError(t, err)
	all, err := json.Marshal([]any{have.Credentials, have.Tokens, rep.Events})
	require.NoError(t, err)
	require.NotContains(t, string(all), shown.Value)
	require.Contains(t, string(all), shown.UniqueValue)
}

func drawnValuesDiffer_S1(t *testing.T, open storagetest.Factory) {
	people, _, _ := desk(t, open)
	a := guest(t, people, "a@example.com")
	issue := credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR}
	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{issue, issue, issue}})
	require.NoError(t, err)
	seen := make(map[string]bool)
	for _, res := range rep.Results {
		c, _ := batch.RecordOf[credential.Credential](res)
		require.Regexp(t, "^[0-9A-HJKMNP-TV-Z]{26}$", c.Value)
		seen[c.Value] = true
	}
	require.Len(t, seen, 3)
}

func credentialTexts_X34(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a := guest(t, people, "a@example.com")
	issue := func(value string) (credential.Credential, error) {
		return badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: value})
	}
	c, err := issue(" " + strings.Repeat("é", 255) + "\t")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("é", 255), c.Value)
	_, err = issue(strings.Repeat("é", 256))
	require.Equal(t, 255, rejected(t, err, attendee.ErrTooLong, "value").Limit)
	for _, bad := range []string{"a\x00b", "a\xffb", "a\nb", "a\x1db", "a\u200bb"} {
		_, err := issue(bad)
		rejected(t, err, attendee.ErrInvalidText, "value")
	}
	_, err = badges.Revoke(t.Context(), session, credential.ByID(c.ID), strings.Repeat("x", 256))
	require.Equal(t, 255, rejected(t, err, attendee.ErrTooLong, "reason").Limit)
}

func credentialsGoWithTheirAttendee_G8(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	a, _ := badge(t, people, "1")
	_, err := people.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	_, err = badges.Lookup(t.Context(), session, "1")
	require.ErrorIs(t, err, credential.ErrNotFound)
	require.Equal(t, 1, count(eventTypes(t, store), credential.EventRevoked))
	_, err = badges.List(t.Context(), session, attendee.ByID(a.ID))
	require.ErrorIs(t, err, attendee.ErrNotFound)

	b := guest(t, people, "b@example.com")
	rep, err := people.Batch(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{
		credential.Issue{Attendee: attendee.ByID(b.ID), Medium: storage.QR, Value: "1"},
		attendee.Delete{Ref: attendee.ByID(b.ID)},
		credential.Issue{Attendee: attendee.ByID(b.ID), Medium: storage.QR, Value: "2"},
	}})
	require.NoError(t, err)
	require.Equal(t, 2, rep.Succeeded)
	require.ErrorIs(t, rep.Results[2].Err, attendee.ErrNotFound)
}

func credentialsMoveOnMerge(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a, _ := badge(t, people, "A")
	b, _ := badge(t, people, "B")
	do[attendee.Attendee](t, people, attendee.Merge{Into: attendee.ByID(a.ID), From: attendee.ByID(b.ID)})
	for _, value := range []string{"A", "B"} {
		h, err := badges.Lookup(t.Context(), session, value)
		require.NoError(t, err)
		require.Equal(t, a.ID, h.Attendee.ID)
	}
}

func credentialsOfWhoIsHidden_X32(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	hidden, err := people.Create(t.Context(), session, attendee.Attendee{LastName: "X", Owner: attendee.Owner{UserID: "ann"}})
	require.NoError(t, err)
	c := do[credential.Credential](t, people, credential.Issue{Attendee: attendee.ByID(hidden.ID), Medium: storage.QR, Value: "secret"})
	own := guest(t, people, "own@example.com")

	bob := badges.As(attendee.Actor{UserID: "bob", Read: true, Write: true})
	for _, err := range []error{
		second(bob.Lookup(t.Context(), session, "secret")),
		second(bob.List(t.Context(), session, attendee.ByID(hidden.ID))),
		second(bob.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(hidden.ID), Medium: storage.QR})),
		second(bob.Revoke(t.Context(), session, credential.ByID(c.ID), "")),
		second(bob.Revoke(t.Context(), session, credential.ByValue("secret"), "")),
		second(bob.Reissue(t.Context(), session, credential.Reissue{Credential: credential.ByID(c.ID)})),
		bob.Remove(t.Context(), session, credential.ByID(c.ID)),
	} {
		require.ErrorIs(t, err, batch.NotFound)
		require.NotContains(t, err.Error(), c.ID.String())
	}
	_, err = bob.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(own.ID), Medium: storage.QR, Value: "secret"})
	require.Zero(t, rejected(t, err, credential.ErrDuplicate, "value").Existing, "it is in the way, but not named")
	page, err := bob.Credentials(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Credentials)
	require.Empty(t, page.Attendees)
	_, err = bob.Credentials(t.Context(), session, attendee.Query{WithTotal: true})
	rejected(t, err, attendee.ErrForbidden, "with_total")

	all := badges.As(attendee.Actor{UserID: "eve", ReadAll: true, Write: true})
	_, err = all.Lookup(t.Context(), session, "secret")
	require.NoError(t, err)
	_, err = all.Revoke(t.Context(), session, credential.ByID(c.ID), "")
	require.ErrorIs(t, err, attendee.ErrForbidden, "she may see it and not write it")
	for _, err := range []error{
		second(badges.As(attendee.Actor{}).Lookup(t.Context(), session, "secret")),
		second(badges.As(attendee.Actor{Read: true}).Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(own.ID), Medium: storage.QR})),
		second(bob.DefineType(t.Context(), session, credential.DefineType{Name: "x", Medium: storage.QR})),
		second(badges.As(attendee.Actor{Write: true}).Credentials(t.Context(), session, attendee.Query{})),
	} {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
}

func valuesAreForAdministrators_X32(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a, c := badge(t, people, "secret")
	clerk := badges.As(attendee.Actor{UserID: "c", Read: true, Write: true})
	issued, err := clerk.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR})
	require.NoError(t, err)
	require.Len(t, issued.Value, 26, "who issues it must print it")

	list, err := clerk.List(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	h, err := clerk.Lookup(t.Context(), session, "secret")
	require.NoError(t, err)
	require.Empty(t, h.Attendee.AttendanceCode)
	page, err := clerk.Credentials(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	beside, err := people.As(attendee.Actor{UserID: "c", Read: true}).List(t.Context(), session, attendee.Query{Include: attendee.IncludeCredentials})
	require.NoError(t, err)
	revoked, err := clerk.Revoke(t.Context(), session, credential.ByID(c.ID), "")
	require.NoError(t, err)
	for _, c := range append(append(append(list, page.Credentials...), beside.Credentials...), h.Credential, revoked) {
		require.NotZero(t, c.ID)
		require.Empty(t, c.Value)
		require.Empty(t, c.UniqueValue)
	}
	list, err = badges.As(attendee.Actor{Admin: true}).List(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Equal(t, "secret", list[0].Value)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", credential.ByValue("s3cret"), credential.ByValue("s3cret"), credential.ByValue("s3cret")), "s3cret")
}

func listIncludesCredentials_G5(t *testing.T, open storagetest.Factory) {
	people, _, _ := desk(t, open)
	a, c := badge(t, people, "1")
	page, err := people.List(t.Context(), session, attendee.Query{Include: attendee.IncludeCredentials})
	require.NoError(t, err)
	require.Equal(t, a.ID, page.Attendees[0].ID)
	require.Len(t, page.Credentials, 1)
	require.Equal(t, [2]string{c.ID.String(), "1"}, [2]string{page.Credentials[0].ID.String(), page.Credentials[0].Value})
	page, err = people.List(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Credentials)
}

func credentialsAreListed_G3_G5(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a, first := badge(t, people, "1")
	badge(t, people, "2")
	do[credential.Credential](t, people, credential.Revoke{Credential: credential.ByID(first.ID)})
	page, err := badges.Credentials(t.Context(), session, attendee.Query{WithTotal: true, Limit: 1, Where: []attendee.Filter{where("status", "=", "revoked")}})
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
	require.Equal(t, first.ID, page.Credentials[0].ID)
	page, err = badges.Credentials(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("attendee_id", "=", a.ID)}, Sort: []attendee.Sort{{Field: "created_at", Desc: true}}})
	require.NoError(t, err)
	require.Len(t, page.Credentials, 1)
	_, err = badges.Credentials(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("value", "=", "1")}})
	rejected(t, err, attendee.ErrUnknownField, "value")
	_, err = badges.Credentials(t.Context(), session, attendee.Query{Limit: 101})
	rejected(t, err, batch.ErrTooLarge, "limit")
	_, err = badges.Credentials(t.Context(), session, attendee.Query{After: "x"})
	rejected(t, err, attendee.ErrInvalidCursor, "after")
	_, err = people.Records(t.Context(), session, storage.KindAttendee, attendee.Query{})
	rejected(t, err, attendee.ErrUnknownField, "kind")
}

func typesInUseStay_X18(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	typ, err := badges.DefineType(t.Context(), session, credential.DefineType{Name: "Badge", Medium: storage.QR})
	require.NoError(t, err)
	a := guest(t, people, "a@example.com")
	issue := credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByID(typ.ID)}
	c, other := do[credential.Credential](t, people, issue), do[credential.Credential](t, people, issue)
	_, err = badges.Revoke(t.Context(), session, credential.ByID(other.ID), "lost")
	require.NoError(t, err)
	remove := credential.RemoveType{Type: credential.TypeByID(typ.ID)}
	for _, err := range []error{
		badges.RemoveType(t.Context(), session, credential.TypeByName("badge")),
		second(people.Do(t.Context(), session, remove)), alone(t, store, remove),
	} {
		e := rejected(t, err, attendee.ErrInUse, "")
		require.Equal(t, typ.ID, e.Existing.ID)
		require.Equal(t, 2, e.Count)
	}
	require.NoError(t, badges.Remove(t.Context(), session, credential.ByID(c.ID)))
	require.NoError(t, badges.Remove(t.Context(), session, credential.ByID(other.ID)))
	require.NoError(t, badges.RemoveType(t.Context(), session, credential.TypeByName("badge")))
	require.ErrorIs(t, badges.RemoveType(t.Context(), session, credential.TypeByName("badge")), credential.ErrTypeNotFound)
}

// alone runs a command without any service, and returns why it was rejected. A
// store that has to refuse first is asked once.
func alone(t *testing.T, store storage.Store, c batch.Command) error {
	t.Helper()
	var stats batch.Stats
	runner, err := batch.New(store, batch.WithObserver(func(_ context.Context, s batch.Stats) { stats = s }))
	require.NoError(t, err)
	rep, err := runner.Run(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{c}})
	require.NoError(t, err)
	require.Equal(t, 1, stats.Attempts)
	return rep.Results[0].Err
}

func oneValueFrom32Writers_G15(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a := guest(t, people, "a@example.com")
	errs := atOnce(32, func(int) error {
		_, err := badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: "one"})
		return err
	})
	issued := 0
	for _, err := range errs {
		if err == nil {
			issued++
		} else {
			require.ErrorIs(t, err, credential.ErrDuplicate)
		}
	}
	require.Equal(t, 1, issued)
}

func credentialCommandsTravelAsJSON(t *testing.T, _ storagetest.Factory) {
	id := storage.ID{1}
	for _, x := range []struct{ in, out batch.Command }{
		{credential.Issue{Attendee: attendee.ByID(id), Type: credential.TypeByName("b"), Value: "v"}, &credential.Issue{}},
		{credential.Reissue{Credential: credential.ByValue("v"), Reason: "r"}, &credential.Reissue{}},
		{credential.Revoke{Credential: credential.ByID(id)}, &credential.Revoke{}},
		{credential.DefineList{Name: "l", Groups: []attendee.GroupRef{attendee.GroupByName("g")}}, &credential.DefineList{}},
		{credential.DefinePoint{Name: "p", Zone: credential.ZoneBySlug("z"), List: credential.ListByID(id)}, &credential.DefinePoint{}},
		{credential.Scan{Point: credential.PointBySlug("p"), Value: "v", Device: "d", Nonce: "n"}, &credential.Scan{}},
		{credential.Scan{Point: credential.PointByID(id), Attendee: attendee.ByEmail("a@example.com")}, &credential.Scan{}},
		{credential.Undo{ID: id}, &credential.Undo{}},
	} {
		wire, err := json.Marshal(x.in)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(wire, x.out))
		again, err := json.Marshal(x.out)
		require.NoError(t, err)
		require.JSONEq(t, string(wire), string(again))
		require.NotEqual(t, "{}", string(again))
	}
	for _, bad := range []any{new(credential.Ref), new(credential.PointRef), new(credential.TypeRef)} {
		require.Error(t, json.Unmarshal([]byte(`{"id":"no"}`), bad))
	}
}

// everyCredentialCommand returns a batch of all commands that leaves nothing of
// what it makes.
func everyCredentialCommand(a attendee.Attendee, c credential.Credential) []batch.Command {
	return []batch.Command{
		credential.DefineType{Name: "Badge", Medium: storage.QR},
		credential.DefineZone{Name: "Hall"},
		credential.DefineList{Name: "All"},
		credential.DefinePoint{Name: "Gate", Zone: credential.ZoneBySlug("hall"), List: credential.ListByName("all")},
		credential.Issue{Attendee: attendee.ByID(a.ID), Type: credential.TypeByName("badge"), Value: "2"},
		credential.Scan{Point: credential.PointBySlug("gate"), Value: "2"},
		credential.Reissue{Credential: credential.ByID(c.ID)},
		credential.Revoke{Credential: credential.ByValue("2")},
		credential.Remove{Credential: credential.ByValue("2")},
		credential.RemovePoint{Point: credential.PointBySlug("gate")},
		credential.RemoveZone{Zone: credential.ZoneBySlug("hall")},
		credential.RemoveList{List: credential.ListByName("all")},
		credential.RemoveType{Type: credential.TypeByName("badge")},
	}
}

// credentialCommandsNeedNoService: a command that no service has bound is
// planned by the default policy, and nobody acts.
func credentialCommandsNeedNoService(t *testing.T, open storagetest.Factory) {
	store := open(t)
	people, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	a, c := badge(t, people, "1")
	runner, err := batch.New(store)
	require.NoError(t, err)
	rep, err := runner.Run(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: everyCredentialCommand(a, c)})
	require.NoError(t, err)
	v, ok := credential.VerdictOf(rep.Results[5])
	require.True(t, ok)
	require.True(t, v.Granted())
	rep, err = runner.Run(t.Context(), batch.Batch{Scope: session, Commands: []batch.Command{credential.Undo{ID: v.ID}}})
	require.NoError(t, err)
	require.Equal(t, batch.Updated, rep.Results[0].Action)

	// A service bound to a store works on that one.
	elsewhere := open(t)
	_, err = credential.New(people).On(elsewhere).Lookup(t.Context(), session, "1")
	require.ErrorIs(t, err, credential.ErrNotFound)
}

func credentialCommandsAskForRights_X32(t *testing.T, open storagetest.Factory) {
	people, badges, _ := desk(t, open)
	a, c := badge(t, people, "1")
	for _, command := range append(everyCredentialCommand(a, c), credential.Undo{ID: storage.ID{1}}) {
		_, err := people.As(attendee.Actor{UserID: "r", Read: true}).Do(t.Context(), session, command)
		require.ErrorIs(t, err, attendee.ErrForbidden, "%T", command)
	}
	nobody := badges.As(attendee.Actor{})
	for _, err := range []error{
		second(nobody.List(t.Context(), session, attendee.ByID(a.ID))), second(nobody.CheckIns(t.Context(), session, attendee.Query{})),
		second(nobody.Types(t.Context(), session)), second(nobody.Zones(t.Context(), session)), second(nobody.Lists(t.Context(), session)),
		nobody.RemoveType(t.Context(), session, credential.TypeByName("x")),
	} {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
}

func credentialPreview(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	a, c := badge(t, people, "1")
	_, err := badges.DefinePoint(t.Context(), session, credential.DefinePoint{Name: "Door"})
	require.NoError(t, err)
	before := len(eventTypes(t, store))
	commands := everyCredentialCommand(a, c)
	rep, err := people.Preview(t.Context(), batch.Batch{Scope: session, Commands: commands})
	require.NoError(t, err)
	for i, res := range rep.Results {
		require.NoError(t, res.Err, "%T", commands[i])
	}
	v, _ := credential.VerdictOf(rep.Results[5])
	require.True(t, v.Granted())
	require.Len(t, eventTypes(t, store), before, "nothing was written")
	rep, err = people.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: commands})
	require.NoError(t, err, "what comes and goes in one batch is no obstacle")
	require.Equal(t, len(commands), rep.Succeeded)
}

func credentialErrorsTellNoValue_S4(t *testing.T, open storagetest.Factory) {
	people, badges, store := desk(t, open)
	const value = "s3cret-value"
	a, _ := badge(t, people, value)
	_, err := badges.DefinePoint(t.Context(), session, credential.DefinePoint{Name: "Door"})
	require.NoError(t, err)
	for _, err := range []error{
		second(badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: value})),
		second(badges.Revoke(t.Context(), session, credential.ByValue(value+"!"), "")),
		second(badges.Lookup(t.Context(), session, value+"!")),
		second(badges.Issue(t.Context(), session, credential.Issue{Attendee: attendee.ByID(a.ID), Medium: storage.QR, Value: value + "\n" + value})),
	} {
		require.Error(t, err)
		require.NotContains(t, err.Error(), value)
		var e *batch.Error
		require.True(t, errors.As(err, &e))
		require.Empty(t, e.Given)
	}
	_, err = badges.Scan(t.Context(), session, credential.Scan{Point: credential.PointBySlug("door"), Value: value + "!"})
	require.NoError(t, err)
	events, err := store.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 1000})
	require.NoError(t, err)
	all, err := json.Marshal(events)
	require.NoError(t, err)
	require.NotContains(t, string(all), value)
}
