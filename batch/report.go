package batch

import "github.com/muster-go/muster/storage"

// Result is what became of one command.
type Result struct {
	Index int    // position in Batch.Commands, 0-based
	Label string // the caller's own name for it, from Batch.Labels
	Outcome
	// Err is why the item was rejected: an *Error or Errors from a rule, which
	// Reasons lists, and any other error from a command that failed for itself
	// (P25).
	Err error
}

// Report is what became of a batch. Its results are in the order of the
// commands (X7), one for each.
type Report struct {
	Results           []Result
	Succeeded, Failed int
	Events            []storage.Event // also those that a store without an outbox drops
	Attempts          int             // plans made; above 1 after conflicts
	Replayed          bool            // the token had been used: this is the first outcome
}

// HTTPStatus is the answer of the Perculus API to a batch: 200 when every item
// went through, 207 when some did, 400 when none did (P13), which includes the
// empty report that comes with an error.
func (r Report) HTTPStatus() int {
	switch {
	case r.Succeeded == 0:
		return 400
	case r.Failed == 0:
		return 200
	}
	return 207
}

// RecordOf returns the subject of a result after its item, as a record of kind
// R; ok is false for a rejected item and for a subject of another kind.
func RecordOf[R storage.Record](r Result) (record R, ok bool) {
	record, ok = r.Record.(R)
	return record, ok
}

func (r *Report) add(res Result, b Batch) {
	if b.Labels != nil {
		res.Label = b.Labels[res.Index]
	}
	if res.Err == nil {
		r.Succeeded++
	} else {
		r.Failed++
	}
	r.Results = append(r.Results, res)
}

// append joins the report of a later part of a batch that was split.
func (r *Report) append(part Report) {
	at := len(r.Results)
	for _, res := range part.Results {
		res.Index += at
		res.Err = atIndex(res.Err, res.Index)
		r.Results = append(r.Results, res)
	}
	r.Succeeded += part.Succeeded
	r.Failed += part.Failed
	r.Events = append(r.Events, part.Events...)
	r.Attempts += part.Attempts
}

// firstError returns the first rejection.
func (r Report) firstError() error {
	for _, res := range r.Results {
		if res.Err != nil {
			return res.Err
		}
	}
	return nil
}
