package gxp

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

const defaultPerPage = 15

// maxPage is the last page that the library turns to by number.
const maxPage = 1_000_000

type (
	listing struct {
		Data  []output `json:"data"`
		Meta  meta     `json:"meta"`
		Links links    `json:"links"`
	}
	meta struct {
		CurrentPage int `json:"current_page"`
		PerPage     int `json:"per_page"`
		Total       int `json:"total"`
	}
	links struct {
		First string  `json:"first"`
		Last  string  `json:"last"`
		Prev  *string `json:"prev"`
		Next  *string `json:"next"`
	}
)

// paged reads the parts of a query string that every list has.
func paged(r *http.Request) (q attendee.Query, err error) {
	q.WithTotal = true
	if q.Page, err = wire.Number(r, "page", 1, 1, maxPage); err != nil {
		return q, err
	}
	if q.Limit, err = wire.Number(r, "per_page", defaultPerPage, 1, attendee.MaxLimit); err != nil {
		return q, err
	}
	q.Include = attendee.IncludeTypes // an attendee is shown with the name of the type
	for _, name := range commaSeparated(r.URL.Query()["include"]) {
		switch name {
		case "attendee_type":
		case "groups":
			q.Include |= attendee.IncludeGroups
		case "credentials":
			q.Include |= attendee.IncludeCredentials
		default:
			return q, refuse("include", "there is nothing to include by this name: attendee_type, groups, credentials")
		}
	}
	return q, nil
}

// asked reads the query string of a list.
func asked(r *http.Request) (attendee.Query, error) {
	q, err := paged(r)
	if err != nil {
		return q, err
	}
	values := r.URL.Query()
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field, isFilter := strings.CutPrefix(name, "filter[")
		switch {
		case isFilter && strings.HasSuffix(field, "]") && len(values[name]) == 1:
			f, err := filter(strings.TrimSuffix(field, "]"), attendee.Equal, values[name][0])
			if err != nil {
				return q, err
			}
			q.Where = append(q.Where, f)
		case name != "page" && name != "per_page" && name != "include" && name != "sort":
			return q, refuse(name, "there is no such parameter: page, per_page, sort, filter[field], include")
		}
	}
	for _, s := range commaSeparated(values["sort"]) {
		field, desc := strings.CutPrefix(s, "-")
		if field == idField {
			return q, unordered("sort")
		}
		q.Sort = append(q.Sort, attendee.Sort{Field: ours(field), Desc: desc})
	}
	return q, nil
}

const idField = "id"

// unordered refuses to compare IDs: the library has the numbers as texts, in
// which 9 is greater than 10.
func unordered(field string) *wire.Error {
	return &wire.Error{Status: http.StatusUnprocessableEntity, Field: field, Message: "id has no order: =, !=, in, not in; created_at has one"}
}

// filter says one condition in the library's words.
func filter(field string, op attendee.Operator, value any) (attendee.Filter, error) {
	if field != idField {
		return attendee.Filter{Field: ours(field), Op: op, Value: value}, nil
	}
	values := []any{value}
	switch op {
	case attendee.Equal, attendee.NotEqual:
	case attendee.In, attendee.NotIn:
		list, ok := value.([]any)
		if !ok {
			return attendee.Filter{}, refuse(idField, "a list is expected")
		}
		values = list
	default:
		return attendee.Filter{}, unordered(idField)
	}
	numbers, uuids := []string{}, []string{}
	for _, v := range values {
		if n, isNumber := v.(float64); isNumber {
			v = strconv.FormatFloat(n, 'f', -1, 64)
		}
		text, ok := v.(string)
		if !ok {
			return attendee.Filter{}, refuse(idField, "a number or a text is expected")
		}
		if isNumber(text) {
			numbers = append(numbers, text)
		} else if id, err := parseID(text); err == nil {
			uuids = append(uuids, id.String())
		} // and anything else is nobody's
	}
	list := numbers
	f := attendee.Filter{Field: ours(idField), Op: op}
	switch {
	case len(numbers) > 0 && len(uuids) > 0:
		return f, &wire.Error{Status: http.StatusUnprocessableEntity, Field: idField, Message: "ask for numbers or for UUIDs, not for both at once"}
	case len(numbers) == 0:
		f.Field, list = "id", append(uuids, storage.ID{}.String())
	}
	f.Value = list
	if op == attendee.Equal || op == attendee.NotEqual {
		f.Value = list[0]
	}
	return f, nil
}

func refuse(field, message string) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Field: field, Message: message}
}

func commaSeparated(values []string) (list []string) {
	for _, v := range values {
		for s := range strings.SplitSeq(v, ",") {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

// search is the body of a search.
type search struct {
	Filters []struct {
		Field    string `json:"field"`
		Operator string `json:"operator"`
		Value    any    `json:"value"`
	} `json:"filters"`
	Sort []struct {
		Field     string `json:"field"`
		Direction string `json:"direction"`
	} `json:"sort"`
}

func (s search) into(q *attendee.Query) error {
	for _, f := range s.Filters {
		where, err := filter(f.Field, attendee.Operator(f.Operator), f.Value)
		if err != nil {
			return err
		}
		q.Where = append(q.Where, where)
	}
	for i, o := range s.Sort {
		if o.Direction != "" && o.Direction != "asc" && o.Direction != "desc" {
			return refuse(fmt.Sprintf("sort.%d.direction", i), "the direction is asc or desc")
		}
		if o.Field == idField {
			return unordered(fmt.Sprintf("sort.%d.field", i))
		}
		q.Sort = append(q.Sort, attendee.Sort{Field: ours(o.Field), Desc: o.Direction == "desc"})
	}
	return nil
}

// list answers with one page.
func (a API) list(c call, q attendee.Query) error {
	page, err := c.attendees.List(c.r.Context(), c.list, q)
	if err != nil {
		return err
	}
	out := listing{Data: []output{}, Meta: meta{q.Page, q.Limit, page.Total}}
	types, groups := byCode(page.Types), groupsOf(page)
	var badges map[storage.ID][]credentialOutput
	if q.Include&attendee.IncludeCredentials != 0 {
		badgeTypes, err := c.credentialTypes()
		if err != nil {
			return err
		}
		badges = credentialsOf(page, badgeTypes)
	}
	for _, who := range page.Attendees {
		o := shown(who, types)
		o.Groups = groups[who.ID]
		if badges != nil {
			held := append([]credentialOutput{}, badges[who.ID]...)
			o.Credentials = &held
		}
		out.Data = append(out.Data, o)
	}
	last := max((page.Total+q.Limit-1)/q.Limit, 1)
	out.Links = links{First: pageURL(c.r, 1), Last: pageURL(c.r, last)}
	if q.Page > 1 {
		prev := pageURL(c.r, min(q.Page-1, last))
		out.Links.Prev = &prev
	}
	if q.Page < last {
		next := pageURL(c.r, q.Page+1)
		out.Links.Next = &next
	}
	wire.Answer(c.w, http.StatusOK, out)
	return nil
}

func groupsOf(page storage.Page) map[storage.ID][]groupOutput {
	names := make(map[storage.ID]groupOutput, len(page.Groups))
	for _, g := range page.Groups {
		names[g.ID] = groupOutput{g.ID.String(), g.Name}
	}
	of := make(map[storage.ID][]groupOutput)
	for _, m := range page.Memberships {
		if g, ok := names[m.GroupID]; ok {
			of[m.AttendeeID] = append(of[m.AttendeeID], g)
		}
	}
	return of
}

// pageURL is the address of another page of the same list.
func pageURL(r *http.Request, page int) string {
	values := r.URL.Query()
	values.Set("page", strconv.Itoa(page))
	u := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path, RawQuery: values.Encode()}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}
