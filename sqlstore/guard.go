package sqlstore

import (
	"bytes"
	"context"
	"slices"

	"github.com/muster-go/muster/storage"
)

// checkGuards reports whether every guarded record is at its revision: one
// statement a kind, which holds the records against other writers where the
// server lets them write meanwhile.
func (w *write) checkGuards(ctx context.Context, st *Store, scope int64) error {
	byKind := make(map[storage.Kind][]storage.Ref)
	for _, g := range w.guards {
		byKind[g.Kind] = append(byKind[g.Kind], g)
	}
	for k := storage.KindAttendee; k.Known(); k++ {
		guards := byKind[k]
		if len(guards) == 0 {
			continue
		}
		t := st.byKind(k)
		revs, err := st.revsOf(ctx, t, scope, guards)
		if err != nil {
			return st.refused(ctx, "guard "+t.name, err)
		}
		for _, g := range guards {
			if revs[g.ID] != g.Rev {
				return missed("guard " + t.name)
			}
		}
	}
	return nil
}

// revsOf returns the stored revisions of the records that refs name.
func (s *Store) revsOf(ctx context.Context, t *table, scope int64, refs []storage.Ref) (revs map[storage.ID]storage.Rev, err error) {
	ids := make([]any, len(refs))
	for i := range refs {
		ids[i] = refs[i].ID[:]
	}
	slices.SortFunc(ids, func(a, b any) int { return bytes.Compare(a.([]byte), b.([]byte)) })
	list, err := s.d.Array(TypeID, ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, t.revs, scope, list)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	revs = make(map[storage.ID]storage.Rev, len(refs))
	for rows.Next() {
		var id storage.ID
		var rev storage.Rev
		if err := rows.Scan((*idCell)(&id), (*intCell)(&rev)); err != nil {
			return nil, err
		}
		revs[id] = rev
	}
	return revs, rows.Err()
}
