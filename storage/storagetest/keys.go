package storagetest

import "github.com/muster-go/muster/storage"

// keyNames are all that this version of the contract knows.
var keyNames = []storage.KeyName{
	storage.KeyCode, storage.KeyUser, storage.KeyExternal, storage.KeyEmail, storage.KeyMatch,
	storage.KeyTypeCode, storage.KeyTypeName, storage.KeyToken, storage.KeyGroupName,
	storage.KeyCredentialType, storage.KeyCredentialValue, storage.KeyZone, storage.KeyCheckList, storage.KeyAccessPoint,
	storage.KeyNonce, storage.KeyPresence, storage.KeyEntry,
}

// attendeeKeyNames are those that an attendee may hold, optionalKeyNames those
// that a record may leave empty.
var (
	attendeeKeyNames = keyNames[:5:5]
	optionalKeyNames = append(attendeeKeyNames, storage.KeyCredentialValue, storage.KeyNonce, storage.KeyPresence, storage.KeyEntry)
)

// keeper is the attendee of a scope from whom those hang that cannot be alone.
func keeper(scope storage.Scope) storage.Attendee {
	a := newAttendee(scope)
	a.ID = storage.ID{15: 1}
	return a
}

// holding returns a new record that holds one key, and sees to it that what the
// record hangs from is there.
func (t *trial) holding(scope storage.Scope, key storage.Key) storage.Entity {
	t.Helper()
	a := keeper(scope)
	if key.Name.Kind() == storage.KindCredential && !t.noted(scope, a.Ref()) {
		t.applyIn(scope, put(a))
	}
	return holding(scope, key)
}

// holding returns a new record that holds one key; what other keys it needs to
// be valid are its own.
func holding(scope storage.Scope, key storage.Key) storage.Entity {
	return rekeyed(func() storage.Entity {
		switch key.Name.Kind() {
		case storage.KindAttendee:
			return newAttendee(scope)
		case storage.KindType:
			return newType(scope, newID().String())
		case storage.KindToken:
			return newToken(scope)
		case storage.KindGroup:
			return newGroup(scope, newID().String())
		case storage.KindCredentialType:
			return newCredentialType(scope, newID().String())
		case storage.KindCredential:
			return newCredential(keeper(scope))
		case storage.KindZone:
			return newZone(scope, newID().String())
		case storage.KindCheckList:
			return newCheckList(scope, newID().String())
		case storage.KindAccessPoint:
			return newPoint(scope, newID().String())
		case storage.KindCheckIn:
			return newCheckIn(scope)
		case storage.KindEntry:
			return newEntry(scope, newID().String())
		}
		panic("storagetest: no record holds keys of the name " + key.Name.String())
	}(), key)
}

// rekeyed returns the record with another value under one key name.
func rekeyed(e storage.Entity, key storage.Key) storage.Entity {
	switch r := e.(type) {
	case storage.Attendee:
		switch key.Name {
		case storage.KeyCode:
			r.AttendanceCode, r.Unique.Code = key.Value, key.Value
		case storage.KeyUser:
			r.UserID, r.Unique.User = key.Value, key.Value
		case storage.KeyExternal:
			r.ExternalID, r.Unique.External = key.Value, key.Value
		case storage.KeyEmail:
			r.Email, r.Unique.Email = key.Value, key.Value
		case storage.KeyMatch:
			r.Unique.Match = key.Value
		}
		return r
	case storage.Type:
		if key.Name == storage.KeyTypeCode {
			r.Code = key.Value
		} else {
			r.Name, r.UniqueName = key.Value, key.Value
		}
		return r
	case storage.Token:
		r.Value = key.Value
		return r
	case storage.Group:
		r.Name, r.UniqueName = key.Value, key.Value
		return r
	case storage.CredentialType:
		r.Name, r.UniqueName = key.Value, key.Value
		return r
	case storage.Credential:
		r.Value, r.UniqueValue = key.Value, key.Value
		return r
	case storage.Zone:
		r.Slug, r.UniqueSlug = key.Value, key.Value
		return r
	case storage.CheckList:
		r.Name, r.UniqueName = key.Value, key.Value
		return r
	case storage.AccessPoint:
		r.Slug, r.UniqueSlug = key.Value, key.Value
		return r
	case storage.CheckIn:
		if key.Name == storage.KeyNonce {
			r.UniqueNonce = key.Value
		} else {
			r.UniquePresence = key.Value
		}
		return r
	case storage.Entry:
		r.ExternalID, r.UniqueExternal = key.Value, key.Value
		return r
	}
	return e
}

// keysEachIsUnique tells every key name apart from the others: each is taken
// for itself, by an insert and by an update.
func keysEachIsUnique(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "taken"}
		first, other := t.holding(here, key), t.holding(here, storage.Key{Name: name, Value: "free"})
		t.apply(put(first, other))
		t.refused(storage.ErrConflict, put(t.holding(here, key)))
		t.refused(storage.ErrConflict, put(rekeyed(next(other), key)))
		t.leads(here, key, first)
		t.apply(put(next(first))) // keeping one's own key is no conflict
		t.leads(here, key, first)
	}
}

// keysSameValueOtherName gives one value to every key name at once.
func keysSameValueOtherName(t *trial) {
	for _, name := range keyNames {
		t.apply(put(t.holding(here, storage.Key{Name: name, Value: "same"})))
	}
	a := newAttendee(here)
	a.Unique = storage.AttendeeKeys{Code: "one", User: "one", External: "one", Email: "one", Match: "one"}
	t.apply(put(a))
	for _, name := range attendeeKeyNames {
		t.leads(here, storage.Key{Name: name, Value: "one"}, a)
	}
}

func keysEmptyIsNotAKey(t *trial) {
	for _, name := range optionalKeyNames {
		key := storage.Key{Name: name}
		a, b := t.holding(here, key), t.holding(here, key)
		t.apply(put(a, b))
		t.apply(put(t.holding(here, key)))
		t.apply(put(next(a), next(b)))
		t.leads(here, key)
	}
}

func keysHandover(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "handed"}
		giver, taker := t.holding(here, key), t.holding(here, storage.Key{Name: name, Value: "before"})
		t.apply(put(giver, taker))
		// To one that exists, listed before and after the one who gives.
		giver, taker = rekeyed(next(giver), storage.Key{Name: name, Value: "after"}), rekeyed(next(taker), key)
		t.apply(put(taker, giver))
		t.leads(here, key, taker)
		giver, taker = rekeyed(next(giver), key), rekeyed(next(taker), storage.Key{Name: name, Value: "before"})
		t.apply(put(taker, giver))
		t.leads(here, key, giver)
		// To one that is new.
		heir := t.holding(here, key)
		giver = rekeyed(next(giver), storage.Key{Name: name, Value: "after"})
		t.apply(put(heir, giver))
		t.leads(here, key, heir)
		t.leads(here, storage.Key{Name: name, Value: "after"}, giver)
	}
}

func keysSwap(t *trial) {
	for _, name := range keyNames {
		k1, k2, k3 := storage.Key{Name: name, Value: "1"}, storage.Key{Name: name, Value: "2"}, storage.Key{Name: name, Value: "3"}
		a, b, c := t.holding(here, k1), t.holding(here, k2), t.holding(here, k3)
		t.apply(put(a, b, c))
		a, b = rekeyed(next(a), k2), rekeyed(next(b), k1)
		t.apply(put(a, b))
		t.leads(here, k1, b)
		t.leads(here, k2, a)
		// Around in a circle: a, b, c hold 2, 1, 3 and get 1, 3, 2.
		a, b, c = rekeyed(next(a), k1), rekeyed(next(b), k3), rekeyed(next(c), k2)
		t.apply(put(a, b, c))
		t.leads(here, k1, a)
		t.leads(here, k2, c)
		t.leads(here, k3, b)
		t.apply(remove(a, b, c))
	}
}

func keysFreedByDelete(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "freed"}
		first, second, third := t.holding(here, key), t.holding(here, key), t.holding(here, key)
		t.apply(put(first))
		t.apply(remove(first))
		t.leads(here, key)
		t.apply(put(second))
		t.apply(remove(second), put(third)) // freed and taken in one set
		t.leads(here, key, third)
	}
}

// keysValueMovesOn revokes a credential and gives its value to a new one of
// somebody else in one set, again and again: the value leads to the newest, and
// those before it keep everything but the key.
func keysValueMovesOn(t *trial) {
	a, b := newAttendee(here), newAttendee(here)
	newest := newCredential(a)
	t.apply(put(a, b, newest))
	key := newest.AppendKeys(nil)[0]
	var before []storage.Entity
	for range 3 {
		a, b = b, a
		revoked := next(newest)
		revoked.Status, revoked.RevokedAt, revoked.RevokedBy, revoked.Reason, revoked.UniqueValue = storage.CredentialRevoked, noon, "desk", "lost", ""
		heir := newCredential(a)
		heir.Value, heir.UniqueValue = newest.Value, newest.UniqueValue
		t.refused(storage.ErrConflict, put(heir))
		t.apply(put(heir, revoked))
		newest, before = heir, append(before, revoked)
		t.leads(here, key, newest)
		t.holds(append(before, newest)...)
	}
	// A revoked one takes the value back, if nobody has it then.
	again := next(before[0].(storage.Credential))
	again.UniqueValue = key.Value
	t.refused(storage.ErrConflict, put(again))
	t.apply(put(again), remove(newest))
	t.leads(here, key, again)
}

// keysFreedByTombstone gives up keys as the planner does on a soft delete.
func keysFreedByTombstone(t *trial) {
	a := newAttendee(here, email("ada@example.com"))
	t.apply(put(a))
	tomb := next(a)
	tomb.Status, tomb.DeletedAt, tomb.Unique = storage.StatusDeleted, noon, storage.AttendeeKeys{}
	t.apply(put(tomb))
	for _, k := range a.AppendKeys(nil) {
		t.leads(here, k)
	}
	t.holds(tomb)
	again := newAttendee(here, email("ada@example.com"))
	t.apply(put(again))
	t.leads(here, storage.Key{Name: storage.KeyEmail, Value: "ada@example.com"}, again)
}

func keysTwoInsertsOneKey(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "twice"}
		t.refused(storage.ErrConflict, put(t.holding(here, key), t.holding(here, key)))
		a := t.holding(here, storage.Key{Name: name, Value: "once"})
		t.apply(put(a))
		t.refused(storage.ErrConflict, put(t.holding(here, key), rekeyed(next(a), key)))
		t.leads(here, key)
	}
}

func keysScopedPerScope(t *trial) {
	for _, name := range keyNames {
		key := storage.Key{Name: name, Value: "shared"}
		for _, scope := range []storage.Scope{here, elsewhere, abroad} {
			r := t.holding(scope, key)
			t.applyIn(scope, put(r))
			t.leads(scope, key, r)
		}
	}
}

func keysCaseDistinct(t *trial) {
	t.distinct("key", "Key", "KEY", "ß", "ẞ", "ss", "ſ", "s", "S", "i", "İ", "ı", "I")
}

func keysTrailingSpaceDistinct(t *trial) {
	t.distinct("key", "key ", "key  ", " key", "key\t", "key\n", "key\u00a0", "k ey")
}

func keysUnicodeFormsDistinct(t *trial) {
	t.distinct("\u00e9", "e\u0301", "e", "\ufb01", "fi", "\u212b", "\u00c5", "A\u030a", "\u200be", "\ufffd", "\U0001f600", "\U0010ffff")
}

// keysPunctuationDistinct holds what pattern matching, padding and number
// parsing would confuse.
func keysPunctuationDistinct(t *trial) {
	t.distinct("1", "01", "1.0", "1e0", "+1", "%", "_", "*", "?", "a%", "a_", "ab", `\`, `\\`, "'", "''", `"`, "null", "NULL", "true", "[1]", `{"a":1}`)
}

// distinct requires that every value is a key of its own under every name.
func (t *trial) distinct(values ...string) {
	t.Helper()
	for _, name := range keyNames {
		holders := make([]storage.Entity, len(values))
		for i, v := range values {
			holders[i] = t.holding(here, storage.Key{Name: name, Value: v})
		}
		t.apply(put(holders...))
		for i, v := range values {
			t.leads(here, storage.Key{Name: name, Value: v}, holders[i])
		}
		t.apply(remove(holders...))
	}
}
