// Package batch runs intentions against a store. Everything that Muster writes
// is a batch: one upsert is a batch of one, and a thousand are still one load
// and one apply.
//
//	ask:    every Command names what it must see                 Needs
//	load:   one call of the store                                storage.Store.Load
//	decide: every Command in order, on a working copy, purely    Decide, Draft
//	apply:  one call of the store, all or nothing                storage.Store.Apply
//
// Should another writer have changed what the decision rests on, the store
// says conflict, and the [Runner] loads and decides again. So a rule is written
// once, as a pure function over a [Draft], and holds on every store; a dry run
// is the same without the last step; and a rejected item can say precisely what
// is in its way, because the plan saw it.
//
// A batch that changes nothing applies nothing.
//
// # Caveats
//
// A batch locks nothing in the store while it decides. Under contention for the
// same records it is planned several times; the runs of one process then take
// turns, and [WithBudget] bounds the whole. A plan that must see more than its
// Needs could name is loaded again, see [Draft.AskMore].
//
// Idempotency tokens are kept until the host removes them, see
// [storage.Purger]: keep them for as long as a sender may try again.
package batch
