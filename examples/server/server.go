package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/concurv1"
	"github.com/muster-go/muster/examples/server/concurv4"
	"github.com/muster-go/muster/examples/server/directory"
	"github.com/muster-go/muster/examples/server/gxp"
	"github.com/muster-go/muster/examples/server/live"
	"github.com/muster-go/muster/examples/server/page"
	"github.com/muster-go/muster/examples/server/perculus"
	"github.com/muster-go/muster/examples/server/post"
	"github.com/muster-go/muster/examples/server/relay"
	"github.com/muster-go/muster/storage"
)

// config is what the flags say.
type config struct {
	tokens     *auth.Tokens // nil trusts everybody
	accounts   directory.Accounts
	tenant     string        // of Perculus sessions
	company    storage.Scope // the list of the Concur APIs
	tableCodes bool
	hook       *post.Sender  // nil for none
	hookPause  time.Duration // 0 for the relay's own
}

// store is what the server needs: records, lists, and an outbox.
type store interface {
	storage.Store
	storage.Outbox
}

// server is one store behind all frontends.
type server struct {
	attendees *attendee.Service
	company   *attendee.Service // under the policy of the Concur APIs
	live      *live.Hub
	relay     *relay.Relay
	guard     *guard
	hook      *post.Sender
	log       *slog.Logger
}

func newServer(st store, c config, log *slog.Logger) (*server, error) {
	s := &server{live: live.NewHub(), hook: c.hook, log: log}
	s.relay = &relay.Relay{Outbox: st, Publish: s.live.Publish, Log: log, FirstPause: c.hookPause}
	s.relay.Start()
	options := []batch.Option{batch.WithDirectory(c.accounts), batch.WithObserver(s.observe)}
	var err error
	s.attendees, err = attendee.New(st, attendee.Policy{ScopeFields: true, TypesMayChange: true}, options...)
	if err != nil {
		return nil, err
	}
	// Concur gives nobody another type, and drops custom fields that a type
	// does not have. Two policies on one store are two services.
	s.company, err = attendee.New(st, attendee.Policy{ScopeFields: true, IgnoreUnknownFields: true}, options...)
	if err != nil {
		return nil, err
	}
	if c.hook != nil {
		s.relay.Deliver = s.deliver
	}
	mux := http.NewServeMux()
	perculus.API{Attendees: s.attendees, Tokens: c.tokens, Accounts: c.accounts, Tenant: c.tenant, TableCodes: c.tableCodes}.Register(mux)
	gxp.API{Attendees: s.attendees, Tokens: c.tokens, Numbers: new(gxp.Numbers), Live: s.live}.Register(mux)
	concurv1.API{Attendees: s.company, Tokens: c.tokens, List: c.company}.Register(mux)
	concurv4.API{Attendees: s.company, Tokens: c.tokens, Accounts: c.accounts, List: c.company}.Register(mux)
	page.API{Attendees: s.attendees, Tokens: c.tokens}.Register(mux)
	s.guard = newGuard(mux, log, c.tokens == nil)
	return s, nil
}

// observe has what was written relayed at once.
func (s *server) observe(_ context.Context, stats batch.Stats) {
	if stats.Applies > 0 {
		s.relay.Wake()
	}
}

// deliver posts the webhook of an event, if it has one.
func (s *server) deliver(ctx context.Context, e storage.Event) error {
	body, ok, err := gxp.Envelope(ctx, s.attendees, e)
	if err != nil || !ok {
		return err
	}
	return s.hook.Send(ctx, body)
}

const drainTime = 10 * time.Second

// serve answers on a listener until the context ends. Then it lets nobody in,
// lets those who are in finish, and stops the relay; nothing of the server runs
// when it returns.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	web := &http.Server{
		Handler:           s.guard,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      requestTime + 10*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	relaying, stopRelay := context.WithCancel(context.WithoutCancel(ctx))
	var under sync.WaitGroup
	under.Go(func() { s.relay.Run(relaying) })
	ended := make(chan error, 1)
	under.Go(func() { ended <- web.Serve(l) })

	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	s.live.Close() // streams are not waited for by Shutdown
	if late := web.Shutdown(draining); late != nil {
		err = errors.Join(err, late, web.Close())
	}
	s.guard.under.Wait()
	stopRelay()
	under.Wait()
	if s.hook != nil {
		s.hook.Close()
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
