package attendee

import (
	"slices"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Resolve is the one place in which an identifier becomes an attendee: by ID,
// else by attendance code, user, external ID and e-mail, in this order (X1). It
// fails with [ErrNotFound] when nobody is meant, and with [ErrKeyConflict] when
// two are. A deleted attendee is nobody (X18).
func Resolve(d *batch.Draft, r Ref) (Attendee, error) {
	a, ok, err := r.lookup(d)
	if err == nil && !ok {
		err = r.notFound()
	}
	return a, err
}

// lookup is Resolve, where nobody is no error.
func (r *Ref) lookup(d *batch.Draft) (found Attendee, ok bool, err error) {
	if r.clash {
		field, given := r.first()
		return Attendee{}, false, &batch.Error{Code: ErrKeyConflict, Field: field, Given: given}
	}
	if r.id != (storage.ID{}) {
		found, ok = d.Attendee(r.id)
		ok = ok && present(found)
	}
	for _, k := range r.keys {
		if k.key == "" {
			continue
		}
		a, held := d.AttendeeByKey(storage.Key{Name: k.mine, Value: k.key})
		switch {
		case held && ok && a.ID != found.ID:
			return Attendee{}, false, &batch.Error{Code: ErrKeyConflict, Field: k.mine.String(), Given: k.given, Existing: a.Ref()}
		case held:
			found, ok = a, true
		}
	}
	return found, ok, nil
}

func (r *Ref) notFound() error {
	field, given := r.first()
	return &batch.Error{Code: ErrNotFound, Field: field, Given: given}
}

// present reports whether reads show the attendee.
func present(a Attendee) bool {
	return a.Status == storage.StatusActive || a.Status == storage.StatusInactive
}

// rivals rejects a record that takes identifiers which somebody else has; what
// it held before is its own. Somebody who does not exist for the actor is in the
// way all the same, but is not named.
func (r rules) rivals(d *batch.Draft, before, a Attendee) error {
	var held, wanted [5]storage.Key
	own := before.AppendKeys(held[:0])
	for _, k := range a.AppendKeys(wanted[:0]) {
		if slices.Contains(own, k) {
			continue
		}
		other, taken := d.AttendeeByKey(k)
		if !taken {
			continue
		}
		e := &batch.Error{Code: ErrDuplicateKey, Field: k.Name.String(), Given: spelled(a, k.Name)}
		if r.sees(other) {
			e.Existing = other.Ref()
		}
		return e
	}
	return nil
}

// spelled returns an identifier of a as it is displayed.
func spelled(a Attendee, name storage.KeyName) string {
	switch name {
	case storage.KeyCode:
		return a.AttendanceCode
	case storage.KeyUser:
		return a.UserID
	case storage.KeyExternal:
		return a.ExternalID
	}
	return a.Email
}
