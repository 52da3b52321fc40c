package mysql_test

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"testing"

	driverpkg "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
)

// member is a server of a pair, as its administrator and as the program reach it.
type member struct {
	admin *sql.DB
	dsn   string
}

// startMember starts a server with tables, on which the program's account has no
// rights that the server's mode to read only would not hold for.
func startMember(t *testing.T) (m member) {
	t.Helper()
	server := killable(t)
	cfg, err := driverpkg.ParseDSN(server.DSN)
	require.NoError(t, err)
	m.admin = openPool(t, server.DSN, "")
	for _, text := range []string{"CREATE USER app@'127.0.0.1' IDENTIFIED BY 'secret'", "GRANT ALL ON muster.* TO app@'127.0.0.1'"} {
		_, err := m.admin.ExecContext(t.Context(), text)
		require.NoError(t, err)
	}
	openAt(t, server.DSN)
	cfg.User, cfg.Passwd = "app", "secret"
	m.dsn = cfg.FormatDSN()
	return m
}

func (m member) readOnly(t *testing.T, to string) {
	t.Helper()
	_, err := m.admin.ExecContext(t.Context(), "SET GLOBAL read_only = "+to)
	require.NoError(t, err)
}

func (m member) attendees(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, m.admin.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM muster_attendee").Scan(&n))
	return n
}

// A node that turns to reading only, as a primary does when another one takes
// over, is left by the calls that write. Where no node takes writes, the store
// reads.
func TestReadOnlyNode(t *testing.T) {
	a, b := startMember(t), startMember(t)
	st, err := mysql.OpenCluster(t.Context(), []string{a.dsn, b.dsn})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	var wg sync.WaitGroup
	for range 4 { // as many idle connections, to the first node
		wg.Go(func() {
			_, err := st.DB().ExecContext(t.Context(), "DO SLEEP(0.2)")
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	require.Equal(t, []int{1, 0}, []int{a.attendees(t), b.attendees(t)})

	a.readOnly(t, "1")
	for i := range 6 {
		require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(2+i))))
	}
	require.Equal(t, []int{1, 6}, []int{a.attendees(t), b.attendees(t)})

	b.readOnly(t, "1")
	reader, err := mysql.OpenCluster(t.Context(), []string{a.dsn, b.dsn}, mysql.WithReconnect(0))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, reader.Close()) })
	set, err := reader.Load(t.Context(), storage.Query{Scope: sqltest.Scope, Attendees: storage.Lookup{IDs: []storage.ID{sqltest.Attendee(1).ID}}})
	require.NoError(t, err)
	require.Len(t, set.Attendees, 1)
	err = reader.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(8)))
	require.ErrorContains(t, err, "mysql 1290")

	a.readOnly(t, "0")
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(8))))
	require.Equal(t, 2, a.attendees(t))
}

// Whoever asks for nothing but nodes that take writes, with the driver's own
// rejectReadOnly, gets no other one.
func TestReadOnlyNodeRejected(t *testing.T) {
	a := startMember(t)
	a.readOnly(t, "1")
	dsn := a.dsn + "?rejectReadOnly=true"
	c, err := mysql.Connector(dsn, dsn)
	require.NoError(t, err)
	_, err = c.Connect(context.Background())
	require.Error(t, err)
	require.False(t, strings.Contains(err.Error(), "secret"))
}
