// Package credential is about what attendees show at doors, and what becomes of
// it: credentials, zones, access points, check lists and check-ins. Its
// [Service] stands on an [attendee.Service] and shares its store, policy and
// actor; its rules are pure functions, one subject a file:
//
//	value.go    what a value is, how one is drawn and found
//	issue.go    who gets a credential
//	revoke.go   when it is none any more
//	places.go   zones, lists and points
//	reason.go   who may pass, in the order in which the rules are asked
//	scan.go     what is recorded, and who is inside
//	undo.go     what taking a check-in back means
//
// Every write is a command, which a [batch.Batch] mixes freely with those of
// package attendee: somebody is added, gets a badge and is let in, in one step.
//
//	badges     Issue, Reissue, Revoke, Remove
//	doors      Scan, Undo
//	structure  DefineType, DefineZone, DefineList, DefinePoint, RemoveType,
//	           RemoveZone, RemoveList, RemovePoint
//
// # Caveats
//
// A value is a bearer secret: whoever can read it can pass. It is kept as it is,
// so that a lost badge can be printed again, unless its type is hashed. Without
// [attendee.Policy.CredentialKey] the digests of short values, such as numbers
// that were printed in advance, can be found by trying; with it, they cannot,
// and a changed key makes every credential unknown. Only a service knows the key:
// commands that are run by a bare [batch.Runner] work as if there were none, and
// what they issue is unknown to a service that has one.
//
// The library opens no door. A program asks [Service.Scan] and must look at the
// verdict: a denial is a record, and not an error.
//
// A scan is one load and one apply; at a zone with a capacity it is two loads,
// and those who enter conflict with each other, so that the count is exact. A
// zone without one holds nobody up.
//
// Scans are decided in the order in which they arrive, whatever their device's
// clock says; only those of [Service.Upload] are put where they belong in time.
// Upload what passed. What a door turned away while it could not ask is not
// recorded: the library would take it for somebody who is inside.
//
// On the way out the same rules hold as on the way in, but for tickets and
// capacity. Give the way out no list if everybody may leave.
//
// Check-ins are kept for as long as their attendee is, and those that recognised
// nobody for as long as their scope: anybody with a reader makes more of them.
//
// Codes such as X19 are explained in docs/rules.md.
package credential
