// Package bench measures, side by side in one run, what the same work costs
// through Muster and through what a program would use instead: maps, go-memdb,
// hand-written SQL, bun and GORM.
//
//	go test -bench . -benchtime 5x -count 3
//
// prints tables of medians behind the results. BenchmarkUpsert writes, and the
// flags -rows and -sizes set the size of the table and of the batches.
// BenchmarkSize does the same batches on tables of several sizes, by the flag
// -tables. BenchmarkRead has Muster's store and the driver by itself read the same
// rows, by -rows. BenchmarkDistance, BenchmarkMemory and BenchmarkExport measure
// Muster alone, by the flags -delay and -export. Without -bench the contestants
// get a little work to show that all of them do the same.
//
// It is a module of its own, so that its dependencies are nobody else's. Results
// are in docs/performance.md.
package bench
