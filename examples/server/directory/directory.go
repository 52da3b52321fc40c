// Package directory is the host's accounts: in this example a small JSON file.
package directory

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// Account is one of the host's users.
type Account struct {
	GUID    string `json:"guid"`
	Number  string `json:"number"` // shown as user_id by the Perculus API
	Email   string `json:"email"`
	Name    string `json:"name"`
	Surname string `json:"surname"`
	Mobile  string `json:"mobile"`
	Role    string `json:"role"`
}

// Accounts are the accounts by GUID in lower case, the form in which the
// library asks for them.
type Accounts map[string]Account

// Load reads accounts from a JSON file, a list of objects like [Account].
func Load(file string) (Accounts, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	accounts, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return accounts, nil
}

// Parse reads what [Load] reads.
func Parse(data []byte) (Accounts, error) {
	if err := wire.CheckJSON(data); err != nil {
		return nil, err
	}
	var list []Account
	if err := wire.Decode(data, &list); err != nil {
		return nil, err
	}
	accounts := make(Accounts, len(list))
	for i, a := range list {
		key := strings.ToLower(a.GUID)
		if _, twice := accounts[key]; key == "" || twice {
			return nil, fmt.Errorf("account %d: it has no guid of its own", i+1)
		}
		accounts[key] = a
	}
	return accounts, nil
}

// Users implements [batch.Directory].
func (as Accounts) Users(_ context.Context, _ storage.Scope, ids []string) (map[string]batch.User, error) {
	found := make(map[string]batch.User)
	for _, id := range ids {
		if a, ok := as[strings.ToLower(id)]; ok {
			found[id] = batch.User{Email: a.Email, FirstName: a.Name, LastName: a.Surname, Mobile: a.Mobile, Role: a.Role}
		}
	}
	return found, nil
}

// Number returns the number of an account, "0" for somebody who has none.
func (as Accounts) Number(guid string) string {
	if a, ok := as[strings.ToLower(guid)]; ok && a.Number != "" {
		return a.Number
	}
	return "0"
}

// GUID returns the account with a number.
func (as Accounts) GUID(number string) (guid string, ok bool) {
	for _, a := range as {
		if a.Number == number {
			return a.GUID, true
		}
	}
	return "", false
}

// Name returns the name of an account as "last, first", "" for one that is not
// known.
func (as Accounts) Name(guid string) string {
	a, ok := as[strings.ToLower(guid)]
	switch {
	case !ok:
		return ""
	case a.Surname == "" || a.Name == "":
		return a.Surname + a.Name
	}
	return a.Surname + ", " + a.Name
}
