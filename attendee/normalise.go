package attendee

import (
	"errors"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/muster-go/muster/storage"
)

// Lengths in characters, except those of an address, which RFC 5321 counts in
// bytes.
const (
	maxFirstName     = 50
	maxLastName      = 132
	maxMiddleInitial = 1
	maxSuffix        = 32
	maxTitle         = 32
	maxCompany       = 150
	maxMobile        = 32
	maxPreferredName = 50
	maxUserID        = 64
	maxExternalID    = 48
	maxOwnerName     = 255
	maxCode          = 36
	maxEmail         = 254
	maxEmailLocal    = 64
	maxLabel         = 63 // of a domain
)

var errText = errors.New("not UTF-8, or holds NUL")

// tidy returns a text as it is kept: in NFC and without white space at its
// ends. It fails on what is not UTF-8 or holds NUL, which no store keeps.
func tidy(s string) (string, error) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return "", errText
	}
	return norm.NFC.String(strings.TrimSpace(s)), nil
}

// isTidy reports whether a text is kept as it is, and has at most limit
// characters.
func isTidy(s string, limit int) bool {
	tidied, err := tidy(s)
	return err == nil && tidied == s && utf8.RuneCountInString(s) <= limit
}

// identifierKey returns the form in which identifiers of other systems are
// compared: GUIDs whatever their case (X25), everything else to the letter.
// It is empty for a text that no store keeps.
func identifierKey(s string) string {
	s, err := tidy(s)
	if err != nil {
		return ""
	}
	if isGUID(s) {
		return strings.ToLower(s)
	}
	return s
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
				return false
			}
		}
	}
	return true
}

var errEmail = errors.New("not an e-mail address")

// email returns an address as it is kept and as it is compared: the local part
// folded, the domain in the ASCII form of IDNA. It fails on what RFC 5321 does
// not allow on the wire or IDNA does not look up; quoted local parts and
// domain literals are refused.
func email(s string) (kept, key string, err error) {
	if kept, err = tidy(s); err != nil {
		return "", "", err
	}
	at := strings.LastIndexByte(kept, '@')
	if len(kept) > maxEmail || at < 1 || at > maxEmailLocal || at == len(kept)-1 {
		return "", "", errEmail
	}
	local, domain := kept[:at], kept[at+1:]
	if isPlainLocal(local) && isPlainDomain(domain) {
		return kept, strings.ToLower(kept), nil
	}
	// The length is bounded above: the parser was quadratic more than once.
	a, err := mail.ParseAddress(kept)
	if err != nil || a.Name != "" || a.Address != kept {
		return "", "", errEmail
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || len(ascii) > maxEmail {
		return "", "", errEmail
	}
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > maxLabel {
			return "", "", errEmail
		}
	}
	return kept, storage.Fold(local) + "@" + ascii, nil
}

// isPlainLocal reports whether a local part is a dot-atom of RFC 5322, which
// most are: then no parser is needed.
func isPlainLocal(s string) bool {
	last := byte('.')
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0:
		case c == '.' && last != '.':
		default:
			return false
		}
		last = c
	}
	return last != '.'
}

// isPlainDomain reports whether a domain is one that IDNA leaves as it is but
// for its case: letters, digits and single inner hyphens in labels of at most
// maxLabel bytes.
func isPlainDomain(s string) bool {
	label := 0
	last := byte('.')
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-' && last != '.' && last != '-':
		case c == '.' && last != '.' && last != '-':
			label = -1
		default:
			return false
		}
		if label++; label > maxLabel {
			return false
		}
		last = c
	}
	return last != '.' && last != '-'
}
