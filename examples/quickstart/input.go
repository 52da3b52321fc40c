package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

const maxInput = 1 << 20 // bytes

// readInput returns the batch in a file, in standard input for "-", or the
// example for "". What is not a batch is refused with its position.
func readInput(name string, stdin io.Reader) ([]item, error) {
	switch name {
	case "":
		return parse(example)
	case "-":
		return parseFrom(stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	items, err := parseFrom(f)
	return items, errors.Join(err, f.Close())
}

func parseFrom(r io.Reader) ([]item, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxInput {
		return nil, fmt.Errorf("the input is longer than %d bytes", maxInput)
	}
	return parse(data)
}

// parse reads the list item by item, after it has been read once for its
// syntax, so that every error knows its place.
func parse(data []byte) ([]item, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		offset := int64(len(data))
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			offset = max(syntax.Offset-1, 0)
		}
		return nil, malformed(data, offset, err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if first, err := dec.Token(); err != nil || first != json.Delim('[') {
		return nil, malformed(data, 0, errors.New("a list is expected"))
	}
	var items []item
	for dec.More() {
		start := dec.InputOffset()
		start += int64(len(data[start:]) - len(bytes.TrimLeft(data[start:], ", \t\r\n")))
		var it item
		if err := dec.Decode(&it); err != nil {
			return nil, malformed(data, start, fmt.Errorf("item %d: %w", len(items), err))
		}
		items = append(items, it)
	}
	return items, nil
}

func malformed(data []byte, offset int64, why error) error {
	before := data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("the input is no batch: line %d, column %d: %w", line, column, why)
}
