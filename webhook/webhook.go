// Package webhook turns events into the bodies that are sent to subscribers, and
// signs them (G25, G26). It sends nothing: a relay reads the events from a
// [storage.Outbox], posts what [Body] returns with the header [Header], and
// acknowledges what was received. A subscriber calls [Valid] with the bytes as
// they came, before it parses them.
//
// # Caveats
//
// An event is sent at least once: subscribers tell repetitions by the envelope's
// ID. A signature says who sent a body, and not when: who must not accept an old
// one compares the timestamp as well.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/muster-go/muster/storage"
)

// Header is the HTTP header of a signature.
const Header = "X-Muster-Signature"

const (
	idPrefix = "evt_"
	scheme   = "sha256="
)

// Envelope is what a subscriber gets of an event.
type Envelope struct {
	ID        string    `json:"id"`    // "evt_" and the event's ID
	Event     string    `json:"event"` // "attendee.created", …
	Timestamp time.Time `json:"timestamp"`
	Tenant    string    `json:"tenant"`
	EventID   string    `json:"event_id"` // of the scope: the session or the project
	Data      Data      `json:"data"`
}

// Data names the record that an event is about, and what the event tells of it:
// no personal data, which a subscriber asks for by the ID.
type Data struct {
	Kind  string          `json:"kind"` // "attendee", "check_in", …
	ID    storage.ID      `json:"id"`
	Rev   storage.Rev     `json:"rev"`
	About json.RawMessage `json:"about,omitempty"`
}

// Of returns the envelope of an event.
func Of(e storage.Event) Envelope {
	return Envelope{
		ID: idPrefix + e.ID.String(), Event: e.Type, Timestamp: e.At.UTC(), Tenant: e.Scope.Tenant, EventID: e.Scope.Event,
		Data: Data{Kind: e.Subject.Kind.String(), ID: e.Subject.ID, Rev: e.Subject.Rev, About: e.Data},
	}
}

// Body returns the envelope of an event as JSON, the same bytes each time. It
// fails only on an event whose data is no JSON, which no store keeps.
func Body(e storage.Event) ([]byte, error) { return json.Marshal(Of(e)) }

// Sign returns the signature of a body: "sha256=" and its HMAC-SHA256 in
// hexadecimal.
func Sign(secret, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return scheme + hex.EncodeToString(mac.Sum(nil))
}

// Valid reports whether a signature is that of a body, in a time that does not
// depend on how much of it is right. Without a secret none is.
func Valid(secret, body []byte, signature string) bool {
	sum, ok := strings.CutPrefix(signature, scheme)
	if !ok || len(secret) == 0 {
		return false
	}
	given, err := hex.DecodeString(sum)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}
