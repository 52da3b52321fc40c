package bench

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/migrate"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/sqlstore/postgres"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// The two ways in which Muster takes part: lean does what the others do, full
// keeps history and events as well.
type flavour int

const (
	lean flavour = iota
	full
)

func (f flavour) policy() attendee.Policy {
	return attendee.Policy{WithoutHistory: f == lean, WithoutEvents: f == lean}
}

type musterStore interface {
	storage.Store
	storage.Lister
}

type musterList struct {
	store musterStore
	db    *sql.DB // of the store, nil in memory
	*attendee.Service
	count  func() int64
	settle func(context.Context) error // after the filling, nil for nothing
}

func openMusterMemory(f flavour) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, accounts map[string]batch.User) list {
		var opts []memstore.Option
		if f == full {
			opts = append(opts, memstore.WithOutbox())
		}
		var calls int64
		m := newMuster(tb, f, memstore.New(opts...), accounts, batch.WithObserver(func(_ context.Context, s batch.Stats) {
			calls += int64(s.Loads + s.Applies)
		}))
		m.count = func() int64 { return calls }
		return m
	}
}

func openMusterSQLite(f flavour) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, accounts map[string]batch.User) list {
		db, statements := openSQLite(tb)
		if err := migrate.Up(tb.Context(), db, sqlite.Dialect()); err != nil {
			tb.Fatal(err)
		}
		var opts []sqlstore.Option
		if f == full {
			opts = append(opts, sqlstore.WithOutbox())
		}
		store, err := sqlstore.New(db, sqlite.Dialect(), opts...)
		if err != nil {
			tb.Fatal(err)
		}
		m := newMuster(tb, f, store, accounts)
		m.db, m.count = db, statements.Load
		return m
	}
}

func openMusterPostgres(f flavour) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, accounts map[string]batch.User) list {
		db, statements := openPostgres(tb)
		var opts []postgres.Option
		if f == full {
			opts = append(opts, postgres.WithOutbox())
		}
		store, err := postgres.New(db, opts...)
		if err != nil {
			tb.Fatal(err)
		}
		if err := store.Migrate(tb.Context()); err != nil {
			tb.Fatal(err)
		}
		m := newMuster(tb, f, store, accounts)
		m.db, m.count, m.settle = db, statements.Load, settled(db)
		return m
	}
}

func openMusterMariaDB(f flavour) func(testing.TB, map[string]batch.User) list {
	return func(tb testing.TB, accounts map[string]batch.User) list {
		admin := newMariaDB(tb)
		var opts []mysql.Option
		if f == full {
			opts = append(opts, mysql.WithOutbox())
		}
		store, err := mysql.Open(tb.Context(), admin.dsn, opts...)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = store.Close() })
		if err := store.Migrate(tb.Context()); err != nil {
			tb.Fatal(err)
		}
		m := newMuster(tb, f, store, accounts)
		m.db, m.count, m.settle = store.DB(), admin.counted, admin.settle
		return m
	}
}

func newMuster(tb testing.TB, f flavour, store musterStore, accounts map[string]batch.User, opts ...batch.Option) *musterList {
	opts = append(opts, batch.WithMaxItems(10_000), batch.WithDirectory(directory(accounts)))
	svc, err := attendee.New(store, f.policy(), opts...)
	if err != nil {
		tb.Fatal(err)
	}
	return &musterList{store: store, Service: svc}
}

// directory is the host's accounts. They say no more of people than that they
// exist, as the others take for granted.
type directory map[string]batch.User

func (d directory) Users(context.Context, storage.Scope, []string) (map[string]batch.User, error) {
	return d, nil
}

var expo = storage.Scope{Tenant: "acme", Event: "expo"}

func (m *musterList) fill(ctx context.Context, people []*Person) error {
	var b batch.Batch
	for i, p := range people {
		b.Commands = append(b.Commands, attendee.Create{New: attendee.Attendee{
			AttendanceCode: p.Code, UserID: p.UserID, ExternalID: p.ExternalID, Email: p.Email,
			FirstName: p.FirstName, LastName: p.LastName, Title: p.Title, Company: p.Company, Mobile: p.Mobile, Role: p.Role,
		}})
		if len(b.Commands) < 10_000 && i < len(people)-1 {
			continue
		}
		b.Scope, b.Mode = expo, batch.Atomic
		if _, err := m.Batch(ctx, b); err != nil {
			return err
		}
		b.Commands = nil
	}
	return m.settled(ctx)
}

// put stores n attendees past the service.
func (m *musterList) put(ctx context.Context, n int, of func(int) storage.Attendee) error {
	for from := 0; from < n; from += 5_000 {
		cs := storage.ChangeSet{Scope: expo}
		for i := from; i < min(from+5_000, n); i++ {
			cs.Attendees.Put = append(cs.Attendees.Put, of(i))
		}
		if err := m.store.Apply(ctx, cs); err != nil {
			return err
		}
	}
	return m.settled(ctx)
}

func (m *musterList) settled(ctx context.Context) error {
	if m.settle == nil {
		return nil
	}
	return m.settle(ctx)
}

// upsert makes commands of the items, which is part of the work: it is where
// Muster normalises identifiers.
func (m *musterList) upsert(ctx context.Context, items []item) (report, error) {
	b := batch.Batch{Scope: expo, Commands: make([]batch.Command, len(items))}
	for i := range items {
		b.Commands[i] = attendee.Upsert{Ref: refOf(&items[i]), Set: patchOf(&items[i].set)}
	}
	rep, err := m.Batch(ctx, b)
	return musterReport(rep), err
}

func refOf(it *item) attendee.Ref {
	switch it.by {
	case byCode:
		return attendee.ByCode(it.ref)
	case byUser:
		return attendee.ByUser(it.ref)
	case byExternal:
		return attendee.ByExternal(it.ref)
	default:
		return attendee.ByEmail(it.ref)
	}
}

func patchOf(p *changes) (to attendee.Patch) {
	for _, f := range [...]struct {
		from *string
		to   *patch.Field[string]
	}{
		{p.UserID, &to.UserID},
		{p.ExternalID, &to.ExternalID},
		{p.Email, &to.Email},
		{p.FirstName, &to.FirstName},
		{p.Title, &to.Title},
		{p.Company, &to.Company},
		{p.Mobile, &to.Mobile},
	} {
		if f.from != nil {
			*f.to = patch.Set(*f.from)
		}
	}
	if p.LastName != nil {
		to.LastName = patch.To(*p.LastName)
	}
	if p.Role != nil {
		to.Role = patch.To(*p.Role)
	}
	return to
}

type musterReport batch.Report

func (r musterReport) items() int { return len(r.Results) }

func (r musterReport) at(i int) outcome {
	res := r.Results[i]
	if res.Err != nil {
		return outcome{action: rejected}
	}
	a, ok := batch.RecordOf[attendee.Attendee](res)
	if !ok {
		panic(fmt.Sprintf("item %d has no attendee", i))
	}
	return outcome{action(res.Action), personOf(a)}
}

func personOf(a attendee.Attendee) *Person {
	return &Person{
		ID: a.ID, EventID: event, Version: int64(a.Version), Status: string(a.Status), CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
		Code: a.AttendanceCode, UserID: a.UserID, ExternalID: a.ExternalID, Email: a.Email,
		FirstName: a.FirstName, LastName: a.LastName, MiddleInitial: a.MiddleInitial, Suffix: a.Suffix, Title: a.Title,
		Company: a.Company, PreferredName: a.PreferredName, Mobile: a.Mobile, Role: a.Role, Currency: a.Currency,
	}
}

func (m *musterList) all(ctx context.Context) (list []*Person, err error) {
	q := storage.ListQuery{Scope: expo, Kind: storage.KindAttendee, Limit: 1000}
	for a, err := range storage.All[storage.Attendee](ctx, m.store, q) {
		if err != nil {
			return nil, err
		}
		list = append(list, personOf(a))
	}
	return list, nil
}

func (m *musterList) counted() int64 { return m.count() }
