// Package post posts signed messages to one URL.
package post

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/muster-go/muster/webhook"
)

// SignatureHeader is where the GxP API has its signatures, made as
// [webhook.Sign] makes them.
const SignatureHeader = "X-GxP-Signature"

const minSecret = 16 // bytes

// Sender posts to one URL. Make it with [New].
type Sender struct {
	url    string
	secret []byte
	client *http.Client
}

// New returns a sender. It fails for what is not an http or https URL, and for
// a secret that is too short to sign with.
func New(to, secret string) (*Sender, error) {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("post: not an http or https URL")
	}
	if len(secret) < minSecret {
		return nil, fmt.Errorf("post: the secret is shorter than %d bytes", minSecret)
	}
	return &Sender{to, []byte(secret), &http.Client{
		Timeout: 10 * time.Second,
		// A receiver that has moved has to be named: events are not sent where
		// an answer points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxConnsPerHost: 8, IdleConnTimeout: 30 * time.Second},
	}}, nil
}

// Send posts a JSON body, and fails unless the answer is 2xx. The error holds
// neither the URL, which may hold a secret, nor the body.
func (s *Sender) Send(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("post: bad request")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "muster-example")
	req.Header.Set(SignatureHeader, webhook.Sign(s.secret, body))
	res, err := s.client.Do(req)
	if err != nil {
		if inner := errors.Unwrap(err); inner != nil {
			err = inner
		}
		return fmt.Errorf("post: %w", err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is used again
	_ = res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("post: answered %d", res.StatusCode)
	}
	return nil
}

// Close ends the connections that are not in use.
func (s *Sender) Close() { s.client.CloseIdleConnections() }
