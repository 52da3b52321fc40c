package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/examples/server/live"
	"github.com/muster-go/muster/examples/server/post"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/webhook"
)

// dial listens to the events of the demo's list.
func dial(t *testing.T, s *site, protocols ...string) (*websocket.Conn, error) {
	t.Helper()
	url := "ws" + strings.TrimPrefix(s.base, "http") + "/api/v1/projects/demo/expo/events"
	c, res, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{Subprotocols: append(protocols, "muster")})
	if res != nil && res.Body != nil {
		_ = res.Body.Close()
	}
	if err == nil {
		t.Cleanup(func() { _ = c.CloseNow() })
	}
	return c, err
}

func next(t *testing.T, c *websocket.Conn) any {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, data, err := c.Read(ctx)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	return v
}

// quiet waits until what the demo's filling had to tell is told.
func quiet(t *testing.T, s *site) {
	t.Helper()
	eventually(t, func() bool {
		left, err := s.store.Pending(context.Background(), storage.Claim{Limit: 1})
		return err == nil && len(left) == 0
	}, "the outbox is not emptied")
}

func TestTheStreamTellsWhatHappens(t *testing.T) {
	s := open(t, config{})
	quiet(t, s)
	c, err := dial(t, s)
	require.NoError(t, err)
	require.Equal(t, "muster", c.Subprotocol())

	made := s.do(t, "POST", peoplePath, `{"first_name": "Jane", "last_name": "Smith", "attendee_type_id": 1}`)
	require.Equal(t, http.StatusCreated, made.status)
	told := next(t, c)
	require.Equal(t, "AttendeeCreated", at(t, told, "event"))
	require.Equal(t, "dashboard.project.expo.attendees", at(t, told, "channel"))
	require.Equal(t, at(t, made.json(t), "data"), at(t, told, "data", "attendee"), "as the API shows it")

	changed := s.do(t, "PATCH", peoplePath+"/12345", `{"first_name": "Augusta"}`)
	told = next(t, c)
	require.Equal(t, "AttendeeUpdated", at(t, told, "event"))
	require.Equal(t, at(t, changed.json(t), "data"), at(t, told, "data", "attendee"))

	s.do(t, "POST", "/api/v1/projects/demo/another/attendees", `{"first_name": "No", "last_name": "Body"}`)
	s.do(t, "DELETE", peoplePath+"/12345", "")
	told = next(t, c)
	require.Equal(t, map[string]any{
		"event": "AttendeeDeleted", "channel": "dashboard.project.expo.attendees", "data": map[string]any{"attendee_id": float64(12345)},
	}, told, "another project's events are not told")
}

// A private attendee of somebody else does not exist for an actor, neither in
// the stream.
func TestTheStreamShowsWhatTheActorMaySee(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	s := open(t, config{tokens: tk})
	quiet(t, s)
	_, err = dial(t, s)
	require.Error(t, err, "no token")
	_, err = dial(t, s, "bearer.blind-01234567890")
	require.Error(t, err, "may not read")
	_, err = dial(t, s, "bearer.other-01234567890")
	require.Error(t, err, "another list")
	reader, err := dial(t, s, "bearer.reader-0123456789")
	require.NoError(t, err)
	admin, err := dial(t, s, "bearer.admin-01234567890")
	require.NoError(t, err)
	for _, a := range []attendee.Attendee{
		{LastName: "Hidden", Owner: attendee.Owner{UserID: "u-writer"}},
		{LastName: "Mine", Owner: attendee.Owner{UserID: "u-reader"}},
		{LastName: "Shared"},
	} {
		_, err := s.attendees.Create(t.Context(), demo.List, a)
		require.NoError(t, err)
	}
	for _, name := range []string{"Hidden", "Mine", "Shared"} {
		require.Equal(t, name, at(t, next(t, admin), "data", "attendee", "last_name"))
	}
	for _, name := range []string{"Mine", "Shared"} {
		require.Equal(t, name, at(t, next(t, reader), "data", "attendee", "last_name"))
	}
}

func TestAStreamOfAnotherOriginIsRefused(t *testing.T) {
	s := open(t, config{})
	_, res, err := websocket.Dial(t.Context(), s.base+"/api/v1/projects/demo/expo/events", &websocket.DialOptions{
		HTTPHeader: http.Header{"Origin": {"https://evil.example"}},
	})
	require.Error(t, err)
	require.Equal(t, http.StatusForbidden, res.StatusCode)
}

func TestSlowListenersAreDropped(t *testing.T) {
	hub := live.NewHub()
	slow, err := hub.Listen(demo.List)
	require.NoError(t, err)
	quick, err := hub.Listen(demo.List)
	require.NoError(t, err)
	e := []storage.Event{{Scope: demo.List}}
	for range live.Backlog + 1 {
		hub.Publish(e)
		<-quick.C
	}
	n := 0
	for range slow.C { // it is closed
		n++
	}
	require.Equal(t, live.Backlog, n)
	hub.Publish(e)
	<-quick.C
	quick.Leave()
	slow.Leave() // again is no fault

	for range live.MaxListeners {
		_, err := hub.Listen(demo.List)
		require.NoError(t, err)
	}
	_, err = hub.Listen(demo.List)
	require.ErrorIs(t, err, live.ErrFull)
	hub.Close()
	_, err = hub.Listen(demo.List)
	require.ErrorIs(t, err, live.ErrFull)
}

// receiver takes webhooks, after it has refused as many as it is told.
type receiver struct {
	mu     sync.Mutex
	refuse int
	bodies [][]byte
	signed []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse > 0 {
		r.refuse--
		http.Error(w, "not now", http.StatusInternalServerError)
		return
	}
	r.bodies, r.signed = append(r.bodies, body), append(r.signed, req.Header.Get(post.SignatureHeader))
}

func (r *receiver) taken() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.bodies)
}

const secret = "a secret of some length"

func TestWebhooksAreSignedAndSentUntilTheyAreTaken(t *testing.T) {
	taker := &receiver{refuse: 7}
	remote := httptest.NewServer(taker)
	defer remote.Close()
	hook, err := post.New(remote.URL, secret)
	require.NoError(t, err)
	s := open(t, config{hook: hook, hookPause: time.Millisecond})
	eventually(t, func() bool { return taker.taken() == 7 }, "the demo's seven are not told")
	s.do(t, "DELETE", peoplePath+"/12345", "")
	s.do(t, "PATCH", peoplePath+"/12346", `{"first_name": "G"}`)
	eventually(t, func() bool { return taker.taken() == 9 }, "the changes are not told")
	quiet(t, s)

	names := make(map[string]int)
	ids := make(map[string]bool)
	for i, body := range taker.bodies {
		require.True(t, webhook.Valid([]byte(secret), body, taker.signed[i]))
		require.Regexp(t, `^sha256=[0-9a-f]{64}$`, taker.signed[i])
		var v any
		require.NoError(t, json.Unmarshal(body, &v))
		names[at(t, v, "event").(string)]++
		ids[at(t, v, "id").(string)] = true
		require.Empty(t, differ("envelope", map[string]any{
			"id": "evt_", "event": at(t, v, "event"), "timestamp": "<time>", "tenant": "demo", "project_id": "<any>", "data": at(t, v, "data"),
		}, map[string]any{
			"id": at(t, v, "id").(string)[:4], "event": at(t, v, "event"), "timestamp": at(t, v, "timestamp"), "tenant": at(t, v, "tenant"), "project_id": at(t, v, "project_id"), "data": at(t, v, "data"),
		}))
		if at(t, v, "event") == "attendee.deleted" {
			require.Equal(t, map[string]any{"attendee_id": float64(12345)}, at(t, v, "data"))
		}
	}
	require.Equal(t, map[string]int{"attendee.created": 7, "attendee.deleted": 1, "attendee.updated": 1}, names)
	require.Len(t, ids, 9)
	require.Contains(t, s.log.String(), "answered 500")
	require.NotContains(t, s.log.String(), remote.URL)
}

// What a receiver has not taken when the server stops is in the outbox, and is
// told by the next one.
func TestWebhooksOutliveTheServer(t *testing.T) {
	taker := &receiver{refuse: 1 << 30}
	remote := httptest.NewServer(taker)
	defer remote.Close()
	var st storage.Store
	t.Run("it stops", func(t *testing.T) {
		hook, err := post.New(remote.URL, secret)
		require.NoError(t, err)
		s := open(t, config{hook: hook})
		st = s.store
		eventually(t, func() bool { return strings.Contains(s.log.String(), "was not taken") }, "nothing was tried")
	})
	left, err := st.(storage.Outbox).Pending(t.Context(), storage.Claim{Limit: 100})
	require.NoError(t, err)
	require.Len(t, left, 7)
}

func TestWebhookSettingsAreChecked(t *testing.T) {
	for _, url := range []string{"", "x", "ftp://example.org/", "//example.org", "http://"} {
		_, err := post.New(url, secret)
		require.Error(t, err, url)
	}
	_, err := post.New("https://example.org/", "short")
	require.Error(t, err)
}

func TestWebhooksFollowNoRedirect(t *testing.T) {
	elsewhere := &receiver{}
	target := httptest.NewServer(elsewhere)
	defer target.Close()
	moved := httptest.NewServer(http.RedirectHandler(target.URL, http.StatusTemporaryRedirect))
	defer moved.Close()
	hook, err := post.New(moved.URL, secret)
	require.NoError(t, err)
	defer hook.Close()
	require.ErrorContains(t, hook.Send(t.Context(), []byte("{}")), "307")
	require.Zero(t, elsewhere.taken())
}
