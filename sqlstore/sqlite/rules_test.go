package sqlite_test

import (
	"testing"

	"github.com/muster-go/muster/internal/ruletest"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

func TestRules(t *testing.T) {
	if raceEnabled {
		t.Skip("32 writers of the same rows need more than a batch's time budget when the translated C is watched; memstore runs the rules with the race detector")
	}
	ruletest.Run(t, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}
