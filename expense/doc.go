// Package expense keeps which attendees an expense was for, and what part of it
// is whose.
//
// # Caveats
//
// A [Post] does not distribute by itself: [Service.Post] ends its batch with one
// distribution, and a batch of your own must end with [Redistribute]. An
// [Associate] distributes each time; use [SetAll] for many.
//
// Shares need not add up when they are written. [Service.Validate] tells whether
// they do (C59).
//
// Who came along and is not named has no share. Those who did not come have one
// only with [attendee.Policy.NoShowsShare]; then it is the part of one attendee
// of type NOSHOWS, whom the library makes (X28, C28).
//
// Nothing converts currencies: totals are apart by currency, and a limit is
// compared with what was spent in the attendee's own.
//
// What was spent counts whatever the kind of the entry, personal ones included.
// The parent of items counts nothing: its items do.
//
// # Records
//
// An [Entry] is one expense: an amount, a day, a report's owner. An
// [Association] is the part of one attendee in it. Every write is a command,
// which a [batch.Batch] mixes with those of package attendee:
//
//	entries       PutEntry, Itemise, RemoveEntry
//	attendees     Post, Associate, Change, Remove, SetAll, Redistribute
//	before records began    OpeningBalance
//
// One subject a file: distribute.go is how an amount is divided, settle.go what
// else parts have from their entry, part.go what may be said of a part, totals.go
// what was spent in a year.
//
// Codes such as X19 are explained in docs/rules.md.
package expense
