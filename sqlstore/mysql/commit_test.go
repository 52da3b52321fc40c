package mysql_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/storage"
)

// A commit that the server does not answer ends with the context, and then
// nobody knows what became of it. The driver by itself would wait.
func TestCommitEndsWithContext(t *testing.T) {
	if onTiDB() {
		t.Skip("TiDB has no lock that keeps commits waiting")
	}
	st := engine().Open(t)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1)))) // statements are prepared
	blocker, err := st.DB.Conn(t.Context())
	require.NoError(t, err)
	defer blocker.Close()
	st.Probe.Before(func(c sqltest.Call) error {
		if c.Op != "exec" || c.Text != "COMMIT" {
			return nil
		}
		_, err := blocker.ExecContext(t.Context(), "FLUSH TABLES WITH READ LOCK")
		return err
	})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	err = st.Apply(ctx, sqltest.Puts(sqltest.Attendee(2)))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, err, storage.ErrUnknown)
	require.Less(t, time.Since(start), 5*time.Second)

	st.Probe.Before(nil)
	_, err = blocker.ExecContext(t.Context(), "UNLOCK TABLES")
	require.NoError(t, err)
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(3))))
}
