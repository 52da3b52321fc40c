// Package sqltest holds the tests that every SQL dialect passes. The module of
// a dialect describes itself as an [Engine] and calls one function for each
// subject:
//
//	func TestMain(m *testing.M) { sqltest.Child(engine()); os.Exit(m.Run()) }
//
//	func TestCounts(t *testing.T) { sqltest.Counts(t, engine()) }
//
// A test that needs other processes starts the test binary again, see [Child].
// Files of testdata are written anew with -update. Nothing here asserts a time.
package sqltest
