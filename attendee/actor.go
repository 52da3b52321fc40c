package attendee

import (
	"errors"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Actor is somebody on whose behalf the host calls, see [Service.As]. It may do
// only what its rights say. The zero Actor may do nothing.
type Actor struct {
	UserID string // the host's account; named in the history
	Read   bool   // may see attendees that are shared or its own
	Write  bool   // may write them; without Read it is not shown what it wrote
	// ReadAll may see everybody's; Admin may write them too, and define types
	// and fields (C8, C9).
	ReadAll, Admin bool
}

// is reports whether an owner is the actor. User IDs are compared as
// identifiers are: GUIDs whatever their case, others to the letter (X25).
func (a Actor) is(o Owner) bool {
	return !o.System() && identifierKey(o.UserID) == identifierKey(a.UserID)
}

// rules is what the commands of one service obey: the embedder's policy, and
// the host itself, whom the library trusts, or else the actor on whose behalf
// they run (X32). The zero rules are the zero Actor's, who may do nothing.
type rules struct {
	policy  Policy
	trusted bool
	actor   Actor
	deleted bool // reads show tombstones
	share   bool // who is written becomes the system's
	heir    Owner
}

// host returns the rules of a command that no service has bound.
func host() rules {
	p, _ := Policy{}.normal()
	return rules{policy: p, trusted: true}
}

// everybody reports whether every attendee exists for the actor.
func (r rules) everybody() bool {
	return r.trusted || r.actor.ReadAll || r.actor.Admin
}

func (r rules) mayRead() error {
	if r.trusted || r.actor.Read || r.actor.ReadAll || r.actor.Admin {
		return nil
	}
	return &batch.Error{Code: ErrForbidden}
}

func (r rules) mayWrite() error {
	if r.trusted || r.actor.Write || r.actor.Admin {
		return nil
	}
	return &batch.Error{Code: ErrForbidden}
}

// mayAnything fails for an actor without any right.
func (r rules) mayAnything() error {
	if r.mayRead() == nil {
		return nil
	}
	return r.mayWrite()
}

func (r rules) mayAdminister() error {
	if r.trusted || r.actor.Admin {
		return nil
	}
	return &batch.Error{Code: ErrForbidden}
}

// sees reports whether an attendee exists for the actor: a private one of
// somebody else does not (X32).
func (r rules) sees(a Attendee) bool {
	return r.writes(a) || r.actor.ReadAll
}

// writes reports whether the actor may write an attendee, if it may write.
func (r rules) writes(a Attendee) bool {
	return r.trusted || r.actor.Admin || a.Owner.System() || r.actor.is(a.Owner)
}

// owns reports whether the actor may give an attendee away.
func (r rules) owns(a Attendee) bool {
	return r.trusted || r.actor.Admin || r.actor.is(a.Owner)
}

// owner returns whose a new attendee is (X21): the system's if its type is
// public or nobody in particular acts, else the actor's. An explicit owner
// wins where the actor may name one.
func (r rules) owner(explicit Owner, t Type) (Owner, error) {
	switch {
	case r.share:
		return Owner{}, nil
	case explicit == (Owner{}):
		explicit = r.heir
	}
	switch {
	case explicit != (Owner{}) && (r.trusted || r.actor.Admin || r.actor.is(explicit)):
		return explicit, nil
	case explicit != (Owner{}):
		return Owner{}, &batch.Error{Code: ErrForbidden, Field: "owner"}
	case r.trusted || t.Code == "" || t.Public:
		return Owner{}, nil
	}
	if r.actor.UserID == "" {
		return Owner{}, &batch.Error{Code: ErrForbidden, Field: "owner"} // it would be everybody's
	}
	return Owner{UserID: identifierKey(r.actor.UserID)}, nil
}

// veiled returns the attendee as reads show it: the attendance code is for the
// host and administrators, because whoever knows it can join (P18).
func (r rules) veiled(a Attendee) Attendee {
	if !r.trusted && !r.actor.Admin {
		a.AttendanceCode, a.Unique.Code = "", ""
	}
	return a
}

// sealed returns the credential as reads show it: whoever knows the value can
// pass for its holder, and who knows a digest can try values out.
func (r rules) sealed(c storage.Credential) storage.Credential {
	if !r.trusted && !r.actor.Admin {
		c.Value, c.UniqueValue = "", ""
	}
	return c
}

// shown returns what the actor is shown of a record that a batch came upon:
// nothing that does not exist for it, and of what it may write but not read the
// ID, the status and the version. A check-in says nothing personal, and a door
// must know its answer.
func (r rules) shown(record storage.Entity) storage.Entity {
	switch c := record.(type) {
	case storage.Credential:
		record = r.sealed(c)
	case storage.CheckIn:
		return c
	}
	a, person := record.(Attendee)
	switch {
	case person && !r.sees(a):
		return nil
	case person && r.mayRead() == nil:
		return r.veiled(a)
	case r.mayRead() == nil:
		return record
	case person:
		return Attendee{Head: a.Head, Status: a.Status, Version: a.Version}
	}
	return nil
}

// outgrown reports whether a record that a token returns as it is now may have
// become one that a read does not show: whom it hangs from may be another's by
// now, and who that is was not loaded.
func (r rules) outgrown(record storage.Entity) bool {
	if record == nil || r.everybody() {
		return false
	}
	switch x := record.(type) {
	case storage.CheckIn:
		return false // see shown
	case storage.Entry:
		return !r.reports(x)
	}
	return record.Parent() != (storage.Ref{})
}

// find resolves a reference to an attendee whom the actor may write, or fails
// with [ErrNotFound]; with [ErrForbidden] for one whom it may only see.
func (r rules) find(d *batch.Draft, ref *Ref) (Attendee, error) {
	a, ok, err := r.lookup(d, ref)
	switch {
	case err != nil:
		return Attendee{}, err
	case !ok || !r.sees(a):
		return Attendee{}, ref.notFound()
	case !r.writes(a):
		return Attendee{}, &batch.Error{Code: ErrForbidden, Existing: a.Ref()}
	}
	return a, nil
}

// lookup is find, where nobody is no error and nobody is hidden. An address
// that several may share names nobody in particular.
func (r rules) lookup(d *batch.Draft, ref *Ref) (Attendee, bool, error) {
	if r.policy.SharedEmail && ref.onlyEmail() {
		return Attendee{}, false, &batch.Error{Code: ErrKeyConflict, Field: "email", Given: ref.keys[byEmail].given}
	}
	a, ok, err := ref.lookup(d)
	if err == nil {
		return a, ok, nil
	}
	var conflict *batch.Error
	if errors.As(err, &conflict) && conflict.Existing.ID != (storage.ID{}) {
		if other, held := d.Attendee(conflict.Existing.ID); held && !r.sees(other) {
			conflict.Existing = storage.Ref{} // in the way, but not named
		}
	}
	return a, ok, err
}
