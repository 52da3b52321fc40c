package batch_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

func TestReasonsAreFoundInWhateverWrapsThem(t *testing.T) {
	one, other := &batch.Error{Code: errTaken, Field: "a"}, &batch.Error{Code: errTaken, Field: "b"}
	two := batch.Errors{one, other}
	whole := func(why error) error { return &batch.Error{Code: batch.ErrRejected, Index: 1, Err: why} }
	for name, c := range map[string]struct {
		err  error
		want []*batch.Error
	}{
		"none":              {nil, nil},
		"of another make":   {storage.ErrConflict, nil},
		"one":               {one, []*batch.Error{one}},
		"two":               {two, two},
		"none of one":       {batch.Join(nil), nil},
		"wrapped":           {fmt.Errorf("item: %w", two), two},
		"joined":            {errors.Join(storage.ErrConflict, one, other), two},
		"atomic batch":      {whole(two), two},
		"atomic, by a foe":  {whole(storage.ErrConflict), []*batch.Error{whole(storage.ErrConflict).(*batch.Error)}},
		"with a cause":      {&batch.Error{Code: batch.ErrContended, Err: one}, []*batch.Error{{Code: batch.ErrContended, Err: one}}},
		"atomic and joined": {fmt.Errorf("import: %w", whole(one)), []*batch.Error{one}},
	} {
		require.Equal(t, c.want, batch.Reasons(c.err), name)
	}
}
