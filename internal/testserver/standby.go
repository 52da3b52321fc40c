package testserver

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Standbys is a PostgreSQL server with two standbys. What it commits is in the
// memory of the operating system of one of them at least before anybody is told.
// None of it survives a power failure of the machine that runs the tests.
type Standbys struct {
	// nodes are in the order of their names. The primary may be any of them.
	nodes   []*Postgres
	primary int
}

const standbyNodes = 3

// StartStandbys makes a primary and two standbys and starts them. It returns
// when both follow. It fails when PostgreSQL is not installed, or its tools
// pg_basebackup and psql are not.
func StartStandbys() (*Standbys, error) {
	s := &Standbys{}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

func (s *Standbys) create() error {
	for i := range standbyNodes {
		p, err := newPostgres("-c", "cluster_name="+nodeName(i), "-c", "shared_buffers=64MB", "-c", "wal_keep_size=1GB", "-c", "wal_retrieve_retry_interval=100ms")
		if err != nil {
			return err
		}
		s.nodes = append(s.nodes, p)
		if i > 0 {
			primary := s.nodes[0]
			// With -R the copy knows whom to follow.
			err = p.home.run(filepath.Join(p.bin, "pg_basebackup"), "-h", "127.0.0.1", "-p", strconv.Itoa(primary.port), "-U", "postgres",
				"-D", p.data(), "-R", "-X", "stream", "-c", "fast", "--no-sync")
		} else if err = s.tools(p.bin); err == nil {
			err = p.initialize()
		}
		if err == nil {
			err = p.Restart()
		}
		if err != nil {
			return err
		}
	}
	return s.quorum()
}

// tools reports whether what comes with a client is there as well.
func (s *Standbys) tools(bin string) error {
	for _, program := range []string{"pg_basebackup", "psql"} {
		if _, err := exec.LookPath(filepath.Join(bin, program)); err != nil {
			return fmt.Errorf("%s: %w", program, exec.ErrNotFound)
		}
	}
	return nil
}

// nodeName is what a standby is called by its primary.
func nodeName(i int) string { return "node" + strconv.Itoa(i) }

// quorum has the primary wait, from now on, for one of those who follow it, and
// returns when all of them do.
func (s *Standbys) quorum() error {
	var names []string
	for i := range s.nodes {
		if i != s.primary && s.nodes[i].process != nil {
			names = append(names, nodeName(i))
		}
	}
	primary := s.nodes[s.primary]
	if err := primary.set("synchronous_standby_names", "ANY 1 ("+strings.Join(names, ", ")+")"); err != nil {
		return err
	}
	return primary.until("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum'", strconv.Itoa(len(names)))
}

// DSN names a database at all nodes, as a list of key=value that finds the one
// that takes writes.
func (s *Standbys) DSN(database string) string {
	var ports []string
	for _, p := range s.nodes {
		ports = append(ports, strconv.Itoa(p.port))
	}
	hosts := strings.TrimSuffix(strings.Repeat("127.0.0.1,", len(ports)), ",")
	return "host=" + hosts + " port=" + strings.Join(ports, ",") + " user=postgres dbname=" + database + " sslmode=disable target_session_attrs=read-write"
}

// Primary is the node that takes writes.
func (s *Standbys) Primary() *Postgres { return s.nodes[s.primary] }

// Standby is a node that only reads.
func (s *Standbys) Standby() *Postgres {
	i := slices.IndexFunc(s.nodes, func(p *Postgres) bool { return p != s.Primary() && p.process != nil })
	return s.nodes[i]
}

// CaughtUp returns when the standby shows what the primary has committed so far.
func (s *Standbys) CaughtUp() error {
	at, err := s.Primary().ask("SELECT pg_current_wal_lsn()")
	if err != nil {
		return err
	}
	return s.Standby().until("SELECT pg_last_wal_replay_lsn() >= '"+at+"'", "t")
}

// Withhold has the primary answer no commit from now on, as if its standbys were
// slow. It returns when so many wait for the answer, and a standby has what they
// commit.
func (s *Standbys) Withhold(commits int) error {
	primary := s.Primary()
	if err := primary.set("synchronous_standby_names", "nobody"); err != nil {
		return err
	}
	return primary.until(`SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'
		AND EXISTS (SELECT FROM pg_stat_replication WHERE flush_lsn >= pg_current_wal_lsn())`, strconv.Itoa(commits))
}

// Fail kills the primary, without a chance to say so to the others, for good.
// Nobody takes writes until [Standbys.Promote].
func (s *Standbys) Fail() error {
	p := s.Primary()
	err := p.Kill()
	p.process = nil
	return err
}

// Promote makes a primary of the standby that has got more, and has the other
// follow it. It is for after [Standbys.Fail]. Nothing is lost that anybody was
// told is committed: once no standby listens to the old primary, of which
// processes may be left for a moment, nobody is told that of anything new, and
// what was told before is at one of them at least.
func (s *Standbys) Promote() error {
	furthest := int64(-1)
	for i, p := range s.nodes {
		if p.process == nil {
			continue
		}
		got, err := p.received()
		if err != nil {
			return err
		}
		if got > furthest {
			s.primary, furthest = i, got
		}
	}
	primary := s.Primary()
	if promoted, err := primary.ask("SELECT pg_promote()"); err != nil || promoted != "t" {
		return errors.Join(fmt.Errorf("%s was not promoted", nodeName(s.primary)), err)
	}
	standby := s.Standby()
	if err := standby.set("primary_conninfo", "host=127.0.0.1 port="+strconv.Itoa(primary.port)+" user=postgres"); err != nil {
		return err
	}
	return s.quorum()
}

// received stops listening to the primary and returns how much of its log came.
func (p *Postgres) received() (int64, error) {
	if err := p.set("primary_conninfo", ""); err != nil {
		return 0, err
	}
	if err := p.until("SELECT count(*) FROM pg_stat_wal_receiver", "0"); err != nil {
		return 0, err
	}
	end, err := p.ask("SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')")
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(end, 10, 64)
}

// Remove ends all nodes and removes their data. Without it that happens when the
// test binary ends.
func (s *Standbys) Remove() error {
	var failed []error
	for _, p := range slices.Backward(s.nodes) {
		failed = append(failed, p.Remove())
	}
	return errors.Join(failed...)
}

// set changes a setting of a server that runs.
func (p *Postgres) set(name, value string) error {
	if _, err := p.ask("ALTER SYSTEM SET " + name + " = '" + value + "'"); err != nil {
		return err
	}
	_, err := p.ask("SELECT pg_reload_conf()")
	return err
}

// until asks until the answer is the one, for a minute.
func (p *Postgres) until(question, answer string) error {
	got, err := p.ask(question)
	for end := time.Now().Add(time.Minute); (err != nil || got != answer) && time.Now().Before(end); got, err = p.ask(question) {
		time.Sleep(20 * time.Millisecond)
	}
	if err == nil && got != answer {
		err = fmt.Errorf("%s: %s rather than %s", question, got, answer)
	}
	return err
}

// ask returns the only cell of an answer.
func (p *Postgres) ask(question string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := p.home.command(ctx, filepath.Join(p.bin, "psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", question, p.DSN("postgres")).CombinedOutput()
	answer := strings.TrimSpace(string(out))
	if err != nil {
		return "", fmt.Errorf("psql: %w\n%s", err, answer)
	}
	return answer, nil
}
