package gxp

import (
	"context"
	"encoding/json"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/storage"
)

// envelope is the body of a webhook.
type envelope struct {
	ID        string    `json:"id"`
	Event     string    `json:"event"`
	Timestamp time.Time `json:"timestamp"`
	ProjectID string    `json:"project_id"`
	Data      any       `json:"data"`
}

// hookNames are the names of webhooks by the library's events. The API has
// webhooks for no others.
var hookNames = map[string]string{
	attendee.EventCreated:           "attendee.created",
	attendee.EventUpdated:           "attendee.updated",
	attendee.EventInactivated:       "attendee.updated",
	attendee.EventMerged:            "attendee.updated",
	attendee.EventDeleted:           "attendee.deleted",
	attendee.EventErased:            "attendee.deleted",
	attendee.EventResponseCreated:   "form.response.created",
	attendee.EventCredentialRevoked: "credential.revoked",
}

// Envelope returns the body of the webhook that tells of an event; ok is false
// when none does. It is about the attendee as it is when it is sent, so that
// what was deleted meanwhile is not told.
func Envelope(ctx context.Context, attendees *attendee.Service, e storage.Event) (body []byte, ok bool, err error) {
	name, ok := hookNames[e.Type]
	if !ok {
		return nil, false, nil
	}
	out := envelope{ID: "evt_" + e.ID.String(), Event: name, Timestamp: e.At, ProjectID: e.Scope.Event}
	if e.Subject.Kind == storage.KindAttendee {
		people, types, err := about(ctx, attendees, e.Scope, []storage.Event{e})
		if err != nil {
			return nil, false, err
		}
		out.Data = withID{e.Subject.ID.String()} // purged: the library's ID is all there is
		if who, there := people[e.Subject.ID]; there {
			out.Data = subject(e, who, types)
		}
	} else {
		out.Data = e.Data
	}
	body, err = json.Marshal(out)
	return body, err == nil, err
}
