package attendee

import (
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// dependent is a kind that hangs from an attendee, and what becomes of its
// records when the attendee is deleted, erased or merged into another.
type dependent struct {
	kind storage.Kind
	with storage.Relations // what loads them; 0 for those that need no deciding

	// remove is nil for what stays, and move for what nothing moves.
	remove func(r rules, d *batch.Draft, env batch.Env, attendee storage.ID)
	move   func(r rules, d *batch.Draft, env batch.Env, from, to storage.ID)
	// uses counts the records that keep the attendee from being deleted.
	uses func(d *batch.Draft, attendee storage.ID) int
	// forget removes what a deletion does not keep and an erasure does.
	forget func(d *batch.Draft, attendee storage.ID)
}

// dependents is the whole of the cascade (X18), read from top to bottom. A kind
// that hangs from an attendee and is missing here fails a test.
func dependents() []dependent {
	return []dependent{
		{kind: storage.KindCredential, with: storage.WithCredentials, remove: removeCredentials, move: moveCredentials},
		{kind: storage.KindMembership, with: storage.WithMemberships, remove: removeMemberships, move: moveMemberships},
		{kind: storage.KindFormResponse, with: storage.WithFormResponses, remove: removeResponses, move: moveResponses},
		// Who came stays known, but who is gone is nowhere inside.
		{kind: storage.KindCheckIn, with: storage.WithCheckIns, remove: endPresences, move: moveCheckIns},
		// What was spent on an attendee stays, so that the sums do.
		{kind: storage.KindAssociation, with: storage.WithAssociations | storage.WithEntries, move: moveAssociations, uses: countAssociations, forget: removeOpenings},
		// The history stays with the tombstone, for the record.
		{kind: storage.KindRevision},
	}
}

// withDependents loads what the cascade decides about.
func withDependents() (with storage.Relations) {
	for _, dep := range dependents() {
		with |= dep.with
	}
	return with
}

// strip removes what hangs from an attendee and does not outlive it (G8).
func (r rules) strip(d *batch.Draft, env batch.Env, attendee storage.ID) {
	for _, dep := range dependents() {
		if dep.remove != nil {
			dep.remove(r, d, env, attendee)
		}
	}
}

// forget removes what only counts as long as the attendee is there.
func (r rules) forget(d *batch.Draft, attendee storage.ID) {
	for _, dep := range dependents() {
		if dep.forget != nil {
			dep.forget(d, attendee)
		}
	}
}

// unused fails with [ErrInUse] for an attendee whom something keeps (X18).
func (r rules) unused(d *batch.Draft, a Attendee) error {
	for _, dep := range dependents() {
		if dep.uses == nil {
			continue
		}
		if n := dep.uses(d, a.ID); n > 0 {
			return &batch.Error{Code: ErrInUse, Existing: a.Ref(), Count: n}
		}
	}
	return nil
}

// hand moves what hangs from one attendee to another.
func (r rules) hand(d *batch.Draft, env batch.Env, from, to storage.ID) {
	for _, dep := range dependents() {
		if dep.move != nil {
			dep.move(r, d, env, from, to)
		}
	}
}

func removeMemberships(r rules, d *batch.Draft, env batch.Env, attendee storage.ID) {
	for _, m := range d.MembershipsOf(attendee) {
		r.leave(d, env, m)
	}
}

func removeResponses(r rules, d *batch.Draft, env batch.Env, attendee storage.ID) {
	for _, f := range d.FormResponsesOf(attendee) {
		r.discard(d, env, f)
	}
}

// moveMemberships lets nobody be in a group twice.
func moveMemberships(r rules, d *batch.Draft, env batch.Env, from, to storage.ID) {
	there := make(map[storage.ID]bool)
	for _, m := range d.MembershipsOf(to) {
		there[m.GroupID] = true
	}
	for _, m := range d.MembershipsOf(from) {
		r.leave(d, env, m)
		if !there[m.GroupID] {
			r.join(d, env, m.GroupID, to)
		}
	}
}

func moveResponses(_ rules, d *batch.Draft, env batch.Env, from, to storage.ID) {
	for _, f := range d.FormResponsesOf(from) {
		f.AttendeeID, f.UpdatedAt = to, env.Now
		d.PutFormResponse(f)
	}
}

func removeCredentials(r rules, d *batch.Draft, env batch.Env, attendee storage.ID) {
	for _, c := range d.CredentialsOf(attendee) {
		d.Delete(c.Ref())
		if c.Status == storage.CredentialActive {
			r.tell(d, env, EventCredentialRevoked, c.Ref(), CredentialData{attendee})
		}
	}
}

func moveCredentials(_ rules, d *batch.Draft, env batch.Env, from, to storage.ID) {
	for _, c := range d.CredentialsOf(from) {
		c.AttendeeID, c.UpdatedAt = to, env.Now
		d.PutCredential(c)
	}
}

func endPresences(_ rules, d *batch.Draft, env batch.Env, attendee storage.ID) {
	for _, c := range d.PresencesOf(attendee) {
		c.UniquePresence, c.UpdatedAt = "", env.Now
		d.PutCheckIn(c)
	}
}

// moveCheckIns leaves who was inside by two check-ins inside by one.
func moveCheckIns(_ rules, d *batch.Draft, env batch.Env, from, to storage.ID) {
	inside := make(map[string]bool)
	for _, c := range d.PresencesOf(to) {
		inside[c.UniquePresence] = true
	}
	for _, c := range d.CheckInsOf(from) {
		c.AttendeeID, c.UpdatedAt = to, env.Now
		if c.Inside() {
			if c.UniquePresence = storage.Presence(c.ZoneID, c.PointID, to); inside[c.UniquePresence] {
				c.UniquePresence = ""
			}
		}
		d.PutCheckIn(c)
	}
}
