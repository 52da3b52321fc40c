package sqltest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// listShapes are the lists that screens, exports and feeds ask for.
var listShapes = []struct {
	name  string
	where []storage.Cond
	order []storage.Order
	kind  storage.Kind
	page  int
	total bool
}{
	{name: "by id"},
	{name: "by id, filtered", where: []storage.Cond{active, {Field: "owner", Op: storage.OpEq, Value: "system"}}},
	{name: "by creation", order: []storage.Order{{Field: "created_at"}}},
	{name: "newest first", order: []storage.Order{{Field: "created_at", Desc: true}}},
	{name: "created since", where: []storage.Cond{{Field: "created_at", Op: storage.OpGe, Value: Noon}}, order: []storage.Order{{Field: "created_at"}}},
	{name: "by last name", order: byName},
	{name: "by last name, filtered", where: []storage.Cond{active, guests}, order: byName},
	{name: "by last name, page 2", order: byName, page: 2},
	{name: "by last name, filtered, page 2", where: []storage.Cond{active, guests}, order: byName, page: 2},
	{name: "by last name and first name", order: []storage.Order{{Field: "last_name"}, {Field: "first_name"}}},
	{name: "by last name, last first", order: []storage.Order{{Field: "last_name", Desc: true}}},
	{name: "last name prefix, by last name", where: []storage.Cond{{Field: "last_name", Op: storage.OpLike, Value: "love%"}}, order: byName},
	{name: "with total", total: true},
	{name: "with total, filtered", where: []storage.Cond{active}, order: byName, total: true},
	{name: "one e-mail", where: []storage.Cond{{Field: "email", Op: storage.OpEq, Value: "ada.1@acme.com"}}},
	{name: "e-mails", where: []storage.Cond{{Field: "email", Op: storage.OpIn, Value: []string{"ada.1@acme.com"}}}},
	{name: "e-mail prefix", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "ada%"}}},
	{name: "e-mail prefix, by last name", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "ada%"}}, order: byName},
	{name: "e-mail suffix", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%@acme.com"}}},
	{name: "e-mail suffix, by last name", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "%@acme.com"}}, order: byName},
	{name: "e-mail suffix, by last name, page 2, with total", where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: "%@acme.com"}}, order: byName, page: 2, total: true},
	{name: "anywhere in the e-mail", where: []storage.Cond{{Field: "email", Op: storage.OpLike, Value: "%acme%"}}},
	{name: "some by last name", where: []storage.Cond{{Field: "id", Op: storage.OpIn, Value: []storage.ID{ID(storage.KindAttendee, 1), ID(storage.KindAttendee, 2), ID(storage.KindAttendee, 1_001), ID(storage.KindAttendee, 1_002)}}}, order: byName},
	{name: "by e-mail", order: []storage.Order{{Field: "email"}}},
	{name: "by type and creation", order: []storage.Order{{Field: "type_code"}, {Field: "created_at"}}},
	{name: "by a custom field", where: []storage.Cond{{Field: "custom.diet", Op: storage.OpEq, Value: "vegan"}}, order: []storage.Order{{Field: "custom.seat"}}},
	{name: "types by name", kind: storage.KindType, order: []storage.Order{{Field: "name"}}},
	{name: "groups by name", kind: storage.KindGroup, order: []storage.Order{{Field: "name"}}},
	{name: "members of one", kind: storage.KindMembership, where: []storage.Cond{{Field: "group_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "memberships of one", kind: storage.KindMembership, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "responses of one", kind: storage.KindFormResponse, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "responses to one form", kind: storage.KindFormResponse, where: []storage.Cond{{Field: "form_id", Op: storage.OpEq, Value: "diet"}}},
	{name: "revisions of one", kind: storage.KindRevision, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "version"}}},
	{name: "credentials of one", kind: storage.KindCredential, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "credentials of a type", kind: storage.KindCredential, where: []storage.Cond{{Field: "type_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "zones by name", kind: storage.KindZone, order: []storage.Order{{Field: "name"}}},
	{name: "check lists by name", kind: storage.KindCheckList, order: []storage.Order{{Field: "name"}}},
	{name: "points of a zone", kind: storage.KindAccessPoint, where: []storage.Cond{{Field: "zone_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "points with a list", kind: storage.KindAccessPoint, where: []storage.Cond{{Field: "list_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "check-ins of one", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "check-ins of one by time", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "at"}}},
	{name: "latest check-ins of one", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "at", Desc: true}}},
	{name: "check-ins by time", kind: storage.KindCheckIn, order: []storage.Order{{Field: "at"}}},
	{name: "check-ins since", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "at", Op: storage.OpGe, Value: Noon}}, order: []storage.Order{{Field: "at"}}},
	{name: "latest denied", kind: storage.KindCheckIn, where: []storage.Cond{{Field: "reason", Op: storage.OpNotNull}}, order: []storage.Order{{Field: "at", Desc: true}}},
	{name: "entries of a report's owner", kind: storage.KindEntry, where: []storage.Cond{{Field: "report_owner", Op: storage.OpEq, Value: "user-1"}}},
	{name: "shares of one", kind: storage.KindAssociation, where: []storage.Cond{{Field: "attendee_id", Op: storage.OpEq, Value: storage.ID{1}}}},
	{name: "shares of an entry", kind: storage.KindAssociation, where: []storage.Cond{{Field: "entry_id", Op: storage.OpEq, Value: storage.ID{1}}}, order: []storage.Order{{Field: "position"}}},
	{name: "shares of an entry by id", kind: storage.KindAssociation, where: []storage.Cond{{Field: "entry_id", Op: storage.OpEq, Value: storage.ID{1}}}},
}

var (
	active = storage.Cond{Field: "status", Op: storage.OpEq, Value: "active"}
	guests = storage.Cond{Field: "type_code", Op: storage.OpEq, Value: "GUEST"}
	byName = []storage.Order{{Field: "last_name"}}
)

// How many scopes there are in a filled store, with how many people in each and
// in the first: 20,000 attendees.
const (
	fullScopes = 10
	fullPeople = 1_800
	fullFirst  = 3_800
)

// few is a scope of three attendees in a filled store.
var few = storage.Scope{Tenant: Scope.Tenant, Event: "small"}

// fill stores 20,000 attendees in ten scopes and three in another, with a
// revision, a response, a membership, a credential, a check-in and a share of an
// entry each, and an event each in the first. One in ten is inside.
// One in two hundred is of acme.com. A Small engine gets no more than common
// patterns need.
func (st *Store) fill(t *testing.T, e Engine) {
	t.Helper()
	const at = 1_000 // numbers before it are others'
	scopes, first, others := fullScopes, fullFirst, fullPeople
	if e.Small {
		scopes, first, others = 2, 1_100, 100
	}
	for n := range scopes {
		scope, people := Scope, first
		if n > 0 {
			scope.Event, people = fmt.Sprint("summit ", n), others
		}
		cs := storage.ChangeSet{Scope: scope}
		for i := range 100 {
			x := newFixture(at + i)
			for _, head := range []*storage.Head{&x.t.Head, &x.k.Head, &x.g.Head, &x.ct.Head, &x.z.Head, &x.l.Head, &x.p.Head, &x.e.Head} {
				head.Scope = scope
			}
			cs.Types.Put, cs.Tokens.Put, cs.Groups.Put = append(cs.Types.Put, x.t), append(cs.Tokens.Put, x.k), append(cs.Groups.Put, x.g)
			cs.CredentialTypes.Put, cs.Zones.Put, cs.CheckLists.Put = append(cs.CredentialTypes.Put, x.ct), append(cs.Zones.Put, x.z), append(cs.CheckLists.Put, x.l)
			cs.AccessPoints.Put, cs.Entries.Put = append(cs.AccessPoints.Put, x.p), append(cs.Entries.Put, x.e)
		}
		for i := range people {
			a := Attendee(at + i)
			a.Scope = scope
			if i%200 == 0 {
				a.Email = fmt.Sprintf("ada.%d@acme.com", i)
				a.Unique.Email = a.Email
			}
			_, r := Changed(a)
			cs.Attendees.Put, cs.Revisions.Put = append(cs.Attendees.Put, a), append(cs.Revisions.Put, r)
			cs.FormResponses.Put = append(cs.FormResponses.Put, Response(a))
			cs.Memberships.Put = append(cs.Memberships.Put, Membership(cs.Groups.Put[i%100], a))
			cs.Credentials.Put = append(cs.Credentials.Put, Credential(a, cs.CredentialTypes.Put[i%3]))
			in := CheckIn(a, cs.AccessPoints.Put[i%100])
			if i%10 > 0 {
				in.EndedBy, in.UniquePresence = in.ID, "" // most have left
			}
			cs.CheckIns.Put = append(cs.CheckIns.Put, in)
			cs.Associations.Put = append(cs.Associations.Put, Association(cs.Entries.Put[i%100], a, i/100+1))
			if n == 0 {
				cs.Events = append(cs.Events, Created(a))
			}
		}
		require.NoError(t, st.Apply(t.Context(), cs))
	}
	cs := Puts(Attendees(1, 3)...)
	cs.Scope = few
	for i := range cs.Attendees.Put {
		cs.Attendees.Put[i].Scope = few
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	if e.Analyze != nil {
		e.Analyze(t, st.DB)
	}
}

// Plans has every statement that a store sends explained on 20,000 attendees,
// and compares the plans with testdata/<name>.plans.txt. The engine looks at
// each of them: see CheckPlan. The names that it is told are those of
// [sqlstore.Store.Statements], "list " with the name of a shape and a page, which may be one "of few",
// "common " with a pattern that many satisfy and a page, "sorted " with a field,
// "purge …" and "outbox, …". It uses Explain, CheckPlan, KnownPlans and Analyze.
func Plans(t *testing.T, e Engine) {
	st := e.Open(t, sqlstore.WithOutbox())
	statements := sent(t, st)
	st.fill(t, e)
	var b strings.Builder
	explain := func(name string, c Call) string {
		t.Helper()
		plan := e.Explain(t, st.DB, c.Text, c.Values())
		require.NotEmpty(t, plan, name)
		e.CheckPlan(t, name, c.Text, plan)
		return plan
	}
	for _, s := range st.Statements() {
		plan := e.Explain(t, st.DB, s.SQL, statements[s.Name].Values())
		e.CheckPlan(t, s.Name, s.SQL, plan)
		b.WriteString("-- " + s.Name + "\n" + plan + "\n")
	}
	watch := func(fn func()) (list []Call) {
		for _, c := range st.Probe.Watch(fn) {
			if c.Op == "query" || c.Op == "exec" {
				list = append(list, c)
			}
		}
		return list
	}
	for _, shape := range listShapes {
		seen := make(map[string]bool)
		for _, size := range []string{"", " of few"} {
			q := storage.ListQuery{Scope: Scope, Kind: max(shape.kind, storage.KindAttendee), Where: shape.where, Order: shape.order, Limit: 1, Page: shape.page, WithTotal: shape.total}
			if size != "" { // where a page has to go on to other values, and to records without one
				q.Scope = few
			}
			for _, page := range []string{"first page", "next page"} {
				var next string
				for _, c := range watch(func() {
					found, err := st.List(t.Context(), q)
					require.NoError(t, err)
					next = found.Next
				}) {
					plan := explain("list "+shape.name+", "+page+size, c)
					if seen[c.Text] {
						continue
					}
					seen[c.Text] = true
					// Without the size: how many share a name, and so which of the
					// two lists needs a statement first, depends on e.Small.
					b.WriteString("-- list " + shape.name + ", " + page + ": " + condition(e, c.Text) + "\n" + plan + "\n")
				}
				if q.After = next; next == "" || q.Page > 0 {
					break
				}
			}
		}
	}
	for _, c := range []struct {
		name string
		call func() error
	}{
		{"outbox, look", func() error {
			_, err := st.Pending(t.Context(), storage.Claim{Limit: 20, Now: Noon})
			return err
		}},
		{"outbox, claim", func() error {
			_, err := st.Pending(t.Context(), storage.Claim{Limit: 20, Now: Noon, Until: Noon.AddDate(0, 0, 1)})
			return err
		}},
		{"outbox, acknowledge", func() error { return st.Ack(t.Context(), Created(Attendee(1_000)).ID) }},
		{"purge before", func() error { return st.Purge(t.Context(), storage.Expiry{Scope: Scope, Before: Noon}) }},
	} {
		for _, sent := range watch(func() { require.NoError(t, c.call()) }) {
			if !strings.Contains(sent.Text, "muster_") {
				continue // BEGIN and its like, where a driver sends them as text
			}
			plan := explain(c.name, sent)
			b.WriteString("-- " + c.name + ": " + sent.Text + "\n" + plan + "\n")
		}
	}
	commonPatterns(t, st, explain, watch)
	sortedByEveryField(t, st, explain, watch)
	for _, c := range watch(func() {
		require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: storage.Scope{Tenant: Scope.Tenant, Event: "summit 1"}, Everything: true}))
	}) {
		if strings.Contains(c.Text, "muster_") {
			plan := explain("purge everything", c)
			b.WriteString("-- purge everything: " + c.Text + "\n" + plan + "\n")
		}
	}
	if e.KnownPlans != nil && !e.KnownPlans(t, st.DB) {
		t.Log("every plan was checked; the texts in testdata are those of another version of the server")
		return
	}
	golden(t, e.Dialect.Name()+".plans.txt", b.String())
}

// commonPatterns: a pattern that many satisfy does not find the records: the
// order does, and the page is full at once.
func commonPatterns(t *testing.T, st *Store, explain func(string, Call) string, watch func(func()) []Call) {
	for _, pattern := range []string{"%@example.org", "person.%", "person%example.org"} {
		q := storage.ListQuery{
			Scope: Scope, Kind: storage.KindAttendee, Order: byName, Limit: 10,
			Where: []storage.Cond{guests, {Field: "email", Op: storage.OpLike, Value: pattern}},
		}
		for _, page := range []string{"first page", "next page"} {
			var next string
			calls := watch(func() {
				page, err := st.List(t.Context(), q)
				require.NoError(t, err)
				require.Len(t, page.Attendees, q.Limit)
				next = page.Next
			})
			explain("common "+pattern+", "+page, calls[len(calls)-1])
			q.After = next
		}
	}
}

// sortedByEveryField: every field can be sorted by without reading other
// scopes.
func sortedByEveryField(t *testing.T, st *Store, explain func(string, Call) string, watch func(func()) []Call) {
	for k := storage.KindAttendee; k.Known(); k++ {
		for _, f := range storage.Fields(k) {
			for _, desc := range []bool{false, true} {
				q := storage.ListQuery{Scope: Scope, Kind: k, Order: []storage.Order{{Field: f.Name, Desc: desc}}, Limit: 1, WithTotal: true}
				for _, q.Page = range []int{0, 2} {
					for _, c := range watch(func() {
						_, err := st.List(t.Context(), q)
						require.NoError(t, err)
					}) {
						explain("sorted "+f.Name, c)
					}
				}
			}
		}
	}
}

// condition is what tells the statements of a list apart.
func condition(e Engine, text string) string {
	_, after, found := strings.Cut(text, "event = "+e.Dialect.Placeholder(2)+")")
	if !found {
		return text
	}
	return strings.TrimPrefix(after, " ")
}
