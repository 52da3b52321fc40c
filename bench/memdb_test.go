package bench

import (
	"context"
	"testing"

	"github.com/hashicorp/go-memdb"

	"github.com/muster-go/muster/batch"
)

// memdbList is hashicorp/go-memdb: immutable radix trees, with transactions.
type memdbList struct{ db *memdb.MemDB }

const people = "people"

var memdbIndexes = [keys]string{byCode: "code", byUser: "user", byExternal: "external", byEmail: "email"}

func openMemdb(tb testing.TB, _ map[string]batch.User) list {
	indexes := map[string]*memdb.IndexSchema{"id": {Name: "id", Unique: true, Indexer: byID{}}}
	for k, field := range [keys]string{"Code", "UserID", "ExternalID", "Email"} {
		name := memdbIndexes[k]
		indexes[name] = &memdb.IndexSchema{Name: name, Unique: true, AllowMissing: true, Indexer: &memdb.StringFieldIndex{Field: field}}
	}
	db, err := memdb.NewMemDB(&memdb.DBSchema{Tables: map[string]*memdb.TableSchema{people: {Name: people, Indexes: indexes}}})
	if err != nil {
		tb.Fatal(err)
	}
	return &memdbList{db}
}

// byID indexes by the bytes of the ID, which saves the detour over its text.
type byID struct{}

func (byID) FromObject(row any) (bool, []byte, error) { return true, row.(*Person).ID[:], nil }
func (byID) FromArgs(args ...any) ([]byte, error)     { return args[0].([]byte), nil }

func (m *memdbList) fill(_ context.Context, list []*Person) error {
	tx := m.db.Txn(true)
	defer tx.Abort()
	at := now()
	for _, p := range list {
		if err := tx.Insert(people, started(p, at)); err != nil {
			return err
		}
	}
	tx.Commit()
	return nil
}

func (m *memdbList) upsert(_ context.Context, items []item) (report, error) {
	tx := m.db.Txn(true)
	defer tx.Abort()
	at := now()
	rep := make(outcomes, len(items))
	for i := range items {
		was, is := decide(memdbFinder{tx}, &items[i], at)
		rep[i] = became(was, is)
		if is == nil {
			continue
		}
		if err := tx.Insert(people, is); err != nil {
			return nil, err
		}
	}
	tx.Commit()
	return rep, nil
}

type memdbFinder struct{ tx *memdb.Txn }

func (f memdbFinder) find(k key, value string) *Person {
	row, err := f.tx.First(people, memdbIndexes[k], value)
	if err != nil {
		panic(err) // only for an index that does not exist
	}
	p, _ := row.(*Person)
	return p
}

func (m *memdbList) all(context.Context) (list []*Person, err error) {
	rows, err := m.db.Txn(false).Get(people, "id")
	if err != nil {
		return nil, err
	}
	for row := rows.Next(); row != nil; row = rows.Next() {
		list = append(list, row.(*Person))
	}
	return list, nil
}

func (m *memdbList) counted() int64 { return 0 }
