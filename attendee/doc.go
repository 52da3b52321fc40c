// Package attendee manages the people on a list: who is who, what may change,
// what is unique, what is kept. Its [Service] works on any store; its rules
// are pure functions, one subject a file:
//
//	ref.go resolve.go         which attendee an identifier means
//	normalise.go              how texts and identifiers are kept and compared
//	apply_patch.go custom.go  what a partial update does
//	roles.go types.go         what a role and a type allow
//	field_defs.go             which custom fields there are
//	duplicates.go             who is taken for somebody who is there
//	actor.go                  who may see and do what
//	history.go                versions and events
//	cascade.go                what goes with an attendee
//	list.go                   what a list may ask
//	above.go                  what the packages above this one read by
//
// Every write is a command, which a [batch.Batch] mixes freely; one call is a
// batch of one, see [Service.Do]:
//
//	people     Create, Upsert, Update, Delete, Inactivate, Reactivate,
//	           Transfer, Merge, Erase
//	groups     CreateGroup, RenameGroup, DeleteGroup, AddMember, RemoveMember
//	answers    AddResponse, RemoveResponse
//	structure  DefineType, DefineFields
//
// Each says with which sentinels it is rejected. Besides, an actor who may not
// write is [ErrForbidden] whatever it asks, and so is one who may see an attendee and
// not write it; a reference that names two attendees is [ErrKeyConflict]. What is
// wrong with the batch as a whole is told at [batch.Runner.Run].
//
// # The fields of an attendee
//
// [Attendee] is an alias of [storage.Attendee]. Lengths count characters.
//
//	AttendanceCode   36   issued, secret: whoever knows it can join; unique
//	UserID           64   the host's account; unique
//	ExternalID       48   the identifier in another system; unique
//	Email           254   unique unless Policy.SharedEmail
//	LastName        132   required
//	FirstName        50   required of guests
//	MiddleInitial 1, Suffix 32, Title 32, Company 150, Mobile 32
//	Role              8   RoleUser unless somebody says otherwise
//	TypeCode          8   a Type; fixed once it is set, unless Policy.TypesMayChange
//	Currency          3   ISO 4217; never changes
//	Custom               as the policy, the scope and the type define
//
// Identifiers are unique in their scope, among attendees who are not deleted.
// Addresses are compared without regard to case, GUIDs too; every other
// identifier to the letter. Texts are kept in NFC, without white space at their
// ends, and come back as they were written otherwise.
//
// # Caveats
//
// An upsert by user reads the host's accounts through a [batch.Directory] once
// a batch. Without one every account is unknown, because defaults are not
// guessed.
//
// A deleted attendee leaves a tombstone with its history, personal data
// included: [Erase] overwrites it, and [storage.Purger] removes it.
//
// Codes such as X19 are explained in docs/rules.md.
package attendee
