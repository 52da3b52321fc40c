package sqltest

import (
	"context"
	"database/sql"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// Joined is the embedder's transaction: rows of the embedder's own and records
// of the store are committed together or not at all.
func Joined(t *testing.T, e Engine, opts ...storagetest.Option) {
	t.Run("Conformance", func(t *testing.T) { storagetest.RunJoined(t, e.joined, opts...) })
	t.Run("Orders", func(t *testing.T) { joinedOrders(t, e) })
	t.Run("TriedOnce", func(t *testing.T) { joinedTriedOnce(t, e) })
	t.Run("OneConnection", func(t *testing.T) { joinedOneConnection(t, e) })
	t.Run("Tx", func(t *testing.T) { joinedTx(t, e) })
	t.Run("WithinAnother", func(t *testing.T) { joinedWithinAnother(t, e) })
	t.Run("Beside", func(t *testing.T) { joinedBeside(t, e) })
	t.Run("Deadlock", func(t *testing.T) { joinedDeadlock(t, e) })
}

// orders is a table of the embedder's.
type orders struct{ *Store }

func (e Engine) orders(t *testing.T) orders {
	st := e.Open(t, sqlstore.WithOutbox())
	_, err := st.DB.ExecContext(t.Context(), "CREATE TABLE orders (n INTEGER NOT NULL PRIMARY KEY)")
	require.NoError(t, err)
	return orders{st}
}

// requireRows checks which orders and attendees are there, both by number.
func (o orders) requireRows(t *testing.T, n ...int) {
	t.Helper()
	rows, err := o.DB.QueryContext(t.Context(), "SELECT n FROM orders ORDER BY n")
	require.NoError(t, err)
	defer rows.Close()
	var found []int
	for rows.Next() {
		var n int
		require.NoError(t, rows.Scan(&n))
		found = append(found, n)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, n, found, "orders")
	page, err := o.List(t.Context(), storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Limit: 100})
	require.NoError(t, err)
	var people []int
	for _, a := range page.Attendees {
		people = append(people, int(a.ID[15]))
	}
	require.Equal(t, n, people, "attendees")
}

// order inserts one order and one attendee of the same number.
func order(ctx context.Context, t *testing.T, tx *sql.Tx, in *sqlstore.Store, n int) {
	t.Helper()
	_, err := tx.ExecContext(ctx, "INSERT INTO orders (n) VALUES ("+string(rune('0'+n))+")")
	require.NoError(t, err)
	require.NoError(t, in.Apply(ctx, Puts(Attendee(n))))
}

func joinedOrders(t *testing.T, e Engine) {
	st := e.orders(t)
	begin := func() *sql.Tx {
		tx, err := st.DB.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		return tx
	}
	tx := begin()
	order(t.Context(), t, tx, st.In(tx), 1)
	require.NoError(t, tx.Rollback())
	st.requireRows(t)

	tx = begin()
	order(t.Context(), t, tx, st.In(tx), 1)
	require.ErrorIs(t, st.In(tx).Apply(t.Context(), Puts(Attendee(9), Attendee(1))), storage.ErrConflict)
	order(t.Context(), t, tx, st.In(tx), 2) // a conflict leaves the transaction usable, and what it holds
	require.NoError(t, tx.Commit())
	st.requireRows(t, 1, 2)
}

// interrupted has somebody else write between each load and what follows.
type interrupted struct {
	storage.Store
	loads int
	write func()
}

func (s *interrupted) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	set, err := s.Store.Load(ctx, q)
	s.loads++
	s.write()
	return set, err
}

// joinedTriedOnce: within the caller's transaction a conflict is the caller's to
// deal with, who still has everything written so far.
func joinedTriedOnce(t *testing.T, e Engine) {
	st := e.orders(t)
	svc, err := attendee.New(st, attendee.Policy{})
	require.NoError(t, err)
	current := Attendee(1)
	writers := map[string]func(in *sqlstore.Store) storage.Store{
		"the same transaction": func(in *sqlstore.Store) storage.Store { return in },
	}
	if !e.Dialect.OneWriter() {
		writers["another transaction"] = func(*sqlstore.Store) storage.Store { return st }
	}
	require.NoError(t, st.Apply(t.Context(), Puts(current)))
	n := 2
	for name, writer := range writers {
		t.Run(name, func(t *testing.T) {
			tx, err := st.DB.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			in := st.In(tx)
			if name == "the same transaction" {
				order(t.Context(), t, tx, in, n)
			} else { // sees the record before the other one writes it
				_, err := in.Load(t.Context(), storage.Query{Scope: Scope, Attendees: storage.Lookup{IDs: []storage.ID{current.ID}}})
				require.NoError(t, err)
			}
			between := &interrupted{Store: in}
			between.write = func() {
				current, _ = Changed(current)
				require.NoError(t, writer(in).Apply(t.Context(), Puts(current)))
			}
			_, err = svc.On(between).Update(t.Context(), Scope, attendee.ByID(current.ID), attendee.Patch{Title: patch.Set("Countess")})
			require.ErrorIs(t, err, batch.ErrContended)
			require.Equal(t, 1, between.loads)
			n++
			order(t.Context(), t, tx, in, n)
			n++
			require.NoError(t, tx.Commit())
			got, err := svc.Get(t.Context(), Scope, attendee.ByID(current.ID))
			require.NoError(t, err)
			require.Equal(t, current.Company, got.Company, "the other one's write")
			require.Empty(t, got.Title)
			_, err = svc.Get(t.Context(), Scope, attendee.ByID(Attendee(n-1).ID))
			require.NoError(t, err, "what was written before and after the conflict")
		})
	}
}

// joinedOneConnection: a bound store works with the one connection that its
// transaction holds.
func joinedOneConnection(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	st.DB.SetMaxOpenConns(1)
	require.NoError(t, e.Migrate(t.Context(), st.DB, st.TablePrefix(), 0))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := st.Tx(ctx, func(ctx context.Context, in *sqlstore.Store, _ *sql.Tx) error {
		a := Attendee(1)
		require.NoError(t, in.Apply(ctx, Puts(a)))
		next, was := Changed(a)
		cs := Puts(next)
		cs.Revisions.Put = []storage.Revision{was}
		cs.Events = []storage.Event{Created(next)}
		require.NoError(t, in.Apply(ctx, cs))
		set, err := in.Load(ctx, storage.Query{Scope: Scope, Attendees: storage.Lookup{IDs: []storage.ID{a.ID}}, With: storage.WithRevisions})
		require.NoError(t, err)
		require.Len(t, set.Revisions, 1)
		_, err = in.List(ctx, storage.ListQuery{Scope: Scope, Kind: storage.KindAttendee, Limit: 1})
		require.NoError(t, err)
		return in.Tx(ctx, func(ctx context.Context, in *sqlstore.Store, _ *sql.Tx) error {
			_, err := in.Pending(ctx, storage.Claim{Limit: 1, Now: Noon, Until: Noon.Add(time.Hour)})
			return err
		})
	})
	require.NoError(t, err)
}

// joinedTx: what fn returns an error for, or panics in, is rolled back.
func joinedTx(t *testing.T, e Engine) {
	st := e.orders(t)
	require.ErrorIs(t, st.Tx(t.Context(), func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		order(ctx, t, tx, in, 1)
		return context.DeadlineExceeded
	}), context.DeadlineExceeded)
	st.requireRows(t)
	require.PanicsWithValue(t, "out", func() {
		_ = st.Tx(t.Context(), func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
			order(ctx, t, tx, in, 1)
			panic("out")
		})
	})
	st.requireRows(t)
	require.NoError(t, st.Tx(t.Context(), func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		order(ctx, t, tx, in, 1)
		inner := in.Tx(ctx, func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
			order(ctx, t, tx, in, 2)
			return context.DeadlineExceeded
		})
		require.ErrorIs(t, inner, context.DeadlineExceeded)
		order(ctx, t, tx, in, 3)
		return nil
	}))
	st.requireRows(t, 1, 3)
}

// joinedWithinAnother: what one bound store takes back is all that was written
// meanwhile, also by another store that is bound to the same transaction.
func joinedWithinAnother(t *testing.T, e Engine) {
	st := e.orders(t)
	tx, err := st.DB.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	order(t.Context(), t, tx, st.In(tx), 1)
	err = st.In(tx).Tx(t.Context(), func(ctx context.Context, _ *sqlstore.Store, tx *sql.Tx) error {
		order(ctx, t, tx, st.In(tx), 2)
		return context.DeadlineExceeded
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, tx.Commit())
	st.requireRows(t, 1)
}

// joinedBeside: a write by the outer store within Tx would stay when the rest is
// rolled back, and is refused on every engine.
func joinedBeside(t *testing.T, e Engine) {
	st := e.orders(t)
	require.NoError(t, st.Tx(t.Context(), func(ctx context.Context, in *sqlstore.Store, tx *sql.Tx) error {
		require.ErrorContains(t, st.Apply(ctx, Puts(Attendee(9))), "use the store that it passes")
		order(ctx, t, tx, in, 1)
		return nil
	}))
	st.requireRows(t, 1)
}

// joinedDeadlock: a server that ends a deadlock may give up the transaction of
// the caller. Nothing of it is kept then, neither by the store nor by what the
// caller sends afterwards.
func joinedDeadlock(t *testing.T, e Engine) {
	if e.Dialect.OneWriter() {
		t.Skip("one writer waits for the other before it has written anything")
	}
	st := e.orders(t)
	a, b := Attendee(1), Attendee(2)
	kind := storage.Type{Head: storage.Head{Scope: Scope, ID: ID(storage.KindType, 1), Rev: 1}, Code: "GUEST", UniqueName: "guest"}
	cs := Puts(a, b)
	cs.Types.Put = []storage.Type{kind}
	require.NoError(t, st.Apply(t.Context(), cs))
	begin := func() (*sql.Tx, *sqlstore.Store) {
		tx, err := st.DB.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		return tx, st.In(tx)
	}
	one, first := begin()
	other, second := begin()
	nextA, _ := Changed(a)
	nextB, _ := Changed(b)
	heavy := Puts(Attendees(100, 50)...) // some servers give up whoever has done less
	heavy.Attendees.Put = append(heavy.Attendees.Put, nextA)
	require.NoError(t, first.Apply(t.Context(), heavy))
	for i, tx := range []*sql.Tx{one, other} {
		_, err := tx.ExecContext(t.Context(), "INSERT INTO orders (n) VALUES ("+strconv.Itoa(i)+")")
		require.NoError(t, err)
	}
	require.NoError(t, second.Apply(t.Context(), Puts(nextB)))
	kind.Rev, kind.Name = 2, "Guests" // its key could be handed over, which must not be tried
	cs = Puts(nextA)
	cs.Types.Put = []storage.Type{kind}
	type outcome struct {
		tx  *sql.Tx
		in  *sqlstore.Store
		err error
	}
	ended := make(chan outcome, 2)
	go func() { ended <- outcome{one, first, first.Apply(t.Context(), Puts(nextB))} }()
	go func() { ended <- outcome{other, second, second.Apply(t.Context(), cs)} }()
	loser, winner := <-ended, outcome{}
	if loser.err == nil { // what the loser had locked is free already
		winner, loser = loser, <-ended
	}
	require.ErrorIs(t, loser.err, storage.ErrConflict)
	if _, gone := loser.tx.ExecContext(t.Context(), "INSERT INTO orders (n) VALUES (2)"); gone != nil {
		require.ErrorIs(t, gone, sql.ErrTxDone)
		require.ErrorIs(t, loser.in.Apply(t.Context(), Puts(Attendee(3))), sql.ErrTxDone)
	} // otherwise the savepoint was enough, and the transaction is the caller's still
	_ = loser.tx.Rollback()
	if winner.tx == nil {
		winner = <-ended
	}
	require.NoError(t, winner.err)
	require.NoError(t, winner.tx.Rollback())

	set, err := st.Load(t.Context(), storage.Query{
		Scope: Scope, Attendees: storage.Lookup{IDs: []storage.ID{a.ID, b.ID, Attendee(3).ID}}, Types: storage.Lookup{IDs: []storage.ID{kind.ID}},
	})
	require.NoError(t, err)
	require.Len(t, set.Attendees, 2)
	for _, is := range set.Attendees {
		require.EqualValues(t, 1, is.Rev)
	}
	require.EqualValues(t, 1, set.Types[0].Rev)
	var n int
	require.NoError(t, st.DB.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM orders").Scan(&n))
	require.Zero(t, n)
}
