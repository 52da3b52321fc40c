package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/internal/testserver"
	"github.com/muster-go/muster/sqlstore/postgres"
)

// A fixture is a request as the documentation of an API prints it, and the
// shape of the answer:
//
//	METHOD PATH
//	Header: value
//
//	body
//	=== STATUS
//	body, with <time> and the like for what differs each time
//
// A file that ends in .curl has a command in place of the request, to the letter
// except for the names in its path.
type fixture struct {
	method, path string
	header       []string
	body         string
	status       int
	want         string
}

func readFixture(t *testing.T, file string) (f fixture) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	request, answer, ok := strings.Cut(string(data), "=== ")
	require.True(t, ok, file)
	code, want, _ := strings.Cut(answer, "\n")
	f.status, err = strconv.Atoi(strings.TrimSpace(code))
	require.NoError(t, err, file)
	f.want = strings.TrimSpace(want)
	if filepath.Ext(file) == ".curl" {
		f.curl(t, request)
		return f
	}
	head, body, _ := strings.Cut(request, "\n\n")
	f.body = strings.TrimSpace(body)
	lines := bufio.NewScanner(strings.NewReader(head))
	require.True(t, lines.Scan())
	f.method, f.path, ok = strings.Cut(lines.Text(), " ")
	require.True(t, ok, file)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), ": ")
		require.True(t, ok, file)
		f.header = append(f.header, name, value)
	}
	return f
}

// An argument of a shell is what stands together, quoted or not: a comment in a
// printed body quotes a letter, and so leaves it unquoted.
var (
	piece    = regexp.MustCompile(`'([^']*)'|"([^"]*)"|([^\s'"\\]+)`)
	argument = regexp.MustCompile(`('[^']*'|"[^"]*"|[^\s'"\\]+)+`)
)

// curl reads a command as a shell and curl do: a body without a Content-Type is
// sent as a form.
func (f *fixture) curl(t *testing.T, command string) {
	t.Helper()
	var args []string
	for _, word := range argument.FindAllString(command, -1) {
		args = append(args, piece.ReplaceAllString(word, "$1$2$3"))
	}
	require.Equal(t, "curl", args[0])
	typed := false
	for i := 1; i < len(args); i++ {
		switch args[i] {
		case "-L":
		case "-X":
			i++
			f.method = args[i]
		case "-H":
			i++
			name, value, ok := strings.Cut(args[i], ": ")
			require.True(t, ok, args[i])
			f.header = append(f.header, name, value)
			typed = typed || name == "Content-Type"
		case "-d", "--data-raw":
			i++
			f.body = args[i]
		default:
			_, after, ok := strings.Cut(args[i], "://")
			require.True(t, ok, args[i])
			f.path = after[strings.Index(after, "/"):]
		}
	}
	if f.body != "" && !typed {
		f.header = append(f.header, "Content-Type", "application/x-www-form-urlencoded")
	}
}

// TestDocumentedRequests sends what the documentation of each API prints, in the
// order of the files, to a server with the demo: on a store in memory, and on
// PostgreSQL where it is found.
func TestDocumentedRequests(t *testing.T) {
	for _, api := range apis {
		t.Run(api, func(t *testing.T) { documentedRequests(t, api, open(t, config{})) })
	}
}

var apis = []string{"perculus", "gxp", "concurv1", "concurv4"}

func TestDocumentedRequestsOnPostgreSQL(t *testing.T) {
	p, err := testserver.StartPostgres()
	testserver.Missing(t, "postgres", err)
	t.Cleanup(func() { require.NoError(t, p.Remove()) })
	for _, api := range apis {
		t.Run(api, func(t *testing.T) {
			st, err := postgres.Open(t.Context(), p.DSN("postgres"), postgres.WithOutbox(), postgres.WithTablePrefix(api+"_"))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, st.Close()) })
			require.NoError(t, st.Migrate(t.Context()))
			documentedRequests(t, api, openOn(t, st, config{}))
		})
	}
}

func documentedRequests(t *testing.T, api string, s *site) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", api, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		f := readFixture(t, file)
		got := s.do(t, f.method, s.filled(t, f.path), f.body, f.header...)
		require.Equal(t, f.status, got.status, "%s: %s", file, got.body)
		switch kind := got.header.Get("Content-Type"); {
		case f.want == "":
			require.Empty(t, got.body, file)
		case strings.HasPrefix(f.want, "<"):
			require.Equal(t, "application/xml", kind)
			require.Regexp(t, pattern(f.want), got.body, file)
		default:
			require.Equal(t, "application/json", kind)
			var want any
			require.NoError(t, json.Unmarshal([]byte(f.want), &want), file)
			require.Empty(t, differ("answer", want, got.json(t)), "%s: %s", file, got.body)
		}
	}
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// filled puts IDs, which differ each time, into a path: {external ID} of an
// attendee of the company, or {value} of a credential.
func (s *site) filled(t *testing.T, path string) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(path, func(name string) string {
		name = strings.Trim(name, "{}")
		if who, err := s.company.Get(t.Context(), demo.Company, attendee.ByExternal(name)); err == nil {
			return who.ID.String()
		}
		held, err := credential.New(s.attendees).Lookup(t.Context(), demo.List, name)
		require.NoError(t, err, name)
		return held.Credential.ID.String()
	})
}

// pattern returns what a text with wildcards matches.
func pattern(want string) string {
	want = regexp.QuoteMeta(want)
	for name, re := range map[string]string{"<uuid>": `[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`, "<base>": `http://[^/]+/`} {
		want = strings.ReplaceAll(want, name, re)
	}
	return "^" + want + "\\s*$"
}
