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
	for range 4 { // composing may give something to fold anew; two rounds do
		folded := norm.NFC.String(strings.Map(cherokee, cases.Fold().String(s)))
		if folded == s {
			break
		}
		s = folded
	}
	return s
}

// cherokee folds Cherokee letters to capitals, as Unicode's CaseFolding does.
// Package cases turns each case into the other.
func cherokee(r rune) rune {
	switch {
	case 0xAB70 <= r && r <= 0xABBF:
		return r - 0xAB70 + 0x13A0
	case 0x13F8 <= r && r <= 0x13FD:
		return r - 8
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
