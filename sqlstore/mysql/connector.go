package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Connector returns what connects to the first of several servers that lets it
// in, for the nodes of a cluster; the driver itself takes one address. It stays
// with a node as long as that answers, since writers on different nodes are
// more often in each other's way. A node that only reads, because another one is
// the primary now, is passed over as long as any node takes writes; an account
// that may write all the same, with SUPER for example, is not told apart. Each data
// source name is one of go-sql-driver/mysql, and they name the same database.
//
// Unless a name says otherwise, a server has 5 seconds to answer, packets may be as
// large as the server takes them, and every connection sets the variables of its
// session by which a server would do something else than it is told: autocommit,
// foreign_key_checks, unique_checks, sql_select_limit, max_sort_length,
// sql_safe_updates and sql_big_selects.
func Connector(dsns ...string) (driver.Connector, error) {
	if len(dsns) == 0 {
		return nil, errors.New("mysql: no data source name")
	}
	c := &connector{}
	for i, dsn := range dsns {
		one, err := connectorOf(dsn)
		if err != nil {
			// The driver's text may quote the name, password included.
			return nil, fmt.Errorf("mysql: data source name %d is malformed", i+1)
		}
		c.nodes = append(c.nodes, one)
	}
	return c, nil
}

// dialTimeout is for how long a server may keep the others from being tried.
const dialTimeout = 5 * time.Second

func connectorOf(dsn string) (driver.Connector, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, err
	}
	none := mysql.NewConfig()
	if cfg.Timeout == 0 {
		cfg.Timeout = dialTimeout
	}
	if cfg.MaxAllowedPacket == none.MaxAllowedPacket {
		cfg.MaxAllowedPacket = 0 // asks the server
	}
	cfg.Params = pin(cfg.Params)
	cfg.Logger = &mysql.NopLogger{} // every error is returned as well
	return mysql.NewConnector(cfg)
}

type connector struct {
	nodes []driver.Connector
	first atomic.Uint64 // the node that answered last
}

// Connect implements [driver.Connector].
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	var failed []error
	var reader driver.Conn // to a node that takes no writes
	from := c.first.Load()
	for i := range uint64(len(c.nodes)) {
		n := (from + i) % uint64(len(c.nodes))
		conn, err := c.nodes[n].Connect(ctx)
		if err == nil {
			if err = c.probe(ctx, conn); err == nil {
				c.first.Store(n)
				if reader != nil {
					_ = reader.Close()
				}
				return conn, nil
			}
			if reader == nil && onlyReads(err) {
				reader = conn
			} else {
				err = errors.Join(err, conn.Close())
			}
		}
		failed = append(failed, err)
		if ctx.Err() != nil {
			break
		}
	}
	if reader != nil && ctx.Err() == nil {
		return reader, nil
	}
	if reader != nil {
		failed = append(failed, reader.Close())
	}
	return nil, errors.Join(failed...)
}

// probe has one of several nodes begin a transaction that may write: one that was
// cut off from its cluster takes connections, and answers what it can without its
// tables, and one that only reads refuses nothing before the first write.
func (c *connector) probe(ctx context.Context, conn driver.Conn) error {
	if len(c.nodes) == 1 {
		return nil
	}
	on := conn.(driver.ExecerContext)
	for _, text := range []string{"START TRANSACTION READ WRITE", "ROLLBACK"} {
		if _, err := on.ExecContext(ctx, text, nil); err != nil {
			return err
		}
	}
	return nil
}

// onlyReads reports whether a server refused a transaction because it takes no
// writes.
func onlyReads(err error) bool {
	switch number(err) {
	case readOnlyOption, readOnlyMode, readOnlySession:
		return true
	}
	return false
}

// Driver implements [driver.Connector].
func (c *connector) Driver() driver.Driver { return c.nodes[0].Driver() }
