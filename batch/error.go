package batch

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/muster-go/muster/storage"
)

// Kind is the class of a rejection, the coarsest thing to branch on. It is an
// error value: errors.Is(err, batch.Duplicate). Numbers are never reused.
type Kind uint8

// The classes of rejections.
const (
	Invalid    Kind = 1 // the input is wrong, whatever is stored
	NotFound   Kind = 2 // what the input names does not exist
	Ambiguous  Kind = 3 // the input names two things at once
	Duplicate  Kind = 4 // another record is in the way
	Restricted Kind = 5 // a rule forbids it
	Stale      Kind = 6 // the record has moved on
	Contended  Kind = 7 // other writers kept winning; try again later
	Aborted    Kind = 8 // another item of the atomic batch was rejected
	Internal   Kind = 9 // a rule failed with an error of a foreign make
)

// Error implements error.
func (k Kind) Error() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not found"
	case Ambiguous:
		return "ambiguous"
	case Duplicate:
		return "duplicate"
	case Restricted:
		return "restricted"
	case Stale:
		return "stale"
	case Contended:
		return "contended"
	case Aborted:
		return "aborted"
	case Internal:
		return "internal"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Code is a sentinel with a stable machine name, such as "duplicate_key". The
// name is part of the contract; no text is. Codes are compared by value, so
// that one which was stored and read back still matches its sentinel.
type Code struct {
	Kind Kind
	Name string
}

// NewCode returns the sentinel of one reason; the domain packages declare theirs.
func NewCode(k Kind, name string) Code { return Code{k, name} }

// Error implements error.
func (c Code) Error() string { return c.Name }

// Unwrap returns the kind.
func (c Code) Unwrap() error { return c.Kind }

// The codes of a batch as a whole.
var (
	ErrEmpty         = NewCode(Invalid, "batch_empty")
	ErrTooLarge      = NewCode(Invalid, "batch_too_large")
	ErrInvalidBatch  = NewCode(Invalid, "invalid_batch") // labels, mode, a nil command, or one that a token cannot tell from others
	ErrInvalidScope  = NewCode(Invalid, "invalid_scope")
	ErrInvalidActor  = NewCode(Invalid, "invalid_actor")
	ErrInvalidToken  = NewCode(Invalid, "invalid_token")
	ErrTokenMismatch = NewCode(Invalid, "idempotency_mismatch")
	ErrDuplicateItem = NewCode(Duplicate, "duplicate_item")
	ErrContended     = NewCode(Contended, "contended")
	ErrAborted       = NewCode(Aborted, "batch_aborted")
	ErrRejected      = NewCode(Aborted, "batch_rejected")
	ErrInternal      = NewCode(Internal, "internal")
)

// Error is a rejection: of an item, or of a batch as a whole. Its text names
// the code, the field and the record in the way, and never a value that was
// given or stored: it may be logged.
type Error struct {
	Code     Code
	Index    int         // position of the item in the batch, 0-based
	Field    string      // the field to blame, when one is: "email", "custom.vip"
	Given    string      // the identifier as it was given; may be personal data
	Existing storage.Ref // the record in the way, for duplicates and stale versions
	Version  int32       // its present version, for stale versions
	Limit    int         // the limit that was passed, for sizes and lengths
	Count    int         // how many records are in the way, where it is not one
	Err      error       // cause
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code.Name)
	if e.Field != "" {
		b.WriteString(": " + printable(e.Field))
	}
	if e.Limit != 0 {
		b.WriteString(": limit " + strconv.Itoa(e.Limit))
	}
	if e.Existing.ID != (storage.ID{}) {
		b.WriteString(": " + e.Existing.Kind.String() + " " + e.Existing.ID.String())
	}
	if e.Count != 0 {
		b.WriteString(": by " + strconv.Itoa(e.Count))
	}
	if e.Version != 0 {
		b.WriteString(" is at version " + strconv.Itoa(int(e.Version)))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the code, and the cause when there is one.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// printable quotes a field name that came from the input and is no plain word.
func printable(field string) string {
	const longest = 80
	if len(field) > longest {
		field = field[:longest] + "…"
	}
	if q := strconv.Quote(field); q != `"`+field+`"` {
		return q
	}
	return field
}

// Errors is a rejection for several reasons at once, such as two fields of one
// item. errors.Is and errors.As look at each; [Reasons] lists them, whether there
// is one or more.
type Errors []*Error

// Error implements error.
func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the reasons.
func (es Errors) Unwrap() []error {
	list := make([]error, len(es))
	for i, e := range es {
		list[i] = e
	}
	return list
}

// Join returns nothing for no reason, the reason for one, and [Errors] for more.
func Join(es []*Error) error {
	switch len(es) {
	case 0:
		return nil
	case 1:
		return es[0]
	}
	return Errors(es)
}

// Reasons returns why something was rejected, reason by reason: the one of an
// [*Error], each of [Errors], and those for which an atomic batch failed, which
// [ErrRejected] wraps. It looks into errors that wrap others. It returns nothing
// for nil and for an error of any other make, such as one of the store.
func Reasons(err error) (list []*Error) {
	switch e := err.(type) {
	case *Error:
		if e.Code == ErrRejected {
			list = Reasons(e.Err)
		}
		if list == nil {
			list = []*Error{e}
		}
	case Errors:
		return e
	case interface{ Unwrap() error }:
		return Reasons(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			list = append(list, Reasons(err)...)
		}
	}
	return list
}
