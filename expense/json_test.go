package expense_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/attendee/patch"
	"github.com/muster-go/muster/expense"
)

// Commands come out of JSON as they went in, and null leaves things as they
// were.
func TestCommandsTravelAsJSON_C57(t *testing.T) {
	ten, one, yes := usd("10"), int64(1), true
	part := expense.Part{Amount: &ten, Unnamed: &one, Travelling: &yes, Custom: map[string]string{"custom1": "x"}}
	who := attendee.ByExternal("a")
	for _, c := range []any{
		&expense.PutEntry{Entry: dinner, Amount: ten, SpentOn: november, NoShows: 1},
		&expense.Associate{Entry: dinner, Attendee: who, Part: part},
		&expense.SetAll{Entry: dinner, NoShows: &one, Associations: []expense.Attended{{Attendee: who, Part: part}}},
		&expense.Itemise{Entry: dinner, Items: []expense.Item{{Amount: ten}}},
		&expense.OpeningBalance{Attendee: who, Year: 2026, Amount: ten},
		&expense.Post{Entry: dinner, PostItem: expense.PostItem{Set: attendee.Patch{LastName: patch.To("Davis")}, Amount: &ten}},
	} {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		var back any
		switch c.(type) {
		case *expense.PutEntry:
			back = new(expense.PutEntry)
		case *expense.Associate:
			back = new(expense.Associate)
		case *expense.SetAll:
			back = new(expense.SetAll)
		case *expense.Itemise:
			back = new(expense.Itemise)
		case *expense.OpeningBalance:
			back = new(expense.OpeningBalance)
		case *expense.Post:
			back = new(expense.Post)
		}
		require.NoError(t, json.Unmarshal(text, back))
		require.Equal(t, c, back, "%s", text)
	}
	var p expense.Part
	require.NoError(t, json.Unmarshal([]byte(`{"amount":null,"unnamed":null,"travelling":null,"custom":null,"version":null}`), &p))
	require.Equal(t, expense.Part{}, p)
}
