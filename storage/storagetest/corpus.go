package storagetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muster-go/muster/storage"
)

// corpusTexts sort and match differently under every collation, encoding and
// pattern language but the contract's.
var corpusTexts = []string{
	"", "a", "A", "b", "B", "aa", "ab", "a b", "a ", " a", "a_b", "axb", "a%b", `a\b`, "%", "_", "*", "'", `"`,
	"10", "9", "1", "01", "-1", "null", "true", "z", "Z", "ss", "ß", "ſ", "i", "I", "İ", "ı",
	"e", "\u00e9", "e\u0301", "\u00c9", "fi", "\ufb01", "\u0430", "\u4e2d", "\ufffd", "\U0001f600", "\U0010ffff", "\x01", "\x7f",
	"Stra\u00dfe", "STRASSE", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3", "i\u0307", "\u212b", "\u00e5",
}

// newCorpus returns what the list cases filter and sort: everything but tokens.
func newCorpus() (c storage.Set) {
	times := append([]time.Time{{}, noon, noon.Add(time.Microsecond)}, instants...)
	for i, s := range corpusTexts {
		pick := func(k int) string { return corpusTexts[(i*k+k)%len(corpusTexts)] }
		when := func(k int) time.Time { return times[(i/k+k)%len(times)] }
		a := newAttendee(here)
		a.CreatedAt, a.UpdatedAt = times[i%len(times)], times[(i/3)%len(times)]
		dated := func(h *storage.Head) { h.CreatedAt, h.UpdatedAt = a.CreatedAt, a.UpdatedAt }
		a.Version, a.Role, a.TypeCode, a.Owner.UserID = int32(i%5), pick(3), pick(7), pick(11)
		a.UserID, a.ExternalID, a.Email, a.Currency = s, pick(1), pick(5), pick(13)
		a.FirstName, a.LastName, a.MiddleInitial, a.Suffix = pick(2), pick(4), pick(6), pick(8)
		a.Title, a.Company, a.Mobile = pick(9), pick(10), pick(12)
		if i%4 == 0 {
			a.Status = storage.StatusInactive
		}
		a.Custom = make(map[string]storage.Value)
		for k, key := range corpusKeys {
			if v := corpusValues[(i*(2*k+1)+k)%len(corpusValues)]; !v.IsZero() {
				a.Custom[key] = v
			}
		}
		c.Attendees = append(c.Attendees, a)
		if i%3 == 0 {
			r := newRevision(a)
			r.Version, r.CreatedAt, r.UpdatedAt = int32(i%4), a.UpdatedAt, a.CreatedAt
			c.Revisions = append(c.Revisions, r, newRevision(a))
		}
		if s != "" {
			typ := newType(here, s)
			typ.UniqueName = pick(1)
			c.Types = append(c.Types, edited(typ, dated))
			g := newGroup(here, s)
			g.CreatedAt, g.UpdatedAt = a.UpdatedAt, a.CreatedAt
			c.Groups = append(c.Groups, g)
			c.CredentialTypes = append(c.CredentialTypes, edited(newCredentialType(here, s), dated))
			c.CheckLists = append(c.CheckLists, edited(newCheckList(here, s), dated))
			zone, point := newZone(here, s), newPoint(here, s)
			zone.Name, point.Name = pick(2), pick(3)
			if n := len(c.Zones); n > 0 && i%3 > 0 {
				point.ZoneID, point.ListID = c.Zones[i*i%n].ID, c.CheckLists[i*i%n].ID
			}
			c.Zones, c.AccessPoints = append(c.Zones, edited(zone, dated)), append(c.AccessPoints, edited(point, dated))
		}
		if n := len(c.Groups); n > 0 && i%2 == 0 {
			m, f := newMembership(c.Groups[i*i%n], a), newResponse(a)
			m.CreatedAt, f.UpdatedAt, f.FormID = a.UpdatedAt, a.CreatedAt, pick(3)
			c.Memberships, c.FormResponses = append(c.Memberships, m), append(c.FormResponses, f)
			credential := newCredential(a)
			credential.Medium = []storage.Medium{storage.QR, storage.RFID, storage.Code}[i%3]
			if i%4 == 0 {
				credential.Status, credential.TypeID = storage.CredentialRevoked, c.CredentialTypes[i*i%n].ID
			}
			c.Credentials = append(c.Credentials, edited(credential, dated))
		}
		scan := newCheckIn(here)
		scan.Reason, scan.Device, scan.At, scan.RevertedAt = pick(2), pick(5), when(2), when(5)
		scan.Direction = []storage.Direction{storage.In, storage.Out}[i%2]
		if n := len(c.Zones); n > 0 && i%3 > 0 {
			scan.AttendeeID, scan.ZoneID, scan.PointID = a.ID, c.Zones[i*i%n].ID, c.AccessPoints[i%n].ID
		}
		if n := len(c.Credentials); n > 0 && i%4 > 0 {
			scan.CredentialID = c.Credentials[i%n].ID
		}
		e := newEntry(here, s)
		e.Kind = []storage.EntryKind{storage.EntryNormal, storage.EntryPersonal, storage.EntryOpening}[i%3]
		e.ReportOwner, e.SpentOn = pick(4), when(4)
		c.CheckIns, c.Entries = append(c.CheckIns, edited(scan, dated)), append(c.Entries, edited(e, dated))
		part := newAssociation(c.Entries[i*i%len(c.Entries)], a)
		part.Position, part.Year = int32(i%5), int32(2024+i%3)
		c.Associations = append(c.Associations, edited(part, dated))
	}
	return c
}

// corpusKeys are custom fields whose keys mean something to a query language.
var corpusKeys = []string{"shirt", "a.b", `it's "quoted" $[0]`, "\u00e9"}

// corpusValues are custom values, the zero one for a field that is missing.
var corpusValues = append(numbers("-1e30", "-10", "-9", "-1.5", "0", "-0", "1e-7", "1", "1.0", "2", "10", "9007199254740993", "9007199254740992", "1e30"),
	storage.Value{}, storage.Text("a"), storage.Text("A"), storage.Text("\u00e9"), storage.Text("E\u0301"), storage.Text("10"), storage.Text(""),
	storage.Bool(true), storage.Bool(false), storage.Text("true"), storage.Value{}, storage.Text("n1"))

func numbers(texts ...string) []storage.Value {
	list := make([]storage.Value, len(texts))
	for i, s := range texts {
		var err error
		if list[i], err = storage.Number(s); err != nil {
			panic(err)
		}
	}
	return list
}

// listFields are the fields by which the cases list a kind.
func listFields(kind storage.Kind) []storage.FieldInfo {
	fields := storage.Fields(kind)
	if kind == storage.KindAttendee {
		for _, key := range append(corpusKeys, "missing") {
			fields = append(fields, storage.FieldInfo{Name: storage.CustomPrefix + key, Type: storage.TextField})
		}
	}
	return fields
}

// fieldValues returns what the records hold in one field, in the form in which
// it is compared and in others that equal it, and some values that none of
// them does.
func fieldValues[R storage.Record](records []R, f storage.FieldInfo) []any {
	seen := make(map[any]bool)
	var values []any
	add := func(list ...any) {
		for _, v := range list {
			if v != nil && !seen[v] {
				seen[v] = true
				values = append(values, v)
			}
		}
	}
	if strings.HasPrefix(f.Name, storage.CustomPrefix) {
		for _, v := range corpusValues {
			if !v.IsZero() {
				add(v, v.String())
			}
		}
		add(storage.Int(77), storage.Text("nowhere"))
		return values
	}
	for _, r := range records {
		v := r.Field(f.Name)
		add(v)
		if s, ok := v.(string); ok {
			add(strings.ToUpper(s), norm.NFD.String(s))
		}
	}
	switch f.Type {
	case storage.TextField:
		add("nowhere", "")
	case storage.IntField:
		add(int64(-1), int64(1)<<40)
	case storage.TimeField:
		add(noon.AddDate(1, 0, 0))
	case storage.IDField:
		add(newID(), storage.ID{})
	}
	return values
}

func randomQuery[R storage.Record](rng *rand.Rand, kind storage.Kind, records []R) storage.ListQuery {
	q := storage.ListQuery{Scope: here, Kind: kind, Limit: 1 + rng.IntN(20)}
	fields := listFields(kind)
	q.WithTotal = rng.IntN(3) == 0
	for range rng.IntN(4) {
		f := fields[rng.IntN(len(fields))]
		if c, ok := randomCond(rng, f, storage.Op(1+rng.IntN(int(storage.OpNotNull))), fieldValues(records, f)); ok {
			q.Where = append(q.Where, c)
		}
	}
	for _, i := range rng.Perm(len(fields))[:rng.IntN(4)] {
		q.Order = append(q.Order, storage.Order{Field: fields[i].Name, Desc: rng.IntN(2) == 0})
	}
	return q
}

// randomCond draws a condition; ok is false when the operator does not apply
// to the field.
func randomCond(rng *rand.Rand, f storage.FieldInfo, op storage.Op, pool []any) (c storage.Cond, ok bool) {
	c = storage.Cond{Field: f.Name, Op: op}
	switch op {
	case storage.OpNull, storage.OpNotNull:
	case storage.OpLike:
		if f.Type != storage.TextField {
			return c, false
		}
		c.Value = randomPattern(rng, fmt.Sprint(pool[rng.IntN(len(pool))]))
	case storage.OpIn, storage.OpNotIn:
		var some []any
		for range rng.IntN(5) {
			some = append(some, pool[rng.IntN(len(pool))])
		}
		c.Value = typedList(f, some)
	default:
		c.Value = pool[rng.IntN(len(pool))]
	}
	return c, true
}

func randomPattern(rng *rand.Rand, s string) string {
	switch rng.IntN(4) {
	case 0:
		return s
	case 1:
		return s + "%"
	case 2:
		return "%" + s
	}
	return "%" + s + "%"
}

func typedList(f storage.FieldInfo, values []any) any {
	switch f.Type {
	case storage.TextField:
		if !strings.HasPrefix(f.Name, storage.CustomPrefix) {
			return listOf[string](values)
		}
		list := make([]storage.Value, len(values))
		for i, v := range values {
			if s, ok := v.(string); ok {
				v = storage.Text(s)
			}
			list[i] = v.(storage.Value)
		}
		return list
	case storage.IntField:
		return listOf[int64](values)
	case storage.TimeField:
		return listOf[time.Time](values)
	case storage.IDField:
		return listOf[storage.ID](values)
	}
	panic(fmt.Sprintf("storagetest: field type %d is unknown", f.Type))
}

func listOf[T any](values []any) []T {
	list := make([]T, len(values))
	for i, v := range values {
		list[i] = v.(T)
	}
	return list
}
