package batch

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samber/lo"

	"github.com/muster-go/muster/storage"
)

// Command is one intention, as plain data. Its methods are pure: they do no
// input or output, read no clock and may run several times, because a batch
// that meets a conflict is loaded and planned again.
//
// With [Batch.Token] a command is identified by its JSON form, which must then
// tell any two different commands apart. Without one the batch is
// [ErrInvalidBatch].
type Command interface {
	// Needs names what must be loaded to decide. It is called a second time
	// when a [Directory] has answered, and must then ask for at least as much.
	Needs(n *Needs)
	// Plan decides and writes to the draft. An error rejects this item and
	// takes back what it wrote; a rule returns an [*Error] or [Errors].
	Plan(d *Draft, env Env) (Outcome, error)
}

// Needs is what the commands of one batch must see before they can decide.
type Needs struct {
	storage.Query
	Users []string        // accounts that the library does not own, see Directory
	Known map[string]User // what the directory said of them, on the second call
}

// User asks for the facts about one account; ok is false until they are known,
// and for an unknown account.
func (n *Needs) User(id string) (u User, ok bool) {
	n.Users = append(n.Users, id)
	u, ok = n.Known[id]
	return u, ok
}

// add asks for what q names as well.
func (n *Needs) add(q storage.Query) {
	for kind := storage.KindAttendee; kind < kinds; kind++ {
		into, more := n.Of(kind), q.Of(kind)
		into.IDs = append(slices.Clip(into.IDs), more.IDs...)
		into.Keys = append(slices.Clip(into.Keys), more.Keys...)
	}
	n.With |= q.With
	n.Occupancies = append(slices.Clip(n.Occupancies), q.Occupancies...)
	n.Totals.Attendees = append(slices.Clip(n.Totals.Attendees), q.Totals.Attendees...)
	n.Totals.Years = append(slices.Clip(n.Totals.Years), q.Totals.Years...)
	n.Uses = append(slices.Clip(n.Uses), q.Uses...)
}

// Directory knows the host's accounts: the defaults of an attendee who is one.
type Directory interface {
	// Users returns the accounts among ids, by the ID as it was asked for, which
	// is the form that attendee.Identifier gives: without white space at its ends,
	// and a GUID in lower case, whatever the host writes. One that does not exist
	// is absent; that is not an error. It is called at most once a run, whatever
	// the size of the batch.
	Users(ctx context.Context, scope storage.Scope, ids []string) (map[string]User, error)
}

// User is what a [Directory] knows about one account. Empty fields are unknown.
type User struct {
	ID        string
	Email     string
	FirstName string
	LastName  string
	Mobile    string
	Role      string
	// PreferredName is what an employee is called by.
	PreferredName string
}

// Env is what a plan may know of the world.
type Env struct {
	Now       time.Time         // UTC, whole microseconds; the same for all items
	NewID     func() storage.ID // grows with time
	NewSecret func() storage.ID // cannot be guessed
	Users     map[string]User   // the directory's answer
	Actor     string            // who acts, for the history
}

// Mode says what the rejection of one item means for the others.
type Mode uint8

// The modes.
const (
	BestEffort Mode = iota // the others go through
	Atomic                 // nothing is written
)

// Batch is a list of commands that are decided in order and written together.
// A later command sees what the earlier ones did.
type Batch struct {
	Scope    storage.Scope
	Mode     Mode
	Commands []Command
	// Labels are the caller's own names for the commands, echoed in the
	// results; nil or one for each command.
	Labels []string
	// Token makes the batch safe to send again, for example after a time-out:
	// a repetition with the same token and content writes nothing and returns
	// the first report. At most 255 characters; "" for none.
	Token string
	// Actor is who acts, named in the history: at most 64 characters, or
	// [ErrInvalidActor]; "" for nobody in particular. A service that is bound with
	// As puts its own actor's UserID there, whatever it says.
	Actor string
	// RejectDuplicates rejects an item that concerns a record which an earlier
	// item of the batch has already dealt with, instead of applying both.
	RejectDuplicates bool
}

// Action is what became of one command.
type Action string

// The actions.
const (
	Inserted  Action = "inserted"
	Updated   Action = "updated"
	Unchanged Action = "unchanged" // the record was already as wanted
	Deleted   Action = "deleted"
)

// Outcome is what a plan says about one command that went through.
type Outcome struct {
	Action   Action
	Subject  storage.Ref
	Record   storage.Entity // the subject after this item
	Warnings []string       // names of fields that were ignored
}

// needs asks every command.
func (b Batch) needs(known map[string]User) Needs {
	n := Needs{Known: known}
	n.Scope = b.Scope
	if b.Token != "" {
		n.Tokens.Keys = append(n.Tokens.Keys, storage.Key{Name: storage.KeyToken, Value: b.Token})
	}
	for _, c := range b.Commands {
		c.Needs(&n)
	}
	n.Users = lo.Uniq(n.Users)
	return n
}

const (
	maxScope = 64 // characters of a tenant or an event
	maxActor = 64
	maxToken = 255
)

// check rejects what is wrong with a batch whatever its commands say.
func (b Batch) check(maxItems int) error {
	switch {
	case len(b.Commands) == 0:
		return &Error{Code: ErrEmpty}
	case len(b.Commands) > maxItems:
		return &Error{Code: ErrTooLarge, Limit: maxItems}
	case b.Labels != nil && len(b.Labels) != len(b.Commands):
		return &Error{Code: ErrInvalidBatch, Field: "labels"}
	case b.Mode > Atomic:
		return &Error{Code: ErrInvalidBatch, Field: "mode"}
	}
	if i := slices.Index(b.Commands, nil); i >= 0 {
		return &Error{Code: ErrInvalidBatch, Field: "commands", Index: i}
	}
	return b.checkNames()
}

// checkNames rejects what could not be stored as it is.
func (b Batch) checkNames() error {
	if err := checkScope(b.Scope); err != nil {
		return err
	}
	if err := checkName(ErrInvalidActor, "actor", b.Actor, maxActor); err != nil {
		return err
	}
	return checkName(ErrInvalidToken, "token", b.Token, maxToken)
}

// checkScope rejects a scope that no store has. Reads ask too: stores differ in
// what they say about one.
func checkScope(s storage.Scope) error {
	if err := checkName(ErrInvalidScope, "scope.tenant", s.Tenant, maxScope); err != nil {
		return err
	}
	return checkName(ErrInvalidScope, "scope.event", s.Event, maxScope)
}

func checkName(code Code, field, text string, limit int) error {
	switch {
	case !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0:
		return &Error{Code: code, Field: field}
	case utf8.RuneCountInString(text) > limit:
		return &Error{Code: code, Field: field, Limit: limit}
	}
	return nil
}
