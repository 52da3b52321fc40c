package sqlite_test

import (
	"testing"

	"github.com/muster-go/muster/internal/ruletest"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

func TestRules(t *testing.T) {
	ruletest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}
