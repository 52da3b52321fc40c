//go:build unix

package bench

import (
	"syscall"
	"time"
)

// processTime is the time that the process has spent on all processors, the
// garbage collector included. It drifts less than the wall clock on a machine
// that does other things as well.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
