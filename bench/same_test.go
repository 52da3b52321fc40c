package bench

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/muster-go/muster/storage"
)

// TestEveryoneDoesTheSame is what makes the figures comparable: after the same
// batches every contestant has told the same and holds the same people.
func TestEveryoneDoesTheSame(t *testing.T) {
	const rows, size, rounds = 500, 200, 3
	want := ""
	for _, e := range engines {
		for _, c := range e.contestants {
			t.Run(e.name+"/"+c.name, func(t *testing.T) {
				w := newWork(size)
				l := open(t, c, w, rows)
				for range rounds {
					items := w.next()
					rep, err := l.upsert(t.Context(), items)
					if err != nil {
						t.Fatal(err)
					}
					checkReport(t, items, rep)
				}
				got := digest(t, l)
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("it holds %s, the first contestant %s", got, want)
				}
			})
		}
	}
}

// TestEveryoneReadsTheSame is that for BenchmarkRead.
func TestEveryoneReadsTheSame(t *testing.T) {
	const rows = 2 * aLoad
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			m, hand := openForReading(t, e, rows)
			for _, task := range tasks(t, m, hand, rows) {
				want := -1
				for _, w := range task.ways {
					found, err := w.do(7)
					if want < 0 {
						want = len(found)
					}
					if err != nil || len(found) == 0 || len(found) != want {
						t.Errorf("%s: %s finds %d, the first %d: %v", task.name, w.name, len(found), want, err)
					}
				}
			}
			same := func(what string, read func(reader) ([]storage.Attendee, error)) {
				ours, err := read(m)
				theirs, failed := read(hand)
				if err != nil || failed != nil || !slices.EqualFunc(ours, theirs, storage.Equal[storage.Attendee]) {
					t.Errorf("%s: Muster reads %v, %s %v: %v, %v", what, ours, hand.name(), theirs, err, failed)
				}
			}
			same("get", func(r reader) ([]storage.Attendee, error) { return r.get(numbered(7)) })
			same("find", func(r reader) ([]storage.Attendee, error) { return r.find(address(7)) })
			same("search", func(r reader) ([]storage.Attendee, error) { return r.search("%7@example.org") })
			if _, ok := hand.(pager); !ok {
				return
			}
			deep, err := m.positionAt(rows * 9 / 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range []position{{}, deep} {
				same("page", func(r reader) ([]storage.Attendee, error) { return r.(pager).page(at) })
			}
		})
	}
}

// open returns the list of a contestant with n people in it.
func open(tb testing.TB, c contestant, w *work, n int) list {
	tb.Helper()
	people := w.begin(n)
	l := c.open(tb, w.accounts)
	if err := l.fill(tb.Context(), people); err != nil {
		tb.Fatal(err)
	}
	return l
}

// checkReport holds each result to what the generator knows: what became of
// the item, and that the row which came back has what the item set.
func checkReport(tb testing.TB, items []item, rep report) {
	tb.Helper()
	if rep.items() != len(items) {
		tb.Fatalf("%d results for %d items", rep.items(), len(items))
	}
	for i, it := range items {
		out := rep.at(i)
		if out.action != it.want {
			tb.Fatalf("item %d was %s, want %s", i, out.action, it.want)
		}
		if out.action == rejected {
			continue
		}
		row := out.row
		if got, want := row.Company, *it.set.Company; got != want {
			tb.Fatalf("item %d came back with company %q, want %q", i, got, want)
		}
		if (row.Version == 1) != (out.action == inserted) || row.LastName == "" || row.Code == "" {
			tb.Fatalf("item %d came back incomplete, at version %d", i, row.Version)
		}
	}
}

// digest returns how many people there are and a hash over all that is not
// drawn by chance.
func digest(tb testing.TB, l list) string {
	tb.Helper()
	people, err := l.all(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	slices.SortFunc(people, func(a, b *Person) int { return cmp.Compare(a.Email, b.Email) })
	h := sha256.New()
	for _, p := range people {
		fmt.Fprintln(h, p.Version, p.Status, p.UserID, p.ExternalID, p.Email, p.FirstName, p.LastName, p.Title, p.Company, p.Mobile, p.Role, p.Currency)
	}
	return fmt.Sprintf("%d people, %s", len(people), hex.EncodeToString(h.Sum(nil))[:12])
}
