package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

var (
	scope = storage.Scope{Tenant: "acme", Event: "summit"}
	ada   = storage.Attendee{
		Head:      storage.Head{Scope: scope, ID: uuid.MustParse("0193a5c0-0000-7000-8000-000000000001"), Rev: 1},
		Status:    storage.StatusActive,
		Version:   1,
		FirstName: "Ada",
		Email:     "Ada@example.org",
		Unique:    storage.AttendeeKeys{Email: "ada@example.org"},
	}
)

func open() (*sqlite.Store, func()) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		panic(err)
	}
	st, err := sqlite.Open(ctx, filepath.Join(dir, "event.db"))
	if err != nil {
		panic(err)
	}
	if err := st.Migrate(ctx); err != nil {
		panic(err)
	}
	return st, func() { _, _ = st.Close(), os.RemoveAll(dir) }
}

func ExampleOpen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	st, err := sqlite.Open(ctx, filepath.Join(dir, "event.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}

	err = st.Apply(ctx, storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{ada}}})
	fmt.Println(err)
	found, err := st.Load(ctx, storage.Query{
		Scope:     scope,
		Attendees: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyEmail, Value: "ada@example.org"}}},
	})
	fmt.Println(found.Attendees[0].FirstName, err)
	// Output:
	// <nil>
	// Ada <nil>
}

// The attendee and the order are committed together, or neither is.
func ExampleStore_In() {
	ctx := context.Background()
	st, done := open()
	defer done()
	if _, err := st.DB().ExecContext(ctx, "CREATE TABLE orders (attendee BLOB, seats INTEGER)"); err != nil {
		fmt.Println(err)
		return
	}

	tx, err := st.DB().BeginTx(ctx, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer tx.Rollback()
	if err := st.In(tx).Apply(ctx, storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{ada}}}); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (?, 2)", ada.ID[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tx.Commit())
	// Output: <nil>
}

// Tx begins and ends the transaction itself.
func ExampleStore_Tx() {
	ctx := context.Background()
	st, done := open()
	defer done()

	soldOut := errors.New("sold out")
	err := st.Tx(ctx, func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		if err := in.Apply(ctx, storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{ada}}}); err != nil {
			return err
		}
		return soldOut
	})
	fmt.Println(err)
	left, err := st.Load(ctx, storage.Query{Scope: scope, Attendees: storage.Lookup{IDs: []storage.ID{ada.ID}}})
	fmt.Println(left.Len(), err)
	// Output:
	// sold out
	// 0 <nil>
}
