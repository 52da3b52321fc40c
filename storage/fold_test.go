package storage

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestFold_X29(t *testing.T) {
	for in, want := range map[string]string{
		"STRASSE": "strasse", "straße": "strasse", "ÉCOLE": "école", "E\u0301COLE": "école", "Σίσυφος": "σίσυφοσ", "plain": "plain",
	} {
		require.Equal(t, want, Fold(in))
	}
}

func FuzzFoldTwiceIsFoldOnce(f *testing.F) {
	for _, s := range []string{"Straße", "İ", "ΐ", "\u0345", "ǰ", "ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.ValidString(s) {
			require.Equal(t, Fold(s), Fold(Fold(s)))
		}
	})
}

func ExampleFold() {
	fmt.Println(Fold("STRASSE") == Fold("Straße"))
	// Output: true
}

// TestSortableNumbers holds the order of the texts against that of the numbers.
func TestSortableNumbers(t *testing.T) {
	texts := []string{
		"-1e30", "-123456789012345678901234567890", "-1000", "-999.99", "-10", "-2", "-1.52", "-1.5", "-1", "-0.5", "-0.05", "-1e-7",
		"0", "1e-7", "0.05", "0.5", "1", "1.0001", "1.5", "1.52", "2", "9", "10", "11", "99", "100", "999.99", "1000", "1E3", "1e30",
	}
	for _, x := range texts {
		for _, y := range texts {
			a, _, errA := big.ParseFloat(x, 10, 300, big.ToNearestEven)
			b, _, errB := big.ParseFloat(y, 10, 300, big.ToNearestEven)
			require.NoError(t, errA)
			require.NoError(t, errB)
			require.Equal(t, a.Cmp(b), compare(sortableNumber(x), sortableNumber(y)), "%s and %s", x, y)
		}
	}
	for _, same := range [][]string{{"0", "-0", "0.0", "0e5"}, {"10", "1e1", "10.0", "0.1e2"}, {"-1.5", "-15e-1", "-1.50"}} {
		for _, x := range same {
			require.Equal(t, sortableNumber(same[0]), sortableNumber(x))
		}
	}
	huge := []string{"-1e99999999999", "-1e9999", "0", "1e-99999999999", "1e9999", "1e99999999999"}
	require.True(t, slices.IsSortedFunc(huge, func(x, y string) int { return compare(sortableNumber(x), sortableNumber(y)) }))
}

func FuzzSortableNumber(f *testing.F) {
	f.Add("1.5", "-2e3")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, errA := Number(x)
		b, errB := Number(y)
		if errA != nil || errB != nil || len(x) > 60 || len(y) > 60 {
			return
		}
		m, okA := new(big.Rat).SetString(x)
		n, okB := new(big.Rat).SetString(y)
		if okA && okB {
			require.Equal(t, m.Cmp(n), compare(Sortable(a), Sortable(b)))
		}
	})
}

// Folding ends, and folding twice changes nothing more, for every character.
func TestFoldEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		once := Fold(string(r))
		if twice := Fold(once); once != twice {
			t.Fatalf("%U folds to %+q, and that to %+q", r, once, twice)
		}
	}
	require.Equal(t, Fold("ᏣᎳᎩ"), Fold("ꮳꮃꭹ"))
	require.Equal(t, Fold("Ᏸ"), Fold("ᏸ"))
}
