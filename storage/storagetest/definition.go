package storagetest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// How many random queries List/MatchesDefinition asks: with -short the fewest;
// otherwise as many as a store answers in the time given, from the least that
// every store is asked to the most. The variable sets an exact number instead,
// such as 200000 in a nightly run.
const (
	fewestQueries = 500
	leastQueries  = 1_000
	mostQueries   = 5_000
	queryTime     = 4 * time.Second

	queriesVariable = "MUSTER_LIST_QUERIES"
)

func asking(t *trial) func(asked int) bool {
	if set := os.Getenv(queriesVariable); set != "" {
		n, err := strconv.Atoi(set)
		require.NoError(t, err, queriesVariable)
		return func(asked int) bool { return asked < n }
	}
	if testing.Short() {
		return func(asked int) bool { return asked < fewestQueries }
	}
	start := time.Now()
	return func(asked int) bool {
		return asked < leastQueries || asked < mostQueries && time.Since(start) < queryTime
	}
}

// listMatchesDefinition asks random queries; the seed is fixed and printed.
func listMatchesDefinition(t *trial) {
	const seed = 20260301
	c := t.listed()
	rng := rand.New(rand.NewPCG(seed, 0))
	asked := 0
	for more := asking(t); more(asked); asked++ {
		kindAtRandom(rng).listAtRandom(t, here, c, rng)
	}
	t.Logf("seed %d, %d queries", seed, asked)
}

// kindAtRandom draws attendees every other time, because their lists have the
// most to them.
func kindAtRandom(rng *rand.Rand) anyKind {
	if rng.IntN(2) == 0 {
		return kindNumbered(storage.KindAttendee)
	}
	return listedKinds[rng.IntN(len(listedKinds))]
}

// listAtRandom asks a random question about one kind.
func (k kindOf[R]) listAtRandom(t *trial, scope storage.Scope, s storage.Set, rng *rand.Rand) {
	t.Helper()
	records := byID(storage.Of[R](s))
	q := randomQuery(rng, k.kind, records)
	q.Scope = scope
	lists(t, records, q)
}
