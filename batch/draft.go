package batch

import (
	"fmt"

	"github.com/muster-go/muster/storage"
)

// Draft is the working copy that the commands of one batch read and edit. A
// later command sees what the earlier ones did; a command that fails is taken
// back as a whole.
//
// A draft refuses questions that nobody asked: "not found" is an answer only
// if some [Command.Needs] named the identifier. To look up anything else, or
// to write a key that nobody looked for, is a fault of the command that fails
// the batch, because it would create duplicates.
//
// Records come out of a draft by value, but their lists and maps are shared
// with it: replace them, never change them in place.
type Draft struct {
	scope     storage.Scope
	attendees table[storage.Attendee]
	types     table[storage.Type]
	revisions table[storage.Revision]
	tokens    table[storage.Token]

	loaded    storage.Relations
	histories map[storage.ID][]storage.Revision
	guards    []storage.Ref
	events    []storage.Event
	fault     error // the first question that nobody asked
}

// NewDraft returns a draft of what n asked for and a store answered with.
func NewDraft(n Needs, have storage.Set) *Draft {
	d := &Draft{
		scope:     n.Scope,
		attendees: newTable(storage.KindAttendee, n.Attendees, have.Attendees),
		types:     newTable(storage.KindType, n.Types, have.Types),
		revisions: newTable(storage.KindRevision, n.Revisions, have.Revisions),
		tokens:    newTable(storage.KindToken, n.Tokens, have.Tokens),
		loaded:    n.With,
	}
	if n.With&storage.WithTypes != 0 {
		for i := range have.Attendees {
			if code := have.Attendees[i].TypeCode; code != "" {
				d.types.askedKeys[storage.Key{Name: storage.KeyTypeCode, Value: code}] = struct{}{}
			}
		}
	}
	if n.With&storage.WithRevisions != 0 {
		d.histories = make(map[storage.ID][]storage.Revision)
		for _, r := range have.Revisions {
			d.histories[r.AttendeeID] = append(d.histories[r.AttendeeID], r)
		}
	}
	return d
}

// Attendee returns an attendee by ID.
func (d *Draft) Attendee(id storage.ID) (storage.Attendee, bool) {
	a, ok, err := d.attendees.get(id)
	d.fail(err)
	return a, ok
}

// AttendeeByKey returns the attendee who holds a key.
func (d *Draft) AttendeeByKey(k storage.Key) (storage.Attendee, bool) {
	a, ok, err := d.attendees.byKey(k)
	d.fail(err)
	return a, ok
}

// TypeByKey returns the attendee type that holds a key. With
// [storage.WithTypes] the types of the attendees found count as asked for.
func (d *Draft) TypeByKey(k storage.Key) (storage.Type, bool) {
	t, ok, err := d.types.byKey(k)
	d.fail(err)
	return t, ok
}

// RevisionsOf returns the stored superseded versions of an attendee, in no
// order. It needs [storage.WithRevisions].
func (d *Draft) RevisionsOf(attendee storage.ID) []storage.Revision {
	if d.loaded&storage.WithRevisions == 0 {
		d.fail(fmt.Errorf("batch: a plan looked at the revisions of %s, which no Needs asked for", attendee))
	}
	return d.histories[attendee]
}

// PutAttendee writes an attendee and returns it at the revision at which it
// will be stored. Writing what is there already is no change.
func (d *Draft) PutAttendee(a storage.Attendee) storage.Attendee {
	a.Scope = d.scope
	d.fail(d.attendees.put(&a, &a.Head))
	return a
}

// PutType writes an attendee type, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutType(t storage.Type) storage.Type {
	t.Scope = d.scope
	d.fail(d.types.put(&t, &t.Head))
	return t
}

// PutRevision writes a superseded version of an attendee.
func (d *Draft) PutRevision(r storage.Revision) storage.Revision {
	r.Scope = d.scope
	d.fail(d.revisions.put(&r, &r.Head))
	return r
}

// Drawn declares keys that were drawn at random, so that no record can hold
// them and none needs to be asked about. Should one exist all the same, the
// store refuses the change set and the batch is planned again.
func (d *Draft) Drawn(keys ...storage.Key) {
	for _, k := range keys {
		if k.Name.Kind() == storage.KindAttendee {
			d.attendees.askedKeys[k] = struct{}{}
		}
	}
}

// Delete removes records for good. Nothing happens to one that is absent.
func (d *Draft) Delete(refs ...storage.Ref) {
	for _, r := range refs {
		switch r.Kind {
		case storage.KindAttendee:
			d.attendees.remove(r.ID)
		case storage.KindType:
			d.types.remove(r.ID)
		case storage.KindRevision:
			d.revisions.remove(r.ID)
		case storage.KindToken:
			d.tokens.remove(r.ID)
		default:
			d.fail(fmt.Errorf("batch: a plan deleted a %s", r.Kind))
		}
	}
}

// Guard makes the decision depend on records that it read without writing
// them: should one have moved on, the batch is planned again.
func (d *Draft) Guard(refs ...storage.Ref) { d.guards = append(d.guards, refs...) }

// Emit adds an event, which is stored in the same atomic step.
func (d *Draft) Emit(e storage.Event) {
	e.Scope = d.scope
	d.events = append(d.events, e)
}

// Changes returns the net effect of all writes, sorted by ID, with the events
// in the order in which they were emitted.
func (d *Draft) Changes() storage.ChangeSet {
	cs := storage.ChangeSet{
		Scope:     d.scope,
		Attendees: d.attendees.changes(),
		Types:     d.types.changes(),
		Revisions: d.revisions.changes(),
		Tokens:    d.tokens.changes(),
		Events:    d.events,
	}
	cs.Guards = d.openGuards()
	return cs
}

// openGuards drops guards on what the draft writes, which its revision guards
// already, and repetitions.
func (d *Draft) openGuards() []storage.Ref {
	var open []storage.Ref
	seen := make(map[storage.Ref]struct{}, len(d.guards))
	for _, g := range d.guards {
		if _, again := seen[g]; again || d.written(g) {
			continue
		}
		seen[g] = struct{}{}
		open = append(open, g)
	}
	return open
}

func (d *Draft) written(r storage.Ref) bool {
	switch r.Kind {
	case storage.KindAttendee:
		return d.attendees.written(r.ID)
	case storage.KindType:
		return d.types.written(r.ID)
	case storage.KindRevision:
		return d.revisions.written(r.ID)
	case storage.KindToken:
		return d.tokens.written(r.ID)
	}
	return false
}

func (d *Draft) fail(err error) {
	if d.fault == nil {
		d.fault = err
	}
}

// mark is a point to which a draft can be rewound.
type mark struct{ attendees, types, revisions, tokens, guards, events int }

func (d *Draft) mark() mark {
	return mark{
		len(d.attendees.journal), len(d.types.journal), len(d.revisions.journal), len(d.tokens.journal),
		len(d.guards), len(d.events),
	}
}

func (d *Draft) rewind(m mark) {
	d.attendees.rewind(m.attendees)
	d.types.rewind(m.types)
	d.revisions.rewind(m.revisions)
	d.tokens.rewind(m.tokens)
	d.guards, d.events = d.guards[:m.guards], d.events[:m.events]
}
