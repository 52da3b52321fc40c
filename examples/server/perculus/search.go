package perculus

import (
	"net/http"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/wire"
)

// params are what a search may ask for; all must hold. Names and numbers are
// found by a part of them, everything else as a whole.
type params struct {
	UserID         string `json:"user_id"`
	UserGUID       string `json:"user_guid"`
	AttendanceCode string `json:"attendance_code"`
	Name           string `json:"name"`
	Surname        string `json:"surname"`
	Email          string `json:"email"`
	Role           string `json:"role"`
	Mobile         string `json:"mobile"`
	PageSize       int    `json:"page_size"`
	PageNumber     int    `json:"page_number"`
}

// page is the answer to a search. The documentation does not print one.
type page struct {
	Attendees  []model `json:"attendees"`
	PageNumber int     `json:"page_number"`
	PageSize   int     `json:"page_size"`
	Total      int     `json:"total"`
}

func (a API) search(c call) error {
	var p params
	if err := wire.ReadJSON(c.w, c.r, &p); err != nil {
		return err
	}
	if p.AttendanceCode != "" {
		// A code is a secret by which nothing is listed: it is looked up.
		return wire.Refuse(http.StatusBadRequest, "get an attendance_code by its path")
	}
	q := attendee.Query{Limit: p.PageSize, Page: p.PageNumber, WithTotal: true}
	if q.Limit == 0 {
		q.Limit = attendee.DefaultLimit
	}
	if q.Page == 0 {
		q.Page = 1
	}
	if p.UserID != "" {
		guid, ok := a.Accounts.GUID(p.UserID)
		if !ok || p.UserGUID != "" && p.UserGUID != guid {
			wire.Answer(c.w, http.StatusOK, page{[]model{}, q.Page, q.Limit, 0})
			return nil
		}
		p.UserGUID = guid
	}
	for _, f := range []struct {
		field string
		op    attendee.Operator
		value string
	}{
		{"user_id", attendee.Equal, p.UserGUID},
		{"email", attendee.Equal, p.Email},
		{"role", attendee.Equal, p.Role},
		{"first_name", attendee.Like, p.Name},
		{"last_name", attendee.Like, p.Surname},
		{"mobile", attendee.Like, p.Mobile},
	} {
		if f.value == "" {
			continue
		}
		if f.op == attendee.Like {
			f.value = "%" + f.value + "%"
		}
		q.Where = append(q.Where, attendee.Filter{Field: f.field, Op: f.op, Value: f.value})
	}
	found, err := c.attendees.List(c.r.Context(), c.session, q)
	if err != nil {
		return err
	}
	out := page{[]model{}, q.Page, q.Limit, found.Total}
	for _, who := range found.Attendees {
		out.Attendees = append(out.Attendees, a.shown(who, ""))
	}
	wire.Answer(c.w, http.StatusOK, out)
	return nil
}
