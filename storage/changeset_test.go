package storage

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func head(id ID) Head { return Head{Scope: scope, ID: id, Rev: 1} }

func response(data string) FormResponse {
	return FormResponse{Head: head(first), Data: json.RawMessage(data)}
}

func TestChangeSetValidate(t *testing.T) {
	a := Attendee{Head: head(first)}
	for name, test := range map[string]struct {
		change func(*ChangeSet)
		want   error
	}{
		"empty":            {func(*ChangeSet) {}, nil},
		"put":              {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{a} }, nil},
		"equal IDs, kinds": {func(cs *ChangeSet) { cs.Attendees.Put, cs.Types.Put = []Attendee{a}, []Type{{Head: head(first)}} }, nil},
		"delete":           {func(cs *ChangeSet) { cs.Tokens.Delete = []Ref{{KindToken, first, 1}} }, nil},
		"guard of absence": {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, 0}} }, nil},
		"event":            {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Scope: scope, Type: "x"}} }, nil},
		"other scope":      {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{{Head: Head{ID: first, Rev: 1}}} }, ErrMalformed},
		"no ID":            {func(cs *ChangeSet) { cs.Types.Put = []Type{{Head: head(ID{})}} }, ErrMalformed},
		"revision 0":       {func(cs *ChangeSet) { cs.Types.Put = []Type{{Head: Head{Scope: scope, ID: first}}} }, ErrMalformed},
		"put twice":        {func(cs *ChangeSet) { cs.Attendees.Put = []Attendee{a, a} }, ErrMalformed},
		"put and delete": {func(cs *ChangeSet) {
			cs.Attendees.Put, cs.Attendees.Delete = []Attendee{a}, []Ref{{KindAttendee, first, 4}}
		}, ErrMalformed},
		"delete twice":       {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{KindType, first, 1}, {KindType, first, 2}} }, ErrMalformed},
		"delete, no ID":      {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{Kind: KindType, Rev: 1}} }, ErrMalformed},
		"delete, revision 0": {func(cs *ChangeSet) { cs.Types.Delete = []Ref{{KindType, first, 0}} }, ErrMalformed},
		"delete, other kind": {func(cs *ChangeSet) { cs.Revisions.Delete = []Ref{{KindType, first, 1}} }, ErrMalformed},
		"delete, unknown":    {func(cs *ChangeSet) { cs.Revisions.Delete = []Ref{{99, first, 1}} }, ErrUnsupported},
		"guard, unknown":     {func(cs *ChangeSet) { cs.Guards = []Ref{{0, first, 1}} }, ErrUnsupported},
		"guard, negative":    {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, -1}} }, ErrMalformed},
		"guard on a put":     {func(cs *ChangeSet) { cs.Attendees.Put, cs.Guards = []Attendee{a}, []Ref{{KindAttendee, first, 1}} }, ErrMalformed},
		"guard twice":        {func(cs *ChangeSet) { cs.Guards = []Ref{{KindType, first, 1}, {KindType, first, 1}} }, ErrMalformed},
		"event, other scope": {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Type: "x"}} }, ErrMalformed},
		"event, no ID":       {func(cs *ChangeSet) { cs.Events = []Event{{Scope: scope, Type: "x"}} }, ErrMalformed},
		"event, bad type":    {func(cs *ChangeSet) { cs.Events = []Event{{ID: first, Scope: scope, Type: "x\x00"}} }, ErrMalformed},
		"custom key": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"\xff": Int(1)}
			cs.Attendees.Put = []Attendee{b}
		}, ErrMalformed},
		"custom value": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"k": Text("\x00")}
			cs.Attendees.Put = []Attendee{b}
		}, ErrMalformed},
		"old custom value": {func(cs *ChangeSet) {
			b := a
			b.Custom = map[string]Value{"k": Text("\x00")}
			cs.Revisions.Put = []Revision{{Head: head(first), Was: b}}
		}, ErrMalformed},
		"delete of a group":        {func(cs *ChangeSet) { cs.Groups.Delete = []Ref{{KindGroup, first, 1}} }, nil},
		"delete, other dependents": {func(cs *ChangeSet) { cs.FormResponses.Delete = []Ref{{KindMembership, first, 1}} }, ErrMalformed},
		"guard on a membership": {func(cs *ChangeSet) {
			cs.Memberships.Put, cs.Guards = []Membership{{Head: head(first)}}, []Ref{{KindMembership, first, 0}}
		}, ErrMalformed},
		"delete of a zone":    {func(cs *ChangeSet) { cs.Zones.Delete = []Ref{{KindZone, first, 1}} }, nil},
		"delete, other place": {func(cs *ChangeSet) { cs.CheckLists.Delete = []Ref{{KindZone, first, 1}} }, ErrMalformed},
		"guard on a check-in": {func(cs *ChangeSet) {
			cs.CheckIns.Put, cs.Guards = []CheckIn{{Head: head(first)}}, []Ref{{KindCheckIn, first, 0}}
		}, ErrMalformed},
		"scan of nobody": {func(cs *ChangeSet) { cs.CheckIns.Put = []CheckIn{{Head: head(first)}} }, nil},
		"custom key of a part": {func(cs *ChangeSet) {
			cs.Associations.Put = []Association{{Head: head(first), Custom: map[string]Value{"\xff": Int(1)}}}
		}, ErrMalformed},
		"custom value of a part": {func(cs *ChangeSet) {
			cs.Associations.Put = []Association{{Head: head(first), Custom: map[string]Value{"k": Text("\x00")}}}
		}, ErrMalformed},
		"document":       {func(cs *ChangeSet) { cs.FormResponses.Put = []FormResponse{response(`{"a":"\\u0000"}`)} }, nil},
		"no document":    {func(cs *ChangeSet) { cs.FormResponses.Put = []FormResponse{response(``)} }, ErrMalformed},
		"half of one":    {func(cs *ChangeSet) { cs.FormResponses.Put = []FormResponse{response(`{"a":`)} }, ErrMalformed},
		"NUL in it":      {func(cs *ChangeSet) { cs.FormResponses.Put = []FormResponse{response(`{"a":"\u0000"}`)} }, ErrMalformed},
		"bad byte in it": {func(cs *ChangeSet) { cs.FormResponses.Put = []FormResponse{response("\"\xff\"")} }, ErrMalformed},
		"after sound records": {func(cs *ChangeSet) {
			cs.Attendees.Put, cs.Tokens.Put = []Attendee{a}, []Token{{Head: head(first), Value: "\xff"}}
		}, ErrMalformed},
	} {
		cs := ChangeSet{Scope: scope}
		test.change(&cs)
		if test.want == nil {
			require.NoError(t, cs.Validate(), name)
		} else {
			require.ErrorIs(t, cs.Validate(), test.want, name)
		}
	}
}

// TestValidateReadsEveryText finds a text that no store can keep wherever it
// is, and names no content in its error.
func TestValidateReadsEveryText(t *testing.T) {
	validateReadsEveryText(t, func(cs *ChangeSet, r Attendee) { cs.Attendees.Put = []Attendee{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Type) { cs.Types.Put = []Type{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Revision) { cs.Revisions.Put = []Revision{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Token) { cs.Tokens.Put = []Token{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Group) { cs.Groups.Put = []Group{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r FormResponse) { cs.FormResponses.Put = []FormResponse{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r CredentialType) { cs.CredentialTypes.Put = []CredentialType{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Credential) { cs.Credentials.Put = []Credential{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Zone) { cs.Zones.Put = []Zone{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r CheckList) { cs.CheckLists.Put = []CheckList{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r AccessPoint) { cs.AccessPoints.Put = []AccessPoint{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r CheckIn) { cs.CheckIns.Put = []CheckIn{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Entry) { cs.Entries.Put = []Entry{r} })
	validateReadsEveryText(t, func(cs *ChangeSet, r Association) { cs.Associations.Put = []Association{r} })
}

func validateReadsEveryText[R Record](t *testing.T, put func(*ChangeSet, R)) {
	t.Helper()
	r := filled[R]()
	cs := ChangeSet{Scope: r.Base().Scope}
	put(&cs, r)
	require.NoError(t, cs.Validate())
	for _, bad := range []string{"secret \xff", "secret \x00"} {
		eachText(reflect.ValueOf(&r).Elem(), func(s reflect.Value) {
			good := s.String()
			s.SetString(bad)
			put(&cs, r)
			err := cs.Validate()
			require.ErrorIs(t, err, ErrMalformed, "%+v", r)
			assert.NotContains(t, err.Error(), "secret")
			s.SetString(good)
		})
	}
}

func eachText(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		visit(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[Scope]() && v.Type().Field(i).IsExported() {
				eachText(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	}
}

func TestChangeSetLen(t *testing.T) {
	assert.True(t, ChangeSet{}.Empty())
	assert.Zero(t, ChangeSet{}.Len())
	cs := ChangeSet{Guards: make([]Ref, 2)}
	assert.Equal(t, 2, cs.Len())
	assert.True(t, cs.Empty(), "guards change nothing")
	cs.Attendees.Put, cs.Types.Delete, cs.Revisions.Put, cs.Tokens.Put = make([]Attendee, 1), make([]Ref, 2), make([]Revision, 3), make([]Token, 4)
	cs.Events = make([]Event, 5)
	assert.Equal(t, 17, cs.Len())
	cs.Groups.Put, cs.Memberships.Put, cs.FormResponses.Delete = make([]Group, 6), make([]Membership, 7), make([]Ref, 8)
	assert.Equal(t, 38, cs.Len())
	cs.CredentialTypes.Put, cs.Credentials.Put, cs.Zones.Delete, cs.CheckLists.Put = make([]CredentialType, 9), make([]Credential, 10), make([]Ref, 11), make([]CheckList, 12)
	assert.Equal(t, 80, cs.Len())
	cs.AccessPoints.Put, cs.CheckIns.Put, cs.Entries.Put, cs.Associations.Delete = make([]AccessPoint, 13), make([]CheckIn, 14), make([]Entry, 15), make([]Ref, 16)
	assert.Equal(t, 138, cs.Len())
	assert.False(t, cs.Empty())
}

func TestQueryValidate(t *testing.T) {
	for with := Relations(0); with <= knownRelations; with++ {
		require.NoError(t, Query{With: with}.Validate())
	}
	require.ErrorIs(t, Query{With: WithPlaces << 1}.Validate(), ErrUnsupported)
	for name := KeyName(0); name <= KeyEntry+1; name++ {
		l := Lookup{Keys: []Key{{Name: name, Value: "secret"}}}
		for kind, q := range map[Kind]Query{
			KindAttendee: {Attendees: l}, KindType: {Types: l}, KindRevision: {Revisions: l}, KindToken: {Tokens: l},
			KindGroup: {Groups: l}, KindMembership: {Memberships: l}, KindFormResponse: {FormResponses: l},
			KindCredentialType: {CredentialTypes: l}, KindCredential: {Credentials: l}, KindZone: {Zones: l}, KindCheckList: {CheckLists: l},
			KindAccessPoint: {AccessPoints: l}, KindCheckIn: {CheckIns: l}, KindEntry: {Entries: l}, KindAssociation: {Associations: l},
		} {
			require.Equal(t, l, *q.Of(kind), "%s", kind)
			err := q.Validate()
			if name.Kind() == kind {
				require.NoError(t, err, "%s of %s", name, kind)
				continue
			}
			require.ErrorIs(t, err, ErrUnsupported, "%s of %s", name, kind)
			assert.NotContains(t, err.Error(), "secret")
		}
	}
}

func TestQueryOf(t *testing.T) {
	var q Query
	seen := make(map[*Lookup]Kind)
	for k := KindAttendee; k.Known(); k++ {
		l := q.Of(k)
		require.NotNil(t, l, "%s", k)
		require.Zero(t, seen[l], "%s shares its look-up", k)
		seen[l] = k
	}
	assert.Nil(t, q.Of(0))
	assert.Nil(t, q.Of(KindAssociation+1))
}

func TestLookupEmpty(t *testing.T) {
	assert.True(t, Lookup{}.Empty())
	assert.False(t, Lookup{IDs: []ID{first}}.Empty())
	assert.False(t, Lookup{Keys: []Key{{KeyEmail, "x"}}}.Empty())
}

func TestAppendKeys(t *testing.T) {
	a := Attendee{Unique: AttendeeKeys{Code: "c", User: "u", External: "x", Email: "e", Match: "m"}, AttendanceCode: "shown", Email: "shown"}
	assert.Equal(t, []Key{{KeyCode, "c"}, {KeyUser, "u"}, {KeyExternal, "x"}, {KeyEmail, "e"}, {KeyMatch, "m"}}, a.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyTypeCode, "c"}, {KeyTypeName, "n"}}, Type{Code: "c", Name: "N", UniqueName: "n"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyToken, "v"}}, Token{Value: "v"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyGroupName, "n"}}, Group{Name: "N", UniqueName: "n"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyCredentialType, "n"}}, CredentialType{Name: "N", UniqueName: "n"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyCredentialValue, "d"}}, Credential{Value: "v", UniqueValue: "d"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyZone, "s"}}, Zone{Slug: "S", UniqueSlug: "s"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyCheckList, "n"}}, CheckList{Name: "N", UniqueName: "n"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyAccessPoint, "s"}}, AccessPoint{Slug: "S", UniqueSlug: "s"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyNonce, "n"}, {KeyPresence, "p"}}, CheckIn{UniqueNonce: "n", UniquePresence: "p"}.AppendKeys(nil))
	assert.Equal(t, []Key{{KeyEntry, "e"}}, Entry{ExternalID: "E", UniqueExternal: "e"}.AppendKeys(nil))
	for _, spares := range []Entity{Credential{Value: "v"}, CheckIn{}, Entry{ExternalID: "E"}} {
		assert.Empty(t, spares.AppendKeys(nil), "%s without a key", spares.Ref().Kind)
	}
	for _, keyless := range []Entity{Revision{Was: a}, filled[Membership](), filled[FormResponse](), filled[Association]()} {
		assert.Empty(t, keyless.AppendKeys(nil))
	}
	assert.Empty(t, Attendee{Email: "shown"}.AppendKeys(nil), "what is empty is no key")
	before := []Key{{KeyToken, "before"}}
	assert.Len(t, a.AppendKeys(before), 6)
}

func TestNames(t *testing.T) {
	for k := KindAttendee; k.Known(); k++ {
		assert.NotContains(t, k.String(), "kind(")
	}
	assert.Equal(t, "kind(16)", Kind(16).String())
	assert.False(t, Kind(0).Known())
	for n := KeyCode; n.Kind() != 0; n++ {
		assert.NotContains(t, n.String(), "key(")
	}
	assert.Equal(t, "key(18)", KeyName(18).String())
}

func TestRefAndParent(t *testing.T) {
	a := Attendee{Head: Head{ID: first, Rev: 3}}
	r := Revision{Head: Head{ID: second, Rev: 1}, AttendeeID: first}
	assert.Equal(t, Ref{KindAttendee, first, 3}, a.Ref())
	assert.Equal(t, Ref{KindRevision, second, 1}, r.Ref())
	assert.Equal(t, Ref{Kind: KindAttendee, ID: first}, r.Parent())
	for _, root := range []Entity{
		a,
		Type{},
		Token{},
		Group{},
		filled[CredentialType](), filled[Zone](), filled[CheckList](), filled[AccessPoint](), filled[Entry](),
		CheckIn{CredentialID: first}, // nobody was recognised
	} {
		assert.Zero(t, root.Parent(), "%s", root.Ref().Kind)
	}
	for _, dependent := range []Entity{
		Membership{AttendeeID: first, GroupID: second},
		FormResponse{AttendeeID: first},
		Credential{AttendeeID: first, TypeID: second},
		CheckIn{AttendeeID: first, ZoneID: second},
		Association{AttendeeID: first, EntryID: second},
	} {
		assert.Equal(t, Ref{Kind: KindAttendee, ID: first}, dependent.Parent())
	}
	for kind, r := range map[Kind]Entity{
		KindType: Type{}, KindToken: Token{}, KindGroup: Group{}, KindMembership: Membership{}, KindFormResponse: FormResponse{},
		KindCredentialType: CredentialType{}, KindCredential: Credential{}, KindZone: Zone{}, KindCheckList: CheckList{},
		KindAccessPoint: AccessPoint{}, KindCheckIn: CheckIn{}, KindEntry: Entry{}, KindAssociation: Association{},
	} {
		assert.Equal(t, kind, r.Ref().Kind)
	}
}

func TestMembershipID(t *testing.T) {
	require.Equal(t, MembershipID(first, second), MembershipID(first, second))
	require.NotEqual(t, MembershipID(first, second), MembershipID(second, first))
}

func TestAssociationID(t *testing.T) {
	require.Equal(t, AssociationID(first, second), AssociationID(first, second))
	require.NotEqual(t, AssociationID(first, second), AssociationID(second, first))
}

func TestCheckInSaysWhoIsInside(t *testing.T) {
	assert.True(t, CheckIn{}.Granted())
	assert.False(t, CheckIn{Reason: "not on the list"}.Granted())
	assert.True(t, CheckIn{UniquePresence: "p"}.Inside())
	assert.False(t, CheckIn{Direction: In}.Inside(), "who was let in may have left")
}

func TestAtRev(t *testing.T) {
	atRev[Attendee](t)
	atRev[Type](t)
	atRev[Revision](t)
	atRev[Token](t)
	atRev[Group](t)
	atRev[Membership](t)
	atRev[FormResponse](t)
	atRev[CredentialType](t)
	atRev[Credential](t)
	atRev[Zone](t)
	atRev[CheckList](t)
	atRev[AccessPoint](t)
	atRev[CheckIn](t)
	atRev[Entry](t)
	atRev[Association](t)
}

func atRev[R Record](t *testing.T) {
	t.Helper()
	r := filled[R]()
	moved := AtRev(r, 99)
	require.EqualValues(t, 99, (*moved).Base().Rev)
	require.Equal(t, filled[R](), r, "the record itself stays as it was")
	require.True(t, Equal(r, *AtRev(*moved, r.Base().Rev)), "nothing but the revision differs")
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	var b strings.Builder
	a, r := filled[Attendee](), filled[Revision]()
	b.WriteString(a.LogValue().String())
	b.WriteString(r.LogValue().String())
	answer := filled[FormResponse]()
	answer.FormID = "diet"
	b.WriteString(answer.LogValue().String())
	assert.NotContains(t, b.String(), string(answer.Data))
	for _, quiet := range []slog.LogValuer{
		Credential{Value: "a text", UniqueValue: "a text", IssuedBy: "a text"},
		CheckIn{Actor: "a text", Device: "a text", UniquePresence: "a text"},
		Entry{ExternalID: "a text", ReportOwner: "a text", Amount: 987654},
		Association{Amount: 987654, Travelling: "a text", Custom: a.Custom},
	} {
		b.WriteString(quiet.LogValue().String())
	}
	assert.NotContains(t, b.String(), "987654", "what was spent")
	shown, err := json.Marshal(a)
	require.NoError(t, err)
	require.Contains(t, string(shown), "text", "the record is full of it")
	assert.Equal(t, 2, strings.Count(b.String(), "text"), "nothing but the status: %s", b.String())
	assert.True(t, Owner{}.System())
	assert.False(t, a.Owner.System())
}
