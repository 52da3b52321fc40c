package testserver

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// PostgresVariable holds the address of a PostgreSQL server to use in place of
// one that the tests start: a URL of a database whose user may create others.
const PostgresVariable = "MUSTER_TEST_POSTGRES_DSN"

// Postgres is a PostgreSQL server.
type Postgres struct {
	home     *home
	bin      string
	port     int
	settings []string // of postgres, beside those that every server has
	process  *process
}

// StartPostgres makes a new PostgreSQL server and starts it. It listens on a
// port of this machine and on a socket in its directory, and takes everybody
// for its superuser postgres. A commit waits for the operating system but not
// for the disk, so that killing the server loses nothing. It fails when
// PostgreSQL is not installed.
func StartPostgres() (*Postgres, error) {
	p, err := newPostgres()
	if err != nil {
		return nil, err
	}
	if err = p.initialize(); err == nil {
		err = p.Restart()
	}
	if err != nil {
		return nil, errors.Join(err, p.Remove())
	}
	return p, nil
}

// newPostgres makes a server that has no data yet.
func newPostgres(settings ...string) (*Postgres, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(folders, func(a, b string) int { return majorOf(b) - majorOf(a) })
	bin, err := find(append(folders, "/usr/local/pgsql/bin", "/usr/bin"), "postgres", "initdb")
	if err != nil {
		return nil, err
	}
	h, err := newHome("QUIT", "postgres", "nobody")
	if err != nil {
		return nil, err
	}
	p := &Postgres{home: h, bin: bin, settings: settings}
	if p.port, err = freePort(); err != nil {
		return nil, errors.Join(err, h.remove())
	}
	return p, nil
}

// majorOf returns the version in /usr/lib/postgresql/15/bin.
func majorOf(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return n
}

func (p *Postgres) initialize() error {
	return p.home.run(filepath.Join(p.bin, "initdb"), "-D", p.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
}

func (p *Postgres) data() string { return filepath.Join(p.home.dir, "data") }

// DSN returns the URL of a database of the server.
func (p *Postgres) DSN(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Host: p.Address(), Path: "/" + database, RawQuery: "sslmode=disable"}
	return u.String()
}

// Address is the host and the port.
func (p *Postgres) Address() string { return "127.0.0.1:" + strconv.Itoa(p.port) }

// Kill ends the server without a chance to tidy up. Whoever is connected loses
// the connection.
func (p *Postgres) Kill() error { return p.process.kill() }

// Stop ends the server in good order, after it has broken every connection.
func (p *Postgres) Stop() error { return p.process.signal(syscall.SIGINT) }

// Restart starts the server again, with the same data at the same address, and
// returns when it takes connections.
func (p *Postgres) Restart() (err error) {
	args := append([]string{
		"-D", p.data(),
		"-c", "listen_addresses=127.0.0.1", "-c", "port=" + strconv.Itoa(p.port), "-c", "unix_socket_directories=" + p.home.dir,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=256MB",
		"-c", "max_wal_size=4GB", "-c", "autovacuum_naptime=1h", "-c", "log_statement=none",
	}, p.settings...)
	// What a killed server started may outlive it for a moment and keeps a new
	// one from starting.
	for range 100 {
		p.process, err = p.home.start(p.ready, filepath.Join(p.bin, "postgres"), args...)
		if err == nil {
			return nil
		}
	}
	return err
}

// ready looks for what the server writes about itself when it takes connections.
func (p *Postgres) ready(pid int) error {
	data, err := os.ReadFile(filepath.Join(p.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	lines := strings.Split(string(data), "\n")
	states := []string{"ready", "standby"}
	if len(lines) < 8 || lines[0] != strconv.Itoa(pid) || !slices.Contains(states, strings.TrimSpace(lines[7])) {
		return errors.New("it is starting")
	}
	return answers(p.port)
}

// Remove ends the server and removes its data. Without it that happens when the
// test binary ends.
func (p *Postgres) Remove() error { return p.home.remove() }
