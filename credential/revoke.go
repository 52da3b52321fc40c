package credential

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Revoke makes a credential one that is known and refused at every door. One
// that is revoked already is unchanged, its reason too. One that nobody has, or whose
// attendee does not exist for the actor, is [ErrNotFound], and of an attendee whom it
// may only see [attendee.ErrForbidden]. A reason that cannot be kept is
// [attendee.ErrTooLong] or [attendee.ErrInvalidText].
type Revoke struct {
	Credential Ref    `json:"credential"`
	Reason     string `json:"reason,omitempty"` // at most 255 characters
}

// Remove removes a credential for good, revoked or not (G14). Its check-ins
// stay, and name an ID that is nobody's any more. Its value is free at once. It fails
// as [Revoke] does for a credential that there is not.
type Remove struct {
	Credential Ref `json:"credential"`
}

// Needs implements [batch.Command].
func (c Revoke) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Revoke) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Revoke) NeedsUnder(n *batch.Needs, r attendee.Rules) { c.Credential.needs(n, r) }

// PlanUnder implements [attendee.Ruled].
func (c Revoke) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	was, err := c.Credential.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	if was.Status == storage.CredentialRevoked {
		return batch.Outcome{Action: batch.Unchanged, Subject: was.Ref(), Record: was}, nil
	}
	now, err := revoke(d, env, r, was, c.Reason)
	if err != nil {
		return batch.Outcome{}, err
	}
	return batch.Outcome{Action: batch.Updated, Subject: now.Ref(), Record: now}, nil
}

// revoke leaves a revoked credential as it is.
func revoke(d *batch.Draft, env batch.Env, r attendee.Rules, c Credential, why string) (Credential, error) {
	why, bad := attendee.Text("reason", maxReason, why)
	if bad != nil {
		return Credential{}, bad
	}
	if c.Status == storage.CredentialRevoked {
		return c, nil
	}
	c.Status, c.Reason = storage.CredentialRevoked, why
	c.RevokedAt, c.RevokedBy, c.UpdatedAt = env.Now, env.Actor, env.Now
	c = d.PutCredential(c)
	r.Tell(d, env, EventRevoked, c.Ref(), attendee.CredentialData{AttendeeID: c.AttendeeID})
	return c, nil
}

// Needs implements [batch.Command].
func (c Remove) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Remove) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Remove) NeedsUnder(n *batch.Needs, r attendee.Rules) { c.Credential.needs(n, r) }

// PlanUnder implements [attendee.Ruled].
func (c Remove) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	was, err := c.Credential.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	if was.Status == storage.CredentialActive {
		r.Tell(d, env, EventRevoked, was.Ref(), attendee.CredentialData{AttendeeID: was.AttendeeID})
	}
	return removed(d, was), nil
}
