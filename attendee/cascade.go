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

	remove func(r rules, d *batch.Draft, env batch.Env, attendee storage.ID)
	move   func(r rules, d *batch.Draft, env batch.Env, from, to storage.ID)
}

// dependents is the whole of the cascade (X18), read from top to bottom. A kind
// that hangs from an attendee and is missing here fails a test.
func dependents() []dependent {
	return []dependent{
		{storage.KindMembership, storage.WithMemberships, removeMemberships, moveMemberships},
		{storage.KindFormResponse, storage.WithFormResponses, removeResponses, moveResponses},
		// The history stays with the tombstone, for the record.
		{storage.KindRevision, 0, nil, nil},
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
