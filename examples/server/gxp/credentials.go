package gxp

import (
	"net/http"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// The API numbers credential types as it numbers those of attendees: the type
// whose name is 1 is shown as the number 1. Credentials have UUIDs.
type (
	credentialInput struct {
		TypeID typeID `json:"credential_type_id"`
		Value  string `json:"value"` // one is drawn, if none is given
	}
	credentialOutput struct {
		ID        string     `json:"id"`
		TypeID    any        `json:"credential_type_id"`
		Medium    string     `json:"type,omitempty"`
		Value     *string    `json:"value"` // null for who may not see it
		Status    string     `json:"status"`
		CreatedAt *time.Time `json:"created_at"`
		UpdatedAt *time.Time `json:"updated_at"`
	}
	credentialTypeOutput struct {
		ID     any    `json:"id"`
		Name   string `json:"name"`
		Medium string `json:"type"`
	}
)

func shownCredential(c storage.Credential, types map[storage.ID]storage.CredentialType) credentialOutput {
	return credentialOutput{
		ID: c.ID.String(), TypeID: shownType(types[c.TypeID].Name), Medium: string(c.Medium), Value: orNull(c.Value),
		Status: string(c.Status), CreatedAt: date(c.CreatedAt), UpdatedAt: date(c.UpdatedAt),
	}
}

func credentialTypeRef(id typeID) credential.TypeRef {
	if u, err := parseID(string(id)); err == nil {
		return credential.TypeByID(u)
	}
	return credential.TypeByName(string(id))
}

// badges is the service of credentials in the caller's name.
func (c call) badges() *credential.Service { return credential.New(c.attendees) }

// credentialTypes reads the types for their numbers.
func (c call) credentialTypes() (map[storage.ID]storage.CredentialType, error) {
	list, err := c.badges().Types(c.r.Context(), c.list)
	types := make(map[storage.ID]storage.CredentialType, len(list))
	for _, t := range list {
		types[t.ID] = t
	}
	return types, err
}

func (a API) credentialTypes(c call) error {
	list, err := c.badges().Types(c.r.Context(), c.list)
	if err != nil {
		return err
	}
	out := make([]credentialTypeOutput, len(list))
	for i, t := range list {
		out[i] = credentialTypeOutput{shownType(t.Name), t.Name, string(t.Medium)}
	}
	return c.data(http.StatusOK, out)
}

func (a API) credentials(c call) error {
	list, err := c.badges().List(c.r.Context(), c.list, refOf(c.r.PathValue("attendee")))
	if err != nil {
		return err
	}
	types, err := c.credentialTypes()
	if err != nil {
		return err
	}
	out := make([]credentialOutput, len(list))
	for i, held := range list {
		out[i] = shownCredential(held, types)
	}
	return c.data(http.StatusOK, out)
}

func (a API) addCredential(c call) error {
	var in credentialInput
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	if in.TypeID == "" {
		return refuse("credential_type_id", "credential_type_id is required")
	}
	res, err := c.attendees.Do(c.r.Context(), c.list, credential.Issue{
		Attendee: refOf(c.r.PathValue("attendee")), Type: credentialTypeRef(in.TypeID), Value: in.Value,
	})
	if err != nil {
		return err
	}
	issued, shown := batch.RecordOf[storage.Credential](res)
	if !shown { // to who may not read
		issued = storage.Credential{Head: storage.Head{ID: res.Subject.ID}, Status: storage.CredentialActive}
	}
	out := shownCredential(issued, nil)
	out.TypeID = shownType(string(in.TypeID))
	return c.data(http.StatusCreated, out)
}

// removeCredential looks first whose the credential is, which never changes: so
// that it takes somebody who may read, too.
func (a API) removeCredential(c call) error {
	unknown := &batch.Error{Code: credential.ErrNotFound, Field: "id"}
	id, err := parseID(c.r.PathValue("credential"))
	if err != nil {
		return unknown
	}
	list, err := c.badges().List(c.r.Context(), c.list, refOf(c.r.PathValue("attendee")))
	if err != nil {
		return err
	}
	for _, held := range list {
		if held.ID == id {
			if err := c.badges().Remove(c.r.Context(), c.list, credential.ByID(id)); err != nil {
				return err
			}
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
	return unknown
}

func credentialsOf(page storage.Page, types map[storage.ID]storage.CredentialType) map[storage.ID][]credentialOutput {
	of := make(map[storage.ID][]credentialOutput)
	for _, held := range page.Credentials {
		of[held.AttendeeID] = append(of[held.AttendeeID], shownCredential(held, types))
	}
	return of
}

// data answers with what is shown.
func (c call) data(status int, v any) error {
	wire.Answer(c.w, status, struct {
		Data any `json:"data"`
	}{v})
	return nil
}

// named shows somebody by no more than the name, nil for somebody whom the
// caller may not see.
func (c call) named(id storage.ID) *personOutput {
	if id == (storage.ID{}) {
		return nil
	}
	who, err := c.attendees.Get(c.r.Context(), c.list, attendee.ByID(id))
	if err != nil {
		return nil // what was asked for is done: it is answered without the name
	}
	return &personOutput{idOf(who), orNull(who.FirstName), orNull(who.LastName)}
}

type personOutput struct {
	ID        any     `json:"id"`
	FirstName *string `json:"first_name"`
	LastName  *string `json:"last_name"`
}
