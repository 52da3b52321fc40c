package sqlstore

import (
	"context"
	"strings"

	"github.com/muster-go/muster/storage"
)

// builder collects the text of a statement and its parameters, in step. Only
// names from the column lists and SQL written in this package enter the text.
type builder struct {
	strings.Builder
	d    Dialect
	args []any
}

func (b *builder) add(parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
}

// value adds a parameter and returns its placeholder. Go evaluates the
// arguments of add from left to right, so that placeholders count upwards in
// the text, as servers without numbered ones need it.
func (b *builder) value(t ColumnType, v any) string { return b.param(b.d.Value(t, v)) }

func (b *builder) param(arg any) string {
	b.args = append(b.args, arg)
	return b.d.Placeholder(len(b.args))
}

// whereID restricts a statement to rows with these IDs, whatever their scope.
func (b *builder) whereID(ids []storage.ID) error {
	if err := b.array(ids); err != nil {
		return err
	}
	b.add(" WHERE ", b.d.Member("id", TypeID, b.d.Placeholder(len(b.args))))
	return nil
}

// array adds a parameter that holds IDs.
func (b *builder) array(ids []storage.ID) error {
	list, err := b.d.Array(TypeID, plainIDs(ids))
	b.args = append(b.args, list)
	return err
}

// anyNumber lets run accept however many rows a statement reached.
const anyNumber = -1

// run executes a statement in the store's transaction. It fails with
// [storage.ErrConflict] when the statement did not reach as many rows as it
// should.
func (s *Store) run(ctx context.Context, op string, q *builder, want int64) error {
	result, err := s.tx.ExecContext(ctx, q.String(), q.args...)
	if err != nil {
		return s.refused(ctx, op, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return s.fail(ctx, op, err)
	}
	if want != anyNumber && n != want {
		return missed(op)
	}
	return nil
}
