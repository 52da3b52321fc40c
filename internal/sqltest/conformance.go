package sqltest

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/ruletest"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// Conformance runs the contract of package storage on stores with and without
// an outbox, with the cases excepted that opts name. Without an outbox a Small or
// Brief engine runs nothing: it is the same code, and less of it.
func Conformance(t *testing.T, e Engine, opts ...storagetest.Option) {
	t.Run("Outbox", func(t *testing.T) { storagetest.Run(t, e.factory(t, true), opts...) })
	t.Run("NoOutbox", func(t *testing.T) {
		if e.Small || e.Brief {
			t.Skip("the same code with an outbox is what runs")
		}
		storagetest.Run(t, e.factory(t, false), opts...)
	})
}

// Rules runs the rules of the domain.
func Rules(t *testing.T, e Engine) { ruletest.Run(t, e.factory(t, true)) }

// Model runs random change sets against a reference model. A longer run, or
// another one: MUSTER_MODEL_SEEDS=100 go test -run Model.
func Model(t *testing.T, e Engine) {
	seeds, steps := uint64(4), 300
	if n, err := strconv.ParseUint(os.Getenv("MUSTER_MODEL_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	if e.Small {
		seeds, steps = 1, 40
	}
	open := e.factory(t, true)
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			storagetest.Model(t, open, seed, steps)
		})
	}
}

// joined opens a store for suites that join the caller's transaction.
func (e Engine) joined(t testing.TB) storagetest.Joined {
	st := e.Open(t, sqlstore.WithOutbox())
	return storagetest.Joined{
		Outer: st.Store,
		Begin: func(t testing.TB) (storage.Store, func() error, func() error) {
			tx, err := st.DB.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			return st.In(tx), tx.Commit, tx.Rollback
		},
	}
}
