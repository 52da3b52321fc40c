package testserver

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// MariaDBVariable holds the address of a MariaDB, MySQL or TiDB server to use in
// place of one that the tests start: a DSN of go-sql-driver, of a user who may
// create databases, or those of all nodes of a cluster with spaces between.
const MariaDBVariable = "MUSTER_TEST_MARIADB_DSN"

// MariaDB is a MariaDB server.
type MariaDB struct {
	home     *home
	program  string
	port     int
	settings []string // of mariadbd, beside those that every server has
	process  *process
}

// StartMariaDB makes a new MariaDB server and starts it. It listens on a port of
// this machine and on a socket in its directory, and lets root in without a
// password. A commit waits for the operating system but not for the disk, so
// that killing the server loses nothing. It fails when MariaDB is not installed.
func StartMariaDB() (*MariaDB, error) {
	m, err := newMariaDB()
	if err != nil {
		return nil, err
	}
	if err := m.Restart(); err != nil {
		return nil, errors.Join(err, m.Remove())
	}
	return m, nil
}

// newMariaDB makes a server that does not run yet.
func newMariaDB(settings ...string) (*MariaDB, error) {
	bin, err := find([]string{"/usr/sbin", "/usr/bin", "/usr/local/mysql/bin"}, "mariadbd")
	if err != nil {
		return nil, err
	}
	scripts, err := find([]string{"/usr/bin", "/usr/local/mysql/scripts"}, "mariadb-install-db")
	if err != nil {
		return nil, err
	}
	h, err := newHome("KILL", "mysql", "nobody")
	if err != nil {
		return nil, err
	}
	m := &MariaDB{home: h, program: filepath.Join(bin, "mariadbd"), settings: settings}
	if m.port, err = freePort(); err == nil {
		err = h.run(filepath.Join(scripts, "mariadb-install-db"), "--no-defaults", "--datadir="+m.data(), "--tmpdir="+h.dir, "--auth-root-authentication-method=normal", "--skip-test-db")
	}
	if err != nil {
		return nil, errors.Join(err, h.remove())
	}
	return m, nil
}

func (m *MariaDB) data() string { return filepath.Join(m.home.dir, "data") }

func (m *MariaDB) pidFile() string { return filepath.Join(m.home.dir, "ready.pid") }

// DSN returns the address of a database of the server.
func (m *MariaDB) DSN(database string) string {
	return "root@tcp(" + m.Address() + ")/" + database
}

// Address is the host and the port.
func (m *MariaDB) Address() string { return "127.0.0.1:" + strconv.Itoa(m.port) }

// Kill ends the server without a chance to tidy up. Whoever is connected loses
// the connection.
func (m *MariaDB) Kill() error { return m.process.kill() }

// Stop ends the server in good order, after it has broken every connection.
func (m *MariaDB) Stop() error { return m.process.signal(syscall.SIGTERM) }

// Restart starts the server again, with the same data at the same address, and
// returns when it takes connections.
func (m *MariaDB) Restart() (err error) { return m.start() }

func (m *MariaDB) start(more ...string) (err error) {
	args := append([]string{
		"--no-defaults", "--datadir=" + m.data(), "--socket=" + filepath.Join(m.home.dir, "s"), "--port=" + strconv.Itoa(m.port),
		"--bind-address=127.0.0.1", "--skip-name-resolve", "--pid-file=" + m.pidFile(), "--max-connections=300",
		"--tmpdir=" + m.home.dir, // a server that starts empties it of what another one may be using
		"--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=128M",
	}, m.settings...)
	m.process, err = m.home.start(m.ready, m.program, append(args, more...)...)
	return err
}

// ready looks for what the server writes when it is about to take connections, and
// has it greet one: the system takes connections before, and a server that is told
// to stop in between may never do so.
func (m *MariaDB) ready(pid int) error {
	data, err := os.ReadFile(m.pidFile())
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(data)) != strconv.Itoa(pid) {
		return errors.New("it is starting")
	}
	c, err := net.DialTimeout("tcp", m.Address(), time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	_, err = c.Read(make([]byte, 1))
	return err
}

// Remove ends the server and removes its data. Without it that happens when the
// test binary ends.
func (m *MariaDB) Remove() error { return m.home.remove() }
