package expense

import (
	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Ref names an entry: by the ID that the library gave, or by the identifier in
// the expense system. The zero Ref names none. If both are given they must mean
// the same entry, else it is [attendee.ErrKeyConflict].
type Ref struct {
	ID       storage.ID `json:"id,omitzero"`
	External string     `json:"external_id,omitempty"`
}

// ByID names an entry by the ID that the library gave.
func ByID(id storage.ID) Ref { return Ref{ID: id} }

// ByExternal names an entry by its identifier in the expense system.
func ByExternal(id string) Ref { return Ref{External: id} }

func (r Ref) key() storage.Key {
	return storage.Key{Name: storage.KeyEntry, Value: attendee.Identifier(r.External)}
}

// needs asks for the entry and the parts in it. The many commands of one request
// name the same entry, which is asked for once.
func (r Ref) needs(n *batch.Needs) {
	n.With |= storage.WithShares
	if ids := n.Entries.IDs; r.ID != (storage.ID{}) && (len(ids) == 0 || ids[len(ids)-1] != r.ID) {
		n.Entries.IDs = append(ids, r.ID)
	}
	if keys, k := n.Entries.Keys, r.key(); k.Value != "" && (len(keys) == 0 || keys[len(keys)-1] != k) {
		n.Entries.Keys = append(keys, k)
	}
}

// lookup resolves the reference; ok is false for nobody's and for what is no
// expense.
func (r Ref) lookup(d *batch.Draft) (e storage.Entry, ok bool, err error) {
	if r.ID != (storage.ID{}) {
		e, ok = d.Entry(r.ID)
	}
	if k := r.key(); k.Value != "" {
		held, there := d.EntryByKey(k)
		switch {
		case there && ok && held.ID != e.ID:
			return storage.Entry{}, false, &batch.Error{Code: attendee.ErrKeyConflict, Field: "external_id", Given: r.External}
		case there:
			e, ok = held, true
		}
	}
	if !ok || e.Kind == storage.EntryOpening {
		return storage.Entry{}, false, nil
	}
	return e, true, nil
}

func (r Ref) notFound() error {
	if r.External != "" {
		return &batch.Error{Code: ErrEntryNotFound, Field: "external_id", Given: r.External}
	}
	return &batch.Error{Code: ErrEntryNotFound, Field: "id"}
}

// find resolves a reference to an entry that the actor may write. One that it
// may only see is [attendee.ErrForbidden], any other is not there.
func (r Ref) find(d *batch.Draft, rules attendee.Rules) (storage.Entry, error) {
	if err := rules.MayWrite(); err != nil {
		return storage.Entry{}, err
	}
	e, err := r.see(d, rules)
	if err == nil && !writes(rules, e) {
		err = &batch.Error{Code: attendee.ErrForbidden, Existing: e.Ref()}
	}
	return e, err
}

// see resolves a reference to an entry that exists for the actor.
func (r Ref) see(d *batch.Draft, rules attendee.Rules) (storage.Entry, error) {
	e, ok, err := r.lookup(d)
	if err == nil && (!ok || !sees(rules, e)) {
		err = r.notFound()
	}
	return e, err
}

// writes reports whether the actor may write an entry, if it may write: its own
// report's, one of nobody's, or as an administrator any.
func writes(rules attendee.Rules, e storage.Entry) bool {
	actor, acts := rules.Actor()
	return !acts || actor.Admin || e.ReportOwner == "" || isAccount(e.ReportOwner, actor.UserID)
}

// sees reports whether an entry exists for the actor.
func sees(rules attendee.Rules, e storage.Entry) bool {
	actor, _ := rules.Actor()
	return writes(rules, e) || actor.ReadAll
}

func isAccount(a, b string) bool { return attendee.Identifier(a) == attendee.Identifier(b) }
