package storagetest

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muster-go/muster/storage"
)

func aliasesLoads(b *broken) {
	kept := make(map[storage.Ref]storage.Attendee)
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		for i, a := range set.Attendees {
			if _, ok := kept[a.Ref()]; !ok {
				kept[a.Ref()] = a
			}
			set.Attendees[i] = kept[a.Ref()]
		}
		return set, err
	}
}

func aliasesChangeSets(b *broken) {
	kept := make(map[storage.Ref]storage.Type)
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		for _, typ := range cs.Types.Put {
			kept[typ.Ref()] = typ
		}
		return b.Store.Apply(ctx, cs)
	}
	b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
		set, err := b.Store.Load(ctx, q)
		for i, typ := range set.Types {
			set.Types[i] = kept[typ.Ref()]
		}
		return set, err
	}
}

// times changes the times in every record's head.
func (b *broken) times(change func(time.Time) time.Time) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		return edited(e, func(h *storage.Head) { h.CreatedAt, h.UpdatedAt = change(h.CreatedAt), change(h.UpdatedAt) })
	})
}

func truncatesTimes(b *broken) {
	b.times(func(t time.Time) time.Time { return t.Truncate(time.Second) })
}

func epochIsZero(b *broken) {
	b.times(func(t time.Time) time.Time {
		if t.UnixMicro() == 0 {
			return time.Time{}
		}
		return t
	})
}

func zeroIsEpoch(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok && a.DeletedAt.IsZero() {
			a.DeletedAt = time.Unix(0, 0).UTC()
			return a
		}
		return e
	})
}

func dropsAField(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			a.Owner.Name = ""
			return a
		}
		return e
	})
}

func dropsAnOldField(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if r, ok := e.(storage.Revision); ok {
			r.Was.Unique.External = ""
			return r
		}
		return e
	})
}

func dropsTheFormID(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if f, ok := e.(storage.FormResponse); ok {
			f.FormID = ""
			return f
		}
		return e
	})
}

// neverMovesMembers writes the links of a membership once.
func neverMovesMembers(b *broken) {
	b.apply = func(ctx context.Context, cs storage.ChangeSet) error {
		return b.Store.Apply(ctx, rewritten(cs, func(e storage.Entity) storage.Entity {
			m, ok := e.(storage.Membership)
			if !ok {
				return e
			}
			set, _ := b.Store.Load(ctx, named(cs.Scope, m.Ref()))
			for _, old := range set.Memberships {
				m.AttendeeID, m.GroupID = old.AttendeeID, old.GroupID
			}
			return m
		}))
	}
}

// keepsAnyDocument takes what is no JSON for the text it is.
func keepsAnyDocument(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if f, ok := e.(storage.FormResponse); ok && (!json.Valid(f.Data) || strings.Contains(string(f.Data), "u0000")) {
			f.Data, _ = json.Marshal(strings.ToValidUTF8(strings.ReplaceAll(string(f.Data), "u0000", ""), ""))
			return f
		}
		return e
	})
}

func neverUpdatesAField(b *broken) {
	first := make(map[storage.ID]string)
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			if a.Rev == 1 {
				first[a.ID] = a.Suffix
			}
			a.Suffix = first[a.ID]
			return a
		}
		return e
	})
}

func confusesFlags(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if typ, ok := e.(storage.Type); ok {
			typ.Public, typ.PermitAdds = typ.PermitAdds, typ.Public
			return typ
		}
		return e
	})
}

func readsFloats(b *broken) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		a, ok := e.(storage.Attendee)
		if !ok {
			return e
		}
		a.Custom = maps.Clone(a.Custom)
		for k, v := range a.Custom {
			if f, err := strconv.ParseFloat(v.String(), 64); err == nil && v.IsNumber() {
				data, _ := json.Marshal(f)
				a.Custom[k], _ = storage.Number(string(data))
			}
		}
		return a
	})
}

// texts changes every text of attendees on their way in.
func (b *broken) texts(change func(string) string) {
	b.rewrites(func(e storage.Entity) storage.Entity {
		if a, ok := e.(storage.Attendee); ok {
			eachText(reflect.ValueOf(&a).Elem(), "", func(_ string, text reflect.Value) { text.SetString(change(text.String())) })
			return a
		}
		return e
	})
}

func trimsTexts(b *broken) { b.texts(strings.TrimSpace) }

func mendsTexts(b *broken) {
	b.texts(func(s string) string { return strings.ToValidUTF8(s, "\ufffd") })
}

func mendsKeys(b *broken) {
	b.asks(func(q *storage.Query) {
		q.Attendees.Keys = slices.Clone(q.Attendees.Keys)
		for i, k := range q.Attendees.Keys {
			q.Attendees.Keys[i].Value = strings.ToValidUTF8(k.Value, "\ufffd")
		}
	})
}
