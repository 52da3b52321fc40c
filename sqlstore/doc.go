// Package sqlstore keeps the records of Muster in a relational database. It is
// the whole adapter apart from what differs between servers, which a [Dialect]
// says: the SQL of a few statement shapes, how many rows become the parameters
// of one statement, and what an error means. It imports no driver; the modules
// below this package bring one each.
//
// # Guarantees
//
// A Store honours contract 1 of package storage. Every statement names one
// scope, by a number that table muster_scope assigns once and never reuses.
// Apply decides by the number of rows that a statement reached and by unique
// keys, never by an isolation level. The number of statements depends on the
// kinds that a call touches, not on how many records it names; a dialect for a
// database in the same process may execute one of them once a row, and what does
// not fit into a packet of the server is divided between several statements of the
// same transaction. Modules below this package say what else their servers need.
//
// On a server, where others write meanwhile, a guard locks its record. A guard of
// absence has nothing to lock: it is checked, and does not keep others from
// inserting the record before the commit.
//
// # Joining a transaction
//
// [Store.In] binds a store to a transaction that the caller owns, so that
// attendees and the caller's own rows are committed together. [Store.Tx] does
// the same for a transaction that the store begins and ends.
package sqlstore
