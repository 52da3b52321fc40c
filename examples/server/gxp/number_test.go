package gxp

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

func TestNumbersGrowAndAreSafeInJSON(t *testing.T) {
	var n Numbers
	var mu sync.Mutex
	seen := make(map[string]bool)
	var under sync.WaitGroup
	for range 4 {
		under.Go(func() {
			last := ""
			for range 5000 {
				number := n.Draw()
				mu.Lock()
				seen[number] = true
				mu.Unlock()
				require.True(t, isNumber(number))
				require.Greater(t, number, last, "as text, too")
				last = number
			}
		})
	}
	under.Wait()
	require.Len(t, seen, 20_000)
	for _, odd := range []string{"", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "9007199254740992", "99999999999999999999", "ABC"} {
		require.False(t, isNumber(odd), odd)
	}
	require.True(t, isNumber("9007199254740991"))
}

// Another process may have drawn the same numbers: they are drawn again, and
// nobody notices.
func TestATakenNumberIsDrawnAgain(t *testing.T) {
	const base = maxNumber / 2 // later than now, so that the next ones are known
	list := storage.Scope{Tenant: "t", Event: "e"}
	attendees, err := attendee.New(memstore.New(), attendee.Policy{})
	require.NoError(t, err)
	take := func(numbers ...int) {
		var b batch.Batch
		b.Scope = list
		for _, n := range numbers {
			b.Commands = append(b.Commands, attendee.Create{New: attendee.Attendee{LastName: "X", ExternalID: strconv.Itoa(n)}})
		}
		report, err := attendees.Batch(t.Context(), b)
		require.NoError(t, err)
		require.Zero(t, report.Failed)
	}
	send := func(last int64, path, body string) *httptest.ResponseRecorder {
		mux := http.NewServeMux()
		API{Attendees: attendees, Numbers: &Numbers{last: last}}.Register(mux)
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/projects/t/e/attendees"+path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, req)
		return rec
	}
	take(base+1, base+2)
	one := send(base, "", `{"first_name": "A", "last_name": "B"}`)
	require.Equal(t, http.StatusCreated, one.Code, one.Body)
	require.Contains(t, one.Body.String(), `"id":`+strconv.Itoa(base+3))

	take(base+11, base+13)
	several := send(base+10, "/batch", `{"resources": [{"first_name": "A", "last_name": "1"}, {"first_name": "A", "last_name": "2"}, {"first_name": "A", "last_name": "3"}]}`)
	require.Equal(t, http.StatusOK, several.Code, several.Body)
	for _, n := range []int{base + 14, base + 12, base + 15} { // in the place of what was sent
		require.Contains(t, several.Body.String(), `"id":`+strconv.Itoa(n))
	}

	take(base+21, base+22, base+23, base+24)
	hopeless := send(base+20, "", `{"first_name": "A", "last_name": "B"}`)
	require.Equal(t, http.StatusConflict, hopeless.Code)
}
