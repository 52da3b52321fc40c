package bench

import (
	"fmt"
	"math/rand/v2"

	"github.com/muster-go/muster/batch"
)

// key is an identifier by which an item names a person.
type key int

const (
	byCode key = iota
	byUser
	byExternal
	byEmail
	keys
)

// item is one upsert: the person whom ref names gets what set says.
type item struct {
	by   key
	ref  string
	set  changes
	want action
}

// changes are a partial update: nil keeps, "" clears.
type changes struct {
	UserID, ExternalID, Email           *string
	FirstName, LastName, Title, Company *string
	Mobile, Role                        *string
}

type action string

const (
	inserted action = "inserted"
	updated  action = "updated"
	rejected action = "rejected"
)

// work makes batches, the same for every contestant: half of the items insert,
// half update, one in a hundred is rejected. No person is in a batch twice.
type work struct {
	random   *rand.Rand
	size     int
	people   []identifiers
	accounts map[string]batch.User // the host's, which knows whoever is named by user
	serial   int                   // makes values that nobody had before
}

// identifiers are those that the batches to come may name a person by. The
// codes of people who are inserted later are drawn, so that nobody knows them.
type identifiers struct{ code, user, email string }

func newWork(size int) *work {
	return &work{random: rand.New(rand.NewPCG(1, uint64(size))), size: size, accounts: make(map[string]batch.User)}
}

// begin returns the people with whom every contestant starts.
func (w *work) begin(n int) []*Person {
	list := make([]*Person, n)
	for i := range list {
		id := w.newcomer()
		id.code = fmt.Sprintf("code-%08d", i)
		w.people = append(w.people, id)
		list[i] = &Person{
			Code: id.code, UserID: id.user, ExternalID: fmt.Sprintf("crm-%08d", i), Email: id.email,
			FirstName: first[i%len(first)], LastName: w.lastName(), Title: "Dr.", Company: w.company(), Mobile: w.mobile(), Role: "u",
		}
	}
	return list
}

func (w *work) newcomer() identifiers {
	n := len(w.accounts)
	id := identifiers{user: fmt.Sprintf("user-%08d", n), email: fmt.Sprintf("guest.%08d@example.org", n)}
	w.accounts[id.user] = batch.User{ID: id.user}
	return id
}

// next returns the next batch.
func (w *work) next() []item {
	rejects := w.size / 100
	updates := (w.size - rejects) / 2
	who := w.random.Perm(len(w.people))
	chosen, others := who[:updates], who[updates:]
	list := make([]item, 0, w.size)
	for _, i := range chosen {
		list = append(list, w.update(i))
	}
	for i := range rejects {
		list = append(list, w.reject(i, others))
	}
	for len(list) < w.size {
		list = append(list, w.insert())
	}
	w.random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func (w *work) insert() item {
	id := w.newcomer()
	w.people = append(w.people, id)
	it := item{by: byUser, ref: id.user, want: inserted}
	if w.random.IntN(2) == 0 {
		it.by, it.ref, it.set.UserID = byEmail, id.email, &id.user
	} else {
		it.set.Email = &id.email
	}
	it.set.ExternalID = new(fmt.Sprintf("crm-%s", id.user))
	it.set.FirstName, it.set.LastName = &first[w.random.IntN(len(first))], new(w.lastName())
	it.set.Company, it.set.Mobile = new(w.company()), new(w.mobile())
	return it
}

func (w *work) update(i int) item {
	id := &w.people[i]
	it := item{by: byEmail, ref: id.email, want: updated}
	switch {
	case w.random.IntN(3) == 0:
		it.by, it.ref = byUser, id.user
	case id.code != "" && w.random.IntN(2) == 0:
		it.by, it.ref = byCode, id.code
	}
	it.set.Company = new(w.company())
	switch w.random.IntN(10) {
	case 0: // the only column of these that is indexed
		w.serial++
		id.email = fmt.Sprintf("moved.%08d@example.org", w.serial)
		it.set.Email = new(id.email)
	case 1:
		it.set.LastName = new(w.lastName())
	case 2:
		it.set.Role = new("e")
	case 3, 4:
		it.set.Mobile = new("")
	case 5, 6:
		it.set.Mobile = new(w.mobile())
	}
	return it
}

// reject returns an item for a code that nobody has, or with the e-mail address
// of somebody else; others are people whom the batch does not update.
func (w *work) reject(i int, others []int) item {
	it := item{by: byCode, ref: fmt.Sprintf("no such code %d", i), want: rejected}
	if i%2 == 0 {
		thief, victim := w.people[others[i]], w.people[others[i+1]]
		it.by, it.ref, it.set.Email = byUser, thief.user, &victim.email
	}
	it.set.Company = new(w.company())
	return it
}

func (w *work) lastName() string { return fmt.Sprintf("%s-%d", last[w.unique()%len(last)], w.serial) }
func (w *work) company() string  { return fmt.Sprintf("Analytical Engines %d", w.unique()) }
func (w *work) mobile() string   { return fmt.Sprintf("+44 20 %08d", w.unique()) }

func (w *work) unique() int {
	w.serial++
	return w.serial
}

var (
	first = []string{"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Niklaus"}
	last  = []string{"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Wirth"}
)
