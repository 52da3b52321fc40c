package bench

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// Person is an attendee as a program without Muster would keep one. It is
// exported for the sake of bun and GORM, which read it by reflection.
type Person struct {
	ID        uuid.UUID `bun:",pk" gorm:"primaryKey"`
	EventID   int64
	Version   int64
	Status    string
	CreatedAt time.Time
	UpdatedAt time.Time

	Code       string
	UserID     string
	ExternalID string
	Email      string

	FirstName     string
	LastName      string
	MiddleInitial string
	Suffix        string
	Title         string
	Company       string
	PreferredName string
	Mobile        string
	Role          string
	Currency      string
}

func (p *Person) key(k key) *string {
	switch k {
	case byCode:
		return &p.Code
	case byUser:
		return &p.UserID
	case byExternal:
		return &p.ExternalID
	default:
		return &p.Email
	}
}

// key returns what the changes set a key to.
func (p *changes) key(k key) *string {
	switch k {
	case byUser:
		return p.UserID
	case byExternal:
		return p.ExternalID
	case byEmail:
		return p.Email
	default:
		return nil
	}
}

// outcome is what became of an item: the row as it is now, nil when rejected.
type outcome struct {
	action action
	row    *Person
}

// finder knows who has an identifier, nil when nobody has.
type finder interface {
	find(k key, value string) *Person
}

// decide is what every contestant but Muster makes of an item. It returns the
// row as it was and as it shall be, nil when the item is rejected.
func decide(f finder, it *item, now time.Time) (was, is *Person) {
	ref := normal(it.by, it.ref)
	was = f.find(it.by, ref)
	switch {
	case was != nil:
		changed := *was
		is = &changed
	case it.by == byCode:
		return nil, nil
	default:
		is = newPerson(now)
		*is.key(it.by) = ref
	}
	it.set.apply(is)
	if is.LastName == "" {
		return was, nil
	}
	for k := byUser; k < keys; k++ {
		if it.set.key(k) == nil {
			continue
		}
		if other := f.find(k, *is.key(k)); other != nil && other != was {
			return was, nil
		}
	}
	is.Version++
	is.UpdatedAt = now
	return was, is
}

func newPerson(now time.Time) *Person {
	return &Person{
		ID: uuid.Must(uuid.NewV7()), EventID: event, Status: "active", Role: "u", Currency: "USD",
		CreatedAt: now, Code: uuid.NewString(),
	}
}

func (p *changes) apply(to *Person) {
	for k := byUser; k < keys; k++ {
		if v := p.key(k); v != nil {
			*to.key(k) = normal(k, *v)
		}
	}
	for _, f := range [...]struct{ from, to *string }{
		{p.FirstName, &to.FirstName},
		{p.LastName, &to.LastName},
		{p.Title, &to.Title},
		{p.Company, &to.Company},
		{p.Mobile, &to.Mobile},
		{p.Role, &to.Role},
	} {
		if f.from != nil {
			*f.to = strings.TrimSpace(*f.from)
		}
	}
}

func normal(k key, v string) string {
	v = strings.TrimSpace(v)
	if k == byEmail {
		v = strings.ToLower(v)
	}
	return v
}

// started returns a person of those with whom every contestant starts as a
// new row.
func started(p *Person, now time.Time) *Person {
	row := *p
	row.ID, row.EventID, row.Version, row.Status, row.Currency = uuid.Must(uuid.NewV7()), event, 1, "active", "USD"
	row.CreatedAt, row.UpdatedAt = now, now
	return &row
}

// now is exact to the microsecond, which every contestant can store.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// event is the scope in which all of it happens.
const event = 1

// index finds rows by their keys. A row in it is never changed in place.
type index [keys]map[string]*Person

func newIndex(n int) *index {
	var ix index
	for k := range ix {
		ix[k] = make(map[string]*Person, n)
	}
	return &ix
}

func (ix *index) find(k key, value string) *Person { return ix[k][value] }

// put replaces a row, nil when there was none.
func (ix *index) put(was, is *Person) {
	for k := range keys {
		value := *is.key(k)
		if was != nil && *was.key(k) != value {
			delete(ix[k], *was.key(k))
		}
		if value != "" {
			ix[k][value] = is
		}
	}
}
