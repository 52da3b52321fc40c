package perculus

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
)

// item is one object of a batch. Which attendee it means is told by the key
// that is there: the attendance code, the user, or else the address.
type item struct {
	AttendanceCode patch.Field[string] `json:"attendance_code"`
	UserGUID       patch.Field[string] `json:"user_guid"`
	Email          patch.Field[string] `json:"email"`
	Name           patch.Field[string] `json:"name"`
	Surname        patch.Field[string] `json:"surname"`
	Role           patch.Field[string] `json:"role"`
	Mobile         patch.Field[string] `json:"mobile"`
}

// readItems reads the list item by item, so that an error says which one. The
// documentation prints it with comments and sends it as curl does.
func readItems(c call, items *[]item) error {
	var raw []json.RawMessage
	if err := wire.ReadPrintedJSON(c.w, c.r, &raw); err != nil {
		return err
	}
	for i, data := range raw {
		var it item
		if err := wire.Decode(data, &it); err != nil {
			e, _ := wire.AsError(err)
			return &wire.Error{Status: http.StatusBadRequest, Field: e.Field, Message: fmt.Sprintf("item %d: %s", i, e.Message)}
		}
		*items = append(*items, it)
	}
	return nil
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

// rank is the place of an item in the answer, which is that of the
// documentation's example: attendance codes first, then users, then guests.
func (it item) rank() int {
	if _, ok := it.AttendanceCode.Get(); ok {
		return 0
	}
	if _, ok := it.UserGUID.Get(); ok {
		return 1
	}
	return 2
}

// echo repeats what was sent of an item that was rejected.
func (it item) echo(session string) model {
	code, _ := it.AttendanceCode.Get()
	return model{
		SessionID: session, UserGUID: sent(it.UserGUID), AttendeeID: "-1", AttendanceCode: code,
		Name: sent(it.Name), Surname: sent(it.Surname), Email: sent(it.Email), Role: sent(it.Role), Mobile: sent(it.Mobile),
		Operation: "error",
	}
}

func sent(f patch.Field[string]) *string {
	if v, ok := f.Get(); ok {
		return &v
	}
	return nil
}
