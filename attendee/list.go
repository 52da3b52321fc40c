package attendee

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// The sizes of a page (X22).
const (
	DefaultLimit = 25
	MaxLimit     = 100

	maxPage = 1_000_000
)

// Query asks for one page of a list of attendees. The zero Query is the first
// page of everybody, in the order in which they were added.
type Query struct {
	Where []Filter `json:"filters,omitempty"` // all must hold (G6)
	Sort  []Sort   `json:"sort,omitempty"`    // empty fields come last, the ID decides ties
	Limit int      `json:"limit,omitempty"`   // 1 to 100; 0 means 25

	// After is the Next of the page before: the cost of a page does not depend
	// on how far down it is. Page asks for a page by number instead, from 1.
	After string `json:"after,omitempty"`
	Page  int    `json:"page,omitempty"`
	// WithTotal counts all that satisfy the filters.
	WithTotal bool `json:"with_total,omitempty"`

	Include Include `json:"include,omitempty"`
}

// Include says what to read along with a page, in a number of statements that
// does not depend on its size.
type Include uint8

// What can be included; the values are combined with |.
const (
	IncludeTypes Include = 1 << iota
	IncludeGroups
	IncludeResponses
	IncludeHistory
	IncludeCredentials // without the values, for actors who are no administrators
)

// Filter compares one field with a value. Texts are compared without regard to
// case and to how Unicode spells them (X29). Fields are those of
// [storage.Fields] for attendees, and "custom.<key>" for custom fields that are
// defined.
type Filter struct {
	Field string   `json:"field"`
	Op    Operator `json:"operator"`
	// Value is a string, a number, a bool, a time or an ID, of any type of that
	// kind, as the field has it, or its text; for a custom field also a
	// [storage.Value], and for one that holds a date a time, of which the date
	// counts that it has in its own zone. It is a slice of them, of at most
	// 1,000, for In and NotIn, and nil for IsNull and IsNotNull. Everything
	// else is [ErrInvalidFormat].
	Value any `json:"value,omitempty"`
}

// Operator is a comparison, as GxP writes it (G6).
type Operator string

// The operators. An empty field satisfies IsNull and no other (X29).
const (
	Equal          Operator = "="
	NotEqual       Operator = "!="
	Less           Operator = "<"
	LessOrEqual    Operator = "<="
	Greater        Operator = ">"
	GreaterOrEqual Operator = ">="
	Like           Operator = "like" // % stands for any characters, nothing else is special (X30)
	In             Operator = "in"
	NotIn          Operator = "not in"
	IsNull         Operator = "is null"
	IsNotNull      Operator = "is not null"
)

func (o Operator) storage() (storage.Op, bool) {
	switch Operator(strings.ToLower(string(o))) {
	case Equal:
		return storage.OpEq, true
	case NotEqual:
		return storage.OpNe, true
	case Less:
		return storage.OpLt, true
	case LessOrEqual:
		return storage.OpLe, true
	case Greater:
		return storage.OpGt, true
	case GreaterOrEqual:
		return storage.OpGe, true
	case Like:
		return storage.OpLike, true
	case In:
		return storage.OpIn, true
	case NotIn, "notin":
		return storage.OpNotIn, true
	case IsNull, "isnull":
		return storage.OpNull, true
	case IsNotNull, "notnull":
		return storage.OpNotNull, true
	}
	return 0, false
}

// Sort orders by one field.
type Sort struct {
	Field string `json:"field"`
	Desc  bool   `json:"desc,omitempty"`
}

// List returns one page of the attendees whom the actor may see. Deleted ones
// are shown by [Service.WithDeleted] only.
//
// A field or an operator that there is not is [ErrUnknownField] or
// [ErrInvalidFormat], the former with the nearest name, if one is near; a limit
// over 100 and a page above 1,000,000 are [batch.ErrTooLarge] (X34); a cursor
// that is damaged or belongs to another query is [ErrInvalidCursor] (X31). A
// store that cannot list is [storage.ErrUnsupported].
func (s *Service) List(ctx context.Context, scope Scope, q Query) (storage.Page, error) {
	if err := s.rules.mayRead(); err != nil {
		return storage.Page{}, err
	}
	fields, err := s.fields(ctx, scope, q.asksCustom())
	if err != nil {
		return storage.Page{}, err
	}
	lq, err := s.rules.listQuery(scope, q, fields)
	if err != nil {
		return storage.Page{}, err
	}
	page, err := s.page(ctx, lq)
	if err != nil {
		return storage.Page{}, err
	}
	for _, t := range page.Types {
		fields.types[t.Code] = t
	}
	for i, a := range page.Attendees {
		page.Attendees[i] = s.rules.veiled(fields.of(a).configured(a))
	}
	for i := range page.Revisions {
		page.Revisions[i].Was = s.rules.veiled(page.Revisions[i].Was)
	}
	for i, c := range page.Credentials {
		page.Credentials[i] = s.rules.sealed(c)
	}
	if q.Include&IncludeTypes == 0 {
		page.Types = nil
	}
	return page, nil
}

// asksCustom reports whether the query names custom fields.
func (q Query) asksCustom() bool {
	custom := func(name string) bool { return strings.HasPrefix(name, storage.CustomPrefix) }
	return slices.ContainsFunc(q.Where, func(f Filter) bool { return custom(f.Field) }) ||
		slices.ContainsFunc(q.Sort, func(o Sort) bool { return custom(o.Field) })
}

// All walks the whole list, page by page, in constant memory. It yields one
// error and then nothing more. q.After and q.Page say where to begin.
func (s *Service) All(ctx context.Context, scope Scope, q Query) iter.Seq2[Attendee, error] {
	return func(yield func(Attendee, error) bool) {
		if q.Limit == 0 {
			q.Limit = MaxLimit
		}
		for {
			page, err := s.List(ctx, scope, q)
			if err != nil {
				yield(Attendee{}, err)
				return
			}
			for _, a := range page.Attendees {
				if !yield(a, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After, q.Page, q.WithTotal = page.Next, 0, false
		}
	}
}

// listQuery says a query in the store's words, with what the actor may see.
func (r rules) listQuery(scope Scope, q Query, defs catalogue) (storage.ListQuery, error) {
	lq := storage.ListQuery{
		Scope: scope, Kind: defs.listed(), Limit: q.Limit, After: q.After, Page: q.Page, WithTotal: q.WithTotal,
	}
	if lq.Limit == 0 {
		lq.Limit = DefaultLimit
	}
	switch {
	case lq.Limit < 0, q.Page < 0, q.Page > 0 && q.After != "":
		return lq, &batch.Error{Code: ErrInvalidFormat, Field: "page"}
	case lq.Limit > MaxLimit:
		return lq, &batch.Error{Code: batch.ErrTooLarge, Field: "limit", Limit: MaxLimit}
	case q.Page > maxPage:
		return lq, &batch.Error{Code: batch.ErrTooLarge, Field: "page", Limit: maxPage}
	}
	for i, f := range q.Where {
		c, err := defs.condition(f)
		if err != nil {
			return lq, at(err, i)
		}
		lq.Where = append(lq.Where, c)
	}
	sorted := make(map[string]bool)
	for i, o := range q.Sort {
		if _, err := defs.field(o.Field); err != nil {
			return lq, at(err, i)
		}
		if sorted[o.Field] {
			return lq, &batch.Error{Code: ErrInvalidFormat, Field: o.Field, Index: i}
		}
		sorted[o.Field] = true
		lq.Order = append(lq.Order, storage.Order{Field: o.Field, Desc: o.Desc})
	}
	if defs.listed() != storage.KindAttendee {
		return lq, nil
	}
	lq.Where = append(lq.Where, r.visible()...)
	lq.With = q.Include.relations() | storage.WithTypes // whose fields a read may show (C20)
	return lq, nil
}

func at(err *batch.Error, i int) error {
	err.Index = i
	return err
}

func (i Include) relations() (with storage.Relations) {
	for _, x := range []struct {
		include Include
		with    storage.Relations
	}{
		{IncludeTypes, storage.WithTypes},
		{IncludeGroups, storage.WithMemberships | storage.WithGroups},
		{IncludeResponses, storage.WithFormResponses},
		{IncludeHistory, storage.WithRevisions},
		{IncludeCredentials, storage.WithCredentials},
	} {
		if i&x.include != 0 {
			with |= x.with
		}
	}
	return with
}

// visible are the conditions under which an attendee exists for the actor.
func (r rules) visible() (where []storage.Cond) {
	if !r.deleted {
		where = append(where, storage.Cond{Field: "status", Op: storage.OpIn, Value: []string{string(storage.StatusActive), string(storage.StatusInactive)}})
	}
	if !r.trusted && !r.actor.Admin && !r.actor.ReadAll {
		mine := []string{storage.OwnerText(Owner{}), storage.OwnerText(Owner{UserID: identifierKey(r.actor.UserID)})}
		where = append(where, storage.Cond{Field: "owner", Op: storage.OpIn, Value: mine})
	}
	return where
}

// catalogue knows the fields by which attendees are listed: the library's, and
// the custom fields that somebody has defined; or those of another kind.
type catalogue struct {
	kind   storage.Kind // 0 for attendees
	common definitions
	types  map[string]Type
}

func (c catalogue) listed() storage.Kind { return max(c.kind, storage.KindAttendee) }

// of returns the definitions of an attendee's fields.
func (c catalogue) of(a Attendee) definitions {
	defs := c.common
	defs[2] = c.types[a.TypeCode].Fields
	return defs
}

// field finds a listable field.
func (c catalogue) field(name string) (storage.FieldInfo, *batch.Error) {
	if key, custom := strings.CutPrefix(name, storage.CustomPrefix); custom && c.kind == 0 {
		if _, ok := c.custom(key); ok {
			f, _ := storage.FieldOf(storage.KindAttendee, name)
			return f, nil
		}
	} else if f, ok := storage.FieldOf(c.listed(), name); ok {
		return f, nil
	}
	e := &batch.Error{Code: ErrUnknownField, Field: name}
	if like := nearest(name, c.names()); like != "" {
		e.Err = fmt.Errorf("did you mean %q", like)
	}
	return storage.FieldInfo{}, e
}

// custom finds a custom field, of the first type by code that defines it.
func (c catalogue) custom(key string) (FieldDef, bool) {
	if def, ok := c.common.find(key); ok {
		return def, true
	}
	for _, code := range slices.Sorted(maps.Keys(c.types)) {
		if def, ok := (definitions{2: c.types[code].Fields}).find(key); ok {
			return def, true
		}
	}
	return FieldDef{}, false
}

func (c catalogue) names() (list []string) {
	for _, f := range storage.Fields(c.listed()) {
		list = append(list, f.Name)
	}
	fields := slices.Concat(c.common[:]...)
	for _, t := range c.types {
		fields = append(fields, t.Fields...)
	}
	for _, f := range fields {
		list = append(list, storage.CustomPrefix+f.Key)
	}
	slices.Sort(list)
	return list
}

// condition says a filter in the store's words.
func (c catalogue) condition(f Filter) (storage.Cond, *batch.Error) {
	field, err := c.field(f.Field)
	if err != nil {
		return storage.Cond{}, err
	}
	op, ok := f.Op.storage()
	if !ok {
		e := &batch.Error{Code: ErrInvalidFormat, Field: f.Field}
		e.Err = fmt.Errorf("the operators are = != < > <= >= like, in, not in, is null, is not null")
		return storage.Cond{}, e
	}
	if length(f.Value) > maxIn {
		return storage.Cond{}, &batch.Error{Code: batch.ErrTooLarge, Field: f.Field, Limit: maxIn}
	}
	read, likes := func(v any) (any, bool) { return plainValue(field, v) }, field.Type == storage.TextField
	if key, custom := strings.CutPrefix(f.Field, storage.CustomPrefix); custom {
		def, _ := c.custom(key)
		likes = isTextField(def)
		read = func(v any) (any, bool) { return customFilter(def, v) }
		if op == storage.OpLike {
			read = func(v any) (any, bool) { return customText(def, v) }
		}
	}
	cond := storage.Cond{Field: f.Field, Op: op}
	switch op {
	case storage.OpNull, storage.OpNotNull:
		ok = f.Value == nil
	case storage.OpIn, storage.OpNotIn:
		cond.Value, ok = listOf(field, f.Value, read)
	default:
		cond.Value, ok = read(f.Value)
	}
	if !ok || op == storage.OpLike && !likes {
		return storage.Cond{}, &batch.Error{Code: ErrInvalidFormat, Field: f.Field}
	}
	return cond, nil
}

// plainValue reads the value of a filter as the field has it.
func plainValue(f storage.FieldInfo, v any) (any, bool) {
	switch f.Type {
	case storage.TextField:
		s, ok := textOf(v)
		if f.Name == "owner" && ok && s != systemOwner {
			s = storage.OwnerText(Owner{UserID: identifierKey(s)})
		}
		return s, ok
	case storage.IntField:
		s, ok := textOf(v)
		n, err := strconv.ParseInt(s, 10, 64)
		return n, ok && err == nil
	case storage.TimeField:
		if t, ok := v.(time.Time); ok {
			return t, true
		}
		s, _ := v.(string)
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil {
				return t.UTC(), true
			}
		}
		return nil, false
	}
	if id, ok := v.(storage.ID); ok {
		return id, true
	}
	s, _ := v.(string)
	id, err := uuid.Parse(s)
	return id, err == nil
}

// systemOwner stands for the system in filters by owner.
const systemOwner = "system"

func isTextField(def FieldDef) bool {
	switch def.Kind {
	case storage.FieldText, storage.FieldList, storage.FieldConnectedList, storage.FieldDate:
		return true
	}
	return false
}

// customFilter reads the value of a filter by the kind of the custom field.
func customFilter(def FieldDef, v any) (any, bool) {
	s, ok := customText(def, v)
	switch {
	case !ok:
		return nil, false
	case isTextField(def):
		return storage.Text(s), s != ""
	}
	return customKinds(def, s)
}

// customText writes a value as the text of a custom field.
func customText(def FieldDef, v any) (string, bool) {
	switch v := v.(type) {
	case storage.Value:
		return v.String(), true
	case time.Time:
		return v.Format(time.DateOnly), def.Kind == storage.FieldDate
	}
	return textOf(v)
}

// textOf writes a string, a number or a bool as text, whatever its type is
// called.
func textOf(v any) (string, bool) {
	switch rv := reflect.ValueOf(v); {
	case rv.Kind() == reflect.String:
		return rv.String(), true
	case rv.Kind() == reflect.Bool:
		return strconv.FormatBool(rv.Bool()), true
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10), true
	case rv.CanUint():
		return strconv.FormatUint(rv.Uint(), 10), true
	case rv.CanFloat():
		return strconv.FormatFloat(rv.Float(), 'f', -1, rv.Type().Bits()), true
	}
	return "", false
}

const maxIn = 1000 // values of one filter

// length returns how many values a list has, 0 for anything else.
func length(v any) int {
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Slice {
		return rv.Len()
	}
	return 0
}

// listOf reads the list of an In or NotIn.
func listOf(f storage.FieldInfo, v any, read func(any) (any, bool)) (any, bool) {
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return nil, false
	}
	values := make([]any, list.Len())
	for i := range values {
		values[i] = list.Index(i).Interface()
	}
	switch {
	case strings.HasPrefix(f.Name, storage.CustomPrefix):
		return typed[storage.Value](values, read)
	case f.Type == storage.TextField:
		return typed[string](values, read)
	case f.Type == storage.IntField:
		return typed[int64](values, read)
	case f.Type == storage.TimeField:
		return typed[time.Time](values, read)
	}
	return typed[storage.ID](values, read)
}

func typed[T any](values []any, read func(any) (any, bool)) ([]T, bool) {
	list := make([]T, 0, len(values))
	for _, v := range values {
		x, ok := read(v)
		t, is := x.(T)
		if !ok || !is {
			return nil, false
		}
		list = append(list, t)
	}
	return list, true
}
