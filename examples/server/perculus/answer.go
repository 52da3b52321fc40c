package perculus

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
)

// The answers, field by field as the API documents them. What there is not is
// null, where the documentation's example has null, "" or "0" at will.
type (
	response struct {
		Approved []model    `json:"approved"`
		Rejected []rejected `json:"rejected"`
	}
	rejected struct {
		Model model `json:"model"`
		State state `json:"state"`
	}
	state struct {
		Code    int    `json:"code"`
		Details string `json:"details"`
	}
	model struct {
		SessionID      string     `json:"session_id"`
		UserID         string     `json:"user_id"`
		UserGUID       *string    `json:"user_guid"`
		AttendeeID     string     `json:"attendee_id"`
		AttendanceCode string     `json:"attendance_code"`
		Name           *string    `json:"name"`
		Surname        *string    `json:"surname"`
		Email          *string    `json:"email"`
		Role           *string    `json:"role"`
		Mobile         *string    `json:"mobile"`
		CreationDate   *time.Time `json:"creation_date"`
		UpdatingDate   *time.Time `json:"updating_date"`
		Operation      string     `json:"operation,omitempty"`
	}
)

func (a API) answer(c call, items []item, r batch.Report) response {
	results := slices.Clone(r.Results)
	slices.SortStableFunc(results, func(x, y batch.Result) int {
		return cmp.Compare(items[x.Index].rank(), items[y.Index].rank())
	})
	out := response{Approved: []model{}, Rejected: []rejected{}}
	for _, res := range results {
		if res.Err != nil {
			status, why := a.reason(res.Err)
			if status >= http.StatusInternalServerError {
				wire.Note(c.w, res.Err)
			}
			out.Rejected = append(out.Rejected, rejected{items[res.Index].echo(c.session.Event), why})
			continue
		}
		who, _ := batch.RecordOf[attendee.Attendee](res)
		out.Approved = append(out.Approved, a.shown(who, res.Action))
	}
	return out
}

func (a API) shown(who attendee.Attendee, done batch.Action) model {
	return model{
		SessionID: who.Scope.Event, UserID: a.Accounts.Number(who.UserID), UserGUID: orNull(who.UserID),
		AttendeeID: who.ID.String(), AttendanceCode: strings.ToUpper(who.AttendanceCode),
		Name: orNull(who.FirstName), Surname: orNull(who.LastName), Email: orNull(who.Email),
		Role: orNull(who.Role), Mobile: orNull(who.Mobile),
		CreationDate: date(who.CreatedAt), UpdatingDate: date(who.UpdatedAt), Operation: string(done),
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// date is null for what a caller who may not read is not shown.
func date(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
