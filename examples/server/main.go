// Server serves the attendees of one store by several APIs at once, each as
// its documentation prints it, and by a web page.
//
//	go run ./examples/server [-demo] [-addr ADDRESS] [-db FILE] [-auth FILE] …
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/examples/server/directory"
	"github.com/muster-go/muster/examples/server/post"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/sqlstore/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

// flags are the command line.
type flags struct {
	addr, db, auth, users, lists, tenant string
	concur, dsn                          string
	hook, hookSecret                     string
	demo, tableCodes, verbose            bool
}

func parse(args []string, out io.Writer) (f flags, err error) {
	set := flag.NewFlagSet("server", flag.ContinueOnError)
	set.SetOutput(out)
	set.StringVar(&f.addr, "addr", "127.0.0.1:8080", "the `ADDRESS` to listen on; without -auth on loopback only")
	set.StringVar(&f.db, "db", "server.db", "the SQLite `FILE`; it is created if there is none")
	set.StringVar(&f.dsn, "dsn", "", "the `DSN` of a PostgreSQL database, in place of -db; one process for each database, for each takes events from the others")
	set.StringVar(&f.auth, "auth", "", "a JSON `FILE` with bearer tokens; without it everybody is trusted")
	set.StringVar(&f.users, "users", "", "a JSON `FILE` with the accounts that attendees may have")
	set.StringVar(&f.lists, "lists", "", "a JSON `FILE` with the types and custom fields of lists")
	set.StringVar(&f.tenant, "tenant", demo.List.Tenant, "the `TENANT` whose sessions the Perculus API serves")
	set.StringVar(&f.concur, "concur", demo.Company.Tenant+"/"+demo.Company.Event, "the list `TENANT/EVENT` that the Concur APIs serve")
	set.StringVar(&f.hook, "webhook", "", "a `URL` to post events to")
	set.StringVar(&f.hookSecret, "webhook-secret", "", "a `FILE` with the secret that webhooks are signed with")
	set.BoolVar(&f.demo, "demo", false, "fill the lists demo/expo and demo/expenses with a few attendees, types, a door and an expense")
	set.BoolVar(&f.tableCodes, "perculus-table-codes", false, "answer Perculus with the codes of its table (40, 52) in place of its example's (12)")
	set.BoolVar(&f.verbose, "v", false, "log every request, without what it is about")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	if _, _, ok := strings.Cut(f.concur, "/"); !ok {
		return f, fmt.Errorf("-concur %q is not of the form TENANT/EVENT", f.concur)
	}
	if f.hook != "" && f.hookSecret == "" {
		return f, errors.New("-webhook needs -webhook-secret")
	}
	if f.auth == "" && !isLoopback(f.addr) {
		return f, fmt.Errorf("%q is not a loopback address: without -auth everybody would be trusted", f.addr)
	}
	return f, nil
}

// config reads the files that the flags name.
func (f flags) config() (c config, err error) {
	c.tenant, c.tableCodes = f.tenant, f.tableCodes
	c.company.Tenant, c.company.Event, _ = strings.Cut(f.concur, "/")
	if f.auth != "" {
		if c.tokens, err = auth.Load(f.auth); err != nil {
			return c, err
		}
	}
	switch {
	case f.users != "":
		c.accounts, err = directory.Load(f.users)
	case f.demo:
		c.accounts, err = directory.Parse(demo.Users)
	}
	if err != nil {
		return c, err
	}
	if f.hook != "" {
		secret, err := os.ReadFile(f.hookSecret)
		if err != nil {
			return c, err
		}
		if c.hook, err = post.New(f.hook, strings.TrimSpace(string(secret))); err != nil {
			return c, err
		}
	}
	return c, nil
}

func run(ctx context.Context, args []string, out, story io.Writer) (err error) {
	f, err := parse(args, story)
	if err != nil {
		return err
	}
	c, err := f.config()
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if f.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(story, &slog.HandlerOptions{Level: level}))

	st, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	s, err := newServer(st, c, log)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx, f); err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.addr)
	if err != nil {
		return err
	}
	if c.tokens == nil {
		log.Warn("NO -auth: EVERYBODY WHO REACHES THIS PORT IS TRUSTED WITH EVERYTHING; loopback only")
	}
	log.Info("listening", "addr", l.Addr().String(), "db", f.kept(), "webhook", c.hook != nil)
	fmt.Fprint(out, guide("http://"+l.Addr().String(), c.tokens != nil))
	err = s.serve(ctx, l)
	log.Info("stopped")
	return err
}

// database is a store that this program opens and closes.
type database interface {
	store
	Migrate(context.Context) error
	Close() error
}

// open opens the store that the flags name.
func (f flags) open(ctx context.Context) (database, error) {
	if f.dsn != "" {
		return postgres.Open(ctx, f.dsn, postgres.WithOutbox())
	}
	if err := private(f.db); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, f.db, sqlite.WithOutbox())
}

// private makes a file that there is not readable by its owner only: it is about
// people, and the files that SQLite puts beside it follow it.
func private(file string) error {
	if file == ":memory:" {
		return nil // which is no file, as the store will say
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// kept says where the records are, for the log: a DSN may hold a password.
func (f flags) kept() string {
	if f.dsn != "" {
		return "PostgreSQL"
	}
	return f.db
}

// prepare defines the lists that the flags name, and fills the demo.
func (s *server) prepare(ctx context.Context, f flags) error {
	if f.demo {
		if err := defineLists(ctx, s.attendees, demo.Lists); err != nil {
			return err
		}
		n, err := demo.Fill(ctx, s.attendees)
		if err != nil {
			return err
		}
		s.log.Info("the demo is there", "added", n)
	}
	if f.lists == "" {
		return nil
	}
	data, err := os.ReadFile(f.lists)
	if err != nil {
		return err
	}
	if err := defineLists(ctx, s.attendees, data); err != nil {
		return fmt.Errorf("%s: %w", f.lists, err)
	}
	return nil
}
