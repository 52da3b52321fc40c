package batch

import "github.com/muster-go/muster/storage"

// Entry returns an expense entry by ID.
func (d *Draft) Entry(id storage.ID) (storage.Entry, bool) {
	e, ok, err := d.entries.get(id)
	d.fail(err)
	return e, ok
}

// EntryByKey returns the expense entry that holds a key.
func (d *Draft) EntryByKey(k storage.Key) (storage.Entry, bool) {
	e, ok, err := d.entries.byKey(k)
	d.fail(err)
	return e, ok
}

// Association returns an association by ID, see [storage.AssociationID].
func (d *Draft) Association(id storage.ID) (storage.Association, bool) {
	a, ok, err := d.associations.get(id)
	d.fail(err)
	return a, ok
}

// AssociationsOf returns the associations of an attendee, by ID. It needs
// [storage.WithAssociations].
func (d *Draft) AssociationsOf(attendee storage.ID) []storage.Association {
	d.needs(storage.WithAssociations)
	return d.associations.hanging(attendee)
}

// SharesOf returns the associations of an entry, by ID. It needs
// [storage.WithShares].
func (d *Draft) SharesOf(entry storage.ID) []storage.Association {
	d.needs(storage.WithShares)
	return d.associations.hanging(entry)
}

// Share returns an attendee's part in an entry. It needs [storage.WithShares].
func (d *Draft) Share(entry, attendee storage.ID) (a storage.Association, ok bool) {
	d.needs(storage.WithShares)
	if now := d.associations.now(storage.AssociationID(entry, attendee)); now != nil {
		return *now, true
	}
	return a, false
}

// CountShares returns how many associations an entry has, at a cost that does
// not grow with their number. It needs [storage.WithShares].
func (d *Draft) CountShares(entry storage.ID) int {
	d.needs(storage.WithShares)
	return len(d.associations.hangingIDs(entry))
}

// Totals returns what was spent on the attendees whom [storage.Query.Totals]
// named, as it is stored: without what the batch has changed.
func (d *Draft) Totals() []storage.Total { return d.totals }

// PutEntry writes an expense entry, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutEntry(e storage.Entry) storage.Entry {
	e.Scope = d.scope
	d.fail(d.entries.put(&e, &e.Head))
	return e
}

// PutAssociation writes an association and touches its entry, and its attendee
// when it is new, see [Draft.Touch].
func (d *Draft) PutAssociation(a storage.Association) storage.Association {
	a.Scope = d.scope
	if d.associations.now(a.ID) == nil {
		d.Touch(a.Parent())
	}
	d.Touch(storage.Ref{Kind: storage.KindEntry, ID: a.EntryID})
	d.fail(d.associations.put(&a, &a.Head))
	return a
}
