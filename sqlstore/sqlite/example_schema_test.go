package sqlite_test

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// A program that has a pool already makes a store of it with the dialect, and
// migrates with module migrate: tables of two prefixes do not know each other.
func ExampleDialect() {
	st, closeAll := open()
	defer closeAll()
	ctx, db := context.Background(), st.DB()

	second, err := sqlstore.New(db, sqlite.Dialect(), sqlstore.WithTablePrefix("second_"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("before:", second.CheckSchema(ctx) == nil)
	err = migrate.Up(ctx, db, sqlite.Dialect(), migrate.WithTablePrefix(second.TablePrefix()))
	fmt.Println("after:", second.CheckSchema(ctx) == nil, err)
	// Output:
	// before: false
	// after: true <nil>
}

// The migrations are files of SQL, for a tool that the program has already.
func ExampleDialect_migrations() {
	files, err := sqlstore.Migrations(sqlite.Dialect(), "expo_")
	if err != nil {
		fmt.Println(err)
		return
	}
	names, err := fs.Glob(files, "*.sql")
	fmt.Println(names[0], err)
	_, err = sqlstore.Migrations(sqlite.Dialect(), "expo-")
	fmt.Println(err)
	// Output:
	// 00001_create.sql <nil>
	// sqlstore: table prefix "expo-" is not [a-z_][a-z0-9_]{0,31}
}

// What was removed is still in the file until it is scrubbed.
func ExampleStore_Scrub() {
	st, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	if err := st.Apply(ctx, storage.ChangeSet{Scope: scope, Attendees: storage.Changes[storage.Attendee]{Put: []storage.Attendee{ada}}}); err != nil {
		fmt.Println(err)
		return
	}
	if err := st.Purge(ctx, storage.Expiry{Scope: scope, Everything: true}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(st.Scrub(ctx))
	// Output: <nil>
}
