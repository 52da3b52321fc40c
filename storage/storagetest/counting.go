package storagetest

import (
	"sync"

	"github.com/muster-go/muster/storage"
)

// Calls counts the calls that a store received. It is safe for concurrent use.
type Calls struct {
	mu sync.Mutex
	n  map[Call]int
}

// Counting returns a store that does what s does, offers what s offers, and
// counts the calls, the failed ones too. With it a test shows that the number
// of round trips does not depend on the size of a batch.
func Counting(s storage.Store) (storage.Store, *Calls) {
	calls := &Calls{n: make(map[Call]int)}
	return decorated{s, func(c Call, call func() error) error {
		calls.mu.Lock()
		calls.n[c]++
		calls.mu.Unlock()
		return call()
	}}.offered(), calls
}

// Of returns how many calls of one method there were.
func (c *Calls) Of(call Call) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[call]
}

// Total returns how many calls there were; Traits is not counted.
func (c *Calls) Total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	total := 0
	for _, n := range c.n {
		total += n
	}
	return total
}

// Reset starts again from zero.
func (c *Calls) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.n)
}
