package bench

import (
	"fmt"
	"testing"

	"github.com/muster-go/muster/storage"
)

// reader reads attendees, alone or a page of them by last name.
type reader interface {
	name() string
	get(storage.ID) ([]storage.Attendee, error)
	find(email string) ([]storage.Attendee, error)
	// search returns the first page of those whose address is like a pattern.
	search(pattern string) ([]storage.Attendee, error)
}

// pager is a reader that has an order to page in.
type pager interface {
	reader
	page(position) ([]storage.Attendee, error)
	// total returns the first page, and how many attendees there are.
	total() ([]storage.Attendee, int, error)
}

// position is where a page begins, in two forms: after somebody. Empty, it is
// the beginning.
type position struct {
	cursor string
	last   *storage.Attendee
}

const (
	aPage = 25
	aLoad = 1000
)

// task is something to read with the ways to do it. The first is what the
// others are measured by.
type task struct {
	name  string
	times int // how often it is done in a turn: what takes microseconds, more often
	ways  []way
}

type way struct {
	name string
	do   reading
}

// reading reads once; n says whom.
type reading func(n int) ([]storage.Attendee, error)

// tasks returns what is measured on a number of attendees.
func tasks(tb testing.TB, m musterReader, hand reader, attendees int) []task {
	if attendees < aLoad {
		tb.Fatalf("%d attendees are too few to read", attendees)
	}
	somebody := func(n int) int { return n * 7919 % attendees } // all over the table
	get := func(r reader) reading {
		return func(n int) ([]storage.Attendee, error) { return r.get(numbered(somebody(n))) }
	}
	find := func(r reader) reading {
		return func(n int) ([]storage.Attendee, error) { return r.find(address(somebody(n))) }
	}
	load := func(n int) ([]storage.Attendee, error) {
		ids := make([]storage.ID, aLoad)
		for i := range ids {
			ids[i] = numbered(somebody(n*aLoad + i))
		}
		return m.load(storage.Lookup{IDs: ids})
	}
	one := func(r reader) reading {
		return func(n int) (list []storage.Attendee, err error) {
			for i := range aLoad {
				found, err := get(r)(n*aLoad + i)
				if err != nil {
					return nil, err
				}
				list = append(list, found...)
			}
			return list, nil
		}
	}
	search := func(r reader, pattern string) reading {
		return func(int) ([]storage.Attendee, error) { return r.search(pattern) }
	}
	deep, err := m.positionAt(attendees * 9 / 10)
	if err != nil {
		tb.Fatal(err)
	}
	page := func(at position) func(pager) reading {
		return func(p pager) reading {
			return func(int) ([]storage.Attendee, error) { return p.page(at) }
		}
	}
	total := func(p pager) reading {
		return func(int) ([]storage.Attendee, error) {
			list, n, err := p.total()
			if err == nil && n != attendees {
				err = fmt.Errorf("%d of %d", n, attendees)
			}
			return list, err
		}
	}
	byHand := func(do func(pager) reading) []way {
		if p, ok := hand.(pager); ok {
			return []way{{p.name(), do(p)}}
		}
		return nil
	}
	muster, scan, first := m.name(), hand.name()+", scan", page(position{})
	return []task{
		{"get", 20, []way{{hand.name(), get(hand)}, {muster, get(m)}}},
		{"look-up by address", 20, []way{{hand.name(), find(hand)}, {muster, find(m)}}},
		{"first page", 5, append(byHand(first), way{muster, first(m)})},
		{
			fmt.Sprintf("page at row %d", attendees*9/10), 5,
			append([]way{{muster + ", first page", first(m)}, {muster, page(deep)(m)}}, byHand(page(deep))...),
		},
		{"first page and total", 1, append(byHand(total), way{muster, total(m)})},
		{"beginning of an address", 1, []way{{muster, search(m, "acme.%")}, {scan, search(hand, "acme.%")}}},
		{"end of an address", 1, []way{{muster, search(m, "%@acme.com")}, {scan, search(hand, "%@acme.com")}}},
		{fmt.Sprintf("%d by ID", aLoad), 1, []way{{muster, load}, {muster + ", one by one", one(m)}, {hand.name() + ", one by one", one(hand)}}},
	}
}

// visitor returns attendee n of those who are read: with every identifier, fields
// of the host's own and, one in a thousand, an address of acme.com. Whoever
// comes next by name is anywhere in the table.
func visitor(n int) storage.Attendee {
	a := guest(n)
	a.UserID, a.ExternalID, a.Email = fmt.Sprintf("user-%08d", n), fmt.Sprintf("crm-%08d", n), address(n)
	a.Unique = storage.AttendeeKeys{Code: a.AttendanceCode, User: a.UserID, External: a.ExternalID, Email: a.Email}
	a.LastName = fmt.Sprintf("%s %d", a.LastName, n*7919%20_011)
	a.Title, a.Mobile, a.TypeCode, a.UpdatedBy = "Dr.", fmt.Sprintf("+44 20 %08d", n), "GUEST", "importer"
	a.Custom = map[string]storage.Value{"seat": storage.Int(int64(n)), "diet": storage.Text("vegan")}
	return a
}

func address(n int) string {
	if n%1000 == 0 {
		return fmt.Sprintf("acme.%d@acme.com", n)
	}
	return fmt.Sprintf("guest.%08d@example.org", n)
}
