package credential

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// under returns the rules of a service under a policy.
func under(t *testing.T, p attendee.Policy) (rules attendee.Rules) {
	t.Helper()
	svc, err := attendee.New(memstore.New(), p)
	require.NoError(t, err)
	require.NoError(t, svc.View(t.Context(), Scope{}, func(_ *batch.Needs, r attendee.Rules) { rules = r }, func(*batch.Draft, attendee.Rules) error { return nil }))
	return rules
}

// TestDigestsAreStable: credentials are found by what was stored, so that
// another digest would make every one unknown. The texts were made by sha256sum
// and by Python's hmac.
func TestDigestsAreStable(t *testing.T) {
	require.Equal(t, "a4b5f46561090b55f969df127e1dc5bcbab860bc7ce3ba22c2d78d76737234f6", digest("ABC123456", attendee.Host()))
	keyed := under(t, attendee.Policy{CredentialKey: []byte("0123456789abcdef")})
	require.Equal(t, "2b8d28f46ad6ba24ed8a007e898a329c75cd04b9ecfff7af3b9113444ae34e58", digest("ABC123456", keyed))
}

func TestValuesAreTidied(t *testing.T) {
	for given, want := range map[string]string{
		" ABC ": "ABC", "e\u0301": "é", "a b": "a b", "": "", "\t": "", "0000": "0000", strings.Repeat("x", 255): strings.Repeat("x", 255),
	} {
		got, err := readValue(given)
		require.Nil(t, err)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"a\tb", "a\u202eb", "\x00", "\xff", "a\u00a0b", strings.Repeat("x", 256)} {
		_, err := readValue(bad)
		require.NotNil(t, err, "%q", bad)
		_, ok := valueKey(bad, attendee.Host())
		require.False(t, ok)
	}
	a, _ := valueKey(" é", attendee.Host())
	b, _ := valueKey("e\u0301\n", attendee.Host())
	require.Equal(t, a, b)
}

// TestDrawnValuesUseBothSecrets: each of the two has 122 random bits, and one
// alone would be fewer than 128.
func TestDrawnValuesUseBothSecrets(t *testing.T) {
	drawn := func(secrets ...byte) string {
		return draw(batch.Env{NewSecret: func() storage.ID {
			next := uuid.UUID{15: secrets[0]}
			secrets = secrets[1:]
			return next
		}})
	}
	seen := map[string]bool{}
	for _, s := range [][]byte{{1, 1}, {1, 2}, {2, 1}, {2, 2}} {
		seen[drawn(s...)] = true
	}
	require.Len(t, seen, 4)
	require.Equal(t, drawn(1, 2), drawn(1, 2))
	text, err := readValue(drawn(1, 2))
	require.Nil(t, err)
	require.Equal(t, drawn(1, 2), text, "what is drawn is kept as it is")
}

func TestNoncesAreJoinedUnambiguously(t *testing.T) {
	require.NotEqual(t, nonceKey("d", "17"), nonceKey("d1", "7"))
	require.NotEqual(t, nonceKey("1:d", "x"), nonceKey("d", "1:x"))
	require.Equal(t, nonceKey(" d", "17"), nonceKey("d", "17 "))
	require.Empty(t, nonceKey("", "17").Value)
	require.Empty(t, nonceKey("d", "").Value)
}
