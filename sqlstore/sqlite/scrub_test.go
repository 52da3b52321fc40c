package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	rules "github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/internal/sqltest"
	"github.com/muster-go/muster/sqlstore/sqlite"
	"github.com/muster-go/muster/storage"
)

// canary is personal. It reads the same in every form but the reversed one.
const canary = "zqxjkvbw"

// filesWith returns the files of a directory in which the canary is, either way
// round.
func filesWith(t *testing.T, dir string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		lower := bytes.ToLower(data)
		n := bytes.Count(lower, []byte(canary)) + bytes.Count(lower, []byte(reversed(canary)))
		if n > 0 {
			found = append(found, fmt.Sprintf("%d times in %s", n, filepath.Base(path)))
		}
	}
	return found
}

func reversed(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = s[len(s)-1-i]
	}
	return string(b)
}

// personal returns an attendee who has the canary everywhere, as often as pad
// says.
func personal(n, pad int) storage.Attendee {
	a := sqltest.Attendee(n)
	text := fmt.Sprintf("%d %s", n, strings.Repeat(canary, pad))
	a.AttendanceCode, a.UserID, a.ExternalID, a.Email = text, text, text, text+"@"+canary+".org"
	a.Unique = storage.AttendeeKeys{Code: text, User: text, External: text, Email: text, Match: text}
	a.FirstName, a.LastName, a.Company, a.Mobile, a.PreferredName, a.Title = text, text, text, text, text, text
	a.Custom = map[string]storage.Value{"diet": storage.Text(text), canary: storage.Bool(true)}
	return a
}

// Of records, revisions, responses, tokens and events that were overwritten or
// removed nothing is left after Scrub: not in rows, not in indexes, not between
// them, not in the log.
func TestScrub(t *testing.T) {
	n := 1_500
	if raceEnabled {
		n = 200
	}
	dir := t.TempDir()
	st := openAt(t, filepath.Join(dir, "muster.db"), sqlite.WithOutbox())
	rng := rand.New(rand.NewPCG(5, 33))
	var list []storage.Attendee
	var kept []storage.Revision
	for _, i := range rng.Perm(n) {
		list = append(list, personal(i, 1+rng.IntN(8)))
	}
	g := sqltest.Group(1)
	g.Name, g.UniqueName = canary, canary
	cs := sqltest.Puts(list...)
	cs.Groups.Put = []storage.Group{g}
	for i, a := range list {
		f := sqltest.Response(a)
		f.FormID, f.Data = canary, []byte(`{"`+canary+`":"`+strings.Repeat(canary, rng.IntN(900))+`"}`)
		cs.FormResponses.Put = append(cs.FormResponses.Put, f)
		cs.Memberships.Put = append(cs.Memberships.Put, sqltest.Membership(g, a))
		cs.Tokens.Put = append(cs.Tokens.Put, storage.Token{Head: storage.Head{Scope: scope, ID: sqltest.ID(storage.KindToken, i), Rev: 1, CreatedAt: sqltest.Noon}, Value: canary + fmt.Sprint(i), Report: []byte(`"` + canary + `"`)})
		e := sqltest.Created(a)
		e.Data = []byte(`"` + canary + `"`)
		cs.Events = append(cs.Events, e)
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	responses, memberships, tokens, events := cs.FormResponses.Put, cs.Memberships.Put, cs.Tokens.Put, cs.Events

	for range 4 { // rows that grow and shrink
		cs = storage.ChangeSet{Scope: scope}
		for i := range list {
			next, was := sqltest.Changed(list[i])
			was.ID[5] = byte(next.Version)
			grown := personal(int(list[i].ID[15])|int(list[i].ID[14])<<8, 1+rng.IntN(30))
			next.Company, next.LastName, next.Custom = grown.Company, grown.LastName, grown.Custom
			list[i], kept = next, append(kept, was)
			cs.Attendees.Put, cs.Revisions.Put = append(cs.Attendees.Put, next), append(cs.Revisions.Put, was)
		}
		require.NoError(t, st.Apply(t.Context(), cs))
	}
	require.NoError(t, st.Scrub(t.Context()))
	require.NotEmpty(t, filesWith(t, dir), "what is still there")

	cs = storage.ChangeSet{Scope: scope}
	for _, i := range rng.Perm(n) { // half are erased, half are deleted
		a := list[i]
		if i%2 == 0 {
			a = storage.Attendee{Head: a.Head, Status: storage.StatusErased, Version: a.Version + 1}
			a.Rev++
			cs.Attendees.Put = append(cs.Attendees.Put, a)
		} else {
			cs.Attendees.Delete = append(cs.Attendees.Delete, a.Ref())
		}
		cs.FormResponses.Delete = append(cs.FormResponses.Delete, responses[i].Ref())
		cs.Memberships.Delete = append(cs.Memberships.Delete, memberships[i].Ref())
		cs.Tokens.Delete = append(cs.Tokens.Delete, tokens[i].Ref())
	}
	cs.Groups.Delete = []storage.Ref{g.Ref()}
	for i, r := range kept {
		if i%n%2 != 0 {
			cs.Revisions.Delete = append(cs.Revisions.Delete, r.Ref())
			continue
		}
		r.Rev++
		r.Was = storage.Attendee{Head: r.Was.Head, Version: r.Was.Version}
		cs.Revisions.Put = append(cs.Revisions.Put, r)
	}
	require.NoError(t, st.Apply(t.Context(), cs))
	for _, e := range events {
		require.NoError(t, st.Ack(t.Context(), e.ID))
	}
	require.NotEmpty(t, filesWith(t, dir), "the log still has it, or the test looks in the wrong place")

	require.NoError(t, st.Scrub(t.Context()))
	require.Empty(t, filesWith(t, dir))
	require.Equal(t, []string{"ok"}, texts(t, st.DB(), "PRAGMA integrity_check"))
}

// The whole way: an attendee with a history is erased.
func TestScrubAfterErase(t *testing.T) {
	dir := t.TempDir()
	st := openAt(t, filepath.Join(dir, "muster.db"), sqlite.WithOutbox())
	svc, err := rules.New(st, rules.Policy{Fields: []storage.FieldDef{{Key: "diet", Kind: storage.FieldText}}})
	require.NoError(t, err)
	a, err := svc.Create(t.Context(), scope, storage.Attendee{
		LastName: "Lovelace " + canary, FirstName: canary, Email: canary + "@example.org", Company: canary,
		UserID: canary, ExternalID: canary, Custom: map[string]storage.Value{"diet": storage.Text(canary)},
	})
	require.NoError(t, err)
	require.NoError(t, st.Scrub(t.Context()))
	require.NotEmpty(t, filesWith(t, dir))
	_, err = svc.Do(t.Context(), scope, rules.Erase{Ref: rules.ByID(a.ID)})
	require.NoError(t, err)
	require.NoError(t, st.Scrub(t.Context()))
	require.Empty(t, filesWith(t, dir))
}

// Scrub says so when somebody keeps the log in use.
func TestScrubWhileInUse(t *testing.T) {
	st := openAt(t, filepath.Join(t.TempDir(), "muster.db"), sqlite.WithBusyTimeout(1))
	require.NoError(t, st.Apply(t.Context(), sqltest.Puts(sqltest.Attendee(1))))
	reader, err := st.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, reader.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM muster_attendee").Scan(new(int)))
	require.ErrorIs(t, st.Scrub(t.Context()), storage.ErrConflict)
	require.NoError(t, reader.Rollback())
	require.NoError(t, st.Scrub(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, st.Scrub(ctx), context.Canceled)
}
