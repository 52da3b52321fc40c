//go:build race

package sqlite_test

// raceEnabled says that the race detector watches: the driver is C translated
// to Go, and then takes some fifty times as long.
const raceEnabled = true
