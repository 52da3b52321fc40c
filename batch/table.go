package batch

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/muster-go/muster/storage"
)

// table is the working copy of one kind of record: what was loaded, what the
// commands made of it, and how to take the last steps back.
type table[R storage.Record] struct {
	kind storage.Kind
	rows map[storage.ID]*row[R]
	keys map[storage.Key]storage.ID
	// asked and drawn tell "it does not exist" from "nobody looked".
	askedIDs  map[storage.ID]struct{}
	askedKeys map[storage.Key]struct{}

	// links returns what a record hangs from, nil for roots; hung names the
	// records under each of those, nil until somebody asks.
	links func(*R) [2]storage.ID
	hung  map[storage.ID]map[storage.ID]struct{}

	moved func(r *R, n int64) // told of what is added, n 1, and taken away, -1; nil if nobody counts

	journal []step[R]
	before  []storage.Key // of the record that is being written, as it was
	after   []storage.Key // and as it will be
}

// row is one record. What was and now point to is never changed, only replaced.
type row[R storage.Record] struct {
	id  storage.ID
	was *R // as loaded, nil when it was absent
	now *R // nil when it is absent
}

// step remembers what a row held before a write.
type step[R storage.Record] struct {
	row   *row[R]
	prior *R
}

// fill makes t the table of what was asked for and found. The maps of a kind
// that nobody asked for stay nil until somebody writes one.
func (t *table[R]) fill(kind storage.Kind, asked *storage.Lookup, have []R, links func(*R) [2]storage.ID) kindTable {
	t.kind, t.links = kind, links
	if asked.Empty() && len(have) == 0 {
		return t
	}
	t.makeMaps(len(asked.IDs), len(asked.Keys), len(have))
	for _, id := range asked.IDs {
		t.askedIDs[id] = struct{}{}
	}
	for _, k := range asked.Keys {
		t.askedKeys[k] = struct{}{}
	}
	rows := make([]row[R], len(have))
	for i := range have {
		r := &have[i]
		rows[i] = row[R]{id: (*r).Base().ID, was: r, now: r}
		t.rows[rows[i].id] = &rows[i]
		t.after = (*r).AppendKeys(t.after[:0])
		for _, k := range t.after {
			t.keys[k] = rows[i].id
		}
	}
	return t
}

func (t *table[R]) makeMaps(ids, keys, rows int) {
	t.rows = make(map[storage.ID]*row[R], rows)
	t.keys = make(map[storage.Key]storage.ID, keys)
	t.askedIDs = make(map[storage.ID]struct{}, ids)
	t.askedKeys = make(map[storage.Key]struct{}, keys)
}

// kindTable is what a draft does to a table whatever its kind.
type kindTable interface {
	// ask notes what is looked for, and returns what was not looked for before.
	ask(l *storage.Lookup) storage.Lookup
	assume(k storage.Key)
	added(id storage.ID) bool
	touch(id storage.ID) error
	remove(id storage.ID) error
	written(id storage.ID) bool
	steps() int
	rewind(mark int)
}

func (t *table[R]) ask(l *storage.Lookup) (unseen storage.Lookup) {
	for _, id := range l.IDs {
		_, found := t.rows[id]
		if _, asked := t.askedIDs[id]; !asked && !found {
			unseen.IDs = append(unseen.IDs, id)
		}
	}
	for _, k := range l.Keys {
		_, held := t.keys[k]
		if _, asked := t.askedKeys[k]; !asked && !held {
			unseen.Keys = append(unseen.Keys, k)
		}
	}
	if !unseen.Empty() && t.rows == nil {
		t.makeMaps(0, 0, 0)
	}
	for _, id := range unseen.IDs {
		t.askedIDs[id] = struct{}{}
	}
	for _, k := range unseen.Keys {
		t.askedKeys[k] = struct{}{}
	}
	return unseen
}

// assume takes nobody to hold a key unless a record that is here does.
func (t *table[R]) assume(k storage.Key) {
	if t.rows == nil {
		t.makeMaps(0, 0, 0)
	}
	t.askedKeys[k] = struct{}{}
}

func (t *table[R]) steps() int { return len(t.journal) }

// get returns a record that was asked for or found; err when nobody looked.
func (t *table[R]) get(id storage.ID) (r R, ok bool, err error) {
	if x, ok := t.rows[id]; ok {
		if x.now == nil {
			return r, false, nil
		}
		return *x.now, true, nil
	}
	if _, asked := t.askedIDs[id]; !asked {
		return r, false, fmt.Errorf("batch: a plan looked at %s %s, which no Needs asked for", t.kind, id)
	}
	return r, false, nil
}

func (t *table[R]) byKey(k storage.Key) (r R, ok bool, err error) {
	if id, ok := t.keys[k]; ok {
		return t.get(id)
	}
	if _, asked := t.askedKeys[k]; !asked {
		return r, false, fmt.Errorf("batch: a plan looked for a %s by %s, which no Needs asked for", t.kind, k.Name)
	}
	return r, false, nil
}

// now returns a record that is known to be there, nil for any other.
func (t *table[R]) now(id storage.ID) *R {
	if x, ok := t.rows[id]; ok {
		return x.now
	}
	return nil
}

// nextRev is the revision at which a written record will be stored: one more
// than the store's, however often the batch writes it.
func (x *row[R]) nextRev() storage.Rev {
	if x.was != nil {
		return (*x.was).Base().Rev + 1
	}
	return 1
}

// row returns the row of a record, which may be absent.
func (t *table[R]) row(id storage.ID) *row[R] {
	x, ok := t.rows[id]
	if !ok {
		x = &row[R]{id: id}
		if t.rows == nil {
			t.makeMaps(0, 0, 0)
		}
		t.rows[id] = x
	}
	return x
}

// put writes a record, whose head is h, at the revision at which it will be
// stored. Writing what is there already is no change.
func (t *table[R]) put(r *R, h *storage.Head) error {
	x := t.row(h.ID)
	t.before = t.before[:0]
	if x.now != nil {
		h.Rev = (*x.now).Base().Rev
		if storage.Equal(*r, *x.now) {
			return nil
		}
		t.before = (*x.now).AppendKeys(t.before)
	}
	h.Rev = x.nextRev()
	t.after = (*r).AppendKeys(t.after[:0])
	for _, k := range t.after {
		if slices.Contains(t.before, k) {
			continue
		}
		if _, held := t.keys[k]; held {
			return fmt.Errorf("batch: a plan gave two %ss one %s", t.kind, k.Name)
		}
		if _, asked := t.askedKeys[k]; !asked {
			return fmt.Errorf("batch: a plan wrote a %s of a %s, which no Needs asked for", k.Name, t.kind)
		}
	}
	t.replace(x, r)
	return nil
}

func (t *table[R]) remove(id storage.ID) error {
	if _, there, err := t.get(id); err != nil || !there {
		return err
	}
	t.replace(t.rows[id], nil)
	return nil
}

// added reports whether a record is, or was, the batch's own.
func (t *table[R]) added(id storage.ID) bool {
	x, here := t.rows[id]
	return here && x.was == nil
}

// touch writes a record as it is, which moves its revision.
func (t *table[R]) touch(id storage.ID) error {
	r, ok, err := t.get(id)
	if err == nil && !ok {
		err = fmt.Errorf("batch: a plan touched %s %s, which is not there", t.kind, id)
	}
	if err != nil || t.written(id) {
		return err
	}
	x := t.rows[id]
	t.replace(x, storage.AtRev(r, x.nextRev()))
	return nil
}

// hanging returns the present records that hang from another, by ID.
func (t *table[R]) hanging(parent storage.ID) (list []R) {
	for id := range t.hangingIDs(parent) {
		list = append(list, *t.rows[id].now)
	}
	byID(list)
	return list
}

// hangingIDs returns what hangs from another.
func (t *table[R]) hangingIDs(parent storage.ID) map[storage.ID]struct{} {
	if t.hung == nil {
		t.hung = make(map[storage.ID]map[storage.ID]struct{})
		for id, x := range t.rows {
			t.hang(id, x.now)
		}
	}
	return t.hung[parent]
}

// hang notes a record under what it hangs from, once anybody has asked.
func (t *table[R]) hang(id storage.ID, r *R) {
	if r == nil || t.hung == nil {
		return
	}
	for _, parent := range t.links(r) {
		if t.hung[parent] == nil {
			t.hung[parent] = make(map[storage.ID]struct{})
		}
		t.hung[parent][id] = struct{}{}
	}
}

// unhang takes the note back.
func (t *table[R]) unhang(id storage.ID, r *R) {
	if t.hung == nil {
		return
	}
	for _, parent := range t.links(r) {
		delete(t.hung[parent], id)
	}
}

func byID[R storage.Record](list []R) {
	slices.SortFunc(list, func(a, b R) int { return compareIDs(a.Base().ID, b.Base().ID) })
}

func compareIDs(x, y storage.ID) int { return bytes.Compare(x[:], y[:]) }

// replace writes a row so that it can be taken back.
func (t *table[R]) replace(x *row[R], now *R) {
	t.journal = append(t.journal, step[R]{x, x.now})
	t.install(x, now)
}

// install makes now the record of a row and keeps the indexes true. Keys that
// stay are not looked up.
func (t *table[R]) install(x *row[R], now *R) {
	t.before, t.after = t.before[:0], t.after[:0]
	if x.now != nil {
		t.before = (*x.now).AppendKeys(t.before)
		t.unhang(x.id, x.now)
		t.move(x.now, -1)
	}
	if now != nil {
		t.after = (*now).AppendKeys(t.after)
	}
	for _, k := range t.before {
		if !slices.Contains(t.after, k) {
			delete(t.keys, k)
			t.askedKeys[k] = struct{}{} // who had it is known, so nobody else has
		}
	}
	for _, k := range t.after {
		if !slices.Contains(t.before, k) {
			t.keys[k] = x.id
		}
	}
	x.now = now
	t.hang(x.id, now)
	t.move(now, 1)
}

// move tells who counts of a record that is added or taken away.
func (t *table[R]) move(r *R, n int64) {
	if t.moved != nil && r != nil {
		t.moved(r, n)
	}
}

// rewind takes back every write after the journal had length mark.
func (t *table[R]) rewind(mark int) {
	for len(t.journal) > mark {
		last := t.journal[len(t.journal)-1]
		t.journal = t.journal[:len(t.journal)-1]
		t.install(last.row, last.prior)
	}
}

// changes returns the net effect, sorted by ID: a record that ended as it
// began is not in it, nor one that came and went.
func (t *table[R]) changes() storage.Changes[R] {
	var c storage.Changes[R]
	if len(t.journal) == 0 {
		return c
	}
	touched := make([]*row[R], len(t.journal))
	for i, s := range t.journal {
		touched[i] = s.row
	}
	slices.SortFunc(touched, func(a, b *row[R]) int { return compareIDs(a.id, b.id) })
	touched = slices.Compact(touched)
	c.Put = make([]R, 0, len(touched))
	for _, x := range touched {
		switch {
		case x.now != nil && x.now != x.was:
			c.Put = append(c.Put, *x.now)
		case x.now == nil && x.was != nil:
			c.Delete = append(c.Delete, (*x.was).Ref())
		}
	}
	return c
}

// written reports whether the net effect touches id, or id came and went.
func (t *table[R]) written(id storage.ID) bool {
	x, ok := t.rows[id]
	return ok && (x.now != x.was || x.was == nil)
}
