package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage/storagetest"
)

const (
	concurSpace = "http://www.concursolutions.com/api/expense/expensereport/2011/03"
	postPath    = "/api/expense/expensereport/v1.1/report/r1/entry/" + demo.Entry + "/Attendees"
	ownEntry    = "/own/expenses/" + demo.Entry
)

// concurDoc is a request with the elements of one or more attendees.
func concurDoc(attendees ...string) string {
	return `<Attendees xmlns="` + concurSpace + `"><Attendee>` + strings.Join(attendees, "</Attendee><Attendee>") + "</Attendee></Attendees>"
}

// guest is what every attendee of a request must have, and more.
func guest(external, more string) string {
	return "<AttendeeType>BUSGUEST</AttendeeType><LastName>L</LastName><ExternalId>" + external + "</ExternalId><CrnCode>USD</CrnCode>" + more
}

func (s *site) post(t *testing.T, path, body string, header ...string) reply {
	t.Helper()
	return s.direct(t, "POST", path, strings.NewReader(body), append([]string{"Content-Type", "application/xml"}, header...)...)
}

func (s *site) employee(t *testing.T, external string) attendee.Attendee {
	t.Helper()
	who, err := s.company.Get(t.Context(), demo.Company, attendee.ByExternal(external))
	require.NoError(t, err)
	return who
}

func TestHostileXMLIsRefusedAndNothingIsWritten(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&laughs, `<!ENTITY lol%d "%s">`, i, strings.Repeat(fmt.Sprintf("&lol%d;", i-1), 10))
	}
	laughs.WriteString("]>" + concurDoc(guest("1", "<Title>&lol9;</Title>")))
	plain := guest("1", "")
	for name, c := range map[string]struct{ body, says string }{
		"billion laughs":            {laughs.String(), "document type"},
		"entity without its type":   {concurDoc(guest("1", "<Title>&lol;</Title>")), "entity"},
		"document type":             {`<!DOCTYPE Attendees SYSTEM "http://evil.example/x.dtd">` + concurDoc(plain), "document type"},
		"external entity":           {`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + concurDoc(guest("1", "<Title>&x;</Title>")), "document type"},
		"instruction":               {`<?xml-stylesheet href="x"?>` + concurDoc(plain), "instruction"},
		"late declaration":          {"<!-- a --><?xml version=\"1.0\"?>" + concurDoc(plain), "instruction"},
		"two roots":                 {concurDoc(plain) + concurDoc(plain), "follows the end"},
		"text after the end":        {concurDoc(plain) + "x", "text"},
		"element twice":             {concurDoc(guest("1", "<LastName>M</LastName>")), `"LastName" stands there twice`},
		"foreign name space":        {`<Attendees xmlns="` + concurSpace + `"><Attendee>` + plain + `<x:Title xmlns:x="urn:x">T</x:Title></Attendee></Attendees>`, "name space"},
		"no name space":             {"<Attendees><Attendee>" + plain + "</Attendee></Attendees>", "name space"},
		"unknown element":           {concurDoc(guest("1", "<IsAdmin>Yes</IsAdmin>")), `"IsAdmin"`},
		"other case":                {concurDoc(guest("1", "<title>T</title>")), `"title"`},
		"element in a text":         {concurDoc(guest("1", "<Title>T<Title>U</Title></Title>")), `"Title"`},
		"text among elements":       {concurDoc("x" + plain), "text"},
		"attribute":                 {concurDoc(guest("1", `<Title nil="true">T</Title>`)), `"nil"`},
		"name space declared twice": {`<Attendees xmlns="urn:x" xmlns="` + concurSpace + `"></Attendees>`, "xmlns"},
		"deep":                      {strings.Repeat(`<Attendees xmlns="`+concurSpace+`">`, 10_000), "no element"},
		"deep, of text":             {"<Attendees xmlns=\"" + concurSpace + "\"><Attendee><Title>" + strings.Repeat("<Title>", 100_000), "no element"},
		"cut off":                   {strings.TrimSuffix(concurDoc(plain), "</Attendees>"), "unexpected EOF"},
		"crossed":                   {"<Attendees xmlns=\"" + concurSpace + "\"><Attendee></Attendees></Attendee>", "closed by"},
		"nothing":                   {" ", "too early"},
		"not XML":                   {"{}", "text"},
		"not UTF-8":                 {concurDoc(guest("1", "<Title>\xff</Title>")), "UTF-8"},
		"other encoding":            {`<?xml version="1.0" encoding="latin1"?>` + concurDoc(plain), "encoding"},
		"NUL":                       {concurDoc(guest("1", "<Title>\x00</Title>")), "illegal character"},
		"NUL, by its number":        {concurDoc(guest("1", "<Title>&#0;</Title>")), "illegal character"},
		"many elements":             {concurDoc(strings.Repeat(" <!-- -->", wire.MaxTokens)), "more than"},
	} {
		t.Run(name, func(t *testing.T) {
			s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
			got := s.post(t, postPath, c.body)
			require.Equal(t, http.StatusBadRequest, got.status, got.body)
			require.Equal(t, "application/xml", got.header.Get("Content-Type"))
			require.Contains(t, strings.ReplaceAll(got.body, "&#34;", `"`), c.says)
			require.Zero(t, s.calls.Total())
		})
	}
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	huge := &endless{}
	require.Equal(t, http.StatusRequestEntityTooLarge, s.direct(t, "POST", postPath, io.LimitReader(huge, 100<<20), "Content-Type", "application/xml").status)
	require.LessOrEqual(t, huge.read, int64(2*wire.MaxBody))
	for _, kind := range []string{"", "application/json", "text/xml", "application/xml; charset=latin1"} {
		got := s.direct(t, "POST", postPath, strings.NewReader(concurDoc(plain)), "Content-Type", kind)
		require.Equal(t, http.StatusUnsupportedMediaType, got.status, kind)
	}
	require.Zero(t, s.calls.Total())
}

func TestXMLThatSaysTheSameIsTheSame(t *testing.T) {
	for name, body := range map[string]string{
		"declaration": `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + concurDoc(guest("1", "")),
		"prefix": `<c:Attendees xmlns:c="` + concurSpace + `"><c:Attendee><c:AttendeeType>BUSGUEST</c:AttendeeType><c:LastName>L</c:LastName>` +
			`<c:ExternalId>1</c:ExternalId><c:CrnCode>USD</c:CrnCode></c:Attendee></c:Attendees>`,
		"comment in a text": strings.Replace(concurDoc(guest("1", "")), "BUSGUEST", "BUS<!-- x -->GUEST", 1),
		"CDATA":             strings.Replace(concurDoc(guest("1", "")), ">L<", "><![CDATA[L]]><", 1),
		"white space":       strings.Replace(concurDoc(guest("1", "")), ">L<", ">\n  L\n<", 1),
	} {
		s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
		got := s.post(t, postPath, body)
		require.Equal(t, http.StatusOK, got.status, got.body)
		require.Contains(t, got.body, "<records-succeeded>1<", name)
		require.Equal(t, "L", s.employee(t, "1").LastName, name)
	}
}

func TestAPostOfFiveHundredIsOneCallOfTheLibrary(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	items := make([]string, 501)
	for i := range items {
		items[i] = guest(fmt.Sprint("many-", i), "<Custom1>N</Custom1><Custom2>Meeting</Custom2>")
	}
	over := s.post(t, postPath, concurDoc(items...))
	require.Equal(t, http.StatusBadRequest, over.status, over.body)
	require.Zero(t, s.calls.Total())
	got := s.post(t, postPath, concurDoc(items[:500]...))
	require.Contains(t, got.body, "<records-succeeded>500<")
	require.Equal(t, 1, s.calls.Of(storagetest.CallLoad))
	require.Equal(t, 1, s.calls.Of(storagetest.CallApply))
	require.Equal(t, 2, s.calls.Total())
	entry := s.direct(t, "GET", ownEntry, http.NoBody)
	require.EqualValues(t, 500, at(t, entry.json(t), "headcount"))
	require.Equal(t, map[string]any{"amount": "0.70", "currency": "USD"}, at(t, entry.json(t), "attendees", 499, "amount"))
}

func TestConcurPostsSayWhatIsWrong(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.post(t, postPath, concurDoc(
		guest("1", "<Amount>12,30</Amount>"), guest("2", "<SystemOwner>perhaps</SystemOwner>"), guest("3", "<UpdateExisting>no</UpdateExisting>"),
		guest("4", "<AssociatedAttendeesCount>two</AssociatedAttendeesCount>"), guest("5", "<Amount>1.234</Amount>"),
		"<AttendeeType>BUSGUEST</AttendeeType><FirstName>F</FirstName>", guest("7", "<Amount>20.00</Amount>"),
		strings.Replace(guest("8", ""), "BUSGUEST", "NOSHOWS", 1), strings.Replace(guest("9", "<Amount>1</Amount>"), "USD", "EUR", 1),
	))
	require.Equal(t, http.StatusOK, got.status)
	for _, want := range []string{
		"<records-succeeded>1<", "<records-failed>8<", "<Index>1</Index>\n            <message>Amount is not an amount",
		"<message>SystemOwner is Yes or No<", "<message>UpdateExisting is true or false<", "AssociatedAttendeesCount is not a whole number",
		"<Index>5</Index>\n            <message>Amount is not", "LastName is required; ExternalId is required; CrnCode is required",
		"<Index>7</Index>\n            <Status>Success<", "AttendeeType: type_reserved", "Amount: currency_mismatch",
	} {
		require.Contains(t, got.body, want)
	}
	entry := s.direct(t, "GET", ownEntry, http.NoBody).json(t)
	require.Len(t, at(t, entry, "attendees"), 1)
	require.Equal(t, true, at(t, entry, "attendees", 0, "chosen"))

	none := s.post(t, postPath, `<Attendees xmlns="`+concurSpace+`"></Attendees>`)
	require.Equal(t, http.StatusBadRequest, none.status, none.body)
	nowhere := s.post(t, strings.Replace(postPath, demo.Entry, "another", 1), concurDoc(guest("1", "")))
	require.Equal(t, http.StatusNotFound, nowhere.status)
	require.Contains(t, nowhere.body, "Entry Does not Exist")
}

// Who has no external ID yet is named by the ID in the path, alone.
func TestConcurUpdatesByID(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	who, err := s.company.Create(t.Context(), demo.Company, attendee.Attendee{
		LastName: "Nameless", TypeCode: "BUSGUEST", Owner: attendee.Owner{UserID: demo.ReportOwner},
	})
	require.NoError(t, err)
	path := postPath + "/" + who.ID.String()
	two := s.post(t, path, concurDoc(guest("x1", ""), guest("x2", "<Amount>bad</Amount>")))
	require.Equal(t, http.StatusBadRequest, two.status, two.body)
	done := s.post(t, path, concurDoc(guest("x1", "<SystemOwner>No</SystemOwner>")))
	require.Contains(t, done.body, "/Attendees/"+who.ID.String()+"<")
	require.Equal(t, who.ID, s.employee(t, "x1").ID)
	require.Equal(t, http.StatusNotFound, s.post(t, postPath+"/x", concurDoc(guest("x1", ""))).status)

	follow := s.direct(t, "GET", path, http.NoBody)
	require.Equal(t, http.StatusSeeOther, follow.status)
	require.Equal(t, "/v4/attendees/"+who.ID.String(), follow.header.Get("Location"))
}

func TestConcurOwners(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	s.post(t, postPath, concurDoc(guest("shared", "<SystemOwner>Yes</SystemOwner>"), guest("mine", "")))
	require.True(t, s.employee(t, "shared").Owner.System())
	require.Equal(t, demo.ReportOwner, s.employee(t, "mine").Owner.UserID)
	got := s.post(t, postPath, concurDoc(
		strings.Replace(guest("shared", ""), ">L<", ">M<", 1), strings.Replace(guest("00000087", ""), ">L<", ">M<", 1), // Robin's owner is another
		guest("mine", "<SystemOwner>Yes</SystemOwner>"), strings.Replace(guest("13234255", "<UpdateExisting>false</UpdateExisting>"), ">L<", ">M<", 1),
	))
	require.Contains(t, got.body, "<records-failed>2<")
	require.Contains(t, got.body, "belongs to somebody else")
	require.Equal(t, "L", s.employee(t, "shared").LastName)
	require.True(t, s.employee(t, "mine").Owner.System(), "it was given to the system")
	require.Equal(t, "Schmidt", s.employee(t, "13234255").LastName, "he was left as he is, and takes part")
}

func TestConcurEntriesOfOurOwn(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	const path = "/own/expenses/another"
	got := s.direct(t, "PUT", path, strings.NewReader(`{"report_owner": "u1", "amount": {"amount": "10.00", "currency": "EUR"}, "spent_on": "2026-02-03", "no_shows": 1}`))
	require.Equal(t, http.StatusNoContent, got.status, got.body)
	require.Equal(t, map[string]any{
		"report_owner": "u1", "amount": map[string]any{"amount": "10.00", "currency": "EUR"}, "spent_on": "2026-02-03", "headcount": float64(1), "attendees": []any{},
	}, s.direct(t, "GET", path, http.NoBody).json(t))
	for body, status := range map[string]int{
		`{"amount": {"amount": "10.001", "currency": "EUR"}, "spent_on": "2026-02-03"}`: 400,
		`{"amount": {"amount": "10.00", "currency": "EUR"}, "spent_on": "3.2.2026"}`:    400,
		`{"amount": {"amount": "10.00", "currency": "EUR"}}`:                            400,
		`{"spent_on": "2026-02-03"}`:                                                    400,
		`{"cost": 5}`:                                                                   400,
	} {
		got := s.direct(t, "PUT", path, strings.NewReader(body))
		require.Equal(t, status, got.status, "%s: %s", body, got.body)
	}
	require.Equal(t, http.StatusNotFound, s.direct(t, "GET", "/own/expenses/nothing", http.NoBody).status)
}

func TestConcurTotals(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	expenses := expense.New(s.company)
	who := s.employee(t, "13234255")
	for _, e := range []struct {
		year             int
		amount, currency string
	}{{time.Now().Year(), "120.50", "USD"}, {time.Now().Year(), "79.51", "USD"}, {time.Now().Year() - 1, "10.00", "USD"}, {time.Now().Year(), "9.00", "EUR"}} {
		amount, err := money.Parse(e.amount, e.currency)
		require.NoError(t, err)
		ref := expense.ByExternal(e.amount)
		_, err = expenses.PutEntry(t.Context(), demo.Company, expense.PutEntry{Entry: ref, Amount: amount, SpentOn: time.Date(e.year, time.March, 1, 0, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
		_, err = expenses.Associate(t.Context(), demo.Company, ref, attendee.ByID(who.ID), expense.Part{})
		require.NoError(t, err)
	}
	s.calls.Reset()
	got := s.direct(t, "GET", "/v4/attendees", http.NoBody)
	require.Equal(t, 1, s.calls.Of(storagetest.CallList))
	require.LessOrEqual(t, s.calls.Of(storagetest.CallLoad), 2, "the fields of the list, and one total for the page")
	require.Contains(t, got.body, `"totalAmountPrevYear":10.00,"totalAmountYtd":200.01,`)
	john := at(t, got.json(t), "items", 0)
	require.Equal(t, true, at(t, john, "hasExceptionsYtd"), "the type's limit is 200.00")
	require.Equal(t, false, at(t, john, "hasExceptionsPrevYear"))
	require.Equal(t, false, at(t, got.json(t), "items", 1, "hasExceptionsYtd"))
}

func TestConcurLists(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	s.post(t, postPath, concurDoc(guest("a", ""), guest("b", ""), guest("c", "")))
	seen, pages := make(map[any]bool), 0
	for path := "/v4/attendees?limit=2&attendeeTypeCode=BUSGUEST"; path != ""; pages++ {
		got := s.direct(t, "GET", path, http.NoBody)
		require.Equal(t, http.StatusOK, got.status, got.body)
		for _, who := range at(t, got.json(t), "items").([]any) {
			seen[at(t, who, "externalId")] = true
		}
		next, _ := at(t, got.json(t), "nextPage").(string)
		path = strings.TrimPrefix(next, "http://localhost")
	}
	require.Equal(t, map[any]bool{"a": true, "b": true, "c": true, "13234255": true}, seen)
	require.Equal(t, 2, pages)
	for query, n := range map[string]int{
		"externalId=a,c,x": 2, "userId=" + demo.ReportOwner: 4, "userId=" + strings.ToUpper(demo.ReportOwner): 4, "attendeeTypeCode=SPOUSE": 1, "attendeeTypeCode=NONE": 0,
	} {
		got := s.direct(t, "GET", "/v4/attendees?"+query, http.NoBody)
		require.Len(t, at(t, got.json(t), "items"), n, query)
	}
	john, robin := s.employee(t, "13234255").ID.String(), s.employee(t, "00000087").ID.String()
	const nobody = "00000000-0000-4000-8000-000000000000"
	for query, status := range map[string]int{
		"?id=" + john + "," + robin: 200, "?id=" + john + "," + nobody: 206, "?id=" + nobody: 404, "?id=" + john + "," + john: 200,
		"?id=" + robin + "&userId=" + demo.ReportOwner: 404, "?id=x": 400, "?id=": 400, "?id=" + strings.Repeat(nobody+",", 10) + john: 400,
		"?id=" + john + "&limit=5": 400, "?limit=0": 400, "?limit=101": 400, "?offset=x": 400, "?offset=" + strings.Repeat("A", 4000): 400,
		"?externalId=" + strings.Repeat("a,", 10) + "a": 400, "?name=x": 400, "?limit=1&limit=2": 400, "?attendeeTypeCode=A&attendeeTypeCode=B": 400,
		"/" + john: 200, "/" + nobody: 404, "/x": 404, "/" + john + "?versionNumber=1": 200, "/" + john + "?versionNumber=2": 404,
		"/" + john + "?versionNumber=0": 400, "/" + john + "?versionNumber=-1": 400, "/" + john + "?userId=" + nobody: 404, "/" + john + "?full=1": 400,
	} {
		got := s.direct(t, "GET", "/v4/attendees"+query, http.NoBody)
		require.Equal(t, status, got.status, "%s: %s", query, got.body)
		if status >= 400 {
			require.Equal(t, fmt.Sprintf("%d %s", status, http.StatusText(status)), at(t, got.json(t), "httpStatus"))
			path, err := url.QueryUnescape(at(t, got.json(t), "path").(string))
			require.NoError(t, err)
			require.Equal(t, "/v4/attendees"+query, path)
		}
	}
}

func TestConcurWrites(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	made := s.direct(t, "POST", "/v4/attendees?userId="+demo.ReportOwner, strings.NewReader(
		`{"attendeeTypeCode": "BUSGUEST", "lastName": "Owned", "externalId": "o", "custom6": "Y", "custom7": "not configured", "company": null}`))
	require.Equal(t, http.StatusOK, made.status, made.body)
	path := "/v4/attendees/" + at(t, made.json(t), "id").(string)
	who := at(t, s.direct(t, "GET", path, http.NoBody).json(t), "items", 0)
	require.Equal(t, "Lola, Van", at(t, who, "ownerName"))
	require.Equal(t, map[string]any{"type": "Boolean", "value": "Y"}, at(t, who, "custom6"))
	require.NotContains(t, who, "custom7", "it was not honoured")

	for body, status := range map[string]int{
		`{"lastName": "X"}`: 400, `{"attendeeTypeCode": "BUSGUEST"}`: 400, `{"attendeeTypeCode": "NONE", "lastName": "X"}`: 400,
		`{"attendeeTypeCode": "SYSEMP", "lastName": "X"}`: 400, `{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "externalId": "o"}`: 409,
		`{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "custom26": "x"}`: 400, `{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "custom6": "maybe"}`: 400,
		`{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "middleInitial": "XY"}`: 400, `{"attendeeTypeCode": "BUSGUEST", "lastName": 5}`: 400,
		`{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "currencyCode": "XYZ"}`: 400, `{"attendeeTypeCode": "BUSGUEST", "lastName": "X", "id": "x"}`: 400,
		`{"lastName": "X", "lastName": "Y"}`: 400, `[]`: 400,
	} {
		got := s.direct(t, "POST", "/v4/attendees", strings.NewReader(body))
		require.Equal(t, status, got.status, "%s: %s", body, got.body)
		require.NotEmpty(t, at(t, got.json(t), "errorMessage"))
	}
	long := s.direct(t, "PUT", path, strings.NewReader(`{"middleInitial": "XY", "firstName": "`+strings.Repeat("x", 51)+`"}`))
	require.Len(t, at(t, long.json(t), "validationErrors"), 2)
	for body, status := range map[string]int{
		`{"attendeeTypeCode": "SPOUSE"}`: 400, `{"currencyCode": "EUR"}`: 400, `{"attendeeTypeCode": "BUSGUEST"}`: 204, `{"custom6": null}`: 204, `{}`: 204,
	} {
		got := s.direct(t, "PUT", path, strings.NewReader(body))
		require.Equal(t, status, got.status, "%s: %s", body, got.body)
	}
	for user, status := range map[string]int{demo.ReportOwner: 204, "6334dc06-aee9-4a6a-aa0a-5a173457332a": 404} {
		got := s.direct(t, "PUT", path+"?userId="+user, strings.NewReader(`{"firstName": "F"}`))
		require.Equal(t, status, got.status, got.body)
	}
}

// Only administrators name a user, and each sees what is shared or its own.
func TestConcurActors(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{tokens: tk})
	as := func(token string) []string { return []string{"Authorization", "OAuth " + token} }
	named := "/v4/attendees?userId=" + demo.ReportOwner
	require.Equal(t, http.StatusForbidden, s.direct(t, "GET", named, http.NoBody, as("reader-0123456789")...).status)
	require.Len(t, at(t, s.direct(t, "GET", named, http.NoBody, as("admin-01234567890")...).json(t), "items"), 1)
	require.Empty(t, at(t, s.direct(t, "GET", "/v4/attendees", http.NoBody, as("reader-0123456789")...).json(t), "items"))

	mine := s.direct(t, "POST", "/v4/attendees", strings.NewReader(`{"attendeeTypeCode": "SPOUSE", "lastName": "Mine"}`), as("writer-0123456789")...)
	require.Equal(t, http.StatusOK, mine.status, mine.body)
	path := "/v4/attendees/" + at(t, mine.json(t), "id").(string)
	require.Equal(t, http.StatusOK, s.direct(t, "GET", path, http.NoBody, as("writer-0123456789")...).status)
	require.Equal(t, http.StatusNotFound, s.direct(t, "GET", path, http.NoBody, as("reader-0123456789")...).status)

	// A report of somebody else does not exist, but for an administrator.
	require.Equal(t, http.StatusNotFound, s.post(t, postPath, concurDoc(guest("1", "")), as("writer-0123456789")...).status)
	require.Contains(t, s.post(t, postPath, concurDoc(guest("1", "")), as("admin-01234567890")...).body, "<records-succeeded>1<")
	blind := s.direct(t, "PUT", "/own/expenses/blind", strings.NewReader(`{"amount": {"amount": "1.00", "currency": "USD"}, "spent_on": "2026-01-01"}`), as("blind-01234567890")...)
	require.Equal(t, http.StatusNoContent, blind.status, blind.body)
	done := s.post(t, strings.Replace(postPath, demo.Entry, "blind", 1), concurDoc(guest("2", "")), as("blind-01234567890")...)
	require.Regexp(t, `/Attendees/[0-9a-f-]{36}<`, done.body, "who may not read is told the ID")
}

// A parameter that is given and says nothing is not taken for none: it would turn
// the restriction off that it was to be.
func TestConcurParametersThatSayNothing(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	one := "/v4/attendees/" + s.employee(t, "13234255").ID.String()
	for _, value := range []string{"", "%20", "%ff", "%00", "%C2%A0", "%09"} {
		for _, c := range []struct{ method, path, name, body string }{
			{"GET", "/v4/attendees", "userId", ""},
			{"GET", "/v4/attendees", "externalId", ""},
			{"GET", "/v4/attendees", "attendeeTypeCode", ""},
			{"GET", "/v4/attendees", "offset", ""},
			{"GET", "/v4/attendees", "limit", ""},
			{"GET", "/v4/attendees", "id", ""},
			{"GET", one, "userId", ""},
			{"GET", one, "versionNumber", ""},
			{"POST", "/v4/attendees", "userId", `{"attendeeTypeCode": "SPOUSE", "lastName": "S"}`},
			{"PUT", one, "userId", `{"lastName": "S"}`},
		} {
			got := s.direct(t, c.method, c.path+"?"+c.name+"="+value, strings.NewReader(c.body))
			require.Equal(t, http.StatusBadRequest, got.status, "%s %s=%s: %s", c.method, c.name, value, got.body)
			require.Equal(t, "400 Bad Request", at(t, got.json(t), "httpStatus"))
			require.Equal(t, c.name, at(t, got.json(t), "validationErrors", 0, "source"))
			require.NotEmpty(t, at(t, got.json(t), "errorMessage"))
		}
	}
	for _, query := range []string{"externalId=13234255,,00000087", "externalId=%20,1", "externalId=,", "userId=%zz", "userId=a;userId=b"} {
		got := s.direct(t, "GET", "/v4/attendees?"+query, http.NoBody)
		require.Equal(t, http.StatusBadRequest, got.status, "%s: %s", query, got.body)
		require.Equal(t, "400 Bad Request", at(t, got.json(t), "httpStatus"))
	}
	require.Zero(t, s.calls.Of(storagetest.CallApply))
}
