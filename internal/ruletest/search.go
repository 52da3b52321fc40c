package ruletest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// crowd adds people about whom the searches below ask.
func crowd(t *testing.T, open storagetest.Factory) *attendee.Service {
	t.Helper()
	day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{
		{Key: "diet", Kind: storage.FieldText}, {Key: "age", Kind: storage.FieldInteger}, {Key: "vip", Kind: storage.FieldBoolean},
	}}, batch.WithClock(func() time.Time { return day }))
	require.NoError(t, err)
	_, err = svc.DefineType(t.Context(), session, attendee.DefineType{
		Code: "PRESS", Name: "Press", Public: true,
		Fields: []attendee.FieldDef{{Key: "outlet", Kind: storage.FieldText}},
	})
	require.NoError(t, err)
	custom := func(diet string, age int64, vip bool) map[string]storage.Value {
		return map[string]storage.Value{"diet": storage.Text(diet), "age": storage.Int(age), "vip": storage.Bool(vip)}
	}
	for _, a := range []attendee.Attendee{
		{FirstName: "Ada", LastName: "Lovelace", Email: "ada@acme.com", TypeCode: "PRESS", Custom: map[string]storage.Value{"outlet": storage.Text("Times")}},
		{FirstName: "Charles", LastName: "babbage", Email: "charles@ACME.com", Company: "Acme", Custom: custom("vegan", 9, true)},
		{FirstName: "Éva", LastName: "Straße", Email: "eva@other.example", Company: "ACME", Custom: custom("any", 10, false)},
		{FirstName: "Emil", LastName: "Zola", Role: "e", Custom: custom("100%_vegan", -3, true)},
		{FirstName: "Anna", LastName: "Strasser", Email: "a@b.acme.com", TypeCode: "PRESS"},
	} {
		day = day.Add(24 * time.Hour)
		_, err := svc.Create(t.Context(), session, a)
		require.NoError(t, err)
	}
	return svc
}

func find(t *testing.T, svc *attendee.Service, q attendee.Query) (list []string) {
	t.Helper()
	for a, err := range svc.All(t.Context(), session, q) {
		require.NoError(t, err)
		list = append(list, a.FirstName)
	}
	return list
}

func searchByEveryOperator_G6_X29_X30(t *testing.T, open storagetest.Factory) {
	svc := crowd(t, open)
	for name, c := range map[string]struct {
		want  string
		where []attendee.Filter
	}{
		"the seed's search":     {"Ada Anna", []attendee.Filter{where("email", "like", "%acme.com"), where("type_code", "=", "press")}},
		"suffix with an at":     {"Charles Ada", []attendee.Filter{where("email", "like", "%@acme.com")}},
		"equality is folded":    {"Éva", []attendee.Filter{where("last_name", "=", "STRASSE")}},
		"composed or not":       {"Éva", []attendee.Filter{where("first_name", "=", "E\u0301VA")}},
		"prefix":                {"Éva Anna", []attendee.Filter{where("last_name", "like", "STRA%")}},
		"inner":                 {"Charles", []attendee.Filter{where("last_name", "like", "b%bb%e")}},
		"no wildcard":           {"Charles", []attendee.Filter{where("last_name", "like", "BABBAGE")}},
		"underscore is itself":  {"", []attendee.Filter{where("last_name", "like", "_abbage")}},
		"percent in the value":  {"Emil", []attendee.Filter{where("custom.diet", "like", "100%_VEGAN")}},
		"not equal":             {"Charles Ada Anna Emil", []attendee.Filter{where("last_name", "!=", "straße")}},
		"empty is not unequal":  {"Charles Éva", []attendee.Filter{where("company", "!=", "nobody")}},
		"in":                    {"Charles Emil", []attendee.Filter{where("last_name", "in", []string{"Zola", "BABBAGE"})}},
		"in of any":             {"Charles Emil", []attendee.Filter{where("last_name", "in", []any{"Zola", "BABBAGE"})}},
		"in of none":            {"", []attendee.Filter{where("last_name", "in", []string{})}},
		"not in":                {"Éva", []attendee.Filter{where("email", "not in", []string{"ada@acme.com", "charles@acme.com", "a@b.acme.com"})}},
		"is null":               {"Emil", []attendee.Filter{where("email", "is null", nil)}},
		"is not null":           {"Charles Éva", []attendee.Filter{where("company", "is not null", nil)}},
		"less":                  {"Charles", []attendee.Filter{where("last_name", "<", "lovelace")}},
		"greater or equal":      {"Ada Éva Anna Emil", []attendee.Filter{where("last_name", ">=", "LOVELACE")}},
		"numbers as numbers":    {"Charles Emil", []attendee.Filter{where("custom.age", "<", 10)}},
		"numbers as text":       {"Éva", []attendee.Filter{where("custom.age", "=", "10")}},
		"truth values":          {"Charles Emil", []attendee.Filter{where("custom.vip", "=", "Y")}},
		"custom in":             {"Charles Éva", []attendee.Filter{where("custom.age", "in", []any{9, "10"})}},
		"a type's field":        {"Ada", []attendee.Filter{where("custom.outlet", "=", "TIMES")}},
		"role":                  {"Emil", []attendee.Filter{where("role", "=", "E")}},
		"version":               {"Charles Ada Éva Anna Emil", []attendee.Filter{where("version", "=", 1)}},
		"owner":                 {"Charles Ada Éva Anna Emil", []attendee.Filter{where("owner", "=", "system")}},
		"owned by nobody":       {"", []attendee.Filter{where("owner", "=", "ann")}},
		"before a day":          {"Ada", []attendee.Filter{where("created_at", "<", "2026-11-03")}},
		"after a moment":        {"Emil Anna", []attendee.Filter{where("created_at", ">", time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC))}},
		"status":                {"", []attendee.Filter{where("status", "=", "inactive")}},
		"an ID that nobody has": {"", []attendee.Filter{where("id", "=", storage.ID{7})}},
	} {
		t.Run(name, func(t *testing.T) {
			got := find(t, svc, attendee.Query{Where: c.where, Sort: []attendee.Sort{{Field: "last_name"}}})
			want := strings.Fields(c.want)
			if name == "after a moment" {
				require.ElementsMatch(t, want, got)
				return
			}
			require.Equal(t, want, append([]string{}, got...))
		})
	}
}

// searchTakesValuesOfEveryType asks about two people, of whom the first is to be
// found by each of the filters, and the second by none.
func searchTakesValuesOfEveryType_G6(t *testing.T, open storagetest.Factory) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{
		{Key: "day", Kind: storage.FieldDate}, {Key: "age", Kind: storage.FieldInteger}, {Key: "vip", Kind: storage.FieldBoolean}, {Key: "note", Kind: storage.FieldText},
	}}, batch.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	var list []attendee.Attendee
	for i, day := range []string{"2026-01-02", "2026-01-03"} {
		now = now.Add(time.Hour)
		a, err := svc.Create(t.Context(), session, attendee.Attendee{FirstName: "n" + day, LastName: "L", Custom: map[string]storage.Value{
			"day": storage.Text(day), "age": storage.Int(int64(3 + i)), "vip": storage.Bool(i == 0), "note": storage.Text(day),
		}})
		require.NoError(t, err)
		list = append(list, a)
	}
	_, err = svc.Update(t.Context(), session, attendee.ByID(list[1].ID), attendee.Patch{Title: patch.Set("Dr")})
	require.NoError(t, err)
	do[attendee.Attendee](t, svc, attendee.Inactivate{Ref: attendee.ByID(list[1].ID)})

	type text string
	type number uint8
	newYork := time.FixedZone("", -5*3600)
	night := time.Date(2026, 1, 2, 23, 30, 0, 0, newYork) // the 3rd in UTC
	for _, f := range []attendee.Filter{
		where("status", "=", storage.StatusActive),
		where("status", "in", []storage.Status{storage.StatusActive}),
		where("status", "not in", []any{storage.StatusInactive}),
		where("first_name", "=", text("n2026-01-02")),
		where("first_name", "like", text("%02")),
		where("first_name", "in", []text{"n2026-01-02"}),
		where("version", "=", int8(1)), where("version", "=", number(1)), where("version", "=", float32(1)),
		where("version", "in", []int{1}), where("version", "in", []int32{1}), where("version", "in", []uint16{1}), where("version", "not in", []float64{2, 3}),
		where("id", "in", []storage.ID{list[0].ID}), where("id", "in", []string{list[0].ID.String()}),
		where("created_at", "in", []time.Time{list[0].CreatedAt}), where("id", "not in", []any{list[1].ID, list[1].ID.String()}),
		where("custom.day", "=", night), where("custom.day", "<", night.Add(time.Hour)), where("custom.day", "in", []time.Time{night}), where("custom.day", "like", night),
		where("custom.age", "=", storage.Int(3)), where("custom.age", "in", []storage.Value{storage.Int(3), storage.Text("3")}), where("custom.age", "in", []int{3}),
		where("custom.age", "<", float32(3.0)+1), where("custom.vip", "in", []bool{true}), where("custom.vip", "=", storage.Bool(true)),
		where("custom.note", "like", storage.Text("%02")),
	} {
		page, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{f}})
		require.NoError(t, err, "%+v", f)
		require.Equal(t, ids(list[:1]), ids(page.Attendees), "%+v", f)
	}

	many := make([]int, 1001)
	for _, f := range []attendee.Filter{
		where("version", "in", many), where("custom.age", "not in", many), where("first_name", "in", make([]text, 1001)),
	} {
		_, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{f}})
		require.Equal(t, 1000, rejected(t, err, batch.ErrTooLarge, f.Field).Limit)
	}
	// What is none of these is refused, and not compared as the text that it
	// would be printed as.
	for _, f := range []attendee.Filter{
		where("first_name", "=", night), where("first_name", "=", time.Hour.String), where("first_name", "=", &list[0].FirstName),
		where("first_name", "=", storage.Text("x")), where("first_name", "=", list[0].ID), where("first_name", "in", [1]string{"x"}),
		where("first_name", "in", []any{"x", nil}), where("custom.note", "=", night), where("custom.note", "=", storage.Value{}),
		where("custom.note", "like", night), where("custom.note", "=", list[0].ID), where("custom.age", "in", []storage.Value{{}}),
		where("version", "in", []float64{1.5}), where("version", "=", uint64(1)<<63), where("version", "in", []any{[]int{1}}),
		where("created_at", "in", []int64{1}), where("id", "in", []int64{1}),
	} {
		_, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{f}})
		rejected(t, err, attendee.ErrInvalidFormat, f.Field)
	}
}

func searchRefusesWhatThereIsNot(t *testing.T, open storagetest.Factory) {
	svc := crowd(t, open)
	for _, c := range []struct {
		code  batch.Code
		field string
		hint  string
		q     attendee.Query
	}{
		{attendee.ErrUnknownField, "lastname", "did you mean \"last_name\"", attendee.Query{Where: []attendee.Filter{where("lastname", "=", "x")}}},
		{attendee.ErrUnknownField, "custom.dite", "did you mean \"custom.diet\"", attendee.Query{Sort: []attendee.Sort{{Field: "custom.dite"}}}},
		{attendee.ErrUnknownField, "x'; DROP TABLE muster_attendee; --", "", attendee.Query{Sort: []attendee.Sort{{Field: "x'; DROP TABLE muster_attendee; --"}}}},
		{attendee.ErrUnknownField, "attendance_code", "", attendee.Query{Where: []attendee.Filter{where("attendance_code", "=", "x")}}},
		{attendee.ErrInvalidFormat, "email", "is not null", attendee.Query{Where: []attendee.Filter{where("email", "~", "x")}}},
		{attendee.ErrInvalidFormat, "version", "", attendee.Query{Where: []attendee.Filter{where("version", "=", "x")}}},
		{attendee.ErrInvalidFormat, "version", "", attendee.Query{Where: []attendee.Filter{where("version", "like", "1%")}}},
		{attendee.ErrInvalidFormat, "created_at", "", attendee.Query{Where: []attendee.Filter{where("created_at", ">", "yesterday")}}},
		{attendee.ErrInvalidFormat, "id", "", attendee.Query{Where: []attendee.Filter{where("id", "=", "x")}}},
		{attendee.ErrInvalidFormat, "email", "", attendee.Query{Where: []attendee.Filter{where("email", "in", "x")}}},
		{attendee.ErrInvalidFormat, "email", "", attendee.Query{Where: []attendee.Filter{where("email", "=", nil)}}},
		{attendee.ErrInvalidFormat, "email", "", attendee.Query{Where: []attendee.Filter{where("email", "is null", "x")}}},
		{attendee.ErrInvalidFormat, "custom.age", "", attendee.Query{Where: []attendee.Filter{where("custom.age", ">", "old")}}},
		{attendee.ErrInvalidFormat, "email", "", attendee.Query{Sort: []attendee.Sort{{Field: "email"}, {Field: "email", Desc: true}}}},
		{attendee.ErrInvalidFormat, "page", "", attendee.Query{Page: 1, After: "x"}},
		{attendee.ErrInvalidFormat, "page", "", attendee.Query{Limit: -1}},
		{batch.ErrTooLarge, "limit", "limit 100", attendee.Query{Limit: 101}},
		{attendee.ErrInvalidCursor, "after", "", attendee.Query{After: "x"}},
	} {
		_, err := svc.List(t.Context(), session, c.q)
		rejected(t, err, c.code, c.field)
		require.ErrorContains(t, err, c.hint)
	}
	page, err := svc.List(t.Context(), session, attendee.Query{Limit: 2})
	require.NoError(t, err)
	_, err = svc.List(t.Context(), session, attendee.Query{Limit: 2, After: page.Next, Sort: []attendee.Sort{{Field: "email"}}})
	rejected(t, err, attendee.ErrInvalidCursor, "after") // X31: bound to its query
	other := session
	other.Event = "another"
	_, err = svc.List(t.Context(), other, attendee.Query{Limit: 2, After: page.Next})
	rejected(t, err, attendee.ErrInvalidCursor, "after")
}

func listSortsAndPages_G3_G5_X22_X31(t *testing.T, open storagetest.Factory) {
	svc := crowd(t, open)
	for want, sort := range map[string][]attendee.Sort{
		"Charles Ada Éva Anna Emil": {{Field: "last_name"}},
		"Emil Anna Éva Ada Charles": {{Field: "last_name", Desc: true}},
		"Charles Éva Emil Ada Anna": {{Field: "custom.diet", Desc: true}, {Field: "first_name"}},
		"Emil Charles Éva Ada Anna": {{Field: "custom.age"}, {Field: "first_name"}},
		"Ada Charles Éva Emil Anna": nil,
	} {
		got := find(t, svc, attendee.Query{Sort: sort, Limit: 2})
		if strings.HasPrefix(want, "Charles Éva Emil") {
			want = "Charles Éva Emil Ada Anna" // vegan, any, 100%…: by bytes, empty ones last
		}
		require.Equal(t, want, strings.Join(got, " "), "%v", sort)
	}

	q := attendee.Query{Sort: []attendee.Sort{{Field: "last_name"}}, Limit: 2, WithTotal: true, Include: attendee.IncludeTypes}
	first, err := svc.List(t.Context(), session, q)
	require.NoError(t, err)
	require.Equal(t, 5, first.Total)
	require.Len(t, first.Attendees, 2)
	require.Len(t, first.Types, 1)
	q.Page = 2
	second, err := svc.List(t.Context(), session, q)
	require.NoError(t, err)
	q.Page, q.After = 0, first.Next
	same, err := svc.List(t.Context(), session, q)
	require.NoError(t, err)
	require.Equal(t, second.Attendees, same.Attendees)
	q.Page, q.After = 4, ""
	beyond, err := svc.List(t.Context(), session, q)
	require.NoError(t, err)
	require.Empty(t, beyond.Attendees)
	require.Equal(t, 5, beyond.Total)

	all, err := svc.List(t.Context(), session, attendee.Query{})
	require.NoError(t, err)
	require.Len(t, all.Attendees, 5)
	require.Empty(t, all.Next)
}

func listIncludes_G5(t *testing.T, open storagetest.Factory) {
	store, calls := storagetest.Counting(open(t))
	svc, err := attendee.New(store, attendee.Policy{})
	require.NoError(t, err)
	do[attendee.Group](t, svc, attendee.CreateGroup{Name: "g"})
	for i := range 30 {
		a := guest(t, svc, fmt.Sprintf("g%d@example.com", i))
		do[attendee.Membership](t, svc, attendee.AddMember{Group: attendee.GroupByName("g"), Attendee: attendee.ByID(a.ID)})
		do[attendee.FormResponse](t, svc, attendee.AddResponse{Attendee: attendee.ByID(a.ID), FormID: "f", Data: []byte(`{}`)})
		_, err := svc.Update(t.Context(), session, attendee.ByID(a.ID), attendee.Patch{FirstName: patch.Set("B")})
		require.NoError(t, err)
	}
	calls.Reset()
	page, err := svc.List(t.Context(), session, attendee.Query{Limit: 20, Include: attendee.IncludeGroups | attendee.IncludeResponses | attendee.IncludeHistory})
	require.NoError(t, err)
	require.Len(t, page.Attendees, 20)
	require.Len(t, page.Memberships, 20)
	require.Len(t, page.Groups, 1)
	require.Len(t, page.FormResponses, 20)
	require.Len(t, page.Revisions, 20)
	require.Equal(t, 1, calls.Total(), "the page with all that it includes")
}

func listShowsWhatTheActorMaySee_C8_C9_X32(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	for _, owner := range []string{"", "ann", "bob", "system"} {
		_, err := svc.Create(t.Context(), session, attendee.Attendee{FirstName: "of:" + owner, LastName: "X", Owner: attendee.Owner{UserID: owner}})
		require.NoError(t, err)
	}
	sees := func(a attendee.Actor) []string { return find(t, svc.As(a), attendee.Query{}) }
	require.Equal(t, []string{"of:", "of:ann"}, sees(attendee.Actor{UserID: "ann", Read: true}))
	require.Equal(t, []string{"of:", "of:system"}, sees(attendee.Actor{UserID: "system", Read: true}), "nobody passes for the system")
	require.Len(t, sees(attendee.Actor{Admin: true}), 4)

	// C9: who may only see everybody's writes none of them.
	require.Len(t, sees(attendee.Actor{ReadAll: true}), 4)
	clerk := svc.As(attendee.Actor{UserID: "clerk", ReadAll: true, Write: true})
	page, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("owner", "=", "ann")}})
	require.NoError(t, err)
	for _, c := range []batch.Command{
		attendee.Update{Ref: attendee.ByID(page.Attendees[0].ID), Set: attendee.Patch{Title: patch.Set("Dr")}},
		attendee.Upsert{Ref: attendee.ByID(page.Attendees[0].ID), Set: attendee.Patch{Title: patch.Set("Dr")}},
		attendee.Delete{Ref: attendee.ByID(page.Attendees[0].ID)},
	} {
		_, err := clerk.Do(t.Context(), session, c)
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
	_, err = svc.As(attendee.Actor{Write: true}).List(t.Context(), session, attendee.Query{})
	require.ErrorIs(t, err, attendee.ErrForbidden)
	for _, err := range svc.As(attendee.Actor{}).All(t.Context(), session, attendee.Query{}) {
		require.ErrorIs(t, err, attendee.ErrForbidden)
	}
}

func listShowsTombstonesOnRequest_C34_X18(t *testing.T, open storagetest.Factory) {
	svc := newService(t, open)
	a := guest(t, svc, "a@example.com")
	guest(t, svc, "b@example.com")
	_, err := svc.Delete(t.Context(), session, attendee.ByID(a.ID))
	require.NoError(t, err)
	require.Len(t, find(t, svc, attendee.Query{}), 1)
	require.Len(t, find(t, svc.WithDeleted(), attendee.Query{}), 2)
	require.Len(t, find(t, svc.WithDeleted(), attendee.Query{Where: []attendee.Filter{where("status", "=", "deleted")}}), 1)
}

func hostileSearches_S1(t *testing.T, open storagetest.Factory) {
	svc, err := attendee.New(open(t), attendee.Policy{Fields: []attendee.FieldDef{{Key: "note", Kind: storage.FieldText}}})
	require.NoError(t, err)
	var commands []batch.Command
	hostile := hostileTexts()
	require.GreaterOrEqual(t, len(hostile), 300)
	for _, s := range hostile {
		commands = append(commands, attendee.Create{New: attendee.Attendee{LastName: s, Custom: map[string]storage.Value{"note": storage.Text(s)}}})
	}
	rep, err := svc.Batch(t.Context(), batch.Batch{Scope: session, Mode: batch.Atomic, Commands: commands})
	require.NoError(t, err)
	require.Equal(t, len(hostile), rep.Succeeded)
	for i, s := range hostile {
		for _, field := range []string{"last_name", "custom.note"} {
			page, err := svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{where(field, "=", s)}, Limit: 100})
			require.NoError(t, err)
			require.Contains(t, ids(page.Attendees), rep.Results[i].Subject.ID, "%s = %q", field, s)
			for _, a := range page.Attendees {
				require.Equal(t, storage.Fold(s), storage.Fold(a.LastName))
			}
		}
		_, err := svc.List(t.Context(), session, attendee.Query{Sort: []attendee.Sort{{Field: s}}})
		require.ErrorIs(t, err, attendee.ErrUnknownField)
		_, err = svc.List(t.Context(), session, attendee.Query{Where: []attendee.Filter{where("custom."+s, "=", s)}})
		require.ErrorIs(t, err, attendee.ErrUnknownField)
		_, err = svc.List(t.Context(), session, attendee.Query{After: s})
		require.True(t, errors.Is(err, attendee.ErrInvalidCursor), "%q", s)
	}
}

func ids(list []attendee.Attendee) (ids []storage.ID) {
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

// hostileTexts are texts that mean something to one database or another.
func hostileTexts() (list []string) {
	cores := []string{
		`'`, `''`, `"`, "`", `\`, `\'`, `;`, `--`, `-- x`, `/*`, `*/`, `#`, `%`, `_`, `%%`, `[a]`, `[^a]`, `*`, `?`, `$1`, `?1`, `:a`, `@a`, `${x}`, `{{.}}`,
		`1=1`, `' OR '1'='1`, `'; DROP TABLE muster_attendee; --`, `") OR ("1"="1`, `x' UNION SELECT 1,2 --`, `\x27`, `%27`, `&#39;`, `char(39)`,
		"\u2019", "\u02bc", "\uff07", "\u00a0", "a\u0000b"[:1], "\U0001F600", "ı", "ſ", "\u202e", `$."x"`, `$.x[0]`, `{"a":1}`, `null`, `NULL`, `true`, `0`, `-1`, `1e9`,
	}
	for _, core := range cores {
		for _, form := range []string{"%s", "a%s", "%sb", "a%sb", "%[1]s%[1]s", " %s x"} {
			if s := strings.TrimSpace(fmt.Sprintf(form, core)); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

func where(field string, op attendee.Operator, v any) attendee.Filter {
	return attendee.Filter{Field: field, Op: op, Value: v}
}
