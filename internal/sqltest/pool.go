package sqltest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore"
)

// pool hands out empty databases, and takes back those of tests that passed.
type pool struct {
	engine Engine
	owner  testing.TB // of the databases: it outlives those who take them

	mu   sync.Mutex
	free []string
}

// take returns an empty database, which may have its tables already.
func (p *pool) take(t testing.TB) string {
	t.Helper()
	dsn := p.next()
	t.Cleanup(func() { // after the store that t opens on it has been closed
		if !t.Failed() {
			p.put(t, dsn)
		}
	})
	return dsn
}

func (p *pool) next() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		dsn := p.free[n-1]
		p.free = p.free[:n-1]
		return dsn
	}
	return p.engine.Fresh(p.owner)
}

// put empties a database.
func (p *pool) put(t testing.TB, dsn string) {
	db, _, err := p.engine.open(dsn)
	require.NoError(t, err)
	defer db.Close()
	for _, table := range dependentsFirst {
		_, err := db.Exec("DELETE FROM " + sqlstore.DefaultTablePrefix + table)
		require.NoError(t, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, dsn)
}

// dependentsFirst are all tables in an order in which they can be emptied. One
// that is missing here leaves its rows to the next test, which fails.
var dependentsFirst = []string{
	"association", "check_in", "credential", "form_response", "membership", "revision",
	"access_point", "check_list", "zone", "entry", "credential_type", "group",
	"attendee", "type", "token", "event", "scope",
}
