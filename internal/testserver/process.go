package testserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// home is a private directory for one server. A shell watches over it from
// outside: when this process ends, by a panic, a time limit or a kill as well,
// the shell kills the server and removes the directory.
type home struct {
	dir   string
	owner *account // nil: who runs the tests
	guard *exec.Cmd
	alive io.Closer // the guard acts when this is closed
}

// guardScript waits for its input to end. The file names the server while it
// runs; KILL comes when the server did not heed the signal within 10 seconds.
const guardScript = `
cat >/dev/null
pid=$(cat "$1/server.pid" 2>/dev/null) && kill -"$2" "$pid" 2>/dev/null && {
	n=0
	while kill -0 "$pid" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
	kill -KILL "$pid" 2>/dev/null
}
n=0
until rm -rf "$1" 2>/dev/null || [ $n -gt 20 ]; do sleep 0.1; n=$((n+1)); done
`

// newHome makes a directory. Servers refuse to run as root: when this process
// does, it belongs to the first of the named accounts that exists. The signal,
// a name without SIG, is the one that ends the server with all its processes.
func newHome(signal string, accounts ...string) (*home, error) {
	dir, err := os.MkdirTemp("", "muster-")
	if err != nil {
		return nil, err
	}
	h := &home{dir: dir}
	if err := h.settle(signal, accounts); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return h, nil
}

func (h *home) settle(signal string, accounts []string) (err error) {
	if h.owner, err = unprivileged(accounts); err != nil {
		return err
	}
	if h.owner != nil {
		if err := os.Chown(h.dir, h.owner.uid, h.owner.gid); err != nil {
			return err
		}
	}
	h.guard = exec.Command("/bin/sh", "-c", guardScript, "guard", h.dir, signal)
	h.guard.SysProcAttr = ownGroup(nil)
	h.guard.Dir = "/"
	if h.alive, err = h.guard.StdinPipe(); err != nil {
		return err
	}
	return h.guard.Start()
}

// remove ends the server if it runs, and leaves nothing of it.
func (h *home) remove() error { return errors.Join(h.alive.Close(), h.guard.Wait()) }

// command prepares a program that runs as the owner of the directory, in it,
// and out of reach of signals that a terminal sends to the tests.
func (h *home) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "HOME="+h.dir, "LC_ALL=C")
	cmd.SysProcAttr = ownGroup(h.owner)
	return cmd
}

// run executes a program that ends on its own.
func (h *home) run(program string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := h.command(ctx, program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, out)
	}
	return nil
}

// process is a server that runs.
type process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed when it has ended
}

// start starts a server and waits until ready, which is told the number of the
// process, returns nil. It fails with the end of the server's log when the
// server ends before, or takes a minute.
func (h *home) start(ready func(pid int) error, program string, args ...string) (*process, error) {
	p := &process{log: filepath.Join(h.dir, "server.log"), done: make(chan struct{})}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = h.command(context.Background(), program, args...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	pidFile := filepath.Join(h.dir, "server.pid")
	go func() {
		_ = p.cmd.Wait()
		runtime.KeepAlive(h)   // a pipe that nobody holds is closed, and the guard would act
		_ = os.Remove(pidFile) // the number may be another process's from now on
		close(p.done)
	}()
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(p.cmd.Process.Pid)), 0o644); err != nil {
		return nil, errors.Join(err, p.kill())
	}
	late := time.After(time.Minute)
	for {
		err := ready(p.cmd.Process.Pid)
		if err == nil {
			return p, nil
		}
		select {
		case <-p.done:
			return nil, fmt.Errorf("%s ended at once: %s", filepath.Base(program), p.lastWords())
		case <-late:
			return nil, errors.Join(fmt.Errorf("%s is not ready: %w: %s", filepath.Base(program), err, p.lastWords()), p.kill())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// kill ends the server as a power failure of its process would, and returns
// when it is gone.
func (p *process) kill() error { return p.signal(os.Kill) }

// signal sends a signal that ends the server and returns when it is gone. It fails
// when that takes a minute, and kills the server.
func (p *process) signal(s os.Signal) error {
	err := p.cmd.Process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	if err != nil {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(time.Minute):
		err = fmt.Errorf("%s does not end: %s", filepath.Base(p.cmd.Path), p.lastWords())
		return errors.Join(err, p.cmd.Process.Kill())
	}
}

func (p *process) lastWords() string {
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// freePort returns a port of this machine that nobody listens on. It may be
// taken before a server has it; the server then ends at once.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// answers reports whether somebody listens on a port of this machine.
func answers(port int) error {
	c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return err
	}
	return c.Close()
}

// find returns the first of the folders that holds all programs. Those on PATH
// come first, with links resolved, since servers look for their files beside
// themselves.
func find(folders []string, programs ...string) (string, error) {
	if first, err := exec.LookPath(programs[0]); err == nil {
		if real, err := filepath.EvalSymlinks(first); err == nil {
			folders = append([]string{filepath.Dir(real), filepath.Dir(first)}, folders...)
		}
	}
next:
	for _, dir := range folders {
		for _, p := range programs {
			if info, err := os.Stat(filepath.Join(dir, p)); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
				continue next
			}
		}
		return dir, nil
	}
	return "", fmt.Errorf("%s: %w", strings.Join(programs, ", "), exec.ErrNotFound)
}
