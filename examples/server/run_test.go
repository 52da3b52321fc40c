package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/memstore"
)

// start runs the program and returns its address; stop ends it.
func start(t *testing.T, args ...string) (base string, story *buffer, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, story := &buffer{}, &buffer{}
	done := make(chan error, 1)
	go func() { done <- run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), out, story) }()
	ended := false
	stop = func() error {
		cancel()
		if ended {
			return nil
		}
		ended = true
		return <-done
	}
	t.Cleanup(func() {
		require.NoError(t, stop())
		http.DefaultClient.CloseIdleConnections()
	})
	address := regexp.MustCompile(`The page +(http://\S+)/`)
	eventually(t, func() bool { return address.MatchString(out.String()) }, "it does not start")
	return address.FindStringSubmatch(out.String())[1], story, stop
}

func TestTheProgramKeepsItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.db")
	base, story, stop := start(t, "-db", file, "-demo")
	require.Contains(t, story.String(), "EVERYBODY")
	require.Contains(t, story.String(), "added=7")
	files, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
	page := func(base string) string {
		res, err := http.Get(base + peoplePath) //nolint:noctx // the shortest way to ask
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		data, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return string(data)
	}
	first := page(base)
	require.Contains(t, first, "Lovelace")
	require.NoError(t, stop())

	base, story, stop = start(t, "-db", file, "-demo")
	require.Contains(t, story.String(), "added=0")
	require.Equal(t, strings.ReplaceAll(first, "127.0.0.1", ""), strings.ReplaceAll(strings.ReplaceAll(page(base), base, firstBase(first)), "127.0.0.1", ""))
	require.NoError(t, stop())
	require.Contains(t, story.String(), "stopped")
}

// firstBase is the address that an answer's links name.
func firstBase(body string) string { return regexp.MustCompile(`http://[0-9.:]+`).FindString(body) }

// A request that is under way when the signal comes is answered.
func TestRequestsThatAreUnderWayFinish(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- s.serve(ctx, l) }()
	body, feed := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+l.Addr().String()+batchPath, body)
		if err != nil {
			answered <- 0
			return
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			answered <- 0
			return
		}
		_ = res.Body.Close()
		answered <- res.StatusCode
	}()
	_, err = feed.Write([]byte(`[{"email": "late@example.org", "name": "A", `))
	require.NoError(t, err)
	eventually(t, func() bool { return len(s.guard.slots) == 1 }, "the request does not come in")
	cancel()
	eventually(t, func() bool { // nobody else is let in
		c, err := net.Dial("tcp", l.Addr().String()) //nolint:noctx // the shortest way to ask
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	}, "it goes on listening")
	_, err = feed.Write([]byte(`"surname": "B"}]`))
	require.NoError(t, err)
	require.NoError(t, feed.Close())
	require.Equal(t, http.StatusOK, <-answered)
	require.NoError(t, <-stopped)
	http.DefaultClient.CloseIdleConnections()
}

func TestTheCommandLineIsChecked(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	require.NoError(t, os.WriteFile(bad, []byte("{"), 0o600))
	short := filepath.Join(dir, "short")
	require.NoError(t, os.WriteFile(short, []byte("short\n"), 0o600))
	for _, c := range []struct {
		args string
		says string
	}{
		{"-addr :8080", "loopback"},
		{"-addr 0.0.0.0:8080", "loopback"},
		{"-addr example.org:8080", "loopback"},
		{"-auth none.json", "none.json"},
		{"-auth " + bad, "bad.json"},
		{"-users " + bad, "bad.json"},
		{"-lists " + bad, "bad.json"},
		{"-webhook http://127.0.0.1/", "-webhook-secret"},
		{"-webhook http://127.0.0.1/ -webhook-secret " + short, "shorter"},
		{"stray", "stray"},
		{"-nothing", "not defined"},
	} {
		err := run(t.Context(), append([]string{"-db", filepath.Join(dir, "s.db")}, strings.Fields(c.args)...), io.Discard, io.Discard)
		require.ErrorContains(t, err, c.says, c.args)
	}
}

func TestTheGuideNamesTheToken(t *testing.T) {
	require.Contains(t, guide("http://x", true), "Authorization: Bearer YOUR_TOKEN")
	require.NotContains(t, guide("http://x", false), "Authorization")
	for _, tokens := range []bool{true, false} {
		require.NotContains(t, guide("http://x", tokens), "AUTH")
		require.NotContains(t, guide("http://x", tokens), "BASE")
	}
}

// The log holds no name, no address, no code, no token, no path and no body.
func TestTheLogHoldsNothingPersonal(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	st := memstore.New(memstore.WithOutbox())
	s := unserved(t, st, config{tokens: tk})
	admin := []string{"Authorization", "Bearer admin-01234567890"}
	canary := "canary"
	for _, r := range []struct{ method, path, body string }{
		{"POST", batchPath, `[{"email": "canary@example.org", "name": "canary", "surname": "canary", "mobile": "canary"}]`},
		{"POST", batchPath, `[{"email": "canary canary", "name": "canary", "surname": "canary"}]`},
		{"POST", batchPath, `[{"canary": "canary"}]`},
		{"POST", batchPath, `canary`},
		{"GET", "/api/groups/xapi/session/expo/attendee/canary@example.org", ""},
		{"GET", "/api/groups/xapi/session/canary/attendee/canary@example.org", ""},
		{"DELETE", "/api/groups/xapi/session/expo/attendee/canary@example.org", ""},
		{"POST", peoplePath, `{"first_name": "canary", "last_name": "canary", "email": "canary@example.org", "custom_fields": {"company": "canary"}}`},
		{"POST", peoplePath, `{"first_name": "canary", "last_name": "canary", "email": "canary@example.org"}`},
		{"GET", peoplePath + "?filter[email]=canary@example.org&sort=canary", ""},
		{"GET", "/page/lists/demo/expo/attendees?field=email&q=canary", ""},
		{"GET", "/canary", ""},
	} {
		s.direct(t, r.method, r.path, strings.NewReader(r.body), admin...)
	}
	s.direct(t, "GET", peoplePath, http.NoBody, "Authorization", "Bearer canary-canary-canary")
	ended, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0)) // the store fails
	defer cancel()
	failing := s.server.guard.next
	s.guard.next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { failing.ServeHTTP(w, r.WithContext(ended)) })
	got := s.direct(t, "GET", "/api/groups/xapi/session/expo/attendee/canary@example.org", http.NoBody, admin...)
	require.Equal(t, http.StatusServiceUnavailable, got.status)
	s.guard.next = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("canary") })
	got = s.direct(t, "GET", "/", http.NoBody, admin...)
	require.Equal(t, http.StatusInternalServerError, got.status)

	log := s.log.String()
	require.Equal(t, 15, strings.Count(log, "pattern="), "every request is logged")
	require.Contains(t, log, "a panic of type string")
	require.NotContains(t, log, canary)
	require.NotContains(t, log, "example.org")
	require.NotContains(t, log, "admin-0123")
	require.NotContains(t, log, "demo/expo/")
}

func TestOnlySoManyRequestsAtOnce(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for range maxRequests {
		s.guard.slots <- struct{}{}
	}
	got := s.direct(t, "GET", peoplePath, http.NoBody)
	require.Equal(t, http.StatusServiceUnavailable, got.status)
	require.Equal(t, "1", got.header.Get("Retry-After"))
}
