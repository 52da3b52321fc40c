package storage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Sortable returns the text by which lists compare a custom value, byte by
// byte: texts in the form of [Fold], truth values as "false" and "true", and
// numbers in a form whose order is that of the numbers, whatever their size
// and the way they are written. Empty values give "".
func Sortable(v Value) string {
	switch v.kind {
	case 's':
		return foldValid(v.text)
	case 'n':
		return sortableNumber(v.text)
	}
	return v.text
}

// sortableNumber writes a number as its sign, the power of ten of its first
// digit and its digits. For a negative number both are complemented, and the
// end is marked by a character above all digits, so that more of them mean less.
func sortableNumber(text string) string {
	digits, power, negative := decimal(text)
	if digits == "" {
		return "n1"
	}
	magnitude := fmt.Sprintf("%010d%s", power+math.MaxInt32, digits)
	if !negative {
		return "n2" + magnitude
	}
	return "n0" + strings.Map(func(r rune) rune { return '9' - (r - '0') }, magnitude) + "~"
}

// decimal splits a JSON number into its significant digits, none for zero, and
// the power of ten of the first of them: 0.d1d2d3… times ten to the power.
func decimal(text string) (digits string, power int64, negative bool) {
	text, negative = strings.CutPrefix(text, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	power = int64(len(whole)) - int64(len(whole+fraction)-len(digits))
	if exponent != "" {
		// An exponent out of range is as good as the largest.
		e, _ := strconv.ParseInt(exponent, 10, 32)
		power += e
	}
	power = max(-math.MaxInt32+1, min(power, math.MaxInt32))
	return strings.TrimRight(digits, "0"), power, negative
}
