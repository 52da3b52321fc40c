package attendee

import (
	"encoding/json"
	"fmt"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The events of attendees. Their data is an [EventData].
const (
	EventCreated     = "attendee.created"
	EventUpdated     = "attendee.updated"
	EventInactivated = "attendee.inactivated"
	EventDeleted     = "attendee.deleted"
	EventMerged      = "attendee.merged" // with MergeData
	EventErased      = "attendee.erased"
)

// EventCredentialRevoked tells that a credential is none any more, also because
// its attendee was deleted; with [CredentialData].
const EventCredentialRevoked = "credential.revoked"

// CredentialData is what the events of credentials tell.
type CredentialData struct {
	AttendeeID storage.ID `json:"attendee_id"`
}

// EventData is what an event tells about the change: no value, so that
// relaying it gives nothing personal away.
type EventData struct {
	Version int32    `json:"version"`
	Changed []string `json:"changed,omitempty"`
}

// begin writes the first version of a new attendee.
func (r rules) begin(d *batch.Draft, env batch.Env, a Attendee) Attendee {
	a.Status, a.Version = storage.StatusActive, 1
	if a.ID == (storage.ID{}) {
		a.ID = env.NewID()
	}
	a.CreatedAt, a.UpdatedAt, a.UpdatedBy = env.Now, env.Now, env.Actor
	a = d.PutAttendee(a)
	r.emit(d, env, EventCreated, a, nil)
	return a
}

// supersede writes the next version of an attendee, and keeps the one before
// as it was, in the same atomic step (X19, X33).
func (r rules) supersede(d *batch.Draft, env batch.Env, before, after Attendee, event string) Attendee {
	after, changed := r.succeed(d, env, before, after)
	r.emit(d, env, event, after, changed)
	return after
}

// succeed is supersede without the event; it names the fields that changed.
func (r rules) succeed(d *batch.Draft, env batch.Env, before, after Attendee) (now Attendee, changed []string) {
	changed = differences(&before, &after)
	after.Version = before.Version + 1
	after.UpdatedAt, after.UpdatedBy = env.Now, env.Actor
	after = d.PutAttendee(after)
	if !r.policy.WithoutHistory {
		rev := Revision{AttendeeID: before.ID, Version: before.Version, Changed: changed, Was: before}
		rev.ID, rev.CreatedAt, rev.UpdatedAt = env.NewID(), env.Now, env.Now
		d.PutRevision(rev)
	}
	return after, changed
}

func (r rules) emit(d *batch.Draft, env batch.Env, event string, a Attendee, changed []string) {
	r.tell(d, env, event, a.Ref(), EventData{Version: a.Version, Changed: changed})
}

// tell emits an event unless the policy wants none.
func (r rules) tell(d *batch.Draft, env batch.Env, event string, subject storage.Ref, about any) {
	if r.policy.WithoutEvents {
		return
	}
	data, err := json.Marshal(about)
	if err != nil { // IDs, numbers and field names always have a JSON form
		panic(fmt.Sprintf("attendee: event data: %v", err))
	}
	d.Emit(storage.Event{ID: env.NewID(), Type: event, Subject: subject, At: env.Now, Data: data})
}
