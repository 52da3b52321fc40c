// Package storage holds the records of Muster and the port through which they
// are kept: [Store], three methods, and the optional [Lister], [Outbox] and
// [Purger]. It knows no rule of the domain, and everything else in Muster
// stands on it. Whoever writes an adapter reads this package and no other.
//
// # The contract
//
// Each line is a set of named cases in package storagetest, which an adapter
// runs to show that it honours them. This is contract 1, see [ContractV1].
//
//  1. A put at revision r succeeds if and only if the stored revision is r-1;
//     a delete at r if and only if it is r. An insert is a put at revision 1.
//     A record of another scope counts as absent.
//  2. Keys are checked against the state after the whole set. A key that a
//     delete or an update frees may be taken in the same set, also in a swap
//     between two records. Keys are unique for a scope, kind and key name;
//     the kinds may hold equal IDs.
//  3. A set is applied as a whole or not at all, its events included. Failure
//     leaves nothing behind, also inside a transaction that the caller owns.
//     Revisions, memberships, form responses, credentials, check-ins and
//     associations hang from their attendee, memberships from their group and
//     associations from their entry as well. A credential names its type, an
//     access point its zone and its list. A check-in need not have an attendee,
//     nor a credential a type, nor a point a zone or a list: its ID is zero
//     then, and names nothing. But whatever a record names in this way must
//     exist: a put of one that would name what does not exist after the set, and
//     a delete that would leave one naming it, is a conflict. Nothing else that
//     holds an ID depends on whom it names.
//  4. Texts are UTF-8 without NUL and come back byte for byte, compared as
//     bytes: no folding of case, of Unicode forms or of trailing spaces. Times
//     are UTC and exact to the microsecond, and a zero time comes back zero. A
//     nil and an empty list are equal. JSON is compared as JSON. Only lists,
//     line 10, compare texts in another form.
//  5. What Load returns shares no memory with the store, and the store keeps no
//     reference to a change set.
//  6. Load need not be one consistent snapshot. Revisions make the plan safe.
//  7. A store refuses what it does not know with [ErrUnsupported]: a kind, a
//     key name, a relation, a field, an operator. Relations are followed as
//     [Relations] says, each of them once and in that order. To a page they add
//     nothing of the page's own kind: the page is what the conditions chose.
//  8. When its context has ended, a call returns promptly with an error that
//     wraps ctx.Err(). An Apply that was cut off is still all or nothing.
//  9. A guard holds if and only if the record is at the guarded revision when
//     the set is applied; revision 0 guards its absence. A guard on a record
//     that the same set writes is malformed.
//  10. A list returns the records that satisfy every condition, in the order
//     asked for, empty fields last and the ID as last tie-break, as
//     [ListQuery.Compare] and [Cond.Match] define: [Select] is the definition
//     as code. Fields are those of [Fields] and an attendee's custom fields,
//     whatever their keys. Texts are compared by the bytes of their [Fold], in
//     records and in conditions alike, and custom values by those of their
//     [Sortable]; what a page returns is not folded. A page continues after the
//     position of its cursor, not after a count, so that a record that
//     keeps its place in the order is seen exactly once whatever is written
//     meanwhile. A page asked for by its number is the one that so many pages of
//     that size come before, and continues by cursor as any other. A total counts
//     all records that satisfy the conditions, whatever page is asked for.
//  11. An event stays in the [Outbox] until it is acknowledged. While it is
//     claimed, no other claim returns it.
//  12. Occupancies count, for each zone asked about, the check-ins that name it
//     and by which somebody is inside, see [CheckIn.Inside]; Totals add up, for
//     each attendee and year asked about, the amounts of its associations, apart
//     by currency and digits. A zone or an attendee without any is left out, and
//     asking about one twice makes no difference. A zone need not be stored for
//     check-ins to name it; a zero ID is no zone. Totals that 64 bits do not
//     hold are an error, never another sum. Uses count the records that name
//     what is asked about in one of the ways of line 3, each kind for itself,
//     and leave out what nothing names. None of them is counted before the
//     records of the same query are read.
//  13. An error's text holds no stored value: no name, no key, no address.
//
// # Implementing a Store
//
// Call Validate on every query and change set first; it refuses what no store
// can take. Decide conflicts by revisions and keys alone and answer
// [ErrConflict]; never guess which item of a batch is to blame, because the
// planner loads again and finds out. State a higher contract number only when
// the suite passes at it. The example of this package is a complete store.
package storage
