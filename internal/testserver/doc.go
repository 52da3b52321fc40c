// Package testserver starts private database servers for tests, from what is
// installed on the machine. Each lives in a directory and on a port of its own
// and is gone when the test binary ends, in whatever way it ends. The package
// imports no driver: it hands out addresses.
package testserver
