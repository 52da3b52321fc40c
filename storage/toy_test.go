package storage_test

import (
	"testing"

	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func openToy(testing.TB) storage.Store { return newToy() }

// TestToyHonoursTheContract proves that what the documentation shows as a
// store is one.
func TestToyHonoursTheContract(t *testing.T) {
	storagetest.Run(t, openToy)
	storagetest.Model(t, openToy, 1, 500)
}
