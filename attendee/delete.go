package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Delete takes the attendee whom Ref names off the list: no reference finds it
// any more, and its identifiers are free at once, also for a later item of the
// same batch. A tombstone with its history stays for the record (X18); lists
// of the store show it with status deleted. What hangs from the attendee is
// removed in the same atomic step: credentials, group memberships and form
// responses (G8). Nobody is [ErrNotFound]. Who has a part in an expense is not
// deleted but [ErrInUse], with the number of expenses in [batch.Error.Count]:
// [Inactivate] hides and [Erase] anonymises such an attendee.
type Delete struct {
	Ref Ref `json:"ref"`
	// IfVersion, when not 0, is the version that must be there (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Delete) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Delete) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Delete) needs(n *batch.Needs, _ rules) {
	n.With |= withDependents()
	c.Ref.Needs(n)
}

func (c Delete) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	before, err := r.find(d, &c.Ref)
	if err != nil {
		return batch.Outcome{}, err
	}
	if err := writable(before, c.IfVersion); err != nil {
		return batch.Outcome{}, err
	}
	if err := r.unused(d, before); err != nil {
		return batch.Outcome{}, err
	}
	r.strip(d, env, before.ID)
	r.forget(d, before.ID)
	after := r.bury(d, env, before)
	return batch.Outcome{Action: batch.Deleted, Subject: after.Ref(), Record: after}, nil
}

// bury leaves a tombstone, which holds no identifier.
func (r rules) bury(d *batch.Draft, env batch.Env, before Attendee) Attendee {
	after := before
	after.Status, after.DeletedAt = storage.StatusDeleted, env.Now
	after.Unique = storage.AttendeeKeys{}
	return r.supersede(d, env, before, after, EventDeleted)
}
