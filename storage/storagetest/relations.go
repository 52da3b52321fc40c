package storagetest

import "github.com/muster-go/muster/storage"

// relations are all that this version of the contract knows.
var relations = []storage.Relations{
	storage.WithTypes, storage.WithRevisions, storage.WithParents,
	storage.WithMemberships, storage.WithFormResponses, storage.WithMembers, storage.WithGroups,
}

const everyRelation = storage.WithTypes | storage.WithRevisions | storage.WithParents |
	storage.WithMemberships | storage.WithFormResponses | storage.WithMembers | storage.WithGroups

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
	of(storage.WithParents, func(e storage.Entity) {
		if p := e.Parent(); p.Kind != 0 && in[unpinned(e.Ref())] {
			in[p] = true
		}
	})
	of(storage.WithRevisions, adds(storage.KindRevision, storage.KindAttendee))
	of(storage.WithFormResponses, adds(storage.KindFormResponse, storage.KindAttendee))
	of(storage.WithMemberships, adds(storage.KindMembership, storage.KindAttendee))
	of(storage.WithMembers, adds(storage.KindMembership, storage.KindGroup))
	of(storage.WithGroups, func(e storage.Entity) {
		if m, ok := e.(storage.Membership); ok && in[unpinned(e.Ref())] {
			in[storage.Ref{Kind: storage.KindGroup, ID: m.GroupID}] = true
		}
	})
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
	}
	return follow(everything, page, with)
}
