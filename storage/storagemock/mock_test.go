package storagemock_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/mock/gomock"

	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagemock"
)

var (
	_ storage.Store  = (*storagemock.MockStore)(nil)
	_ storage.Lister = (*storagemock.MockLister)(nil)
	_ storage.Outbox = (*storagemock.MockOutbox)(nil)
	_ storage.Purger = (*storagemock.MockPurger)(nil)
)

// TestOneLoadBeforeOneApply shows what a mock is for: that calls are made, in
// this order and no more often.
func TestOneLoadBeforeOneApply(t *testing.T) {
	store := storagemock.NewMockStore(gomock.NewController(t))
	scope := storage.Scope{Tenant: "acme", Event: "summit"}
	load := store.EXPECT().Load(gomock.Any(), storage.Query{Scope: scope}).Return(storage.Set{}, nil)
	store.EXPECT().Apply(gomock.Any(), gomock.Any()).After(load.Call).
		DoAndReturn(func(_ context.Context, cs storage.ChangeSet) error {
			require.Equal(t, scope, cs.Scope)
			return storage.ErrConflict
		})

	_, err := store.Load(t.Context(), storage.Query{Scope: scope})
	require.NoError(t, err)
	require.ErrorIs(t, store.Apply(t.Context(), storage.ChangeSet{Scope: scope}), storage.ErrConflict)
}
