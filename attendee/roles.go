package attendee

import "slices"

// The roles that the seed names (P11): what an attendee may do in the event.
// An embedder may use others (P12).
const (
	RoleUser       = "u"
	RoleInstructor = "e"
	RoleAdmin      = "a"
)

const maxRole = 8

func (p Policy) allowsRole(role string) bool {
	return len(p.Roles) == 0 || slices.Contains(p.Roles, role)
}
