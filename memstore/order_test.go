package memstore

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

var (
	scope = storage.Scope{Tenant: "tenant", Event: "event"}
	noon  = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
)

// someTexts are few, so that many records are equal by each field.
var someTexts = []string{"", "a", "A", "ab", "abc", "b", "\u00e9", "E\u0301", "Stra\u00dfe", "STRASSE", "\U0001f600", "ada@acme.com", "bob@ACME.com", "%", "_"}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// listing is a store under random writes and random questions.
type listing struct {
	*rand.Rand
	store *Store
	refs  []storage.Ref
}

func (l *listing) table() *table[storage.Attendee] { return &l.store.spaces[scope].attendees }

func (l *listing) instant() time.Time {
	if l.IntN(6) == 0 {
		return time.Time{}
	}
	return noon.Add(time.Duration(l.IntN(5)) * time.Microsecond)
}

func (l *listing) edit(a storage.Attendee) storage.Attendee {
	a.CreatedAt, a.UpdatedAt = l.instant(), l.instant()
	a.Email, a.LastName, a.FirstName = pick(l.Rand, someTexts), pick(l.Rand, someTexts), pick(l.Rand, someTexts)
	a.Company, a.Role, a.Version = pick(l.Rand, someTexts), pick(l.Rand, someTexts), int32(l.IntN(3))
	return a
}

// write inserts, changes and deletes some attendees in one set.
func (l *listing) write(t *testing.T) {
	t.Helper()
	cs := storage.ChangeSet{Scope: scope}
	for i := len(l.refs) - 1; i >= 0; i-- {
		switch ref := &l.refs[i]; l.IntN(40) {
		case 0:
			cs.Attendees.Delete = append(cs.Attendees.Delete, *ref)
			l.refs = append(l.refs[:i], l.refs[i+1:]...)
		case 1, 2, 3:
			ref.Rev++
			a := *l.table().rows[ref.ID]
			if l.IntN(3) > 0 { // otherwise nothing changes by which it is listed
				a = l.edit(a)
			}
			a.Rev = ref.Rev
			cs.Attendees.Put = append(cs.Attendees.Put, a)
		}
	}
	for range l.IntN(8) {
		id := uuid.UUID{byte(l.IntN(256)), byte(l.IntN(256)), byte(l.IntN(256)), 15: 1}
		a := l.edit(storage.Attendee{Head: storage.Head{Scope: scope, ID: id, Rev: 1}})
		if sp := l.store.spaces[scope]; sp == nil || sp.attendees.rows[id] == nil {
			cs.Attendees.Put = append(cs.Attendees.Put, a)
			l.refs = append(l.refs, a.Ref())
		}
	}
	require.NoError(t, l.store.Apply(t.Context(), cs))
}

var (
	someFields = []string{"id", "created_at", "updated_at", "email", "last_name", "first_name", "company", "role", "version", "custom.none"}
	someOps    = []storage.Op{storage.OpEq, storage.OpNe, storage.OpLt, storage.OpLe, storage.OpGt, storage.OpGe, storage.OpIn, storage.OpNotIn}
	patterns   = []string{"%", "", "a%", "%b", "%@acme.com", "A%C", "%a%", "%%", "stra%", "%E", "e%", "\xff%", "%\xff"}
)

func (l *listing) query() storage.ListQuery {
	q := storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 1 + l.IntN(12), WithTotal: l.IntN(3) == 0}
	for range l.IntN(3) {
		q.Where = append(q.Where, l.cond(pick(l.Rand, someFields)))
	}
	for _, i := range l.Perm(len(someFields))[:l.IntN(4)] {
		q.Order = append(q.Order, storage.Order{Field: someFields[i], Desc: l.IntN(2) == 0})
	}
	return q
}

func (l *listing) cond(field string) storage.Cond {
	c := storage.Cond{Field: field, Op: pick(l.Rand, someOps)}
	many := c.Op == storage.OpIn || c.Op == storage.OpNotIn
	switch field {
	case "id":
		c.Value = l.anyID()
		if many {
			c.Value = []storage.ID{l.anyID(), l.anyID(), {}}
		}
	case "created_at", "updated_at":
		c.Value = l.instant()
		if many {
			c.Value = []time.Time{l.instant(), l.instant()}
		}
	case "version":
		c.Value = int64(l.IntN(4))
		if many {
			c.Value = []int64{1, 2}
		}
	default:
		c.Value = pick(l.Rand, someTexts)
		switch {
		case many:
			c.Value = []string{pick(l.Rand, someTexts), pick(l.Rand, someTexts), "A"}
		case l.IntN(2) == 0:
			c.Op, c.Value = storage.OpLike, pick(l.Rand, patterns)
		case l.IntN(4) == 0:
			c.Op, c.Value = pick(l.Rand, []storage.Op{storage.OpNull, storage.OpNotNull}), nil
		}
	}
	return c
}

func (l *listing) anyID() storage.ID {
	if len(l.refs) == 0 || l.IntN(4) == 0 {
		return storage.ID{1}
	}
	return pick(l.Rand, l.refs).ID
}

// requireSame asks for the first pages, and for one by its number, with the
// indexes and without.
func (l *listing) requireSame(t *testing.T, q storage.ListQuery) {
	t.Helper()
	all := l.table().records(maps.Keys(l.table().rows))
	for range 4 {
		want, err := storage.Select(q, all)
		require.NoError(t, err)
		got, err := l.table().list(q)
		require.NoError(t, err)
		require.Equal(t, want, got, "%+v", q)
		if want.Next == "" {
			break
		}
		q.After = want.Next
	}
	q.After, q.Page = "", 1+l.IntN(5)
	want, err := storage.Select(q, all)
	require.NoError(t, err)
	got, err := l.table().list(q)
	require.NoError(t, err)
	require.Equal(t, want, got, "%+v", q)
}

// TestIndexesChangeNoList asks random questions between random writes. The
// answers are those that a look at every record gives, and the indexes hold
// what the table holds.
func TestIndexesChangeNoList(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			l := &listing{Rand: rand.New(rand.NewPCG(seed, 0)), store: New()}
			for range 150 {
				l.write(t)
				for range 3 {
					l.requireSame(t, l.query())
				}
			}
			require.Len(t, l.table().orders.by, 2*7+1, "7 fields both ways, and addresses backward")
			for o, x := range l.table().orders.by {
				require.Equal(t, len(l.refs), x.tree.Len(), "%+v", o)
				for id, r := range l.table().rows {
					_, ok := x.tree.Get(place(o, id, r))
					require.True(t, ok, "%+v", o)
				}
			}
		})
	}
}

// TestIndexesAreMadeByLists shows that writing alone makes none, and that no
// caller makes the store keep one by a field of its own.
func TestIndexesAreMadeByLists(t *testing.T) {
	l := &listing{Rand: rand.New(rand.NewPCG(1, 0)), store: New()}
	l.write(t)
	require.Empty(t, l.table().orders.by)
	for _, field := range []string{"role", "version", "custom.k", "custom.email"} {
		l.requireSame(t, storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 2, Order: []storage.Order{{Field: field}}})
	}
	require.Empty(t, l.table().orders.by)
	for range 2 {
		l.requireSame(t, storage.ListQuery{Scope: scope, Kind: storage.KindAttendee, Limit: 2})
	}
	require.Len(t, l.table().orders.by, 1)
}

// TestDeepPagesCostWhatTheFirstDoes compares what a page allocates, which does
// not depend on the machine: at the start and far down, in a small scope and in
// one ten times as large.
func TestDeepPagesCostWhatTheFirstDoes(t *testing.T) {
	allocs := func(s *Store, q storage.ListQuery) float64 {
		return testing.AllocsPerRun(20, func() {
			_, err := s.List(t.Context(), q)
			require.NoError(t, err)
		})
	}
	for name, q := range map[string]storage.ListQuery{
		"by ID":     {},
		"by e-mail": {Order: by("email")},
		"by name":   {Order: by("last_name", "first_name"), Where: []storage.Cond{{Field: "role", Op: storage.OpEq, Value: "u"}}},
		"suffix":    {Order: by("email"), Where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%-000007@ACME.com"}}},
		"prefix":    {Order: by("last_name"), Where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "person-00001%"}}},
	} {
		q.Scope, q.Kind, q.Limit = scope, storage.KindAttendee, 20
		small, large := crowded(t, 2_000), crowded(t, 20_000)
		first := allocs(large, q)
		require.LessOrEqual(t, first, 2*allocs(small, q)+40, name)
		if len(q.Where) > 0 && q.Where[0].Op == storage.OpLike {
			continue
		}
		most := 1.2 * first
		if len(q.Order) > 1 {
			most = 2 * first // the namesakes of the position are looked at again
		}
		deep := q
		deep.Page = 900
		page, err := large.List(t.Context(), deep)
		require.NoError(t, err)
		deep.Page, deep.After = 0, page.Next
		require.LessOrEqual(t, allocs(large, deep), most+40, name)
	}
}

// TestListsWhileWriting lets the race detector watch readers who make indexes
// beside each other and beside writers.
func TestListsWhileWriting(t *testing.T) {
	l := &listing{Rand: rand.New(rand.NewPCG(1, 0)), store: New()}
	l.write(t)
	var readers sync.WaitGroup
	for seed := range uint64(4) {
		queries := &listing{Rand: rand.New(rand.NewPCG(seed, 1))}
		readers.Go(func() {
			for range 300 {
				_, err := l.store.List(t.Context(), queries.query())
				assert.NoError(t, err)
			}
		})
	}
	for range 100 {
		l.write(t)
	}
	readers.Wait()
}
