package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/sqlite"
)

// The test binary starts itself again as another process, which plays the part
// that childRole names.
const childRole = "MUSTER_TEST_CHILD"

func playOld() {
	play := map[string]func(path string) error{"writer": writeSets, "migrator": migrateOnSignal}[os.Getenv(childRole)]
	if play == nil {
		return
	}
	if err := play(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, path)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

const setSize = 200

// writeSets applies sets of new attendees and changes, one after another, and
// prints the number of each that was acknowledged.
func writeSets(path string) error {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, path, sqlite.WithOutbox())
	if err != nil {
		return err
	}
	var n int
	if err := st.DB().QueryRowContext(ctx, "SELECT COALESCE(MAX(CAST(role AS INTEGER)), 0) FROM muster_attendee").Scan(&n); err != nil {
		return err
	}
	for {
		n++
		cs := puts()
		for i := range setSize {
			a := attendee(n*setSize + i)
			a.Role = strconv.Itoa(n)
			cs.Attendees.Put = append(cs.Attendees.Put, a)
			_, r := changed(a)
			cs.Revisions.Put = append(cs.Revisions.Put, r)
			cs.Events = append(cs.Events, created(a))
		}
		if err := st.Apply(ctx, cs); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// A process that is killed loses nothing that it was told is stored, and
// leaves no set half there.
func TestKill(t *testing.T) {
	rounds := 20
	if testing.Short() || raceEnabled {
		rounds = 3
	}
	path := filepath.Join(t.TempDir(), "muster.db")
	st := openAt(t, path)
	acknowledged, unacknowledged := 0, 0
	for round := range rounds {
		cmd := child(t, "writer", path)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		var acks []string
		for range 1 + round%4 {
			require.True(t, lines.Scan())
			acks = append(acks, lines.Text())
		}
		time.Sleep(rand.N(20 * time.Millisecond)) // into the next set, anywhere
		require.NoError(t, cmd.Process.Kill())
		for lines.Scan() {
			acks = append(acks, lines.Text())
		}
		_ = cmd.Wait()

		stored := make(map[string]bool)
		rows, err := st.DB().QueryContext(t.Context(), `SELECT a.role, COUNT(a.id), COUNT(r.id), COUNT(e.id) FROM muster_attendee a
			LEFT JOIN muster_revision r ON r.scope = a.scope AND r.attendee_id = a.id
			LEFT JOIN muster_event e ON e.scope = a.scope AND e.subject_id = a.id
			WHERE CAST(a.role AS INTEGER) >= CAST(? AS INTEGER) GROUP BY a.role`, acks[0])
		require.NoError(t, err)
		for rows.Next() {
			var set string
			var attendees, revisions, events int
			require.NoError(t, rows.Scan(&set, &attendees, &revisions, &events))
			require.Equal(t, [3]int{setSize, setSize, setSize}, [3]int{attendees, revisions, events}, "set %s is half there", set)
			stored[set] = true
		}
		require.NoError(t, rows.Err())
		for _, set := range acks {
			require.True(t, stored[set], "set %s was acknowledged and is lost", set)
		}
		acknowledged += len(acks)
		unacknowledged += len(stored) - len(acks)
	}
	require.Equal(t, []string{"ok"}, texts(t, st.DB(), "PRAGMA integrity_check"))
	require.Empty(t, texts(t, st.DB(), "SELECT \"table\" FROM pragma_foreign_key_check"))
	t.Logf("%d kills: %d sets acknowledged, %d stored without", rounds, acknowledged, unacknowledged)
}

// migrateOnSignal migrates when its input ends.
func migrateOnSignal(path string) error {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	if _, err := io.ReadAll(os.Stdin); err != nil {
		return err
	}
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	if err := st.CheckSchema(ctx); err != nil {
		return err
	}
	return st.Close()
}

// Six processes that start on a new file at once all get a migrated database.
func TestMigrateAtOnce(t *testing.T) {
	rounds := 10
	if testing.Short() || raceEnabled {
		rounds = 2
	}
	for range rounds {
		path := filepath.Join(t.TempDir(), "muster.db")
		var starters []*exec.Cmd
		var signals []io.Closer
		for range 6 {
			cmd := child(t, "migrator", path)
			in, err := cmd.StdinPipe()
			require.NoError(t, err)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			line, err := bufio.NewReader(out).ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "ready", strings.TrimSpace(line))
			starters, signals = append(starters, cmd), append(signals, in)
		}
		for _, s := range signals {
			require.NoError(t, s.Close())
		}
		for _, cmd := range starters {
			require.NoError(t, cmd.Wait())
		}
	}
}
