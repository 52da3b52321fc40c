package sqlstore

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"time"
)

// Migrations returns the dialect's migrations with the table prefix filled in:
// numbered SQL files in goose's format, which are plain SQL apart from comments.
// An embedder with a migration tool of its own feeds it from here. It fails for
// a prefix that [WithTablePrefix] would not take.
func Migrations(d Dialect, prefix string) (fs.FS, error) {
	if err := checkPrefix(prefix); err != nil {
		return nil, err
	}
	return rendered{d.Migrations(), []byte(prefix)}, nil
}

// CheckSchema reports whether every table that the store uses is there with
// every column. It fails with an error that names the first table that is not.
func (s *Store) CheckSchema(ctx context.Context) error {
	for _, t := range append(s.byParents(), s.events) {
		text := "SELECT scope, " + repeat("$name", ", ", t.shape.Columns) + " FROM " + t.shape.Table + " WHERE 1 = 0"
		rows, err := s.db.QueryContext(ctx, text)
		if err == nil {
			err = rows.Close()
		}
		if err != nil {
			return s.fail(ctx, "check table "+t.shape.Table, err)
		}
	}
	return nil
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
