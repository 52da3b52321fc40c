package sqlstore

import (
	"context"
	"errors"
	"slices"

	"github.com/muster-go/muster/storage"
)

// Apply implements [storage.Store].
//
// Records are written directly first. When the server then refuses a unique
// key, two records of the set may be handing it over: everything is undone and
// done again with all keys released beforehand, which makes every handover and
// every swap possible and leaves only real conflicts.
func (s *Store) Apply(ctx context.Context, cs storage.ChangeSet) error {
	if err := ready(ctx, cs.Validate()); err != nil {
		return err
	}
	w, err := s.encode(cs)
	if err != nil {
		return err
	}
	if w.empty() {
		return nil
	}
	if err := s.again(ctx, nil, func() error { return s.prepareFor(ctx, w) }); err != nil {
		return err
	}
	err = s.atomically(ctx, func(ctx context.Context, st *Store) error { return w.write(ctx, st) })
	if refused := (*Error)(nil); errors.As(err, &refused) && s.taken(refused) && w.handsOver() {
		w.releaseFirst = true
		err = s.atomically(ctx, func(ctx context.Context, st *Store) error { return w.write(ctx, st) })
	}
	return err
}

// write is a change set on its way into the tables.
type write struct {
	scope   storage.Scope
	guards  []storage.Ref
	changes []*change // whatever is named before what names it
	events  [][]any
	// releaseFirst makes updated records give their keys up before any record
	// takes one.
	releaseFirst bool
}

func (s *Store) encode(cs storage.ChangeSet) (*write, error) {
	w := &write{scope: cs.Scope, guards: cs.Guards}
	if err := errors.Join( // in the order of byParents
		encodeChanges(w, s.types, &s.typeKind, cs.Types),
		encodeChanges(w, s.attendees, &s.attendeeKind, cs.Attendees),
		encodeChanges(w, s.groups, &s.groupKind, cs.Groups),
		encodeChanges(w, s.tokens, &s.tokenKind, cs.Tokens),
		encodeChanges(w, s.credentialTypes, &s.credentialTypeKind, cs.CredentialTypes),
		encodeChanges(w, s.zones, &s.zoneKind, cs.Zones),
		encodeChanges(w, s.lists, &s.listKind, cs.CheckLists),
		encodeChanges(w, s.entries, &s.entryKind, cs.Entries),
		encodeChanges(w, s.revisions, &s.revisionKind, cs.Revisions),
		encodeChanges(w, s.memberships, &s.memberKind, cs.Memberships),
		encodeChanges(w, s.responses, &s.responseKind, cs.FormResponses),
		encodeChanges(w, s.credentials, &s.credentialKind, cs.Credentials),
		encodeChanges(w, s.points, &s.pointKind, cs.AccessPoints),
		encodeChanges(w, s.checkIns, &s.checkInKind, cs.CheckIns),
		encodeChanges(w, s.associations, &s.associationKind, cs.Associations),
	); err != nil {
		return nil, err
	}
	if !s.outbox {
		return w, nil
	}
	for i := range cs.Events {
		row, err := encodeRow(&s.eventKind, &cs.Events[i])
		if err != nil {
			return nil, err
		}
		w.events = append(w.events, row)
	}
	return w, nil
}

func (w *write) empty() bool { return len(w.guards)+len(w.changes)+len(w.events) == 0 }

// taken reports whether a conflict is that a key was taken when a record was to
// get it, and the transaction is there to try again.
func (s *Store) taken(e *Error) bool {
	if !errors.Is(e, storage.ErrConflict) || e.counted || e.over || e.Op == "begin" || e.Op == "commit" {
		return false
	}
	k, ok := s.d.(Keyed)
	return !ok || e.cause == nil || k.Taken(e.cause)
}

// handsOver reports whether records of the set may want the same key at different
// moments.
func (w *write) handsOver() bool {
	return slices.ContainsFunc(w.changes, func(c *change) bool { return c.release != "" && len(c.updates) > 0 })
}

// prepareFor prepares what the writing will need, while no connection is held.
func (s *Store) prepareFor(ctx context.Context, w *write) error {
	if s.tx != nil || s.asText() {
		return nil
	}
	texts := []string{s.findScope}
	for _, g := range w.guards {
		texts = append(texts, s.byKind(g.Kind).revs)
	}
	for _, c := range w.changes {
		if len(c.deletes) > 0 {
			texts = append(texts, c.remove)
		}
		if len(c.inserts) > 0 {
			texts = append(texts, c.insert)
		}
		if len(c.updates) > 0 && c.updateSameKeys != "" {
			texts = append(texts, c.updateSameKeys)
		}
		if len(c.updates) > 0 {
			texts = append(texts, c.update)
		}
	}
	if len(w.events) > 0 {
		texts = append(texts, s.events.insert)
	}
	for _, text := range texts {
		if _, err := s.prepared.prepare(ctx, s.db, text); err != nil {
			return s.fail(ctx, "prepare", err)
		}
	}
	return nil
}

// write does everything within st's transaction. Dependents go first and what
// they hang from goes last; in between, records are put, parents first.
func (w *write) write(ctx context.Context, st *Store) error {
	n, err := w.enter(ctx, st)
	if err != nil {
		return err
	}
	for _, c := range w.changes {
		c.number(n)
	}
	for _, row := range w.events {
		row[0] = n
	}
	if err := w.checkGuards(ctx, st, n); err != nil {
		return err
	}
	for _, step := range []func(*change) error{
		func(c *change) error { return w.remove(ctx, st, c, true) },
		func(c *change) error { return w.releaseKeys(ctx, st, c) },
		func(c *change) error { return w.put(ctx, st, c) },
		func(c *change) error { return w.remove(ctx, st, c, false) },
	} {
		for _, c := range w.changes {
			if err := step(c); err != nil {
				return err
			}
		}
	}
	return st.all(ctx, "insert event", st.events.insert, st.events.shape.Columns, w.events)
}

// enter returns the scope's number, after giving it one if records will need
// it.
func (w *write) enter(ctx context.Context, st *Store) (int64, error) {
	n, err := st.scopeNumber(ctx, w.scope)
	if err != nil {
		return 0, st.refused(ctx, "find scope", err)
	}
	needed := len(w.events) > 0 || slices.ContainsFunc(w.changes, func(c *change) bool { return len(c.inserts) > 0 })
	if n != 0 || !needed {
		return n, nil
	}
	if _, err := st.tx.ExecContext(ctx, st.addScope, st.named(w.scope)...); err != nil {
		return 0, st.refused(ctx, "add scope", err)
	}
	if n, err = st.scopeNumber(ctx, w.scope); err != nil {
		return 0, st.refused(ctx, "find scope", err)
	}
	return n, nil
}

func (w *write) remove(ctx context.Context, st *Store, c *change, dependents bool) error {
	if c.dependent != dependents {
		return nil
	}
	return st.all(ctx, "delete "+c.name, c.remove, refColumns, c.deletes)
}

// releaseKeys empties the keys of records that will be deleted, unless they are
// gone already, and of records to be updated when that is asked for.
func (w *write) releaseKeys(ctx context.Context, st *Store, c *change) error {
	if c.release == "" {
		return nil
	}
	var rows [][]any
	if !c.dependent {
		rows = c.deletes
	}
	if w.releaseFirst {
		rows = slices.Concat(rows, c.releases)
	}
	return st.all(ctx, "release "+c.name, c.release, refColumns, rows)
}

func (w *write) put(ctx context.Context, st *Store, c *change) error {
	if err := st.updateAll(ctx, c); err != nil {
		return err
	}
	err := st.all(ctx, "insert "+c.name, c.insert, c.shape.Columns, c.inserts)
	if e := (*Error)(nil); errors.As(err, &e) {
		e.counted = false // a server may pass over a row whose key is taken
	}
	return err
}

// updateAll updates every row, those whose indexed columns stay as they are
// without naming these columns: most engines rewrite an index entry for each
// column that a statement names.
func (s *Store) updateAll(ctx context.Context, c *change) error {
	op, rows := "update "+c.name, c.updates
	if len(rows) == 0 {
		return nil
	}
	lists, err := s.d.Pack(c.shape.Columns, rows)
	if err != nil {
		return s.fail(ctx, op, err)
	}
	want, done := int64(len(rows)), int64(0)
	for _, text := range []string{c.updateSameKeys, c.update} {
		if text == "" || done == want {
			continue
		}
		reached, err := s.exec(ctx, text, lists, len(rows))
		if err != nil {
			return s.refused(ctx, op, err)
		}
		var rest [][]any
		for i, n := range reached {
			if done += n; n == 0 || len(lists) < len(rows) {
				rest = append(rest, lists[i])
			}
		}
		lists = rest
	}
	if done != want {
		return missed(op)
	}
	return nil
}

// all executes a statement for rows, each of which it must reach.
func (s *Store) all(ctx context.Context, op, text string, columns []Column, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	lists, err := s.d.Pack(columns, rows)
	if err != nil {
		return s.fail(ctx, op, err)
	}
	reached, err := s.exec(ctx, text, lists, len(rows))
	if err != nil {
		return s.refused(ctx, op, err)
	}
	var sum int64
	for _, n := range reached {
		sum += n
	}
	if sum != int64(len(rows)) {
		return missed(op)
	}
	return nil
}

// refColumns are those of the shapes that only name a revision of a record.
var refColumns = []Column{{Name: "id", Type: TypeID, N: 2, NotNull: true}, {Name: "rev", Type: TypeInt, N: 3, NotNull: true}}
