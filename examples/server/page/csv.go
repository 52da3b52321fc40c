package page

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/muster-go/muster/examples/server/wire"
)

// Limits of a file. How many rows there may be is the library's limit of a
// batch.
const (
	maxFile    = 2 << 20 // bytes
	maxColumns = 64
	maxCell    = 4096 // bytes
)

// table is a CSV file as it was read.
type table struct {
	header []string
	rows   []row
}

type row struct {
	line  int // in the file, from 1
	cells []string
	fault string // why the row cannot be read as one of the table
}

// readTable reads a CSV file: UTF-8 with or without a byte order mark,
// separated by commas, semicolons, tabs or bars, whichever the header has most
// of. It fails when the file as a whole cannot be read; a row that does not fit
// says so itself.
func readTable(data []byte, most int) (table, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return table{}, refuse("the file is UTF-16: save it as CSV in UTF-8")
	case !utf8.Valid(data):
		return table{}, refuse("line %d is not UTF-8: save the file as CSV in UTF-8", invalidLine(data))
	case bytes.IndexByte(data, 0) >= 0:
		return table{}, refuse("the file is not a text")
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord = separator(data), -1
	header, err := r.Read()
	switch {
	case err == io.EOF:
		return table{}, refuse("the file is empty")
	case err != nil:
		return table{}, unreadable(err)
	case len(header) > maxColumns:
		return table{}, refuse("there are more than %d columns", maxColumns)
	}
	t := table{header: header}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return table{}, unreadable(err)
		}
		if len(t.rows) == most {
			return table{}, refuse("there are more than %d rows: cut the file into several", most)
		}
		line, _ := r.FieldPos(0)
		t.rows = append(t.rows, fit(line, cells, len(header)))
	}
}

func fit(line int, cells []string, columns int) row {
	r := row{line: line, cells: cells}
	if len(cells) != columns {
		r.fault = "the row does not have as many cells as the header"
	}
	for i, c := range cells {
		if cells[i] = strings.TrimSpace(c); len(cells[i]) > maxCell {
			r.fault = "a cell is too long"
		}
	}
	return r
}

// separator guesses what separates the cells, by the first line that is not
// blank, without what stands in quotes: a line break there ends no line.
func separator(data []byte) rune {
	count, quoted := make(map[rune]int), false
	for _, c := range string(bytes.TrimLeft(data, "\r\n")) {
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' {
			break
		}
		count[c]++
	}
	best := ','
	for _, c := range ";\t|" {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

func invalidLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[n:]
	}
	return line
}

func unreadable(err error) error {
	if p := (*csv.ParseError)(nil); errors.As(err, &p) {
		return refuse("line %d, column %d: %s", p.Line, p.Column, p.Err)
	}
	return refuse("the file cannot be read")
}

func refuse(format string, args ...any) error {
	return wire.Refuse(http.StatusBadRequest, format, args...)
}
