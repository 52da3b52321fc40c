package credential

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Issue gives an attendee a credential (G12).
//
// A value is unique in the scope (G9, G15): one that another active credential
// has is [ErrDuplicate], naming that credential and never the value. A revoked
// one gives its value up. Nobody who is inactive gets a credential:
// [attendee.ErrInactive]; nor does who stands for those who did not come, see
// [attendee.Somebody].
//
// Nobody is [attendee.ErrNotFound], and a type that there is not [ErrTypeNotFound].
// A medium is [attendee.ErrRequired] without a type, and [attendee.ErrInvalidFormat]
// if there is no such medium or the type has another.
//
// The record of the result shows the value, also when its type keeps none: it
// is the only time. A report that a token returns again shows what is stored,
// and so no such value: revoke the credential and issue another.
type Issue struct {
	Attendee attendee.Ref `json:"attendee"`
	Type     TypeRef      `json:"type,omitzero"`    // optional
	Medium   Medium       `json:"medium,omitempty"` // may be left out with a type, and must not differ from it
	// Value is at most 255 printable characters, compared to the letter; white
	// space at its ends is dropped. Without one, 26 characters with 130 random
	// bits are drawn.
	Value string `json:"value,omitempty"`
}

// Needs implements [batch.Command].
func (c Issue) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Issue) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Issue) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	c.Attendee.Needs(n)
	c.Type.needs(n)
	ByValue(c.Value).needs(n, r)
}

// PlanUnder implements [attendee.Ruled].
func (c Issue) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	a, err := r.Find(d, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	draft, hashed := Credential{AttendeeID: a.ID, Medium: c.Medium}, false
	if !c.Type.IsZero() {
		t, err := c.Type.find(d)
		if err != nil {
			return batch.Outcome{}, err
		}
		d.Guard(t.Ref())
		if c.Medium != "" && c.Medium != t.Medium {
			return batch.Outcome{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "medium", Existing: t.Ref()}
		}
		draft.TypeID, draft.Medium, hashed = t.ID, t.Medium, t.Hashed
	}
	return issue(d, env, r, a, draft, c.Value, hashed)
}

// issue writes a new credential for an attendee whom the actor may write. It is
// the one way to a new credential.
func issue(d *batch.Draft, env batch.Env, r attendee.Rules, a attendee.Attendee, c Credential, value string, hashed bool) (batch.Outcome, error) {
	if err := attendee.Somebody(a); err != nil {
		return batch.Outcome{}, err
	}
	switch {
	case a.Status != storage.StatusActive:
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInactive, Field: "attendee", Existing: a.Ref()}
	case c.Medium == "":
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrRequired, Field: "medium"}
	case !isMedium(c.Medium):
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "medium"}
	}
	text, bad := readValue(value)
	if bad != nil {
		return batch.Outcome{}, bad
	}
	drawn := text == ""
	if drawn {
		text = draw(env)
	}
	key, _ := valueKey(text, r)
	if drawn {
		d.Drawn(key)
	} else if err := vacate(d, env, r, key); err != nil {
		return batch.Outcome{}, err
	}
	c.ID, c.CreatedAt, c.UpdatedAt = env.NewID(), env.Now, env.Now
	c.UniqueValue, c.Status, c.IssuedBy = key.Value, storage.CredentialActive, env.Actor
	if !hashed {
		c.Value = text
	}
	c = d.PutCredential(c)
	r.Tell(d, env, EventCreated, c.Ref(), attendee.CredentialData{AttendeeID: a.ID})
	shown := c
	shown.Value = text
	return batch.Outcome{Action: batch.Inserted, Subject: c.Ref(), Record: shown}, nil
}

// vacate makes a revoked credential give up its value, and rejects the value of
// an active one.
func vacate(d *batch.Draft, env batch.Env, r attendee.Rules, key storage.Key) error {
	other, held := d.CredentialByKey(key)
	if !held {
		return nil
	}
	a, known := holder(d, other)
	if other.Status == storage.CredentialActive {
		e := &batch.Error{Code: ErrDuplicate, Field: "value"}
		if known && r.Sees(a) {
			e.Existing = other.Ref()
		}
		return e
	}
	other.UniqueValue, other.UpdatedAt = "", env.Now
	d.PutCredential(other)
	return nil
}

// Reissue revokes a credential, unless it is revoked already, and issues another
// of the same type to the same attendee, in one atomic step. The result is the
// new one. It fails as [Revoke] and [Issue] do.
type Reissue struct {
	Credential Ref    `json:"credential"`
	Value      string `json:"value,omitempty"` // as in [Issue]
	// Reason is why the old one is revoked, at most 255 characters. It is kept
	// with that one; one that was revoked before keeps its own.
	Reason string `json:"reason,omitempty"`
}

// Needs implements [batch.Command].
func (c Reissue) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Reissue) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Reissue) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	c.Credential.needs(n, r)
	ByValue(c.Value).needs(n, r)
}

// PlanUnder implements [attendee.Ruled].
func (c Reissue) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	old, err := c.Credential.find(d, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	next, hashed := Credential{AttendeeID: old.AttendeeID, TypeID: old.TypeID, Medium: old.Medium}, old.Value == ""
	if old.TypeID != (storage.ID{}) {
		if !d.AskMore(storage.Query{CredentialTypes: storage.Lookup{IDs: []storage.ID{old.TypeID}}}) {
			return batch.Outcome{}, nil
		}
		if t, ok := d.CredentialType(old.TypeID); ok {
			d.Guard(t.Ref())
			next.Medium, hashed = t.Medium, t.Hashed
		}
	}
	if _, err := revoke(d, env, r, old, c.Reason); err != nil {
		return batch.Outcome{}, err
	}
	a, _ := holder(d, old)
	return issue(d, env, r, a, next, c.Value, hashed)
}
