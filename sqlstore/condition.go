package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-go/muster/storage"
)

// place is where a list finds a field.
type place struct {
	Column
	key      string // of a JSON column's text that is the field, "" when the column is
	reversed string // the column that holds the field in reverse, "" for none
	aside    bool   // no index on the column is to find records
}

// place returns where a listable field is.
func (t *table) place(name string) place {
	if c := t.column(func(c Column) bool { return c.Field == name }); c.Name != "" {
		return place{Column: c, reversed: t.column(func(c Column) bool { return c.Endings == name }).Name}
	}
	c := t.column(func(c Column) bool { return c.Field == otherFields })
	c.Type = TypeText
	return place{Column: c, key: name}
}

// column returns the first column of a kind, none if there is none.
func (t *table) column(is func(Column) bool) Column {
	if i := slices.IndexFunc(t.shape.Columns, is); i >= 0 {
		return t.shape.Columns[i]
	}
	return Column{}
}

// text returns the expression for a field, after adding the parameter that it
// may need.
func (b *builder) text(p place) string {
	if p.key == "" && p.aside {
		return b.d.NoIndex(p.Name)
	}
	if p.key == "" {
		return p.Name
	}
	expression, arg := b.d.TextUnder(p.Name, p.key, b.d.Placeholder(len(b.args)+1))
	b.args = append(b.args, arg)
	return expression
}

func (b *builder) compare(p place, operator string, v any) {
	b.add(b.text(p), operator, b.value(p.Type, v))
}

// where adds a condition. An empty column satisfies none but OpNull, as NULL
// does on its own everywhere except under NOT IN.
func (b *builder) where(p place, cond storage.Cond) error {
	if s, ok := cond.Value.(string); ok && !storable(s) && slices.Contains([]storage.Op{storage.OpEq, storage.OpNe, storage.OpLike}, cond.Op) {
		if cond.Op == storage.OpNe {
			b.add(b.text(p), " IS NOT NULL")
		} else {
			b.add("1 = 0")
		}
		return nil
	}
	switch cond.Op {
	case storage.OpEq, storage.OpNe, storage.OpLt, storage.OpLe, storage.OpGt, storage.OpGe:
		b.compare(p, comparison[cond.Op], plain(cond.Value))
	case storage.OpNull:
		b.add(b.text(p), " IS NULL")
	case storage.OpNotNull:
		b.add(b.text(p), " IS NOT NULL")
	case storage.OpIn, storage.OpNotIn:
		return b.member(p, cond)
	case storage.OpLike:
		b.like(p, cond.Value.(string))
	default:
		return fmt.Errorf("%w: operator %d", storage.ErrUnsupported, cond.Op)
	}
	return nil
}

var comparison = map[storage.Op]string{
	storage.OpEq: " = ", storage.OpNe: " <> ",
	storage.OpLt: " < ", storage.OpLe: " <= ", storage.OpGt: " > ", storage.OpGe: " >= ",
}

func (b *builder) member(p place, cond storage.Cond) error {
	values := []any{}
	for v := range cond.Values() {
		if s, ok := v.(string); !ok || storable(s) {
			values = append(values, plain(v))
		}
	}
	list, err := b.d.Array(p.Type, values)
	if err != nil {
		return err
	}
	if cond.Op == storage.OpNotIn {
		b.add(b.text(p), " IS NOT NULL AND NOT ")
	}
	field := b.text(p)
	b.add("(", b.d.Member(field, p.Type, b.param(list)), ")")
	return nil
}

// like adds a pattern. What stands after the last % is a range where the texts
// are kept in reverse too; that before the first, of an indexed column, is a
// condition of its own, see withPrefixes.
func (b *builder) like(p place, pattern string) {
	head, rest, wild := strings.Cut(pattern, "%")
	if !wild {
		b.compare(p, " = ", pattern)
		return
	}
	cut := strings.LastIndex(rest, "%") + 1
	between, tail := strings.Trim(rest[:cut], "%"), rest[cut:]
	ends := tail != "" && p.reversed != ""
	if ends {
		b.startsWith(place{Column: Column{Name: p.reversed, Type: p.Type}, aside: p.aside}, reversed(tail))
	}
	switch {
	case between == "" && tail == "" && (head == "" || p.Indexed):
		b.add(b.text(p), " IS NOT NULL")
	case between != "" || head != "" || !ends:
		if ends {
			b.add(" AND ")
		}
		field := b.text(p)
		condition, arg := b.d.Like(field, b.d.Placeholder(len(b.args)+1), pattern)
		b.args = append(b.args, arg)
		b.add(condition)
	}
}

// startsWith adds the range of the texts that start with head.
func (b *builder) startsWith(p place, head string) {
	b.compare(p, " >= ", head)
	if end := afterPrefix(head); end != "" {
		b.add(" AND ")
		b.compare(p, " < ", end)
	}
}

// reversed returns s with its characters in reverse.
func reversed(s string) string {
	list := []rune(s)
	slices.Reverse(list)
	return string(list)
}

// afterPrefix returns the least text above every text that starts with head,
// "" when there is none. Texts compared by bytes are in the order of their
// characters.
func afterPrefix(head string) string {
	for head != "" {
		r, n := utf8.DecodeLastRuneInString(head)
		head = head[:len(head)-n]
		switch {
		case r == utf8.MaxRune:
			continue
		case r == 0xD7FF: // what follows is reserved for UTF-16
			r = 0xE000
		default:
			r++
		}
		return head + string(r)
	}
	return ""
}

// storable reports whether a record can hold s. What it cannot hold is not sent:
// servers refuse it, and JSON turns it into another text.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// plain returns a value of a list query as dialects expect it.
func plain(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UnixMicro()
	case storage.ID:
		return v[:]
	}
	return v
}
