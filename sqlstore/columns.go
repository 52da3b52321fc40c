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
	// dependent says that the records cannot be without others that they name:
	// the table has foreign keys.
	dependent bool
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

// wide says that the column usually holds more than a word.
func wide(c *Column) { c.Wide = true }

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
		col("id", func(r *R) cell { return (*idCell)(&of(r).ID) }, notNull, wide, field("id")),
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
			col("attendance_code", func(a *r) cell { return (*textCell)(&a.AttendanceCode) }, wide),
			col("user_id", func(a *r) cell { return (*textCell)(&a.UserID) }, wide),
			col("external_id", func(a *r) cell { return (*textCell)(&a.ExternalID) }, wide),
			col("email", func(a *r) cell { return (*textCell)(&a.Email) }, wide),
			col("code_key", func(a *r) cell { return (*textCell)(&a.Unique.Code) }, key(storage.KeyCode), wide),
			col("user_key", func(a *r) cell { return (*textCell)(&a.Unique.User) }, key(storage.KeyUser), wide),
			col("external_key", func(a *r) cell { return (*textCell)(&a.Unique.External) }, key(storage.KeyExternal), wide),
			col("email_key", func(a *r) cell { return (*textCell)(&a.Unique.Email) }, key(storage.KeyEmail), wide),
			col("match_key", func(a *r) cell { return (*textCell)(&a.Unique.Match) }, key(storage.KeyMatch), wide),
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
			col("custom", func(a *r) cell { return (*customCell)(&a.Custom) }, wide),
			folded[r]("status"),
			folded[r]("type_code"),
			folded[r]("owner"),
			folded[r]("first_name"),
			folded[r]("last_name", indexed),
			folded[r]("company"),
			folded[r]("email", indexed, wide),
			derived("email_reversed", TypeText, reversedEmail, indexed, wide, endings("email")),
			derived("other_folds", TypeJSON, otherFolds, wide, field(otherFields)),
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
		name:      "revision",
		dependent: true,
		// The snapshot leaves out the scope, which is its attendee's.
		scoped: func(v *r, s storage.Scope) { v.Scope, v.Was.Scope = s, s },
		columns: append(head(func(v *r) *storage.Head { return &v.Head }),
			col("attendee_id", func(v *r) cell { return (*idCell)(&v.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("version", func(v *r) cell { return (*int32Cell)(&v.Version) }, notNull, indexed, field("version")),
			col("changed", func(v *r) cell { return (*listCell[string])(&v.Changed) }),
			col("was", func(v *r) cell { return (*wasCell)(&v.Was) }, notNull, wide),
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
		name:      "membership",
		dependent: true,
		scoped:    func(m *r, s storage.Scope) { m.Scope = s },
		columns: append(head(func(m *r) *storage.Head { return &m.Head }),
			col("attendee_id", func(m *r) cell { return (*idCell)(&m.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("group_id", func(m *r) cell { return (*idCell)(&m.GroupID) }, notNull, indexed, field("group_id")),
		),
	}
}

func responses() kind[storage.FormResponse] {
	type r = storage.FormResponse
	return kind[r]{
		name:      "form_response",
		dependent: true,
		scoped:    func(f *r, s storage.Scope) { f.Scope = s },
		columns: append(head(func(f *r) *storage.Head { return &f.Head }),
			col("attendee_id", func(f *r) cell { return (*idCell)(&f.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("form_id", func(f *r) cell { return (*textCell)(&f.FormID) }),
			col("data", func(f *r) cell { return (*rawCell)(&f.Data) }, notNull),
			folded[r]("form_id"),
		),
	}
}

func credentialTypes() kind[storage.CredentialType] {
	type r = storage.CredentialType
	return kind[r]{
		name:   "credential_type",
		scoped: func(t *r, s storage.Scope) { t.Scope = s },
		columns: append(head(func(t *r) *storage.Head { return &t.Head }),
			col("name", func(t *r) cell { return (*textCell)(&t.Name) }),
			col("unique_name", func(t *r) cell { return (*textCell)(&t.UniqueName) }, key(storage.KeyCredentialType)),
			col("medium", func(t *r) cell { return (*textCell)(&t.Medium) }),
			col("hashed", func(t *r) cell { return (*boolCell)(&t.Hashed) }, notNull),
			folded[r]("name"),
		),
	}
}

func credentials() kind[storage.Credential] {
	type r = storage.Credential
	return kind[r]{
		name:      "credential",
		dependent: true,
		scoped:    func(c *r, s storage.Scope) { c.Scope = s },
		columns: append(head(func(c *r) *storage.Head { return &c.Head }),
			col("attendee_id", func(c *r) cell { return (*idCell)(&c.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("type_id", func(c *r) cell { return (*idCell)(&c.TypeID) }, indexed, field("type_id")),
			col("medium", func(c *r) cell { return (*textCell)(&c.Medium) }),
			col("value", func(c *r) cell { return (*textCell)(&c.Value) }),
			col("unique_value", func(c *r) cell { return (*textCell)(&c.UniqueValue) }, key(storage.KeyCredentialValue)),
			col("status", func(c *r) cell { return (*textCell)(&c.Status) }),
			col("issued_by", func(c *r) cell { return (*textCell)(&c.IssuedBy) }),
			col("revoked_at", func(c *r) cell { return (*timeCell)(&c.RevokedAt) }),
			col("revoked_by", func(c *r) cell { return (*textCell)(&c.RevokedBy) }),
			col("reason", func(c *r) cell { return (*textCell)(&c.Reason) }),
			folded[r]("medium"),
			folded[r]("status"),
		),
	}
}

func zones() kind[storage.Zone] {
	type r = storage.Zone
	return kind[r]{
		name:   "zone",
		scoped: func(z *r, s storage.Scope) { z.Scope = s },
		columns: append(head(func(z *r) *storage.Head { return &z.Head }),
			col("name", func(z *r) cell { return (*textCell)(&z.Name) }),
			col("slug", func(z *r) cell { return (*textCell)(&z.Slug) }),
			col("unique_slug", func(z *r) cell { return (*textCell)(&z.UniqueSlug) }, key(storage.KeyZone)),
			col("capacity", func(z *r) cell { return (*intCell)(&z.Capacity) }, notNull),
			col("requires_ticket", func(z *r) cell { return (*boolCell)(&z.RequiresTicket) }, notNull),
			folded[r]("name"),
			folded[r]("slug"),
		),
	}
}

func checkLists() kind[storage.CheckList] {
	type r = storage.CheckList
	return kind[r]{
		name:   "check_list",
		scoped: func(l *r, s storage.Scope) { l.Scope = s },
		columns: append(head(func(l *r) *storage.Head { return &l.Head }),
			col("name", func(l *r) cell { return (*textCell)(&l.Name) }),
			col("unique_name", func(l *r) cell { return (*textCell)(&l.UniqueName) }, key(storage.KeyCheckList)),
			col("type_codes", func(l *r) cell { return (*listCell[string])(&l.TypeCodes) }),
			col("group_ids", func(l *r) cell { return (*listCell[storage.ID])(&l.GroupIDs) }),
			col("opens_at", func(l *r) cell { return (*timeCell)(&l.OpensAt) }),
			col("closes_at", func(l *r) cell { return (*timeCell)(&l.ClosesAt) }),
			folded[r]("name"),
		),
	}
}

func accessPoints() kind[storage.AccessPoint] {
	type r = storage.AccessPoint
	return kind[r]{
		name:      "access_point",
		dependent: true,
		scoped:    func(p *r, s storage.Scope) { p.Scope = s },
		columns: append(head(func(p *r) *storage.Head { return &p.Head }),
			col("name", func(p *r) cell { return (*textCell)(&p.Name) }),
			col("slug", func(p *r) cell { return (*textCell)(&p.Slug) }),
			col("unique_slug", func(p *r) cell { return (*textCell)(&p.UniqueSlug) }, key(storage.KeyAccessPoint)),
			col("zone_id", func(p *r) cell { return (*idCell)(&p.ZoneID) }, indexed, field("zone_id")),
			col("list_id", func(p *r) cell { return (*idCell)(&p.ListID) }, indexed, field("list_id")),
			col("direction", func(p *r) cell { return (*textCell)(&p.Direction) }),
			col("active", func(p *r) cell { return (*boolCell)(&p.Active) }, notNull),
			col("readers", func(p *r) cell { return (*listCell[storage.Reader])(&p.Readers) }),
			folded[r]("name"),
			folded[r]("slug"),
		),
	}
}

func checkIns() kind[storage.CheckIn] {
	type r = storage.CheckIn
	return kind[r]{
		name:      "check_in",
		dependent: true,
		scoped:    func(c *r, s storage.Scope) { c.Scope = s },
		columns: append(head(func(c *r) *storage.Head { return &c.Head }),
			col("attendee_id", func(c *r) cell { return (*idCell)(&c.AttendeeID) }, indexed, field("attendee_id")),
			col("credential_id", func(c *r) cell { return (*idCell)(&c.CredentialID) }, field("credential_id")),
			col("point_id", func(c *r) cell { return (*idCell)(&c.PointID) }, field("point_id")),
			col("zone_id", func(c *r) cell { return (*idCell)(&c.ZoneID) }, field("zone_id")),
			col("direction", func(c *r) cell { return (*textCell)(&c.Direction) }),
			col("reason", func(c *r) cell { return (*textCell)(&c.Reason) }),
			col("at", func(c *r) cell { return (*timeCell)(&c.At) }, indexed, field("at")),
			col("actor", func(c *r) cell { return (*textCell)(&c.Actor) }),
			col("device", func(c *r) cell { return (*textCell)(&c.Device) }),
			col("unique_nonce", func(c *r) cell { return (*textCell)(&c.UniqueNonce) }, key(storage.KeyNonce)),
			col("forced", func(c *r) cell { return (*boolCell)(&c.Forced) }, notNull),
			col("ended_by", func(c *r) cell { return (*idCell)(&c.EndedBy) }),
			col("ends", func(c *r) cell { return (*idCell)(&c.Ends) }),
			col("reverted_at", func(c *r) cell { return (*timeCell)(&c.RevertedAt) }, field("reverted_at")),
			col("reverted_by", func(c *r) cell { return (*textCell)(&c.RevertedBy) }),
			col("unique_presence", func(c *r) cell { return (*textCell)(&c.UniquePresence) }, key(storage.KeyPresence)),
			whileInside("present_id", func(c *r) *storage.ID { return &c.AttendeeID }),
			whileInside("present_zone_id", func(c *r) *storage.ID { return &c.ZoneID }),
			folded[r]("direction"),
			folded[r]("reason"),
			folded[r]("device"),
		),
	}
}

// whileInside returns the column of an ID that a check-in names if somebody is
// inside by it. Its index holds as many entries as there are people inside.
func whileInside(name string, at func(*storage.CheckIn) *storage.ID) column[storage.CheckIn] {
	return derived(name, TypeID, func(c *storage.CheckIn) (any, error) {
		if !c.Inside() {
			return nil, nil
		}
		return (*idCell)(at(c)).value()
	}, indexed)
}

func entries() kind[storage.Entry] {
	type r = storage.Entry
	return kind[r]{
		name:   "entry",
		scoped: func(e *r, s storage.Scope) { e.Scope = s },
		columns: append(head(func(e *r) *storage.Head { return &e.Head }),
			col("external_id", func(e *r) cell { return (*textCell)(&e.ExternalID) }),
			col("unique_external", func(e *r) cell { return (*textCell)(&e.UniqueExternal) }, key(storage.KeyEntry)),
			col("kind", func(e *r) cell { return (*textCell)(&e.Kind) }),
			col("parent_id", func(e *r) cell { return (*idCell)(&e.ParentID) }),
			col("items", func(e *r) cell { return (*listCell[storage.ID])(&e.Items) }),
			col("report_owner", func(e *r) cell { return (*textCell)(&e.ReportOwner) }),
			col("spent_on", func(e *r) cell { return (*timeCell)(&e.SpentOn) }, field("spent_on")),
			col("amount", func(e *r) cell { return (*intCell)(&e.Amount) }, notNull),
			col("digits", func(e *r) cell { return (*int32Cell)(&e.Digits) }, notNull),
			col("currency", func(e *r) cell { return (*textCell)(&e.Currency) }),
			col("no_shows", func(e *r) cell { return (*intCell)(&e.NoShows) }, notNull),
			folded[r]("external_id"),
			folded[r]("kind"),
			folded[r]("report_owner"),
		),
	}
}

func associations() kind[storage.Association] {
	type r = storage.Association
	return kind[r]{
		name:      "association",
		dependent: true,
		scoped:    func(a *r, s storage.Scope) { a.Scope = s },
		columns: append(head(func(a *r) *storage.Head { return &a.Head }),
			col("entry_id", func(a *r) cell { return (*idCell)(&a.EntryID) }, notNull, indexed, field("entry_id")),
			col("attendee_id", func(a *r) cell { return (*idCell)(&a.AttendeeID) }, notNull, indexed, field("attendee_id")),
			col("position", func(a *r) cell { return (*int32Cell)(&a.Position) }, notNull, field("position")),
			col("version", func(a *r) cell { return (*int32Cell)(&a.Version) }, notNull),
			col("amount", func(a *r) cell { return (*intCell)(&a.Amount) }, notNull, indexed),
			col("digits", func(a *r) cell { return (*int32Cell)(&a.Digits) }, notNull, indexed),
			col("currency", func(a *r) cell { return (*textCell)(&a.Currency) }, indexed),
			col("year", func(a *r) cell { return (*int32Cell)(&a.Year) }, notNull, indexed, field("year")),
			col("approved", func(a *r) cell { return (*intCell)(&a.Approved) }, notNull),
			col("has_approved", func(a *r) cell { return (*boolCell)(&a.HasApproved) }, notNull),
			col("edited", func(a *r) cell { return (*boolCell)(&a.Edited) }, notNull),
			col("unnamed", func(a *r) cell { return (*intCell)(&a.Unnamed) }, notNull),
			col("travelling", func(a *r) cell { return (*textCell)(&a.Travelling) }),
			col("custom", func(a *r) cell { return (*customCell)(&a.Custom) }),
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
