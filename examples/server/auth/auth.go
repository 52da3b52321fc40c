// Package auth says in whose name a request is made: bearer tokens stand for
// actors of the library. What an actor may do is the library's business.
package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// The scopes of a token, as the Concur API names them.
const (
	Read          = "attendee.read"      // see attendees
	Write         = "attendee.write"     // see and write them
	WriteOnly     = "attendee.writeonly" // write them, and see nothing
	Administrator = "administrator"      // everything, everybody's attendees too
)

// Caller is who makes a request.
type Caller struct {
	Actor attendee.Actor
	Host  bool // nobody is asked for a token: the caller speaks for the host
	lists []string
}

// Bind returns the service with the caller's rights. It fails with 403 for a
// list that the token is not for.
func (c Caller) Bind(s *attendee.Service, scope storage.Scope) (*attendee.Service, error) {
	if err := c.May(scope); err != nil {
		return nil, err
	}
	if c.Host {
		return s, nil
	}
	return s.As(c.Actor), nil
}

// May fails with 403 for a list that the token is not for.
func (c Caller) May(scope storage.Scope) error {
	if c.Host || len(c.lists) == 0 ||
		slices.Contains(c.lists, scope.Tenant+"/"+scope.Event) || slices.Contains(c.lists, scope.Tenant+"/*") {
		return nil
	}
	return wire.Refuse(http.StatusForbidden, "the token is not for this list")
}

// Tokens are the callers by the digests of their tokens; a nil *Tokens trusts
// everybody.
type Tokens struct {
	byDigest map[[sha256.Size]byte]Caller
}

// entry is one token of the file.
type entry struct {
	Token  string   `json:"token"`  // or
	Digest string   `json:"sha256"` // of the token, in hexadecimal
	User   string   `json:"user"`
	Scopes []string `json:"scopes"`
	Lists  []string `json:"lists"` // "tenant/event" or "tenant/*"; none for all
}

const minToken = 16 // characters

// Load reads tokens from a JSON file: a list of objects with token (or sha256),
// user, scopes and, to name the lists that it is for, lists.
func Load(file string) (*Tokens, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

func parse(data []byte) (*Tokens, error) {
	var entries []entry
	if err := wire.CheckJSON(data); err != nil {
		return nil, err
	}
	if err := wire.Decode(data, &entries); err != nil {
		return nil, err
	}
	t := &Tokens{byDigest: make(map[[sha256.Size]byte]Caller, len(entries))}
	for i, e := range entries {
		if err := t.add(e); err != nil {
			return nil, fmt.Errorf("token %d: %w", i+1, err) // which is not quoted
		}
	}
	return t, nil
}

func (t *Tokens) add(e entry) error {
	var digest [sha256.Size]byte
	switch {
	case (e.Token == "") == (e.Digest == ""):
		return fmt.Errorf("one of token and sha256 is needed")
	case e.Token != "" && (len(e.Token) < minToken || strings.Trim(e.Token, tokenLetters) != ""):
		return fmt.Errorf("a token is %d or more letters, digits and ._~-", minToken)
	case e.Token != "":
		digest = sha256.Sum256([]byte(e.Token))
	default:
		if n, err := hex.Decode(digest[:], []byte(e.Digest)); err != nil || n != len(digest) {
			return fmt.Errorf("sha256 is not a digest in hexadecimal")
		}
	}
	c := Caller{Actor: attendee.Actor{UserID: e.User}, lists: e.Lists}
	for _, s := range e.Scopes {
		switch s {
		case Read:
			c.Actor.Read = true
		case Write:
			c.Actor.Read, c.Actor.Write = true, true
		case WriteOnly:
			c.Actor.Write = true
		case Administrator:
			c.Actor.Read, c.Actor.Write, c.Actor.ReadAll, c.Actor.Admin = true, true, true, true
		default:
			return fmt.Errorf("there is no scope %q", s)
		}
	}
	if _, twice := t.byDigest[digest]; twice {
		return fmt.Errorf("the token stands there twice")
	}
	t.byDigest[digest] = c
	return nil
}

const tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-"

// Protocol begins the WebSocket subprotocol in which a browser, which cannot
// set a header there, sends its token.
const Protocol = "bearer."

// Muster is the subprotocol that the server answers with.
const Muster = "muster"

// Caller returns who makes a request, or fails with 401.
func (t *Tokens) Caller(r *http.Request) (Caller, error) {
	if t == nil {
		return Caller{Host: true}, nil
	}
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") && !strings.EqualFold(kind, "OAuth") { // as Concur 1.1 prints it
		token = ""
	}
	if token == "" {
		for p := range strings.SplitSeq(r.Header.Get("Sec-WebSocket-Protocol"), ",") {
			if after, ok := strings.CutPrefix(strings.TrimSpace(p), Protocol); ok {
				token = after
			}
		}
	}
	// Looked up by digest, so that the time it takes tells nothing about a
	// token that there is.
	c, ok := t.byDigest[sha256.Sum256([]byte(strings.TrimSpace(token)))]
	if token == "" || !ok {
		return Caller{}, wire.Refuse(http.StatusUnauthorized, "a valid bearer token is needed")
	}
	return c, nil
}
