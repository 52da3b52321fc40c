package sqlstore

import (
	"context"
	"slices"
	"strings"

	"github.com/muster-go/muster/storage"
)

// fewFound is how many records a pattern may find for its index to be used
// rather than that of the order.
const fewFound = 1000

// search decides which of two indexes finds the records where a pattern could
// use one and the order another: the pattern's when that finds few, which are
// then sorted; otherwise the order's, because the page is full before many
// records were passed over. The wrong one of them reads the whole scope. An
// engine that keeps statistics decides for itself. What is named by IDs is few:
// it is found by them and sorted, unless their index has the order as well.
func (l *listing) search(ctx context.Context) error {
	if l.order[0].Name != "id" && slices.ContainsFunc(l.q.Where, l.names) {
		l.sortFound()
		return nil
	}
	for _, c := range l.q.Where {
		p := l.t.place(c.Field)
		if !p.seeks(c) || p.Name == l.order[0].Name {
			continue
		}
		if l.s.d.NoIndex(p.Name) == p.Name {
			return nil
		}
		b := &builder{d: l.s.d}
		b.add("SELECT COUNT(*) FROM (SELECT 1")
		l.inScope(b)
		for _, same := range l.q.Where {
			if same.Field != c.Field {
				continue
			}
			b.add(" AND ")
			if err := b.where(p, same); err != nil {
				return err
			}
		}
		b.add(" LIMIT ", b.value(TypeInt, int64(fewFound)+1), ") few")
		n, err := l.s.number(ctx, b)
		if err != nil {
			return err
		}
		if n > fewFound {
			l.aside = c.Field
			return nil
		}
		l.sortFound()
		return nil
	}
	return nil
}

// sortFound keeps the index of the order from finding the records.
func (l *listing) sortFound() {
	for i := range l.order {
		l.order[i].aside = true
	}
}

// names reports whether an index finds what a condition names by a few IDs.
func (l *listing) names(c storage.Cond) bool {
	p := l.t.place(c.Field)
	switch {
	case p.Type != TypeID || p.Name != "id" && !p.Indexed:
		return false
	case c.Op == storage.OpIn:
		return len(c.Value.([]storage.ID)) <= fewFound
	}
	return c.Op == storage.OpEq
}

// seeks reports whether an index finds what satisfies a pattern.
func (p place) seeks(c storage.Cond) bool {
	pattern, ok := c.Value.(string)
	if c.Op != storage.OpLike || !ok || !storable(pattern) {
		return false
	}
	head, rest, wild := strings.Cut(pattern, "%")
	return wild && (head != "" && p.Indexed || !strings.HasSuffix(rest, "%") && rest != "" && p.reversed != "")
}

// withPrefixes adds to a pattern the range of the texts that begin like it where
// an index can seek that, which could not use the pattern.
func (t *table) withPrefixes(q storage.ListQuery) storage.ListQuery {
	for _, c := range q.Where {
		pattern, ok := c.Value.(string)
		head, _, wild := strings.Cut(pattern, "%")
		if c.Op != storage.OpLike || !ok || !wild || head == "" || !storable(pattern) || !t.place(c.Field).Indexed {
			continue
		}
		q.Where = append(q.Where, storage.Cond{Field: c.Field, Op: storage.OpGe, Value: head})
		if end := afterPrefix(head); end != "" {
			q.Where = append(q.Where, storage.Cond{Field: c.Field, Op: storage.OpLt, Value: end})
		}
	}
	return q
}
