package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

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
	next = http.NewCrossOriginProtection().Handler(next)
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
				refuse(rec, http.StatusInternalServerError, "internal error")
			}
		}
		g.record(r, rec, time.Since(start))
	}()
	w.Header().Set("X-Content-Type-Options", "nosniff")
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	default:
		w.Header().Set("Retry-After", "1")
		refuse(rec, http.StatusServiceUnavailable, "too many requests at once")
		return
	}
	if g.loopback && !isLoopback(r.Host) {
		refuse(rec, http.StatusForbidden, "without -auth this server answers to localhost only")
		return
	}
	g.next.ServeHTTP(rec, r)
}

// refuse answers before a frontend is reached, in a shape that is all APIs' at
// once.
func refuse(w http.ResponseWriter, status int, why string) {
	wire.Answer(w, status, struct {
		Code    int                 `json:"code"`
		Details string              `json:"details"`
		Message string              `json:"message"`
		Errors  map[string][]string `json:"errors"`
	}{10, why, why, map[string][]string{}})
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
