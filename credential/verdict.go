package credential

import "github.com/muster-go/muster/batch"

// Replayed stands among the warnings of a scan that was known already by its
// nonce: nothing was written, and the record is the first answer.
const Replayed = "replayed"

// Verdict is the answer to a scan.
type Verdict struct {
	CheckIn
	// Replayed says that the scan was sent before, and this is the answer that
	// it got then.
	Replayed bool
	// Against are the rules against which somebody was let pass.
	Against []Reason
}

// VerdictOf returns the answer to a [Scan] in a batch; ok is false for a result
// of any other command, and of a scan that was rejected.
func VerdictOf(res batch.Result) (v Verdict, ok bool) {
	if v.CheckIn, ok = batch.RecordOf[CheckIn](res); !ok {
		return Verdict{}, false
	}
	for _, w := range res.Warnings {
		if w == Replayed {
			v.Replayed = true
		} else {
			v.Against = append(v.Against, Reason(w))
		}
	}
	return v, true
}

// Err returns nil if the scan was granted, and else why it was denied: an error
// that errors.Is matches to [ErrNotFound], [ErrZoneFull] and the others that
// [Reason.Err] names. Reason(v.Reason) is the same to switch on.
func (v Verdict) Err() error { return Reason(v.Reason).Err() }
