package credential

import (
	"slices"
	"strings"
	"time"

	"github.com/samber/lo"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// DefineZone creates the zone of this slug, or replaces what is said about it
// (G17).
//
// For the host and administrators, else [attendee.ErrForbidden]. A name is
// [attendee.ErrRequired], and so is a slug where the name gives none; what cannot be
// kept is [attendee.ErrTooLong] or [attendee.ErrInvalidText], and a malformed slug or
// a negative capacity [attendee.ErrInvalidFormat].
type DefineZone struct {
	Name string `json:"name"` // at most 128 characters
	// Slug is at most 64 letters, digits and single dashes, unique in the scope;
	// without one it is made of the name. It never changes.
	Slug string `json:"slug,omitempty"`
	// Capacity is how many may be inside at a time; 0 for no limit. To lower it
	// puts nobody out.
	Capacity int64 `json:"capacity,omitempty"`
	// RequiresTicket lets nobody in without a credential: [Scan] with a value.
	RequiresTicket bool `json:"requires_ticket,omitempty"`
}

// DefineList creates the check list of this name, or replaces what is said
// about it. It says who may pass a point, and when. It fails as [DefineZone] does for
// its name, with [attendee.ErrTypeNotFound] and [attendee.ErrGroupNotFound], and with
// [attendee.ErrInvalidFormat] if it closes before it opens.
type DefineList struct {
	Name string `json:"name"` // at most 128 characters, unique in the scope whatever its case
	// On the list is who is of one of these attendee types or in one of these
	// groups; everybody, if there are neither. Nobody is in a group that was
	// deleted since. At most 256 of each: more are [batch.ErrTooLarge].
	TypeCodes []string            `json:"type_codes,omitempty"`
	Groups    []attendee.GroupRef `json:"groups,omitempty"`
	// The list is open from OpensAt until before ClosesAt; a zero time leaves
	// that side open.
	OpensAt  time.Time `json:"opens_at,omitzero"`
	ClosesAt time.Time `json:"closes_at,omitzero"`
}

// DefinePoint creates the access point of this slug, or replaces what is said
// about it (G16).
//
// It fails as [DefineZone] does for its name and slug, and with [ErrZoneNotFound]
// and [ErrListNotFound]. A direction or a medium that there is not is
// [attendee.ErrInvalidFormat]. A reader must have an identifier
// ([attendee.ErrRequired]), each its own ([attendee.ErrDuplicateKey]); more than 64 are
// [batch.ErrTooLarge].
type DefinePoint struct {
	Name      string    `json:"name"`           // at most 128 characters
	Slug      string    `json:"slug,omitempty"` // as in [DefineZone]
	Zone      ZoneRef   `json:"zone,omitzero"`  // what it leads into or out of; without one it is a place of its own
	List      ListRef   `json:"list,omitzero"`  // who may pass; everybody without one
	Direction Direction `json:"direction"`      // In unless it is said
	Inactive  bool      `json:"inactive,omitempty"`
	Readers   []Reader  `json:"readers,omitempty"` // at most 64
}

// RemoveZone removes a zone. One that has access points is [attendee.ErrInUse],
// with their number in [batch.Error.Count]. A batch may remove them before it.
// Check-ins stay. One that there is not is [ErrZoneNotFound].
type RemoveZone struct {
	Zone ZoneRef `json:"zone"`
}

// RemoveList removes a check list. One that access points have is
// [attendee.ErrInUse], as in [RemoveZone]; one that there is not is
// [ErrListNotFound].
type RemoveList struct {
	List ListRef `json:"list"`
}

// RemovePoint removes an access point. Check-ins stay. One that there is not is
// [ErrPointNotFound]; it is for the host and administrators, else
// [attendee.ErrForbidden].
type RemovePoint struct {
	Point PointRef `json:"point"`
}

// Needs implements [batch.Command].
func (c DefineZone) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c DefineZone) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c DefineZone) NeedsUnder(n *batch.Needs, _ attendee.Rules) {
	askKey(&n.Zones, slugKey(storage.KeyZone, c.Slug, c.Name))
}

// PlanUnder implements [attendee.Ruled].
func (c DefineZone) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	name, slug, err := place(r, c.Name, c.Slug)
	if err != nil {
		return batch.Outcome{}, err
	}
	if c.Capacity < 0 {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "capacity"}
	}
	was, exists := d.ZoneByKey(slugKey(storage.KeyZone, c.Slug, c.Name))
	z := was
	z.Name, z.Slug, z.UniqueSlug = name, slug, storage.Fold(slug)
	z.Capacity, z.RequiresTicket = c.Capacity, c.RequiresTicket
	return settle(env, was, exists, &z, &z.Head, d.PutZone), nil
}

// place reads what zones and points are called, for who may define them.
func place(r attendee.Rules, name, slug string) (string, string, error) {
	err := r.MayAdminister()
	if err == nil {
		name, err = readName(name)
	}
	if err == nil {
		slug, err = readSlug(slug, name)
	}
	return name, slug, err
}

// Needs implements [batch.Command].
func (c DefineList) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c DefineList) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c DefineList) NeedsUnder(n *batch.Needs, _ attendee.Rules) {
	askKey(&n.CheckLists, nameKey(storage.KeyCheckList, c.Name))
	if len(c.TypeCodes) > maxOnList || len(c.Groups) > maxOnList {
		return // it is refused
	}
	for _, code := range c.TypeCodes {
		askKey(&n.Types, attendee.TypeKey(code))
	}
	for _, g := range c.Groups {
		g.Needs(n)
	}
}

// PlanUnder implements [attendee.Ruled].
func (c DefineList) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	name, err := readName(c.Name)
	if err != nil {
		return batch.Outcome{}, err
	}
	if len(c.TypeCodes) > maxOnList {
		return batch.Outcome{}, &batch.Error{Code: batch.ErrTooLarge, Field: "type_codes", Limit: maxOnList}
	}
	if len(c.Groups) > maxOnList {
		return batch.Outcome{}, &batch.Error{Code: batch.ErrTooLarge, Field: "groups", Limit: maxOnList}
	}
	key := nameKey(storage.KeyCheckList, name)
	was, exists := d.CheckListByKey(key)
	l := was
	l.Name, l.UniqueName = name, key.Value
	if l.OpensAt, err = instant("opens_at", c.OpensAt); err != nil {
		return batch.Outcome{}, err
	}
	if l.ClosesAt, err = instant("closes_at", c.ClosesAt); err != nil {
		return batch.Outcome{}, err
	}
	if !l.OpensAt.IsZero() && !l.ClosesAt.IsZero() && !l.ClosesAt.After(l.OpensAt) {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "closes_at"}
	}
	if l.TypeCodes, err = typeCodes(d, c.TypeCodes); err != nil {
		return batch.Outcome{}, err
	}
	if l.GroupIDs, err = groupIDs(d, c.Groups); err != nil {
		return batch.Outcome{}, err
	}
	return settle(env, was, exists, &l, &l.Head, d.PutCheckList), nil
}

// typeCodes returns the codes of types that there are, as they are kept.
func typeCodes(d *batch.Draft, given []string) (codes []string, err error) {
	for _, code := range given {
		key := attendee.TypeKey(code)
		ok := key.Value != ""
		if ok {
			_, ok = d.TypeByKey(key)
		}
		if !ok {
			return nil, &batch.Error{Code: attendee.ErrTypeNotFound, Field: "type_codes", Given: code}
		}
		codes = append(codes, key.Value)
	}
	slices.Sort(codes)
	return lo.Uniq(codes), nil
}

func groupIDs(d *batch.Draft, given []attendee.GroupRef) (ids []storage.ID, err error) {
	for _, ref := range given {
		g, err := ref.Find(d)
		if err != nil {
			return nil, err
		}
		d.Guard(g.Ref())
		ids = append(ids, g.ID)
	}
	slices.SortFunc(ids, func(a, b storage.ID) int { return strings.Compare(string(a[:]), string(b[:])) })
	return lo.Uniq(ids), nil
}

// instant returns a time as it is kept: within the years that a text of RFC 3339
// can say.
func instant(field string, t time.Time) (time.Time, error) {
	if t.IsZero() {
		return time.Time{}, nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	if year := t.Year(); year < 1 || year > 9999 {
		return time.Time{}, &batch.Error{Code: attendee.ErrInvalidFormat, Field: field}
	}
	return t, nil
}

// Needs implements [batch.Command].
func (c DefinePoint) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c DefinePoint) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c DefinePoint) NeedsUnder(n *batch.Needs, _ attendee.Rules) {
	askKey(&n.AccessPoints, slugKey(storage.KeyAccessPoint, c.Slug, c.Name))
	c.Zone.needs(n)
	c.List.needs(n)
}

// PlanUnder implements [attendee.Ruled].
func (c DefinePoint) PlanUnder(d *batch.Draft, env batch.Env, r attendee.Rules) (batch.Outcome, error) {
	name, slug, err := place(r, c.Name, c.Slug)
	if err != nil {
		return batch.Outcome{}, err
	}
	was, exists := d.AccessPointByKey(slugKey(storage.KeyAccessPoint, c.Slug, c.Name))
	p := was
	p.Name, p.Slug, p.UniqueSlug = name, slug, storage.Fold(slug)
	p.Active, p.ZoneID, p.ListID = !c.Inactive, storage.ID{}, storage.ID{}
	if p.Direction, err = direction(c.Direction, storage.In); err != nil {
		return batch.Outcome{}, err
	}
	if p.Readers, err = readers(c.Readers); err != nil {
		return batch.Outcome{}, err
	}
	if !c.Zone.IsZero() {
		z, err := c.Zone.find(d)
		if err != nil {
			return batch.Outcome{}, err
		}
		p.ZoneID = z.ID
	}
	if !c.List.IsZero() {
		l, err := c.List.find(d)
		if err != nil {
			return batch.Outcome{}, err
		}
		p.ListID = l.ID
	}
	return settle(env, was, exists, &p, &p.Head, d.PutAccessPoint), nil
}

func direction(given, otherwise Direction) (Direction, error) {
	switch given {
	case "":
		return otherwise, nil
	case storage.In, storage.Out:
		return given, nil
	}
	return "", &batch.Error{Code: attendee.ErrInvalidFormat, Field: "direction"}
}

func readers(given []Reader) (list []Reader, err error) {
	if len(given) > maxReaders {
		return nil, &batch.Error{Code: batch.ErrTooLarge, Field: "readers", Limit: maxReaders}
	}
	for i, rd := range given {
		id, bad := attendee.Text("readers.identifier", maxDevice, rd.Identifier)
		switch {
		case bad != nil:
			return nil, bad
		case id == "":
			return nil, &batch.Error{Code: attendee.ErrRequired, Field: "readers.identifier"}
		case !isMedium(rd.Medium):
			return nil, &batch.Error{Code: attendee.ErrInvalidFormat, Field: "readers.type"}
		case slices.ContainsFunc(list[:i], func(other Reader) bool { return other.Identifier == id }):
			return nil, &batch.Error{Code: attendee.ErrDuplicateKey, Field: "readers.identifier", Given: id}
		}
		list = append(list, Reader{Identifier: id, Medium: rd.Medium})
	}
	return list, nil
}

// Needs implements [batch.Command].
func (c RemoveZone) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c RemoveZone) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c RemoveZone) NeedsUnder(n *batch.Needs, _ attendee.Rules) { c.Zone.needs(n) }

// PlanUnder implements [attendee.Ruled].
func (c RemoveZone) PlanUnder(d *batch.Draft, _ batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	z, err := c.Zone.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	return removeUnused(d, z)
}

// Needs implements [batch.Command].
func (c RemoveList) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c RemoveList) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c RemoveList) NeedsUnder(n *batch.Needs, _ attendee.Rules) { c.List.needs(n) }

// PlanUnder implements [attendee.Ruled].
func (c RemoveList) PlanUnder(d *batch.Draft, _ batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	l, err := c.List.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	return removeUnused(d, l)
}

// Needs implements [batch.Command].
func (c RemovePoint) Needs(n *batch.Needs) { c.NeedsUnder(n, attendee.Host()) }

// Plan implements [batch.Command].
func (c RemovePoint) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.PlanUnder(d, env, attendee.Host())
}

// NeedsUnder implements [attendee.Ruled].
func (c RemovePoint) NeedsUnder(n *batch.Needs, _ attendee.Rules) { c.Point.needs(n) }

// PlanUnder implements [attendee.Ruled].
func (c RemovePoint) PlanUnder(d *batch.Draft, _ batch.Env, r attendee.Rules) (batch.Outcome, error) {
	if err := r.MayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	p, err := c.Point.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	return removed(d, p), nil
}
