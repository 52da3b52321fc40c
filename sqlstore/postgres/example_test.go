package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/storage"
)

func ExampleOpen() {
	ctx := context.Background()
	// Of two hosts the one that takes writes, whichever that is at the moment.
	const dsn = "postgres://muster@db1.example.org,db2.example.org/events?target_session_attrs=read-write"
	st, err := postgres.Open(ctx, dsn, postgres.WithOutbox(), postgres.WithReconnect(15*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	list, err := attendee.New(st, attendee.Policy{})
	if err != nil {
		log.Fatal(err)
	}
	scope := storage.Scope{Tenant: "acme", Event: "summit"}
	a, err := list.Create(ctx, scope, storage.Attendee{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.org"})
	fmt.Println(a.FirstName, a.Version, err)
}

// Attendees and the embedder's own rows are committed together.
func ExampleNew() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://muster@db.example.org/events")
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	st, err := postgres.New(db)
	if err != nil {
		log.Fatal(err)
	}
	if err := st.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	list, err := attendee.New(st, attendee.Policy{})
	if err != nil {
		log.Fatal(err)
	}
	scope := storage.Scope{Tenant: "acme", Event: "summit"}
	err = st.Tx(ctx, func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		a, err := list.On(in).Create(ctx, scope, storage.Attendee{LastName: "Lovelace", Email: "ada@example.org"})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO orders VALUES ($1)", a.Email)
		return err
	})
	fmt.Println(err)
}

// The migrations are plain SQL for a migration tool that is there already.
func ExampleDialect() {
	files, err := sqlstore.Migrations(postgres.Dialect(), sqlstore.DefaultTablePrefix)
	if err != nil {
		log.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	fmt.Println(names, err)
	// Output: [00001_create.sql] <nil>
}
