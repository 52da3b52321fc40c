package memstore_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(testing.TB) storage.Store { return memstore.New(memstore.WithOutbox()) }

func TestConformance(t *testing.T) { storagetest.Run(t, open) }
