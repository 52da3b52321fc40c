package storagetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/muster-go/muster/storage"
)

// FaultKind is the way in which a call fails.
type FaultKind uint8

// The kinds of faults.
const (
	// FaultConflict refuses the call with [storage.ErrConflict]; nothing is
	// done.
	FaultConflict FaultKind = iota + 1
	// FaultError fails the call with Fault.Err, as a lost connection would;
	// nothing is done.
	FaultError
	// FaultLostReply does what was asked, and then fails as a connection does
	// that breaks during the commit: the error wraps [storage.ErrUnknown] and
	// Fault.Err.
	FaultLostReply
	// FaultTooLarge refuses the call with [storage.ErrTooLarge]; nothing is
	// done.
	FaultTooLarge
)

// Fault makes one call fail.
type Fault struct {
	On   Call
	Nth  int // the call of this method that fails: 1 for the first, 0 for every one
	Kind FaultKind
	Err  error // for FaultError and FaultLostReply; nil stands for ErrInjected
}

// ErrInjected is the error of a fault that names no other.
var ErrInjected = errors.New("storagetest: injected fault")

// Faulty returns a store that does what s does and offers what s offers, but
// fails where the script says so. Of several faults for one call the first
// counts. Without a script it fails nowhere.
func Faulty(s storage.Store, script ...Fault) storage.Store {
	var mu sync.Mutex
	calls := make(map[Call]int)
	return decorated{s, func(c Call, call func() error) error {
		mu.Lock()
		calls[c]++
		n := calls[c]
		mu.Unlock()
		for _, f := range script {
			if f.On == c && (f.Nth == n || f.Nth == 0) {
				return f.strike(call)
			}
		}
		return call()
	}}.offered()
}

func (f Fault) strike(call func() error) error {
	cause := f.Err
	if cause == nil {
		cause = ErrInjected
	}
	switch f.Kind {
	case FaultConflict:
		return fmt.Errorf("%w: injected", storage.ErrConflict)
	case FaultTooLarge:
		return fmt.Errorf("%w: injected", storage.ErrTooLarge)
	case FaultLostReply:
		if err := call(); err != nil {
			return err
		}
		return fmt.Errorf("%w: %w", storage.ErrUnknown, cause)
	}
	return cause
}
