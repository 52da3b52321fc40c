package credential

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// readSlug returns the slug that was given in lower case, or one made of the
// name: letters and digits of any script, with single dashes between them.
func readSlug(given, name string) (string, error) {
	given, err := attendee.Text("slug", maxSlug, given)
	if err != nil {
		return "", err
	}
	slug := slugOf(name)
	if given != "" {
		if slug = slugOf(given); slug != storage.Fold(given) {
			return "", &batch.Error{Code: attendee.ErrInvalidFormat, Field: "slug"}
		}
	}
	switch {
	case slug == "":
		return "", &batch.Error{Code: attendee.ErrRequired, Field: "slug"}
	case utf8.RuneCountInString(slug) > maxSlug:
		return "", &batch.Error{Code: attendee.ErrTooLong, Field: "slug", Limit: maxSlug}
	}
	return slug, nil
}

// slugOf makes a slug of a text: what is neither letter nor digit is a dash.
func slugOf(text string) string {
	words := strings.FieldsFunc(storage.Fold(text), func(r rune) bool {
		return !unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mark)
	})
	return strings.Join(words, "-")
}

// slugKey returns the key of the record that a definition is about.
func slugKey(key storage.KeyName, given, name string) storage.Key {
	slug, err := readSlug(given, name)
	if err != nil {
		return storage.Key{Name: key}
	}
	return storage.Key{Name: key, Value: storage.Fold(slug)}
}

func askKey(l *storage.Lookup, k storage.Key) {
	if k.Value != "" {
		l.Keys = append(l.Keys, k)
	}
}
