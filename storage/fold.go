package storage

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which lists compare texts: case-folded, in NFC. Two
// texts that differ only in case, or in how Unicode spells them, have the same.
// Folding twice changes nothing more.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	s = norm.NFC.String(s)
	for {
		folded := norm.NFC.String(cases.Fold().String(s))
		if folded == s {
			return s
		}
		s = folded
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
