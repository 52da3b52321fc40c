package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// browser is a headless Chromium with one page, driven over its DevTools
// protocol.
type browser struct {
	t       *testing.T
	conn    *websocket.Conn
	session string

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	faults  []string // what the page's console complained of
}

type answer struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// elsewhere is a name of this machine that the browser does not take for its own.
const elsewhere = "muster.example"

// browse starts a browser. The test is skipped without one, unless
// MUSTER_TEST_REQUIRE names chromium.
func browse(t *testing.T) *browser {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		if slices.Contains(strings.Split(os.Getenv("MUSTER_TEST_REQUIRE"), ","), "chromium") {
			t.Fatal("MUSTER_TEST_REQUIRE names chromium, and there is none")
		}
		t.Skip("there is no Chromium")
	}
	dir := t.TempDir()
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", //nolint:noctx // ended below
		"--disable-background-networking", "--disable-component-update", "--disable-extensions", "--window-size=1200,1000",
		"--lang=en-GB", "--host-resolver-rules=MAP "+elsewhere+" 127.0.0.1", "--remote-debugging-port=0", "--user-data-dir="+dir, "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	drained := make(chan struct{})
	address := make(chan string, 1)
	go func() {
		defer close(drained)
		lines := bufio.NewScanner(stderr)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if _, url, ok := strings.Cut(lines.Text(), "DevTools listening on "); ok {
				address <- url
			}
		}
		close(address)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-drained
		_ = cmd.Wait()
		// Its children let go of their files in their own time.
		for range 100 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	url, ok := <-address
	require.True(t, ok, "Chromium ended at once")
	conn, res, err := websocket.Dial(t.Context(), url, nil)
	require.NoError(t, err)
	if res.Body != nil {
		_ = res.Body.Close()
	}
	conn.SetReadLimit(64 << 20) // screenshots
	b := &browser{t: t, conn: conn, waiting: make(map[int]chan answer)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.read()
	}()
	t.Cleanup(func() {
		_ = conn.CloseNow()
		<-ended
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "DOM", "Log", "Accessibility"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

func (b *browser) read() {
	for {
		_, data, err := b.conn.Read(context.Background())
		if err != nil {
			return
		}
		var a answer
		if json.Unmarshal(data, &a) != nil {
			continue
		}
		b.mu.Lock()
		switch a.Method {
		case "Runtime.exceptionThrown", "Log.entryAdded":
			b.faults = append(b.faults, string(a.Params))
		}
		if c, ok := b.waiting[a.ID]; ok && a.ID != 0 {
			delete(b.waiting, a.ID)
			c <- a
		}
		b.mu.Unlock()
	}
}

// call sends one command of the protocol and reads its result.
func (b *browser) call(method string, params, result any) {
	b.t.Helper()
	c := make(chan answer, 1)
	b.mu.Lock()
	b.last++
	id := b.last
	b.waiting[id] = c
	b.mu.Unlock()
	msg := map[string]any{"id": id, "method": method}
	if params != nil {
		msg["params"] = params
	}
	if b.session != "" {
		msg["sessionId"] = b.session
	}
	data, err := json.Marshal(msg)
	require.NoError(b.t, err)
	require.NoError(b.t, b.conn.Write(b.t.Context(), websocket.MessageText, data))
	select {
	case a := <-c:
		require.Nil(b.t, a.Error, "%s: %+v", method, a.Error)
		if result != nil {
			require.NoError(b.t, json.Unmarshal(a.Result, result))
		}
	case <-time.After(30 * time.Second):
		b.t.Fatalf("%s is not answered", method)
	}
}

// eval returns what a script in the page says, as text.
func (b *browser) eval(script string) string {
	b.t.Helper()
	var r struct {
		Result struct{ Value any }
	}
	b.call("Runtime.evaluate", map[string]any{"expression": "String(" + script + ")", "awaitPromise": true}, &r)
	return fmt.Sprint(r.Result.Value)
}

// text is what an element shows.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return b.eval(fmt.Sprintf("document.querySelector(%q)?.innerText", selector))
}

// until waits until an element shows a text.
func (b *browser) until(selector, text string) {
	b.t.Helper()
	for range 500 {
		if strings.Contains(b.text(selector), text) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s does not show %q but %q; %v", selector, text, b.text(selector), b.faults)
}

// keys types as a keyboard does.
func (b *browser) keys(text string) {
	b.t.Helper()
	b.call("Input.insertText", map[string]any{"text": text}, nil)
}

func (b *browser) key(name string, code int) {
	b.t.Helper()
	for _, kind := range []string{"rawKeyDown", "char", "keyUp"} {
		p := map[string]any{"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code}
		if name == "Enter" {
			p["text"] = "\r"
		} else if kind == "char" {
			continue
		}
		b.call("Input.dispatchKeyEvent", p, nil)
	}
}

// tabTo presses Tab until an element has the focus.
func (b *browser) tabTo(id string) {
	b.t.Helper()
	for range 60 {
		if b.eval("document.activeElement.id") == id {
			return
		}
		b.key("Tab", 9)
	}
	b.t.Fatalf("%s cannot be reached by Tab", id)
}

// screenshot keeps a picture of the page in MUSTER_TEST_ARTEFACTS, if set.
func (b *browser) screenshot(name string) {
	b.t.Helper()
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	require.NoError(b.t, err)
	require.Greater(b.t, len(png), 5000, "a picture of something")
	dir := os.Getenv("MUSTER_TEST_ARTEFACTS")
	if dir == "" {
		return
	}
	require.NoError(b.t, os.MkdirAll(dir, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

func TestThePageInABrowser(t *testing.T) {
	b := browse(t)
	s := open(t, config{})
	b.call("Page.navigate", map[string]any{"url": s.base + "/"}, nil)
	b.until("#caption", "5 attendees of demo/expo")
	b.until("#rows", "Lovelace")
	b.until("#feed-state", "(connected)")
	b.screenshot("1-list")

	// Search, by keyboard alone.
	b.tabTo("q")
	b.keys("LOVE")
	b.key("Enter", 13)
	b.until("#caption", "1 attendees of demo/expo with “LOVE”")
	require.Equal(t, "1", b.eval("document.querySelectorAll('#rows tr').length"))
	b.screenshot("2-search")
	b.eval("document.getElementById('q').value = ''")
	b.key("Enter", 13)
	b.until("#caption", "5 attendees")

	// What happens elsewhere is told, as text.
	s.do(t, "POST", peoplePath, `{"first_name": "<img src=x onerror=alert(1)>", "last_name": "Live & well"}`)
	b.until("#feed", "AttendeeCreated: <img src=x onerror=alert(1)> Live & well")
	b.until("#rows", "Live & well")
	require.Equal(t, "0", b.eval("document.querySelectorAll('#feed img, #rows img').length"))

	// Import: nothing is written before it was shown.
	b.choose(t, "\ufeffE-mail;First name;Surname;Remark\r\nada@example.org;Augusta;King;x\r\nnew@example.org;New;Body;\r\nwrong;X;Y;\r\n")
	b.until("#summary", "2 rows would be written, 1 rejected.")
	require.Equal(t, "summary", b.eval("document.activeElement.id"), "who cannot see is taken there")
	b.until("#preview-rows tr:nth-child(1)", "updated")
	b.until("#preview-rows tr:nth-child(2)", "inserted")
	b.until("#preview-rows tr:nth-child(3)", "invalid_format: email")
	require.Equal(t, "4", b.eval("document.querySelector('#preview-rows tr:nth-child(3) td').innerText"), "the line in the file")
	require.Equal(t, 6, s.people(t), "nothing is written")
	b.screenshot("3-dry-run")

	b.tabTo("write")
	b.key("Enter", 13)
	b.until("#summary", "2 rows were written, 1 rejected.")
	b.until("#caption", "7 attendees")
	b.until("#rows", "King")
	b.until("#feed", "AttendeeUpdated: Augusta King")
	require.Equal(t, 7, s.people(t))
	b.screenshot("4-imported")

	// Every control has a name for those who hear the page.
	var tree struct {
		Nodes []struct {
			Ignored bool
			Role    struct{ Value any }
			Name    struct{ Value any }
		}
	}
	b.call("Accessibility.getFullAXTree", nil, &tree)
	controls := 0
	for _, n := range tree.Nodes {
		switch n.Role.Value {
		case "button", "textbox", "searchbox", "combobox", "table", "region", "log":
			if !n.Ignored {
				controls++
				require.NotEmpty(t, n.Name.Value, "a %v has no name", n.Role.Value)
			}
		}
	}
	require.Greater(t, controls, 12)
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(t, b.faults, "the console is empty, the content policy is kept")
}
