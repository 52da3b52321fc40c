package mysql_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// openPool returns what an embedder has: a pool made with the driver alone.
func openPool(t testing.TB, dsn, parameters string) *sql.DB {
	t.Helper()
	join := "?"
	if strings.Contains(dsn, "?") {
		join = "&"
	}
	db, err := sql.Open("mysql", dsn+join+parameters)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	db.SetMaxIdleConns(16)
	return db
}

// pooled returns a migrated store on an embedder's pool.
func pooled(t testing.TB, db *sql.DB, opts ...mysql.Option) *sqlstore.Store {
	t.Helper()
	if onTiDB() {
		opts = append(opts, mysql.OnTiDB())
	}
	st, err := mysql.New(db, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	return st.Store
}

// Whatever the settings of the embedder's connections, the store keeps what it
// is given and finds it again.
func TestSettings(t *testing.T) {
	for name, parameters := range map[string]string{
		"sent as text": "parseTime=true&loc=Asia%2FKolkata&clientFoundRows=true&interpolateParams=true&charset=utf8&time_zone=%27-11%3A00%27&sql_mode=%27%27",
		"prepared":     "charset=latin1&sql_mode=%27ANSI%2CNO_BACKSLASH_ESCAPES%2CTRADITIONAL%27&loc=Local&tx_isolation=%27READ-COMMITTED%27",
	} {
		t.Run(name, func(t *testing.T) {
			databases := engine().Databases(t)
			storagetest.Run(t, func(t testing.TB) storage.Store {
				return pooled(t, openPool(t, databases(t), parameters), mysql.WithOutbox())
			}, append(excepted(), exceptLong()...)...)
		})
	}
}

// What is stored comes back as it was, byte for byte and digit for digit.
func TestExact(t *testing.T) {
	st := engine().Open(t)
	var all strings.Builder
	for r := range rune(0x180) {
		all.WriteRune(r + 1) // NUL is malformed
	}
	texts := []string{
		all.String(), `"`, `""`, `"quoted"`, `"half`, `\`, `\"`, `\u0041`, "null", "[]", "{}", "0", "-0", "1e3", " ", "  x  ", "\x01", "\x7f",
		"\u2028\u2029\ufeff\uffff", "\ud7ff\ue000", "🪑\U0010ffff", "e\u0301", strings.Repeat("席", 100_000),
	}
	cs := storage.ChangeSet{Scope: sqltest.Scope}
	for i, text := range texts {
		a := sqltest.Attendee(i)
		a.PreferredName, a.Custom = text, map[string]storage.Value{"diet": storage.Text(text)}
		a.CreatedAt = a.CreatedAt.Add(time.Duration(i) * time.Microsecond)
		a.Version = math.MaxInt32
		cs.Attendees.Put = append(cs.Attendees.Put, a)
	}
	for i, n := range []int64{0, 1<<53 + 1, math.MaxInt64} {
		z := sqltest.Zone(i)
		z.Capacity, z.RequiresTicket = n, i%2 == 0
		cs.Zones.Put = append(cs.Zones.Put, z)
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	for range 2 { // as inserted, and as updated
		q := storage.Query{Scope: sqltest.Scope}
		for _, a := range cs.Attendees.Put {
			q.Attendees.IDs = append(q.Attendees.IDs, a.ID)
		}
		for _, z := range cs.Zones.Put {
			q.Zones.IDs = append(q.Zones.IDs, z.ID)
		}
		set, err := st.Load(t.Context(), q)
		require.NoError(t, err)
		require.ElementsMatch(t, cs.Attendees.Put, set.Attendees)
		require.ElementsMatch(t, cs.Zones.Put, set.Zones)
		for i := range cs.Attendees.Put {
			cs.Attendees.Put[i].Rev++
			cs.Attendees.Put[i].Suffix = texts[i]
		}
		for i := range cs.Zones.Put {
			cs.Zones.Put[i].Rev++
			cs.Zones.Put[i].Slug = "changed"
		}
		require.NoError(t, st.Apply(t.Context(), cs))
	}
}

// exceptLong leaves out what takes longest and is the same whatever the settings
// of a connection are, and however many nodes a cluster has: TestConformance has it.
func exceptLong() (opts []storagetest.Option) {
	if !sqltest.Brief() {
		return nil
	}
	for _, name := range []string{"List/MatchesDefinition", "List/EveryField", "List/EveryOperator", "List/WritesBetweenPages", "Load/EveryRelation", "Size/TenThousand"} {
		opts = append(opts, storagetest.Except(name, "it runs with MUSTER_TEST_FULL=1"))
	}
	return opts
}

// A text that no index can hold is refused where it is a key, whatever the SQL
// mode, and only cut off where lists look for it.
func TestLongTexts(t *testing.T) {
	for _, mode := range []string{"", "TRADITIONAL"} {
		st := pooled(t, openPool(t, fresh(t), "sql_mode=%27"+mode+"%27"))

		a := sqltest.Attendee(1)
		a.Unique.Email = strings.Repeat("é", 1500) // 3,000 bytes
		a.LastName = strings.Repeat("x", 2999) + "é" + strings.Repeat("y", 9_000)
		a.Company = strings.Repeat("z", 100_000)
		require.NoError(t, st.Apply(t.Context(), sqltest.Puts(a)))
		set, err := st.Load(t.Context(), storage.Query{Scope: a.Scope, Attendees: storage.Lookup{Keys: []storage.Key{{Name: storage.KeyEmail, Value: a.Unique.Email}}}})
		require.NoError(t, err)
		require.Len(t, set.Attendees, 1)
		require.True(t, storage.Equal(a, set.Attendees[0]))
		page, err := st.List(t.Context(), storage.ListQuery{Scope: a.Scope, Kind: storage.KindAttendee, Limit: 1, Where: []storage.Cond{
			{Field: "last_name", Op: storage.OpLike, Value: "xxx%"}, {Field: "company", Op: storage.OpEq, Value: a.Company},
		}})
		require.NoError(t, err)
		require.Len(t, page.Attendees, 1)

		b := sqltest.Attendee(2)
		b.Unique.User = strings.Repeat("k", 3001)
		err = st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(3), b))
		require.ErrorIs(t, err, storage.ErrMalformed)
		require.NotContains(t, err.Error(), "kkk")
		set, err = st.Load(t.Context(), storage.Query{Scope: a.Scope, Attendees: storage.Lookup{IDs: []storage.ID{b.ID, sqltest.Attendee(3).ID}}})
		require.NoError(t, err)
		require.Zero(t, set.Len(), "all or nothing")
	}
}

// A set that is larger than a packet of the server is sent in parts, and is still
// all or nothing. One record that is larger is refused as too large, whoever
// notices: the store, the driver or the server.
func TestTooLarge(t *testing.T) {
	server := killable(t)
	admin := openPool(t, server.DSN, "")
	const packet = 1 << 20
	_, err := admin.ExecContext(t.Context(), fmt.Sprint("SET GLOBAL max_allowed_packet = ", packet))
	require.NoError(t, err)
	st := openAt(t, server.DSN)
	wide := func(n, size int) storage.ChangeSet {
		cs := sqltest.Puts(sqltest.Attendees(n, 8)...)
		for i := range cs.Attendees.Put {
			cs.Attendees.Put[i].PreferredName = strings.Repeat("c", size)
		}
		return cs
	}
	count := func() int {
		page, err := st.List(t.Context(), storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 1, WithTotal: true})
		require.NoError(t, err)
		return page.Total
	}
	cs := wide(1, packet/3)
	require.NoError(t, st.Apply(t.Context(), cs))
	require.Equal(t, 8, count())
	cs.Attendees.Put = append(wide(11, packet/3).Attendees.Put, cs.Attendees.Put[0])
	require.ErrorIs(t, st.Apply(t.Context(), cs), storage.ErrConflict)
	require.Equal(t, 8, count(), "the parts before the conflict are undone")
	require.ErrorIs(t, st.Apply(t.Context(), wide(21, packet)), storage.ErrTooLarge)

	pooled, err := mysql.New(openPool(t, server.DSN, "maxAllowedPacket=0"))
	require.NoError(t, err)
	require.ErrorIs(t, pooled.Apply(t.Context(), wide(21, packet)), storage.ErrTooLarge, "the server says so")
	text, err := mysql.New(openPool(t, server.DSN, "maxAllowedPacket=0&interpolateParams=true"))
	require.NoError(t, err)
	err = text.Tx(t.Context(), func(ctx context.Context, st *sqlstore.Store, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "SELECT ?", strings.Repeat("x", 2*packet))
		require.True(t, mysql.Dialect().TooLarge(err), "the driver says so")
		return err
	})
	require.Error(t, err)
	require.Equal(t, 8, count())
}

// Where the server's own settings would have statements do something else, or fail,
// the connections of Open have others.
func TestOpenSettings(t *testing.T) {
	server := killable(t)
	admin := openPool(t, server.DSN, "")
	for _, setting := range []string{
		"autocommit = 0", "sql_select_limit = 3", "sql_safe_updates = 1", "max_join_size = 2", "foreign_key_checks = 0", "unique_checks = 0", "max_sort_length = 64",
	} {
		_, err := admin.ExecContext(t.Context(), "SET GLOBAL "+setting)
		require.NoError(t, err, setting)
	}
	st := openAt(t, server.DSN, mysql.WithOutbox())
	other := openAt(t, server.DSN)
	list := sqltest.Attendees(1, 10)
	q := storage.Query{Scope: sqltest.Scope, With: storage.WithRevisions}
	for i := range list {
		list[i].Company = strings.Repeat("x", 100) + fmt.Sprint(len(list)-i)
		q.Attendees.IDs = append(q.Attendees.IDs, list[i].ID)
	}
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(list...)))
	set, err := st.Load(t.Context(), q)
	require.NoError(t, err)
	require.Len(t, set.Attendees, 10)

	list[0].Rev++
	list[0].FirstName = "Augusta"
	require.NoError(t, other.Apply(t.Context(), sqltest.Puts(list[0])))
	set, err = st.Load(t.Context(), q)
	require.NoError(t, err)
	require.True(t, storage.Equal(list[0], set.Attendees[0]), "what another one wrote is seen")

	var names []string
	page := storage.ListQuery{Scope: sqltest.Scope, Kind: storage.KindAttendee, Limit: 2, Order: []storage.Order{{Field: "company"}}}
	for a, err := range storage.All[storage.Attendee](t.Context(), st, page) {
		require.NoError(t, err)
		names = append(names, a.Company)
	}
	require.True(t, slices.IsSorted(names), "%q", names)
	require.Len(t, names, 10)

	orphan := storage.ChangeSet{Scope: sqltest.Scope}
	orphan.FormResponses.Put = []storage.FormResponse{sqltest.Response(sqltest.Attendee(99))}
	require.ErrorIs(t, st.Apply(t.Context(), orphan), storage.ErrConflict)
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: sqltest.Scope, Before: sqltest.Noon.Add(time.Hour)}))
	require.NoError(t, st.Purge(t.Context(), storage.Expiry{Scope: sqltest.Scope, Everything: true}))
}

// Connections of somebody else's that would do something else without a word are
// refused before there are tables.
func TestSettingsRefused(t *testing.T) {
	if onTiDB() {
		t.Skip("it has no such settings")
	}
	dsn := fresh(t)
	settings := map[string]string{
		"autocommit": "0", "sql_select_limit": "3", "foreign_key_checks": "0", "unique_checks": "0", "max_sort_length": "64", "completion_type": "1",
		"tx_isolation": "%27READ-UNCOMMITTED%27",
	}
	all := ""
	for name, value := range settings {
		if name != "sql_select_limit" { // which would hide the others
			all += name + "=" + value + "&"
		}
		st, err := mysql.New(openPool(t, dsn, name+"="+value))
		require.NoError(t, err)
		require.ErrorContains(t, st.Migrate(t.Context()), name)
		_, err = mysql.Open(t.Context(), dsn+"?"+name+"="+value)
		require.ErrorContains(t, err, name, "the data source name says so")
	}
	st, err := mysql.New(openPool(t, dsn, strings.TrimSuffix(all, "&")))
	require.NoError(t, err)
	delete(settings, "sql_select_limit")
	err = st.Check(t.Context())
	for name := range settings {
		require.ErrorContains(t, err, name)
	}
	st, err = mysql.New(openPool(t, dsn, "sql_select_limit=0"))
	require.NoError(t, err)
	require.ErrorContains(t, st.Check(t.Context()), "sql_select_limit")
	require.Empty(t, texts(t, openPool(t, dsn, ""), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"))
}

// A data source name may set what the connections set anyway.
func TestOwnSettings(t *testing.T) {
	if onTiDB() {
		t.Skip("it has no such settings")
	}
	dsn := fresh(t)
	value := func(parameters, name string) string {
		st, err := mysql.Open(t.Context(), dsn+"?"+parameters)
		require.NoError(t, err)
		defer st.Close()
		return texts(t, st.DB(), "SELECT @@"+name)[0]
	}
	require.Equal(t, "4096", value("max_sort_length=4096", "max_sort_length"))
	require.Equal(t, "4096", value("@@SESSION.Max_Sort_Length=4096", "max_sort_length"))
	require.Equal(t, "0", value("max_join_size=1000000", "sql_big_selects"))
	require.Equal(t, "1", value("time_zone=%27-11%3A00%27", "sql_big_selects"))
	require.Equal(t, "1", value("sql_safe_updates=1", "sql_safe_updates"))
}
