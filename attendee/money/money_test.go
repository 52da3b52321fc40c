package money_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee/money"
)

func TestParseTakesPlainNumbersAlone_X23(t *testing.T) {
	for _, c := range []struct {
		amount, code string
		minor        int64
		text         string
	}{
		{"0", "USD", 0, "0.00"},
		{"12.3", "USD", 1230, "12.30"},
		{"12.30", "USD", 1230, "12.30"},
		{"-0.01", "USD", -1, "-0.01"},
		{"-0", "USD", 0, "0.00"},
		{"1", "JPY", 1, "1"},
		{"1.234", "KWD", 1234, "1.234"},
		{"0.0001", "CLF", 1, "0.0001"},
		{"92233720368547758.07", "USD", math.MaxInt64, "92233720368547758.07"},
		{"999999999999999999", "JPY", 999999999999999999, "999999999999999999"},
		{"1", "XCG", 100, "1.00"}, // in ISO 4217 since 2025
	} {
		m, err := money.Parse(c.amount, c.code)
		require.NoError(t, err, c.amount)
		require.Equal(t, c.minor, m.Minor(), c.amount)
		require.Equal(t, c.text, m.Amount())
		require.Equal(t, c.text+" "+c.code, m.String())
		require.NoError(t, m.Check())
	}
	for amount, want := range map[string]error{
		"": money.ErrMalformed, ".": money.ErrMalformed, "1.": money.ErrMalformed, ".5": money.ErrMalformed,
		"+1": money.ErrMalformed, "--1": money.ErrMalformed, "-": money.ErrMalformed, "01": money.ErrMalformed, "00": money.ErrMalformed,
		"1e2": money.ErrMalformed, "1E99999": money.ErrMalformed, "NaN": money.ErrMalformed, "Infinity": money.ErrMalformed, "0x1": money.ErrMalformed,
		"1,5": money.ErrMalformed, "1_000": money.ErrMalformed, " 1": money.ErrMalformed, "1 ": money.ErrMalformed, "1.5.5": money.ErrMalformed,
		"١": money.ErrMalformed, "1.0000000000": money.ErrMalformed,
		"1.234": money.ErrDigits, "1.300": money.ErrDigits,
		"92233720368547758.08": money.ErrOverflow, "1" + strings.Repeat("0", 18): money.ErrOverflow, "999999999999999999": money.ErrOverflow,
	} {
		_, err := money.Parse(amount, "USD")
		require.ErrorIs(t, err, want, "%q", amount)
		if amount != "" && !errors.Is(err, money.ErrDigits) {
			require.NotContains(t, err.Error(), amount)
		}
	}
}

// What is written is in a currency of today; what is read may be in any.
func TestCurrenciesThatWereWithdrawn_C11(t *testing.T) {
	for _, code := range []string{"", "usd", "US", "EURO", "XXX", "AAA", "U D", "ÜSD", "DEM", "BGN", "HRK", "ANG", "ZWL"} {
		_, err := money.Parse("1", code)
		require.ErrorIs(t, err, money.ErrCurrency, code)
		_, err = money.New(1, code)
		require.ErrorIs(t, err, money.ErrCurrency, code)
		require.False(t, money.IsCurrency(code))
		require.ErrorIs(t, money.Stored(1, 2, code).Check(), money.ErrCurrency)
	}
	for code, digits := range map[string]int32{"DEM": 2, "BGN": 2, "HRK": 2, "ANG": 2, "ZWL": 2, "VEF": 2, "ITL": 0} {
		var read money.Money
		require.NoError(t, json.Unmarshal([]byte(`{"amount":"1","currency":"`+code+`"}`), &read))
		require.Equal(t, digits, read.Digits(), code)
	}

	kept := money.Stored(195583, 2, "BGN")
	require.Equal(t, "1955.83 BGN", kept.String())
	text, err := json.Marshal(kept)
	require.NoError(t, err)
	var read money.Money
	require.NoError(t, json.Unmarshal(text, &read))
	require.Equal(t, kept, read)

	for _, odd := range []string{`{"amount":"1.5","currency":"ITL"}`, `{"amount":"1.234","currency":"USD"}`, `{"amount":"7","currency":"AAA"}`} {
		require.NoError(t, json.Unmarshal([]byte(odd), &read), odd)
		require.Error(t, read.Check(), "what may be read need not be written")
		again, err := json.Marshal(read)
		require.NoError(t, err)
		require.JSONEq(t, odd, string(again))
	}
}

func TestJSON_X23(t *testing.T) {
	m, err := money.Parse("12.30", "USD")
	require.NoError(t, err)
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.JSONEq(t, `{"amount":"12.30","currency":"USD"}`, string(text))
	var back money.Money
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, m, back)
	for _, bad := range []string{
		`{}`, `12`, `"12"`, `{"amount":12,"currency":"USD"}`, `{"amount":"NaN","currency":"USD"}`, `{"currency":"USD"}`,
		`{"amount":"1.0000000000","currency":"USD"}`, `{"amount":"1.0000000000","currency":"QQQ"}`,
	} {
		require.Error(t, json.Unmarshal([]byte(bad), &back), bad)
	}
	require.Equal(t, m, back, "a failure leaves it alone")
}

func TestSums(t *testing.T) {
	usd := func(minor int64) money.Money { return money.Stored(minor, 2, "USD") }
	sum, err := usd(1).Add(usd(2))
	require.NoError(t, err)
	require.Equal(t, usd(3), sum)
	sum, err = usd(1).Add(money.Stored(5, 3, "USD"))
	require.NoError(t, err)
	require.Equal(t, money.Stored(15, 3, "USD"), sum)
	for _, c := range [][2]money.Money{
		{usd(math.MaxInt64), usd(1)},
		{usd(math.MinInt64), usd(-1)},
		{usd(math.MaxInt64), money.Stored(0, 3, "USD")},
	} {
		_, err := c[0].Add(c[1])
		require.ErrorIs(t, err, money.ErrOverflow)
	}
	_, err = usd(1).Add(money.Stored(1, 2, "EUR"))
	require.ErrorIs(t, err, money.ErrMismatch)

	for _, c := range []struct {
		a, b money.Money
		want int
	}{
		{usd(1), usd(2), -1},
		{usd(100), money.Stored(1, 0, "USD"), 0},
		{usd(math.MaxInt64), money.Stored(math.MaxInt64, 3, "USD"), 1},
		{money.Stored(math.MaxInt64, 3, "USD"), usd(math.MaxInt64), -1},
		{usd(math.MinInt64), money.Stored(math.MinInt64, 3, "USD"), -1},
		{money.Stored(math.MinInt64, 3, "USD"), usd(math.MinInt64), 1},
	} {
		got, err := c.a.Cmp(c.b)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%s and %s", c.a, c.b)
	}
	_, err = usd(1).Cmp(money.Stored(1, 2, "EUR"))
	require.ErrorIs(t, err, money.ErrMismatch)
}

// Every amount is read back from its own text, whatever it is.
func TestEveryAmountIsReadBack(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 10_000 {
		code := []string{"USD", "JPY", "KWD", "CLF"}[rnd.IntN(4)]
		m, err := money.New((rnd.Int64()>>rnd.IntN(64))%1e17, code)
		require.NoError(t, err)
		back, err := money.Parse(m.Amount(), code)
		require.NoError(t, err, m)
		require.Equal(t, m, back)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1", "-1.5", "1e9", "NaN", "0.00", "00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := money.Parse(s, "USD")
		if err != nil {
			return
		}
		again, err := money.Parse(m.Amount(), "USD")
		require.NoError(t, err)
		require.Equal(t, m, again)
		_, err = strconv.ParseFloat(s, 64)
		require.NoError(t, err)
	})
}

func ExampleParse() {
	m, err := money.Parse("12.3", "USD")
	fmt.Println(m, m.Minor(), err)
	_, err = money.Parse("12.345", "USD")
	fmt.Println(err)
	_, err = money.Parse("1e3", "USD")
	fmt.Println(err)
	_, err = money.Parse("5", "DEM")
	fmt.Println(err)
	// Output:
	// 12.30 USD 1230 <nil>
	// money: more digits after the point than the currency has
	// money: not an amount
	// money: no currency of ISO 4217 today
}

func ExampleMoney_Add() {
	bill, _ := money.Parse("80", "EUR")
	tip, _ := money.Parse("7.50", "EUR")
	sum, err := bill.Add(tip)
	fmt.Println(sum, err)
	yen, _ := money.Parse("100", "JPY")
	_, err = sum.Add(yen)
	fmt.Println(err)
	// Output:
	// 87.50 EUR <nil>
	// money: two currencies
}

// Null says nothing, as everywhere in encoding/json: it empties a pointer and
// leaves a value as it is, which no rule takes for an amount of nothing.
func TestNull(t *testing.T) {
	m, err := money.Parse("12.30", "USD")
	require.NoError(t, err)
	type amounts struct {
		Value   money.Money            `json:"value"`
		Pointer *money.Money           `json:"pointer"`
		List    []money.Money          `json:"list"`
		Map     map[string]money.Money `json:"map"`
	}
	var empty amounts
	require.NoError(t, json.Unmarshal([]byte(`{"value":null,"pointer":null,"list":[null],"map":{"a":null}}`), &empty))
	require.Equal(t, amounts{List: make([]money.Money, 1), Map: map[string]money.Money{"a": {}}}, empty)
	require.ErrorIs(t, empty.Value.Check(), money.ErrCurrency, "it cannot be written")

	full := amounts{Value: m, Pointer: &m}
	require.NoError(t, json.Unmarshal([]byte(`{"value":null,"pointer":null}`), &full))
	require.Equal(t, amounts{Value: m}, full)
	require.NoError(t, json.Unmarshal([]byte(`null`), &m))
	require.Equal(t, full.Value, m)
	for _, bad := range []string{`{"value":{}}`, `{"value":{"amount":null,"currency":null}}`, `{"value":""}`, `{"pointer":{}}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &full), bad)
	}
	require.Equal(t, m, full.Value, "a failure leaves it alone")
}
