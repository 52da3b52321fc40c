package storagetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCaseNamesAreUniqueAndInGroups(t *testing.T) {
	seen := make(map[string]bool)
	names := make([]string, 0, len(cases)+len(joinedCases))
	for _, c := range cases {
		names = append(names, c.name)
	}
	for _, c := range joinedCases {
		names = append(names, c.name)
	}
	for _, name := range names {
		assert.False(t, seen[name], "%s is there twice", name)
		assert.Regexp(t, `^[A-Z][a-z]+/[A-Za-z0-9]+$`, name)
		seen[name] = true
	}
}

func TestEveryLineOfTheContractHasCases(t *testing.T) {
	const lines = 13 // of the documentation of package storage
	count := make(map[int]int)
	for _, c := range cases {
		count[c.line]++
		assert.LessOrEqual(t, c.line, lines, c.name)
	}
	for line := 1; line <= lines; line++ {
		// Line 6 is a permission, which no case can break.
		assert.Equal(t, line != 6, count[line] > 0, "line %d has %d cases", line, count[line])
	}
}

func TestExceptNamesCases(t *testing.T) {
	except := make(exceptions)
	for _, o := range []Option{Except("Keys/Swap", "no swaps"), Except("Keys/Swop", "a slip"), Except("keys/swap", "another")} {
		o(except)
	}
	assert.Equal(t, []string{"Keys/Swop", "keys/swap"}, except.unknown([]string{"Keys/Handover", "Keys/Swap"}))
}
