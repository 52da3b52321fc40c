package batch

import (
	"errors"

	"github.com/muster-go/muster/storage"
)

// Decide is the functional core: from what was asked and what is stored it
// decides what to write and what to say. It does no input or output and reads
// no clock but env's.
//
// In [BestEffort] mode a rejected item leaves no trace and the others go
// through. In [Atomic] mode one rejection empties the change set, the other
// items are reported as [ErrAborted], and the error wraps [ErrRejected] and the
// first reason. The error is otherwise about the batch as a whole: a token
// that was used for something else, or a plan that looked where no Needs had
// asked.
func Decide(b Batch, n Needs, have storage.Set, env Env) (storage.ChangeSet, Report, error) {
	d := NewDraft(n, have)
	none := storage.ChangeSet{Scope: b.Scope}
	if b.Token != "" {
		if rep, found, err := recall(d, b); found || err != nil {
			return none, rep, err
		}
	}
	rep := Report{Results: make([]Result, 0, len(b.Commands))}
	dealt := make(map[storage.Ref]struct{})
	for i, c := range b.Commands {
		before := d.mark()
		out, err := c.Plan(d, env)
		if err == nil && b.RejectDuplicates {
			err = onlyOnce(dealt, out.Subject)
		}
		if d.fault != nil && !d.asked {
			return none, Report{}, d.fault
		}
		if err != nil {
			d.rewind(before)
			out, err = Outcome{}, atIndex(err, i)
		}
		rep.add(Result{Index: i, Outcome: out, Err: err}, b)
	}
	if d.asked {
		return none, Report{}, &More{d.more}
	}
	if b.Mode == Atomic && rep.Failed > 0 {
		why := rep.firstError()
		return none, rep.aborted(), &Error{Code: ErrRejected, Index: indexOf(why), Err: why}
	}
	if b.Token != "" && rep.Succeeded > 0 {
		if err := remember(d, b, rep, env); err != nil {
			return none, Report{}, err
		}
	}
	cs := d.Changes()
	rep.Events = cs.Events
	return cs, rep, nil
}

// More is returned by [Decide] when plans asked for what was not loaded, see
// [Draft.AskMore]. The [Runner] loads it and decides again.
type More struct{ storage.Query }

// Error implements error.
func (m *More) Error() string { return "batch: a plan must see more than was loaded" }

func onlyOnce(dealt map[storage.Ref]struct{}, subject storage.Ref) error {
	if subject.ID == (storage.ID{}) {
		return nil // about nothing in particular
	}
	key := storage.Ref{Kind: subject.Kind, ID: subject.ID}
	if _, again := dealt[key]; again {
		return &Error{Code: ErrDuplicateItem, Existing: subject}
	}
	dealt[key] = struct{}{}
	return nil
}

// atIndex returns a rejection that names the item. It is a copy: a command may
// return the same error every time.
func atIndex(err error, i int) error {
	switch e := err.(type) {
	case *Error:
		named := *e
		named.Index = i
		return &named
	case Errors:
		named := make(Errors, len(e))
		for j, reason := range e {
			copied := *reason
			copied.Index = i
			named[j] = &copied
		}
		return named
	}
	return err
}

func indexOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Index
	}
	return 0
}

// aborted turns what went through into what was not written for others' sake.
func (r Report) aborted() Report {
	for i := range r.Results {
		if r.Results[i].Err == nil {
			r.Results[i].Outcome = Outcome{}
			r.Results[i].Err = &Error{Code: ErrAborted, Index: i}
		}
	}
	r.Succeeded, r.Failed = 0, len(r.Results)
	return r
}
