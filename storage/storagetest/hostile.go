package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// hostile texts try to break out of a statement, a pattern, a document or a
// character set.
var hostile = []string{
	`'; DROP TABLE attendees; --`, `' OR '1'='1`, `" OR ""="`, `') OR 1=1 --`, `/* */`, `--`, `#`, `;`, `\`, `\'`, `\\'`, `''`, "`", `$1`, `$$`, `$tag$x$tag$`,
	`?`, `?1`, `:name`, `@name`, `%s`, `%d%n`, `${x}`, `{{.}}`, `%`, `_`, `%%`, `[a-z]`, `*`, `\%`, `\_`,
	`null`, `NULL`, `undefined`, `true`, `0`, `-1`, `1e400`, `NaN`, `[]`, `{}`, `{"id":1}`, `","rev":99,"x":"`, `\u0000`, `\x00`,
	"line\nbreak", "carriage\r\nreturn", "tab\t", "\x01\x1f\x7f", "\u0085\u2028\u2029", "\ufeffbom", "\u200b", "\u202eevil", "\ufffd", "\ufffe\uffff", "\U0001f468\u200d\U0001f469", "\U0010ffff",
	"¿\u5c27", "\u02bc OR 1=1", "\uff07", "＇；", " lead", "trail ", " ",
}

// hostileTexts are more than 300: the hostile ones, and each of them where a
// value is escaped once too often, or once too little.
func hostileTexts() []string {
	list := slices.Clone(hostile)
	for _, s := range hostile {
		list = append(list, "x"+s, s+"x", "'"+s, s+`\`, "%"+s+"_", strings.ReplaceAll(s, "'", "''")+"'")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// listHostileValues stores hostile texts and looks for each of them by every
// operator: it is found as data and as nothing else.
func listHostileValues(t *trial) {
	texts := hostileTexts()
	require.Greater(t, len(texts), 300)
	list := make([]storage.Attendee, len(texts))
	for i, s := range texts {
		list[i] = newAttendee(here, func(a *storage.Attendee) {
			a.Company, a.Custom = s, map[string]storage.Value{"said": storage.Text(s)}
		})
	}
	t.apply(put(entities(list)...))
	same := make(map[string][]storage.ID) // by the folded text
	for i, s := range texts {
		same[storage.Fold(s)] = append(same[storage.Fold(s)], list[i].ID)
	}
	for i, s := range texts {
		want := sorted(same[storage.Fold(s)])
		for _, c := range []storage.Cond{
			{Field: "company", Op: storage.OpEq, Value: s},
			{Field: "custom.said", Op: storage.OpEq, Value: s},
			{Field: "company", Op: storage.OpIn, Value: []string{s, "nowhere"}},
		} {
			require.Equal(t, want, t.customs(c), "%s, operator %d, %q", c.Field, c.Op, s)
		}
		pattern := [...]string{s, s + "%", "%" + s, "%" + s + "%"}[i%4]
		field := [...]string{"company", "custom.said"}[i/4%2]
		lists(t, list, storage.ListQuery{
			Scope: here, Kind: storage.KindAttendee, Where: []storage.Cond{{Field: field, Op: storage.OpLike, Value: pattern}}, Limit: 1_000,
		})
	}
	lists(t, list, storage.ListQuery{Scope: here, Kind: storage.KindAttendee, Order: []storage.Order{{Field: "company"}, {Field: "custom.said", Desc: true}}, Limit: 10})
	t.holds(entities(list)...)
}

// roundHostileScopes keeps scopes of hostile names apart.
func roundHostileScopes(t *trial) {
	records := make(map[storage.Scope]storage.Attendee)
	for i, s := range hostile {
		if len(s) > 100 || !utf8.ValidString(s) {
			continue
		}
		scope := storage.Scope{Tenant: s, Event: fmt.Sprint("event ", i%3, s)}
		a := newAttendee(scope, email("one@example.com"))
		t.applyIn(scope, put(a))
		records[scope] = a
	}
	for scope, a := range records {
		t.holdsIn(scope, a)
		t.leads(scope, storage.Key{Name: storage.KeyEmail, Value: "one@example.com"}, a)
		t.lacksIn(storage.Scope{Tenant: scope.Event, Event: scope.Tenant}, a)
	}
}
