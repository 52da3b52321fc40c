package storage

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Store is the whole write-side port. It has three methods and is meant to
// keep three: new needs become new fields of [Query] and [ChangeSet], announced
// by a higher contract number, or new optional interfaces.
//
// A Store is safe for concurrent use unless [Traits.Joined] is true.
type Store interface {
	// Load returns every record that q names, in any order. A record that does
	// not exist is absent from the result; that is not an error. The result
	// belongs to the caller. The number of round trips does not depend on the
	// size of q. It fails with an error wrapping [ErrUnsupported] for a query
	// that [Query.Validate] refuses, [ErrTooLarge] for more names of a kind than
	// the store takes in one step, and ctx.Err() when ctx ended.
	Load(ctx context.Context, q Query) (Set, error)

	// Apply makes cs visible to later Loads as a whole, or not at all. It
	// fails with an error wrapping [ErrConflict] when the stored state is not
	// the one that cs was planned against, [ErrTooLarge] when the set exceeds
	// what the store takes in one step, [ErrUnknown] when the store cannot tell
	// whether the set was applied, and with whatever [ChangeSet.Validate] says.
	// The number of round trips does not depend on the size of cs, as long as
	// what it holds of a kind fits into one packet of the server: what does not
	// is divided, and still applied as a whole.
	Apply(ctx context.Context, cs ChangeSet) error

	// Traits are constant for the life of the store.
	Traits() Traits
}

// Lister is the read-side port for screens, exports and feeds.
type Lister interface {
	// List returns one page. It fails with an error wrapping [ErrUnsupported]
	// for a query that [ListQuery.Validate] refuses, and [ErrCursor] for a
	// cursor that is damaged or belongs to another query.
	List(ctx context.Context, q ListQuery) (Page, error)
}

// Outbox is optional: a store that keeps [ChangeSet.Events] implements it, and
// says so in [Traits.Events]. Look at the trait and not at the type: memstore and
// sqlstore always have the methods, which fail with [ErrUnsupported] in a store
// that was made without WithOutbox. Delivery is at least once: an event stays until
// it is acknowledged, and consumers drop what they saw by its ID.
type Outbox interface {
	// Pending returns at most c.Limit events in the order of their IDs, of all
	// scopes, and claims them for the caller until c.Until. It may fail with
	// [ErrConflict] when another relay claims at the same moment: then nothing
	// was claimed, and the caller asks again.
	Pending(ctx context.Context, c Claim) ([]Event, error)
	// Ack removes events for good. An unknown ID is not an error.
	Ack(ctx context.Context, ids ...ID) error
}

// Claim asks for pending events that nobody holds at Now and holds them until
// Until, so that several relays share the work. A zero Until only looks: it
// returns claimed events as well and claims none. A Limit below 1 returns and
// claims nothing. The example of package memstore is a relay.
type Claim struct {
	Limit      int
	Now, Until time.Time
}

// Purger is optional: it removes what is kept only for the record, in a number
// of statements that does not depend on how much that is.
type Purger interface {
	// Purge removes what p names, and fails with what [Expiry.Validate] says.
	Purge(ctx context.Context, p Expiry) error
}

// Expiry names what [Purger] removes from a scope: either attendees that were
// deleted or erased before a time with everything that hangs from them, and
// tokens that are older; or everything, every record and event.
type Expiry struct {
	Scope      Scope
	Before     time.Time
	Everything bool
}

// Validate reports what makes the expiry unfit for any store, as an error that
// wraps [ErrUnsupported]: a time and everything at once, or neither, so that
// what was left out by mistake removes nothing.
func (p Expiry) Validate() error {
	if p.Before.IsZero() != p.Everything || !validTexts(p.Scope.Tenant, p.Scope.Event) {
		return fmt.Errorf("%w: a purge takes a time or everything, of one scope", ErrUnsupported)
	}
	return nil
}

// Traits are what a store says about itself.
type Traits struct {
	Contract   int  // highest contract revision honoured, see [ContractV1]
	MaxChanges int  // largest ChangeSet.Len() accepted; 0 = no limit
	Joined     bool // writes land in a transaction that the caller owns: do not retry, do not split
	Events     bool // ChangeSet.Events are kept atomically with the records, see [Outbox]
}

// ContractV1 is the contract that this package's documentation numbers.
const ContractV1 = 1

// All that a store can say. Each is wrapped with the store's own words; match
// with errors.Is. The words never hold a stored value.
var (
	ErrConflict    = errors.New("storage: conflict")                    // load again, plan again
	ErrTooLarge    = errors.New("storage: change set too large")        // split, apply in parts
	ErrUnsupported = errors.New("storage: not supported")               // mend the wiring
	ErrMalformed   = errors.New("storage: malformed change set")        // mend the planner
	ErrCursor      = errors.New("storage: invalid cursor")              // start from the first page
	ErrUnknown     = errors.New("storage: outcome of commit not known") // load and look, or use a token
)
