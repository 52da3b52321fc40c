package expense_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/expense"
)

func automatic(n int) []expense.Share { return make([]expense.Share, n) }

func edited(n int64) expense.Share { return expense.Share{Amount: n, Edited: true} }

func TestDistributeEvenly_C61(t *testing.T) {
	require.Equal(t, []int64{50, 50}, expense.Distribute(100, automatic(2)), "(a)")
	require.Equal(t, []int64{100}, expense.Distribute(100, automatic(1)), "(b)")
	require.Equal(t, []int64{50, 50}, expense.Distribute(100, []expense.Share{{Amount: 100}, {}}), "(b) again")
}

func TestDistributeWhatEditedSharesLeave_C61_C62(t *testing.T) {
	require.Equal(t, []int64{30, 70}, expense.Distribute(100, []expense.Share{edited(30), {}}))
	require.Equal(t, []int64{30, 35, 35}, expense.Distribute(100, []expense.Share{edited(30), {Amount: 70}, {}}), "(c)")
}

func TestDistributeNothingWhereNothingIsLeft_C61(t *testing.T) {
	require.Equal(t, []int64{30, 70, 0}, expense.Distribute(100, []expense.Share{edited(30), edited(70), {}}), "(d)")
	require.Equal(t, []int64{60, 70, 0, 0}, expense.Distribute(100, []expense.Share{edited(60), edited(70), {}, {Amount: 5}}), "and never less")
	require.Equal(t, []int64{math.MaxInt64, math.MaxInt64, 0}, expense.Distribute(100, []expense.Share{edited(math.MaxInt64), edited(math.MaxInt64), {}}))
}

func TestRemainderIsTheLastPersons_C65(t *testing.T) {
	require.Equal(t, []int64{33, 33, 34}, expense.Distribute(100, automatic(3)))
	require.Equal(t, []int64{33, 34, 33}, expense.Distribute(100, []expense.Share{{}, {}, edited(33)}), "the last whose share is not chosen")
	require.Equal(t, []int64{0, 0, 2}, expense.Distribute(2, automatic(3)))
}

func TestDistributeByWeight_X28(t *testing.T) {
	require.Equal(t, []int64{50, 25, 25}, expense.Distribute(100, []expense.Share{{Weight: 2}, {}, {Weight: 1}}))
	require.Equal(t, []int64{66, 34}, expense.Distribute(100, []expense.Share{{Weight: 2}, {Weight: -5}}))
}

func TestDistributeAmongNobody(t *testing.T) {
	require.Empty(t, expense.Distribute(100, nil))
	require.Equal(t, []int64{30}, expense.Distribute(100, []expense.Share{edited(30)}), "edits alone need not add up")
	require.Equal(t, []int64{0}, expense.Distribute(-1, automatic(1)))
}

// Whatever the shares, the sum is the amount when it can be, no edited share
// moves, nobody gets less than nothing, and two automatic shares differ by no
// more than what cannot be divided.
func TestSharesAddUpWheneverTheyCan_C61_C62_C65(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		total := rnd.Int64N(1 << rnd.IntN(50))
		shares := make([]expense.Share, 1+rnd.IntN(12))
		var chosen int64
		free := 0
		for i := range shares {
			shares[i].Amount = rnd.Int64N(total/3 + 2)
			if shares[i].Edited = rnd.IntN(2) == 0; shares[i].Edited {
				chosen += shares[i].Amount
			} else {
				free++
			}
		}
		got := expense.Distribute(total, shares)
		require.Len(t, got, len(shares))
		var sum int64
		least, most := int64(math.MaxInt64), int64(0)
		for i, s := range shares {
			sum += got[i]
			if s.Edited {
				require.Equal(t, s.Amount, got[i])
				continue
			}
			require.GreaterOrEqual(t, got[i], int64(0))
			least, most = min(least, got[i]), max(most, got[i])
		}
		switch {
		case free > 0 && chosen <= total:
			require.Equal(t, total, sum, "%d of %v", total, shares)
			require.Less(t, most-least, int64(free))
		case free > 0:
			require.Equal(t, chosen, sum)
			require.Zero(t, most)
		default:
			require.Equal(t, chosen, sum)
		}
	}
}

func TestDistributeByWeightsBeyondAnything(t *testing.T) {
	got := expense.Distribute(100, []expense.Share{{Weight: math.MaxInt64}, {Weight: math.MaxInt64}, {Weight: 2}})
	require.Equal(t, []int64{0, 0, 100}, got, "they are cut, and do not overflow")
}
