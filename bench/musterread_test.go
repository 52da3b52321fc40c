package bench

import (
	"context"

	"github.com/muster-go/muster/storage"
)

// musterReader is Muster's store. No context that it is given may end, for which
// drivers would start a goroutine for each statement.
type musterReader struct{ *musterList }

func (musterReader) name() string { return "Muster" }

func (m musterReader) load(l storage.Lookup) ([]storage.Attendee, error) {
	set, err := m.store.Load(context.Background(), storage.Query{Scope: expo, Attendees: l})
	return set.Attendees, err
}

func (m musterReader) get(id storage.ID) ([]storage.Attendee, error) {
	return m.load(storage.Lookup{IDs: []storage.ID{id}})
}

func (m musterReader) find(email string) ([]storage.Attendee, error) {
	return m.load(storage.Lookup{Keys: []storage.Key{{Name: storage.KeyEmail, Value: email}}})
}

// byName returns the query of a page by last name.
func byName() storage.ListQuery {
	return storage.ListQuery{Scope: expo, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "last_name"}}, Limit: aPage}
}

func (m musterReader) list(q storage.ListQuery) (storage.Page, error) {
	return m.store.List(context.Background(), q)
}

func (m musterReader) page(at position) ([]storage.Attendee, error) {
	q := byName()
	q.After = at.cursor
	page, err := m.list(q)
	return page.Attendees, err
}

// positionAt returns where the page at a row begins.
func (m musterReader) positionAt(row int) (position, error) {
	q := byName()
	q.Page = row / aPage
	before, err := m.list(q)
	if err != nil {
		return position{}, err
	}
	return position{before.Next, &before.Attendees[aPage-1]}, nil
}

func (m musterReader) total() ([]storage.Attendee, int, error) {
	q := byName()
	q.WithTotal = true
	page, err := m.list(q)
	return page.Attendees, page.Total, err
}

func (m musterReader) search(pattern string) ([]storage.Attendee, error) {
	q := byName()
	q.Where = []storage.Cond{{Field: "email", Op: storage.OpLike, Value: pattern}}
	page, err := m.list(q)
	return page.Attendees, err
}
