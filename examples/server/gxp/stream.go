package gxp

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/live"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// frame is one message of the stream, as the API's channels of a project have
// it.
type frame struct {
	Event   string `json:"event"`
	Channel string `json:"channel"`
	Data    any    `json:"data"`
}

type withAttendee struct {
	Attendee output `json:"attendee"`
}

type withID struct {
	AttendeeID any `json:"attendee_id"`
}

// frameNames are the names of the stream's events by the library's.
var frameNames = map[string]string{
	attendee.EventCreated:     "AttendeeCreated",
	attendee.EventUpdated:     "AttendeeUpdated",
	attendee.EventInactivated: "AttendeeUpdated",
	attendee.EventMerged:      "AttendeeUpdated",
	attendee.EventDeleted:     "AttendeeDeleted",
	attendee.EventErased:      "AttendeeDeleted",

	credential.EventCreated: "CredentialCreated",
	credential.EventRevoked: "CredentialRevoked",
	credential.EventGranted: "AccessGranted",
	credential.EventDenied:  "AccessDenied",
}

// topicOf returns the last part of the channel of an event.
func topicOf(e storage.Event) string {
	switch e.Subject.Kind {
	case storage.KindCredential:
		return "credentials"
	case storage.KindCheckIn:
		return "access"
	}
	return "attendees"
}

const (
	writeTime = 10 * time.Second // for one message
	pingEvery = 30 * time.Second
	together  = attendee.MaxIDs // events whose attendees are read at once
)

// stream sends what happens to a project's attendees as long as the other side
// keeps up. Who does not is cut off, and who comes back reads the list again:
// nothing is repeated.
func (a API) stream(c call) error {
	if _, _, err := c.attendees.GetMany(c.r.Context(), c.list); err != nil {
		return err // may not read
	}
	if c.r.Header.Get("Upgrade") == "" {
		return wire.Refuse(http.StatusUpgradeRequired, "this is a WebSocket")
	}
	listener, err := a.Live.Listen(c.list)
	if err != nil {
		return wire.Refuse(http.StatusServiceUnavailable, "too many are listening")
	}
	defer listener.Leave()
	// A page of another origin is refused.
	conn, err := websocket.Accept(c.w, c.r, &websocket.AcceptOptions{Subprotocols: []string{auth.Muster}})
	if err != nil {
		return nil // answered by Accept
	}
	defer func() { _ = conn.CloseNow() }()
	// The request's own context ends with its time; a stream has none. What the
	// other side sends is not read, and its going is noticed.
	ctx := conn.CloseRead(context.WithoutCancel(c.r.Context()))
	code, why := a.pump(ctx, c, conn, listener)
	_ = conn.Close(code, why)
	return nil
}

func (a API) pump(ctx context.Context, c call, conn *websocket.Conn, listener *live.Listener) (websocket.StatusCode, string) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return websocket.StatusNormalClosure, ""
		case <-ping.C:
			if err := within(ctx, conn.Ping); err != nil {
				return websocket.StatusPolicyViolation, "no answer"
			}
		case e, ok := <-listener.C:
			if !ok {
				return websocket.StatusTryAgainLater, "too slow, or the server is going away"
			}
			if err := a.send(ctx, c, conn, more(listener, e)); err != nil {
				return websocket.StatusInternalError, ""
			}
		}
	}
}

func within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	return do(ctx)
}

// more returns e and what waits behind it.
func more(l *live.Listener, e storage.Event) []storage.Event {
	events := []storage.Event{e}
	for len(events) < together {
		select {
		case next, ok := <-l.C:
			if !ok {
				return events
			}
			events = append(events, next)
			continue
		default:
		}
		break
	}
	return events
}

// send writes events as the listener may see them: the library decides whose
// attendees exist for whom.
func (a API) send(ctx context.Context, c call, conn *websocket.Conn, events []storage.Event) error {
	people, types, err := about(ctx, c.attendees, c.list, events)
	if err != nil {
		return err
	}
	for _, e := range events {
		name, known := frameNames[e.Type]
		id := personOf(e)
		who, sees := people[id]
		if !known || !sees && id != (storage.ID{}) { // nobody's card, held against a door, is no secret
			continue
		}
		f := frame{Event: name, Channel: "dashboard.project." + c.list.Event + "." + topicOf(e)}
		if e.Subject.Kind == storage.KindAttendee {
			f.Data = subject(e, who, types)
		} else if f.Data, err = numbered(e, who); err != nil {
			return err
		}
		data, err := json.Marshal(f)
		if err != nil {
			return err
		}
		if err := within(ctx, func(ctx context.Context) error { return conn.Write(ctx, websocket.MessageText, data) }); err != nil {
			return err
		}
	}
	return nil
}

// about reads the attendees that events are about, in one call, tombstones too.
func about(ctx context.Context, attendees *attendee.Service, list storage.Scope, events []storage.Event) (map[storage.ID]attendee.Attendee, map[string]attendee.Type, error) {
	var refs []attendee.Ref
	asked, typed := make(map[storage.ID]bool), false
	for _, e := range events {
		if id := personOf(e); id != (storage.ID{}) && !asked[id] {
			asked[id] = true
			refs = append(refs, attendee.ByID(id))
		}
	}
	found, _, err := attendees.WithDeleted().GetMany(ctx, list, refs...)
	if err != nil {
		return nil, nil, err
	}
	people := make(map[storage.ID]attendee.Attendee, len(found))
	for _, who := range found {
		people[who.ID] = who
		typed = typed || who.TypeCode != ""
	}
	if !typed {
		return people, nil, nil
	}
	types, err := attendees.Types(ctx, list)
	return people, byCode(types), err
}

// subject is what is told about an event: the attendee as it is now, or no more
// than the ID of one who is gone by now.
func subject(e storage.Event, who attendee.Attendee, types map[string]attendee.Type) any {
	if who.Status == storage.StatusActive || who.Status == storage.StatusInactive {
		if frameNames[e.Type] != "AttendeeDeleted" {
			return withAttendee{shown(who, types)}
		}
	}
	return withID{idOf(who)}
}
