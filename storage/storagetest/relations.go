package storagetest

import (
	"math/rand/v2"

	"github.com/muster-go/muster/storage"
)

// relations are all that this version of the contract knows.
var relations = []storage.Relations{
	storage.WithTypes, storage.WithRevisions, storage.WithParents,
	storage.WithMemberships, storage.WithFormResponses, storage.WithMembers, storage.WithGroups,
	storage.WithCredentials, storage.WithCheckIns, storage.WithPresences,
	storage.WithAssociations, storage.WithShares, storage.WithEntries, storage.WithPlaces,
}

// everyRelation is all of them at once, hangingRelations are those that add
// what hangs from attendees.
const (
	everyRelation    storage.Relations = storage.WithPlaces<<1 - 1
	hangingRelations                   = storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses |
		storage.WithCredentials | storage.WithCheckIns | storage.WithAssociations
)

// relationSets are those in which a relation that is forgotten, or followed in
// the wrong order, shows: none, each, every two, all but each, all, and some at
// random, the same in every run.
func relationSets() []storage.Relations {
	rng := rand.New(rand.NewPCG(20260303, 0))
	sets := []storage.Relations{0, everyRelation}
	for i, with := range relations {
		sets = append(sets, with, everyRelation&^with)
		for _, also := range relations[:i] {
			sets = append(sets, with|also)
		}
		sets = append(sets, storage.Relations(rng.IntN(int(everyRelation))), storage.Relations(rng.IntN(int(everyRelation))))
	}
	return sets
}

// follow returns what was found and what the relations add to it, out of all
// the records of a scope: the definition that stores are held to, written as
// plainly as it can be.
func follow(everything storage.Set, found []storage.Entity, with storage.Relations) storage.Set {
	records, in := all(everything), make(map[storage.Ref]bool)
	for _, e := range found {
		in[unpinned(e.Ref())] = true
	}
	of := func(r storage.Relations, add func(storage.Entity)) {
		if with&r != 0 {
			for _, e := range records {
				add(e)
			}
		}
	}
	// adds takes what hangs from an owner that was found by now.
	adds := func(kind, owner storage.Kind) func(storage.Entity) {
		return func(e storage.Entity) {
			for _, o := range owners(e) {
				if e.Ref().Kind == kind && o.Kind == owner && in[o] {
					in[unpinned(e.Ref())] = true
				}
			}
		}
	}
	// leads takes what records of a kind that were found by now name.
	leads := func(kind storage.Kind, to ...storage.Kind) func(storage.Entity) {
		return func(e storage.Entity) {
			for _, o := range owners(e) {
				for _, k := range to {
					if e.Ref().Kind == kind && o.Kind == k && in[unpinned(e.Ref())] {
						in[o] = true
					}
				}
			}
		}
	}
	of(storage.WithParents, func(e storage.Entity) {
		if p := e.Parent(); p.Kind != 0 && in[unpinned(e.Ref())] {
			in[p] = true
		}
	})
	of(storage.WithRevisions, adds(storage.KindRevision, storage.KindAttendee))
	of(storage.WithFormResponses, adds(storage.KindFormResponse, storage.KindAttendee))
	of(storage.WithMemberships, adds(storage.KindMembership, storage.KindAttendee))
	of(storage.WithCredentials, adds(storage.KindCredential, storage.KindAttendee))
	of(storage.WithCheckIns, adds(storage.KindCheckIn, storage.KindAttendee))
	of(storage.WithPresences, func(e storage.Entity) {
		if c, ok := e.(storage.CheckIn); ok && c.Inside() {
			adds(storage.KindCheckIn, storage.KindAttendee)(e)
		}
	})
	of(storage.WithAssociations, adds(storage.KindAssociation, storage.KindAttendee))
	of(storage.WithMembers, adds(storage.KindMembership, storage.KindGroup))
	of(storage.WithShares, adds(storage.KindAssociation, storage.KindEntry))
	of(storage.WithGroups, leads(storage.KindMembership, storage.KindGroup))
	of(storage.WithEntries, leads(storage.KindAssociation, storage.KindEntry))
	of(storage.WithPlaces, leads(storage.KindAccessPoint, storage.KindZone, storage.KindCheckList))
	codes := make(map[string]bool)
	of(storage.WithTypes, func(e storage.Entity) {
		if a, ok := e.(storage.Attendee); ok && in[unpinned(e.Ref())] {
			codes[a.TypeCode] = true
		}
	})
	var cs storage.ChangeSet
	for _, e := range records {
		typ, isType := e.(storage.Type)
		if in[unpinned(e.Ref())] || isType && typ.Code != "" && codes[typ.Code] {
			put(e)(&cs)
		}
	}
	return written(cs)
}

// beside returns what the relations of a list add to a page: nothing of the
// page's own kind, which is what the conditions chose.
func beside(everything storage.Set, page []storage.Entity, kind storage.Kind, with storage.Relations) storage.Set {
	switch kind {
	case storage.KindAttendee:
		with &^= storage.WithParents
	case storage.KindType:
		with &^= storage.WithTypes
	case storage.KindRevision:
		with &^= storage.WithRevisions
	case storage.KindGroup:
		with &^= storage.WithGroups
	case storage.KindMembership:
		with &^= storage.WithMemberships | storage.WithMembers
	case storage.KindFormResponse:
		with &^= storage.WithFormResponses
	case storage.KindCredential:
		with &^= storage.WithCredentials
	case storage.KindCheckIn:
		with &^= storage.WithCheckIns | storage.WithPresences
	case storage.KindEntry:
		with &^= storage.WithEntries
	case storage.KindAssociation:
		with &^= storage.WithAssociations | storage.WithShares
	}
	return follow(everything, page, with)
}
