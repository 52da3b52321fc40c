package gxp

import (
	"context"
	"encoding/json"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
)

// envelope is the body of a webhook. The API has no tenant in it, for there each
// project has a URL of its own; here one URL gets the events of all.
type envelope struct {
	ID        string    `json:"id"`
	Event     string    `json:"event"`
	Timestamp time.Time `json:"timestamp"`
	Tenant    string    `json:"tenant"`
	ProjectID string    `json:"project_id"`
	Data      any       `json:"data"`
}

// hookNames are the names of webhooks by the library's events. The API has
// webhooks for no others.
var hookNames = map[string]string{
	attendee.EventCreated:         "attendee.created",
	attendee.EventUpdated:         "attendee.updated",
	attendee.EventInactivated:     "attendee.updated",
	attendee.EventMerged:          "attendee.updated",
	attendee.EventDeleted:         "attendee.deleted",
	attendee.EventErased:          "attendee.deleted",
	attendee.EventResponseCreated: "form.response.created",
	credential.EventCreated:       "credential.created",
	credential.EventRevoked:       "credential.revoked",
	credential.EventGranted:       "access.granted",
	credential.EventDenied:        "access.denied",
}

// Envelope returns the body of the webhook that tells of an event; ok is false
// when none does. It is about the attendee as it is when it is sent, so that
// what was deleted meanwhile is not told.
func Envelope(ctx context.Context, attendees *attendee.Service, e storage.Event) (body []byte, ok bool, err error) {
	name, ok := hookNames[e.Type]
	if !ok {
		return nil, false, nil
	}
	out := envelope{ID: "evt_" + e.ID.String(), Event: name, Timestamp: e.At, Tenant: e.Scope.Tenant, ProjectID: e.Scope.Event}
	people, types, err := about(ctx, attendees, e.Scope, []storage.Event{e})
	if err != nil {
		return nil, false, err
	}
	who, there := people[personOf(e)]
	switch {
	case e.Subject.Kind != storage.KindAttendee:
		if out.Data, err = numbered(e, who); err != nil {
			return nil, false, err
		}
	case there:
		out.Data = subject(e, who, types)
	default:
		out.Data = withID{e.Subject.ID.String()} // purged: the library's ID is all there is
	}
	body, err = json.Marshal(out)
	return body, err == nil, err
}

// personOf returns the attendee whom an event concerns, the zero ID for nobody.
func personOf(e storage.Event) storage.ID {
	if e.Subject.Kind == storage.KindAttendee {
		return e.Subject.ID
	}
	var data attendee.CredentialData // which all others begin as
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return storage.ID{}
	}
	return data.AttendeeID
}

// numbered returns what an event tells, with the number of the attendee in place
// of the library's ID, and the ID of what the event is about.
func numbered(e storage.Event, who attendee.Attendee) (map[string]any, error) {
	data := make(map[string]any)
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return nil, err
	}
	if who.ID != (storage.ID{}) {
		data["attendee_id"] = idOf(who)
	}
	switch e.Subject.Kind {
	case storage.KindCredential:
		data["credential_id"] = e.Subject.ID.String()
	case storage.KindCheckIn:
		data["check_in_id"] = e.Subject.ID.String()
	}
	return data, nil
}
