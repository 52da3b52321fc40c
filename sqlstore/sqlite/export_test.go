package sqlite

import "time"

// DSN returns the connection string that Open uses, for tests that put
// something between the store and the driver.
func DSN(path string) (string, error) {
	return options{busy: 5 * time.Second, synchronous: "NORMAL"}.dsn(path)
}

// Checks that Open makes, with what they read as a parameter.
var (
	CheckLibcIn = checkLibcIn
	Before      = before
)

// LibcVersion is the version that Open insists on.
const LibcVersion = libcVersion
