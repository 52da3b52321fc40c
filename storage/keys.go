package storage

import "fmt"

// KeyName names a family of alternate identifiers. Two records of one kind and
// scope never hold the same value under the same name.
type KeyName uint8

// The key names that this version of the contract knows. Numbers are stable
// and never reused.
const (
	KeyCode     KeyName = 1 // attendee: attendance code
	KeyUser     KeyName = 2 // attendee: account of the host
	KeyExternal KeyName = 3 // attendee: identifier in another system
	KeyEmail    KeyName = 4 // attendee: e-mail address
	KeyTypeCode KeyName = 5 // type: code
	KeyTypeName KeyName = 6 // type: name
	KeyToken    KeyName = 7 // token: idempotency token

	KeyGroupName KeyName = 8 // group: name
	KeyMatch     KeyName = 9 // attendee: what its type takes for the same person

	KeyCredentialType  KeyName = 10 // credential type: name
	KeyCredentialValue KeyName = 11 // credential: digest of its value
	KeyZone            KeyName = 12 // zone: slug
	KeyCheckList       KeyName = 13 // check list: name
	KeyAccessPoint     KeyName = 14 // access point: slug
	KeyNonce           KeyName = 15 // check-in: device and its number for the scan
	KeyPresence        KeyName = 16 // check-in: place and attendee, while inside
	KeyEntry           KeyName = 17 // entry: identifier in the expense system
)

// String returns the key's name as it stands in error fields.
func (n KeyName) String() string {
	switch n {
	case KeyCode:
		return "attendance_code"
	case KeyUser:
		return "user_id"
	case KeyExternal:
		return "external_id"
	case KeyEmail:
		return "email"
	case KeyTypeCode:
		return "code"
	case KeyTypeName:
		return "name"
	case KeyToken:
		return "token"
	case KeyGroupName:
		return "name"
	case KeyMatch:
		return "match"
	case KeyCredentialType, KeyCheckList:
		return "name"
	case KeyCredentialValue:
		return "value"
	case KeyZone, KeyAccessPoint:
		return "slug"
	case KeyNonce:
		return "nonce"
	case KeyPresence:
		return "presence"
	case KeyEntry:
		return "external_id"
	}
	return fmt.Sprintf("key(%d)", uint8(n))
}

// Kind returns the kind whose records hold keys of this name, 0 if unknown.
func (n KeyName) Kind() Kind {
	switch n {
	case KeyCode, KeyUser, KeyExternal, KeyEmail, KeyMatch:
		return KindAttendee
	case KeyTypeCode, KeyTypeName:
		return KindType
	case KeyToken:
		return KindToken
	case KeyGroupName:
		return KindGroup
	case KeyCredentialType:
		return KindCredentialType
	case KeyCredentialValue:
		return KindCredential
	case KeyZone:
		return KindZone
	case KeyCheckList:
		return KindCheckList
	case KeyAccessPoint:
		return KindAccessPoint
	case KeyNonce, KeyPresence:
		return KindCheckIn
	case KeyEntry:
		return KindEntry
	}
	return 0
}

// Key is one alternate identifier, already normalised. Stores compare bytes.
type Key struct {
	Name  KeyName
	Value string
}

func appendKey(dst []Key, name KeyName, value string) []Key {
	if value == "" {
		return dst
	}
	return append(dst, Key{name, value})
}

// AppendKeys implements [Entity].
func (a Attendee) AppendKeys(dst []Key) []Key {
	dst = appendKey(dst, KeyCode, a.Unique.Code)
	dst = appendKey(dst, KeyUser, a.Unique.User)
	dst = appendKey(dst, KeyExternal, a.Unique.External)
	dst = appendKey(dst, KeyEmail, a.Unique.Email)
	return appendKey(dst, KeyMatch, a.Unique.Match)
}

// AppendKeys implements [Entity].
func (t Type) AppendKeys(dst []Key) []Key {
	dst = appendKey(dst, KeyTypeCode, t.Code)
	return appendKey(dst, KeyTypeName, t.UniqueName)
}

// AppendKeys implements [Entity]. A revision has no key: its attendee's own
// revision already admits only one writer.
func (Revision) AppendKeys(dst []Key) []Key { return dst }

// AppendKeys implements [Entity].
func (t Token) AppendKeys(dst []Key) []Key { return appendKey(dst, KeyToken, t.Value) }

// AppendKeys implements [Entity].
func (g Group) AppendKeys(dst []Key) []Key { return appendKey(dst, KeyGroupName, g.UniqueName) }

// AppendKeys implements [Entity]. The ID of a membership is its key.
func (Membership) AppendKeys(dst []Key) []Key { return dst }

// AppendKeys implements [Entity].
func (FormResponse) AppendKeys(dst []Key) []Key { return dst }

// AppendKeys implements [Entity].
func (t CredentialType) AppendKeys(dst []Key) []Key {
	return appendKey(dst, KeyCredentialType, t.UniqueName)
}

// AppendKeys implements [Entity].
func (c Credential) AppendKeys(dst []Key) []Key {
	return appendKey(dst, KeyCredentialValue, c.UniqueValue)
}

// AppendKeys implements [Entity].
func (z Zone) AppendKeys(dst []Key) []Key { return appendKey(dst, KeyZone, z.UniqueSlug) }

// AppendKeys implements [Entity].
func (l CheckList) AppendKeys(dst []Key) []Key { return appendKey(dst, KeyCheckList, l.UniqueName) }

// AppendKeys implements [Entity].
func (p AccessPoint) AppendKeys(dst []Key) []Key {
	return appendKey(dst, KeyAccessPoint, p.UniqueSlug)
}

// AppendKeys implements [Entity].
func (c CheckIn) AppendKeys(dst []Key) []Key {
	dst = appendKey(dst, KeyNonce, c.UniqueNonce)
	return appendKey(dst, KeyPresence, c.UniquePresence)
}

// AppendKeys implements [Entity].
func (e Entry) AppendKeys(dst []Key) []Key { return appendKey(dst, KeyEntry, e.UniqueExternal) }

// AppendKeys implements [Entity]. The ID of an association is its key.
func (Association) AppendKeys(dst []Key) []Key { return dst }
