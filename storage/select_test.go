package storage

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSelect(t *testing.T) {
	m := numbered(10)
	q := ListQuery{
		Scope: scope, Kind: KindAttendee, Limit: 3,
		Where: []Cond{{"version", OpGt, int64(2)}, {"version", OpNe, int64(5)}}, Order: []Order{{Field: "version"}},
	}
	var got []int32
	for page, err := range Pages(t.Context(), m, q) {
		require.NoError(t, err)
		for _, a := range page.Attendees {
			got = append(got, a.Version)
		}
	}
	assert.Equal(t, []int32{3, 4, 6, 7, 8, 9, 10}, got)
}

func TestSelectLastPageIsFull(t *testing.T) {
	q := ListQuery{Kind: KindAttendee, Limit: 5}
	sel, err := Select(q, slices.Values(numbered(5)))
	require.NoError(t, err)
	assert.Len(t, sel.Records, 5)
	assert.Empty(t, sel.Next, "no page follows")
}

func TestSelectRefuses(t *testing.T) {
	none := slices.Values(memory{})
	_, err := Select(ListQuery{Kind: KindAttendee}, none)
	require.ErrorIs(t, err, ErrUnsupported)
	_, err = Select(ListQuery{Kind: KindAttendee, Limit: 1, After: "x"}, none)
	require.ErrorIs(t, err, ErrCursor)
}

// TestSelectKeepsTheFirst selects from more records than it keeps at a time,
// in every order in which they may come.
func TestSelectKeepsTheFirst(t *testing.T) {
	m := numbered(3_000)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, shuffle := range []func(){
		func() {},
		func() { slices.Reverse(m) },
		func() { rng.Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] }) },
	} {
		shuffle()
		for _, limit := range []int{1, 2, 100, 2_999, 3_000, math.MaxInt} {
			q := ListQuery{Kind: KindAttendee, Limit: limit, Order: []Order{{Field: "version", Desc: true}}, WithTotal: true}
			sel, err := Select(q, slices.Values(m))
			require.NoError(t, err)
			require.Len(t, sel.Records, min(limit, len(m)))
			require.Equal(t, len(m), sel.Total)
			require.Equal(t, limit < len(m), sel.Next != "")
			for i, a := range sel.Records {
				require.EqualValues(t, 3_000-i, a.Version)
			}
		}
	}
}

func TestSelectByPageNumber(t *testing.T) {
	m := numbered(23)
	q := ListQuery{Kind: KindAttendee, Limit: 5, Order: []Order{{Field: "version"}}, Where: []Cond{{"version", OpGt, int64(3)}}, WithTotal: true}
	for q.Page = 1; q.Page <= 6; q.Page++ {
		sel, err := Select(q, slices.Values(m))
		require.NoError(t, err)
		require.Equal(t, 20, sel.Total, "page %d", q.Page)
		require.Equal(t, q.Page < 4, sel.Next != "", "page %d", q.Page)
		if q.Page > 4 {
			require.Empty(t, sel.Records, "page %d", q.Page)
			continue
		}
		require.Len(t, sel.Records, 5)
		require.EqualValues(t, 4+5*(q.Page-1), sel.Records[0].Version)
		if q.Page == 4 {
			continue
		}
		next := q
		next.Page, next.After = 0, sel.Next
		sel, err = Select(next, slices.Values(m))
		require.NoError(t, err)
		require.EqualValues(t, 4+5*q.Page, sel.Records[0].Version, "a page by number continues by cursor")
	}
	q.Page, q.Limit = math.MaxInt32, math.MaxInt32
	sel, err := Select(q, slices.Values(m))
	require.NoError(t, err)
	require.Empty(t, sel.Records)
}
