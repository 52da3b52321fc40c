package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Inactivate hides the attendee whom Ref names from new use, and keeps the
// record and its identifiers (C44). Somebody inactive is unchanged, nobody is
// [ErrNotFound], another version than named [ErrVersionConflict], and who has a
// reserved type [ErrTypeReserved].
type Inactivate struct {
	Ref Ref `json:"ref"`
	// IfVersion, when not 0, is the version that must be there (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Reactivate makes an inactive attendee active again, as [Inactivate] made it
// inactive. Somebody active is unchanged. It fails as [Inactivate] does.
type Reactivate struct {
	Ref Ref `json:"ref"`
	// IfVersion, when not 0, is the version that must be there (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Inactivate) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Inactivate) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Inactivate) needs(n *batch.Needs, _ rules) { c.Ref.Needs(n) }

func (c Inactivate) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	return r.become(d, env, &c.Ref, c.IfVersion, storage.StatusInactive, EventInactivated)
}

// Needs implements [batch.Command].
func (c Reactivate) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Reactivate) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Reactivate) needs(n *batch.Needs, _ rules) { c.Ref.Needs(n) }

func (c Reactivate) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	return r.become(d, env, &c.Ref, c.IfVersion, storage.StatusActive, EventUpdated)
}

// become moves an attendee who is there to another state of life.
func (r rules) become(d *batch.Draft, env batch.Env, ref *Ref, ifVersion int32, to storage.Status, event string) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	before, err := r.find(d, ref)
	if err != nil {
		return batch.Outcome{}, err
	}
	if err := writable(before, ifVersion); err != nil {
		return batch.Outcome{}, err
	}
	if before.Status == to {
		return batch.Outcome{Action: batch.Unchanged, Subject: before.Ref(), Record: before}, nil
	}
	after := before
	after.Status = to
	after = r.supersede(d, env, before, after, event)
	return batch.Outcome{Action: batch.Updated, Subject: after.Ref(), Record: after}, nil
}
