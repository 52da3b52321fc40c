package storage

import (
	"log/slog"
	"time"
)

// Medium is what carries a credential's value.
type Medium string

// The media of credentials.
const (
	Barcode Medium = "barcode"
	QR      Medium = "qr"
	RFID    Medium = "rfid"
	NFC     Medium = "nfc"
	Code    Medium = "code" // typed in by hand
)

// CredentialType is a sort of credential that a scope hands out, such as the
// badge or the wristband.
type CredentialType struct {
	Head
	// Name is for display; UniqueName is the form in which it is unique.
	Name       string `json:"name"`
	UniqueName string `json:"unique_name"`
	Medium     Medium `json:"medium"`
	// Hashed keeps nothing of a value but its digest.
	Hashed bool `json:"hashed"`
}

// Ref implements [Entity].
func (t CredentialType) Ref() Ref { return Ref{KindCredentialType, t.ID, t.Rev} }

// Parent implements [Entity]. A credential type is a root.
func (CredentialType) Parent() Ref { return Ref{} }

// CredentialStatus is the state of a credential's life.
type CredentialStatus string

// The states of a credential.
const (
	CredentialActive  CredentialStatus = "active"
	CredentialRevoked CredentialStatus = "revoked" // known, and refused at every door
)

// Credential is something whose value, read by a scanner, says who comes. It
// hangs from its attendee.
type Credential struct {
	Head
	AttendeeID ID     `json:"attendee_id"`
	TypeID     ID     `json:"type_id,omitzero"`
	Medium     Medium `json:"medium"`
	// Value is a bearer secret. It is empty when only its digest is kept.
	Value string `json:"value,omitempty"`
	// UniqueValue is the digest of the value, by which it is found. Of all
	// credentials that ever had a value the newest holds it; the others, which
	// are revoked, hold none.
	UniqueValue string           `json:"unique_value,omitempty"`
	Status      CredentialStatus `json:"status"`
	IssuedBy    string           `json:"issued_by,omitempty"`
	RevokedAt   time.Time        `json:"revoked_at,omitzero"`
	RevokedBy   string           `json:"revoked_by,omitempty"`
	Reason      string           `json:"reason,omitempty"` // why it was revoked
}

// Ref implements [Entity].
func (c Credential) Ref() Ref { return Ref{KindCredential, c.ID, c.Rev} }

// Parent implements [Entity]: a credential hangs from its attendee.
func (c Credential) Parent() Ref { return Ref{Kind: KindAttendee, ID: c.AttendeeID} }

// LogValue keeps the value out of logs.
func (c Credential) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", c.ID.String()), slog.String("status", string(c.Status)))
}
