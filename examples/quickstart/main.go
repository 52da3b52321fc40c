// Quickstart sends one batch of attendees to a SQLite file and prints what
// became of each: a batch upsert as the Perculus API documents it, in one call
// of the library.
//
//	go run ./examples/quickstart [-db FILE] [-dry-run] [-input FILE|-]
//
// The answer goes to standard output as JSON, the story to standard error.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// example is the request that the documentation of the API prints.
//
//go:embed batch.json
var example []byte

// session is the list that the batch is about.
var session = storage.Scope{Tenant: "demo", Event: "70826"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, story io.Writer) (err error) {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(story)
	file := flags.String("db", "quickstart.db", "the SQLite `FILE`; it is created if there is none")
	input := flags.String("input", "", "a JSON `FILE` with the batch, - for standard input (default: the example of the API's documentation)")
	dry := flags.Bool("dry-run", false, "say what would happen, and write nothing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	items, err := readInput(*input, stdin)
	if err != nil {
		return err
	}

	store, err := sqlite.Open(ctx, *file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	attendees, err := attendee.New(store, attendee.Policy{}, batch.WithDirectory(accounts))
	if err != nil {
		return err
	}
	send := attendees.Batch
	if *dry {
		// What the example presupposes is prepared all the same, in a
		// transaction that is never committed.
		tx, err := store.DB().BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		attendees = attendees.On(store.In(tx))
		send = attendees.Preview
	}

	fmt.Fprintf(story, "database  %s\n", *file)
	if *input == "" {
		n, err := prepare(ctx, attendees)
		if err != nil {
			return err
		}
		fmt.Fprintf(story, "prepared  what the example presupposes: %d accounts, %d new attendees\n", len(accounts), n)
	}
	report, err := send(ctx, batch.Batch{Scope: session, Commands: commands(items)})
	if err != nil {
		return err
	}
	fmt.Fprintf(story, "sent      one batch of %d: %s\n", len(items), tally(report))
	if *dry {
		fmt.Fprintln(story, "dry run   nothing was written")
	}
	fmt.Fprintf(story, "status    %d %s\n\n", report.HTTPStatus(), http.StatusText(report.HTTPStatus()))
	out := json.NewEncoder(stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "    ")
	return out.Encode(answer(items, report))
}

// tally says in words what became of a batch.
func tally(r batch.Report) string {
	n := make(map[batch.Action]int)
	for _, res := range r.Results {
		n[res.Action]++
	}
	return fmt.Sprintf("%d inserted, %d updated, %d unchanged, %d rejected",
		n[batch.Inserted], n[batch.Updated], n[batch.Unchanged], r.Failed)
}
