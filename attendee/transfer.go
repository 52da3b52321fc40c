package attendee

import (
	"github.com/muster-go/muster/batch"
)

// Transfer makes To the owner of the attendee whom Ref names; the zero Owner
// is the system, which shares the attendee with everybody (C2, C5). An owner
// may give away what is its own, an administrator and the host everything;
// for everybody else it is [ErrForbidden].
type Transfer struct {
	Ref Ref   `json:"ref"`
	To  Owner `json:"to"`
	// IfVersion, when not 0, is the version that must be there (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Transfer) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Transfer) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Transfer) needs(n *batch.Needs, _ rules) { c.Ref.Needs(n) }

func (c Transfer) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
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
	if !r.owns(before) {
		return batch.Outcome{}, &batch.Error{Code: ErrForbidden, Field: "owner"}
	}
	var m merger
	after := before
	if m.text("owner.user_id", maxUserID, c.To.UserID, &after.Owner.UserID) {
		after.Owner.UserID = identifierKey(after.Owner.UserID)
	}
	m.text("owner.name", maxOwnerName, c.To.Name, &after.Owner.Name)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	if after.Owner == before.Owner {
		return batch.Outcome{Action: batch.Unchanged, Subject: before.Ref(), Record: before}, nil
	}
	after = r.supersede(d, env, before, after, EventUpdated)
	return batch.Outcome{Action: batch.Updated, Subject: after.Ref(), Record: after}, nil
}
