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
// more often in each other's way. Each data source name is one of
// go-sql-driver/mysql, and they name the same database.
//
// Unless a name says otherwise, a server has 5 seconds to answer, and packets
// may be as large as the server takes them.
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
	from := c.first.Load()
	for i := range uint64(len(c.nodes)) {
		n := (from + i) % uint64(len(c.nodes))
		conn, err := c.connect(ctx, c.nodes[n])
		if err == nil {
			c.first.Store(n)
			return conn, nil
		}
		failed = append(failed, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(failed...)
}

// connect also has a node begin a transaction: one that was cut off from its
// cluster takes connections, and answers what it can without its tables.
func (c *connector) connect(ctx context.Context, node driver.Connector) (driver.Conn, error) {
	conn, err := node.Connect(ctx)
	if err != nil || len(c.nodes) == 1 {
		return conn, err
	}
	tx, err := conn.(driver.ConnBeginTx).BeginTx(ctx, driver.TxOptions{})
	if err == nil {
		err = tx.Rollback()
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// Driver implements [driver.Connector].
func (c *connector) Driver() driver.Driver { return c.nodes[0].Driver() }
