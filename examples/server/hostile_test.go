package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage/storagetest"
)

const (
	batchPath  = "/api/groups/xapi/session/expo/attendee/batch"
	peoplePath = "/api/v1/projects/demo/expo/attendees"
)

// documented requires that an error has the shape of the API that it comes from,
// and returns what it says.
func documented(t *testing.T, path string, r reply) string {
	t.Helper()
	require.Equal(t, "application/json", r.header.Get("Content-Type"), r.body)
	if strings.HasPrefix(path, "/api/groups/") {
		require.IsType(t, float64(0), at(t, r.json(t), "code"))
		return at(t, r.json(t), "details").(string)
	}
	require.IsType(t, map[string]any{}, at(t, r.json(t), "errors"))
	return at(t, r.json(t), "message").(string)
}

func TestHostileBodiesAreRefusedAndNothingIsWritten(t *testing.T) {
	deep := func(open, end string) string { return strings.Repeat(open, 10_000) + strings.Repeat(end, 10_000) }
	// Each case is a body for either API: item is one object, in the place where
	// the API has it.
	for name, c := range map[string]struct {
		item   string
		status int
		says   string
	}{
		"malformed":             {`{"email": }`, 400, "column"},
		"cut off":               {`{"email": "a@example.org"`, 400, "column"},
		"trailing comma":        {`{"email": "a@example.org",}`, 400, "column"},
		"comment":               {`{} // none`, 400, "column"},
		"same name twice":       {`{"email": "a@example.org", "email": "b@example.org"}`, 400, `"email" stands there twice`},
		"same name, other case": {`{"email": "a@example.org", "EMAIL": "b@example.org"}`, 400, "twice"},
		"same name, long s":     {`{"surname": "x", "ſurname": "y"}`, 400, "twice"},
		"escaped name":          {`{"email": "a@example.org", "\u0065mail": "b@example.org"}`, 400, "twice"},
		"unknown field":         {`{"email": "a@example.org", "is_admin": true}`, 400, `"is_admin"`},
		"wrong type":            {`{"email": 5}`, 400, "string"},
		"object for a text":     {`{"email": {"$ne": ""}}`, 400, "string"},
		"not UTF-8":             {"{\"email\": \"\xff\"}", 400, "UTF-8"},
		"half a pair":           {`{"email": "\ud800"}`, 400, "surrogate"},
		"half a pair, reversed": {`{"email": "\udc00\ud800"}`, 400, "surrogate"},
		"NUL":                   {`{"email": "a\u0000b"}`, 400, "NUL"},
		"deep lists":            {deep("[", "]"), 400, "nested deeper"},
		"deep objects":          {deep(`{"a":`, "1}"), 400, "nested deeper"},
		"deep and unended":      {strings.Repeat("[", 1_000_000), 400, "nested deeper"},
		"many values":           {`{"x":[` + strings.Repeat("1,", wire.MaxTokens) + `1]}`, 400, "more than"},
	} {
		t.Run(name, func(t *testing.T) {
			s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
			before := s.people(t)
			for _, target := range []struct{ method, path, body string }{
				{"POST", batchPath, "[" + c.item + "]"},
				{"POST", peoplePath, c.item},
				{"PUT", peoplePath + "/12345", c.item},
				{"POST", peoplePath + "/search", c.item},
				{"POST", peoplePath + "/batch", `{"resources": [` + c.item + `]}`},
				{"PATCH", peoplePath + "/batch", `{"resources": {"12345": ` + c.item + `}}`},
			} {
				got := s.direct(t, target.method, target.path, strings.NewReader(target.body))
				require.Equal(t, c.status, got.status, "%s %s: %s", target.method, target.path, got.body)
				if says := documented(t, target.path, got); !strings.HasSuffix(target.path, "/search") {
					require.Contains(t, says, c.says, target.path)
				}
			}
			require.Zero(t, s.calls.Of(storagetest.CallApply))
			require.Equal(t, before, s.people(t))
		})
	}
}

// endless is a body that never ends, and knows how much of it was read.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestOversizedBodiesAreNotRead(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	const size = 100 << 20
	for _, path := range []string{batchPath, peoplePath, peoplePath + "/batch", peoplePath + "/search"} {
		body := &endless{}
		got := s.direct(t, "POST", path, io.LimitReader(body, size)) // of a length that nobody names
		require.Equal(t, http.StatusRequestEntityTooLarge, got.status)
		require.Contains(t, documented(t, path, got), "longer than")
		require.LessOrEqual(t, body.read, int64(2*wire.MaxBody))

		named := open(t, config{})
		over := named.do(t, "POST", path, strings.Repeat(" ", wire.MaxBody+1))
		require.Equal(t, http.StatusRequestEntityTooLarge, over.status)
	}
	require.Zero(t, s.calls.Total())
}

func TestOtherContentTypesAreRefused(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json; charset=latin1", "application/jsonx", ";"} {
		for _, path := range []string{batchPath, strings.Replace(batchPath, "batch", "search", 1), peoplePath} {
			if path == batchPath && (kind == "" || kind == "application/x-www-form-urlencoded") {
				continue // which the documentation sends, see TestThePrintedBatch
			}
			got := s.direct(t, "POST", path, strings.NewReader(`[{"email":"a@example.org"}]`), "Content-Type", kind)
			require.Equal(t, http.StatusUnsupportedMediaType, got.status, kind)
			require.Contains(t, documented(t, path, got), "application/json")
		}
	}
	zipped := s.direct(t, "POST", batchPath, strings.NewReader("[]"), "Content-Encoding", "gzip")
	require.Equal(t, http.StatusUnsupportedMediaType, zipped.status)
	require.Zero(t, s.calls.Total())
}

// The documented batch is sent by curl without a type, and has comments.
func TestThePrintedBatch(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for body, status := range map[string]int{
		"// one\n[ // two \"\r\n{\"email\": \"a@example.org\", // three\n\"name\": \"A\", \"surname\": \"http://b/\\\"//c\"} ]// end": 200,
		`[{"email": "a@example.org", "name": "A", "surname": "http://b/\"//c"}]`:                                                      200,
		`[{"email": "a@example.org", "name": "A", "surname": "B"} // ]`:                                                               400,
		`[{"email": "a@example.org", "name": "A", "surname": "B"} /* two */]`:                                                         400,
		`[{"email": "a@example.org", "name": "A", "surname": "B"} / / ]`:                                                              400,
		"[{\"email\": \"a@example.org\", \"name\": \"A\", \"surname\": \"B\n//\"}]":                                                   400,
		"[] // \xff":            400,
		"email=a%40example.org": 400,
		"//":                    400,
	} {
		for _, kind := range []string{"", form, form + "; charset=utf-8", "application/json"} {
			s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
			got := s.direct(t, "POST", batchPath, strings.NewReader(body), "Content-Type", kind)
			require.Equal(t, status, got.status, "%s: %s", body, got.body)
			if status == http.StatusOK && strings.Contains(body, "http") {
				require.Equal(t, `http://b/"//c`, at(t, got.json(t), "approved", 0, "surname"))
			}
		}
	}
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.direct(t, "POST", batchPath, strings.NewReader("[ // one\n  {\"email\": }]"), "Content-Type", form)
	require.Contains(t, got.body, "line 2, column 13", "what is wrong keeps its place")
	const guest = `[{"email": "a@example.org", "name": "A", "surname": "B"}]`
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		for _, kind := range []string{"", form} {
			got := s.direct(t, "POST", batchPath, strings.NewReader(guest), "Content-Type", kind, name, value)
			require.Equal(t, http.StatusForbidden, got.status, "a form of another site")
		}
	}
	for _, origin := range []string{"null", "http://localhost:81"} { // of a sandbox; of another port
		got := s.direct(t, "POST", batchPath, strings.NewReader(guest), "Content-Type", form, "Origin", origin)
		require.Equal(t, http.StatusForbidden, got.status, origin)
	}
	require.Zero(t, s.calls.Of(storagetest.CallApply))
}

func TestOddQueriesAreRefused(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for query, status := range map[string]int{
		"page=0": 400, "page=-1": 400, "page=x": 400, "page=1&page=2": 400, "page=99999999999999999999": 400, "page=1000001": 400,
		"per_page=0": 400, "per_page=101": 400, "per_page=1e1": 400,
		"sort=nothing": 422, "sort=email,email": 400, "filter[nothing]=1": 422, "filter[email]=a&filter[email]=b": 400,
		"filter[custom_fields.nothing]=1": 422, "include=passwords": 400, "limit=5": 400, "filter[created_at]=yesterday": 400,
		"page=1000000": 200, "sort=-last_name,first_name": 200, "filter[custom_fields.company]=x": 200, "per_page=100": 200,
	} {
		got := s.direct(t, "GET", peoplePath+"?"+query, http.NoBody)
		require.Equal(t, status, got.status, "%s: %s", query, got.body)
		if status != http.StatusOK {
			documented(t, peoplePath, got)
		}
	}
	for body, status := range map[string]int{
		`{"filters": [{"field": "email", "operator": "regexp", "value": "."}]}`:   400,
		`{"filters": [{"field": "email", "operator": "like", "value": ["a"]}]}`:   400,
		`{"filters": [{"field": "nothing", "operator": "=", "value": "a"}]}`:      422,
		`{"sort": [{"field": "email", "direction": "sideways"}]}`:                 400,
		`{"filters": [{"field": "email", "operator": "is null"}]}`:                200,
		`{"filters": [{"field": "id", "operator": "in", "value": [12345, "x"]}]}`: 200,
	} {
		got := s.direct(t, "POST", peoplePath+"/search", strings.NewReader(body))
		require.Equal(t, status, got.status, "%s: %s", body, got.body)
	}
}

func TestForgedCursors(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	const path = "/page/lists/demo/expo/attendees?after="
	for _, cursor := range []string{"x", "AAAA", strings.Repeat("A", 4000), "%00", "..%2F..", "eyJpZCI6MX0"} {
		got := s.direct(t, "GET", path+cursor, http.NoBody)
		require.Equal(t, http.StatusBadRequest, got.status, cursor)
		require.Contains(t, at(t, got.json(t), "error"), "invalid_cursor")
	}
}

func TestWhatIsNotThere(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for path, method := range map[string]string{
		"/api/groups/xapi/session/expo/attendee":                    "GET",
		"/api/groups/xapi/session/expo/attendee/nobody@example.org": "GET",
		"/api/groups/xapi/session/expo/attendee/%00":                "DELETE",
		"/api/v1/nothing":      "POST",
		peoplePath + "/99999":  "GET",
		peoplePath + "/012345": "GET",
		peoplePath + "/1e4":    "DELETE",
		peoplePath + "/ABC":    "PUT",
		peoplePath + "/00000000-0000-0000-0000-000000000000":                              "GET",
		"/api/v1/projects/demo/other/attendees/12345":                                     "GET",
		"/api/v1/projects/other/expo/attendees/12345":                                     "GET",
		"/api/groups/xapi/session/" + strings.Repeat("x", 65) + "/attendee/a@example.org": "GET",
	} {
		got := s.direct(t, method, path, strings.NewReader("{}"))
		require.Contains(t, []int{400, 404}, got.status, "%s: %s", path, got.body)
		documented(t, path, got)
	}
}

// A name that no store keeps is the caller's fault, in the dialect of each API,
// and nothing for the log.
func TestListsThatNoStoreHas(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for _, name := range []string{"%00", "%ff", "a%00b", "%ed%a0%80"} {
		session, project := "/api/groups/xapi/session/"+name+"/attendee/", "/api/v1/projects/demo/"+name+"/"
		for _, c := range []struct{ method, path, body string }{
			{"GET", session + "a@example.org", ""},
			{"DELETE", session + "a@example.org", ""},
			{"POST", session + "search", "{}"},
			{"POST", session + "batch", `[{"email": "a@example.org"}]`},
			{"GET", project + "attendees", ""},
			{"GET", "/api/v1/projects/" + name + "/expo/attendees", ""},
			{"GET", project + "attendees/12345", ""},
			{"POST", project + "attendees", `{"first_name": "A", "last_name": "B"}`},
			{"PATCH", project + "attendees/12345", `{"first_name": "A"}`},
			{"DELETE", project + "attendees/12345", ""},
			{"POST", project + "attendees/search", "{}"},
			{"POST", project + "attendees/batch", `{"resources": [{"first_name": "A", "last_name": "B"}]}`},
			{"GET", project + "attendee-types", ""},
			{"GET", project + "credential-types", ""},
			{"GET", project + "attendees/12345/credentials", ""},
			{"GET", project + "access-zones", ""},
			{"GET", project + "access-points", ""},
			{"POST", project + "access-points/x/scan", `{"credential_value": "x"}`},
			{"GET", project + "events", ""},
		} {
			got := s.direct(t, c.method, c.path, strings.NewReader(c.body))
			require.Equal(t, http.StatusBadRequest, got.status, "%s %s: %s", c.method, c.path, got.body)
			documented(t, c.path, got)
			if strings.HasPrefix(c.path, project) {
				require.Contains(t, at(t, got.json(t), "errors"), "project")
			}
		}
		got := s.direct(t, "GET", "/page/lists/demo/"+name+"/attendees", http.NoBody)
		require.Equal(t, http.StatusBadRequest, got.status, got.body)
		require.Contains(t, at(t, got.json(t), "error"), "invalid_scope")
		got = s.direct(t, "POST", "/page/lists/demo/"+name+"/import", strings.NewReader("email,last name\na@example.org,A\n"), "Content-Type", "text/csv")
		require.Equal(t, http.StatusBadRequest, got.status, got.body)
	}
	require.NotContains(t, s.log.String(), "level=ERROR")
}

func TestBatchesAreLimited(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	over := strings.Repeat(`{"attendance_code":"x"},`, 1000) + `{"attendance_code":"x"}`
	for _, c := range []struct{ method, path, body string }{
		{"POST", batchPath, "[]"},
		{"POST", batchPath, "[" + over + "]"},
		{"POST", peoplePath + "/batch", `{"resources": []}`},
		{"POST", peoplePath + "/batch", `{}`},
		{"POST", peoplePath + "/batch", `{"resources": [` + strings.Repeat("{},", 1000) + `{}]}`},
		{"PATCH", peoplePath + "/batch", `{"resources": {}}`},
		{"PATCH", peoplePath + "/batch", `{"resources": []}`},
	} {
		got := s.direct(t, c.method, c.path, strings.NewReader(c.body))
		require.Equal(t, http.StatusBadRequest, got.status, got.body)
		documented(t, c.path, got)
	}
	require.Zero(t, s.calls.Total())
}
