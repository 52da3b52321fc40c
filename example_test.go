package muster_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func Example() {
	if err := tour(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0 inserted
	// 1 updated
	// 2 nobody has that identifier
	// ada@example.org Lovelace 2
}

// tour is the one that README.md and doc.go show, see TestTour.
func tour(ctx context.Context) error {
	store := memstore.New() // or a database: see sqlstore
	attendees, err := attendee.New(store, attendee.Policy{})
	if err != nil {
		return err
	}
	expo := storage.Scope{Tenant: "acme", Event: "expo"}

	// One batch is one load and one atomic write, whatever its size.
	report, err := attendees.Batch(ctx, batch.Batch{
		Scope: expo,
		Token: "import-1", // sent again, it writes nothing and returns the first report
		Commands: []batch.Command{
			attendee.Upsert{Ref: attendee.ByEmail("ada@example.org"), Set: attendee.Patch{
				FirstName: patch.Set("Ada"),
				LastName:  patch.To("Lovelace"),
			}},
			attendee.Upsert{Ref: attendee.ByEmail("Ada@Example.org"), Set: attendee.Patch{
				FirstName: patch.Clear[string](), // what is not named stays as it is
			}},
			attendee.Update{Ref: attendee.ByCode("no such code")},
		},
	})
	if err != nil {
		return err // the store or the context, not an item
	}
	for _, r := range report.Results { // in the order of the commands
		switch {
		case errors.Is(r.Err, batch.NotFound):
			fmt.Println(r.Index, "nobody has that identifier")
		case r.Err != nil:
			fmt.Println(r.Index, r.Err)
		default:
			fmt.Println(r.Index, r.Action)
		}
	}

	// Lists show whom the actor may see, page by position, and run as a loop.
	for a, err := range attendees.All(ctx, expo, attendee.Query{
		Where: []attendee.Filter{{Field: "status", Op: attendee.Equal, Value: "active"}},
		Sort:  []attendee.Sort{{Field: "email"}},
	}) {
		if err != nil {
			return err
		}
		fmt.Println(a.Email, a.LastName, a.Version)
	}

	return nil
}

// TestTour keeps what the documents show the same as what Example runs.
func TestTour(t *testing.T) {
	readme := lines(t, "README.md", "")
	_, shown, _ := strings.Cut(readme, "```go\n")
	shown, _, _ = strings.Cut(shown, "```")
	for file, margin := range map[string]string{"doc.go": "//", "example_test.go": ""} {
		if !strings.Contains(lines(t, file, margin), shown) {
			t.Errorf("the first Go block of README.md is not in %s as it stands", file)
		}
	}
}

// lines returns a file without its margin and its indentation.
func lines(t *testing.T, file, margin string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		b.WriteString(strings.TrimSpace(strings.TrimPrefix(line, margin)) + "\n")
	}
	return b.String()
}
