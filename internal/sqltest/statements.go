package sqltest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// fixture is one record of every kind. Its parts hang together.
type fixture struct {
	a storage.Attendee
	t storage.Type
	r storage.Revision
	k storage.Token
	g storage.Group
	m storage.Membership
	f storage.FormResponse

	ct storage.CredentialType
	c  storage.Credential
	z  storage.Zone
	l  storage.CheckList
	p  storage.AccessPoint
	i  storage.CheckIn
	e  storage.Entry
	s  storage.Association
}

// newFixture returns fixture n, every key of which is taken.
func newFixture(n int) fixture {
	x := fixture{a: Attendee(n), g: Group(n)}
	x.a.Unique.Match = x.a.Unique.External
	x.t = storage.Type{Head: storage.Head{Scope: Scope, ID: ID(storage.KindType, n), Rev: 1, CreatedAt: Noon}, Code: "T" + x.a.UserID, Name: x.g.Name, UniqueName: x.g.Name}
	x.k = storage.Token{Head: storage.Head{Scope: Scope, ID: ID(storage.KindToken, n), Rev: 1, CreatedAt: Noon}, Value: x.a.UserID, Digest: "digest"}
	_, x.r = Changed(x.a)
	x.m, x.f = Membership(x.g, x.a), Response(x.a)
	x.ct, x.z, x.l, x.e = CredentialType(n), Zone(n), CheckList(n), Expense(n)
	x.c, x.p, x.s = Credential(x.a, x.ct), AccessPoint(n, x.z, x.l), Association(x.e, x.a, 1)
	x.i = CheckIn(x.a, x.p)
	return x
}

// next returns the fixture with every record one revision on. Keys and other
// columns of indexes change if they are to.
func (x fixture) next(keys bool) fixture {
	for _, head := range []*storage.Head{
		&x.a.Head, &x.t.Head, &x.r.Head, &x.k.Head, &x.g.Head, &x.m.Head, &x.f.Head,
		&x.ct.Head, &x.c.Head, &x.z.Head, &x.l.Head, &x.p.Head, &x.i.Head, &x.e.Head, &x.s.Head,
	} {
		head.Rev++
		head.UpdatedAt = head.UpdatedAt.AddDate(0, 0, 1)
	}
	if keys {
		x.a.Unique = storage.AttendeeKeys{Code: "code", User: "user", External: "external", Email: "email", Match: "match"}
		x.t.Code, x.t.UniqueName, x.g.UniqueName, x.k.Value = "T", "type", "group", "token"
		x.r.Version++
		x.m.GroupID, x.f.AttendeeID = ID(storage.KindGroup, 2), ID(storage.KindAttendee, 2)
		x.ct.UniqueName, x.c.UniqueValue, x.z.UniqueSlug, x.l.UniqueName = "badge", "value", "zone", "list"
		x.p.UniqueSlug, x.i.UniqueNonce, x.e.UniqueExternal, x.s.Amount = "door", "nonce", "expense", x.s.Amount+1
	}
	return x
}

func (x fixture) put() storage.ChangeSet {
	return storage.ChangeSet{
		Scope:         Scope,
		Attendees:     storage.Changes[storage.Attendee]{Put: []storage.Attendee{x.a}},
		Types:         storage.Changes[storage.Type]{Put: []storage.Type{x.t}},
		Revisions:     storage.Changes[storage.Revision]{Put: []storage.Revision{x.r}},
		Tokens:        storage.Changes[storage.Token]{Put: []storage.Token{x.k}},
		Groups:        storage.Changes[storage.Group]{Put: []storage.Group{x.g}},
		Memberships:   storage.Changes[storage.Membership]{Put: []storage.Membership{x.m}},
		FormResponses: storage.Changes[storage.FormResponse]{Put: []storage.FormResponse{x.f}},

		CredentialTypes: storage.Changes[storage.CredentialType]{Put: []storage.CredentialType{x.ct}},
		Credentials:     storage.Changes[storage.Credential]{Put: []storage.Credential{x.c}},
		Zones:           storage.Changes[storage.Zone]{Put: []storage.Zone{x.z}},
		CheckLists:      storage.Changes[storage.CheckList]{Put: []storage.CheckList{x.l}},
		AccessPoints:    storage.Changes[storage.AccessPoint]{Put: []storage.AccessPoint{x.p}},
		CheckIns:        storage.Changes[storage.CheckIn]{Put: []storage.CheckIn{x.i}},
		Entries:         storage.Changes[storage.Entry]{Put: []storage.Entry{x.e}},
		Associations:    storage.Changes[storage.Association]{Put: []storage.Association{x.s}},
	}
}

func (x fixture) remove() storage.ChangeSet {
	return storage.ChangeSet{
		Scope:         Scope,
		Attendees:     storage.Changes[storage.Attendee]{Delete: []storage.Ref{x.a.Ref()}},
		Types:         storage.Changes[storage.Type]{Delete: []storage.Ref{x.t.Ref()}},
		Revisions:     storage.Changes[storage.Revision]{Delete: []storage.Ref{x.r.Ref()}},
		Tokens:        storage.Changes[storage.Token]{Delete: []storage.Ref{x.k.Ref()}},
		Groups:        storage.Changes[storage.Group]{Delete: []storage.Ref{x.g.Ref()}},
		Memberships:   storage.Changes[storage.Membership]{Delete: []storage.Ref{x.m.Ref()}},
		FormResponses: storage.Changes[storage.FormResponse]{Delete: []storage.Ref{x.f.Ref()}},

		CredentialTypes: storage.Changes[storage.CredentialType]{Delete: []storage.Ref{x.ct.Ref()}},
		Credentials:     storage.Changes[storage.Credential]{Delete: []storage.Ref{x.c.Ref()}},
		Zones:           storage.Changes[storage.Zone]{Delete: []storage.Ref{x.z.Ref()}},
		CheckLists:      storage.Changes[storage.CheckList]{Delete: []storage.Ref{x.l.Ref()}},
		AccessPoints:    storage.Changes[storage.AccessPoint]{Delete: []storage.Ref{x.p.Ref()}},
		CheckIns:        storage.Changes[storage.CheckIn]{Delete: []storage.Ref{x.i.Ref()}},
		Entries:         storage.Changes[storage.Entry]{Delete: []storage.Ref{x.e.Ref()}},
		Associations:    storage.Changes[storage.Association]{Delete: []storage.Ref{x.s.Ref()}},
	}
}

// exchange has the records of two fixtures take each other's keys, those that
// hang from others: they need not give up their keys when they are deleted.
func exchange(x, y *fixture) storage.ChangeSet {
	for _, head := range []*storage.Head{&x.c.Head, &y.c.Head, &x.p.Head, &y.p.Head, &x.i.Head, &y.i.Head} {
		head.Rev++
	}
	x.c.UniqueValue, y.c.UniqueValue = y.c.UniqueValue, x.c.UniqueValue
	x.p.UniqueSlug, y.p.UniqueSlug = y.p.UniqueSlug, x.p.UniqueSlug
	x.i.UniqueNonce, y.i.UniqueNonce = y.i.UniqueNonce, x.i.UniqueNonce
	return storage.ChangeSet{
		Scope:        Scope,
		Credentials:  storage.Changes[storage.Credential]{Put: []storage.Credential{x.c, y.c}},
		AccessPoints: storage.Changes[storage.AccessPoint]{Put: []storage.AccessPoint{x.p, y.p}},
		CheckIns:     storage.Changes[storage.CheckIn]{Put: []storage.CheckIn{x.i, y.i}},
	}
}

func (x fixture) refs() []storage.Ref {
	return []storage.Ref{
		x.a.Ref(), x.t.Ref(), x.r.Ref(), x.k.Ref(), x.g.Ref(), x.m.Ref(), x.f.Ref(),
		x.ct.Ref(), x.c.Ref(), x.z.Ref(), x.l.Ref(), x.p.Ref(), x.i.Ref(), x.e.Ref(), x.s.Ref(),
	}
}

// lookups are what the records of fixtures are found by: one question for each
// way to name a record, and one for all the ways of all kinds.
func lookups(all []fixture) (list []storage.Query) {
	every := storage.Query{Scope: Scope}
	add := func(of func(*storage.Query) *storage.Lookup, entity func(fixture) storage.Entity) {
		byID := storage.Query{Scope: Scope}
		byKey := make(map[storage.KeyName]storage.Query)
		for _, x := range all {
			e := entity(x)
			of(&byID).IDs = append(of(&byID).IDs, e.Ref().ID)
			of(&every).IDs = append(of(&every).IDs, e.Ref().ID)
			keys := e.AppendKeys(nil)
			of(&every).Keys = append(of(&every).Keys, keys...)
			for _, k := range keys {
				q, ok := byKey[k.Name]
				if !ok {
					q.Scope = Scope
				}
				of(&q).Keys = append(of(&q).Keys, k)
				byKey[k.Name] = q
			}
		}
		list = append(list, byID)
		for _, q := range byKey {
			list = append(list, q)
		}
	}
	add(func(q *storage.Query) *storage.Lookup { return &q.Attendees }, func(x fixture) storage.Entity { return x.a })
	add(func(q *storage.Query) *storage.Lookup { return &q.Types }, func(x fixture) storage.Entity { return x.t })
	add(func(q *storage.Query) *storage.Lookup { return &q.Revisions }, func(x fixture) storage.Entity { return x.r })
	add(func(q *storage.Query) *storage.Lookup { return &q.Tokens }, func(x fixture) storage.Entity { return x.k })
	add(func(q *storage.Query) *storage.Lookup { return &q.Groups }, func(x fixture) storage.Entity { return x.g })
	add(func(q *storage.Query) *storage.Lookup { return &q.Memberships }, func(x fixture) storage.Entity { return x.m })
	add(func(q *storage.Query) *storage.Lookup { return &q.FormResponses }, func(x fixture) storage.Entity { return x.f })
	add(func(q *storage.Query) *storage.Lookup { return &q.CredentialTypes }, func(x fixture) storage.Entity { return x.ct })
	add(func(q *storage.Query) *storage.Lookup { return &q.Credentials }, func(x fixture) storage.Entity { return x.c })
	add(func(q *storage.Query) *storage.Lookup { return &q.Zones }, func(x fixture) storage.Entity { return x.z })
	add(func(q *storage.Query) *storage.Lookup { return &q.CheckLists }, func(x fixture) storage.Entity { return x.l })
	add(func(q *storage.Query) *storage.Lookup { return &q.AccessPoints }, func(x fixture) storage.Entity { return x.p })
	add(func(q *storage.Query) *storage.Lookup { return &q.CheckIns }, func(x fixture) storage.Entity { return x.i })
	add(func(q *storage.Query) *storage.Lookup { return &q.Entries }, func(x fixture) storage.Entity { return x.e })
	add(func(q *storage.Query) *storage.Lookup { return &q.Associations }, func(x fixture) storage.Entity { return x.s })
	of := storage.Query{
		Scope: Scope,
		With: storage.WithRevisions | storage.WithMemberships | storage.WithFormResponses |
			storage.WithCredentials | storage.WithCheckIns | storage.WithAssociations,
	}
	inside := storage.Query{Scope: Scope, With: storage.WithPresences}
	members := storage.Query{Scope: Scope, With: storage.WithMembers}
	shares := storage.Query{Scope: Scope, With: storage.WithShares}
	counts := storage.Query{Scope: Scope, Totals: storage.Spending{Years: []int32{int32(Noon.Year())}}}
	for _, x := range all {
		of.Attendees.IDs = append(of.Attendees.IDs, x.a.ID)
		members.Groups.IDs = append(members.Groups.IDs, x.g.ID)
		shares.Entries.IDs = append(shares.Entries.IDs, x.e.ID)
		counts.Occupancies = append(counts.Occupancies, x.z.ID)
		counts.Totals.Attendees = append(counts.Totals.Attendees, x.a.ID)
		counts.Uses = append(counts.Uses, x.ct.Ref(), x.z.Ref(), x.l.Ref())
	}
	inside.Attendees = of.Attendees
	return append(list, of, inside, members, shares, counts, every)
}

// sent makes the store send every statement of [sqlstore.Store.Statements], and
// returns them by their names, as they were sent.
func sent(t *testing.T, st *Store) map[string]Call {
	t.Helper()
	byText := make(map[string]Call)
	watch := func(fn func()) {
		for _, c := range st.Probe.Watch(fn) {
			if c.Op == "exec" || c.Op == "query" {
				byText[c.Text] = c
			}
		}
	}
	apply := func(cs storage.ChangeSet) {
		t.Helper()
		watch(func() { require.NoError(t, st.Apply(t.Context(), cs)) })
	}
	x, y := newFixture(1), newFixture(2)
	cs := x.put()
	cs.Events = []storage.Event{Created(x.a)}
	apply(cs)
	apply(y.put())
	for _, all := range [][]fixture{{x}, {x, y}} {
		for _, q := range lookups(all) {
			watch(func() {
				set, err := st.Load(t.Context(), q)
				require.NoError(t, err)
				require.NotZero(t, set.Len()+len(set.Occupancies)+len(set.Totals))
			})
		}
	}
	apply(storage.ChangeSet{Scope: Scope, Guards: append(x.refs(), y.refs()...)})
	apply(exchange(&x, &y))
	x = x.next(false)
	apply(x.put())
	x = x.next(true)
	apply(x.put())
	apply(x.remove())
	watch(func() {
		events, err := st.Pending(t.Context(), storage.Claim{Limit: 1, Now: Noon, Until: Noon.AddDate(0, 0, 1)})
		require.NoError(t, err)
		require.NoError(t, st.Ack(t.Context(), eventIDs(events)...))
	})

	byName := make(map[string]Call)
	for _, s := range st.Statements() {
		if c, ok := byText[s.SQL]; ok {
			byName[s.Name] = c
		}
	}
	for _, s := range st.Statements() {
		if _, ok := byName[s.Name]; ok {
			continue
		}
		byName[s.Name] = together(t, byName, s.Name, s.SQL)
	}
	return byName
}

// together returns a look-up by several ways at once from those by one, where no
// call needs both: "load revision by id or attendee_id".
func together(t *testing.T, byName map[string]Call, name, text string) Call {
	t.Helper()
	kind, ways, ok := strings.Cut(name, " by ")
	require.True(t, ok && strings.Contains(ways, " or "), "%q was never sent: the test has to be taught", name)
	c := Call{Op: "query", Text: text}
	for i, way := range strings.Split(ways, " or ") {
		one, ok := byName[kind+" by "+way]
		require.True(t, ok, "%s: %s", name, way)
		if i == 0 {
			c.Args = append(c.Args, one.Args...)
		} else {
			c.Args = append(c.Args, one.Args[len(one.Args)-1])
		}
	}
	for i := range c.Args {
		c.Args[i].Ordinal = i + 1
	}
	return c
}
