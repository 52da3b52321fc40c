package sqlstore

import "github.com/muster-go/muster/storage"

// column ties a column of a table to the part of a record that it holds, or to
// what is derived from the record.
type column[R any] struct {
	Column
	cell   func(*R) cell
	derive func(*R) (any, error) // instead of cell, for a column that is never read
}

func (c *column[R]) value(r *R) (any, error) {
	if c.Derived {
		return c.derive(r)
	}
	return c.cell(r).value()
}

// kind is one stored type: the name of its table and its columns. This file is
// the only statement of what a table holds; rows are written, read and listed
// by it.
type kind[R any] struct {
	name    string
	columns []column[R]
	// scoped puts a record that was read into its scope.
	scoped func(*R, storage.Scope)
}

// col returns a column. The column's type follows from the cell's.
func col[R any](name string, at func(*R) cell, traits ...func(*Column)) column[R] {
	var none R
	c := column[R]{Column: Column{Name: name, Type: at(&none).columnType()}, cell: at}
	for _, t := range traits {
		t(&c.Column)
	}
	return c
}

// folded returns the column of a text in the form in which lists compare it.
func folded[R storage.Record](name string, traits ...func(*Column)) column[R] {
	return derived(name+"_fold", TypeText, func(r *R) (any, error) { return (*r).Field(name), nil }, append(traits, field(name))...)
}

func derived[R storage.Record](name string, t ColumnType, derive func(*R) (any, error), traits ...func(*Column)) column[R] {
	c := column[R]{Column: Column{Name: name, Type: t, Derived: true}, derive: derive}
	for _, t := range traits {
		t(&c.Column)
	}
	return c
}

// notNull says that the column is never empty.
func notNull(c *Column) { c.NotNull = true }

// indexed says that an index other than the primary key holds the column.
func indexed(c *Column) { c.Indexed = true }

// key says that the column holds a unique key. It is empty for a record that
// does not occupy the key.
func key(name storage.KeyName) func(*Column) {
	return func(c *Column) { c.Key, c.Indexed = name, true }
}

// field says that lists know the column under this name.
func field(name string) func(*Column) { return func(c *Column) { c.Field = name } }

// otherFields stands for all fields of a kind that no other column holds.
const otherFields = "*"

// endings says that the column holds the text of a field in reverse, so that
// its index finds texts by their end.
func endings(name string) func(*Column) { return func(c *Column) { c.Endings = name } }

// head returns the columns that every record has; the first two are the ID and
// the revision, which the statement shapes rely on.
func head[R any](of func(*R) *storage.Head, created ...func(*Column)) []column[R] {
	return []column[R]{
		col("id", func(r *R) cell { return (*idCell)(&of(r).ID) }, notNull, field("id")),
		col("rev", func(r *R) cell { return (*intCell)(&of(r).Rev) }, notNull),
		col("created_at", func(r *R) cell { return (*timeCell)(&of(r).CreatedAt) }, append(created, field("created_at"))...),
		col("updated_at", func(r *R) cell { return (*timeCell)(&of(r).UpdatedAt) }, field("updated_at")),
	}
}

func attendees() kind[storage.Attendee] {
	type r = storage.Attendee
	return kind[r]{
		name:   "attendee",
		scoped: func(a *r, s storage.Scope) { a.Scope = s },
		columns: append(head(func(a *r) *storage.Head { return &a.Head }, indexed),
			col("status", func(a *r) cell { return (*textCell)(&a.Status) }),
			col("version", func(a *r) cell { return (*int32Cell)(&a.Version) }, notNull, field("version")),
			col("updated_by", func(a *r) cell { return (*textCell)(&a.UpdatedBy) }),
			col("deleted_at", func(a *r) cell { return (*timeCell)(&a.DeletedAt) }, field("deleted_at")),
			col("attendance_code", func(a *r) cell { return (*textCell)(&a.AttendanceCode) }),
			col("user_id", func(a *r) cell { return (*textCell)(&a.UserID) }),
			col("external_id", func(a *r) cell { return (*textCell)(&a.ExternalID) }),
			col("email", func(a *r) cell { return (*textCell)(&a.Email) }),
			col("code_key", func(a *r) cell { return (*textCell)(&a.Unique.Code) }, key(storage.KeyCode)),
			col("user_key", func(a *r) cell { return (*textCell)(&a.Unique.User) }, key(storage.KeyUser)),
			col("external_key", func(a *r) cell { return (*textCell)(&a.Unique.External) }, key(storage.KeyExternal)),
			col("email_key", func(a *r) cell { return (*textCell)(&a.Unique.Email) }, key(storage.KeyEmail)),
			col("match_key", func(a *r) cell { return (*textCell)(&a.Unique.Match) }, key(storage.KeyMatch)),
			col("first_name", func(a *r) cell { return (*textCell)(&a.FirstName) }),
			col("last_name", func(a *r) cell { return (*textCell)(&a.LastName) }),
			col("middle_initial", func(a *r) cell { return (*textCell)(&a.MiddleInitial) }),
			col("suffix", func(a *r) cell { return (*textCell)(&a.Suffix) }),
			col("title", func(a *r) cell { return (*textCell)(&a.Title) }),
			col("company", func(a *r) cell { return (*textCell)(&a.Company) }),
			col("preferred_name", func(a *r) cell { return (*textCell)(&a.PreferredName) }),
			col("mobile", func(a *r) cell { return (*textCell)(&a.Mobile) }),
			col("role", func(a *r) cell { return (*textCell)(&a.Role) }),
			col("type_code", func(a *r) cell { return (*textCell)(&a.TypeCode) }),
			col("currency", func(a *r) cell { return (*textCell)(&a.Currency) }),
			col("owner_user_id", func(a *r) cell { return (*textCell)(&a.Owner.UserID) }),
			col("owner_name", func(a *r) cell { return (*textCell)(&a.Owner.Name) }),
			col("custom", func(a *r) cell { return (*customCell)(&a.Custom) }),
			folded[r]("status"),
			folded[r]("type_code"),
			folded[r]("owner"),
			folded[r]("first_name"),
			folded[r]("last_name", indexed),
			folded[r]("company"),
			folded[r]("email", indexed),
			derived("email_reversed", TypeText, reversedEmail, indexed, endings("email")),
			derived("other_folds", TypeJSON, otherFolds, field(otherFields)),
		),
	}
}

func reversedEmail(a *storage.Attendee) (any, error) {
	if email, ok := a.Field("email").(string); ok {
		return reversed(email), nil
	}
	return nil, nil
}

// otherFolds is a JSON object of the texts that have no column of their own in
// the form in which lists compare them, by their names in lists. A column for
// each would cost every write more than it spares the lists that ask for one.
func otherFolds(a *storage.Attendee) (any, error) {
	doc := make([]byte, 0, 512)
	add := func(name string) {
		if text, ok := a.Field(name).(string); ok {
			doc = appendJSON(append(doc, ','), name)
			doc = appendJSON(append(doc, ':'), text)
		}
	}
	for _, name := range [...]string{"role", "currency", "user_id", "external_id", "middle_initial", "suffix", "title", "mobile"} {
		add(name)
	}
	for key := range a.Custom {
		add(storage.CustomPrefix + key)
	}
	if len(doc) == 0 {
		return nil, nil
	}
	doc[0] = '{'
	return string(append(doc, '}')), nil
}

func types() kind[storage.Type] {
	type r = storage.Type
	return kind[r]{
		name:   "type",
		scoped: func(t *r, s storage.Scope) { t.Scope = s },
		columns: append(head(func(t *r) *storage.Head { return &t.Head }),
			col("code", func(t *r) cell { return (*textCell)(&t.Code) }, key(storage.KeyTypeCode)),
			col("name", func(t *r) cell { return (*textCell)(&t.Name) }),
			col("unique_name", func(t *r) cell { return (*textCell)(&t.UniqueName) }, key(storage.KeyTypeName)),
			col("fields", func(t *r) cell { return (*listCell[storage.FieldDef])(&t.Fields) }),
			col("required", func(t *r) cell { return (*listCell[string])(&t.Required) }),
			col("duplicate_fields", func(t *r) cell { return (*listCell[string])(&t.DuplicateFields) }),
			col("search_across_types", func(t *r) cell { return (*boolCell)(&t.SearchAcrossTypes) }, notNull),
			col("active", func(t *r) cell { return (*boolCell)(&t.Active) }, notNull),
			col("permit_adds", func(t *r) cell { return (*boolCell)(&t.PermitAdds) }, notNull),
			col("public", func(t *r) cell { return (*boolCell)(&t.Public) }, notNull),
			col("allow_manual", func(t *r) cell { return (*boolCell)(&t.AllowManual) }, notNull),
			col("allow_count_editing", func(t *r) cell { return (*boolCell)(&t.AllowCountEditing) }, notNull),
			col("is_system", func(t *r) cell { return (*boolCell)(&t.System) }, notNull),
			col("yearly_limit", func(t *r) cell { return (*intCell)(&t.YearlyLimit) }, notNull),
			folded[r]("code"),
			folded[r]("name"),
		),
	}
}

func revisions() kind[storage.Revision] {
	type r = storage.Revision
	return kind[r]{
		name: "revision",
		// The snapshot leaves out the scope, which is its attendee's.
		scoped: func(v *r, s storage.Scope) { v.Scope, v.Was.Scope = s, s },
		columns: append(head(func(v *r) *storage.Head { return &v.Head }),
			col("attendee_id", func(v *r) cell { return (*idCell)(&v.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("version", func(v *r) cell { return (*int32Cell)(&v.Version) }, notNull, indexed, field("version")),
			col("changed", func(v *r) cell { return (*listCell[string])(&v.Changed) }),
			col("was", func(v *r) cell { return (*wasCell)(&v.Was) }, notNull),
		),
	}
}

func groups() kind[storage.Group] {
	type r = storage.Group
	return kind[r]{
		name:   "group",
		scoped: func(g *r, s storage.Scope) { g.Scope = s },
		columns: append(head(func(g *r) *storage.Head { return &g.Head }),
			col("name", func(g *r) cell { return (*textCell)(&g.Name) }),
			col("unique_name", func(g *r) cell { return (*textCell)(&g.UniqueName) }, key(storage.KeyGroupName)),
			folded[r]("name"),
		),
	}
}

func memberships() kind[storage.Membership] {
	type r = storage.Membership
	return kind[r]{
		name:   "membership",
		scoped: func(m *r, s storage.Scope) { m.Scope = s },
		columns: append(head(func(m *r) *storage.Head { return &m.Head }),
			col("attendee_id", func(m *r) cell { return (*idCell)(&m.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("group_id", func(m *r) cell { return (*idCell)(&m.GroupID) }, notNull, indexed, field("group_id")),
		),
	}
}

func responses() kind[storage.FormResponse] {
	type r = storage.FormResponse
	return kind[r]{
		name:   "form_response",
		scoped: func(f *r, s storage.Scope) { f.Scope = s },
		columns: append(head(func(f *r) *storage.Head { return &f.Head }),
			col("attendee_id", func(f *r) cell { return (*idCell)(&f.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("form_id", func(f *r) cell { return (*textCell)(&f.FormID) }),
			col("data", func(f *r) cell { return (*rawCell)(&f.Data) }, notNull),
			folded[r]("form_id"),
		),
	}
}

func tokens() kind[storage.Token] {
	type r = storage.Token
	return kind[r]{
		name:   "token",
		scoped: func(t *r, s storage.Scope) { t.Scope = s },
		columns: append(head(func(t *r) *storage.Head { return &t.Head }),
			col("value", func(t *r) cell { return (*textCell)(&t.Value) }, key(storage.KeyToken)),
			col("digest", func(t *r) cell { return (*textCell)(&t.Digest) }),
			col("report", func(t *r) cell { return (*rawCell)(&t.Report) }),
		),
	}
}

// events is the outbox. Its table has one more column, claimed_until.
func events() kind[storage.Event] {
	type r = storage.Event
	return kind[r]{
		name: "event",
		columns: []column[r]{
			col("id", func(e *r) cell { return (*idCell)(&e.ID) }, notNull),
			col("type", func(e *r) cell { return (*textCell)(&e.Type) }),
			col("subject_kind", func(e *r) cell { return (*kindCell)(&e.Subject.Kind) }, notNull),
			col("subject_id", func(e *r) cell { return (*idCell)(&e.Subject.ID) }),
			col("subject_rev", func(e *r) cell { return (*intCell)(&e.Subject.Rev) }, notNull),
			col("at", func(e *r) cell { return (*timeCell)(&e.At) }),
			col("data", func(e *r) cell { return (*rawCell)(&e.Data) }),
		},
	}
}
