package attendee

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// OnDuplicate says what becomes of a new attendee whom the type takes for
// somebody who is there already, because all its duplicate fields are equal
// (C36, C38).
type OnDuplicate uint8

// The choices.
const (
	RejectDuplicate OnDuplicate = iota // ErrDuplicateMatch, naming who is there
	AllowDuplicate                     // add the attendee anyway
	UseDuplicate                       // unchanged, showing who is there
)

// twin returns the attendee for whom a new one must be taken, if any, and
// otherwise marks the new one so that it is found in its turn. An attendee who
// was added in spite of a twin is not marked.
func (r rules) twin(d *batch.Draft, t Type, a *Attendee, on OnDuplicate) (*Attendee, error) {
	key := storage.Key{Name: storage.KeyMatch, Value: matchKey(t, *a)}
	if key.Value == "" || on == AllowDuplicate {
		return nil, nil
	}
	d.AskMore(storage.Query{Attendees: storage.Lookup{Keys: []storage.Key{key}}})
	there, held := d.AttendeeByKey(key)
	switch {
	case !held:
		a.Unique.Match = key.Value
		return nil, nil
	case on == UseDuplicate && r.sees(there):
		return &there, nil
	case r.sees(there):
		return nil, &batch.Error{Code: ErrDuplicateMatch, Field: "type_code", Existing: there.Ref()}
	}
	return nil, &batch.Error{Code: ErrDuplicateMatch, Field: "type_code"}
}

// rematch marks a changed attendee by what its duplicate fields say now, unless
// somebody else has them: duplicates are refused on creation only.
func (r rules) rematch(d *batch.Draft, t Type, a *Attendee) {
	key := storage.Key{Name: storage.KeyMatch, Value: matchKey(t, *a)}
	if key.Value == a.Unique.Match {
		return
	}
	a.Unique.Match = ""
	if key.Value == "" {
		return
	}
	d.AskMore(storage.Query{Attendees: storage.Lookup{Keys: []storage.Key{key}}})
	if other, held := d.AttendeeByKey(key); !held || other.ID == a.ID {
		a.Unique.Match = key.Value
	}
}

// matchKey is equal for two attendees of a type, or of all types with these
// duplicate fields, whose duplicate fields are equal whatever their case. It
// is empty where nothing is compared, or where a field says nothing: two
// people without a title are not the same.
func matchKey(t Type, a Attendee) string {
	if len(t.DuplicateFields) == 0 {
		return ""
	}
	h := sha256.New()
	if !t.SearchAcrossTypes {
		fmt.Fprintf(h, "%q ", t.Code)
	}
	fields := slices.Sorted(slices.Values(t.DuplicateFields))
	for _, name := range fields {
		v, _ := a.Field(name).(string)
		if v == "" {
			return ""
		}
		fmt.Fprintf(h, "%q %q ", name, v)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
