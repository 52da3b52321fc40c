package sqlite_test

import (
	"testing"

	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(t testing.TB) storage.Store { return openStore(t, sqlite.WithOutbox()) })
}
