package sqltest_test

import (
	"bufio"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/internal/sqltest"
)

// listen starts a server that answers each line with the same line, and tells
// what it was asked.
func listen(t *testing.T) (address string, asked <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	lines := make(chan string, 10)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			in := bufio.NewReader(conn)
			for {
				line, err := in.ReadString('\n')
				if line != "" {
					lines <- line
				}
				if err != nil {
					break
				}
				_, _ = io.WriteString(conn, line)
			}
			_ = conn.Close()
		}
	}()
	return l.Addr().String(), lines
}

func TestCutter(t *testing.T) {
	address, asked := listen(t)
	proxy := sqltest.NewCutter(t, address)
	dial := func() (ask func(string) (string, error)) {
		conn, err := net.Dial("tcp", proxy.Address())
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		answers := bufio.NewReader(conn)
		return func(line string) (string, error) {
			if _, err := io.WriteString(conn, line); err != nil {
				return "", err
			}
			return answers.ReadString('\n')
		}
	}
	requireAnswer := func(ask func(string) (string, error)) {
		t.Helper()
		answer, err := ask("hello\n")
		require.NoError(t, err)
		require.Equal(t, "hello\n", answer)
		require.Equal(t, "hello\n", <-asked)
	}
	ask := dial()
	requireAnswer(ask)
	require.False(t, proxy.Spare(), "nothing was asked for")

	proxy.CutAfter(100)
	requireAnswer(ask)
	require.False(t, proxy.Spare(), "nothing was cut")

	proxy.CutAfter(12 + 2) // question, answer, and two letters of the next question
	requireAnswer(ask)
	_, err := ask("gone\n")
	require.Error(t, err)
	require.Equal(t, "go", <-asked)
	require.True(t, proxy.Spare())

	ask = dial()
	requireAnswer(ask)
	proxy.CutAfter(6 + 3) // question, and three letters of the answer
	answer, err := ask("hello\n")
	require.Error(t, err)
	require.Equal(t, "hel", answer)
	require.Equal(t, "hello\n", <-asked)

	require.True(t, proxy.Spare())
	ask = dial()
	proxy.LoseAnswer(2)
	requireAnswer(ask)
	require.False(t, proxy.Spare())
	proxy.LoseAnswer(2)
	requireAnswer(ask)
	answer, err = ask("done\n")
	require.Error(t, err)
	require.Empty(t, answer)
	require.Equal(t, "done\n", <-asked, "the server was asked all the same")
	require.True(t, proxy.Spare())
}
