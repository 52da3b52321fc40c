package mysql_test

import (
	"context"
	"database/sql"
	"log"
	"time"

	"github.com/muster-go/muster/sqlstore/mysql"
)

func ExampleOpen() {
	ctx := context.Background()
	st, err := mysql.Open(ctx, "muster:secret@tcp(db.example.org:3306)/events", mysql.WithOutbox())
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
}

// A pool that the program has anyway serves Muster as well.
func ExampleNew() {
	db, err := sql.Open("mysql", "muster:secret@tcp(db.example.org:3306)/events?parseTime=true")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	st, err := mysql.New(db)
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
}

// A cluster has several addresses, and takes a while to do without one of them.
func ExampleOpenCluster() {
	ctx := context.Background()
	st, err := mysql.OpenCluster(ctx, []string{
		"muster:secret@tcp(a.example.org:3306)/events",
		"muster:secret@tcp(b.example.org:3306)/events",
		"muster:secret@tcp(c.example.org:3306)/events",
	}, mysql.WithReconnect(30*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
}

// A program that has a pool of its own makes it from a connector.
func ExampleConnector() {
	c, err := mysql.Connector(
		"muster:secret@tcp(a.example.org:4000)/events",
		"muster:secret@tcp(b.example.org:4000)/events",
	)
	if err != nil {
		log.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer db.Close()
	st, err := mysql.New(db, mysql.OnTiDB(), mysql.WithReconnect(30*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
}
