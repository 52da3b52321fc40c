package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/sqlite"
)

// loadFor is how long the server is kept busy: 30s by hand.
var loadFor = flag.Duration("load", 2*time.Second, "how long TestUnderLoad keeps the server busy")

// TestUnderLoad has several clients send everything that the frontends know to
// a server on a file, with a listener on the stream. No answer may be an error,
// nothing may be left running, and what the second half of the time has kept in
// memory may not be more than noise.
func TestUnderLoad(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "load.db"), sqlite.WithOutbox())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.Migrate(t.Context()))
	s := openOn(t, st, config{})
	quiet(t, s)
	c, err := dial(t, s)
	require.NoError(t, err)
	var told atomic.Int64
	var under sync.WaitGroup
	listening := t.Context()
	under.Go(func() {
		for {
			if _, _, err := c.Read(listening); err != nil {
				return
			}
			told.Add(1)
		}
	})

	half := *loadFor / 2
	before := kept()
	first := busy(t, s, half)
	middle := kept()
	second := busy(t, s, half)
	after := kept()
	require.NoError(t, c.CloseNow())
	under.Wait()
	http.DefaultClient.CloseIdleConnections()
	t.Logf("%d requests in %v, %d events told; kept %d KiB before, %d in the middle, %d after",
		first+second, *loadFor, told.Load(), before>>10, middle>>10, after>>10)
	require.Positive(t, told.Load())
	require.Less(t, after, middle+16<<20, "memory grows with the number of requests")
}

// kept is how much of the heap is in use, after what is not has been let go.
func kept() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// busy keeps the server busy and returns the number of requests.
func busy(t *testing.T, s *site, d time.Duration) int64 {
	t.Helper()
	end := time.Now().Add(d)
	var sent atomic.Int64
	var clients sync.WaitGroup
	for client := range 4 {
		clients.Go(func() {
			for i := 0; time.Now().Before(end); i++ {
				if why := oneRequest(s, client, i); why != "" {
					t.Error(why)
					return
				}
				sent.Add(1)
			}
		})
	}
	clients.Wait()
	return sent.Load()
}

func oneRequest(s *site, client, i int) string {
	person := fmt.Sprintf("p%d.%d@example.org", client, rand.IntN(50))
	type request struct {
		method, path, body, kind string
		good                     []int
	}
	choices := []request{
		{"POST", batchPath, fmt.Sprintf(`[{"email": %q, "name": "A", "surname": "B%d"}, {"attendance_code": "nobody"}]`, person, i%2), "application/json", []int{207}},
		{"GET", "/api/groups/xapi/session/expo/attendee/" + person, "", "", []int{200, 404}},
		{"DELETE", "/api/groups/xapi/session/expo/attendee/" + person, "", "", []int{204, 404}},
		{"GET", peoplePath + "?sort=-created_at&filter[last_name]=B1", "", "", []int{200}},
		{"POST", peoplePath + "/search", `{"filters": [{"field": "email", "operator": "like", "value": "%.1%"}]}`, "application/json", []int{200}},
		{"POST", peoplePath + "/batch", `{"resources": [{"first_name": "A"}, {"last_name": "B"}]}`, "application/json", []int{400}},
		{"PATCH", peoplePath + "/12345", fmt.Sprintf(`{"first_name": "Ada %d"}`, i%3), "application/json", []int{200}},
		{"GET", "/page/lists/demo/expo/attendees?field=email&q=p1", "", "", []int{200}},
		{"POST", "/page/lists/demo/expo/import", "email,first name,last name\n" + person + ",X,Y\n", "text/csv", []int{200}},
		{"POST", batchPath, `[{"broken"`, "application/json", []int{400}},
	}
	r := choices[rand.IntN(len(choices))]
	req, err := http.NewRequest(r.method, s.base+r.path, strings.NewReader(r.body)) //nolint:noctx // the server has its own limits
	if err != nil {
		return err.Error()
	}
	if r.kind != "" {
		req.Header.Set("Content-Type", r.kind)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	data, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return err.Error()
	}
	for _, good := range r.good {
		if res.StatusCode == good {
			return ""
		}
	}
	return fmt.Sprintf("%s %s: %d %s", r.method, r.path, res.StatusCode, data)
}
