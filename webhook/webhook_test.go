package webhook_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/webhook"
)

var event = storage.Event{
	ID: storage.ID{0xa1}, Scope: storage.Scope{Tenant: "acme", Event: "expo"}, Type: "attendee.updated",
	Subject: storage.Ref{Kind: storage.KindAttendee, ID: storage.ID{0xb2}, Rev: 2},
	At:      time.Date(2026, 5, 4, 11, 0, 0, 1000, time.FixedZone("", 7200)), Data: json.RawMessage(`{"version":2}`),
}

func TestEnvelope_G25(t *testing.T) {
	body, err := webhook.Body(event)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"id": "evt_a1000000-0000-0000-0000-000000000000", "event": "attendee.updated", "timestamp": "2026-05-04T09:00:00.000001Z",
		"tenant": "acme", "event_id": "expo",
		"data": {"kind": "attendee", "id": "b2000000-0000-0000-0000-000000000000", "rev": 2, "about": {"version": 2}}
	}`, string(body))
	again, err := webhook.Body(event)
	require.NoError(t, err)
	require.Equal(t, body, again, "what is signed is what is sent again")
	var read webhook.Envelope
	require.NoError(t, json.Unmarshal(body, &read))
	require.Equal(t, webhook.Of(event), read)

	bare := event
	bare.Data = nil
	body, err = webhook.Body(bare)
	require.NoError(t, err)
	require.NotContains(t, string(body), "about")
	bare.Data = json.RawMessage("{")
	_, err = webhook.Body(bare)
	require.Error(t, err)
}

func TestSignature_G26(t *testing.T) {
	// The example of RFC 4231, test case 2.
	secret, body := []byte("Jefe"), []byte("what do ya want for nothing?")
	const want = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	require.Equal(t, want, webhook.Sign(secret, body))
	require.True(t, webhook.Valid(secret, body, want))
	for _, signature := range []string{"", "sha256=", want[7:], want[:len(want)-1], want + "00", "sha1=" + want[7:], "sha256=zz", want[:len(want)-1] + "4"} {
		require.False(t, webhook.Valid(secret, body, signature), signature)
	}
	require.False(t, webhook.Valid(secret, append(body, ' '), want))
	require.False(t, webhook.Valid([]byte("jefe"), body, want))
	require.False(t, webhook.Valid(nil, body, webhook.Sign(nil, body)), "no secret signs nothing")
}
