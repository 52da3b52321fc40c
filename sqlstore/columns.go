package sqlstore

import "github.com/muster-go/muster/storage"

// column ties a column of a table to the part of a record that it holds.
type column[R any] struct {
	Column
	cell func(*R) cell
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
	c := column[R]{Column{Name: name, Type: at(&none).columnType()}, at}
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
			col("status", func(a *r) cell { return (*textCell)(&a.Status) }, field("status")),
			col("version", func(a *r) cell { return (*int32Cell)(&a.Version) }, notNull, field("version")),
			col("updated_by", func(a *r) cell { return (*textCell)(&a.UpdatedBy) }),
			col("deleted_at", func(a *r) cell { return (*timeCell)(&a.DeletedAt) }),
			col("attendance_code", func(a *r) cell { return (*textCell)(&a.AttendanceCode) }),
			col("user_id", func(a *r) cell { return (*textCell)(&a.UserID) }),
			col("external_id", func(a *r) cell { return (*textCell)(&a.ExternalID) }),
			col("email", func(a *r) cell { return (*textCell)(&a.Email) }),
			col("code_key", func(a *r) cell { return (*textCell)(&a.Unique.Code) }, key(storage.KeyCode)),
			col("user_key", func(a *r) cell { return (*textCell)(&a.Unique.User) }, key(storage.KeyUser), field("user_id")),
			col("external_key", func(a *r) cell { return (*textCell)(&a.Unique.External) }, key(storage.KeyExternal), field("external_id")),
			col("email_key", func(a *r) cell { return (*textCell)(&a.Unique.Email) }, key(storage.KeyEmail), field("email")),
			col("first_name", func(a *r) cell { return (*textCell)(&a.FirstName) }),
			col("last_name", func(a *r) cell { return (*textCell)(&a.LastName) }),
			col("middle_initial", func(a *r) cell { return (*textCell)(&a.MiddleInitial) }),
			col("suffix", func(a *r) cell { return (*textCell)(&a.Suffix) }),
			col("title", func(a *r) cell { return (*textCell)(&a.Title) }),
			col("company", func(a *r) cell { return (*textCell)(&a.Company) }),
			col("preferred_name", func(a *r) cell { return (*textCell)(&a.PreferredName) }),
			col("mobile", func(a *r) cell { return (*textCell)(&a.Mobile) }),
			col("role", func(a *r) cell { return (*textCell)(&a.Role) }, field("role")),
			col("type_code", func(a *r) cell { return (*textCell)(&a.TypeCode) }, field("type_code")),
			col("currency", func(a *r) cell { return (*textCell)(&a.Currency) }),
			col("owner_user_id", func(a *r) cell { return (*textCell)(&a.Owner.UserID) }, field("owner")),
			col("owner_name", func(a *r) cell { return (*textCell)(&a.Owner.Name) }),
			col("custom", func(a *r) cell { return (*customCell)(&a.Custom) }),
		),
	}
}

func types() kind[storage.Type] {
	type r = storage.Type
	return kind[r]{
		name:   "type",
		scoped: func(t *r, s storage.Scope) { t.Scope = s },
		columns: append(head(func(t *r) *storage.Head { return &t.Head }),
			col("code", func(t *r) cell { return (*textCell)(&t.Code) }, key(storage.KeyTypeCode), field("code")),
			col("name", func(t *r) cell { return (*textCell)(&t.Name) }),
			col("unique_name", func(t *r) cell { return (*textCell)(&t.UniqueName) }, key(storage.KeyTypeName), field("name")),
			col("fields", func(t *r) cell { return (*listCell[storage.FieldDef])(&t.Fields) }),
			col("required", func(t *r) cell { return (*listCell[string])(&t.Required) }),
			col("active", func(t *r) cell { return (*boolCell)(&t.Active) }, notNull),
			col("permit_adds", func(t *r) cell { return (*boolCell)(&t.PermitAdds) }, notNull),
			col("public", func(t *r) cell { return (*boolCell)(&t.Public) }, notNull),
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
			col("was", func(v *r) cell { return (*wasCell)(&v.Was) }),
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
