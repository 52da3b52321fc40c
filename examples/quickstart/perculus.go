package main

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
)

// item is one object of the request. Which attendee it means is told by the
// key that is there: the attendance code, else the user, else the address.
type item struct {
	AttendanceCode patch.Field[string] `json:"attendance_code"`
	UserGUID       patch.Field[string] `json:"user_guid"`
	Email          patch.Field[string] `json:"email"`
	Name           patch.Field[string] `json:"name"`
	Surname        patch.Field[string] `json:"surname"`
	Role           patch.Field[string] `json:"role"`
	Mobile         patch.Field[string] `json:"mobile"`
}

// commands says the request in the library's words.
func commands(items []item) []batch.Command {
	list := make([]batch.Command, len(items))
	for i, it := range items {
		list[i] = it.command()
	}
	return list
}

func (it item) command() batch.Command {
	set := attendee.Patch{Email: it.Email, FirstName: it.Name, Mobile: it.Mobile}
	if v, ok := it.Surname.Get(); ok || it.Surname.IsClear() {
		set.LastName = patch.To(v)
	}
	if v, ok := it.Role.Get(); ok {
		set.Role = patch.To(v) // null means the account's own role
	}
	var by []attendee.Ref
	if v, ok := it.AttendanceCode.Get(); ok {
		by = append(by, attendee.ByCode(v))
	}
	if v, ok := it.UserGUID.Get(); ok {
		by = append(by, attendee.ByUser(v))
	}
	if v, ok := it.Email.Get(); ok && len(by) == 0 {
		by = append(by, attendee.ByEmail(v))
	}
	return attendee.Upsert{Ref: attendee.ByAll(by...), Set: set}
}

// The response, field by field as the API documents it.
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
		Operation      string     `json:"operation"`
	}
)

// answer says the report in the API's words, in the order of its own example:
// attendance codes first, then users, then guests.
func answer(items []item, r batch.Report) response {
	results := slices.Clone(r.Results)
	slices.SortStableFunc(results, func(a, b batch.Result) int {
		return cmp.Compare(items[a.Index].rank(), items[b.Index].rank())
	})
	out := response{Approved: []model{}, Rejected: []rejected{}}
	for _, res := range results {
		if res.Err != nil {
			out.Rejected = append(out.Rejected, rejected{items[res.Index].echo(), reason(res.Err)})
			continue
		}
		a, _ := batch.RecordOf[attendee.Attendee](res)
		out.Approved = append(out.Approved, shown(a, res.Action))
	}
	return out
}

func (it item) rank() int {
	if _, ok := it.AttendanceCode.Get(); ok {
		return 0
	}
	if _, ok := it.UserGUID.Get(); ok {
		return 1
	}
	return 2
}

func shown(a attendee.Attendee, done batch.Action) model {
	number := "0"
	if u, ok := accounts[strings.ToLower(a.UserID)]; ok {
		number = u.number
	}
	return model{
		SessionID: a.Scope.Event, UserID: number, UserGUID: orNull(a.UserID),
		AttendeeID: a.ID.String(), AttendanceCode: strings.ToUpper(a.AttendanceCode),
		Name: orNull(a.FirstName), Surname: orNull(a.LastName), Email: orNull(a.Email),
		Role: orNull(a.Role), Mobile: orNull(a.Mobile),
		CreationDate: &a.CreatedAt, UpdatingDate: &a.UpdatedAt, Operation: string(done),
	}
}

// echo repeats what was sent of an item that was rejected.
func (it item) echo() model {
	code, _ := it.AttendanceCode.Get()
	return model{
		SessionID: session.Event, UserGUID: sent(it.UserGUID), AttendeeID: "-1", AttendanceCode: code,
		Name: sent(it.Name), Surname: sent(it.Surname), Email: sent(it.Email), Role: sent(it.Role), Mobile: sent(it.Mobile),
		Operation: "error",
	}
}

// reason gives the API's code for a rejection. Its example answers 12 for
// whoever is not there, attendee or account.
func reason(err error) state {
	var e *batch.Error
	switch {
	case errors.Is(err, batch.NotFound):
		return state{12, "Attendee not found"}
	case errors.Is(err, attendee.ErrDuplicateKey) && errors.As(err, &e) && e.Field == "email":
		return state{51, err.Error()}
	case errors.Is(err, batch.Duplicate):
		return state{50, err.Error()}
	case errors.Is(err, attendee.ErrKeyConflict), errors.Is(err, attendee.ErrImmutableField):
		return state{15, err.Error()}
	case errors.Is(err, batch.Internal):
		return state{10, "internal error"}
	}
	return state{12, err.Error()}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func sent(f patch.Field[string]) *string {
	if v, ok := f.Get(); ok {
		return &v
	}
	return nil
}
