package batch_test

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

var (
	scope = storage.Scope{Tenant: "acme", Event: "expo"}
	noon  = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

// id returns the n-th ID of a test.
func id(n int) storage.ID {
	var x storage.ID
	binary.BigEndian.PutUint64(x[8:], uint64(n))
	return x
}

// env is a world in which IDs count up from 1,000.
func env() batch.Env {
	n := 1000
	next := func() storage.ID { n++; return id(n) }
	return batch.Env{Now: noon, NewID: next, NewSecret: next, Actor: "host"}
}

func emailKey(s string) storage.Key { return storage.Key{Name: storage.KeyEmail, Value: s} }

var errTaken = batch.NewCode(batch.Duplicate, "taken")

// seat is a command for these tests: it gives the attendee with the address
// Email the address New, or adds one with it when Email is empty.
type seat struct {
	Email, New string
	forgets    bool // to ask about New
}

func (c seat) Needs(n *batch.Needs) {
	for _, e := range []string{c.Email, c.New} {
		if e != "" && !(c.forgets && e == c.New) {
			n.Attendees.Keys = append(n.Attendees.Keys, emailKey(e))
		}
	}
}

func (c seat) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	a := storage.Attendee{Status: storage.StatusActive, Version: 1}
	action := batch.Inserted
	if c.Email != "" {
		old, ok := d.AttendeeByKey(emailKey(c.Email))
		if !ok {
			return batch.Outcome{}, errors.New("nobody")
		}
		a, action = old, batch.Updated
	} else {
		a.ID = env.NewID()
	}
	// Written before it is checked, so that a rejection has something to undo.
	d.Emit(storage.Event{ID: env.NewID(), Type: "seated", Subject: a.Ref(), At: env.Now})
	if c.New != "" {
		if rival, ok := d.AttendeeByKey(emailKey(c.New)); ok && rival.ID != a.ID {
			return batch.Outcome{}, &batch.Error{Code: errTaken, Field: "email", Given: c.New, Existing: rival.Ref()}
		}
	}
	a.Unique.Email = c.New
	a = d.PutAttendee(a)
	return batch.Outcome{Action: action, Subject: a.Ref(), Record: a}, nil
}

func needsOf(cmds ...batch.Command) batch.Needs {
	n := batch.Needs{Query: storage.Query{Scope: scope}}
	for _, c := range cmds {
		c.Needs(&n)
	}
	return n
}

func stored(n int, email string) storage.Attendee {
	a := storage.Attendee{Status: storage.StatusActive, Version: 1}
	a.Scope, a.ID, a.Rev, a.Unique.Email = scope, id(n), 3, email
	return a
}

func decide(t *testing.T, b batch.Batch, have ...storage.Attendee) (storage.ChangeSet, batch.Report, error) {
	t.Helper()
	b.Scope = scope
	n := needsOf(b.Commands...)
	if b.Token != "" {
		n.Tokens.Keys = []storage.Key{{Name: storage.KeyToken, Value: b.Token}}
	}
	cs, rep, err := batch.Decide(b, n, storage.Set{Attendees: have}, env())
	require.NoError(t, cs.Validate())
	return cs, rep, err
}

func commands(cmds ...batch.Command) batch.Batch { return batch.Batch{Commands: cmds} }

func TestDecideWritesWholeRecordsAtTheNextRevision(t *testing.T) {
	cs, rep, err := decide(t, commands(seat{Email: "a", New: "b"}, seat{New: "c"}), stored(1, "a"))
	require.NoError(t, err)
	require.Equal(t, 2, rep.Succeeded)
	require.Len(t, cs.Attendees.Put, 2)
	require.Equal(t, storage.Rev(4), cs.Attendees.Put[0].Rev)
	require.Equal(t, "b", cs.Attendees.Put[0].Unique.Email)
	require.Equal(t, storage.Rev(1), cs.Attendees.Put[1].Rev)
	require.Equal(t, cs.Events, rep.Events)
	require.Equal(t, rep.Results[1].Subject, cs.Attendees.Put[1].Ref())
}

func TestDecideLetsALaterItemSeeAnEarlierOne_X10(t *testing.T) {
	// The second item takes the address that the first one frees, the third is
	// in the way of nobody, and the fourth finds what the second wrote.
	cs, rep, err := decide(t, commands(
		seat{Email: "a", New: "b"}, seat{New: "a"}, seat{New: "c"}, seat{Email: "a", New: "d"},
	), stored(1, "a"))
	require.NoError(t, err)
	require.Equal(t, 4, rep.Succeeded)
	require.Len(t, cs.Attendees.Put, 3)
	require.Equal(t, rep.Results[1].Subject, rep.Results[3].Subject, "one insert, whose revision stays 1")
}

func TestDecideTakesARejectedItemBackWhole(t *testing.T) {
	cs, rep, err := decide(t, commands(
		seat{Email: "a", New: "b"}, // taken
		seat{Email: "b", New: "c"}, // frees b
		seat{Email: "a", New: "b"}, // now it goes
		seat{Email: "nobody", New: "x"},
	), stored(1, "a"), stored(2, "b"))
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[0].Err, errTaken)
	require.ErrorIs(t, rep.Results[0].Err, batch.Duplicate)
	require.EqualError(t, rep.Results[3].Err, "nobody")
	require.Equal(t, 2, rep.Succeeded)
	require.Equal(t, 2, rep.Failed)
	require.Equal(t, 207, rep.HTTPStatus())
	require.Len(t, cs.Events, 2, "a rejected item leaves no event")
	require.Equal(t, "b", cs.Attendees.Put[0].Unique.Email)
	require.Equal(t, "c", cs.Attendees.Put[1].Unique.Email)

	var e *batch.Error
	require.ErrorAs(t, rep.Results[0].Err, &e)
	require.Equal(t, stored(2, "b").Ref(), e.Existing)
	require.Equal(t, "email", e.Field)
	require.NotContains(t, e.Error(), `"b"`)
}

func TestDecideAtomicWritesNothingAfterARejection_X9(t *testing.T) {
	b := commands(seat{New: "x"}, seat{Email: "a", New: "b"}, seat{New: "y"})
	b.Mode = batch.Atomic
	cs, rep, err := decide(t, b, stored(1, "a"), stored(2, "b"))
	require.ErrorIs(t, err, batch.ErrRejected)
	require.ErrorIs(t, err, errTaken, "the first reason is in the error")
	require.Zero(t, cs.Len())
	require.Equal(t, 3, rep.Failed)
	require.Equal(t, 400, rep.HTTPStatus())
	require.ErrorIs(t, rep.Results[0].Err, batch.ErrAborted)
	require.ErrorIs(t, rep.Results[1].Err, errTaken)
	require.ErrorIs(t, rep.Results[2].Err, batch.ErrAborted)
	require.Empty(t, rep.Events)
	var e *batch.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, 1, e.Index)
}

func TestDecideRejectsDuplicatesWhenAsked_X10(t *testing.T) {
	b := commands(seat{Email: "a", New: "b"}, seat{Email: "b", New: "c"})
	b.RejectDuplicates = true
	cs, rep, err := decide(t, b, stored(1, "a"))
	require.NoError(t, err)
	require.ErrorIs(t, rep.Results[1].Err, batch.ErrDuplicateItem)
	require.Equal(t, "b", cs.Attendees.Put[0].Unique.Email)
}

func TestDecideRefusesQuestionsNobodyAsked(t *testing.T) {
	_, _, err := decide(t, commands(seat{New: "a"}, seat{New: "b", forgets: true}))
	require.ErrorContains(t, err, "no Needs asked for")

	for _, look := range []lookup{"by ID", "by type key", "its history", "writes a key"} {
		_, _, err := decide(t, commands(look))
		require.ErrorContains(t, err, "no Needs asked for", string(look))
	}
}

// lookup plans one look at its own draft for which it never asked.
type lookup string

func (lookup) Needs(*batch.Needs) {}
func (l lookup) Plan(d *batch.Draft, _ batch.Env) (batch.Outcome, error) {
	switch l {
	case "by ID":
		d.Attendee(id(1))
	case "by type key":
		d.TypeByKey(storage.Key{Name: storage.KeyTypeCode, Value: "X"})
	case "its history":
		d.RevisionsOf(id(1))
	case "writes a key":
		d.PutAttendee(stored(1, "a"))
	}
	return batch.Outcome{Action: batch.Unchanged}, nil
}

func TestDraftKeepsTheNetEffect(t *testing.T) {
	n := needsOf(seat{Email: "a"}, seat{Email: "b"})
	a, b := stored(1, "a"), stored(2, "b")
	d := batch.NewDraft(n, storage.Set{Attendees: []storage.Attendee{a, b}})

	d.PutAttendee(a)
	require.Zero(t, d.Changes().Len(), "writing what is there is no change")

	// A swap, through a moment in which one of them has no address.
	free := a
	free.Unique.Email = ""
	d.PutAttendee(free)
	b.Unique.Email = "a"
	d.PutAttendee(b)
	a.Unique.Email = "b"
	d.PutAttendee(a)
	cs := d.Changes()
	require.Len(t, cs.Attendees.Put, 2)
	require.Equal(t, storage.Rev(4), cs.Attendees.Put[0].Rev, "one revision, however often it was written")

	passing := storage.Attendee{Head: storage.Head{ID: id(9)}}
	passing = d.PutAttendee(passing)
	d.Delete(passing.Ref(), a.Ref())
	cs = d.Changes()
	require.Equal(t, []storage.Ref{{Kind: storage.KindAttendee, ID: id(1), Rev: 3}}, cs.Attendees.Delete,
		"what came and went is not there; what was stored is deleted at its stored revision")
	require.Len(t, cs.Attendees.Put, 1)
}

func TestDraftDropsGuardsOnWhatItWrites(t *testing.T) {
	a, b := stored(1, "a"), stored(2, "b")
	d := batch.NewDraft(needsOf(seat{Email: "a", New: "c"}, seat{Email: "b"}), storage.Set{Attendees: []storage.Attendee{a, b}})
	d.Guard(a.Ref(), b.Ref(), b.Ref())
	a.Unique.Email = "c"
	d.PutAttendee(a)
	require.Equal(t, []storage.Ref{b.Ref()}, d.Changes().Guards)
	require.False(t, d.Changes().Empty())
}

func TestErrorTextHoldsNoGivenValue(t *testing.T) {
	e := &batch.Error{Code: errTaken, Field: "email", Given: "canary@example.com", Existing: stored(1, "canary").Ref(), Version: 3, Limit: 5, Err: batch.ErrAborted}
	require.Equal(t, "taken: email: limit 5: attendee "+id(1).String()+" is at version 3: batch_aborted", e.Error())
	require.ErrorIs(t, e, errTaken)
	require.ErrorIs(t, e, batch.Duplicate)
	require.ErrorIs(t, e, batch.ErrAborted)

	odd := &batch.Error{Code: errTaken, Field: "custom.\x00\xff\n"}
	require.Equal(t, `taken: "custom.\x00\xff\n"`, odd.Error())

	both := batch.Join([]*batch.Error{e, odd})
	require.ErrorIs(t, both, errTaken)
	require.Equal(t, e.Error()+"; "+odd.Error(), both.Error())
	require.NoError(t, batch.Join(nil))
}

func TestKindsAreErrors(t *testing.T) {
	for k := batch.Invalid; k <= batch.Internal; k++ {
		require.NotContains(t, k.Error(), "kind(")
	}
	require.Equal(t, "kind(99)", batch.Kind(99).Error())
}
