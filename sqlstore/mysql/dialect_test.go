package mysql_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"testing"

	driverpkg "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/mysql"
	"github.com/muster-go/muster/storage"
)

func numbered(n uint16) error { return &driverpkg.MySQLError{Number: n, Message: "Unknown error"} }

// parameterTooLong is what servers say of a parameter that is longer than a packet.
var parameterTooLong = &driverpkg.MySQLError{
	Number: 1105, Message: "Parameter of prepared statement which is set through mysql_send_long_data() is longer than 'max_allowed_packet' bytes",
}

type class struct{ conflict, tooLarge, lost bool }

// What an error means is what its number says, however it is wrapped.
func TestClasses(t *testing.T) {
	all := map[class][]error{
		{conflict: true}: {numbered(1020), numbered(1062), numbered(1205), numbered(1213), numbered(1451), numbered(1452), numbered(3101)},
		{tooLarge: true}: {numbered(1153), driverpkg.ErrPktTooLarge},
		{lost: true}: {
			numbered(1040), numbered(1047), numbered(1053), numbered(1180), numbered(1290), numbered(1792), numbered(1836), numbered(1927),
			numbered(2000), numbered(2003), numbered(2006), numbered(2013), numbered(2999), numbered(9001), numbered(1105),
			io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn, driverpkg.ErrInvalidConn,
		},
		{}: {
			numbered(1044), numbered(1048), numbered(1064), numbered(1146), numbered(1406), numbered(1317), numbered(1999), numbered(3000), numbered(3100),
			errors.New("connection reset"), context.Canceled,
		},
	}
	tidb := map[class][]error{
		{conflict: true}: {numbered(8002), numbered(8005), numbered(8022), numbered(8028), numbered(9004), numbered(9007)},
		{tooLarge: true}: {numbered(8004), numbered(8025), numbered(8175), numbered(8176)},
		{lost: true}:     {numbered(8027), numbered(8501), numbered(9002), numbered(9003), numbered(9005)},
	}
	check := func(t *testing.T, d sqlstore.Dialect, want class, err error) {
		for _, err := range []error{err, fmt.Errorf("wrapped: %w", err)} {
			require.Equal(t, want, class{d.Conflict(err), d.TooLarge(err), d.(sqlstore.Networked).Lost(err)}, "%v", err)
		}
	}
	for want, errs := range all {
		for _, err := range errs {
			check(t, mysql.Dialect(), want, err)
			check(t, mysql.TiDB(), want, err)
		}
	}
	for want, errs := range tidb {
		for _, err := range errs {
			check(t, mysql.TiDB(), want, err)
			check(t, mysql.Dialect(), class{}, err)
		}
	}
	check(t, mysql.Dialect(), class{tooLarge: true}, parameterTooLong)
	require.Equal(t, "1062", mysql.Dialect().Code(numbered(1062)))
	require.Empty(t, mysql.Dialect().Code(io.EOF))
}

// Whether a commit happened is known only if the server says so: not when a proxy
// speaks for it, and not when it does not know itself.
func TestCommitAnswers(t *testing.T) {
	st := engine().Open(t, sqlstore.WithReconnect(0))
	for n, want := range map[uint16]error{
		1213: storage.ErrConflict, 3101: storage.ErrConflict,
		2006: storage.ErrUnknown, 2013: storage.ErrUnknown, 1105: storage.ErrUnknown, 1290: storage.ErrUnknown,
		3100: nil,
	} {
		st.Probe.Before(func(c sqltest.Call) error {
			if c.Op == "commit" || c.Text == "COMMIT" {
				return numbered(n)
			}
			return nil
		})
		err := st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1)))
		st.Probe.Before(nil)
		require.Error(t, err, n)
		for _, class := range []error{storage.ErrConflict, storage.ErrTooLarge, storage.ErrUnknown} {
			require.Equal(t, class == want, errors.Is(err, class), "%d: %v", n, err)
		}
	}
}
