package attendee

import (
	"encoding/json"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

const maxGroupName = 128

// The events of groups. Their subject is the membership, and their data a
// [MemberData].
const (
	EventMemberAdded   = "group.member_added"
	EventMemberRemoved = "group.member_removed"
)

// MemberData is what an event tells about a membership.
type MemberData struct {
	GroupID    storage.ID `json:"group_id"`
	AttendeeID storage.ID `json:"attendee_id"`
}

// GroupRef names a group, by ID or by name. It is made by [GroupByID] and
// [GroupByName]; the zero GroupRef names none.
type GroupRef struct {
	id    storage.ID
	given string
}

// GroupByID names a group by the ID that the library gave.
func GroupByID(id storage.ID) GroupRef { return GroupRef{id: id} }

// GroupByName names a group by its name, whatever its case.
func GroupByName(name string) GroupRef { return GroupRef{given: name} }

// groupJSON is the wire form of a reference.
type groupJSON struct {
	ID   storage.ID `json:"id,omitzero"`
	Name string     `json:"name,omitempty"`
}

// MarshalJSON writes the ID or the name.
func (g GroupRef) MarshalJSON() ([]byte, error) { return json.Marshal(groupJSON{g.id, g.given}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (g *GroupRef) UnmarshalJSON(data []byte) error {
	var wire groupJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*g = GroupRef{wire.ID, wire.Name}
	return nil
}

func groupKey(name string) storage.Key {
	tidied, err := tidy(name)
	if err != nil {
		tidied = ""
	}
	return storage.Key{Name: storage.KeyGroupName, Value: storage.Fold(tidied)}
}

func (g GroupRef) needs(n *batch.Needs) {
	if g.id != (storage.ID{}) {
		n.Groups.IDs = append(n.Groups.IDs, g.id)
	} else if key := groupKey(g.given); key.Value != "" {
		n.Groups.Keys = append(n.Groups.Keys, key)
	}
}

func (g GroupRef) find(d *batch.Draft) (Group, error) {
	var found Group
	var ok bool
	if key := groupKey(g.given); g.id != (storage.ID{}) {
		found, ok = d.Group(g.id)
	} else if key.Value != "" {
		found, ok = d.GroupByKey(key)
	}
	if !ok {
		return Group{}, &batch.Error{Code: ErrGroupNotFound, Field: "group", Given: g.given}
	}
	return found, nil
}

// CreateGroup adds a group. A name that another group has is [ErrDuplicateKey], an
// empty one [ErrRequired], and one that cannot be kept [ErrTooLong] or
// [ErrInvalidText].
type CreateGroup struct {
	Name string `json:"name"` // at most 128 characters, unique in the scope whatever its case
}

// RenameGroup gives a group another name. A group that there is not is
// [ErrGroupNotFound]; for the name it fails as [CreateGroup] does.
type RenameGroup struct {
	Group GroupRef `json:"group"`
	Name  string   `json:"name"`
}

// DeleteGroup removes a group and the memberships in it. The attendees stay. A
// group that there is not is [ErrGroupNotFound].
type DeleteGroup struct {
	Group GroupRef `json:"group"`
}

// AddMember puts an attendee into a group; a member already is unchanged (G20). A
// group that there is not is [ErrGroupNotFound] and nobody [ErrNotFound]; whom the
// actor may see and not write is [ErrForbidden].
type AddMember struct {
	Group    GroupRef `json:"group"`
	Attendee Ref      `json:"attendee"`
}

// RemoveMember takes an attendee out of a group; somebody who is not in it is
// unchanged. It fails as [AddMember] does.
type RemoveMember struct {
	Group    GroupRef `json:"group"`
	Attendee Ref      `json:"attendee"`
}

// Needs implements [batch.Command].
func (c CreateGroup) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c CreateGroup) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c CreateGroup) needs(n *batch.Needs, _ rules) {
	n.Groups.Keys = append(n.Groups.Keys, groupKey(c.Name))
}

func (c CreateGroup) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	g := Group{}
	g.ID, g.CreatedAt, g.UpdatedAt = env.NewID(), env.Now, env.Now
	if err := nameGroup(d, &g, c.Name); err != nil {
		return batch.Outcome{}, err
	}
	g = d.PutGroup(g)
	return batch.Outcome{Action: batch.Inserted, Subject: g.Ref(), Record: g}, nil
}

// nameGroup gives a group a name that no other has.
func nameGroup(d *batch.Draft, g *Group, name string) error {
	var m merger
	if m.text("name", maxGroupName, name, &g.Name) && g.Name == "" {
		m.reject(ErrRequired, "name")
	}
	if err := batch.Join(m.errs); err != nil {
		return err
	}
	g.UniqueName = groupKey(g.Name).Value
	if other, held := d.GroupByKey(groupKey(g.Name)); held && other.ID != g.ID {
		return &batch.Error{Code: ErrDuplicateKey, Field: "name", Given: g.Name, Existing: other.Ref()}
	}
	return nil
}

// Needs implements [batch.Command].
func (c RenameGroup) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c RenameGroup) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c RenameGroup) needs(n *batch.Needs, _ rules) {
	c.Group.needs(n)
	n.Groups.Keys = append(n.Groups.Keys, groupKey(c.Name))
}

func (c RenameGroup) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	g, err := c.Group.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	before := g
	if err := nameGroup(d, &g, c.Name); err != nil {
		return batch.Outcome{}, err
	}
	if g == before {
		return batch.Outcome{Action: batch.Unchanged, Subject: g.Ref(), Record: g}, nil
	}
	g.UpdatedAt = env.Now
	g = d.PutGroup(g)
	return batch.Outcome{Action: batch.Updated, Subject: g.Ref(), Record: g}, nil
}

// Needs implements [batch.Command].
func (c DeleteGroup) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c DeleteGroup) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c DeleteGroup) needs(n *batch.Needs, _ rules) {
	n.With |= storage.WithMembers
	c.Group.needs(n)
}

func (c DeleteGroup) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	g, err := c.Group.find(d)
	if err != nil {
		return batch.Outcome{}, err
	}
	for _, m := range d.MembersOf(g.ID) {
		r.leave(d, env, m)
	}
	d.Delete(g.Ref())
	return batch.Outcome{Action: batch.Deleted, Subject: g.Ref(), Record: g}, nil
}

// Needs implements [batch.Command].
func (c AddMember) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c AddMember) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c AddMember) needs(n *batch.Needs, _ rules) {
	n.With |= storage.WithMemberships
	c.Group.needs(n)
	c.Attendee.Needs(n)
}

func (c AddMember) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	g, a, err := r.pair(d, c.Group, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	if m, in := memberOf(d, g, a); in {
		return batch.Outcome{Action: batch.Unchanged, Subject: m.Ref(), Record: m}, nil
	}
	d.Guard(g.Ref())
	m := r.join(d, env, g.ID, a.ID)
	return batch.Outcome{Action: batch.Inserted, Subject: m.Ref(), Record: m}, nil
}

// Needs implements [batch.Command].
func (c RemoveMember) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c RemoveMember) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c RemoveMember) needs(n *batch.Needs, _ rules) {
	n.With |= storage.WithMemberships
	c.Group.needs(n)
	c.Attendee.Needs(n)
}

func (c RemoveMember) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	g, a, err := r.pair(d, c.Group, &c.Attendee)
	if err != nil {
		return batch.Outcome{}, err
	}
	m, in := memberOf(d, g, a)
	if !in {
		absent := storage.Ref{Kind: storage.KindMembership, ID: storage.MembershipID(g.ID, a.ID)}
		return batch.Outcome{Action: batch.Unchanged, Subject: absent}, nil
	}
	r.leave(d, env, m)
	return batch.Outcome{Action: batch.Deleted, Subject: m.Ref(), Record: m}, nil
}

// pair finds a group and an attendee whom the actor may put together.
func (r rules) pair(d *batch.Draft, ref GroupRef, who *Ref) (Group, Attendee, error) {
	if err := r.mayWrite(); err != nil {
		return Group{}, Attendee{}, err
	}
	g, err := ref.find(d)
	if err != nil {
		return Group{}, Attendee{}, err
	}
	a, err := r.find(d, who)
	return g, a, err
}

func memberOf(d *batch.Draft, g Group, a Attendee) (Membership, bool) {
	for _, m := range d.MembershipsOf(a.ID) {
		if m.GroupID == g.ID {
			return m, true
		}
	}
	return Membership{}, false
}

// join writes a membership.
func (r rules) join(d *batch.Draft, env batch.Env, group, attendee storage.ID) Membership {
	m := Membership{GroupID: group, AttendeeID: attendee}
	m.ID, m.CreatedAt, m.UpdatedAt = storage.MembershipID(group, attendee), env.Now, env.Now
	m = d.PutMembership(m)
	r.tell(d, env, EventMemberAdded, m.Ref(), MemberData{group, attendee})
	return m
}

// leave removes a membership.
func (r rules) leave(d *batch.Draft, env batch.Env, m Membership) {
	d.Delete(m.Ref())
	r.tell(d, env, EventMemberRemoved, m.Ref(), MemberData{m.GroupID, m.AttendeeID})
}
