// Package money holds amounts of money as whole numbers of the smallest unit,
// with the code of their currency. There is no binary fraction in it: what was
// written comes back to the last cent.
//
// What is written must be in a currency that ISO 4217 lists today; what is read
// may be in one that was withdrawn since, see [Stored]. [Parse], [New] and
// [Money.Check] are for writing, everything else also for reading.
package money

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
)

// The reasons for which there is no amount. Their texts name no value.
var (
	ErrMalformed = errors.New("money: not an amount")
	ErrCurrency  = errors.New("money: no currency of ISO 4217 today")
	ErrDigits    = errors.New("money: more digits after the point than the currency has")
	ErrOverflow  = errors.New("money: too large an amount")
	ErrMismatch  = errors.New("money: two currencies")
)

// maxDigits is how many digits after the point an amount can have.
const maxDigits = 9

// Money is an amount in one currency. It is comparable, but two amounts that
// differ in their number of digits are equal by [Money.Cmp] alone. The zero
// Money is an amount of nothing in no currency.
type Money struct {
	minor  int64
	digits int32
	code   string
}

// New returns an amount in the smallest unit of a currency: New(1230, "USD") is
// 12.30 USD. It fails with [ErrCurrency] on a currency that is not listed today.
func New(minor int64, code string) (Money, error) {
	digits, ok := current(code)
	if !ok {
		return Money{}, ErrCurrency
	}
	return Money{minor, digits, code}, nil
}

// Parse reads an amount such as "12.30" or "-5". It may have fewer digits after
// the point than the currency has, and not more: that is [ErrDigits]. Anything
// that is not plain decimal notation is [ErrMalformed]: a sign +, an exponent,
// leading zeros, a comma, NaN.
func Parse(amount, code string) (Money, error) {
	digits, ok := current(code)
	if !ok {
		return Money{}, ErrCurrency
	}
	return parse(amount, digits, code)
}

// Stored returns an amount as it was kept, in units of 10^-digits. It fails on
// nothing: a currency that was withdrawn since stays readable. Digits below 0
// or above 9 are none.
func Stored(minor int64, digits int32, code string) Money {
	if digits < 0 || digits > maxDigits {
		digits = 0
	}
	return Money{minor, digits, code}
}

// Minor returns the amount in units of 10^-[Money.Digits].
func (m Money) Minor() int64 { return m.minor }

// Digits returns the number of digits after the point.
func (m Money) Digits() int32 { return m.digits }

// Currency returns the code of the currency.
func (m Money) Currency() string { return m.code }

// Sign returns -1, 0 or 1.
func (m Money) Sign() int { return cmp.Compare(m.minor, 0) }

// Check reports whether the amount may be written: with [ErrCurrency] if its
// currency is not listed today, with [ErrDigits] if it has not the digits that
// the currency has.
func (m Money) Check() error {
	digits, ok := current(m.code)
	switch {
	case !ok:
		return ErrCurrency
	case digits != m.digits:
		return ErrDigits
	}
	return nil
}

// Amount returns the number, with all its digits: "12.30".
func (m Money) Amount() string {
	text := strconv.FormatInt(m.minor, 10)
	sign := ""
	if m.minor < 0 {
		sign, text = "-", text[1:]
	}
	if m.digits == 0 {
		return sign + text
	}
	if short := int(m.digits) + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	point := len(text) - int(m.digits)
	return sign + text[:point] + "." + text[point:]
}

// String returns the number and the currency: "12.30 USD".
func (m Money) String() string {
	if m.code == "" {
		return m.Amount()
	}
	return m.Amount() + " " + m.code
}

// Cmp compares two amounts of one currency, whatever their number of digits. It
// fails with [ErrMismatch] on two currencies.
func (m Money) Cmp(o Money) (int, error) {
	if m.code != o.code {
		return 0, ErrMismatch
	}
	x, fits := m.rescaled(o.digits)
	if !fits { // beyond whatever o can be
		return m.Sign(), nil
	}
	y, fits := o.rescaled(m.digits)
	if !fits {
		return -o.Sign(), nil
	}
	return cmp.Compare(x, y), nil
}

// Add returns the sum of two amounts of one currency, with the digits of the
// more exact one. It fails with [ErrMismatch] on two currencies and with
// [ErrOverflow].
func (m Money) Add(o Money) (Money, error) {
	if m.code != o.code {
		return Money{}, ErrMismatch
	}
	x, fits := m.rescaled(o.digits)
	y, also := o.rescaled(m.digits)
	if !fits || !also || y > 0 && x > math.MaxInt64-y || y < 0 && x < math.MinInt64-y {
		return Money{}, ErrOverflow
	}
	return Money{x + y, max(m.digits, o.digits), m.code}, nil
}

// rescaled returns the amount in units of 10^-digits, or in its own if those
// are smaller.
func (m Money) rescaled(digits int32) (n int64, fits bool) {
	n = m.minor
	for d := m.digits; d < digits; d++ {
		if n > math.MaxInt64/10 || n < math.MinInt64/10 {
			return 0, false
		}
		n *= 10
	}
	return n, true
}

// written is the JSON form: {"amount":"12.30","currency":"USD"}.
type written struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// MarshalJSON implements [json.Marshaler]. The amount is a text, because who
// reads a number may round it.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(written{m.Amount(), m.code})
}

// UnmarshalJSON reads what MarshalJSON writes; null leaves the amount as it is. It
// takes a currency that was withdrawn, or that nobody knows, and as many digits
// as it finds: use [Money.Check] on what is to be written.
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil // by the convention of encoding/json
	}
	var w written
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if w == (written{}) {
		return ErrMalformed
	}
	digits, _ := listed(w.Currency)
	_, fraction, _ := strings.Cut(w.Amount, ".")
	if n := len(fraction); n <= maxDigits {
		digits = max(digits, int32(n))
	}
	read, err := parse(w.Amount, digits, w.Currency)
	if err != nil {
		return err
	}
	*m = read
	return nil
}

// parse reads -?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})? and nothing else.
func parse(amount string, digits int32, code string) (Money, error) {
	text, negative := strings.CutPrefix(amount, "-")
	whole, fraction, point := strings.Cut(text, ".")
	const mostWhole = 18
	switch {
	case !isNumber(whole) || len(whole) > 1 && whole[0] == '0',
		point && (!isNumber(fraction) || len(fraction) > maxDigits):
		return Money{}, ErrMalformed
	case len(whole) > mostWhole:
		return Money{}, ErrOverflow
	case len(fraction) > int(digits):
		return Money{}, ErrDigits
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", int(digits)-len(fraction)), 10, 64)
	if err != nil { // they are digits, but too many
		return Money{}, ErrOverflow
	}
	if negative {
		minor = -minor
	}
	return Money{minor, digits, code}, nil
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
