package storagetest

import (
	"math/rand/v2"
	"slices"

	"github.com/muster-go/muster/storage"
)

// anyKind is one kind of record, for what the suite does with each of them.
type anyKind interface {
	number() storage.Kind
	put(cs *storage.ChangeSet, r storage.Entity)
	deletes(cs *storage.ChangeSet) *[]storage.Ref
	written(cs storage.ChangeSet, s *storage.Set)
	of(s storage.Set) []storage.Entity
	clone(r storage.Entity) storage.Entity
	same(t testingT, want, got storage.Set) bool

	everyOperator(t *trial, s storage.Set)
	everyField(t *trial, s storage.Set)
	listAtRandom(t *trial, scope storage.Scope, s storage.Set, rng *rand.Rand)
	listBeside(t *trial, s storage.Set, with storage.Relations, limit int)
	checkListed(t *trial, scope storage.Scope, s storage.Set)
}

// kindOf is the kind of R, with the place that it has in a change set.
type kindOf[R storage.Record] struct {
	kind    storage.Kind
	changes func(*storage.ChangeSet) *storage.Changes[R]
}

// everyKind are all that this version of the contract knows, by their numbers.
var everyKind = []anyKind{
	kindOf[storage.Attendee]{storage.KindAttendee, func(cs *storage.ChangeSet) *storage.Changes[storage.Attendee] { return &cs.Attendees }},
	kindOf[storage.Type]{storage.KindType, func(cs *storage.ChangeSet) *storage.Changes[storage.Type] { return &cs.Types }},
	kindOf[storage.Revision]{storage.KindRevision, func(cs *storage.ChangeSet) *storage.Changes[storage.Revision] { return &cs.Revisions }},
	kindOf[storage.Token]{storage.KindToken, func(cs *storage.ChangeSet) *storage.Changes[storage.Token] { return &cs.Tokens }},

	kindOf[storage.Group]{storage.KindGroup, func(cs *storage.ChangeSet) *storage.Changes[storage.Group] { return &cs.Groups }},
	kindOf[storage.Membership]{storage.KindMembership, func(cs *storage.ChangeSet) *storage.Changes[storage.Membership] { return &cs.Memberships }},
	kindOf[storage.FormResponse]{storage.KindFormResponse, func(cs *storage.ChangeSet) *storage.Changes[storage.FormResponse] { return &cs.FormResponses }},

	kindOf[storage.CredentialType]{storage.KindCredentialType, func(cs *storage.ChangeSet) *storage.Changes[storage.CredentialType] { return &cs.CredentialTypes }},
	kindOf[storage.Credential]{storage.KindCredential, func(cs *storage.ChangeSet) *storage.Changes[storage.Credential] { return &cs.Credentials }},
	kindOf[storage.Zone]{storage.KindZone, func(cs *storage.ChangeSet) *storage.Changes[storage.Zone] { return &cs.Zones }},
	kindOf[storage.CheckList]{storage.KindCheckList, func(cs *storage.ChangeSet) *storage.Changes[storage.CheckList] { return &cs.CheckLists }},
	kindOf[storage.AccessPoint]{storage.KindAccessPoint, func(cs *storage.ChangeSet) *storage.Changes[storage.AccessPoint] { return &cs.AccessPoints }},
	kindOf[storage.CheckIn]{storage.KindCheckIn, func(cs *storage.ChangeSet) *storage.Changes[storage.CheckIn] { return &cs.CheckIns }},

	kindOf[storage.Entry]{storage.KindEntry, func(cs *storage.ChangeSet) *storage.Changes[storage.Entry] { return &cs.Entries }},
	kindOf[storage.Association]{storage.KindAssociation, func(cs *storage.ChangeSet) *storage.Changes[storage.Association] { return &cs.Associations }},
}

// listedKinds are the kinds that lists show.
var listedKinds = slices.DeleteFunc(slices.Clone(everyKind), func(k anyKind) bool { return len(storage.Fields(k.number())) == 0 })

// kindNumbered returns one of [everyKind], which are in the order of their
// numbers.
func kindNumbered(k storage.Kind) anyKind { return everyKind[k-1] }

func (k kindOf[R]) number() storage.Kind { return k.kind }

func (k kindOf[R]) put(cs *storage.ChangeSet, r storage.Entity) {
	c := k.changes(cs)
	c.Put = append(c.Put, r.(R))
}

// deletes returns the place of the kind's deletes in a change set.
func (k kindOf[R]) deletes(cs *storage.ChangeSet) *[]storage.Ref { return &k.changes(cs).Delete }

// written adds the records that a change set puts to a set.
func (k kindOf[R]) written(cs storage.ChangeSet, s *storage.Set) { storage.Put(s, k.changes(&cs).Put) }

// of returns the records of the kind without their type.
func (kindOf[R]) of(s storage.Set) []storage.Entity { return entities(storage.Of[R](s)) }

func (kindOf[R]) clone(r storage.Entity) storage.Entity { return storage.Clone(r.(R)) }

func (kindOf[R]) same(t testingT, want, got storage.Set) bool {
	t.Helper()
	return sameRecords(t, storage.Of[R](want), storage.Of[R](got))
}
