package postgres_test

import (
	"testing"

	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// BenchmarkStore is what every store is measured by.
func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t) })
}
