package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/examples/server/directory"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a server under test.
type site struct {
	*server
	base  string
	calls *storagetest.Calls
	store store
	log   *buffer
}

// buffer is a log that several write.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// open starts a server with the demo on a store in memory; it is stopped, and
// must have left nothing running, when the test ends.
func open(t *testing.T, c config) *site {
	t.Helper()
	return openOn(t, memstore.New(memstore.WithOutbox()), c)
}

func openOn(t *testing.T, st storage.Store, c config) *site {
	t.Helper()
	s := unserved(t, st, c)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.base = "http://" + l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		http.DefaultClient.CloseIdleConnections()
	})
	return s
}

// unserved is a server whose handler is called directly.
func unserved(t *testing.T, st storage.Store, c config) *site {
	t.Helper()
	counting, calls := storagetest.Counting(st)
	if c.accounts == nil {
		var err error
		c.accounts, err = directory.Parse(demo.Users)
		require.NoError(t, err)
	}
	if c.tenant == "" {
		c.tenant = demo.List.Tenant
	}
	c.company = demo.Company
	log := &buffer{}
	srv, err := newServer(counting.(store), c, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	require.NoError(t, err)
	require.NoError(t, srv.prepare(t.Context(), flags{demo: true}))
	calls.Reset()
	return &site{server: srv, calls: calls, store: counting.(store), log: log}
}

// reply is an answer that was read.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request over the network.
func (s *site) do(t *testing.T, method, path, body string, header ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	data, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return reply{res.StatusCode, res.Header, string(data)}
}

// direct hands a request to the handler without a network.
func (s *site) direct(t *testing.T, method, path string, body io.Reader, header ...string) reply {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, "http://localhost"+path, body)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	s.guard.ServeHTTP(rec, req)
	return reply{rec.Code, rec.Header(), rec.Body.String()}
}

// people returns how many attendees the demo's list holds.
func (s *site) people(t *testing.T) int {
	t.Helper()
	page, err := s.store.(storage.Lister).List(t.Context(), storage.ListQuery{
		Scope: demo.List, Kind: storage.KindAttendee, Limit: 1, WithTotal: true,
		Where: []storage.Cond{{Field: "status", Op: storage.OpEq, Value: "active"}},
	})
	require.NoError(t, err)
	return page.Total
}

func (r reply) json(t *testing.T) (v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(r.body), &v), r.body)
	return v
}

// at walks into a JSON value by names and indexes.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			require.True(t, ok, "%v is no object", v)
			v = m[p]
		case int:
			l, ok := v.([]any)
			require.True(t, ok && p < len(l), "%v has no element %d", v, p)
			v = l[p]
		}
	}
	return v
}

var wildcards = map[string]*regexp.Regexp{
	"<uuid>":   regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
	"<GUID>":   regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`),
	"<time>":   regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`),
	"<number>": regexp.MustCompile(`^\d{1,16}$`),
	"<any>":    regexp.MustCompile(`.`),
	"<base>":   regexp.MustCompile(`^http://[^/]+/`),
}

// differ reports where got is not of the shape that want prints, "" for
// nowhere. A text in angle brackets stands for any value of a kind.
func differ(where string, want, got any) string {
	switch w := want.(type) {
	case string:
		if re, ok := wildcards[w]; ok {
			text := fmt.Sprint(got)
			if n, isNumber := got.(float64); isNumber {
				text = fmt.Sprintf("%.0f", n)
			}
			if re.MatchString(text) {
				return ""
			}
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for name := range w {
			if _, there := g[name]; !there {
				return where + "." + name + " is missing"
			}
		}
		for name, v := range g {
			if _, there := w[name]; !there {
				return where + "." + name + " is not documented"
			}
			if d := differ(where+"."+name, w[name], v); d != "" {
				return d
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			if d := differ(fmt.Sprintf("%s[%d]", where, i), w[i], g[i]); d != "" {
				return d
			}
		}
		return ""
	}
	if want == got {
		return ""
	}
	return fmt.Sprintf("%s is %v, want %v", where, got, want)
}

// eventually waits for what another goroutine does.
func eventually(t *testing.T, ok func() bool, why string) {
	t.Helper()
	require.Eventually(t, ok, 10*time.Second, 5*time.Millisecond, why)
}
