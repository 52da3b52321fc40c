package attendee

import (
	"github.com/google/uuid"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Two of the reserved types have attendees, and the library alone makes them:
// one of type NOSHOWS in each scope, who stands for those who did not come, and
// those of type SYSEMP, who are employees as the directory knows them (C28,
// C29). Callers neither create nor change them; an employee may be erased.

// noShowsName is the last name of the attendee of type NOSHOWS.
const noShowsName = "No Show Attendee"

// NoShowsID returns the ID of the attendee of type NOSHOWS of a scope, whether
// it is there yet or not.
func NoShowsID(s Scope) storage.ID {
	return uuid.NewSHA1(uuid.NewSHA1(reservedSpace, []byte(s.Tenant)), []byte(s.Event))
}

// reservedSpace is the namespace of the IDs that are not drawn.
var reservedSpace = uuid.MustParse("9f0e5f3a-6f1c-4a5e-8d52-1f6f6f0c7f10")

// AskNoShows asks for what [Rules.NoShows] must know.
func (r Rules) AskNoShows(n *batch.Needs) {
	n.Attendees.IDs = append(n.Attendees.IDs, NoShowsID(n.Scope))
}

// NoShows returns the attendee who stands for those who did not come, and makes
// it the first time.
func (r Rules) NoShows(d *batch.Draft, env batch.Env, s Scope) Attendee {
	if a, ok := d.Attendee(NoShowsID(s)); ok {
		return a
	}
	return r.admit(d, env, Attendee{Head: storage.Head{ID: NoShowsID(s)}, TypeCode: TypeNoShows, LastName: noShowsName})
}

// Somebody fails with [ErrTypeReserved] for an attendee who stands for people and
// is nobody: of type NOSHOWS or UNDEF (C28, C30). No caller puts one into an
// expense, badges one or lets one in. Employees are people.
func Somebody(a Attendee) error {
	if a.TypeCode == TypeNoShows || a.TypeCode == TypeUndefined {
		return &batch.Error{Code: ErrTypeReserved, Field: "attendee", Existing: a.Ref()}
	}
	return nil
}

// AskEmployee asks for what [Rules.Employee] must know.
func (r Rules) AskEmployee(n *batch.Needs, ref Ref) {
	n.With |= storage.WithTypes
	ref.Needs(n)
	if key := ref.keys[byUser].key; key != "" {
		n.User(key)
	}
}

// Employee returns the attendee whom ref names and who exists for the actor. If
// it is nobody, and ref names an account that the directory knows, the library
// adds the employee with the names of the account; one it has added before has
// the names that the directory says now. It fails as [Rules.See] does, and with
// [ErrUserNotFound].
func (r Rules) Employee(d *batch.Draft, env batch.Env, ref *Ref) (Attendee, error) {
	a, there, err := r.lookup(d, ref)
	switch {
	case err != nil:
		return a, err
	case there && !r.sees(a), !there && (!ref.inserts() || ref.keys[byUser].mine == 0):
		return Attendee{}, ref.notFound()
	case there && a.TypeCode != TypeSystemEmployees:
		return a, nil
	}
	user := ref.keys[byUser]
	if there {
		user.key = a.Unique.User
	}
	u, known := env.Users[user.key]
	switch {
	case there && !known:
		return a, nil
	case !known:
		return Attendee{}, &batch.Error{Code: ErrUserNotFound, Field: "user_id", Given: user.given}
	}
	after := a
	if !there {
		after = Attendee{TypeCode: TypeSystemEmployees}
	}
	var m merger
	if m.text("user_id", maxUserID, firstOf(after.UserID, user.given), &after.UserID) {
		after.Unique.User = identifierKey(after.UserID)
	}
	m.text("first_name", maxFirstName, u.FirstName, &after.FirstName)
	m.text("last_name", maxLastName, u.LastName, &after.LastName)
	m.text("preferred_name", maxPreferredName, u.PreferredName, &after.PreferredName)
	if after.LastName == "" {
		m.requireOnce("last_name")
	}
	switch err := batch.Join(m.errs); {
	case err != nil:
		return Attendee{}, err
	case !there:
		return r.admit(d, env, after), nil
	case storage.Equal(a, after):
		return a, nil
	}
	return r.supersede(d, env, a, after, EventUpdated), nil
}

// admit adds an attendee whom the library makes by itself: the system's, and
// without a code by which anybody could join.
func (r Rules) admit(d *batch.Draft, env batch.Env, a Attendee) Attendee {
	a.Role, a.Currency = r.policy.DefaultRole, r.policy.DefaultCurrency
	return r.begin(d, env, a)
}

func firstOf(x, y string) string {
	if x != "" {
		return x
	}
	return y
}

// Identifier returns an identifier of another system, such as an account's ID,
// in the form in which it is compared: GUIDs whatever their case, everything
// else to the letter (X25). It is empty for a text that no store keeps.
func Identifier(id string) string { return identifierKey(id) }
