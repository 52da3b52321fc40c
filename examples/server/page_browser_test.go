package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// choose picks a CSV file as somebody does.
func (b *browser) choose(t *testing.T, content string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	var root struct{ Root struct{ NodeID int } }
	b.call("DOM.getDocument", nil, &root)
	var found struct{ NodeID int }
	b.call("DOM.querySelector", map[string]any{"nodeId": root.Root.NodeID, "selector": "#file"}, &found)
	b.call("DOM.setFileInputFiles", map[string]any{"nodeId": found.NodeID, "files": []string{file}}, nil)
}

const (
	oneRow    = "email,first name,last name\nada@example.org,King,Augusta\n"
	setList   = "(() => { const e = document.getElementById('project'); e.value = '%'; e.dispatchEvent(new Event('input', {bubbles: true})); })()"
	swapNames = "(() => { const s = document.querySelectorAll('#columns select'); s[1].value = 'last_name'; s[2].value = 'first_name'; " +
		"s[2].dispatchEvent(new Event('change', {bubbles: true})); })()"
	pressWrite = "document.getElementById('write').click()"
	hidden     = "document.getElementById('write').hidden"
)

// What is written is what was shown: the file, the list and the columns.
func TestThePageWritesWhatItShowed(t *testing.T) {
	b := browse(t)
	s := open(t, config{})
	b.call("Page.navigate", map[string]any{"url": s.base + "/"}, nil)
	b.until("#feed-state", "(connected)")
	until := func(want string) {
		t.Helper()
		eventually(t, func() bool { return b.eval(hidden) == want }, "the button stays as it is")
	}

	b.choose(t, oneRow)
	until("false")
	require.Equal(t, "Write it to demo/expo", b.text("#write"))
	b.eval(strings.Replace(setList, "%", "another", 1))
	require.Equal(t, "true", b.eval(hidden), "another list was not shown")
	b.until("#summary", "Something was changed")
	b.eval(pressWrite) // as a script would
	b.eval("document.getElementById('project').value = 'expo'")

	b.choose(t, oneRow)
	until("false")
	b.eval("document.getElementById('project').value = 'another'") // unnoticed
	b.eval(pressWrite)
	require.Equal(t, "true", b.eval(hidden))
	b.eval("document.getElementById('project').value = 'expo'")

	b.choose(t, oneRow)
	until("false")
	b.eval(swapNames)
	require.Equal(t, "true", b.eval(hidden), "other columns were not shown")
	b.eval(pressWrite)
	require.Equal(t, 5, s.people(t))
	require.Equal(t, "Ada", at(t, s.do(t, "GET", peoplePath+"/12345", "").json(t), "data", "first_name"), "nothing is written")

	b.eval("document.querySelector('#columns-form button').click()")
	until("false")
	// A change that tells nobody of itself changes nothing of what is written.
	b.eval("document.querySelectorAll('#columns select')[2].value = 'company'")
	b.eval(pressWrite)
	b.until("#summary", "1 rows were written")
	got := s.do(t, "GET", peoplePath+"/12345", "").json(t)
	require.Equal(t, "Augusta", at(t, got, "data", "first_name"), "in the columns that were shown last")
	require.Equal(t, "King", at(t, got, "data", "last_name"))
	none := s.do(t, "GET", "/api/v1/projects/demo/another/attendees", "")
	require.EqualValues(t, 0, at(t, none.json(t), "meta", "total"))
}

// On plain http a browser has no crypto.randomUUID, and every press of the button
// has a name of its own all the same.
func TestThePageWithoutHTTPS(t *testing.T) {
	tk, err := load(t, tokens)
	require.NoError(t, err)
	b := browse(t)
	s := open(t, config{tokens: tk})
	b.call("Page.navigate", map[string]any{"url": strings.Replace(s.base, "127.0.0.1", elsewhere, 1) + "/"}, nil)
	b.until("#message", "bearer token")
	require.Equal(t, "undefined", b.eval("typeof crypto.randomUUID"))
	b.eval("document.getElementById('token').value = 'admin-01234567890'")
	b.eval("document.querySelector('#list-form button').click()")
	b.until("#caption", "5 attendees of demo/expo")
	for _, name := range []string{"First", "Second"} {
		b.choose(t, "email,first name,last name\n"+name+"@example.org,"+name+",One\n")
		b.until("#summary", "1 rows would be written")
		b.eval(pressWrite)
		b.until("#summary", "1 rows were written")
		b.until("#rows", name)
		require.Empty(t, b.text("#message"))
	}
	require.Equal(t, 7, s.people(t))
}

// Nothing that happened while the page did not listen is told again: it reads
// the list.
func TestThePageReadsWhatItMissed(t *testing.T) {
	b := browse(t)
	s := open(t, config{})
	b.call("Page.navigate", map[string]any{"url": s.base + "/"}, nil)
	b.until("#caption", "5 attendees")
	b.until("#feed-state", "(connected)")
	quiet(t, s)
	b.eval("socket.close()") // as the server does with who is too slow, and when it restarts
	b.until("#feed-state", "(not connected)")
	require.Equal(t, http.StatusCreated, s.do(t, "POST", peoplePath, `{"first_name": "Missed", "last_name": "Meanwhile"}`).status)
	quiet(t, s)
	b.until("#feed-state", "(connected)")
	b.until("#rows", "Meanwhile")
	require.Empty(t, b.text("#feed"), "by no event")
}
