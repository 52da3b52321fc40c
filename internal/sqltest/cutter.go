package sqltest

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/sqlstore"
	"github.com/muster-go/muster/storage"
)

// Cutter is a TCP proxy that cuts connections.
type Cutter struct {
	listener net.Listener
	target   string

	mu   sync.Mutex
	open map[net.Conn]net.Conn
	left atomic.Int64 // bytes until the cut, either way; none while it is negative
	// answers is how many answers of the server are left until one is lost;
	// none while it is not positive.
	answers atomic.Int64
	done    atomic.Bool // it was cut
}

// NewCutter returns a proxy for a server, which ends with the test.
func NewCutter(t testing.TB, target string) *Cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &Cutter{listener: l, target: target, open: make(map[net.Conn]net.Conn)}
	c.left.Store(-1)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { c.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		c.Cut()
		wg.Wait()
	})
	return c
}

// Address is where the proxy listens.
func (c *Cutter) Address() string { return c.listener.Addr().String() }

// CutAfter cuts all connections when so many bytes more have passed; those that
// are made afterwards last.
func (c *Cutter) CutAfter(bytes int64) { c.left.Store(bytes) }

// LoseAnswer cuts all connections when the server has answered so many times
// more, and loses the last of these answers: whatever was asked is done.
func (c *Cutter) LoseAnswer(n int64) { c.answers.Store(n) }

// Spare takes back what CutAfter or LoseAnswer asked for, and reports whether it
// had happened.
func (c *Cutter) Spare() bool {
	c.left.Store(-1)
	c.answers.Store(0)
	return c.done.Swap(false)
}

// Cut cuts all connections at once.
func (c *Cutter) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for client, server := range c.open {
		_ = client.Close()
		_ = server.Close()
	}
}

func (c *Cutter) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.target)
	if err != nil {
		return
	}
	defer server.Close()
	c.mu.Lock()
	c.open[client] = server
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.open, client)
		c.mu.Unlock()
	}()
	var wg sync.WaitGroup
	wg.Go(func() { c.copy(server, client, func() bool { return false }) })
	c.copy(client, server, func() bool { return c.answers.Load() > 0 && c.answers.Add(-1) == 0 })
	wg.Wait()
}

// copy moves bytes until either side ends, and then ends the other. lost is
// asked whether to lose what was read.
func (c *Cutter) copy(to, from net.Conn, lost func() bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if n > 0 && lost() {
			c.done.Store(true)
			c.Cut()
			return
		}
		if left := c.left.Load(); left >= 0 && n > 0 {
			if c.left.Add(int64(-n)) < 0 {
				c.done.Store(true)
				_, _ = to.Write(buffer[:min(int64(n), left)]) // a message may be cut in two
				c.Cut()
				return
			}
		}
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
	}
}

// Cuts cuts the connections to a server somewhere in a batch, again and again.
// Whatever was cut is all there or not at all, the error says which of the two
// if that is known, and a batch that is sent again with its token is there once.
// It uses Address and Through.
func Cuts(t *testing.T, e Engine) {
	direct := e.Open(t, sqlstore.WithOutbox())
	proxy := NewCutter(t, e.Address(direct.DSN))
	st := e.OpenAt(t, e.Through(direct.DSN, proxy.Address()), sqlstore.WithOutbox())
	svc, err := attendee.New(st, attendee.Policy{})
	require.NoError(t, err)
	sure, err := attendee.New(direct, attendee.Policy{})
	require.NoError(t, err)

	// How much one round says over the wire once its statements are prepared.
	const endless = 1 << 40
	for n := range 2 {
		proxy.CutAfter(endless)
		_, _, err = send(t.Context(), st.Store, svc, n)
		require.NoError(t, err)
	}
	wire := endless - proxy.left.Load()
	proxy.Spare()

	// The first cut loses the answer to a commit. Half of the others are anywhere,
	// the rest at one answer after another.
	cut, unknown, replayed := 0, 0, 0
	answer := int64(0)
	for n := 2; n < 2+e.rounds(100, 10); n++ {
		switch {
		case n == 2:
			st.Probe.Before(func(c Call) error {
				if c.Op == "commit" || c.Op == "exec" && c.Text == "COMMIT" {
					proxy.LoseAnswer(1)
				}
				return nil
			})
		case n%2 == 0:
			proxy.CutAfter(rand.Int64N(wire))
		default:
			answer++
			proxy.LoseAnswer(answer)
		}
		bySet, byBatch, err := send(t.Context(), st.Store, svc, n)
		st.Probe.Before(nil)
		if !proxy.Spare() {
			require.NoError(t, err, "nothing was cut")
			if n%2 != 0 {
				answer = 0 // there are no more in a round
			}
			continue
		}
		cut++
		if err != nil {
			var typed *sqlstore.Error
			require.ErrorAs(t, err, &typed)
		}
		certain := err != nil && !errors.Is(err, storage.ErrUnknown)
		if err != nil && !certain {
			unknown++
		}
		there, was := direct.again(t, e, sure, n)
		require.True(t, there || !bySet, "set %d was acknowledged and is lost", n)
		require.True(t, was || !byBatch, "batch %d was acknowledged and is lost", n)
		if certain {
			require.Equal(t, bySet, there, "set %d", n)
			require.False(t, was, "batch %d", n)
		}
		if was && !byBatch {
			replayed++
		}
		RequireIdle(t, st.DB, "after a cut")
	}
	require.Positive(t, cut)
	require.Positive(t, unknown, "no answer to a commit was lost")
	t.Logf("%d cuts in %d bytes: %d with an unknown outcome, %d batches were there when they were sent again", cut, wire, unknown, replayed)
}
