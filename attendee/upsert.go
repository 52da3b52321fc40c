package attendee

import (
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// OnConflict says what an upsert does with an attendee who is already there.
type OnConflict uint8

// The choices (X2).
const (
	UpdateExisting OnConflict = iota // apply the patch
	SkipExisting                     // leave it; the result is unchanged and shows it
	RejectExisting                   // ErrDuplicateKey, naming it
)

// Upsert updates the attendee whom Ref names, or inserts one who is not there.
// What is inserted depends on the identifier that counts most:
//
//   - by attendance code or ID: nothing; an unknown one is [ErrNotFound] (P9).
//   - by user: an attendee with the account's own e-mail, names, mobile and
//     role as the [batch.Directory] knows them, overridden by Set (P5, P6); an
//     unknown account is [ErrUserNotFound] (P7).
//   - by external ID or e-mail: an attendee with what Set says. By e-mail
//     alone a first name is required too (P8, X3).
//
// An attendee who is there keeps what Set does not mention; no default is
// applied again (X4).
type Upsert struct {
	Ref        Ref        `json:"ref"`
	Set        Patch      `json:"set"`
	OnConflict OnConflict `json:"on_conflict,omitempty"`
	// OnDuplicate says what to do with somebody new who looks like somebody
	// who is there.
	OnDuplicate OnDuplicate `json:"on_duplicate,omitempty"`
	// IfVersion, when not 0, is the version that an update must find (X19);
	// nobody is then [ErrNotFound].
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Upsert) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Upsert) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Upsert) needs(n *batch.Needs, r rules) {
	r.needsFields(n)
	n.With |= storage.WithTypes
	c.Ref.Needs(n)
	c.Set.needsRivals(n)
	c.Set.needsType(n)
	if key := c.Ref.keys[byUser].key; key != "" {
		if u, known := n.User(key); known && c.Set.Email.IsZero() {
			askEmail(n, u.Email)
		}
	}
}

func (c Upsert) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	if c.Ref == (Ref{}) {
		return batch.Outcome{}, &batch.Error{Code: ErrRequired, Field: "ref"}
	}
	a, there, err := r.lookup(d, &c.Ref)
	switch {
	case err != nil:
		return batch.Outcome{}, err
	case there && !r.sees(a):
		return batch.Outcome{}, c.Ref.hidden()
	case there && !r.writes(a):
		return batch.Outcome{}, &batch.Error{Code: ErrForbidden, Existing: a.Ref()}
	case there && c.OnConflict == SkipExisting:
		return batch.Outcome{Action: batch.Unchanged, Subject: a.Ref(), Record: a}, nil
	case there && c.OnConflict == RejectExisting:
		field, given := c.Ref.first()
		return batch.Outcome{}, &batch.Error{Code: ErrDuplicateKey, Field: field, Given: given, Existing: a.Ref()}
	case there:
		return r.update(d, env, a, c.Set, c.IfVersion)
	case c.IfVersion != 0 || !c.Ref.inserts():
		return batch.Outcome{}, c.Ref.notFound()
	}
	defaults, err := c.Ref.defaults(env)
	if err != nil {
		return batch.Outcome{}, err
	}
	var m merger
	if c.Ref.onlyEmail() {
		m.required = []string{"first_name"}
	}
	return r.insert(d, env, &m, Attendee{}, c.Set.over(defaults), c.OnDuplicate)
}

// hidden is the rejection of an upsert that means somebody who does not exist
// for the actor: in the way of an insert, and otherwise nobody.
func (r *Ref) hidden() error {
	if !r.inserts() {
		return r.notFound()
	}
	field, given := r.first()
	return &batch.Error{Code: ErrDuplicateKey, Field: field, Given: given}
}

// inserts reports whether an upsert by this reference may insert: an ID or a
// code is the library's own and cannot be invented.
func (r *Ref) inserts() bool {
	return r.id == (storage.ID{}) && r.keys[byCode].mine == 0
}

// defaults says what a new attendee is before its patch: the identifiers, and
// what the directory knows of the account.
func (r *Ref) defaults(env batch.Env) (Patch, error) {
	p := Patch{ExternalID: given(r.keys[byExternal].given), Email: given(r.keys[byEmail].given)}
	user := r.keys[byUser]
	if user.mine == 0 {
		return p, nil
	}
	u, known := env.Users[user.key]
	if !known {
		return p, &batch.Error{Code: ErrUserNotFound, Field: "user_id", Given: user.given}
	}
	p.UserID = patch.Set(user.given)
	if p.Email.IsZero() {
		p.Email = given(u.Email)
	}
	p.FirstName, p.LastName = given(u.FirstName), named(u.LastName)
	p.Mobile, p.Role = given(u.Mobile), named(u.Role)
	return p, nil
}

// over returns the patch that says what p says, and what under says where p
// is silent.
func (p Patch) over(under Patch) Patch {
	if p.UserID.IsZero() {
		p.UserID = under.UserID
	}
	if p.ExternalID.IsZero() {
		p.ExternalID = under.ExternalID
	}
	if p.Email.IsZero() {
		p.Email = under.Email
	}
	if p.FirstName.IsZero() {
		p.FirstName = under.FirstName
	}
	if p.LastName.IsZero() {
		p.LastName = under.LastName
	}
	if p.Mobile.IsZero() {
		p.Mobile = under.Mobile
	}
	if p.Role.IsZero() {
		p.Role = under.Role
	}
	return p
}
