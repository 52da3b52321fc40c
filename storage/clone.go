package storage

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Clone returns a copy of r that shares no memory with it.
func Clone[R Record](r R) R {
	switch p := any(&r).(type) {
	case *Attendee:
		p.Custom = maps.Clone(p.Custom)
	case *Type:
		p.Required = slices.Clone(p.Required)
		p.DuplicateFields = slices.Clone(p.DuplicateFields)
		p.Fields = slices.Clone(p.Fields)
		for i := range p.Fields {
			p.Fields[i].Options = slices.Clone(p.Fields[i].Options)
			p.Fields[i].Branches = cloneBranches(p.Fields[i].Branches)
		}
	case *Revision:
		p.Changed = slices.Clone(p.Changed)
		p.Was.Custom = maps.Clone(p.Was.Custom)
	case *Token:
		p.Report = slices.Clone(p.Report)
	case *FormResponse:
		p.Data = slices.Clone(p.Data)
	case *CheckList:
		p.TypeCodes = slices.Clone(p.TypeCodes)
		p.GroupIDs = slices.Clone(p.GroupIDs)
	case *AccessPoint:
		p.Readers = slices.Clone(p.Readers)
	case *Entry:
		p.Items = slices.Clone(p.Items)
	case *Association:
		p.Custom = maps.Clone(p.Custom)
	}
	return r
}

// AtRev returns a copy of r at another revision, which shares its lists.
func AtRev[R Record](r R, rev Rev) *R {
	switch p := any(&r).(type) {
	case *Attendee:
		p.Rev = rev
	case *Type:
		p.Rev = rev
	case *Revision:
		p.Rev = rev
	case *Token:
		p.Rev = rev
	case *Group:
		p.Rev = rev
	case *Membership:
		p.Rev = rev
	case *FormResponse:
		p.Rev = rev
	case *CredentialType:
		p.Rev = rev
	case *Credential:
		p.Rev = rev
	case *Zone:
		p.Rev = rev
	case *CheckList:
		p.Rev = rev
	case *AccessPoint:
		p.Rev = rev
	case *CheckIn:
		p.Rev = rev
	case *Entry:
		p.Rev = rev
	case *Association:
		p.Rev = rev
	}
	return &r
}

// Equal reports whether a and b are the same record with the same content, as
// the contract compares: times as instants, a nil and an empty list alike, JSON
// as JSON.
func Equal[R Record](a, b R) bool {
	switch x := any(&a).(type) {
	case *Attendee:
		return equalAttendee(x, any(&b).(*Attendee))
	case *Type:
		y := any(&b).(*Type)
		return equalHead(x.Head, y.Head) && x.Code == y.Code && x.Name == y.Name && x.UniqueName == y.UniqueName &&
			x.Active == y.Active && x.PermitAdds == y.PermitAdds && x.Public == y.Public &&
			x.SearchAcrossTypes == y.SearchAcrossTypes && x.AllowManual == y.AllowManual &&
			x.AllowCountEditing == y.AllowCountEditing && x.System == y.System && x.YearlyLimit == y.YearlyLimit &&
			slices.Equal(x.Required, y.Required) && slices.Equal(x.DuplicateFields, y.DuplicateFields) && slices.EqualFunc(x.Fields, y.Fields, equalFieldDef)
	case *Revision:
		y := any(&b).(*Revision)
		return equalHead(x.Head, y.Head) && x.AttendeeID == y.AttendeeID && x.Version == y.Version &&
			slices.Equal(x.Changed, y.Changed) && equalAttendee(&x.Was, &y.Was)
	case *Token:
		y := any(&b).(*Token)
		return equalHead(x.Head, y.Head) && x.Value == y.Value && x.Digest == y.Digest && EqualJSON(x.Report, y.Report)
	case *Group:
		y := any(&b).(*Group)
		return equalHead(x.Head, y.Head) && x.Name == y.Name && x.UniqueName == y.UniqueName
	case *Membership:
		y := any(&b).(*Membership)
		return equalHead(x.Head, y.Head) && x.GroupID == y.GroupID && x.AttendeeID == y.AttendeeID
	case *FormResponse:
		y := any(&b).(*FormResponse)
		return equalHead(x.Head, y.Head) && x.AttendeeID == y.AttendeeID && x.FormID == y.FormID && EqualJSON(x.Data, y.Data)
	case *CredentialType:
		y := any(&b).(*CredentialType)
		return equalHead(x.Head, y.Head) && x.Name == y.Name && x.UniqueName == y.UniqueName && x.Medium == y.Medium && x.Hashed == y.Hashed
	case *Credential:
		y := any(&b).(*Credential)
		return equalHead(x.Head, y.Head) && x.AttendeeID == y.AttendeeID && x.TypeID == y.TypeID && x.Medium == y.Medium &&
			x.Value == y.Value && x.UniqueValue == y.UniqueValue && x.Status == y.Status && x.IssuedBy == y.IssuedBy &&
			x.RevokedAt.Equal(y.RevokedAt) && x.RevokedBy == y.RevokedBy && x.Reason == y.Reason
	case *Zone:
		y := any(&b).(*Zone)
		return equalHead(x.Head, y.Head) && x.Name == y.Name && x.Slug == y.Slug && x.UniqueSlug == y.UniqueSlug &&
			x.Capacity == y.Capacity && x.RequiresTicket == y.RequiresTicket
	case *CheckList:
		y := any(&b).(*CheckList)
		return equalHead(x.Head, y.Head) && x.Name == y.Name && x.UniqueName == y.UniqueName &&
			slices.Equal(x.TypeCodes, y.TypeCodes) && slices.Equal(x.GroupIDs, y.GroupIDs) &&
			x.OpensAt.Equal(y.OpensAt) && x.ClosesAt.Equal(y.ClosesAt)
	case *AccessPoint:
		y := any(&b).(*AccessPoint)
		return equalHead(x.Head, y.Head) && x.Name == y.Name && x.Slug == y.Slug && x.UniqueSlug == y.UniqueSlug &&
			x.ZoneID == y.ZoneID && x.ListID == y.ListID && x.Direction == y.Direction && x.Active == y.Active &&
			slices.Equal(x.Readers, y.Readers)
	case *CheckIn:
		y := any(&b).(*CheckIn)
		return equalHead(x.Head, y.Head) && x.AttendeeID == y.AttendeeID && x.CredentialID == y.CredentialID &&
			x.PointID == y.PointID && x.ZoneID == y.ZoneID && x.Direction == y.Direction && x.Reason == y.Reason &&
			x.At.Equal(y.At) && x.Actor == y.Actor && x.Device == y.Device && x.UniqueNonce == y.UniqueNonce &&
			x.Forced == y.Forced && x.EndedBy == y.EndedBy && x.Ends == y.Ends && x.RevertedAt.Equal(y.RevertedAt) &&
			x.RevertedBy == y.RevertedBy && x.UniquePresence == y.UniquePresence
	case *Entry:
		y := any(&b).(*Entry)
		return equalHead(x.Head, y.Head) && x.ExternalID == y.ExternalID && x.UniqueExternal == y.UniqueExternal && x.Kind == y.Kind &&
			x.ParentID == y.ParentID && slices.Equal(x.Items, y.Items) && x.ReportOwner == y.ReportOwner &&
			x.SpentOn.Equal(y.SpentOn) && x.Amount == y.Amount && x.Digits == y.Digits && x.Currency == y.Currency && x.NoShows == y.NoShows
	case *Association:
		y := any(&b).(*Association)
		return equalHead(x.Head, y.Head) && x.EntryID == y.EntryID && x.AttendeeID == y.AttendeeID && x.Position == y.Position &&
			x.Version == y.Version && x.Amount == y.Amount && x.Digits == y.Digits && x.Currency == y.Currency && x.Year == y.Year &&
			x.Approved == y.Approved && x.HasApproved == y.HasApproved && x.Edited == y.Edited && x.Unnamed == y.Unnamed &&
			x.Travelling == y.Travelling && maps.Equal(x.Custom, y.Custom)
	}
	return false
}

func equalHead(a, b Head) bool {
	return a.Scope == b.Scope && a.ID == b.ID && a.Rev == b.Rev && a.CreatedAt.Equal(b.CreatedAt) && a.UpdatedAt.Equal(b.UpdatedAt)
}

func equalAttendee(a, b *Attendee) bool {
	return equalHead(a.Head, b.Head) && a.DeletedAt.Equal(b.DeletedAt) && a.Status == b.Status &&
		a.Version == b.Version && a.UpdatedBy == b.UpdatedBy &&
		a.AttendanceCode == b.AttendanceCode && a.UserID == b.UserID && a.ExternalID == b.ExternalID &&
		a.Email == b.Email && a.Unique == b.Unique && a.FirstName == b.FirstName && a.LastName == b.LastName &&
		a.MiddleInitial == b.MiddleInitial && a.Suffix == b.Suffix && a.Title == b.Title && a.Company == b.Company &&
		a.PreferredName == b.PreferredName && a.Mobile == b.Mobile && a.Role == b.Role && a.TypeCode == b.TypeCode &&
		a.Currency == b.Currency && a.Owner == b.Owner && maps.Equal(a.Custom, b.Custom)
}

func equalFieldDef(a, b FieldDef) bool {
	return a.Key == b.Key && a.Label == b.Label && a.Kind == b.Kind && a.MaxLen == b.MaxLen && slices.Equal(a.Options, b.Options) &&
		a.Under == b.Under && maps.EqualFunc(a.Branches, b.Branches, slices.Equal)
}

func cloneBranches(m map[string][]string) map[string][]string {
	m = maps.Clone(m)
	for k, v := range m {
		m[k] = slices.Clone(v)
	}
	return m
}

// EqualJSON reports whether two documents hold the same JSON, whatever their
// spacing and the order of their keys. Nothing equals only nothing.
func EqualJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, okA := decodeJSON(a)
	y, okB := decodeJSON(b)
	return okA && okB && reflect.DeepEqual(x, y)
}

func decodeJSON(data []byte) (any, bool) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err == nil
}
