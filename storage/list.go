package storage

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"math"
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
	Limit int // records a page, at least 1

	// After is Page.Next of the page before, "" for the first: the cost of a
	// page does not depend on how far down it is. Page asks for a page by its
	// number instead, from 1 on, for screens that show numbers: it counts what
	// comes before. Only one of them may be given.
	After string
	Page  int
	// WithTotal counts the records that satisfy Where.
	WithTotal bool
}

// Cond compares one field with a value.
type Cond struct {
	Field string
	Op    Op
	// Value is a string, an int64, a time.Time or an ID, as the field's type
	// says, and a string or a [Value] for custom fields; a slice of them for OpIn
	// and OpNotIn; nil for OpNull and OpNotNull.
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
	Next  string // cursor of the next page, "" on the last
	Total int    // records that satisfy the conditions, if they were counted
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
// list, the same in every store, to which attendees add their custom fields as
// "custom.<key>", see [FieldOf]. It is empty for kinds that are not listed.
// docs/searching.md has them as a table.
//
// Texts are compared in the form of [Fold], in records and in conditions. A
// custom number is compared as a number with other numbers; [Sortable] gives
// the text by which a custom value is compared.
func Fields(k Kind) []FieldInfo {
	head := []FieldInfo{{"id", IDField}, {"created_at", TimeField}, {"updated_at", TimeField}}
	switch k {
	case KindAttendee:
		head = append(head, FieldInfo{"deleted_at", TimeField}, FieldInfo{"version", IntField})
		for _, name := range attendeeTexts {
			head = append(head, FieldInfo{name, TextField})
		}
		return head
	case KindType:
		return append(head, FieldInfo{"code", TextField}, FieldInfo{"name", TextField})
	case KindRevision:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"version", IntField})
	case KindGroup:
		return append(head, FieldInfo{"name", TextField})
	case KindMembership:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"group_id", IDField})
	case KindFormResponse:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"form_id", TextField})
	case KindCredentialType, KindCheckList:
		return append(head, FieldInfo{"name", TextField})
	case KindCredential:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"type_id", IDField}, FieldInfo{"medium", TextField}, FieldInfo{"status", TextField})
	case KindZone:
		return append(head, FieldInfo{"name", TextField}, FieldInfo{"slug", TextField})
	case KindAccessPoint:
		return append(head, FieldInfo{"name", TextField}, FieldInfo{"slug", TextField}, FieldInfo{"zone_id", IDField}, FieldInfo{"list_id", IDField})
	case KindCheckIn:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"credential_id", IDField}, FieldInfo{"point_id", IDField}, FieldInfo{"zone_id", IDField},
			FieldInfo{"direction", TextField}, FieldInfo{"reason", TextField}, FieldInfo{"device", TextField}, FieldInfo{"at", TimeField}, FieldInfo{"reverted_at", TimeField})
	case KindEntry:
		return append(head, FieldInfo{"external_id", TextField}, FieldInfo{"kind", TextField}, FieldInfo{"report_owner", TextField}, FieldInfo{"spent_on", TimeField})
	case KindAssociation:
		return append(head, FieldInfo{"attendee_id", IDField}, FieldInfo{"entry_id", IDField}, FieldInfo{"position", IntField}, FieldInfo{"year", IntField})
	}
	return nil
}

// CustomPrefix begins the names of custom fields in lists.
const CustomPrefix = "custom."

// FieldOf returns one listable field of a kind; ok is false when there is none
// of that name.
func FieldOf(k Kind, name string) (f FieldInfo, ok bool) {
	if key, custom := strings.CutPrefix(name, CustomPrefix); custom && k == KindAttendee {
		return FieldInfo{name, TextField}, key != "" && validText(key)
	}
	for _, f := range Fields(k) {
		if f.Name == name {
			return f, true
		}
	}
	return FieldInfo{}, false
}

// attendeeTexts are the names of the texts by which attendees are listed.
var attendeeTexts = [...]string{
	"status", "role", "type_code", "currency", "owner", "user_id", "external_id", "email",
	"first_name", "last_name", "middle_initial", "suffix", "title", "company", "mobile",
}

// listed returns a text by its name in lists, as it is kept.
func (a *Attendee) listed(name string) string {
	switch name {
	case "status":
		return string(a.Status)
	case "role":
		return a.Role
	case "type_code":
		return a.TypeCode
	case "currency":
		return a.Currency
	case "owner":
		return OwnerText(a.Owner)
	case "user_id":
		return a.UserID
	case "external_id":
		return a.ExternalID
	case "email":
		return a.Email
	case "first_name":
		return a.FirstName
	case "last_name":
		return a.LastName
	case "middle_initial":
		return a.MiddleInitial
	case "suffix":
		return a.Suffix
	case "title":
		return a.Title
	case "company":
		return a.Company
	case "mobile":
		return a.Mobile
	}
	return ""
}

// OwnerText is the text by which attendees are listed by owner: "system", or
// "user:" and the user's ID in hexadecimal. So no user passes for the system,
// and folding makes no two users one: who owns what is decided to the letter.
func OwnerText(o Owner) string {
	if o.System() {
		return "system"
	}
	return "user:" + hex.EncodeToString([]byte(o.UserID))
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
	case "id", "created_at", "updated_at":
		return a.field(name)
	case "deleted_at":
		return instant(a.DeletedAt)
	case "version":
		return int64(a.Version)
	}
	if key, custom := strings.CutPrefix(name, CustomPrefix); custom {
		return text(Sortable(a.Custom[key]))
	}
	return folded(a.listed(name))
}

// Field implements [Entity].
func (t Type) Field(name string) any {
	switch name {
	case "code":
		return folded(t.Code)
	case "name":
		return folded(t.Name)
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

// Field implements [Entity].
func (g Group) Field(name string) any {
	if name == "name" {
		return folded(g.Name)
	}
	return g.field(name)
}

// Field implements [Entity].
func (m Membership) Field(name string) any {
	switch name {
	case "attendee_id":
		return m.AttendeeID
	case "group_id":
		return m.GroupID
	}
	return m.field(name)
}

// Field implements [Entity].
func (f FormResponse) Field(name string) any {
	switch name {
	case "attendee_id":
		return f.AttendeeID
	case "form_id":
		return folded(f.FormID)
	}
	return f.field(name)
}

// Field implements [Entity].
func (t CredentialType) Field(name string) any {
	if name == "name" {
		return folded(t.Name)
	}
	return t.field(name)
}

// Field implements [Entity].
func (c Credential) Field(name string) any {
	switch name {
	case "attendee_id":
		return c.AttendeeID
	case "type_id":
		return ident(c.TypeID)
	case "medium":
		return folded(string(c.Medium))
	case "status":
		return folded(string(c.Status))
	}
	return c.field(name)
}

// Field implements [Entity].
func (z Zone) Field(name string) any {
	switch name {
	case "name":
		return folded(z.Name)
	case "slug":
		return folded(z.Slug)
	}
	return z.field(name)
}

// Field implements [Entity].
func (l CheckList) Field(name string) any {
	if name == "name" {
		return folded(l.Name)
	}
	return l.field(name)
}

// Field implements [Entity].
func (p AccessPoint) Field(name string) any {
	switch name {
	case "name":
		return folded(p.Name)
	case "slug":
		return folded(p.Slug)
	case "zone_id":
		return ident(p.ZoneID)
	case "list_id":
		return ident(p.ListID)
	}
	return p.field(name)
}

// Field implements [Entity].
func (c CheckIn) Field(name string) any {
	switch name {
	case "attendee_id":
		return ident(c.AttendeeID)
	case "credential_id":
		return ident(c.CredentialID)
	case "point_id":
		return ident(c.PointID)
	case "zone_id":
		return ident(c.ZoneID)
	case "direction":
		return folded(string(c.Direction))
	case "reason":
		return folded(c.Reason)
	case "device":
		return folded(c.Device)
	case "at":
		return instant(c.At)
	case "reverted_at":
		return instant(c.RevertedAt)
	}
	return c.field(name)
}

// Field implements [Entity].
func (e Entry) Field(name string) any {
	switch name {
	case "external_id":
		return folded(e.ExternalID)
	case "kind":
		return folded(string(e.Kind))
	case "report_owner":
		return folded(e.ReportOwner)
	case "spent_on":
		return instant(e.SpentOn)
	}
	return e.field(name)
}

// Field implements [Entity].
func (a Association) Field(name string) any {
	switch name {
	case "attendee_id":
		return a.AttendeeID
	case "entry_id":
		return a.EntryID
	case "position":
		return int64(a.Position)
	case "year":
		return int64(a.Year)
	}
	return a.field(name)
}

// Field implements [Entity]. Tokens are not listed.
func (Token) Field(string) any { return nil }

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func folded(s string) any { return text(Fold(s)) }

func ident(id ID) any {
	if id == (ID{}) {
		return nil
	}
	return id
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
// field sorted by twice, a limit below 1, or a page number besides a cursor.
func (q ListQuery) Validate() error {
	if !validTexts(q.Scope.Tenant, q.Scope.Event) {
		return fmt.Errorf("%w: a scope that is not UTF-8 or holds NUL", ErrUnsupported)
	}
	if len(Fields(q.Kind)) == 0 {
		return fmt.Errorf("%w: list of %s", ErrUnsupported, q.Kind)
	}
	if extra := q.With &^ knownRelations; extra != 0 {
		return fmt.Errorf("%w: relations %#x", ErrUnsupported, uint32(extra))
	}
	if q.Limit < 1 || q.Page < 0 || q.Page > 0 && (q.After != "" || q.Page > math.MaxInt32 || q.Limit > math.MaxInt32) {
		return fmt.Errorf("%w: limit %d, page %d", ErrUnsupported, q.Limit, q.Page)
	}
	for _, c := range q.Where {
		f, ok := FieldOf(q.Kind, c.Field)
		if !ok || !c.valid(f) {
			return fmt.Errorf("%w: condition %d on %s", ErrUnsupported, c.Op, q.Kind)
		}
	}
	sorted := make(map[string]bool)
	for _, o := range q.Order {
		if _, ok := FieldOf(q.Kind, o.Field); !ok || sorted[o.Field] {
			return fmt.Errorf("%w: order of %s", ErrUnsupported, q.Kind)
		}
		sorted[o.Field] = true
	}
	return nil
}

func (c Cond) valid(f FieldInfo) bool {
	switch c.Op {
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe:
		return f.takes(c.Value)
	case OpLike:
		_, text := c.Value.(string)
		return f.Type == TextField && text
	case OpIn, OpNotIn:
		for v := range c.Values() {
			if !f.takes(v) {
				return false
			}
		}
		switch c.Value.(type) {
		case []string, []int64, []time.Time, []ID, []Value:
			return true
		}
	case OpNull, OpNotNull:
		return c.Value == nil
	}
	return false
}

// takes reports whether the field can be compared with v.
func (f FieldInfo) takes(v any) bool {
	if custom, ok := v.(Value); ok {
		return strings.HasPrefix(f.Name, CustomPrefix) && !custom.IsZero()
	}
	return typeOf(v) == f.Type
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
		case []Value:
			each(list, yield)
		}
	}
}

// Folded returns the query with its texts in the form in which they are
// compared. A store works on nothing else.
func (q ListQuery) Folded() ListQuery {
	where := make([]Cond, len(q.Where))
	for i, c := range q.Where {
		switch v := c.Value.(type) {
		case string:
			c.Value = foldValid(v)
		case Value:
			c.Value = Sortable(v)
		case []string:
			texts := make([]string, len(v))
			for i := range v {
				texts[i] = foldValid(v[i])
			}
			c.Value = texts
		case []Value:
			texts := make([]string, len(v))
			for i := range v {
				texts[i] = Sortable(v[i])
			}
			c.Value = texts
		}
		where[i] = c
	}
	q.Where = where
	return q
}

// foldValid leaves alone what is no text: it is equal to none.
func foldValid(s string) string {
	if !validText(s) {
		return s
	}
	return Fold(s)
}

func each[T any](list []T, yield func(any) bool) {
	for _, v := range list {
		if !yield(v) {
			return
		}
	}
}

// Match reports whether a field's value, as [Entity.Field] returns it,
// satisfies the condition of a folded query, see [ListQuery.Folded]. It is the
// contract's definition of every operator.
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
func (q ListQuery) Compare(a, b Entity) int { return q.compare(q.position(a), q.position(b)) }

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
