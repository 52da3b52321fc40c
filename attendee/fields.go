package attendee

import (
	"maps"
	"slices"
	"strings"
)

// namedText is one text field of an attendee under the name by which patches,
// errors, events and histories know it.
type namedText struct{ name, text string }

func texts(a *Attendee) [17]namedText {
	return [...]namedText{
		{"attendance_code", a.AttendanceCode},
		{"user_id", a.UserID},
		{"external_id", a.ExternalID},
		{"email", a.Email},
		{"first_name", a.FirstName},
		{"last_name", a.LastName},
		{"middle_initial", a.MiddleInitial},
		{"suffix", a.Suffix},
		{"title", a.Title},
		{"company", a.Company},
		{"preferred_name", a.PreferredName},
		{"mobile", a.Mobile},
		{"role", a.Role},
		{"type_code", a.TypeCode},
		{"currency", a.Currency},
		{"owner", a.Owner.UserID},
		{"owner.name", a.Owner.Name},
	}
}

// differences names the fields in which two versions differ.
func differences(before, after *Attendee) []string {
	var names []string
	x, y := texts(before), texts(after)
	for i := range x {
		if x[i].text != y[i].text {
			names = append(names, x[i].name)
		}
	}
	if before.Status != after.Status {
		names = append(names, "status")
	}
	if len(before.Custom) == 0 && len(after.Custom) == 0 {
		return names
	}
	keys := slices.Concat(slices.Collect(maps.Keys(before.Custom)), slices.Collect(maps.Keys(after.Custom)))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if before.Custom[key] != after.Custom[key] {
			names = append(names, "custom."+key)
		}
	}
	return names
}

// isField reports whether a text field has this name.
func isField(name string) bool {
	all := texts(&Attendee{})
	return slices.ContainsFunc(all[:], func(f namedText) bool { return f.name == name })
}

// empty reports whether the named field says nothing.
func empty(a Attendee, name string) bool {
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		return a.Custom[key].IsZero()
	}
	for _, f := range texts(&a) {
		if f.name == name {
			return f.text == ""
		}
	}
	return true
}
