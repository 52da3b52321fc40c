package webhook_test

import (
	"fmt"

	"github.com/muster-go/muster/webhook"
)

func ExampleSign() {
	secret := []byte("shared with the subscriber")
	body, err := webhook.Body(event)
	if err != nil {
		fmt.Println(err)
		return
	}
	signature := webhook.Sign(secret, body) // goes into webhook.Header
	fmt.Println(webhook.Valid(secret, body, signature))
	fmt.Println(webhook.Valid(secret, append(body, ' '), signature))
	// Output:
	// true
	// false
}

func ExampleOf() {
	envelope := webhook.Of(event)
	fmt.Println(envelope.Event, envelope.Tenant, envelope.Data.Kind)
	// Output: attendee.updated acme attendee
}
