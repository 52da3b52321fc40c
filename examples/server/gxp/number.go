package gxp

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/storage"
)

// The API numbers attendees with whole numbers, and the library names them by
// UUIDs. So every attendee who comes in here is given a number as external ID,
// which the library keeps unique and finds people by. It is small enough for
// clients that read numbers as floating point, and grows with time: 42 bits of
// milliseconds, which last until 2109, above 11 bits that start at random.
//
// Numbers of one process never meet. Those of two may, once in a long while:
// the library then rejects the item as a duplicate, and it is sent again with
// another number.
//
// Somebody who came in by another door may have no number. Such an attendee is
// shown with the UUID, a text, which is accepted wherever a number is.
const (
	lowBits   = 11
	maxNumber = 1<<53 - 1
)

// Numbers draws numbers. The zero Numbers is ready, and safe for concurrent use.
type Numbers struct {
	mu   sync.Mutex
	last int64
}

// Draw returns a number that is greater than every one before.
func (n *Numbers) Draw() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	fresh := time.Now().UnixMilli()<<lowBits | rand.Int64N(1<<lowBits)
	n.last = max(n.last+1, fresh)
	return strconv.FormatInt(n.last, 10)
}

// isNumber reports whether an external ID is a number as this API writes it.
func isNumber(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n > 0 && n <= maxNumber && strconv.FormatInt(n, 10) == s
}

// idOf returns what the API shows as the attendee's ID.
func idOf(a attendee.Attendee) any {
	if isNumber(a.ExternalID) {
		n, _ := strconv.ParseInt(a.ExternalID, 10, 64)
		return n
	}
	return a.ID.String()
}

// refOf names an attendee by what the API shows as the ID.
func refOf(id string) attendee.Ref {
	if isNumber(id) {
		return attendee.ByExternal(id)
	}
	if u, err := parseID(id); err == nil {
		return attendee.ByID(u)
	}
	return attendee.ByID(storage.ID{}) // nobody
}
