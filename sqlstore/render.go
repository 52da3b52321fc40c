package sqlstore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"github.com/muster-go/muster/storage"
)

// Column is one column as templates and dialects see it.
type Column struct {
	Name string
	Type ColumnType
	// N is the position of the column's parameter: the number of the scope is
	// parameter 1 of every row shape, the first column is parameter 2.
	N       int
	NotNull bool            // never empty
	Indexed bool            // held by an index other than the primary key
	Key     storage.KeyName // the unique key that the column holds, 0 for none
	Derived bool            // written to find and to list records by, from what other columns hold, and never read back
	Field   string          // the name under which lists know the column, "" for none, "*" for all other names
	Endings string          // the field whose text the column holds in reverse, "" for none
	Wide    bool            // usually longer than a word, see [WideLast]
}

// WideLast returns the columns with those last that are usually long, in their
// order otherwise: the order for a row in a document where a server looks for each
// value from the beginning of the row. Templates call it wideLast.
func WideLast(columns []Column) []Column {
	list := slices.Clone(columns)
	slices.SortStableFunc(list, func(a, b Column) int {
		switch {
		case a.Wide == b.Wide:
			return 0
		case a.Wide:
			return 1
		}
		return -1
	})
	return list
}

// IsID reports whether the column holds IDs.
func (c Column) IsID() bool { return c.Type == TypeID }

// Shape is what a template is executed with. The templates and the parameters
// of the statements made from them are:
//
//	insert.sql            scope, every column
//	update.sql            scope, every column; the stored revision must be one lower
//	update_same_keys.sql  the same, and no indexed column may change
//	release.sql           scope, ID, stored revision: empties the keys
//	delete.sql            scope, ID, stored revision
//	revs.sql              scope, array of IDs: returns ID and revision of those found, held against writers
//	load.sql              tenant, event, one array for each arm: returns the stored columns
//	load_one.sql          tenant, event, one value for the one arm: the same
//	claim_event.sql       array of IDs, until when, now: claims the events that nobody else has
//	ack_event.sql         array of IDs: deletes the events
//	count_inside.sql      tenant, event, array of zones' IDs: returns each zone in which somebody is, and how many
//	add_up.sql            tenant, event, array of attendees' IDs, array of years: returns attendee, year, currency, digits and sum
//
// The first five are row shapes, see [Dialect.Pack]; a statement made from
// one of the others is executed once. Two functions help: list "text"
// columns repeats a text for every column, separated by commas, with $name and
// $n replaced, and $next, which is $n except where that is one more than the $n
// of the column before; and "text" columns separates by AND.
type Shape struct {
	Table   string // with the prefix
	Scopes  string // the table of scopes, with the prefix
	Columns []Column
	Arms    []Column // load.sql: the columns to find records by; N is the array's position
}

// Stored are the columns that reading a record returns.
func (s Shape) Stored() (list []Column) {
	for _, c := range s.Columns {
		if !c.Derived {
			list = append(list, c)
		}
	}
	return list
}

// Values are the columns that an update writes: all but the ID.
func (s Shape) Values() []Column { return s.Columns[1:] }

// Plain are the columns that an update writes and no index holds.
func (s Shape) Plain() []Column { return s.values(func(c Column) bool { return !c.Indexed }) }

// Indexed are the columns that an index other than the primary key holds.
func (s Shape) Indexed() []Column { return s.values(func(c Column) bool { return c.Indexed }) }

// Keys are the columns that hold unique keys.
func (s Shape) Keys() []Column { return s.values(func(c Column) bool { return c.Key != 0 }) }

func (s Shape) values(keep func(Column) bool) (list []Column) {
	for _, c := range s.Values() {
		if keep(c) {
			list = append(list, c)
		}
	}
	return list
}

// table is one kind rendered for one dialect and one prefix.
type table struct {
	name  string // without prefix
	shape Shape
	arms  []Column // what records are found by: the ID, the keys, what they name
	// dependent says that records cannot be without those of other tables.
	dependent bool

	stored, storedOfT                     string // the columns that are read, those of a table t
	insert, update, release, remove, revs string
	updateSameKeys                        string // "" when there is none

	shapes *template.Template
	mu     sync.Mutex
	loads  map[uint32]string // rendered so far, by the arms that they have
	ones   []string          // by the position of the arm; empty when the dialect has none
}

// newTable lays out a kind; from are the columns by which its records are found
// from what they name.
func newTable[R any](k *kind[R], shapes *template.Template, prefix string, from ...string) *table {
	t := &table{
		dependent: k.dependent,

		name:   k.name,
		shape:  Shape{Table: prefix + k.name, Scopes: prefix + "scope"},
		shapes: shapes,
		loads:  make(map[uint32]string),
	}
	for i, c := range k.columns {
		c.N = i + 2
		t.shape.Columns = append(t.shape.Columns, c.Column)
		if i == 0 || c.Key != 0 || slices.Contains(from, c.Name) {
			t.arms = append(t.arms, c.Column)
		}
	}
	return t
}

func (t *table) render() (err error) {
	t.stored, t.storedOfT = repeat("$name", ", ", t.shape.Stored()), repeat("t.$name", ", ", t.shape.Stored())
	if t.insert, err = t.execute("insert.sql", t.shape); err != nil {
		return err
	}
	if t.update, err = t.execute("update.sql", t.shape); err != nil {
		return err
	}
	if t.shapes.Lookup("update_same_keys.sql") != nil && len(t.shape.Indexed()) > 0 {
		if t.updateSameKeys, err = t.execute("update_same_keys.sql", t.shape); err != nil {
			return err
		}
	}
	if len(t.shape.Keys()) > 0 {
		if t.release, err = t.execute("release.sql", t.shape); err != nil {
			return err
		}
	}
	if t.remove, err = t.execute("delete.sql", t.shape); err != nil {
		return err
	}
	if t.revs, err = t.execute("revs.sql", t.shape); err != nil {
		return err
	}
	for _, c := range t.arms {
		if t.shapes.Lookup("load_one.sql") == nil {
			break
		}
		shape := t.shape
		c.N = 3
		shape.Arms = []Column{c}
		text, err := t.execute("load_one.sql", shape)
		if err != nil {
			return err
		}
		t.ones = append(t.ones, text)
	}
	_, err = t.load(1<<len(t.arms) - 1)
	return err
}

// load returns the statement that finds records by a set of arms, given as
// bits in the order of t.arms. Its parameters are the tenant, the event and an
// array for each of them.
func (t *table) load(arms uint32) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text, ok := t.loads[arms]; ok {
		return text, nil
	}
	shape := t.shape
	for i, c := range t.arms {
		if arms&(1<<i) != 0 {
			c.N = len(shape.Arms) + 3
			shape.Arms = append(shape.Arms, c)
		}
	}
	text, err := t.execute("load.sql", shape)
	if err == nil {
		t.loads[arms] = text
	}
	return text, err
}

// finds reports whether records are found by a column.
func (t *table) finds(column string) bool {
	return slices.ContainsFunc(t.arms, func(c Column) bool { return c.Name == column })
}

// arm returns the bit of the arm that finds records by a column.
func (t *table) arm(column string) uint32 {
	return 1 << slices.IndexFunc(t.arms, func(c Column) bool { return c.Name == column })
}

func (t *table) execute(name string, shape Shape) (string, error) {
	var b strings.Builder
	if err := t.shapes.ExecuteTemplate(&b, name, shape); err != nil {
		return "", fmt.Errorf("sqlstore: %w", err)
	}
	return strings.TrimSpace(b.String()), nil
}

func parseShapes(d Dialect) (*template.Template, error) {
	shapes, err := template.New("").Funcs(template.FuncMap{
		"list": func(text string, columns []Column) string { return repeat(text, ", ", columns) },
		"and":  func(text string, columns []Column) string { return repeat(text, " AND ", columns) },

		"wideLast": WideLast,
	}).ParseFS(d.Templates(), "*.sql")
	if err != nil {
		return nil, fmt.Errorf("sqlstore: templates of %s: %w", d.Name(), err)
	}
	return shapes, nil
}

func repeat(text, separator string, columns []Column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		n := strconv.Itoa(c.N)
		next := n
		if i > 0 && c.N == columns[i-1].N+1 {
			next = ""
		}
		parts[i] = strings.NewReplacer("$name", c.Name, "$next", next, "$n", n).Replace(text)
	}
	return strings.Join(parts, separator)
}
