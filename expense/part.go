package expense

import (
	"maps"
	"slices"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Part says what an attendee's part in an entry is to be. What it leaves out, in
// JSON also what is null, stays as it was (C57), which is nothing for a part
// that is new.
type Part struct {
	// Amount is the share that a person chose; nothing moves it from then on
	// (C62). Automatic gives the part back to the distribution.
	Amount    *money.Money `json:"amount,omitempty"`
	Automatic bool         `json:"automatic,omitempty"`
	Approved  *money.Money `json:"approved,omitempty"`
	// Unnamed counts those who came along with the attendee and are not named.
	// They have no share of their own.
	Unnamed    *int64 `json:"unnamed,omitempty"`
	Travelling *bool  `json:"travelling,omitempty"`
	// Custom holds custom1 to custom5, of at most 48 characters (C56); ""
	// clears one.
	Custom map[string]string `json:"custom,omitempty"`
	// Version is the attendee's version that the part shows for good (C24); 0
	// is whichever is the latest.
	Version *int32 `json:"version,omitempty"`
}

// needs asks for the history where a version is named.
func (p Part) needs(n *batch.Needs) {
	if p.Version != nil && *p.Version != 0 {
		n.With |= storage.WithRevisions
	}
}

// into applies the part to an association of a in e.
func (p Part) into(x *storage.Association, d *batch.Draft, e storage.Entry, a attendee.Attendee, f *faults) {
	p.amounts(x, e, f)
	if p.Unnamed != nil {
		f.limit("unnamed", *p.Unnamed, maxPeople)
		x.Unnamed = *p.Unnamed
	}
	if p.Travelling != nil {
		x.Travelling = "no"
		if *p.Travelling {
			x.Travelling = "yes"
		}
	}
	if v := p.Version; v != nil {
		if !hasVersion(d, a, *v) {
			f.add(attendee.ErrVersionNotFound, "version")
		}
		x.Version = *v
	}
	if len(p.Custom) == 0 {
		return
	}
	custom := maps.Clone(x.Custom)
	if custom == nil {
		custom = make(map[string]storage.Value)
	}
	for _, key := range slices.Sorted(maps.Keys(p.Custom)) {
		field := storage.CustomPrefix + key
		if len(key) != len("custom1") || key < "custom1" || key > "custom5" {
			f.add(attendee.ErrUnknownField, field)
			continue
		}
		delete(custom, key)
		if text := f.text(field, maxCustom, p.Custom[key]); text != "" {
			custom[key] = storage.Text(text)
		}
	}
	x.Custom = custom
}

func (p Part) amounts(x *storage.Association, e storage.Entry, f *faults) {
	switch edits := p.Amount != nil || p.Automatic; {
	case edits && isLocked(e):
		f.add(ErrAmountLocked, "amount")
	case p.Amount != nil && p.Automatic:
		f.add(attendee.ErrInvalidFormat, "automatic")
	case p.Amount != nil:
		f.share("amount", *p.Amount, e)
		x.Amount, x.Edited = p.Amount.Minor(), true
	case p.Automatic:
		x.Edited = false
	}
	if p.Approved != nil {
		f.share("approved", *p.Approved, e)
		x.Approved, x.HasApproved = p.Approved.Minor(), true
	}
}

// isLocked reports whether the amounts of an entry's parts cannot be edited
// (C63).
func isLocked(e storage.Entry) bool {
	return e.Kind == storage.EntryPersonal || e.Kind == storage.EntryItemised
}

// hasVersion reports whether a version of an attendee is there to be shown.
func hasVersion(d *batch.Draft, a attendee.Attendee, version int32) bool {
	if version == 0 || version == a.Version {
		return true
	}
	for _, rev := range d.RevisionsOf(a.ID) {
		if rev.Version == version {
			return true
		}
	}
	return false
}

// party resolves a reference to an attendee who may have a part in e. By ID it
// is also somebody who has one, whatever has become of them since.
func party(d *batch.Draft, r attendee.Rules, e storage.Entry, ref *attendee.Ref) (attendee.Attendee, error) {
	if id, only := ref.ID(); only {
		if _, has := d.Share(e.ID, id); has {
			a, _ := d.Attendee(id)
			return a, attendee.Somebody(a)
		}
	}
	a, err := r.See(d, ref)
	if err == nil {
		err = attendee.Somebody(a)
	}
	return a, err
}

// partOf returns the part of an attendee, a new one at the end if there is
// none. Whoever is inactive has no new one (C44).
func partOf(d *batch.Draft, env batch.Env, e storage.Entry, a attendee.Attendee) (x storage.Association, there bool, err error) {
	if x, there = d.Share(e.ID, a.ID); there {
		return x, true, nil
	}
	n := d.CountShares(e.ID)
	switch {
	case a.Status != storage.StatusActive:
		return x, false, &batch.Error{Code: attendee.ErrInactive, Field: "attendee", Existing: a.Ref()}
	case n >= MaxAssociations:
		return x, false, &batch.Error{Code: ErrTooManyAssociations, Field: "attendee", Limit: MaxAssociations, Existing: e.Ref()}
	}
	return newPart(env, e, a.ID, n+1), false, nil
}

// put writes a part if it changed.
func put(d *batch.Draft, env batch.Env, before storage.Association, there bool, after storage.Association) batch.Action {
	switch {
	case !there:
		d.PutAssociation(after)
		return batch.Inserted
	case storage.Equal(before, after):
		return batch.Unchanged
	}
	after.UpdatedAt = env.Now
	d.PutAssociation(after)
	return batch.Updated
}
