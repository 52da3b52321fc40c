package mysql_test

import (
	"sync/atomic"
	"testing"

	driverpkg "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
)

// A write whose connection breaks while its statements are prepared, before the
// transaction, goes on with another one.
func TestReconnectWhilePreparing(t *testing.T) {
	st := engine().Open(t)
	var failed atomic.Int64
	st.Probe.Before(func(c sqltest.Call) error {
		if c.Op == "prepare" && failed.Add(1) <= 2 {
			return driverpkg.ErrInvalidConn
		}
		return nil
	})
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	require.Greater(t, failed.Load(), int64(2))
}
