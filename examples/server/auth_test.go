package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/memstore"
)

const tokens = `[
	{"token": "reader-0123456789", "user": "u-reader", "scopes": ["attendee.read"]},
	{"token": "writer-0123456789", "user": "u-writer", "scopes": ["attendee.write"]},
	{"token": "blind-01234567890", "user": "u-blind", "scopes": ["attendee.writeonly"]},
	{"token": "admin-01234567890", "user": "u-admin", "scopes": ["administrator"]},
	{"token": "nobody-0123456789", "user": "u-nobody", "scopes": []},
	{"sha256": "c3b4ed9eba5a9ac57bcbd3b12df2e2d5f1f1c1e0f0f1c9b4c1a2b5e6d7f8a9b0", "user": "u-digest", "scopes": []},
	{"token": "other-01234567890", "user": "u-other", "scopes": ["administrator"], "lists": ["demo/another", "acme/*"]}
]`

func load(t *testing.T, content string) (*auth.Tokens, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tokens.json")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	return auth.Load(file)
}

func TestWhoMayDoWhat(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	const (
		one    = "/api/groups/xapi/session/expo/attendee/doe2@example.com"
		search = `{"surname": "Doe"}`
		upsert = `[{"email": "doe2@example.com", "mobile": "1"}]`
		create = `{"first_name": "A", "last_name": "B"}`
		many   = `{"resources": [{"first_name": "A", "last_name": "B"}]}`
		table  = "/page/lists/demo/expo/"
	)
	requests := []struct {
		method, path, body, kind string
		reads                    bool
		good                     int
	}{
		{"GET", one, "", "", true, 200},
		{"POST", "/api/groups/xapi/session/expo/attendee/search", search, "application/json", true, 200},
		{"POST", batchPath, upsert, "application/json", false, 200},
		{"GET", peoplePath, "", "", true, 200},
		{"GET", peoplePath + "/12345", "", "", true, 200},
		{"POST", peoplePath + "/search", "{}", "application/json", true, 200},
		{"GET", "/api/v1/projects/demo/expo/attendee-types", "", "", true, 200},
		{"GET", "/api/v1/projects/demo/expo/events", "", "", true, 426},
		{"POST", peoplePath, create, "application/json", false, 201},
		{"POST", peoplePath + "/batch", many, "application/json", false, 200},
		{"PATCH", peoplePath + "/12346", `{"first_name": "G"}`, "application/json", false, 200},
		{"PATCH", peoplePath + "/batch", `{"resources": {"12346": {"first_name": "H"}}}`, "application/json", false, 200},
		{"GET", table + "attendees", "", "", true, 200},
		{"POST", table + "import?write=true", "email,first name,last name\nx@example.org,X,Y\n", "text/csv", false, 200},
		{"GET", peoplePath + "/12346/credentials", "", "", true, 200},
		{"POST", peoplePath + "/12346/credentials", `{"credential_type_id": 1, "value": "B1"}`, "application/json", false, 201},
		{"GET", "/api/v1/projects/demo/expo/credential-types", "", "", true, 200},
		{"GET", "/api/v1/projects/demo/expo/access-zones", "", "", true, 200},
		{"GET", "/api/v1/projects/demo/expo/access-points", "", "", true, 200},
		{"POST", "/api/v1/projects/demo/expo/access-points/main-entrance/scan", `{"credential_value": "B1"}`, "application/json", false, 200},
		{"DELETE", peoplePath + "/12345", "", "", false, 204},
		{"DELETE", one, "", "", false, 204},
		{"GET", "/v4/attendees", "", "", true, 200},
		{"POST", "/v4/attendees", `{"attendeeTypeCode": "SPOUSE", "lastName": "S", "externalId": "s"}`, "application/json", false, 200},
		{"PUT", "/own/expenses/mine", `{"amount": {"amount": "1.00", "currency": "USD"}, "spent_on": "2026-01-01"}`, "application/json", false, 204},
		{"POST", "/api/expense/expensereport/v1.1/report/r/entry/mine/Attendees", concurDoc(guest("g", "")), "application/xml", false, 200},
	}
	for _, c := range []struct {
		token       string
		read, write bool
		refused     int
	}{
		{"reader-0123456789", true, false, 403},
		{"writer-0123456789", true, true, 403},
		{"blind-01234567890", false, true, 403},
		{"admin-01234567890", true, true, 403},
		{"nobody-0123456789", false, false, 403},
		{"other-01234567890", false, false, 403},
		{"wrong-01234567890", false, false, 401},
		{"", false, false, 401},
	} {
		s := unserved(t, memstore.New(memstore.WithOutbox()), config{tokens: tk})
		for _, r := range requests {
			header := []string{"Content-Type", r.kind}
			if c.token != "" {
				header = append(header, "Authorization", "Bearer "+c.token)
			}
			want := c.refused
			if r.reads && c.read || !r.reads && c.write {
				want = r.good
			}
			got := s.direct(t, r.method, r.path, strings.NewReader(r.body), header...)
			if r.kind == "text/csv" && want == http.StatusForbidden && got.status == http.StatusOK {
				require.Contains(t, got.body, `"succeeded":0`, "row by row: %s", c.token)
				require.Contains(t, got.body, "forbidden")
				continue
			}
			require.Equal(t, want, got.status, "%s %s as %q: %s", r.method, r.path, c.token, got.body)
			if want == http.StatusUnauthorized {
				require.Equal(t, "Bearer", got.header.Get("WWW-Authenticate"))
			}
			if want == r.good && c.token == "blind-01234567890" {
				require.NotContains(t, got.body, "example.com", "who may not read is not shown what it wrote")
			}
		}
	}
}

// The attendance code is a secret: an administrator sees it, a reader does not.
func TestAttendanceCodesAreForAdministrators(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{tokens: tk})
	const path = "/api/groups/xapi/session/expo/attendee/non-existent@example.com"
	for token, code := range map[string]string{"reader-0123456789": "", "admin-01234567890": "5786FF4C-4A93-45A2-BAF1-9461F376E8C5"} {
		got := s.direct(t, "GET", path, http.NoBody, "Authorization", "Bearer "+token)
		require.Equal(t, code, at(t, got.json(t), "attendance_code"))
	}
}

func TestTokenFilesAreChecked(t *testing.T) {
	for _, bad := range []string{
		``, `{}`, `[{}]`, `[{"token": "short"}]`, `[{"token": "has spaces in it, and"}]`, `[{"sha256": "abc"}]`,
		`[{"token": "0123456789abcdef", "scopes": ["root"]}]`, `[{"token": "0123456789abcdef", "rights": []}]`,
		`[{"token": "0123456789abcdef", "sha256": "00"}]`,
		`[{"token": "0123456789abcdef"}, {"token": "0123456789abcdef"}]`,
	} {
		_, err := load(t, bad)
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "0123456789abcdef")
	}
	_, err := auth.Load(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Without tokens only this machine is answered, by its own name, and to no page
// of another origin.
func TestTrustStaysOnThisMachine(t *testing.T) {
	s := open(t, config{})
	for host, status := range map[string]int{"": 200, "localhost:1": 200, "127.0.0.1": 200, "[::1]:80": 200, "evil.example": 403, "127.0.0.1.evil.example": 403} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.base+peoplePath, http.NoBody)
		require.NoError(t, err)
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, status, res.StatusCode, host)
	}
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		got := s.do(t, "POST", batchPath, `[{"email": "a@example.org"}]`, header, value)
		require.Equal(t, http.StatusForbidden, got.status)
	}
	require.Zero(t, s.calls.Of("Apply"))
}
