package expense

import (
	"slices"
	"strconv"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Itemise divides an entry into items, in place of those that it has had. Each
// item is an entry with the parent's attendees and as many no-shows (C64), among
// whom its own amount is distributed. The parent keeps its attendees without
// amounts, so that nothing counts twice, and amounts cannot be edited there
// (C63). Without any item it is an entry like others again.
//
// Items need not add up to the parent before [Service.Validate] is asked.
//
// An entry that there is not is [ErrEntryNotFound], one that is an item itself
// [attendee.ErrImmutableField], and more than [MaxItems] are [batch.ErrTooLarge]. An
// amount in another currency is [ErrCurrencyMismatch], and an identifier that another
// entry has [attendee.ErrDuplicateKey].
type Itemise struct {
	Entry Ref    `json:"entry"`
	Items []Item `json:"items,omitempty"`
}

// Item is one part of an expense, such as the wine.
type Item struct {
	ExternalID string      `json:"external_id,omitempty"`
	Amount     money.Money `json:"amount"`
	SpentOn    time.Time   `json:"spent_on,omitzero"` // the parent's day, if zero
}

// MaxItems is how many items an entry can have.
const MaxItems = 100

// Needs implements [batch.Command].
func (c Itemise) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c Itemise) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c Itemise) NeedsUnder(n *batch.Needs, r attendee.Rules) {
	askSettle(n, r, c.Entry)
	if len(c.Items) > MaxItems {
		return // it is refused
	}
	for _, it := range c.Items {
		ByExternal(it.ExternalID).needs(n)
	}
}

// PlanUnder implements [attendee.Ruled].
func (c Itemise) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	parent, err := c.Entry.find(d, r)
	switch {
	case err != nil:
		return batch.Outcome{}, err
	case parent.ParentID != storage.ID{}:
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrImmutableField, Field: "items", Existing: parent.Ref()}
	case len(c.Items) > MaxItems:
		return batch.Outcome{}, &batch.Error{Code: batch.ErrTooLarge, Field: "items", Limit: MaxItems}
	case len(c.Items) == 0 && len(parent.Items) == 0:
		return outcome(d, batch.Unchanged, parent), nil
	}
	list := parts(d, parent)
	more := storage.Query{Entries: storage.Lookup{IDs: parent.Items}}
	for _, a := range list { // who gets a new part is touched by it
		more.Attendees.IDs = append(more.Attendees.IDs, a.AttendeeID)
	}
	if !d.AskMore(more) {
		return batch.Outcome{}, nil
	}
	removeItems(d, parent)
	var f faults
	parent.Items = nil
	for i, it := range c.Items {
		if item, ok := it.entry(d, parent, "items."+strconv.Itoa(i)+".", &f); ok {
			item.ID, item.CreatedAt, item.UpdatedAt = env.NewID(), env.Now, env.Now
			item = d.PutEntry(item)
			parent.Items = append(parent.Items, item.ID)
			copyDown(d, env, r, item, list)
		}
	}
	if err := f.join(); err != nil {
		return batch.Outcome{}, err
	}
	return outcome(d, batch.Updated, reshape(d, env, r, parent)), nil
}

// entry returns the entry of an item; ok is false when it cannot be one.
func (it Item) entry(d *batch.Draft, parent storage.Entry, field string, all *faults) (e storage.Entry, ok bool) {
	var f faults
	e = storage.Entry{Kind: storage.EntryNormal, ParentID: parent.ID, ReportOwner: parent.ReportOwner, SpentOn: day(it.SpentOn), NoShows: parent.NoShows}
	if e.SpentOn.IsZero() {
		e.SpentOn = parent.SpentOn
	}
	f.year(field+"spent_on", e.SpentOn.Year())
	f.share(field+"amount", it.Amount, parent)
	e.Amount, e.Digits, e.Currency = it.Amount.Minor(), it.Amount.Digits(), it.Amount.Currency()
	e.ExternalID = f.text(field+"external_id", maxExtID, it.ExternalID)
	if key := ByExternal(it.ExternalID).key(); key.Value != "" {
		e.UniqueExternal = key.Value
		if _, held := d.EntryByKey(key); held {
			f.add(attendee.ErrDuplicateKey, field+"external_id")
		}
	}
	*all = append(*all, f...)
	return e, len(f) == 0
}

// copyDown gives the attendees of a parent a part in an item, with what is said
// of them except for amounts. Who did not come has what the item itself says.
func copyDown(d *batch.Draft, env batch.Env, r attendee.Rules, item storage.Entry, list []storage.Association) {
	for _, a := range list {
		if isNoShows(a) == 1 {
			continue
		}
		x := newPart(env, item, a.AttendeeID, int(a.Position))
		x.Version, x.Unnamed, x.Travelling, x.Custom = a.Version, a.Unnamed, a.Travelling, a.Custom
		d.PutAssociation(x)
	}
	settle(d, env, r, item)
}

// removeItems removes the items of an entry, which must have been loaded.
func removeItems(d *batch.Draft, parent storage.Entry) {
	for _, id := range parent.Items {
		if item, ok := d.Entry(id); ok {
			removeEntry(d, item)
		}
	}
}

// dropItem takes an item off its parent.
func dropItem(d *batch.Draft, env batch.Env, r attendee.Rules, parent storage.Entry, item storage.ID) {
	parent.Items = slices.DeleteFunc(slices.Clone(parent.Items), func(id storage.ID) bool { return id == item })
	reshape(d, env, r, parent)
}

// reshape writes an entry whose items changed, as what it now is.
func reshape(d *batch.Draft, env batch.Env, r attendee.Rules, parent storage.Entry) storage.Entry {
	switch {
	case len(parent.Items) > 0:
		parent.Kind = storage.EntryItemised
	case parent.Kind == storage.EntryItemised:
		parent.Kind = storage.EntryNormal
	}
	parent.UpdatedAt = env.Now
	parent = d.PutEntry(parent)
	settle(d, env, r, parent)
	return parent
}
