package storage

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"
)

// ListQuery asks for one page of the records of one kind in one scope.
type ListQuery struct {
	Scope Scope
	Kind  Kind
	Where []Cond  // all must hold
	Order []Order // the ID is always the last tie-break; empty fields come last
	With  Relations
	Limit int    // records a page, at least 1
	After string // Page.Next of the page before; "" for the first
}

// Cond compares one field with a value.
type Cond struct {
	Field string
	Op    Op
	// Value is a string, an int64, a time.Time or an ID, as the field's type
	// says; a slice of them for OpIn and OpNotIn; nil for OpNull and OpNotNull.
	Value any
}

// Op is a comparison. Numbers are stable and never reused.
type Op uint8

// The comparisons. An empty field satisfies OpNull and nothing else.
const (
	OpEq      Op = 1
	OpNe      Op = 2
	OpLt      Op = 3
	OpLe      Op = 4
	OpGt      Op = 5
	OpGe      Op = 6
	OpLike    Op = 7 // texts; % stands for any characters, every other one for itself
	OpIn      Op = 8
	OpNotIn   Op = 9
	OpNull    Op = 10
	OpNotNull Op = 11
)

// Order sorts by one field.
type Order struct {
	Field string
	Desc  bool
}

// Page is one page of a list. Its records are in the order asked for.
type Page struct {
	Set
	Next string // cursor of the next page, "" on the last
}

// FieldType is the type of a listable field.
type FieldType uint8

// The types of listable fields.
const (
	TextField FieldType = iota + 1
	IntField
	TimeField
	IDField
)

// FieldInfo describes one listable field.
type FieldInfo struct {
	Name string
	Type FieldType
}

// Fields returns the fields of a kind by which lists filter and sort: a closed
// list, the same in every store. It is empty for kinds that are not listed.
// Identifiers are listed in the form in which they are unique.
func Fields(k Kind) []FieldInfo {
	head := []FieldInfo{{"id", IDField}, {"created_at", TimeField}, {"updated_at", TimeField}}
	switch k {
	case KindAttendee:
		return append(head,
			FieldInfo{"status", TextField}, FieldInfo{"version", IntField}, FieldInfo{"role", TextField},
			FieldInfo{"type_code", TextField}, FieldInfo{"owner", TextField},
			FieldInfo{"user_id", TextField}, FieldInfo{"external_id", TextField}, FieldInfo{"email", TextField})
	case KindType:
		return append(head, FieldInfo{"code", TextField}, FieldInfo{"name", TextField})
	case KindRevision:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"version", IntField})
	}
	return nil
}

func (h Head) field(name string) any {
	switch name {
	case "id":
		return h.ID
	case "created_at":
		return instant(h.CreatedAt)
	case "updated_at":
		return instant(h.UpdatedAt)
	}
	return nil
}

// Field implements [Entity].
func (a Attendee) Field(name string) any {
	switch name {
	case "status":
		return text(string(a.Status))
	case "version":
		return int64(a.Version)
	case "role":
		return text(a.Role)
	case "type_code":
		return text(a.TypeCode)
	case "owner":
		return text(a.Owner.UserID)
	case "user_id":
		return text(a.Unique.User)
	case "external_id":
		return text(a.Unique.External)
	case "email":
		return text(a.Unique.Email)
	}
	return a.field(name)
}

// Field implements [Entity].
func (t Type) Field(name string) any {
	switch name {
	case "code":
		return text(t.Code)
	case "name":
		return text(t.UniqueName)
	}
	return t.field(name)
}

// Field implements [Entity].
func (r Revision) Field(name string) any {
	switch name {
	case "attendee_id":
		return r.AttendeeID
	case "version":
		return int64(r.Version)
	}
	return r.field(name)
}

// Field implements [Entity]. Tokens are not listed.
func (Token) Field(string) any { return nil }

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// Validate reports what makes the query unfit for any store, as an error that
// wraps [ErrUnsupported]: a kind that is not listed, a field outside [Fields],
// an unknown operator or relation, a value of another type than the field's, a
// field sorted by twice, or a limit below 1.
func (q ListQuery) Validate() error {
	types := make(map[string]FieldType)
	for _, f := range Fields(q.Kind) {
		types[f.Name] = f.Type
	}
	if len(types) == 0 {
		return fmt.Errorf("%w: list of %s", ErrUnsupported, q.Kind)
	}
	if extra := q.With &^ knownRelations; extra != 0 {
		return fmt.Errorf("%w: relations %#x", ErrUnsupported, uint32(extra))
	}
	if q.Limit < 1 {
		return fmt.Errorf("%w: limit %d", ErrUnsupported, q.Limit)
	}
	for _, c := range q.Where {
		t, ok := types[c.Field]
		if !ok || !c.valid(t) {
			return fmt.Errorf("%w: condition %d on %s", ErrUnsupported, c.Op, q.Kind)
		}
	}
	sorted := make(map[string]bool)
	for _, o := range q.Order {
		if types[o.Field] == 0 || sorted[o.Field] {
			return fmt.Errorf("%w: order of %s", ErrUnsupported, q.Kind)
		}
		sorted[o.Field] = true
	}
	return nil
}

func (c Cond) valid(t FieldType) bool {
	switch c.Op {
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe:
		return typeOf(c.Value) == t
	case OpLike:
		return t == TextField && typeOf(c.Value) == t
	case OpIn, OpNotIn:
		for v := range c.Values() {
			if typeOf(v) != t {
				return false
			}
		}
		switch c.Value.(type) {
		case []string, []int64, []time.Time, []ID:
			return true
		}
	case OpNull, OpNotNull:
		return c.Value == nil
	}
	return false
}

func typeOf(v any) FieldType {
	switch v.(type) {
	case string:
		return TextField
	case int64:
		return IntField
	case time.Time:
		return TimeField
	case ID:
		return IDField
	}
	return 0
}

// Values yields the elements of the list that OpIn and OpNotIn compare with.
func (c Cond) Values() func(yield func(any) bool) {
	return func(yield func(any) bool) {
		switch list := c.Value.(type) {
		case []string:
			each(list, yield)
		case []int64:
			each(list, yield)
		case []time.Time:
			each(list, yield)
		case []ID:
			each(list, yield)
		}
	}
}

func each[T any](list []T, yield func(any) bool) {
	for _, v := range list {
		if !yield(v) {
			return
		}
	}
}

// Match reports whether a field's value, as [Entity.Field] returns it,
// satisfies the condition. It is the contract's definition of every operator.
func (c Cond) Match(field any) bool {
	if field == nil {
		return c.Op == OpNull
	}
	switch c.Op {
	case OpEq:
		return compare(field, c.Value) == 0
	case OpNe:
		return compare(field, c.Value) != 0
	case OpLt:
		return compare(field, c.Value) < 0
	case OpLe:
		return compare(field, c.Value) <= 0
	case OpGt:
		return compare(field, c.Value) > 0
	case OpGe:
		return compare(field, c.Value) >= 0
	case OpLike:
		return like(field.(string), c.Value.(string))
	case OpIn, OpNotIn:
		for v := range c.Values() {
			if compare(field, v) == 0 {
				return c.Op == OpIn
			}
		}
		return c.Op == OpNotIn
	}
	return c.Op == OpNotNull
}

// Compare orders two records as q.Order asks, by ID where all else is equal.
// It is the contract's definition of every list's order.
func (q ListQuery) Compare(a, b Entity) int {
	for _, o := range q.Order {
		if c := o.compare(a.Field(o.Field), b.Field(o.Field)); c != 0 {
			return c
		}
	}
	x, y := a.Base().ID, b.Base().ID
	return bytes.Compare(x[:], y[:])
}

// compare orders two values of one field, empty ones last either way.
func (o Order) compare(x, y any) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	case o.Desc:
		return compare(y, x)
	}
	return compare(x, y)
}

// compare orders two values of one type: texts and IDs by bytes, times by
// microseconds, which is what a store keeps and what a cursor holds.
func compare(x, y any) int {
	switch a := x.(type) {
	case string:
		return strings.Compare(a, y.(string))
	case int64:
		return cmp.Compare(a, y.(int64))
	case time.Time:
		return cmp.Compare(a.UnixMicro(), y.(time.Time).UnixMicro())
	case ID:
		b := y.(ID)
		return bytes.Compare(a[:], b[:])
	}
	panic(fmt.Sprintf("storage: %T is not a field value", x))
}

// like matches s against a pattern in which only % is special. A pattern that
// is not a text, such as one half of a character, matches nothing.
func like(s, pattern string) bool {
	if !validText(pattern) {
		return false
	}
	head, rest, wild := strings.Cut(pattern, "%")
	if !strings.HasPrefix(s, head) {
		return false
	}
	if s = s[len(head):]; !wild {
		return s == ""
	}
	parts := strings.Split(rest, "%")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		at := strings.Index(s, part)
		if at < 0 {
			return false
		}
		s = s[at+len(part):]
	}
	return strings.HasSuffix(s, last)
}
