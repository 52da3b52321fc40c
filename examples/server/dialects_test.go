package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/memstore"
)

// said returns what an error says, in the shape of the API whose path it is.
func said(t *testing.T, path string, r reply) any {
	t.Helper()
	switch {
	case strings.HasPrefix(path, "/api/expense/"), strings.HasPrefix(path, "/own/"):
		require.Equal(t, "application/xml", r.header.Get("Content-Type"), r.body)
		require.Regexp(t, `^<Error xmlns="`+concurSpace+`">\s*<Message>.+</Message>\s*</Error>`, r.body)
		return r.body
	case strings.HasPrefix(path, "/v4/"):
		require.Regexp(t, `^\d{3} [A-Z]`, at(t, r.json(t), "httpStatus"))
		return at(t, r.json(t), "errorMessage")
	case strings.HasPrefix(path, "/api/"):
		return documented(t, path, r)
	}
	return at(t, r.json(t), "error")
}

// What no frontend is asked about is refused in the shape of the one whose path
// it is.
func TestEveryRefusalIsInADialect(t *testing.T) {
	for _, c := range []struct{ method, path, allow string }{
		{"PUT", batchPath, "GET, POST, DELETE"}, // somebody could be named batch
		{"PUT", "/api/groups/xapi/session/expo/attendee/x", "GET, DELETE"},
		{"DELETE", peoplePath, "GET, POST"},
		{"POST", peoplePath + "/12345", "GET, PUT, PATCH, DELETE"},
		{"PATCH", "/v4/attendees", "GET, POST"},
		{"DELETE", "/v4/attendees/x", "GET, PUT"},
		{"DELETE", postPath, "POST"},
		{"POST", ownEntry, "GET, PUT"},
		{"GET", importPath, "POST"},
		{"POST", "/page/page.js", "GET"},
		{"POST", "/", "GET"},
	} {
		s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
		got := s.direct(t, c.method, c.path, http.NoBody)
		require.Equal(t, http.StatusMethodNotAllowed, got.status, "%s %s: %s", c.method, c.path, got.body)
		require.Equal(t, c.allow, got.header.Get("Allow"), c.path)
		require.Contains(t, said(t, c.path, got), c.allow)

		cross := s.direct(t, "POST", c.path, http.NoBody, "Sec-Fetch-Site", "cross-site")
		require.Equal(t, http.StatusForbidden, cross.status)
		require.Contains(t, said(t, c.path, cross), "another origin")

		foreign := httptest.NewRecorder()
		s.guard.ServeHTTP(foreign, httptest.NewRequestWithContext(t.Context(), "GET", "http://evil.example"+c.path, http.NoBody))
		require.Equal(t, http.StatusForbidden, foreign.Code)
		require.Contains(t, said(t, c.path, reply{foreign.Code, foreign.Header(), foreign.Body.String()}), "localhost")

		for range maxRequests {
			s.guard.slots <- struct{}{}
		}
		busy := s.direct(t, c.method, c.path, http.NoBody)
		require.Equal(t, http.StatusServiceUnavailable, busy.status)
		require.Equal(t, "1", busy.header.Get("Retry-After"))
		require.Contains(t, said(t, c.path, busy), "too many requests")
	}
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for _, path := range []string{"/api/groups/xapi/x", "/api/v1/x", "/v4/x", "/api/expense/expensereport/v1.1/x", "/own/expenses/", "/x", "/page/lists/x"} {
		got := s.direct(t, "GET", path, http.NoBody)
		require.Equal(t, http.StatusNotFound, got.status)
		require.Contains(t, said(t, path, got), "no such endpoint")
	}
}

func TestGxPCustomFieldsThatAreNoValues(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for _, value := range []string{`{"a": 1}`, `{}`, `["a"]`, `[]`, `[{"a": []}]`} {
		fields := `"custom_fields": {"company": "x", "job_title": ` + value + `}`
		for _, c := range []struct{ method, path, body, field string }{
			{"POST", peoplePath, `{"first_name": "A", "last_name": "B", ` + fields + `}`, "custom_fields.job_title"},
			{"PATCH", peoplePath + "/12345", `{` + fields + `}`, "custom_fields.job_title"},
			{"POST", peoplePath + "/batch", `{"resources": [{"first_name": "A", "last_name": "B"}, {` + fields + `}]}`, "custom_fields.job_title"},
			{"PATCH", peoplePath + "/batch", `{"resources": {"12345": {` + fields + `}}}`, "custom_fields.job_title"},
		} {
			got := s.direct(t, c.method, c.path, strings.NewReader(c.body))
			require.Equal(t, http.StatusUnprocessableEntity, got.status, got.body)
			require.Contains(t, at(t, got.json(t), "errors"), c.field)
			require.NotContains(t, got.body, "storage")
			require.NotContains(t, got.body, "json:")
		}
	}
	got := s.direct(t, "POST", peoplePath, strings.NewReader(`{"first_name": "A", "last_name": "B", "custom_fields": ["x"]}`))
	require.Equal(t, http.StatusUnprocessableEntity, got.status, got.body)
	require.Contains(t, at(t, got.json(t), "errors"), "custom_fields")
}
