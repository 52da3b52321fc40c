package sqlstore

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/muster-go/muster/storage"
)

// change is what a set asks of one table, as rows. Every row starts with a
// place for the number of the scope, which is known only within the
// transaction; encoding is done before it, so that no lock is held meanwhile.
type change struct {
	*table
	inserts  [][]any
	updates  [][]any
	deletes  [][]any // scope, ID, stored revision
	releases [][]any // the same, of updates
}

// number writes the scope's number into every row.
func (c *change) number(scope int64) {
	for _, rows := range [][][]any{c.inserts, c.updates, c.deletes, c.releases} {
		for _, row := range rows {
			row[0] = scope
		}
	}
}

// encodeChanges adds what a set asks of a table, if it asks anything.
func encodeChanges[R storage.Record](w *write, t *table, k *kind[R], c storage.Changes[R]) error {
	if len(c.Put)+len(c.Delete) == 0 {
		return nil
	}
	out := &change{table: t}
	for i := range c.Put {
		r := &c.Put[i]
		row, err := encodeRow(k, r)
		if err != nil {
			return err
		}
		if ref := (*r).Ref(); ref.Rev == 1 {
			out.inserts = append(out.inserts, row)
		} else {
			out.updates = append(out.updates, row)
			out.releases = append(out.releases, []any{nil, row[1], int64(ref.Rev - 1)})
		}
	}
	for i := range c.Delete {
		ref := &c.Delete[i]
		out.deletes = append(out.deletes, []any{nil, ref.ID[:], int64(ref.Rev)})
	}
	// Two writers that want the same rows come to them in the same order, and
	// do not lock each other out.
	for _, rows := range [][][]any{out.updates, out.releases, out.deletes} {
		slices.SortFunc(rows, func(a, b []any) int { return bytes.Compare(a[1].([]byte), b[1].([]byte)) })
	}
	w.changes = append(w.changes, out)
	return nil
}

func encodeRow[R any](k *kind[R], r *R) ([]any, error) {
	row := make([]any, 1, len(k.columns)+1)
	for i := range k.columns {
		v, err := k.columns[i].value(r)
		if err != nil {
			return nil, fmt.Errorf("%w: column %s of %s", storage.ErrMalformed, k.columns[i].Name, k.name)
		}
		if v == nil && k.columns[i].NotNull && k.columns[i].Type == TypeID {
			return nil, missed("put " + k.name) // it names nothing where it has to name what exists
		}
		row = append(row, v)
	}
	return row, nil
}
