package memstore

import (
	"context"

	"github.com/muster-go/muster/storage"
)

// List implements [storage.Lister].
func (s *Store) List(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
	if err := ready(ctx, q.Validate()); err != nil {
		return storage.Page{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	sp := s.spaces[q.Scope]
	if sp == nil {
		sp = newSpace()
	}
	h, with := new(hits), q.With
	var page storage.Page
	var err error
	// Of a page of dependents, the page is all: no relation adds to its kind.
	switch q.Kind {
	case storage.KindAttendee:
		err = pageOf(&page, &sp.attendees, q, &h.attendees)
		with &^= storage.WithParents
	case storage.KindType:
		err = pageOf(&page, &sp.types, q, &h.types)
		with &^= storage.WithTypes
	case storage.KindRevision:
		err = pageOf(&page, &sp.revisions, q, &h.revisions)
		with &^= storage.WithRevisions
	case storage.KindGroup:
		err = pageOf(&page, &sp.groups, q, &h.groups)
		with &^= storage.WithGroups
	case storage.KindMembership:
		err = pageOf(&page, &sp.memberships, q, &h.memberships)
		with &^= storage.WithMemberships | storage.WithMembers
	case storage.KindFormResponse:
		err = pageOf(&page, &sp.responses, q, &h.responses)
		with &^= storage.WithFormResponses
	case storage.KindCredentialType:
		err = pageOf(&page, &sp.credentialTypes, q, &h.credentialTypes)
	case storage.KindCredential:
		err = pageOf(&page, &sp.credentials, q, &h.credentials)
		with &^= storage.WithCredentials
	case storage.KindZone:
		err = pageOf(&page, &sp.zones, q, &h.zones)
	case storage.KindCheckList:
		err = pageOf(&page, &sp.lists, q, &h.lists)
	case storage.KindAccessPoint:
		err = pageOf(&page, &sp.points, q, &h.points)
	case storage.KindCheckIn:
		err = pageOf(&page, &sp.checkIns, q, &h.checkIns)
		with &^= storage.WithCheckIns | storage.WithPresences
	case storage.KindEntry:
		err = pageOf(&page, &sp.entries, q, &h.entries)
		with &^= storage.WithEntries
	case storage.KindAssociation:
		err = pageOf(&page, &sp.associations, q, &h.associations)
		with &^= storage.WithAssociations | storage.WithShares
	}
	if err != nil {
		return storage.Page{}, err
	}
	sp.follow(with, h)
	page.Set = beside(page.Set, q.Kind, sp.copies(h))
	return page, nil
}

// pageOf lists a table into page and notes what it found.
func pageOf[R storage.Record](page *storage.Page, t *table[R], q storage.ListQuery, h *found) error {
	sel, err := t.list(q)
	if err != nil {
		return err
	}
	for i, r := range sel.Records {
		sel.Records[i] = storage.Clone(r)
		h.add(r.Base().ID)
	}
	page.Next, page.Total = sel.Next, sel.Total
	storage.Put(&page.Set, sel.Records)
	return nil
}

// beside returns what was found along with a page, and the page's own records
// in their order.
func beside(page storage.Set, kind storage.Kind, along storage.Set) storage.Set {
	switch kind {
	case storage.KindAttendee:
		along.Attendees = page.Attendees
	case storage.KindType:
		along.Types = page.Types
	case storage.KindRevision:
		along.Revisions = page.Revisions
	case storage.KindGroup:
		along.Groups = page.Groups
	case storage.KindMembership:
		along.Memberships = page.Memberships
	case storage.KindFormResponse:
		along.FormResponses = page.FormResponses
	case storage.KindCredentialType:
		along.CredentialTypes = page.CredentialTypes
	case storage.KindCredential:
		along.Credentials = page.Credentials
	case storage.KindZone:
		along.Zones = page.Zones
	case storage.KindCheckList:
		along.CheckLists = page.CheckLists
	case storage.KindAccessPoint:
		along.AccessPoints = page.AccessPoints
	case storage.KindCheckIn:
		along.CheckIns = page.CheckIns
	case storage.KindEntry:
		along.Entries = page.Entries
	case storage.KindAssociation:
		along.Associations = page.Associations
	}
	return along
}
