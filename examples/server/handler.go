package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-go/muster/examples/server/concurv1"
	"github.com/muster-go/muster/examples/server/concurv4"
	"github.com/muster-go/muster/examples/server/gxp"
	"github.com/muster-go/muster/examples/server/page"
	"github.com/muster-go/muster/examples/server/perculus"
	"github.com/muster-go/muster/examples/server/wire"
)

const (
	requestTime = 20 * time.Second // for one request; the library's own budget for retries is half of it
	maxRequests = 128              // at once, streams among them, which leave room for others
)

// guard is what every request passes on its way to a frontend.
type guard struct {
	next http.Handler
	log  *slog.Logger
	// loopback refuses requests that name another host than this machine: a web
	// page could have its own name point here, and would be trusted.
	loopback bool

	slots   chan struct{}
	under   sync.WaitGroup
	request atomic.Uint64
}

func newGuard(next http.Handler, log *slog.Logger, loopback bool) *guard {
	// A page of another origin may not write here, whoever the user is.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, http.StatusForbidden, "a page of another origin may not write here")
	}))
	next = protection.Handler(next)
	return &guard{next: next, log: log, loopback: loopback, slots: make(chan struct{}, maxRequests)}
}

// ServeHTTP implements [http.Handler].
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.under.Add(1)
	defer g.under.Done()
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	r = r.WithContext(ctx)
	rec := &recorder{ResponseWriter: w, id: g.request.Add(1)}
	start := time.Now()
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			rec.err = fmt.Errorf("a panic of type %T", p) // its value may be about somebody
			if rec.status == 0 {
				refuse(rec, r, http.StatusInternalServerError, "internal error")
			}
		}
		g.record(r, rec, time.Since(start))
	}()
	w.Header().Set("X-Content-Type-Options", "nosniff")
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	default:
		refuse(rec, r, http.StatusServiceUnavailable, "too many requests at once")
		return
	}
	if g.loopback && !isLoopback(r.Host) {
		refuse(rec, r, http.StatusForbidden, "without -auth this server answers to localhost only")
		return
	}
	g.next.ServeHTTP(rec, r)
}

// dialects are the shapes of errors by how paths begin.
var dialects = []struct {
	root   string
	refuse func(http.ResponseWriter, *http.Request, *wire.Error)
}{
	{perculus.Root, perculus.Refuse},
	{gxp.Root, gxp.Refuse},
	{concurv1.Root, concurv1.Refuse},
	{concurv1.Own, concurv1.Refuse},
	{concurv4.Root, concurv4.Refuse},
	{"/", page.Refuse},
}

// refuse answers before a frontend is reached, in the shape of the one whose path
// it is.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	for _, d := range dialects {
		if strings.HasPrefix(r.URL.Path, d.root) || d.root == "/" {
			d.refuse(w, r, wire.Refuse(status, "%s", why))
			return
		}
	}
}

// record logs a request without what it was about: its path may hold an
// address, so that the pattern stands for it.
func (g *guard) record(r *http.Request, rec *recorder, took time.Duration) {
	attrs := []any{
		"request", rec.id, "pattern", r.Pattern, "status", rec.status, "bytes", rec.bytes, "took", took.Round(time.Microsecond),
	}
	switch {
	case rec.err != nil && !errors.Is(rec.err, context.Canceled):
		g.log.Error("failed", append(attrs, "err", rec.err)...)
	default:
		g.log.Debug("served", attrs...)
	}
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	id     uint64
	status int
	bytes  int
	err    error
}

// WriteHeader implements [http.ResponseWriter].
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (r *recorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(data)
	r.bytes += n
	return n, err
}

// Note keeps an error for the log, see [wire.Note].
func (r *recorder) Note(err error) { r.err = errors.Join(r.err, err) }

// Unwrap lets a WebSocket take over the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// isLoopback reports whether a host, with or without a port, is this machine.
func isLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	return host == "localhost" || host == "[::1]" || ip != nil && ip.IsLoopback()
}
