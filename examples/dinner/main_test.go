package main

import (
	"bytes"
	"testing"
)

func TestDinner(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	const want = `5 added, 0 refused
a dinner for 7:
  Harriet  50.00 USD
  Pat      50.00 USD
  Erin     50.00 USD
  Bailey   50.00 USD
  Robin    50.00 USD
a dinner for 7:
  Harriet  90.00 USD
  Pat      40.00 USD
  Erin     40.00 USD
  Bailey   40.00 USD
  Robin    40.00 USD
Harriet is over the limit: [90.00 USD]
`
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
