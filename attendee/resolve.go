package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Resolve is the one place in which an identifier becomes an attendee: by ID,
// else by attendance code, user, external ID and e-mail, in this order (X1). It
// fails with [ErrNotFound] when nobody is meant, and with [ErrKeyConflict] when
// two are. A deleted attendee is nobody (X18).
func Resolve(d *batch.Draft, r Ref) (Attendee, error) {
	var found Attendee
	var some bool
	meet := func(field, given string, a Attendee) error {
		if some && a.ID != found.ID {
			return &batch.Error{Code: ErrKeyConflict, Field: field, Given: given, Existing: a.Ref()}
		}
		found, some = a, true
		return nil
	}
	field, given := r.first()
	if r.clash {
		return Attendee{}, &batch.Error{Code: ErrKeyConflict, Field: field, Given: given}
	}
	if r.id != (storage.ID{}) {
		if a, ok := d.Attendee(r.id); ok && present(a) {
			found, some = a, true
		}
	}
	for _, k := range r.keys {
		if k.key == "" {
			continue
		}
		if a, ok := d.AttendeeByKey(storage.Key{Name: k.mine, Value: k.key}); ok {
			if err := meet(k.mine.String(), k.given, a); err != nil {
				return Attendee{}, err
			}
		}
	}
	if !some {
		return Attendee{}, &batch.Error{Code: ErrNotFound, Field: field, Given: given}
	}
	return found, nil
}

// present reports whether reads show the attendee.
func present(a Attendee) bool {
	return a.Status == storage.StatusActive || a.Status == storage.StatusInactive
}

// rivals rejects a record whose identifiers somebody else has. Somebody who
// does not exist for the actor is in the way all the same, but is not named.
func (r rules) rivals(d *batch.Draft, a Attendee) error {
	var scratch [4]storage.Key
	for _, k := range a.AppendKeys(scratch[:0]) {
		other, held := d.AttendeeByKey(k)
		if !held || other.ID == a.ID {
			continue
		}
		e := &batch.Error{Code: ErrDuplicateKey, Field: k.Name.String(), Given: k.Value}
		if r.sees(other) {
			e.Existing = other.Ref()
		}
		return e
	}
	return nil
}
