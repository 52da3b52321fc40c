package testserver

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ProcessTime is the time that the server has spent on all processors, with the
// processes that serve connections.
func (p *Postgres) ProcessTime() time.Duration { return processTime(p.process.cmd.Process.Pid) }

// ProcessTime is the time that the server has spent on all processors.
func (m *MariaDB) ProcessTime() time.Duration { return processTime(m.process.cmd.Process.Pid) }

// processTime is that of a process and of those that it started.
func processTime(parent int) time.Duration {
	var ticks int64
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended
		}
		// The name of the program, in parentheses, may hold spaces. The state
		// follows, the parent, and at places 14 to 17 the times of the process
		// and of its children that have ended.
		f := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		if pid != parent && f[1] != strconv.Itoa(parent) {
			continue
		}
		for _, field := range f[11:15] {
			n, _ := strconv.ParseInt(field, 10, 64)
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
