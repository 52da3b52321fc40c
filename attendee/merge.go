package attendee

import (
	"maps"
	"slices"
	"strings"

	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Merge makes one attendee of two who are the same person: Into stays, and From
// is deleted, which frees its identifiers. What hangs from From moves to Into,
// where it is not there already. Into keeps its own fields but for those in
// Take, which are From's, and with FillEmpty those that it has left empty.
//
// Type and currency are never taken (C13). The attendance code may be.
//
// Nobody is [ErrNotFound], one person twice [ErrSameAttendee], another version than
// named [ErrVersionConflict], and a reserved type [ErrTypeReserved]. A name in Take
// that is no such field is [ErrUnknownField], what leaves empty what must not be
// [ErrRequired], and a value that does not go with its list [ErrInvalidCustom].
type Merge struct {
	Into      Ref      `json:"into"`
	From      Ref      `json:"from"`
	Take      []string `json:"take,omitempty"` // "email", "custom.badge"
	FillEmpty bool     `json:"fill_empty,omitempty"`
	// IfVersion and FromVersion, when not 0, are the versions that must be
	// there (X19).
	IfVersion   int32 `json:"if_version,omitempty"`
	FromVersion int32 `json:"from_version,omitempty"`
}

// MergeData is what the event of a merge tells.
type MergeData struct {
	EventData
	From storage.ID `json:"from"`
}

// Needs implements [batch.Command].
func (c Merge) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c Merge) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c Merge) needs(n *batch.Needs, r rules) {
	r.needsFields(n)
	n.With |= withDependents() | storage.WithTypes
	c.Into.Needs(n)
	c.From.Needs(n)
}

func (c Merge) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayWrite(); err != nil {
		return batch.Outcome{}, err
	}
	into, err := r.find(d, &c.Into)
	if err != nil {
		return batch.Outcome{}, err
	}
	from, err := r.find(d, &c.From)
	if err != nil {
		return batch.Outcome{}, err
	}
	if into.ID == from.ID {
		return batch.Outcome{}, &batch.Error{Code: ErrSameAttendee, Field: "from", Existing: into.Ref()}
	}
	if err := writable(into, c.IfVersion); err != nil {
		return batch.Outcome{}, err
	}
	if err := writable(from, c.FromVersion); err != nil {
		return batch.Outcome{}, err
	}
	after, t := into, typeOf(d, into)
	m := merger{policy: r.policy, defs: r.definitions(d, t)}
	c.take(&m, from, &after)
	m.stillComplete(t, into, after)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	// From lets go of its identifiers before Into takes any.
	gone := r.bury(d, env, from)
	r.rematch(d, t, &after)
	r.hand(d, env, from.ID, into.ID)
	var changed []string
	if !storage.Equal(into, after) {
		after, changed = r.succeed(d, env, into, after)
	} else if now, ok := d.Attendee(into.ID); ok {
		after = now // touched by what moved
	}
	r.tell(d, env, EventMerged, after.Ref(), MergeData{EventData{after.Version, changed}, gone.ID})
	return batch.Outcome{Action: batch.Updated, Subject: after.Ref(), Record: after}, nil
}

// take copies the chosen fields of from.
func (c Merge) take(m *merger, from Attendee, into *Attendee) {
	custom := maps.Clone(into.Custom)
	if custom == nil {
		custom = make(map[string]storage.Value)
	}
	taken := Patch{Custom: make(map[string]patch.Field[storage.Value])}
	for _, name := range c.Take {
		key, isCustom := strings.CutPrefix(name, storage.CustomPrefix)
		switch _, defined := m.defs.find(key); {
		case !isCustom && !mergeable(name), isCustom && !defined:
			m.reject(ErrUnknownField, name)
		case isCustom && from.Custom[key].IsZero():
			delete(custom, key)
			taken.Custom[key] = patch.Clear[storage.Value]()
		case isCustom:
			custom[key] = from.Custom[key]
			taken.Custom[key] = patch.Set(custom[key])
		}
	}
	if c.FillEmpty {
		for key, v := range from.Custom {
			if _, defined := m.defs.find(key); defined && custom[key].IsZero() {
				custom[key] = v
				taken.Custom[key] = patch.Set(v)
			}
		}
	}
	m.connected(custom, taken)
	into.Custom = custom
	for _, f := range mergeableFields(&from, into) {
		if slices.Contains(c.Take, f.name) || c.FillEmpty && *f.to[0] == "" {
			for i := range f.to {
				*f.to[i] = *f.from[i]
			}
		}
	}
	if into.LastName == "" {
		m.reject(ErrRequired, "last_name")
	}
	if into.Role == "" {
		m.reject(ErrRequired, "role")
	}
}

// mergeableField is a field with the form in which it is compared, if any.
type mergeableField struct {
	name     string
	from, to []*string
}

func mergeableFields(from, to *Attendee) []mergeableField {
	pair := func(name string, at func(*Attendee) []*string) mergeableField {
		return mergeableField{name, at(from), at(to)}
	}
	return []mergeableField{
		pair("attendance_code", func(a *Attendee) []*string { return []*string{&a.AttendanceCode, &a.Unique.Code} }),
		pair("user_id", func(a *Attendee) []*string { return []*string{&a.UserID, &a.Unique.User} }),
		pair("external_id", func(a *Attendee) []*string { return []*string{&a.ExternalID, &a.Unique.External} }),
		pair("email", func(a *Attendee) []*string { return []*string{&a.Email, &a.Unique.Email} }),
		pair("first_name", func(a *Attendee) []*string { return []*string{&a.FirstName} }),
		pair("last_name", func(a *Attendee) []*string { return []*string{&a.LastName} }),
		pair("middle_initial", func(a *Attendee) []*string { return []*string{&a.MiddleInitial} }),
		pair("suffix", func(a *Attendee) []*string { return []*string{&a.Suffix} }),
		pair("title", func(a *Attendee) []*string { return []*string{&a.Title} }),
		pair("company", func(a *Attendee) []*string { return []*string{&a.Company} }),
		pair("mobile", func(a *Attendee) []*string { return []*string{&a.Mobile} }),
		pair("role", func(a *Attendee) []*string { return []*string{&a.Role} }),
	}
}

func mergeable(name string) bool {
	return slices.ContainsFunc(mergeableFields(&Attendee{}, &Attendee{}), func(f mergeableField) bool { return f.name == name })
}
