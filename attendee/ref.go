package attendee

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Ref names an attendee, by one identifier or by several at once. It is made
// by [ByID], [ByCode], [ByUser], [ByExternal], [ByEmail] and [ByAll]; the zero
// Ref names nobody. A malformed identifier is not an error: nobody has it.
type Ref struct {
	id    storage.ID
	keys  [4]ident // by precedence (X1): code, user, external ID, e-mail
	clash bool     // two different values for one identifier
}

// ident is one identifier: as it was given, and as it is compared. The second
// is empty when the first cannot be anybody's.
type ident struct {
	given, key string
	mine       storage.KeyName
}

const (
	byCode = iota
	byUser
	byExternal
	byEmail
)

// ByID names an attendee by the ID that the library gave.
func ByID(id storage.ID) Ref { return Ref{id: id} }

// ByCode names an attendee by the attendance code (P9).
func ByCode(code string) Ref { return by(byCode, storage.KeyCode, code, identifierKey(code)) }

// ByUser names an attendee by the host's account (P5).
func ByUser(id string) Ref { return by(byUser, storage.KeyUser, id, identifierKey(id)) }

// ByExternal names an attendee by the identifier in another system (C1).
func ByExternal(id string) Ref { return by(byExternal, storage.KeyExternal, id, identifierKey(id)) }

// ByEmail names an attendee by e-mail address (P8), whatever its case (X25).
// Under a policy with SharedEmail it names nobody, and is [ErrKeyConflict].
func ByEmail(address string) Ref {
	_, key, err := email(address)
	if err != nil {
		key = ""
	}
	return by(byEmail, storage.KeyEmail, address, key)
}

// ByAll names one attendee by several identifiers. Those that nobody has are
// passed over; if the others belong to two attendees, the item is rejected as
// [ErrKeyConflict], never guessed (X1).
func ByAll(refs ...Ref) Ref {
	var all Ref
	for _, r := range refs {
		all.clash = all.clash || r.clash
		if r.id != (storage.ID{}) {
			all.clash = all.clash || all.id != (storage.ID{}) && all.id != r.id
			all.id = r.id
		}
		for i, k := range r.keys {
			if k.mine != 0 {
				all.clash = all.clash || all.keys[i].mine != 0 && all.keys[i].key != k.key
				all.keys[i] = k
			}
		}
	}
	return all
}

func by(at int, name storage.KeyName, given, key string) Ref {
	var r Ref
	r.keys[at] = ident{given: given, key: key, mine: name}
	return r
}

// MarshalJSON writes the identifiers as they were given; an idempotency token
// tells commands apart by it.
func (r Ref) MarshalJSON() ([]byte, error) {
	m := make(map[string]string)
	if r.id != (storage.ID{}) {
		m["id"] = r.id.String()
	}
	for _, k := range r.keys {
		if k.mine != 0 {
			m[k.mine.String()] = k.given
		}
	}
	if r.clash {
		m["clash"] = "true"
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads what MarshalJSON writes. It fails on a name that is no
// identifier's and on a malformed ID.
func (r *Ref) UnmarshalJSON(data []byte) error {
	var m map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	var refs []Ref
	for name, given := range m {
		switch name {
		case "id":
			id, err := uuid.Parse(given)
			if err != nil {
				return errors.New("attendee: a malformed ID")
			}
			refs = append(refs, ByID(id))
		case storage.KeyCode.String():
			refs = append(refs, ByCode(given))
		case storage.KeyUser.String():
			refs = append(refs, ByUser(given))
		case storage.KeyExternal.String():
			refs = append(refs, ByExternal(given))
		case storage.KeyEmail.String():
			refs = append(refs, ByEmail(given))
		case "clash":
			refs = append(refs, Ref{clash: true})
		default:
			return fmt.Errorf("attendee: %q is no identifier", name)
		}
	}
	*r = ByAll(refs...)
	return nil
}

// Needs asks for whoever has one of the identifiers, for commands of a host's
// own that call [Resolve].
func (r Ref) Needs(n *batch.Needs) {
	if r.id != (storage.ID{}) {
		n.Attendees.IDs = append(n.Attendees.IDs, r.id)
	}
	for _, k := range r.keys {
		if k.key != "" {
			n.Attendees.Keys = append(n.Attendees.Keys, storage.Key{Name: k.mine, Value: k.key})
		}
	}
}

// onlyEmail reports whether an e-mail address is all that is given: a guest.
func (r *Ref) onlyEmail() bool {
	return r.id == (storage.ID{}) && r.keys[byEmail].mine != 0 &&
		r.keys[byCode].mine == 0 && r.keys[byUser].mine == 0 && r.keys[byExternal].mine == 0
}

// onlyID reports whether an ID is all that is given.
func (r *Ref) onlyID() bool {
	return r.id != (storage.ID{}) && !r.clash && r.keys == [4]ident{}
}

// ID returns the ID by which an attendee is named, if by nothing else: so can
// a deleted one be.
func (r Ref) ID() (id storage.ID, only bool) { return r.id, r.onlyID() }

// first returns the field and the text of the identifier that counts most.
func (r *Ref) first() (field, given string) {
	if r.id != (storage.ID{}) {
		return "id", r.id.String()
	}
	for _, k := range r.keys {
		if k.mine != 0 {
			return k.mine.String(), k.given
		}
	}
	return "", ""
}
