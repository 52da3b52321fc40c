//go:build race

package attendee_test

// watched says that the race detector runs, which allocates for itself.
const watched = true
