package postgres_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/sqlstore/postgres"
)

// What an error means is what its code says, however it is wrapped.
func TestClasses(t *testing.T) {
	d := postgres.Dialect()
	type class struct{ conflict, tooLarge, lost bool }
	for want, errs := range map[class][]error{
		{conflict: true}: {code("23505"), code("23503"), code("23001"), code("40001"), code("40P01"), code("55P03"), code("42P07"), code("42710")},
		{tooLarge: true}: {code("54000"), code("54001"), code("54011")},
		{lost: true}: {
			code("57P01"), code("57P02"), code("57P03"), code("57P05"), code("25006"), code("25P03"), code("08000"), code("08006"), code("08P01"), code("53300"), code("40003"),
			io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn,
		},
		{}: {
			code("23502"), code("23514"), code("22001"), code("22021"), code("42P01"), code("42501"), code("57014"), code("25P02"),
			errors.New("connection reset"), context.Canceled, context.DeadlineExceeded,
			fmt.Errorf("%w: %w", context.Canceled, io.ErrUnexpectedEOF), // the caller went away, not the server
		},
	} {
		for _, err := range errs {
			for _, err := range []error{err, fmt.Errorf("wrapped: %w", err)} {
				require.Equal(t, want, class{d.Conflict(err), d.TooLarge(err), d.(sqlstore.Networked).Lost(err)}, "%v", err)
			}
		}
	}
	require.Equal(t, "23505", d.Code(code("23505")))
	require.Empty(t, d.Code(io.EOF))
}

func code(sqlstate string) error { return &pgconn.PgError{Code: sqlstate} }

// A statement that looks for many rows is planned for these; any other is
// prepared once.
func TestArguments(t *testing.T) {
	d := postgres.Dialect()
	for n, want := range map[int]int{1: 2, 999: 2, 1000: 3, 10_000: 3} {
		list, err := d.Array(sqlstore.TypeID, slices.Repeat([]any{make([]byte, 16)}, n))
		require.NoError(t, err)
		params := []any{int64(1), list}
		require.Len(t, d.(sqlstore.Preparing).Arguments("UPDATE muster_attendee …", params), want, "%d elements", n)
		require.Equal(t, params, d.(sqlstore.Preparing).Arguments("INSERT INTO muster_attendee …", params), "%d elements", n)
	}
}
