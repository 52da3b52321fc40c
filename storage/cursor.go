package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Position is where a page ended: the values of the sort fields of its last
// record, nil for empty ones, and its ID. The next page holds what comes after.
type Position struct {
	Values []any
	ID     ID
}

// cursor is the wire form of a position.
type cursor struct {
	Of     string            `json:"q"` // digest of the query that it belongs to
	Values []json.RawMessage `json:"v,omitempty"`
	ID     ID                `json:"id"`
}

// Cursor returns the cursor that continues q after the record last. It is
// bound to q's scope, kind, conditions and order by a digest, so that it
// continues no other query. It grants nothing that q does not: no secret is
// involved.
func (q ListQuery) Cursor(last Entity) (string, error) {
	c := cursor{Of: q.digest(), ID: last.Base().ID}
	for _, o := range q.Order {
		v := last.Field(o.Field)
		if t, ok := v.(time.Time); ok {
			v = t.UnixMicro()
		}
		data, err := json.Marshal(v)
		if err != nil {
			return "", fmt.Errorf("storage: cursor: %w", err)
		}
		c.Values = append(c.Values, data)
	}
	data, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("storage: cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(data), nil
}

// Position reads q.After; ok is false on the first page. It fails with
// [ErrCursor] when the cursor is damaged or was made for another query.
func (q ListQuery) Position() (p Position, ok bool, err error) {
	if q.After == "" {
		return Position{}, false, nil
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(q.After)
	if err != nil {
		return Position{}, false, ErrCursor
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	var c cursor
	if dec.Decode(&c) != nil || dec.More() || c.Of != q.digest() || len(c.Values) != len(q.Order) || c.ID == (ID{}) {
		return Position{}, false, ErrCursor
	}
	p.ID = c.ID
	for i, o := range q.Order {
		v, err := decodeField(fieldType(q.Kind, o.Field), c.Values[i])
		if err != nil {
			return Position{}, false, ErrCursor
		}
		p.Values = append(p.Values, v)
	}
	return p, true, nil
}

func decodeField(t FieldType, data json.RawMessage) (any, error) {
	if string(data) == "null" {
		return nil, nil
	}
	switch t {
	case TextField:
		var s string
		err := json.Unmarshal(data, &s)
		return s, err
	case IntField:
		var n int64
		err := json.Unmarshal(data, &n)
		return n, err
	case TimeField:
		var micro int64
		err := json.Unmarshal(data, &micro)
		return time.UnixMicro(micro).UTC(), err
	case IDField:
		var id ID
		err := json.Unmarshal(data, &id)
		return id, err
	}
	return nil, ErrCursor
}

func fieldType(k Kind, name string) FieldType {
	f, _ := FieldOf(k, name)
	return f.Type
}

// position returns where a record is in q's order.
func (q ListQuery) position(e Entity) Position {
	p := Position{ID: e.Base().ID}
	if len(q.Order) > 0 {
		p.Values = make([]any, len(q.Order))
		for i, o := range q.Order {
			p.Values[i] = e.Field(o.Field)
		}
	}
	return p
}

// compare orders two positions as q.Order asks, by ID where all else is equal.
func (q ListQuery) compare(a, b Position) int {
	for i, o := range q.Order {
		if c := o.compare(a.Values[i], b.Values[i]); c != 0 {
			return c
		}
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

// digest names the query apart from its position and page size.
func (q ListQuery) digest() string {
	q = q.Folded()
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d", q.Scope.Tenant, q.Scope.Event, q.Kind)
	for _, c := range q.Where {
		fmt.Fprintf(h, " %q %d %T", c.Field, c.Op, c.Value)
		if c.Op == OpIn || c.Op == OpNotIn {
			for v := range c.Values() {
				fmt.Fprintf(h, " %s", fieldText(v))
			}
		} else if c.Value != nil {
			fmt.Fprintf(h, " %s", fieldText(c.Value))
		}
	}
	for _, o := range q.Order {
		fmt.Fprintf(h, " %q %t", o.Field, o.Desc)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

func fieldText(v any) string {
	if t, ok := v.(time.Time); ok {
		return fmt.Sprint(t.UnixMicro())
	}
	return fmt.Sprintf("%q", fmt.Sprint(v))
}
