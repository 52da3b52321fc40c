package attendee

import (
	"strconv"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// What was spent on an attendee stays when the attendee goes, so that the sums
// do. Package expense writes it; the cascade of this package moves it.

// OpeningID returns the ID of the entry that holds what was spent on an attendee
// in one year and currency before records began (C27): there is at most one.
func OpeningID(attendee storage.ID, year int32, currency string) storage.ID {
	return uuid.NewSHA1(attendee, []byte("opening/"+strconv.Itoa(int(year))+"/"+currency))
}

// isOpening reports whether an association is that of an opening balance.
func isOpening(a storage.Association) bool {
	return a.EntryID == OpeningID(a.AttendeeID, a.Year, a.Currency)
}

// countAssociations counts the expenses of an attendee. An opening balance is
// none: it keeps nobody.
func countAssociations(d *batch.Draft, attendee storage.ID) (n int) {
	for _, a := range d.AssociationsOf(attendee) {
		if !isOpening(a) {
			n++
		}
	}
	return n
}

// removeOpenings removes the opening balances of an attendee.
func removeOpenings(d *batch.Draft, attendee storage.ID) {
	for _, a := range d.AssociationsOf(attendee) {
		if isOpening(a) {
			d.Delete(a.Ref(), storage.Ref{Kind: storage.KindEntry, ID: a.EntryID})
		}
	}
}

// moveAssociations lets nobody have two parts in one expense, nor two opening
// balances of one year and currency: they are added up.
func moveAssociations(_ rules, d *batch.Draft, env batch.Env, from, to storage.ID) {
	there := make(map[storage.ID]storage.Association)
	for _, a := range d.AssociationsOf(to) {
		there[a.EntryID] = a
	}
	for _, a := range d.AssociationsOf(from) {
		entry := a.EntryID
		if isOpening(a) {
			entry = OpeningID(to, a.Year, a.Currency)
			moveOpening(d, env, a, entry)
		} else {
			d.Delete(a.Ref())
		}
		part, both := there[entry]
		if both {
			part.Amount += a.Amount
			part.Approved += a.Approved
			part.HasApproved = part.HasApproved || a.HasApproved
			part.Edited = part.Edited || a.Edited
			part.Unnamed += a.Unnamed
		} else {
			part = a
			part.Head = storage.Head{ID: storage.AssociationID(entry, to), CreatedAt: a.CreatedAt}
			part.EntryID, part.AttendeeID, part.Version = entry, to, 0
		}
		part.UpdatedAt = env.Now
		d.PutAssociation(part)
	}
}

// moveOpening puts the amount of an opening balance into the entry of another,
// which is there or not yet.
func moveOpening(d *batch.Draft, env batch.Env, a storage.Association, into storage.ID) {
	old, _ := d.Entry(a.EntryID)
	d.Delete(a.Ref(), old.Ref())
	if !d.AskMore(storage.Query{Entries: storage.Lookup{IDs: []storage.ID{into}}}) {
		return
	}
	entry, there := d.Entry(into)
	if !there {
		entry = old
		entry.Head = storage.Head{ID: into, CreatedAt: old.CreatedAt}
		entry.Amount = 0
	}
	entry.Amount += a.Amount
	entry.UpdatedAt = env.Now
	d.PutEntry(entry)
}
