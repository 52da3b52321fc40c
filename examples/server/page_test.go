package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

const importPath = "/page/lists/demo/expo/import"

func (s *site) csv(t *testing.T, query, file string, header ...string) reply {
	t.Helper()
	return s.direct(t, "POST", importPath+query, strings.NewReader(file), append([]string{"Content-Type", "text/csv"}, header...)...)
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	for path, kind := range map[string]string{"/": "text/html", "/page/page.js": "text/javascript", "/page/page.css": "text/css"} {
		got := s.direct(t, "GET", path, http.NoBody)
		require.Equal(t, http.StatusOK, got.status)
		require.Contains(t, got.header.Get("Content-Type"), kind)
		require.Contains(t, got.header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'")
		require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
		require.NotContains(t, got.body, "innerHTML")
		require.NotContains(t, got.body, "https://")
	}
	require.Equal(t, http.StatusNotFound, s.direct(t, "GET", "/page/static", http.NoBody).status)
}

// Programs for tables write CSV in many ways.
func TestCSVFilesOfManyKinds(t *testing.T) {
	for name, file := range map[string]string{
		"plain":               "email,first name,last name\ng@example.org,Élodie,Müller\n",
		"byte order mark":     "\ufeffemail,first name,last name\ng@example.org,Élodie,Müller\n",
		"semicolons, CRLF":    "E-Mail;Vorname;Nachname\r\ng@example.org;Élodie;Müller\r\n",
		"tabs, no end":        "Email\tFirst_Name\tSURNAME\ng@example.org\tÉlodie\tMüller",
		"bars, blank lines":   "email|given name|family name\n\n  g@example.org | Élodie |Müller\n\n",
		"quotes, commas":      "\"E-mail, the address\",\"first name\",last name\n\"g@example.org\",\"Élodie\",\"Müller\"\n",
		"semicolon in quotes": "email;\"first name\";last name\n\"g@example.org\";\"Élodie\";\"Müller\"\n",
		"breaks in quotes":    "\"e-mail,\nin,full,please\";\"first\nname\";last name\n\"g@example.org\";\"Élodie\";\"Müller\"\n",
		"blank line first":    "\r\n\nemail;first name;last name\ng@example.org;Élodie;Müller\n",
		"other order":         "last name,notes,first name,email\nMüller,\"two\nlines\",Élodie,g@example.org\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
			query := "?write=true"
			if strings.Contains(name, "quotes,") || strings.Contains(name, "breaks") {
				query += "&column=email&column=first_name&column=last_name"
			}
			got := s.csv(t, query, file)
			require.Equal(t, http.StatusOK, got.status, got.body)
			require.Equal(t, "inserted", at(t, got.json(t), "rows", 0, "action"), got.body)
			found := s.direct(t, "GET", "/page/lists/demo/expo/attendees?field=last_name&q=M%C3%BCLL", http.NoBody)
			require.Equal(t, "Élodie", at(t, found.json(t), "rows", 0, "first_name"), found.body)
			require.Equal(t, "g@example.org", at(t, found.json(t), "rows", 0, "email"))
		})
	}
}

func TestTheDryRunShowsRowByRowAndWritesNothing(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	before := s.people(t)
	const file = "email,first name,last name,notes\n" +
		"ada@example.org,Ada,King,\n" + // updated
		"new@example.org,New,Body,x\n" + // inserted
		"no address,X,Y,\n" + // rejected
		"short@example.org,X\n" + // rejected as it stands
		",\"two\nlines\",,\n" + // rejected, of line 6
		"ada@example.org,Ada,King,\n" // unchanged, after the first row
	dry := s.csv(t, "", file)
	require.Equal(t, http.StatusOK, dry.status, dry.body)
	require.Equal(t, false, at(t, dry.json(t), "written"))
	want := []struct {
		line   float64
		action string
		fault  string
	}{
		{2, "updated", ""},
		{3, "inserted", ""},
		{4, "error", "invalid_format: email"},
		{5, "error", "as many cells"},
		{6, "error", "required: last_name"},
		{8, "unchanged", ""},
	}
	rows := at(t, dry.json(t), "rows").([]any)
	require.Len(t, rows, len(want))
	for i, w := range want {
		require.Equal(t, w.line, at(t, rows[i], "line"))
		require.Equal(t, w.action, at(t, rows[i], "action"), "line %v", w.line)
		faults := at(t, rows[i], "faults").([]any)
		if w.fault == "" {
			require.Empty(t, faults)
		} else {
			require.Contains(t, faults[0], w.fault)
		}
	}
	require.EqualValues(t, 3, at(t, dry.json(t), "succeeded"))
	require.EqualValues(t, 3, at(t, dry.json(t), "failed"))
	require.Equal(t, []any{"email", "first_name", "last_name", ""}, fieldsOf(t, dry))
	require.Equal(t, 1, s.calls.Of(storagetest.CallLoad), "one call of the library")
	require.Zero(t, s.calls.Of(storagetest.CallApply))
	require.Equal(t, before, s.people(t))

	s.calls.Reset()
	done := s.csv(t, "?write=true", file, "Idempotency-Key", "press-1")
	require.Equal(t, true, at(t, done.json(t), "written"))
	require.Equal(t, 1, s.calls.Of(storagetest.CallLoad))
	require.Equal(t, 1, s.calls.Of(storagetest.CallApply))
	require.Equal(t, before+1, s.people(t))
	again := s.csv(t, "?write=true", file, "Idempotency-Key", "press-1")
	require.Equal(t, http.StatusOK, again.status)
	require.Equal(t, 1, s.calls.Of(storagetest.CallApply), "pressed twice")
	require.Equal(t, before+1, s.people(t))
}

func fieldsOf(t *testing.T, r reply) (list []any) {
	t.Helper()
	for _, c := range at(t, r.json(t), "columns").([]any) {
		list = append(list, at(t, c, "field"))
	}
	return list
}

func TestFilesThatCannotBeRead(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	const header = "email,first name,last name\n"
	for name, c := range map[string]struct{ query, file, says string }{
		"empty":             {"", "", "empty"},
		"only a mark":       {"", "\ufeff", "empty"},
		"only a header":     {"", header, "no row"},
		"UTF-16":            {"", "\xff\xfee\x00", "UTF-16"},
		"Latin-1":           {"", header + "a@example.org,J\xfcrgen,X\n", "line 2 is not UTF-8"},
		"binary":            {"", "PK\x03\x04\x00\x00", "not a text"},
		"open quote":        {"", header + "a@example.org,\"X,Y\n", "line 2, column 20"},
		"stray quote":       {"", header + "a@example.org,X\"Y,Z\n", "line 2, column 16"},
		"too many rows":     {"", header + strings.Repeat("a@example.org,X,Y\n", 1001), "more than 1000 rows"},
		"too many columns":  {"", strings.Repeat("x,", 64) + "x\n", "more than 64 columns"},
		"unknown field":     {"?column=email&column=password&column=", header + "a,b,c\n", "column 2"},
		"same field twice":  {"?column=email&column=email&column=", header + "a,b,c\n", "column 2"},
		"too few columns":   {"?column=email", header + "a,b,c\n", "3 columns"},
		"nothing is mapped": {"?column=&column=&column=", header + "a,b,c\n", "no column"},
	} {
		got := s.csv(t, c.query, c.file)
		require.Equal(t, http.StatusBadRequest, got.status, "%s: %s", name, got.body)
		require.Contains(t, at(t, got.json(t), "error"), c.says, name)
	}
	got := s.csv(t, "", strings.Repeat(" ", 3<<20))
	require.Equal(t, http.StatusRequestEntityTooLarge, got.status)
	got = s.direct(t, "POST", importPath, strings.NewReader("{}"))
	require.Equal(t, http.StatusUnsupportedMediaType, got.status)
	require.Zero(t, s.calls.Of(storagetest.CallApply))
	long := s.csv(t, "", header+"a@example.org,"+strings.Repeat("x", 5000)+",Y\n")
	require.Contains(t, long.body, "too long")
}

// A row with an address is that address's, whatever external ID it has beside.
func TestWhomARowMeans(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.csv(t, "", "email,external id,first name,last name\nada@example.org,,A,King\n,12346,G,King\nx@example.org,,X,X\n,999,X,X\ny@example.org,12346,Y,Y\n")
	for i, action := range []string{"updated", "updated", "inserted", "inserted", "error"} {
		require.Equal(t, action, at(t, got.json(t), "rows", i, "action"), got.body)
	}
}

func TestCustomKeysKeepTheirCase(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	_, err := s.attendees.Do(t.Context(), demo.List, attendee.DefineFields{Fields: []attendee.FieldDef{{Key: "shoeSize", Kind: storage.FieldText}}})
	require.NoError(t, err)
	got := s.csv(t, "", "Last Name, Custom.shoeSize \nX,44\n")
	require.Equal(t, "inserted", at(t, got.json(t), "rows", 0, "action"), got.body)
	require.Equal(t, []any{"last_name", "custom.shoeSize"}, fieldsOf(t, got))
}

func TestCustomFieldsAreImported(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.csv(t, "?write=true", "external id,last name,custom.vip,custom.nothing\nX-1,Y,yes,\nX-2,Z,perhaps,\nX-3,Z,,1\n")
	require.Equal(t, "inserted", at(t, got.json(t), "rows", 0, "action"), got.body)
	require.Contains(t, at(t, got.json(t), "rows", 1, "faults", 0), "invalid_custom_value")
	require.Contains(t, at(t, got.json(t), "rows", 2, "faults", 0), "unknown_field")
}
