package wire

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Limits of what a request may hold.
const (
	MaxBody   = 4 << 20 // bytes
	MaxDepth  = 16      // levels of JSON
	MaxTokens = 100_000 // names, values and brackets of JSON
)

// Body reads the whole body of a request. It fails with 415 unless the content
// type is one of types, in UTF-8, and with 413 beyond max bytes, which it does
// not read. The type "" stands for a body that does not say what it is.
func Body(w http.ResponseWriter, r *http.Request, max int64, types ...string) ([]byte, error) {
	if err := checkType(r.Header.Get("Content-Type"), types); err != nil {
		return nil, err
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, Refuse(http.StatusUnsupportedMediaType, "a compressed body is not accepted")
	}
	tooLarge := Refuse(http.StatusRequestEntityTooLarge, "the body is longer than %d bytes", max)
	if r.ContentLength > max {
		return nil, tooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, max))
	switch over := (*http.MaxBytesError)(nil); {
	case errors.As(err, &over):
		return nil, tooLarge
	case err != nil:
		return nil, badRequest("the body ended before its time")
	}
	return data, nil
}

func checkType(header string, types []string) error {
	if header == "" && slices.Contains(types, "") {
		return nil
	}
	refused := Refuse(http.StatusUnsupportedMediaType, "the content type must be %s", types[0])
	kind, params, err := mime.ParseMediaType(header)
	if err != nil {
		return refused
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return refused
	}
	if !slices.Contains(types, kind) {
		return refused
	}
	return nil
}

// Number reads a whole number of a query string, def when it is not given. It
// fails with 400 when it is not one from least to most.
func Number(r *http.Request, name string, def, least, most int) (int, error) {
	values, given := r.URL.Query()[name]
	if !given {
		return def, nil
	}
	n, err := strconv.Atoi(values[0])
	if err != nil || len(values) > 1 || n < least || n > most {
		return 0, &Error{http.StatusBadRequest, name, name + " must be one whole number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)}
	}
	return n, nil
}
