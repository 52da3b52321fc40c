package credential

import (
	"encoding/json"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Ref names a credential, by ID or by value. It is made by [ByID] and
// [ByValue]; the zero Ref names none. Its JSON form holds the value, which is a
// secret.
type Ref struct {
	id    storage.ID
	value string
}

// ByID names a credential by the ID that the library gave.
func ByID(id storage.ID) Ref { return Ref{id: id} }

// ByValue names a credential by what a scanner reads from it.
func ByValue(value string) Ref { return Ref{value: value} }

type refJSON struct {
	ID    storage.ID `json:"id,omitzero"`
	Value string     `json:"value,omitempty"`
}

// MarshalJSON writes the ID or the value.
func (ref Ref) MarshalJSON() ([]byte, error) { return json.Marshal(refJSON{ref.id, ref.value}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (ref *Ref) UnmarshalJSON(data []byte) error {
	var wire refJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*ref = Ref{wire.ID, wire.Value}
	return nil
}

// String keeps the value out of logs.
func (ref Ref) String() string {
	if ref.id != (storage.ID{}) {
		return ref.id.String()
	}
	return "(a value)"
}

// GoString keeps the value out of logs.
func (ref Ref) GoString() string { return ref.String() }

func (ref Ref) needs(n *batch.Needs, r attendee.Rules) {
	n.With |= storage.WithParents
	if ref.id != (storage.ID{}) {
		n.Credentials.IDs = append(n.Credentials.IDs, ref.id)
	} else if k, ok := valueKey(ref.value, r); ok {
		n.Credentials.Keys = append(n.Credentials.Keys, k)
	}
}

// find returns a credential whose attendee the actor may write.
func (ref Ref) find(d *batch.Draft, r attendee.Rules) (Credential, error) {
	c, ok := ref.lookup(d, r)
	if ok {
		a, known := holder(d, c)
		if ok = known && r.Sees(a); ok {
			who := attendee.ByID(a.ID)
			_, err := r.Find(d, &who)
			return c, err
		}
	}
	return Credential{}, &batch.Error{Code: ErrNotFound, Field: "credential"}
}

func (ref Ref) lookup(d *batch.Draft, r attendee.Rules) (Credential, bool) {
	if ref.id != (storage.ID{}) {
		return d.Credential(ref.id)
	}
	k, ok := valueKey(ref.value, r)
	if !ok {
		return Credential{}, false
	}
	c, ok := d.CredentialByKey(k)
	return c, ok && same(c, k)
}

// holder returns the attendee of a credential that was found. A load need not
// be one snapshot, so that the attendee may be missing: then it is looked for.
func holder(d *batch.Draft, c Credential) (attendee.Attendee, bool) {
	if !d.AskMore(storage.Query{Attendees: storage.Lookup{IDs: []storage.ID{c.AttendeeID}}}) {
		return attendee.Attendee{}, false
	}
	return d.Attendee(c.AttendeeID)
}

// TypeRef names a credential type, ZoneRef a zone, ListRef a check list and
// PointRef an access point: by ID, or by what is unique of it. The zero of each
// names nothing.
type (
	TypeRef  struct{ named }
	ZoneRef  struct{ slugged }
	ListRef  struct{ named }
	PointRef struct{ slugged }
)

// TypeByID names a credential type by the ID that the library gave.
func TypeByID(id storage.ID) TypeRef { return TypeRef{named{id: id}} }

// TypeByName names a credential type by its name, whatever its case.
func TypeByName(name string) TypeRef { return TypeRef{named{name: name}} }

// ZoneByID names a zone by the ID that the library gave.
func ZoneByID(id storage.ID) ZoneRef { return ZoneRef{slugged{named{id: id}}} }

// ZoneBySlug names a zone by its slug, whatever its case.
func ZoneBySlug(slug string) ZoneRef { return ZoneRef{slugged{named{name: slug}}} }

// ListByID names a check list by the ID that the library gave.
func ListByID(id storage.ID) ListRef { return ListRef{named{id: id}} }

// ListByName names a check list by its name, whatever its case.
func ListByName(name string) ListRef { return ListRef{named{name: name}} }

// PointByID names an access point by the ID that the library gave.
func PointByID(id storage.ID) PointRef { return PointRef{slugged{named{id: id}}} }

// PointBySlug names an access point by its slug, whatever its case.
func PointBySlug(slug string) PointRef { return PointRef{slugged{named{name: slug}}} }

// named is a record by ID or by name.
type named struct {
	id   storage.ID
	name string
}

type namedJSON struct {
	ID   storage.ID `json:"id,omitzero"`
	Name string     `json:"name,omitempty"`
}

// MarshalJSON writes the ID or the name.
func (n named) MarshalJSON() ([]byte, error) { return json.Marshal(namedJSON{n.id, n.name}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (n *named) UnmarshalJSON(data []byte) error {
	var wire namedJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*n = named{wire.ID, wire.Name}
	return nil
}

// IsZero reports whether nothing is named.
func (n named) IsZero() bool { return n == named{} }

func (n named) ask(l *storage.Lookup, key storage.KeyName) {
	if n.id != (storage.ID{}) {
		l.IDs = append(l.IDs, n.id)
	} else if k := nameKey(key, n.name); k.Value != "" {
		l.Keys = append(l.Keys, k)
	}
}

// slugged is a record by ID or by a name that is called its slug.
type slugged struct{ named }

type sluggedJSON struct {
	ID   storage.ID `json:"id,omitzero"`
	Slug string     `json:"slug,omitempty"`
}

// MarshalJSON writes the ID or the slug.
func (s slugged) MarshalJSON() ([]byte, error) { return json.Marshal(sluggedJSON{s.id, s.name}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *slugged) UnmarshalJSON(data []byte) error {
	var wire sluggedJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	s.named = named{wire.ID, wire.Slug}
	return nil
}

// nameKey returns a key by the form in which names and slugs are compared; its
// value is empty for a text that cannot be one.
func nameKey(key storage.KeyName, text string) storage.Key {
	kept, err := attendee.Text("", maxName, text)
	if err != nil {
		return storage.Key{Name: key}
	}
	return storage.Key{Name: key, Value: storage.Fold(kept)}
}

func (ref TypeRef) needs(n *batch.Needs)  { ref.ask(&n.CredentialTypes, storage.KeyCredentialType) }
func (ref ZoneRef) needs(n *batch.Needs)  { ref.ask(&n.Zones, storage.KeyZone) }
func (ref ListRef) needs(n *batch.Needs)  { ref.ask(&n.CheckLists, storage.KeyCheckList) }
func (ref PointRef) needs(n *batch.Needs) { ref.ask(&n.AccessPoints, storage.KeyAccessPoint) }

func (ref TypeRef) find(d *batch.Draft) (Type, error) {
	return found(ref.id, nameKey(storage.KeyCredentialType, ref.name), d.CredentialType, d.CredentialTypeByKey,
		&batch.Error{Code: ErrTypeNotFound, Field: "type", Given: ref.name})
}

func (ref ZoneRef) find(d *batch.Draft) (Zone, error) {
	return found(ref.id, nameKey(storage.KeyZone, ref.name), d.Zone, d.ZoneByKey,
		&batch.Error{Code: ErrZoneNotFound, Field: "zone", Given: ref.name})
}

func (ref ListRef) find(d *batch.Draft) (CheckList, error) {
	return found(ref.id, nameKey(storage.KeyCheckList, ref.name), d.CheckList, d.CheckListByKey,
		&batch.Error{Code: ErrListNotFound, Field: "list", Given: ref.name})
}

func (ref PointRef) find(d *batch.Draft) (Point, error) {
	return found(ref.id, nameKey(storage.KeyAccessPoint, ref.name), d.AccessPoint, d.AccessPointByKey,
		&batch.Error{Code: ErrPointNotFound, Field: "point", Given: ref.name})
}

func found[R storage.Record](id storage.ID, key storage.Key, byID func(storage.ID) (R, bool), byKey func(storage.Key) (R, bool), none error) (record R, err error) {
	ok := false
	if id != (storage.ID{}) {
		record, ok = byID(id)
	} else if key.Value != "" {
		record, ok = byKey(key)
	}
	if !ok {
		return record, none
	}
	return record, nil
}
