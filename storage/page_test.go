package storage

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// memory lists attendees that are held in a slice.
type memory []Attendee

func (m memory) List(_ context.Context, q ListQuery) (page Page, err error) {
	sel, err := Select(q, slices.Values(m))
	page.Attendees, page.Next, page.Total = sel.Records, sel.Next, sel.Total
	return page, err
}

func numbered(n int) memory {
	m := make(memory, n)
	for i := range m {
		m[i] = Attendee{Head: Head{Scope: scope, ID: uuid.UUID{14: byte((i + 1) / 256), 15: byte((i + 1) % 256)}, Rev: 1}, Version: int32(n - i)}
	}
	return m
}

func TestAll(t *testing.T) {
	for _, n := range []int{0, 1, 4, 5, 6, 300} {
		count := 0
		for a, err := range All[Attendee](t.Context(), numbered(n), ListQuery{Kind: KindAttendee, Limit: 5}) {
			require.NoError(t, err)
			count++
			require.EqualValues(t, n-count+1, a.Version)
		}
		assert.Equal(t, n, count)
	}
}

func TestAllStopsEarly(t *testing.T) {
	count := 0
	for range All[Attendee](t.Context(), numbered(20), ListQuery{Kind: KindAttendee, Limit: 3}) {
		if count++; count == 4 {
			break
		}
	}
	assert.Equal(t, 4, count)
}

type failing struct {
	Lister
	pages int
}

func (f *failing) List(ctx context.Context, q ListQuery) (Page, error) {
	if f.pages--; f.pages < 0 {
		return Page{}, errors.New("down")
	}
	return f.Lister.List(ctx, q)
}

func TestAllYieldsOneError(t *testing.T) {
	var records, errs int
	for _, err := range All[Attendee](t.Context(), &failing{numbered(20), 2}, ListQuery{Kind: KindAttendee, Limit: 3}) {
		if err != nil {
			errs++
		} else {
			records++
		}
	}
	assert.Equal(t, 6, records)
	assert.Equal(t, 1, errs)
}

func TestAllOfAnotherKindIsRefused(t *testing.T) {
	unread := &failing{numbered(1), 0}
	for _, q := range []ListQuery{{Kind: KindAttendee, Limit: 5}, {Limit: 5}} {
		yields := 0
		for g, err := range All[Group](t.Context(), unread, q) {
			yields++
			require.ErrorIs(t, err, ErrUnsupported)
			require.Equal(t, Group{}, g)
		}
		assert.Equal(t, 1, yields)
	}
	assert.Equal(t, 0, unread.pages, "nothing was read")
}

func TestOf(t *testing.T) {
	s := Set{Attendees: make([]Attendee, 1), Types: make([]Type, 2), Revisions: make([]Revision, 3), Tokens: make([]Token, 4)}
	Put(&s, make([]Group, 5))
	Put(&s, make([]Membership, 6))
	Put(&s, make([]FormResponse, 7))
	assert.Len(t, Of[Attendee](s), 1)
	assert.Len(t, Of[Type](s), 2)
	assert.Len(t, Of[Revision](s), 3)
	assert.Len(t, Of[Token](s), 4)
	assert.Len(t, Of[Group](s), 5)
	assert.Len(t, Of[Membership](s), 6)
	Put(&s, make([]CredentialType, 8))
	Put(&s, make([]Credential, 9))
	Put(&s, make([]Zone, 10))
	Put(&s, make([]CheckList, 11))
	Put(&s, make([]AccessPoint, 12))
	Put(&s, make([]CheckIn, 13))
	Put(&s, make([]Entry, 14))
	Put(&s, make([]Association, 15))
	s.Occupancies, s.Totals, s.Uses = make([]Occupancy, 16), make([]Total, 17), make([]Use, 18)
	assert.Len(t, Of[FormResponse](s), 7)
	assert.Len(t, Of[CredentialType](s), 8)
	assert.Len(t, Of[Credential](s), 9)
	assert.Len(t, Of[Zone](s), 10)
	assert.Len(t, Of[CheckList](s), 11)
	assert.Len(t, Of[AccessPoint](s), 12)
	assert.Len(t, Of[CheckIn](s), 13)
	assert.Len(t, Of[Entry](s), 14)
	assert.Len(t, Of[Association](s), 15)
	assert.Equal(t, 120, s.Len(), "counts are no records")
	Put(&s, []Attendee(nil))
	assert.Equal(t, 119, s.Len(), "what is put replaces what was there")
}
