// Package bench measures, side by side in one run, what the same upserts cost
// through Muster and through what a program would use instead: maps, go-memdb,
// hand-written SQL, bun and GORM.
//
//	go test -bench . -benchtime 5x -count 3
//
// prints a table of medians behind the results. The flags -rows and -sizes set
// the size of the table and of the batches. Without -bench the contestants get
// a little work to show that all of them do the same. BenchmarkSize does the
// same batches on tables of several sizes, by the flag -tables.
// BenchmarkDistance, BenchmarkMemory and BenchmarkExport measure Muster alone,
// by the flags -delay and -export.
//
// It is a module of its own, so that its dependencies are nobody else's. Results
// are in docs/performance.md.
package bench
