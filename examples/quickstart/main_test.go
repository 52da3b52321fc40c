package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// quickstart runs the program and returns what it printed.
func quickstart(t *testing.T, stdin string, args ...string) (response, string, error) {
	t.Helper()
	var out, story bytes.Buffer
	err := run(t.Context(), args, strings.NewReader(stdin), &out, &story)
	var r response
	if err == nil {
		require.NoError(t, json.Unmarshal(out.Bytes(), &r))
	}
	return r, story.String(), err
}

// people returns how many attendees a database file holds.
func people(t *testing.T, file string) int {
	t.Helper()
	st, err := sqlite.Open(t.Context(), file)
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	n := 0
	q := storage.ListQuery{Scope: session, Kind: storage.KindAttendee, Limit: 100}
	for _, err := range storage.All[storage.Attendee](t.Context(), st, q) {
		require.NoError(t, err)
		n++
	}
	return n
}

func operations(r response) (list []string) {
	for _, m := range r.Approved {
		list = append(list, m.Operation)
	}
	return list
}

func TestTheExampleHasTheDocumentedOutcome(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.db")
	r, story, err := quickstart(t, "", "-db", file)
	require.NoError(t, err)
	require.Contains(t, story, "207 Multi-Status")
	require.Equal(t, []string{"updated", "inserted", "updated", "inserted", "updated"}, operations(r))

	// The values that the documentation prints, apart from IDs and dates.
	type row struct{ user, guid, name, surname, email, role, mobile string }
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	var rows []row
	for _, m := range r.Approved {
		rows = append(rows, row{m.UserID, text(m.UserGUID), text(m.Name), text(m.Surname), text(m.Email), text(m.Role), text(m.Mobile)})
		require.NotNil(t, m.CreationDate)
		require.Len(t, m.AttendanceCode, 36)
	}
	require.Equal(t, []row{
		{"0", "", "non-existent", "non-existent", "non-existent@example.com", "e", ""},
		{"8208", "44EF7B95-81B0-419D-BB0D-DFBD545F6008", "logar", "komutan", "44EF7B95-81B0-419D-BB0D-DFBD545F6008@example.com", "a", ""},
		{"4490", "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80", "Atakan", "Bodur", "atakan@example.com", "a", "+905314237888"},
		{"0", "", "John", "Doe", "doe@example.com", "e", ""},
		{"0", "", "updated_name", "Doe", "doe2@example.com", "u", ""},
	}, rows)
	require.Equal(t, "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", r.Approved[0].AttendanceCode)

	require.Len(t, r.Rejected, 2)
	for _, rej := range r.Rejected {
		require.Equal(t, state{12, "Attendee not found"}, rej.State)
		require.Equal(t, "-1", rej.Model.AttendeeID)
		require.Equal(t, "error", rej.Model.Operation)
	}
	require.Equal(t, "+00 000 00 00", *r.Rejected[0].Model.Mobile)
	require.Equal(t, "7fd2b7ab-dfbe-4b35-a217-ec11791a4a8x", *r.Rejected[1].Model.UserGUID)
	require.Equal(t, 5, people(t, file))

	again, _, err := quickstart(t, "", "-db", file)
	require.NoError(t, err)
	require.Equal(t, []string{"unchanged", "unchanged", "unchanged", "unchanged", "unchanged"}, operations(again))
	require.Equal(t, r.Approved[1].AttendeeID, again.Approved[1].AttendeeID)
	require.Equal(t, 5, people(t, file), "nothing is duplicated")
}

func TestDryRunWritesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.db")
	dry, story, err := quickstart(t, "", "-db", file, "-dry-run")
	require.NoError(t, err)
	require.Contains(t, story, "nothing was written")
	require.Equal(t, []string{"updated", "inserted", "updated", "inserted", "updated"}, operations(dry))
	require.Zero(t, people(t, file))
}

func TestInputFromAFileAndFromStandardInput(t *testing.T) {
	dir := t.TempDir()
	batch := `[{"email":"ada@example.com","name":"Ada","surname":"Lovelace","role":null},{"name":"nobody"},null]`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in.json"), []byte(batch), 0o600))
	r, _, err := quickstart(t, "", "-db", filepath.Join(dir, "1.db"), "-input", filepath.Join(dir, "in.json"))
	require.NoError(t, err)
	require.Equal(t, []string{"inserted"}, operations(r))
	require.Equal(t, "u", *r.Approved[0].Role)
	require.Len(t, r.Rejected, 2)
	r, _, err = quickstart(t, batch, "-db", filepath.Join(dir, "2.db"), "-input", "-")
	require.NoError(t, err)
	require.Equal(t, []string{"inserted"}, operations(r))
}

func TestMalformedInputIsRefusedWithItsPosition(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.db")
	for name, c := range map[string]struct{ in, where string }{
		"comment":       {"[\n  // a comment\n]", "line 2, column 3"},
		"cut off":       {"[\n{\"email\":", "line 2, column 9"},
		"empty":         {"", "line 1, column 1"},
		"not a list":    {`{"email":"a"}`, "line 1, column 1"},
		"null":          {"null", "line 1, column 1"},
		"trailing":      {"[]\n[]", "line 2, column 1"},
		"unknown field": {"[\n {},\n {\"mail\":\"x\"}]", "line 3, column 2"},
		"wrong type":    {"[{},\n {\"email\": 5}]", "line 2, column 2"},
		"BOM":           {"\ufeff[]", "line 1, column 1"},
		"characters":    {`["ä", é]`, "line 1, column 7"},
		"too long":      {"[" + strings.Repeat(" ", maxInput) + "]", "longer than"},
	} {
		_, _, err := quickstart(t, c.in, "-db", file, "-input", "-")
		require.ErrorContains(t, err, c.where, name)
	}
	_, err := os.Stat(file)
	require.ErrorIs(t, err, os.ErrNotExist, "not even a file")

	_, _, err = quickstart(t, "[]", "-db", file, "-input", "-")
	require.ErrorContains(t, err, "batch_empty")
	_, _, err = quickstart(t, "", "-db", file, "-input", "no such file")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, _, err = quickstart(t, "", "-db", file, "stray")
	require.ErrorContains(t, err, "stray")
}
