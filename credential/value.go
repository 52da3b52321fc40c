package credential

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"unicode"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The domains keep a digest that is made for one purpose from being good for
// another.
const (
	digestDomain = "muster credential value 1\x00"
	drawDomain   = "muster credential draw 1\x00"
)

// readValue returns a value as it is kept and compared: in NFC, without white
// space at its ends, of at most 255 printable characters.
func readValue(value string) (string, error) {
	text, err := attendee.Text("value", maxValue, value)
	if err != nil {
		return "", err
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return "", &batch.Error{Code: attendee.ErrInvalidText, Field: "value"}
		}
	}
	return text, nil
}

// digest returns the text by which a value is found. With a key of the policy
// it is an HMAC: who reads the database cannot try values out. Without one it
// is a plain SHA-256, which hides a drawn value and does not hide a short one.
func digest(value string, r attendee.Rules) string {
	key := r.Policy().CredentialKey
	if len(key) == 0 {
		sum := sha256.Sum256([]byte(digestDomain + value))
		return hex.EncodeToString(sum[:])
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(digestDomain + value))
	return hex.EncodeToString(mac.Sum(nil))
}

// valueKey returns the key by which the holder of a value is found; ok is false
// for what cannot be a value.
func valueKey(value string, r attendee.Rules) (k storage.Key, ok bool) {
	text, err := readValue(value)
	if err != nil || text == "" {
		return storage.Key{}, false
	}
	return storage.Key{Name: storage.KeyCredentialValue, Value: digest(text, r)}, true
}

// same compares digests in constant time. The look-up that came before does
// not take constant time, and need not: what it compares are digests, of which
// somebody who tries values out learns nothing about the value, and without the
// policy's key cannot choose. The comparison here is for a store that takes
// texts for equal which are not, against the contract.
func same(c Credential, k storage.Key) bool {
	return subtle.ConstantTimeCompare([]byte(c.UniqueValue), []byte(k.Value)) == 1
}

const drawnLength = 26 // characters of 5 bits: 130 bits

// alphabet is Crockford's: no I, L, O and U, and nothing that a bar code of
// digits and capitals or a QR code in its dense form could not hold.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// draw returns a value that cannot be guessed: 130 bits out of the 244 random
// ones of two secrets, in 26 characters.
func draw(env batch.Env) string {
	a, b := env.NewSecret(), env.NewSecret()
	sum := sha256.Sum256(append(append([]byte(drawDomain), a[:]...), b[:]...))
	return base32.NewEncoding(alphabet).EncodeToString(sum[:])[:drawnLength]
}
