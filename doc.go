// Package muster keeps lists of attendees inside a Go program: who comes to an
// event, under which identifiers, with which fields, and what changed when. The
// host brings the process and the database; Muster brings the rules.
//
// This package is documentation only. A tour:
//
//	store := memstore.New() // or a database: see sqlstore
//	attendees, err := attendee.New(store, attendee.Policy{})
//	if err != nil {
//		return err
//	}
//	expo := storage.Scope{Tenant: "acme", Event: "expo"}
//
//	// One batch is one load and one atomic write, whatever its size.
//	report, err := attendees.Batch(ctx, batch.Batch{
//		Scope: expo,
//		Token: "import-1", // sent again, it writes nothing and returns the first report
//		Commands: []batch.Command{
//			attendee.Upsert{Ref: attendee.ByEmail("ada@example.org"), Set: attendee.Patch{
//				FirstName: patch.Set("Ada"),
//				LastName:  patch.To("Lovelace"),
//			}},
//			attendee.Upsert{Ref: attendee.ByEmail("Ada@Example.org"), Set: attendee.Patch{
//				FirstName: patch.Clear[string](), // what is not named stays as it is
//			}},
//			attendee.Update{Ref: attendee.ByCode("no such code")},
//		},
//	})
//	if err != nil {
//		return err // the store or the context, not an item
//	}
//	for _, r := range report.Results { // in the order of the commands
//		switch {
//		case errors.Is(r.Err, batch.NotFound):
//			fmt.Println(r.Index, "nobody has that identifier")
//		case r.Err != nil:
//			fmt.Println(r.Index, r.Err)
//		default:
//			fmt.Println(r.Index, r.Action)
//		}
//	}
//
//	// Lists show whom the actor may see, page by position, and run as a loop.
//	for a, err := range attendees.All(ctx, expo, attendee.Query{
//		Where: []attendee.Filter{{Field: "status", Op: attendee.Equal, Value: "active"}},
//		Sort:  []attendee.Sort{{Field: "email"}},
//	}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(a.Email, a.LastName, a.Version)
//	}
//
// # Packages
//
// Each stands only on those below it; floors_test.go holds the table and
// checks it.
//
//   - credential: badges, doors, and who is inside
//   - expense: who an expense was for, and what part of it is whose
//   - attendee: identity, rules and the service; attendee/patch: keep, set or
//     clear a field; attendee/money: amounts in whole cents
//   - batch: commands, and how a list of them is decided and written
//   - storage: the records and the port to a database, three methods
//   - webhook: the envelope of an event, and its signature
//   - memstore and sqlstore: stores in memory and in an SQL database
//   - sqlstore/sqlite, postgres, mysql and migrate: modules of their
//     own, for what needs a driver or a migration tool
//   - storage/storagetest and storage/storagemock: the suite that every store
//     passes, and mocks
//   - examples: a module of programs to start from
//
// # Transactions of the host
//
// A service bound to a store inside a transaction writes there and commits
// nothing itself:
//
//	_, err = attendees.On(store.In(tx)).Batch(ctx, b)
package muster
