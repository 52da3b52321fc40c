package attendee_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/muster-go/muster/internal/ruletest"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRulesInMemory(t *testing.T) {
	ruletest.Run(t, func(testing.TB) storage.Store { return memstore.New(memstore.WithOutbox()) })
}
