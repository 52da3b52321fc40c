package storagetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-go/muster/storage"
)

var modelKeys = []storage.Key{
	{Name: storage.KeyCode, Value: "c1"},
	{Name: storage.KeyCode, Value: "c2"},
	{Name: storage.KeyCode, Value: "C2"},
	{Name: storage.KeyUser, Value: "u1"},
	{Name: storage.KeyUser, Value: "c1"},
	{Name: storage.KeyExternal, Value: "x1"},
	{Name: storage.KeyExternal, Value: "x1 "},
	{Name: storage.KeyEmail, Value: "\u00e9"},
	{Name: storage.KeyEmail, Value: "e\u0301"},
	{Name: storage.KeyEmail, Value: "e"},
	{Name: storage.KeyTypeCode, Value: "T1"},
	{Name: storage.KeyTypeCode, Value: "T2"},
	{Name: storage.KeyTypeCode, Value: "t2"},
	{Name: storage.KeyTypeName, Value: "one"},
	{Name: storage.KeyTypeName, Value: "two"},
	{Name: storage.KeyTypeName, Value: "Two"},
	{Name: storage.KeyToken, Value: "k1"},
	{Name: storage.KeyToken, Value: "k2"},
	{Name: storage.KeyToken, Value: "K2"},
	{Name: storage.KeyMatch, Value: "m1"},
	{Name: storage.KeyMatch, Value: "c1"},
	{Name: storage.KeyGroupName, Value: "g1"},
	{Name: storage.KeyGroupName, Value: "G1"},
	{Name: storage.KeyGroupName, Value: "one"},
	{Name: storage.KeyCredentialType, Value: "one"},
	{Name: storage.KeyCredentialType, Value: "One"},
	{Name: storage.KeyCredentialValue, Value: "v1"},
	{Name: storage.KeyCredentialValue, Value: "V1"},
	{Name: storage.KeyCredentialValue, Value: "v2"},
	{Name: storage.KeyZone, Value: "z1"},
	{Name: storage.KeyZone, Value: "z1 "},
	{Name: storage.KeyCheckList, Value: "one"},
	{Name: storage.KeyCheckList, Value: "l1"},
	{Name: storage.KeyAccessPoint, Value: "p1"},
	{Name: storage.KeyAccessPoint, Value: "z1"},
	{Name: storage.KeyNonce, Value: "n1"},
	{Name: storage.KeyNonce, Value: "n2"},
	{Name: storage.KeyPresence, Value: "n1"},
	{Name: storage.KeyPresence, Value: "i2"},
	{Name: storage.KeyPresence, Value: "i3"},
	{Name: storage.KeyPresence, Value: "I3"},
	{Name: storage.KeyEntry, Value: "e1"},
	{Name: storage.KeyEntry, Value: "x1"},
}

// Years and currencies of associations, few enough to be added up.
var (
	modelYears      = []int32{2025, 2026}
	modelCurrencies = []string{"EUR", "EUR", "eur", "USD"}
)

func (r *modelRun) id() (id storage.ID) {
	binary.BigEndian.PutUint64(id[:8], r.rng.Uint64())
	binary.BigEndian.PutUint64(id[8:], r.rng.Uint64())
	return id
}

func (r *modelRun) someRefs() []storage.Ref {
	var list []storage.Ref
	for kind, n := range map[storage.Kind]int{
		storage.KindAttendee: 8, storage.KindType: 3, storage.KindRevision: 8, storage.KindToken: 3,
		storage.KindGroup: 3, storage.KindMembership: 8, storage.KindFormResponse: 6,
		storage.KindCredentialType: 2, storage.KindCredential: 4, storage.KindZone: 3, storage.KindCheckList: 2, storage.KindAccessPoint: 4, storage.KindCheckIn: 6,
		storage.KindEntry: 3, storage.KindAssociation: 7,
	} {
		for range n {
			list = append(list, storage.Ref{Kind: kind})
		}
	}
	slices.SortFunc(list, func(a, b storage.Ref) int { return int(a.Kind) - int(b.Kind) })
	for i := range list {
		list[i].ID = r.id()
	}
	return list
}

// once reports true one time in n.
func (r *modelRun) once(n int) bool { return r.rng.IntN(n) == 0 }

func pick[T any](r *modelRun, list []T) T { return list[r.rng.IntN(len(list))] }

// draw makes a change set that is well formed and often, but not always, fit
// for what is stored.
func (r *modelRun) draw(scope storage.Scope) storage.ChangeSet {
	rows := r.model.rows[scope]
	cs := storage.ChangeSet{Scope: scope}
	written := make(map[storage.Ref]bool)
	write := func(ref storage.Ref, c change) {
		if !written[ref] {
			written[ref] = true
			c(&cs)
		}
	}
	if r.once(6) {
		r.exchange(rows, write)
	}
	among := r.refs
	if r.once(2) { // so that attendees and their groups meet as often as the rest
		among = r.refs[:slices.IndexFunc(r.refs, func(ref storage.Ref) bool { return ref.Kind > storage.KindFormResponse })]
	}
	for range 1 + r.rng.IntN(4) {
		ref := pick(r, among)
		old := rows[ref]
		switch {
		case old != nil && r.once(3):
			write(ref, remove(r.revised(old, 0)))
			for dependent, e := range sortedRows(rows) {
				if slices.Contains(owners(e), ref) && !r.once(8) {
					write(dependent, remove(e))
				}
			}
		case old == nil && r.once(10):
			write(ref, remove(r.fresh(scope, ref)))
		case old == nil:
			e := r.fresh(scope, ref)
			write(ref, put(r.revised(e, 0)))
			for _, owner := range owners(e) { // often comes with the set
				if rows[owner] == nil && slices.Contains(r.refs, owner) && !r.once(3) {
					write(owner, put(r.fresh(scope, owner)))
				}
			}
		default:
			write(ref, put(r.revised(r.edited(old), 1)))
		}
	}
	for range r.rng.IntN(3) {
		if ref := pick(r, r.refs); !written[ref] {
			written[ref] = true
			ref.Rev = rows.rev(ref)
			if r.once(8) {
				ref.Rev++
			}
			guard(ref)(&cs)
		}
	}
	if r.once(3) {
		e := newEvent(r.fresh(scope, pick(r, r.refs)))
		e.ID = r.id()
		emit(e)(&cs)
	}
	return cs
}

// exchange swaps the keys of two attendees, or of two credentials or check-ins.
func (r *modelRun) exchange(rows rows, write func(storage.Ref, change)) {
	ref := pick(r, r.refs)
	first, second := rows[ref], rows[storage.Ref{Kind: ref.Kind, ID: r.owner(ref.Kind)}]
	switch a := first.(type) {
	case storage.Attendee:
		if b, ok := second.(storage.Attendee); ok && a.ID != b.ID {
			a.Unique, b.Unique = b.Unique, a.Unique
			first, second = a, b
			break
		}
		return
	case storage.Credential:
		if b, ok := second.(storage.Credential); ok && a.ID != b.ID {
			a.UniqueValue, b.UniqueValue = b.UniqueValue, a.UniqueValue
			first, second = a, b
			break
		}
		return
	case storage.CheckIn:
		if b, ok := second.(storage.CheckIn); ok && a.ID != b.ID {
			a.UniquePresence, b.UniquePresence = b.UniquePresence, a.UniquePresence
			first, second = a, b
			break
		}
		return
	default:
		return
	}
	write(unpinned(first.Ref()), put(next(first)))
	write(unpinned(second.Ref()), put(next(second)))
}

// revised moves the revision on, now and then to a wrong one.
func (r *modelRun) revised(e storage.Entity, by storage.Rev) storage.Entity {
	rev := e.Base().Rev + by
	if r.once(16) {
		rev = storage.Rev(1 + r.rng.Int64N(4))
	}
	return at(e, rev)
}

func (r *modelRun) fresh(scope storage.Scope, ref storage.Ref) storage.Entity {
	head := storage.Head{Scope: scope, ID: ref.ID, Rev: 1, CreatedAt: r.instant(), UpdatedAt: r.instant()}
	switch ref.Kind {
	case storage.KindAttendee:
		return r.edited(storage.Attendee{Head: head, Status: storage.StatusActive, Version: 1})
	case storage.KindType:
		return r.edited(storage.Type{Head: head, Code: head.ID.String(), UniqueName: head.ID.String()})
	case storage.KindRevision:
		return r.edited(storage.Revision{Head: head, AttendeeID: r.owner(storage.KindAttendee)})
	case storage.KindGroup:
		return r.edited(storage.Group{Head: head, UniqueName: head.ID.String()})
	case storage.KindMembership:
		return r.edited(storage.Membership{Head: head, AttendeeID: r.owner(storage.KindAttendee), GroupID: r.owner(storage.KindGroup)})
	case storage.KindFormResponse:
		return r.edited(storage.FormResponse{Head: head, AttendeeID: r.owner(storage.KindAttendee)})
	case storage.KindToken:
		return r.edited(storage.Token{Head: head, Value: head.ID.String()})
	case storage.KindCredentialType:
		return r.edited(storage.CredentialType{Head: head, UniqueName: head.ID.String()})
	case storage.KindCredential:
		return r.edited(storage.Credential{Head: head, AttendeeID: r.owner(storage.KindAttendee), Status: storage.CredentialActive})
	case storage.KindZone:
		return r.edited(storage.Zone{Head: head, UniqueSlug: head.ID.String()})
	case storage.KindCheckList:
		return r.edited(storage.CheckList{Head: head, UniqueName: head.ID.String()})
	case storage.KindAccessPoint:
		return r.edited(storage.AccessPoint{Head: head, UniqueSlug: head.ID.String(), Direction: storage.In})
	case storage.KindCheckIn:
		return r.edited(storage.CheckIn{Head: head, Direction: storage.In, AttendeeID: r.perhaps(storage.KindAttendee)})
	case storage.KindEntry:
		return r.edited(storage.Entry{Head: head, Kind: storage.EntryNormal, Currency: "EUR"})
	case storage.KindAssociation:
		return r.edited(storage.Association{Head: head, AttendeeID: r.owner(storage.KindAttendee), EntryID: r.owner(storage.KindEntry)})
	}
	panic("storagetest: the model draws no " + ref.Kind.String())
}

// owner draws what a dependent hangs from, now and then a record of any kind.
func (r *modelRun) owner(kind storage.Kind) storage.ID {
	for {
		if ref := pick(r, r.refs); ref.Kind == kind || r.once(100) {
			return ref.ID
		}
	}
}

// perhaps draws what a record may name, or nothing.
func (r *modelRun) perhaps(kind storage.Kind) storage.ID {
	if r.once(3) {
		return storage.ID{}
	}
	return r.owner(kind)
}

// edited changes the content of a record: often a key, always a text.
func (r *modelRun) edited(e storage.Entity) storage.Entity {
	text := fmt.Sprintf("%s-%d", pick(r, corpusTexts), r.rng.IntN(100))
	if len(e.AppendKeys(nil)) > 0 && r.once(2) || maySpareKeys(e.Ref().Kind) {
		e = rekeyed(e, r.keyOf(e.Ref().Kind))
	}
	switch e := e.(type) {
	case storage.Attendee:
		e.Company, e.LastName, e.TypeCode = text, pick(r, corpusTexts), pick(r, modelKeys).Value
		e.DeletedAt = time.Time{}
		e.Custom = map[string]storage.Value{text: storage.Int(int64(r.rng.IntN(10)))}
		if r.once(4) {
			e.DeletedAt, e.Unique = r.instant(), storage.AttendeeKeys{}
		}
		return e
	case storage.Type:
		e.Name, e.Active, e.Required = text, r.once(2), []string{text}
		return e
	case storage.Revision:
		e.Changed = []string{text}
		if r.once(6) {
			e.AttendeeID = r.owner(storage.KindAttendee)
		}
		e.Was = storage.Attendee{Head: storage.Head{Scope: e.Scope, ID: e.AttendeeID, UpdatedAt: r.instant()}, LastName: text}
		return e
	case storage.Token:
		e.Digest = text
		return e
	case storage.Group:
		e.Name = text
		return e
	case storage.Membership:
		if r.once(4) {
			e.AttendeeID = r.owner(storage.KindAttendee)
		}
		if r.once(4) {
			e.GroupID = r.owner(storage.KindGroup)
		}
		return e
	case storage.FormResponse:
		e.FormID, e.Data = text, fmt.Appendf(nil, `{"n":%d}`, r.rng.IntN(100))
		if r.once(6) {
			e.AttendeeID = r.owner(storage.KindAttendee)
		}
		return e
	case storage.CredentialType:
		e.Name, e.Medium, e.Hashed = text, storage.RFID, r.once(2)
		return e
	case storage.Credential:
		e.Reason, e.Medium = text, storage.QR
		if r.once(2) {
			e.TypeID = r.perhaps(storage.KindCredentialType)
		}
		if r.once(6) {
			e.AttendeeID = r.owner(storage.KindAttendee)
		}
		return e
	case storage.Zone:
		e.Name, e.Capacity = text, r.rng.Int64N(3)
		return e
	case storage.CheckList:
		e.Name, e.TypeCodes, e.GroupIDs, e.OpensAt = text, []string{text}, []storage.ID{r.owner(storage.KindGroup)}, r.instant()
		return e
	case storage.AccessPoint:
		e.Name, e.Active, e.Readers = text, r.once(2), []storage.Reader{{Identifier: text, Medium: storage.NFC}}
		if r.once(2) {
			e.ZoneID = r.perhaps(storage.KindZone)
		}
		if r.once(2) {
			e.ListID = r.perhaps(storage.KindCheckList)
		}
		return e
	case storage.CheckIn:
		e.Device, e.At, e.ZoneID, e.CredentialID = text, r.instant(), r.perhaps(storage.KindZone), r.owner(storage.KindCredential)
		if r.once(4) {
			e.AttendeeID = r.perhaps(storage.KindAttendee)
		}
		return e
	case storage.Entry:
		e.ReportOwner, e.Amount, e.Items = text, r.rng.Int64N(1000), []storage.ID{r.owner(storage.KindEntry)}
		return e
	case storage.Association:
		e.Custom = map[string]storage.Value{text: storage.Text(text)}
		e.Amount, e.Digits, e.Currency, e.Year = r.rng.Int64N(2000)-500, int32(2+r.rng.IntN(2)), pick(r, modelCurrencies), pick(r, modelYears)
		if r.once(4) {
			e.AttendeeID = r.owner(storage.KindAttendee)
		}
		if r.once(4) {
			e.EntryID = r.owner(storage.KindEntry)
		}
		return e
	}
	return e
}

// maySpareKeys reports whether records of a kind may hold no key at all.
func maySpareKeys(kind storage.Kind) bool {
	return slices.ContainsFunc(optionalKeyNames, func(n storage.KeyName) bool { return n.Kind() == kind })
}

func (r *modelRun) keyOf(kind storage.Kind) storage.Key {
	for {
		if k := pick(r, modelKeys); k.Name.Kind() == kind {
			if maySpareKeys(kind) && r.once(3) {
				k.Value = ""
			}
			return k
		}
	}
}

func (r *modelRun) instant() time.Time {
	return noon.Add(time.Duration(r.rng.IntN(1000)) * time.Microsecond)
}

// sortedRows yields rows in one order, so that a seed draws the same twice.
func sortedRows(r rows) func(yield func(storage.Ref, storage.Entity) bool) {
	refs := slices.SortedFunc(maps.Keys(r), func(a, b storage.Ref) int {
		return bytes.Compare(append(a.ID[:], byte(a.Kind)), append(b.ID[:], byte(b.Kind)))
	})
	return func(yield func(storage.Ref, storage.Entity) bool) {
		for _, ref := range refs {
			if !yield(ref, r[ref]) {
				return
			}
		}
	}
}
