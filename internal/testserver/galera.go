package testserver

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Galera is a cluster of three MariaDB servers, each of which takes writes.
type Galera struct{ nodes []*MariaDB }

const galeraNodes = 3

// StartGalera makes a new cluster and starts it. Its nodes listen on ports of
// this machine. It fails when MariaDB, the Galera library or rsync, by which
// nodes copy from each other, is not installed.
func StartGalera() (*Galera, error) {
	libraries, err := filepath.Glob("/usr/lib*/galera*/libgalera_smm.so")
	if err != nil || len(libraries) == 0 {
		return nil, fmt.Errorf("libgalera_smm.so: %w", exec.ErrNotFound)
	}
	if _, err := find([]string{"/usr/bin"}, "rsync"); err != nil {
		return nil, err
	}
	g := &Galera{}
	if err := g.create(libraries[0]); err != nil {
		return nil, errors.Join(err, g.Remove())
	}
	return g, nil
}

func (g *Galera) create(library string) error {
	var members []string
	for range galeraNodes {
		m, err := newMariaDB()
		if err != nil {
			return err
		}
		g.nodes = append(g.nodes, m)
		ports := make([]string, 3)
		for i := range ports {
			n, err := freePort()
			if err != nil {
				return err
			}
			ports[i] = strconv.Itoa(n)
		}
		members = append(members, "127.0.0.1:"+ports[0])
		m.settings = []string{
			"--binlog-format=ROW", "--innodb-autoinc-lock-mode=2", "--wsrep-on=ON", "--wsrep-provider=" + library,
			"--wsrep-provider-options=base_host=127.0.0.1;base_port=" + ports[0] + ";gmcast.listen_addr=tcp://127.0.0.1:" + ports[0] +
				";ist.recv_addr=127.0.0.1:" + ports[1] + ";gcache.size=32M;gcache.dir=" + m.data(),
			"--wsrep-cluster-name=" + filepath.Base(g.nodes[0].home.dir), "--wsrep-node-address=127.0.0.1", "--wsrep-sst-method=rsync",
			"--wsrep-sst-receive-address=127.0.0.1:" + ports[2],
		}
	}
	for _, m := range g.nodes {
		m.settings = append(m.settings, "--wsrep-cluster-address=gcomm://"+strings.Join(members, ","))
	}
	if err := g.nodes[0].start("--wsrep-new-cluster"); err != nil {
		return err
	}
	for i := 1; i < galeraNodes; i++ {
		if err := g.Restart(i); err != nil {
			return err
		}
	}
	return nil
}

// DSNs returns the addresses of a database, at one node after the other.
func (g *Galera) DSNs(database string) (list []string) {
	for _, m := range g.nodes {
		list = append(list, m.DSN(database))
	}
	return list
}

// Kill ends a node without a chance to say so to the others, who go on after
// some seconds.
func (g *Galera) Kill(node int) error { return g.nodes[node].Kill() }

// Restart starts a node again, which copies from another what it missed. It
// returns when the node takes connections; for a moment more it may refuse
// statements.
func (g *Galera) Restart(node int) (err error) {
	// It may take a while until the others know that it was gone.
	for range 5 {
		if err = g.nodes[node].Restart(); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// Remove ends all nodes and removes their data. Without it that happens when the
// test binary ends.
func (g *Galera) Remove() error {
	var failed []error
	for _, m := range slices.Backward(g.nodes) {
		failed = append(failed, m.Remove())
	}
	return errors.Join(failed...)
}
