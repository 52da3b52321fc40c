package storage

import (
	"encoding/json"
	"log/slog"
)

// Revision keeps one superseded version of an attendee, as it was. It is
// written in the same atomic step as the version that replaced it.
type Revision struct {
	Head
	AttendeeID ID    `json:"attendee_id"`
	Version    int32 `json:"version"` // the version that Was shows
	// Changed names the fields in which the next version differs.
	Changed []string `json:"changed,omitempty"`
	Was     Attendee `json:"was"`
}

// Ref implements [Entity].
func (r Revision) Ref() Ref { return Ref{KindRevision, r.ID, r.Rev} }

// Parent implements [Entity]: a revision hangs from its attendee.
func (r Revision) Parent() Ref { return Ref{Kind: KindAttendee, ID: r.AttendeeID} }

// LogValue keeps personal data out of logs.
func (r Revision) LogValue() slog.Value { return r.Was.LogValue() }

// Token remembers one batch by the caller's idempotency key, so that sending
// it again returns the first outcome instead of a second effect.
type Token struct {
	Head
	Value  string          `json:"value"`
	Digest string          `json:"digest"` // of the request that used the token first
	Report json.RawMessage `json:"report"` // its outcome, without personal data
}

// Ref implements [Entity].
func (t Token) Ref() Ref { return Ref{KindToken, t.ID, t.Rev} }

// Parent implements [Entity]. A token is a root.
func (Token) Parent() Ref { return Ref{} }
