package concurv1

import (
	"net/http"
	"time"

	"github.com/muster-go/muster/attendee/money"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
	"github.com/muster-go/muster/storage"
)

// Own is where entries are made and looked at. Concur has another API for that,
// which is none of this program's: these two paths are this program's own, so
// that there is something to post to.
const Own = "/own/expenses/"

type entryInput struct {
	ReportOwner string            `json:"report_owner"`
	Amount      money.Money       `json:"amount"`
	SpentOn     string            `json:"spent_on"` // 2024-05-17
	Kind        storage.EntryKind `json:"kind"`
	NoShows     int64             `json:"no_shows"`
}

func (a API) putEntry(c call) error {
	var in entryInput
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	var day time.Time
	if in.SpentOn != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, in.SpentOn); err != nil {
			return wire.Refuse(http.StatusBadRequest, "spent_on must be a day such as 2024-05-17")
		}
	}
	ref := expense.ByExternal(c.r.PathValue("entry"))
	_, err := c.expenses.PutEntry(c.r.Context(), a.List, expense.PutEntry{
		Entry: ref, ReportOwner: in.ReportOwner, Amount: in.Amount, SpentOn: day, Kind: in.Kind, NoShows: in.NoShows,
	})
	if err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

type (
	entryOutput struct {
		ReportOwner string        `json:"report_owner"`
		Amount      money.Money   `json:"amount"`
		SpentOn     string        `json:"spent_on"`
		Headcount   int64         `json:"headcount"`
		Attendees   []shareOutput `json:"attendees"`
	}
	shareOutput struct {
		ID     storage.ID  `json:"id"`
		Amount money.Money `json:"amount"`
		Chosen bool        `json:"chosen"` // by a person: nothing moves it
		Count  int64       `json:"associated_attendees_count"`
	}
)

// getEntry shows who took part in an entry, and what of its amount is whose.
func (a API) getEntry(c call) error {
	x, err := c.expenses.Get(c.r.Context(), a.List, expense.ByExternal(c.r.PathValue("entry")))
	if err != nil {
		return err
	}
	e := x.Entry
	out := entryOutput{
		ReportOwner: e.ReportOwner, Amount: money.Stored(e.Amount, e.Digits, e.Currency),
		SpentOn: e.SpentOn.Format(time.DateOnly), Headcount: x.Headcount(), Attendees: []shareOutput{},
	}
	for _, s := range x.Associations {
		out.Attendees = append(out.Attendees, shareOutput{s.AttendeeID, money.Stored(s.Amount, s.Digits, s.Currency), s.Edited, s.Unnamed})
	}
	wire.Answer(c.w, http.StatusOK, out)
	return nil
}
