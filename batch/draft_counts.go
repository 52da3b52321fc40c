package batch

import (
	"fmt"

	"github.com/muster-go/muster/storage"
)

// counts is what a store counted, with what the batch has changed since. What it
// costs to ask does not grow with the batch.
type counts[K comparable] struct {
	stored  map[K]int64 // of what was asked about
	changed map[K]int64 // of anything, by what was written
}

// ask notes what is asked about, and what was found of it.
func (c *counts[K]) ask(about ...K) {
	if c.stored == nil && len(about) > 0 {
		c.stored = make(map[K]int64, len(about))
	}
	for _, k := range about {
		c.stored[k] = 0
	}
}

func (c *counts[K]) asked(about K) bool {
	_, ok := c.stored[about]
	return ok
}

func (c *counts[K]) add(to K, n int64) {
	if c.changed == nil {
		c.changed = make(map[K]int64)
	}
	c.changed[to] += n
}

func (c *counts[K]) of(k K) (n int64, asked bool) {
	n, asked = c.stored[k]
	return n + c.changed[k], asked
}

// count notes what was counted, and has the tables tell of what changes.
func (d *Draft) count(n Needs, have storage.Set) {
	d.inside.ask(n.Occupancies...)
	for _, o := range have.Occupancies {
		d.inside.stored[o.ZoneID] = o.Inside
	}
	for _, r := range n.Uses {
		d.uses.ask(anyRev(r))
	}
	for _, u := range have.Uses {
		d.uses.stored[storage.Ref{Kind: u.Kind, ID: u.ID}] = u.Count
	}
	d.checkIns.moved = func(c *storage.CheckIn, n int64) {
		if c.Inside() {
			d.inside.add(c.ZoneID, n)
		}
	}
	d.credentials.moved = func(c *storage.Credential, n int64) {
		d.uses.add(storage.Ref{Kind: storage.KindCredentialType, ID: c.TypeID}, n)
	}
	d.points.moved = func(p *storage.AccessPoint, n int64) {
		d.uses.add(storage.Ref{Kind: storage.KindZone, ID: p.ZoneID}, n)
		d.uses.add(storage.Ref{Kind: storage.KindCheckList, ID: p.ListID}, n)
	}
}

// askCounts asks for counts that were not asked for before, and reports whether
// there were none. Nobody asks the store about what the batch itself adds.
func (d *Draft) askCounts(q storage.Query) bool {
	complete := true
	for _, zone := range q.Occupancies {
		if d.zones.added(zone) {
			d.inside.ask(zone) // nobody is inside
		} else if !d.inside.asked(zone) {
			complete = false
			d.inside.ask(zone)
			d.more.Occupancies = append(d.more.Occupancies, zone)
		}
	}
	for _, r := range q.Uses {
		r = anyRev(r)
		if t := d.table(r.Kind); t != nil && t.added(r.ID) {
			d.uses.ask(r)
		} else if !d.uses.asked(r) {
			complete = false
			d.uses.ask(r)
			d.more.Uses = append(d.more.Uses, r)
		}
	}
	return complete
}

// Occupancy returns how many are inside a zone, with what the batch has changed
// so far. The zone must have been named in [storage.Query.Occupancies].
func (d *Draft) Occupancy(zone storage.ID) int64 {
	n, asked := d.inside.of(zone)
	if !asked {
		d.fail(fmt.Errorf("batch: a plan looked at the occupancy of zone %s, which no Needs asked for", zone))
	}
	return n
}

// Uses returns how many records name another, see [storage.Use], with what the
// batch has changed so far. It must have been named in [storage.Query.Uses].
func (d *Draft) Uses(of storage.Ref) int64 {
	n, asked := d.uses.of(anyRev(of))
	if !asked {
		d.fail(fmt.Errorf("batch: a plan looked at what names %s %s, which no Needs asked for", of.Kind, of.ID))
	}
	return n
}

// anyRev names a record whatever its revision.
func anyRev(r storage.Ref) storage.Ref { return storage.Ref{Kind: r.Kind, ID: r.ID} }
