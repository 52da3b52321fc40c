// Package page serves one web page: the attendees of a list as a table with a
// search, the import of a CSV file that shows what it would do before it does
// it, and what happens meanwhile.
package page

import (
	"embed"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/auth"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

//go:embed static
var static embed.FS

// API is the page and what it asks for.
type API struct {
	Attendees *attendee.Service
	Tokens    *auth.Tokens
}

const lists = "/page/lists/{team}/{project}/"

// policy lets the page load what this server has, and nothing else; nothing of
// it is written into HTML by a server or read as HTML by the script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Register adds the page's paths.
func (a API) Register(mux *http.ServeMux) {
	for path, file := range map[string]string{
		"GET /{$}":           "static/index.html",
		"GET /page/page.js":  "static/page.js",
		"GET /page/page.css": "static/page.css",
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Referrer-Policy", "no-referrer")
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, static, file)
		})
	}
	mux.Handle("GET "+lists+"attendees", a.within(a.list))
	mux.Handle("POST "+lists+"import", a.within(a.imports))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		Refuse(w, r, wire.Unserved(mux, w, r))
	})
}

// Refuse answers in the page's shape for what no handler was asked about.
func Refuse(w http.ResponseWriter, _ *http.Request, err *wire.Error) { fail(w, err) }

// call is one request about one list.
type call struct {
	w         http.ResponseWriter
	r         *http.Request
	attendees *attendee.Service // in the caller's name
	list      storage.Scope
}

func (a API) within(h func(call) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := call{w: w, r: r, list: storage.Scope{Tenant: r.PathValue("team"), Event: r.PathValue("project")}}
		caller, err := a.Tokens.Caller(r)
		if err == nil {
			c.attendees, err = caller.Bind(a.Attendees, c.list)
		}
		if err == nil {
			err = h(c)
		}
		if err != nil {
			fail(w, err)
		}
	})
}

func fail(w http.ResponseWriter, err error) {
	status, message := http.StatusInternalServerError, "internal error"
	switch e, ok := wire.AsError(err); {
	case ok:
		status, message = e.Status, e.Message
	case wire.TryAgain(err):
		status, message = http.StatusServiceUnavailable, "busy: try again later"
	case errors.Is(err, batch.Restricted):
		status, message = http.StatusForbidden, err.Error()
	case errors.Is(err, batch.Invalid):
		status, message = http.StatusBadRequest, err.Error()
	}
	wire.Advise(w, status, err)
	wire.Answer(w, status, struct {
		Error string `json:"error"`
	}{message})
}

// person is a row of the table.
type person struct {
	ID        storage.ID `json:"id"`
	FirstName string     `json:"first_name"`
	LastName  string     `json:"last_name"`
	Email     string     `json:"email"`
	Company   string     `json:"company"`
	Type      string     `json:"type"`
	Status    string     `json:"status"`
}

// searchable are the fields that the search offers.
var searchable = []string{"last_name", "first_name", "email", "company"}

func (a API) list(c call) error {
	values := c.r.URL.Query()
	q := attendee.Query{
		Sort: []attendee.Sort{{Field: "last_name"}, {Field: "first_name"}}, WithTotal: true, After: values.Get("after"),
	}
	if text := values.Get("q"); text != "" {
		field := values.Get("field")
		if !slices.Contains(searchable, field) {
			return refuse("there is no search by this field")
		}
		q.Where = []attendee.Filter{{Field: field, Op: attendee.Like, Value: "%" + text + "%"}}
	}
	found, err := c.attendees.List(c.r.Context(), c.list, q)
	if err != nil {
		return err
	}
	rows := make([]person, len(found.Attendees))
	for i, p := range found.Attendees {
		rows[i] = person{p.ID, p.FirstName, p.LastName, p.Email, p.Company, p.TypeCode, string(p.Status)}
	}
	wire.Answer(c.w, http.StatusOK, struct {
		Rows  []person `json:"rows"`
		Next  string   `json:"next"`
		Total int      `json:"total"`
	}{rows, found.Next, found.Total})
	return nil
}

type (
	imported struct {
		Written bool     `json:"written"`
		Columns []column `json:"columns"`
		Fields  []option `json:"fields"`
		Rows    []result `json:"rows"`
		Good    int      `json:"succeeded"`
		Bad     int      `json:"failed"`
	}
	column struct {
		Header string `json:"header"`
		Field  string `json:"field"` // "" for a column that is not imported
	}
	option struct {
		Name  string `json:"name"`
		Label string `json:"label"`
	}
	result struct {
		Line   int      `json:"line"`
		Cells  []string `json:"cells"`
		Action string   `json:"action"` // what the library would do, or did
		Faults []string `json:"faults"`
	}
)

// imports says what a CSV file would do, row by row, and does it when write is
// true. Either is one call of the library.
func (a API) imports(c call) error {
	values := c.r.URL.Query()
	write := values.Get("write") == "true"
	data, err := wire.Body(c.w, c.r, maxFile, "text/csv")
	if err != nil {
		return err
	}
	t, err := readTable(data, batch.DefaultMaxItems)
	if err != nil {
		return err
	}
	columns, err := columnsOf(t.header, values["column"])
	if err != nil {
		return err
	}
	out := imported{Written: write, Rows: make([]result, len(t.rows))}
	names := make([]string, len(columns))
	for i, col := range columns {
		out.Columns, names[i] = append(out.Columns, col), col.Field
	}
	for _, f := range fields {
		out.Fields = append(out.Fields, option{f.name, f.label})
	}
	b := batch.Batch{Scope: c.list}
	var places []int
	for i, r := range t.rows {
		out.Rows[i] = result{Line: r.line, Cells: r.cells, Action: "error", Faults: []string{}}
		if r.fault != "" {
			out.Rows[i].Faults = []string{r.fault}
			continue
		}
		places = append(places, i)
		b.Commands = append(b.Commands, command(names, r.cells))
	}
	var report batch.Report
	switch {
	case len(b.Commands) == 0 && len(t.rows) == 0:
		return refuse("the file has a header and no row")
	case len(b.Commands) == 0: // every row is at fault already
	case write:
		b.Token = c.r.Header.Get("Idempotency-Key") // of one press of the button
		report, err = c.attendees.Batch(c.r.Context(), b)
	default:
		report, err = c.attendees.Preview(c.r.Context(), b)
	}
	if err != nil {
		return err
	}
	for k, res := range report.Results {
		r := &out.Rows[places[k]]
		if res.Err != nil {
			r.Faults = faults(c, res.Err)
			continue
		}
		r.Action = string(res.Action)
	}
	out.Good, out.Bad = report.Succeeded, len(t.rows)-report.Succeeded
	wire.Answer(c.w, http.StatusOK, out)
	return nil
}

// columnsOf maps the columns to fields: as the caller says, or else by what
// their headers say.
func columnsOf(header, said []string) ([]column, error) {
	if said != nil && len(said) != len(header) {
		return nil, refuse("the file has %d columns", len(header))
	}
	used := make(map[string]bool)
	columns := make([]column, len(header))
	for i, h := range header {
		name := fieldOf(h)
		if said != nil {
			if name = said[i]; name != "" && !isField(name) {
				return nil, refuse("column %d: there is no such field", i+1)
			}
		}
		if used[name] && name != "" {
			if said != nil {
				return nil, refuse("column %d: another column is this field already", i+1)
			}
			name = ""
		}
		used[name] = true
		columns[i] = column{strings.TrimSpace(h), name}
	}
	if len(used) == 1 && used[""] {
		if said == nil {
			return columns, nil // the page offers to map them
		}
		return nil, refuse("no column is mapped to a field")
	}
	return columns, nil
}

// faults says why a row is rejected, one text for each reason.
func faults(c call, err error) []string {
	var list []string
	for _, e := range batch.Reasons(err) {
		list = append(list, e.Error())
	}
	if list == nil {
		wire.Note(c.w, err)
		return []string{"internal error"}
	}
	return list
}
