package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/examples/server/post"
	"github.com/muster-go/muster/memstore"
)

const (
	projectPath = "/api/v1/projects/demo/expo"
	scanPath    = projectPath + "/access-points/main-entrance/scan"
)

func (s *site) json(t *testing.T, method, path, body string, status int) any {
	t.Helper()
	got := s.direct(t, method, path, strings.NewReader(body))
	require.Equal(t, status, got.status, got.body)
	if got.body == "" {
		return nil
	}
	return got.json(t)
}

func TestGxPUndoneCheckIns(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	s.json(t, "POST", peoplePath+"/12345/credentials", `{"credential_type_id": 1, "value": "B1"}`, 201)
	first := s.json(t, "POST", scanPath, `{"credential_value": "B1"}`, 200)
	require.EqualValues(t, 1, at(t, s.json(t, "GET", projectPath+"/access-zones", "", 200), "data", 0, "current_count"))
	undo := projectPath + "/check-ins/" + at(t, first, "check_in_id").(string) + "/undo"
	s.json(t, "POST", undo, "", 204)
	s.json(t, "POST", undo, "", 204)
	require.EqualValues(t, 0, at(t, s.json(t, "GET", projectPath+"/access-zones", "", 200), "data", 0, "current_count"))
	require.Equal(t, true, at(t, s.json(t, "POST", scanPath, `{"credential_value": "B1"}`, 200), "access_granted"))
	denied := s.json(t, "POST", scanPath, `{"credential_value": "B1"}`, 200)
	s.json(t, "POST", projectPath+"/check-ins/"+at(t, denied, "check_in_id").(string)+"/undo", "", 403)
	s.json(t, "POST", projectPath+"/check-ins/x/undo", "", 404)
}

func TestGxPScansSentAgain(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	s.json(t, "POST", peoplePath+"/12345/credentials", `{"credential_type_id": "1", "value": "B1"}`, 201)
	scan := func(body string) reply {
		return s.direct(t, "POST", scanPath, strings.NewReader(body), "Idempotency-Key", "n1")
	}
	const body = `{"reader_id": 7, "credential_value": "B1", "timestamp": "2024-01-15T10:30:00Z"}`
	first := scan(body)
	require.Equal(t, http.StatusOK, first.status, first.body)
	require.Equal(t, first.body, scan(body).body, "granted, both times, by the same check-in")
	require.Equal(t, http.StatusUnprocessableEntity, scan(strings.Replace(body, "10:30", "10:31", 1)).status)
	require.Equal(t, http.StatusBadRequest, scan(`{"credential_value": "B1"}`).status, "no reader")
	for bad, status := range map[string]int{
		`{}`: 400, `{"credential_value": 5}`: 400, `{"credential_value": "B1", "timestamp": "yesterday"}`: 400, `{"credential_value": "B1", "force": true}`: 400,
	} {
		s.json(t, "POST", scanPath, bad, status)
	}
}

func TestGxPCredentialsOfOthers(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	drawn := s.json(t, "POST", peoplePath+"/12345/credentials", `{"credential_type_id": 2}`, 201)
	require.Len(t, at(t, drawn, "data", "value"), 26, "it is shown once")
	require.Equal(t, "rfid", at(t, drawn, "data", "type"))
	listed := s.json(t, "GET", peoplePath+"/12345/credentials", "", 200)
	require.Nil(t, at(t, listed, "data", 0, "value"), "its type keeps none")
	id := at(t, drawn, "data", "id").(string)
	s.json(t, "DELETE", peoplePath+"/12346/credentials/"+id, "", 404)
	s.json(t, "DELETE", peoplePath+"/12345/credentials/x", "", 404)
	s.json(t, "DELETE", peoplePath+"/12345/credentials/"+id, "", 204)
	s.json(t, "DELETE", peoplePath+"/12345/credentials/"+id, "", 404)
	s.json(t, "GET", peoplePath+"/99/credentials", "", 404)
	s.json(t, "POST", peoplePath+"/99/credentials", `{"credential_type_id": 1, "value": "x"}`, 404)
	s.json(t, "POST", peoplePath+"/12345/credentials", `{"value": "x"}`, 400)
}

func TestDoorsAreTold(t *testing.T) {
	taker := &receiver{}
	remote := httptest.NewServer(taker)
	defer remote.Close()
	hook, err := post.New(remote.URL, secret)
	require.NoError(t, err)
	s := open(t, config{hook: hook, hookPause: time.Millisecond})
	quiet(t, s)
	before := taker.taken()
	c, err := dial(t, s)
	require.NoError(t, err)

	badge := s.do(t, "POST", peoplePath+"/12345/credentials", `{"credential_type_id": 1, "value": "B1"}`)
	require.Equal(t, http.StatusCreated, badge.status)
	id := at(t, badge.json(t), "data", "id")
	for _, value := range []string{"B1", "B1", "nobody's"} {
		s.do(t, "POST", scanPath, `{"credential_value": "`+value+`"}`)
	}
	s.do(t, "DELETE", peoplePath+"/12345/credentials/"+id.(string), "")
	for _, want := range []struct {
		event, topic string
		person       any
	}{
		{"CredentialCreated", "credentials", 12345.0},
		{"AccessGranted", "access", 12345.0},
		{"AccessDenied", "access", 12345.0},
		{"AccessDenied", "access", nil},
		{"CredentialRevoked", "credentials", 12345.0},
	} {
		told := next(t, c)
		require.Equal(t, want.event, at(t, told, "event"))
		require.Equal(t, "dashboard.project.expo."+want.topic, at(t, told, "channel"))
		require.Equal(t, want.person, at(t, told, "data", "attendee_id"))
	}
	eventually(t, func() bool { return taker.taken() == before+5 }, "the webhooks do not come")
	names := make(map[any]int)
	for _, body := range taker.bodies[before:] {
		require.NotContains(t, string(body), "B1", "a value is a secret")
		var v any
		require.NoError(t, json.Unmarshal(body, &v))
		names[at(t, v, "event")]++
		if at(t, v, "event") == "credential.created" {
			require.Equal(t, map[string]any{"attendee_id": 12345.0, "credential_id": id}, at(t, v, "data"))
		}
		if at(t, v, "event") == "access.granted" {
			require.Equal(t, "in", at(t, v, "data", "direction"))
			require.NotEmpty(t, at(t, v, "data", "check_in_id"))
		}
	}
	require.Equal(t, map[any]int{"credential.created": 1, "credential.revoked": 1, "access.granted": 1, "access.denied": 2}, names)
}
