package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Migrations returns the dialect's migrations with the table prefix filled in:
// numbered SQL files in goose's format, which are plain SQL apart from comments.
// An embedder with a migration tool of its own feeds it from here, and tests the
// outcome with [Store.CheckSchema]. It fails for a prefix that [WithTablePrefix]
// would not take.
//
// Use either this or Migrate of a driver's module for a database, from the first
// migration on: Migrate keeps account of its own. On tables that another tool has
// made it fails, or, on MySQL, runs every migration once more.
func Migrations(d Dialect, prefix string) (fs.FS, error) {
	if err := checkPrefix(prefix); err != nil {
		return nil, err
	}
	return rendered{d.Migrations(), []byte(prefix)}, nil
}

// Catalogued is what a [Dialect] implements whose database tells in SQL what it
// knows of its tables, for [Store.CheckSchema].
type Catalogued interface {
	// UniqueKeys returns a statement whose one parameter is the name of a table.
	// It returns the name of a key and that of a column for each column of each
	// unique key, the primary key among them: keys one after the other, the
	// columns of each in its order. A key may leave out the rows that have no value
	// in its last column; one that leaves out others is none, where the database
	// tells which.
	UniqueKeys() string
}

// CheckSchema reports whether the tables that the store uses are there, each with
// every column, its primary key and every unique key, without which nothing keeps
// two records from having the same identifier. It fails with an error that names
// the first of them that is not, and changes nothing.
//
// It does not look at the types of columns, at foreign keys, which not every
// engine has, at indexes that only make things fast, and at keys where the dialect
// is not [Catalogued]; those of this library are. Of a unique index on some rows
// SQLite does not tell on which.
func (s *Store) CheckSchema(ctx context.Context) error {
	tables := []schemaTable{{name: s.prefix + "scope", columns: []string{"id", "tenant", "event"}, keys: [][]string{{"id"}, {"tenant", "event"}}}}
	for _, t := range append(s.byParents(), s.events) {
		st := schemaTable{name: t.shape.Table, columns: []string{"scope"}, keys: [][]string{{"scope", "id"}}}
		for _, c := range t.shape.Columns {
			st.columns = append(st.columns, c.Name)
			if c.Key != 0 {
				st.keys = append(st.keys, []string{"scope", c.Name})
			}
		}
		if t == s.events {
			st.columns = append(st.columns, "claimed_until")
		}
		tables = append(tables, st)
	}
	for _, t := range tables {
		if err := s.checkTable(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// schemaTable is what has to be there of a table.
type schemaTable struct {
	name    string
	columns []string
	keys    [][]string // that are unique, by their columns
}

func (s *Store) checkTable(ctx context.Context, t schemaTable) error {
	if s.selects(ctx, strings.Join(t.columns, ", "), t.name) != nil {
		// Which of them it is only the server's message says.
		if err := s.selects(ctx, "1", t.name); err != nil {
			return s.unlikeSchema(ctx, "table "+t.name, err)
		}
		for _, c := range t.columns {
			if err := s.selects(ctx, c, t.name); err != nil {
				return s.unlikeSchema(ctx, "column "+c+" of table "+t.name, err)
			}
		}
	}
	catalogued, ok := s.d.(Catalogued)
	if !ok {
		return nil
	}
	there, err := s.uniqueKeys(ctx, catalogued, t.name)
	if err != nil {
		return s.unlikeSchema(ctx, "keys of table "+t.name, err)
	}
	for _, key := range t.keys {
		if !slices.ContainsFunc(there, func(k []string) bool { return slices.Equal(k, key) }) {
			return fmt.Errorf("sqlstore: table %s has no unique key (%s), see Migrate", t.name, strings.Join(key, ", "))
		}
	}
	return nil
}

// selects asks for nothing of a table.
func (s *Store) selects(ctx context.Context, what, table string) error {
	rows, err := s.db.QueryContext(ctx, "SELECT "+what+" FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return err
	}
	return errors.Join(rows.Close(), rows.Err())
}

// uniqueKeys returns the columns of each unique key of a table.
func (s *Store) uniqueKeys(ctx context.Context, d Catalogued, table string) (keys [][]string, err error) {
	rows, err := s.db.QueryContext(ctx, d.UniqueKeys(), s.d.Value(TypeText, table))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last := ""
	for rows.Next() {
		var key, column string
		if err := rows.Scan(&key, &column); err != nil {
			return nil, err
		}
		if keys == nil || key != last {
			keys, last = append(keys, nil), key
		}
		keys[len(keys)-1] = append(keys[len(keys)-1], column)
	}
	return keys, rows.Err()
}

// unlikeSchema wraps what the driver answered when it was asked for a part of the
// schema. One that the server gave means that the part is not there.
func (s *Store) unlikeSchema(ctx context.Context, part string, err error) error {
	e := s.fail(ctx, "check "+part, err)
	if ctx.Err() != nil || e.Code == "" || s.lost(err) {
		return e
	}
	return fmt.Errorf("%w: see Migrate", e)
}

// rendered is a file system whose SQL files have the prefix filled in.
type rendered struct {
	fs.FS
	prefix []byte
}

// Open implements [fs.FS].
func (r rendered) Open(name string) (fs.File, error) {
	if path.Ext(name) != ".sql" {
		return r.FS.Open(name)
	}
	data, err := fs.ReadFile(r.FS, name)
	if err != nil {
		return nil, err
	}
	data = bytes.ReplaceAll(data, []byte("{{prefix}}"), r.prefix)
	return &file{Reader: bytes.NewReader(data), name: path.Base(name)}, nil
}

// file is a rendered SQL file.
type file struct {
	*bytes.Reader
	name string
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }
