package attendee

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"
)

func TestEmailKeys_X25(t *testing.T) {
	for in, want := range map[string]string{
		"Ada@Example.COM":               "ada@example.com",
		"  ada@example.com\n":           "ada@example.com",
		"straße@Bücher.example":         "strasse@xn--bcher-kva.example",
		"STRASSE@XN--BCHER-KVA.example": "strasse@xn--bcher-kva.example",
		"o'neil+tag@sub.a-b.co":         "o'neil+tag@sub.a-b.co",
		"a@localhost":                   "a@localhost",
		"e\u0301@example.com":           "\u00e9@example.com", // decomposed and composed are one
		"\u00e9@example.com":            "\u00e9@example.com",
	} {
		kept, key, err := email(in)
		require.NoError(t, err, in)
		require.Equal(t, want, key, in)
		require.Equal(t, key, mustKey(t, kept), "the kept form has the same key")
	}
	for _, in := range []string{
		"", "@", "a@", "@b", "a b@c.de", "a@b c", "a@@b", "Ada <ada@example.com>", `"a b"@c.de`, "a@[127.0.0.1]",
		"a@b.c\u202e", "a@-b.de", "a@b-.de", "a@b..de", ".a@b.de", "a.@b.de", "a..b@c.de", "a@b_c.de",
		"a@" + strings.Repeat("b", 64) + ".de", strings.Repeat("a", 65) + "@b.de", "a@b.de\x00", "a\xff@b.de", "a@b.de, c@d.de",
	} {
		_, _, err := email(in)
		require.Error(t, err, "%q", in)
	}
}

func mustKey(t *testing.T, s string) string {
	t.Helper()
	_, key, err := email(s)
	require.NoError(t, err)
	return key
}

func TestIdentifierKeys_X25(t *testing.T) {
	for in, want := range map[string]string{
		"44EF7B95-81B0-419D-BB0D-DFBD545F6008": "44ef7b95-81b0-419d-bb0d-dfbd545f6008",
		"7fd2b7ab-dfbe-4b35-a217-ec11791a4a8X": "7fd2b7ab-dfbe-4b35-a217-ec11791a4a8X", // no GUID: to the letter
		" EXT-1 ":                              "EXT-1",
		"44EF7B95+81B0-419D-BB0D-DFBD545F6008": "44EF7B95+81B0-419D-BB0D-DFBD545F6008",
		"\xff":                                 "",
		"a\x00":                                "",
	} {
		require.Equal(t, want, identifierKey(in))
	}
}

// FuzzEmail holds the short way for plain addresses against IDNA, and the key
// of a kept address against its own.
func FuzzEmail(f *testing.F) {
	for _, s := range []string{"a@b.de", "Ä@Ü.de", "a--b@c--d.de", "a@xn--80ak6aa92e.com", "a@b.c.", "\u212a@x.y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kept, key, err := email(s)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(kept), maxEmail)
		again, sameKey, err := email(kept)
		require.NoError(t, err)
		require.Equal(t, kept, again)
		require.Equal(t, key, sameKey)
		domain := kept[strings.LastIndexByte(kept, '@')+1:]
		if isPlainDomain(domain) {
			ascii, err := idna.Lookup.ToASCII(domain)
			require.NoError(t, err)
			require.Equal(t, strings.ToLower(domain), ascii)
		}
	})
}
