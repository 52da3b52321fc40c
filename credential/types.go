package credential

import (
	"slices"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// DefineType creates the credential type of this name, or replaces what is said
// about it. To make a type hashed, or not, concerns what is issued from then on.
//
// For the host and administrators, else [attendee.ErrForbidden]. A name is
// [attendee.ErrRequired], and one that cannot be kept [attendee.ErrTooLong] or
// [attendee.ErrInvalidText]; a medium that there is not is
// [attendee.ErrInvalidFormat].
type DefineType struct {
	Name   string `json:"name"` // at most 128 characters, unique in the scope whatever its case
	Medium Medium `json:"medium"`
	// Hashed keeps nothing of a value but its digest: it is shown once, when it
	// is issued, and printed again only by issuing another.
	Hashed bool `json:"hashed,omitempty"`
}

// RemoveType removes a credential type. One of which there are credentials,
// revoked ones too, is [attendee.ErrInUse], with their number in
// [batch.Error.Count]. A batch may remove them before it. One that there is not is
// [ErrTypeNotFound].
type RemoveType struct {
	Type TypeRef `json:"type"`
}

func isMedium(m Medium) bool {
	return slices.Contains([]Medium{storage.Barcode, storage.QR, storage.RFID, storage.NFC, storage.Code}, m)
}

// Needs implements [batch.Command].
func (c DefineType) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c DefineType) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c DefineType) NeedsUnder(n *batch.Needs, _ attendee.Rules) { TypeByName(c.Name).needs(n) }

// PlanUnder implements [attendee.Ruled].
func (c DefineType) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	name, err := readName(c.Name)
	if err != nil {
		return batch.Outcome{}, err
	}
	if !isMedium(c.Medium) {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "medium"}
	}
	key := nameKey(storage.KeyCredentialType, name)
	was, exists := d.CredentialTypeByKey(key)
	t := was
	t.Name, t.UniqueName, t.Medium, t.Hashed = name, key.Value, c.Medium, c.Hashed
	return settle(env, was, exists, &t, &t.Head, d.PutCredentialType), nil
}

// Needs implements [batch.Command].
func (c RemoveType) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c RemoveType) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c RemoveType) NeedsUnder(n *batch.Needs, _ attendee.Rules) { c.Type.needs(n) }

// PlanUnder implements [attendee.Ruled].
func (c RemoveType) PlanUnder(d *batch.Draft, _ batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	t, err := c.Type.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	return removeUnused(d, t)
}

// settle writes a definition that is new or says something else than before.
// head is that of now.
func settle[R storage.Record](env batch.Env, was R, exists bool, now *R, head *storage.Head, put func(R) R) batch.Outcome {
	action := batch.Updated
	switch {
	case !exists:
		head.ID, head.CreatedAt = env.NewID(), env.Now
		action = batch.Inserted
	case storage.Equal(was, *now):
		return batch.Outcome{Action: batch.Unchanged, Subject: was.Ref(), Record: was}
	}
	head.UpdatedAt = env.Now
	stored := put(*now)
	return batch.Outcome{Action: action, Subject: stored.Ref(), Record: stored}
}

func readName(name string) (string, error) {
	name, err := attendee.Text("name", maxName, name)
	switch {
	case err != nil:
		return "", err
	case name == "":
		return "", &batch.Error{Code: attendee.ErrRequired, Field: "name"}
	}
	return name, nil
}
