package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/storage"
)

// ReadJSON reads the body of a request as one JSON value into v.
func ReadJSON(w http.ResponseWriter, r *http.Request, v any) error {
	data, err := Body(w, r, MaxBody, "application/json")
	if err != nil {
		return err
	}
	if err := CheckJSON(data); err != nil {
		return err
	}
	return Decode(data, v)
}

// ReadPrintedJSON is [ReadJSON] for a request that is printed with comments from
// // to the end of the line and sent by curl, which takes a body for a form
// unless it is told otherwise. A form of another site's page is refused as any
// other write of it is, by where it comes from and not by its type.
func ReadPrintedJSON(w http.ResponseWriter, r *http.Request, v any) error {
	data, err := Body(w, r, MaxBody, "application/json", "application/x-www-form-urlencoded", "")
	if err != nil {
		return err
	}
	blankComments(data)
	if err := CheckJSON(data); err != nil {
		return err
	}
	return Decode(data, v)
}

// blankComments writes spaces over what follows // outside of strings, so that
// everything else keeps its line and column.
func blankComments(data []byte) {
	inString, inComment := false, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '\n' || c == '\r':
			inComment = false // and JSON has no string over two lines
			inString = false
		case inComment:
			data[i] = ' '
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && c == '/' && i+1 < len(data) && data[i+1] == '/':
			inComment = true
			data[i] = ' '
		}
	}
}

// CheckJSON reports why data is not one JSON value that means the same to
// every reader. encoding/json alone lets the last of two equal names win, takes
// names that differ in case for one, replaces what is not UTF-8, and leaves
// what follows the value unread.
func CheckJSON(data []byte) error {
	if !utf8.Valid(data) {
		return badRequest("the body is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var open []level
	for tokens := 0; ; tokens++ {
		start := dec.InputOffset()
		tok, err := dec.Token()
		switch {
		case err == io.EOF && tokens > 0 && len(open) == 0:
			return nil
		case err != nil:
			return malformed(data, start, err)
		case tokens > 0 && len(open) == 0:
			return at(data, start, "something follows the end of the body")
		case tokens >= MaxTokens:
			return badRequest("the body holds more than %d names and values", MaxTokens)
		}
		if s, ok := tok.(string); ok {
			if strings.ContainsRune(s, utf8.RuneError) && loneSurrogate(data[start:dec.InputOffset()]) {
				return at(data, start, "half of a surrogate pair stands alone")
			}
			if strings.IndexByte(s, 0) >= 0 {
				return at(data, start, "a text holds NUL")
			}
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			if len(open) > 0 {
				open[len(open)-1].seen()
			}
			if len(open) == MaxDepth {
				return at(data, start, "nested deeper than "+strconv.Itoa(MaxDepth)+" levels")
			}
			l := level{}
			if tok == json.Delim('{') {
				l = level{names: make(map[string]bool), wantsName: true}
			}
			open = append(open, l)
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			continue
		}
		if len(open) == 0 {
			continue
		}
		l := &open[len(open)-1]
		if !l.wantsName {
			l.seen()
			continue
		}
		name := tok.(string)
		if folded := storage.Fold(name); l.names[folded] {
			return at(data, start, "the name "+quoted(name)+" stands there twice")
		} else {
			l.names[folded] = true
		}
		l.wantsName = false
	}
}

// level is one open object or list.
type level struct {
	names     map[string]bool // of an object, folded
	wantsName bool
}

// seen notes that a value was read.
func (l *level) seen() { l.wantsName = l.names != nil }

// loneSurrogate reports whether the text of a JSON string has an escape that is
// half of a pair, which encoding/json would replace.
func loneSurrogate(raw []byte) bool {
	high := false
	for i := 0; i < len(raw); i++ {
		unit, escape := uint64(0), false
		if raw[i] == '\\' && i+1 < len(raw) {
			i++
			if raw[i] == 'u' && i+4 < len(raw) {
				unit, _ = strconv.ParseUint(string(raw[i+1:i+5]), 16, 32)
				i += 4
				escape = true
			}
		}
		low := escape && unit >= 0xDC00 && unit < 0xE000
		if high != low {
			return true
		}
		high = escape && unit >= 0xD800 && unit < 0xDC00
	}
	return high
}

// Decode reads a JSON value that [CheckJSON] has accepted into v. A name that v
// does not have is refused.
func Decode(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		return nil
	}
	if own, ok := AsError(err); ok {
		return own // of a type that reads itself
	}
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		return &Error{http.StatusBadRequest, kind.Field, "a " + wanted(kind) + " is expected, not a " + firstWord(kind.Value)}
	}
	if errors.Is(err, patch.ErrNull) {
		return badRequest("a field that always has a value is null")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		return &Error{http.StatusBadRequest, name, "there is no field " + quoted(name)}
	}
	return badRequest("%s", err)
}

func wanted(e *json.UnmarshalTypeError) string {
	switch kind := e.Type.Kind().String(); kind {
	case "string", "bool":
		return kind
	case "slice":
		return "list"
	case "struct", "map":
		return "object"
	case "int", "int32", "int64":
		return "whole number"
	default:
		return "value of another kind"
	}
}

// firstWord leaves out the number itself in "number 5".
func firstWord(s string) string {
	s, _, _ = strings.Cut(s, " ")
	return s
}

func malformed(data []byte, offset int64, err error) error {
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return at(data, min(max(syntax.Offset-1, offset), int64(len(data))), syntax.Error())
	}
	return at(data, int64(len(data)), "the body ends too early")
}

func at(data []byte, offset int64, why string) error {
	rest := data[offset:]
	offset += int64(len(rest) - len(bytes.TrimLeft(rest, ":, \t\r\n")))
	before := data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return badRequest("line %d, column %d: %s", line, column, why)
}

// quoted writes a name of the request into an answer to it.
func quoted(name string) string {
	if runes := []rune(name); len(runes) > 64 {
		name = string(runes[:64]) + "…"
	}
	return strconv.Quote(name)
}

// Answer writes v as JSON. Answers are about people: no cache keeps them.
func Answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the reader has gone: nobody is left to tell
}

// EachMember calls do with each member of a JSON object, in order. It fails
// when data is none, and as do does.
func EachMember(data []byte, do func(name string, value json.RawMessage) error) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return badRequest("an object is expected")
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return badRequest("%s", err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return badRequest("%s", err)
		}
		if err := do(name.(string), value); err != nil {
			return err
		}
	}
	return nil
}
