package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Erase overwrites what is personal about the attendee whom Ref names, in the
// record and in every version before it, and removes what hangs from it. What
// stays says that there was somebody, of which type, when, who came to which
// door and what was spent; a deleted attendee is named by ID. Events and tokens
// hold nothing personal in the first place. Somebody erased is unchanged.
//
// Only the host and administrators erase; everybody else is [ErrForbidden]. Nobody
// is [ErrNotFound], another version than named [ErrVersionConflict], and who has a
// reserved type [ErrTypeReserved], but for employees.
//
// A database may keep the old bytes in pages that it has not used again; the
// store says what it does about that.
type Erase struct {
	Ref Ref `json:"ref"`
	// IfVersion, when not 0, is the version that must be there (X19).
	IfVersion int32 `json:"if_version,omitempty"`
}

// Needs implements [batch.Command].
func (c Erase) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Erase) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Erase) needs(n *batch.Needs, _ rules) {
	n.With |= storage.WithRevisions | withDependents()
	c.Ref.Needs(n)
}

func (c Erase) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	before, err := r.dead(d, &c.Ref)
	if err != nil {
		return batch.Outcome{}, err
	}
	written := before
	if written.TypeCode == TypeSystemEmployees {
		written.TypeCode = "" // the library adds employees, so it must be able to forget them
	}
	if err := writable(written, c.IfVersion); err != nil {
		return batch.Outcome{}, err
	}
	if before.Status == storage.StatusErased {
		return batch.Outcome{Action: batch.Unchanged, Subject: before.Ref(), Record: before}, nil
	}
	for _, rev := range d.RevisionsOf(before.ID) {
		rev.Was = anonymous(rev.Was, before.UserID)
		d.PutRevision(rev)
	}
	r.strip(d, env, before.ID)
	after := anonymous(before, "")
	after.Status = storage.StatusErased
	if after.DeletedAt.IsZero() {
		after.DeletedAt = env.Now
	}
	after = r.supersede(d, env, anonymous(before, ""), after, EventErased)
	return batch.Outcome{Action: batch.Deleted, Subject: after.Ref(), Record: after}, nil
}

// dead finds an attendee, or by ID one who was deleted.
func (r rules) dead(d *batch.Draft, ref *Ref) (Attendee, error) {
	if ref.onlyID() {
		if a, ok := d.Attendee(ref.id); ok && !present(a) {
			return a, nil
		}
	}
	return r.find(d, ref)
}

// anonymous returns what may be known of an attendee for good. An account that
// made or owns the record stays, unless it is the attendee's own.
func anonymous(a Attendee, self string) Attendee {
	account := func(id string) string {
		if key := identifierKey(id); key == identifierKey(a.UserID) || key == identifierKey(self) {
			return ""
		}
		return id
	}
	return Attendee{
		Head: a.Head, Status: a.Status, Version: a.Version, UpdatedBy: account(a.UpdatedBy), DeletedAt: a.DeletedAt,
		Role: a.Role, TypeCode: a.TypeCode, Currency: a.Currency, Owner: Owner{UserID: account(a.Owner.UserID)},
	}
}
